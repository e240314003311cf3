// Where blocks begin and end in the text, by the same rules as the server's
// reader: heading, >, longest declared label with its colon, brackets around a
// whole paragraph; everything else belongs to the voice before it.
import { Facet, StateEffect, StateField } from "@codemirror/state";
import { frontMatter } from "./frontmatter.js";

const HEADING = /^#+(?=\s|$)/;
const GROUP = String.raw`\{((?:[^{}"\n]|"[^"\n]*")*)\}`;
const HEAD_REST = new RegExp(String.raw`[^\S\n]*(?:${GROUP}[^\S\n]*)?[：:]`, "y");
const LEADING_GROUP = new RegExp(`^${GROUP}`);
const MARK = /^(?:\+\+|--|~~|>>|==)/;
const CLOSERS = { "（": "）)", "(": "）)", "[": "]" };
const QUOTE_OR_HEADING = /^(?:>|#+(?:\s|$))/;
const LONGEST = 50000; // characters of one paragraph that are looked at for brackets
const CJK = /^(?:zh|ja|ko|yue|cmn|wuu|nan|hak|gan|hsn|lzh)(?:-|$)/i;

/** Voices the server knows of beside those of the front matter. */
export const setVoices = StateEffect.define();
export const outsideVoices = StateField.define({
  create: () => [],
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setVoices)) value = effect.value;
    return value;
  },
});
/** The language of the event, where the text names none. */
export const eventLanguage = Facet.define({ combine: (values) => values[0] || "zh-Hans" });

/** The declared voices, those of the front matter first. */
export function voicesOf(state) {
  const outside = state.field(outsideVoices, false) || [];
  return cached(state.doc, "voices", outside, () => {
    const voices = new Map();
    for (const voice of frontMatter(state.doc).voices) {
      if (voice.label && !voices.has(voice.label)) voices.set(voice.label, voice);
    }
    for (const voice of outside) if (!voices.has(voice.label)) voices.set(voice.label, voice);
    return [...voices.values()];
  });
}

const caches = new WeakMap(); // Text -> name -> { key, value }
function cached(doc, name, key, make) {
  let cache = caches.get(doc);
  if (!cache) caches.set(doc, (cache = {}));
  if (!cache[name] || cache[name].key !== key) cache[name] = { key, value: make() };
  return cache[name].value;
}

export class Labels {
  constructor(labels) {
    this.labels = new Set(labels);
    this.lengths = new Map();
    for (const label of this.labels) {
      const first = label[0];
      if (!this.lengths.has(first)) this.lengths.set(first, new Set());
      this.lengths.get(first).add(label.length);
    }
    for (const [first, lengths] of this.lengths) {
      this.lengths.set(first, [...lengths].sort((a, b) => b - a));
    }
  }

  /** The head of the turn that `line` opens: `end` is after its colon. */
  head(line) {
    for (const length of this.lengths.get(line[0]) || []) {
      const label = line.slice(0, length);
      if (!this.labels.has(label)) continue;
      HEAD_REST.lastIndex = length;
      const rest = HEAD_REST.exec(line);
      if (rest && !(rest[1] !== undefined && MARK.test(rest[1]))) {
        const group = rest[1] === undefined ? -1 : line.indexOf("{", length);
        return { label, inside: rest[1], group, end: length + rest[0].length };
      }
    }
    return null;
  }
}

export function labelsOf(state) {
  return cached(state.doc, "labels", voicesOf(state), () => new Labels(voicesOf(state).map((voice) => voice.label)));
}

export function isBracketed(text) {
  const closers = CLOSERS[text[0]];
  if (!closers || text.length < 3 || !closers.includes(text[text.length - 1])) return false;
  const [opening, closing] = text[0] === "[" ? ["[", "]"] : ["（(", "）)"];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (opening.includes(text[at])) depth++;
    else if (closing.includes(text[at]) && --depth === 0) return at === text.length - 1;
  }
  return false;
}

/** Attributes at the end of a heading: { start, inside } or null. */
export function trailingGroup(text) {
  if (!text.endsWith("}")) return null;
  let quoted = false;
  for (let at = text.length - 2; at >= 0; at--) {
    if (text[at] === '"') quoted = !quoted;
    else if (!quoted && text[at] === "}") return null;
    else if (!quoted && text[at] === "{") {
      const inside = text.slice(at + 1, -1);
      return MARK.test(inside) || inside.endsWith("\\") || text[at - 1] === "\\" ? null : { start: at, inside };
    }
  }
  return null;
}

export function leadingGroup(text) {
  const found = LEADING_GROUP.exec(text);
  return found && !MARK.test(found[1]) ? { inside: found[1], end: found[0].length } : null;
}

export const isHeading = (line) => HEADING.test(line);

/**
 * All blocks of the text in order. Each has `type` ("section", "turn", "note"),
 * `from` and `to` (whole lines), `line`, `inside` (its attributes or undefined),
 * `group` (from and to of the braces, or null), `body` (where the words begin),
 * `label` (of a turn), `implicit` (a turn without its label), `level`, `quoted`.
 */
export function readBlocks(state) {
  return cached(state.doc, "blocks", labelsOf(state), () => read(state));
}

function read(state) {
  const { doc } = state;
  const labels = labelsOf(state);
  const blocks = [];
  let voice = "";
  let afterHeading = false;
  const open = (block) => {
    blocks.push(block);
    return block;
  };
  const front = frontMatter(doc);
  if (front.last >= doc.lines) return blocks;
  const lines = doc.iterLines(front.last + 1, doc.lines + 1);
  let number = front.last;
  let after = front.last ? doc.line(front.last).to + 1 : 0;
  let from = after;
  let text = "";
  let done = false;
  const next = () => {
    const step = lines.next();
    number++;
    from = after;
    after = from + step.value.length + 1;
    done = step.done;
    text = step.value.trimEnd();
  };
  next();
  while (!done) {
    const bare = text.trimStart();
    const start = from + text.length - bare.length;
    if (!bare) {
      next();
    } else if (isHeading(bare)) {
      open(heading(bare, from, start, number));
      afterHeading = true;
      next();
    } else if (bare[0] === ">") {
      const block = open(quote(bare, from, start, number));
      while (!done && text.trimStart()[0] === ">") {
        block.to = from + text.length;
        next();
      }
    } else {
      const at = { from, start, line: number };
      const rows = [bare];
      let to = from + text.length;
      let length = bare.length;
      next();
      while (!done && text && !QUOTE_OR_HEADING.test(text)) {
        to = from + text.length;
        if (length < LONGEST) rows.push(text);
        length += text.length;
        next();
      }
      const head = labels.head(bare);
      const last = blocks[blocks.length - 1];
      if (head) {
        open(turn(head, at, to));
        voice = head.label;
        afterHeading = false;
      } else if (length < LONGEST && isBracketed(rows.join("\n"))) {
        open({ type: "note", from: at.from, to, line: at.line, body: at.start, group: null, kind: "stage" });
      } else if (!last || !voice) {
        open({ type: "note", loose: true, from: at.from, to, line: at.line, body: at.start, group: null, kind: "stage" });
      } else if (last.type !== "turn") {
        open({ type: "turn", label: voice, implicit: true, from: at.from, to, line: at.line, body: at.start, group: null, afterHeading });
        afterHeading = false;
      } else {
        last.to = to;
      }
    }
  }
  return blocks;
}

function heading(bare, from, start, line) {
  const signs = HEADING.exec(bare)[0].length;
  const end = start + bare.length;
  const body = start + signs + (bare.length - signs - bare.slice(signs).trimStart().length);
  const title = bare.slice(body - start);
  const group = trailingGroup(title);
  return {
    type: "section", level: Math.min(signs, 3), from, to: end, line, body,
    bodyEnd: group ? body + title.slice(0, group.start).trimEnd().length : end,
    inside: group?.inside,
    group: group ? { from: body + group.start, to: end } : null,
  };
}

function quote(bare, from, start, line) {
  const inner = bare.slice(1).trimStart();
  const at = start + bare.length - inner.length;
  const group = leadingGroup(inner);
  const kind = group && /(?:^|\s)(stage|caption|editor)(?:\s|$)/.exec(group.inside);
  return {
    type: "note", quoted: true, from, to: start + bare.length, line, inside: group?.inside,
    kind: kind ? kind[1] : "stage",
    group: group ? { from: at, to: at + group.end } : null,
    body: at + (group ? group.end + (inner.length - group.end - inner.slice(group.end).trimStart().length) : 0),
  };
}

function turn(head, at, to) {
  return {
    type: "turn", label: head.label, from: at.from, to, line: at.line, start: at.start,
    inside: head.inside,
    group: head.inside === undefined ? null : { from: at.start + head.group, to: at.start + head.group + head.inside.length + 2 },
    body: at.start + head.end,
  };
}

/** Index of the block that holds or precedes a position; -1 in the front matter. */
export function blockIndexAt(blocks, position) {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle].from <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The colon after a label in this text's language, with its blank. */
export function colonOf(state) {
  const language = frontMatter(state.doc).language || state.facet(eventLanguage);
  return CJK.test(language) ? "：" : ": ";
}
