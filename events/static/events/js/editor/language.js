// Colours for what is visible: front matter, headings, labels, attributes,
// notes, the five marks, emphasis and links. Classes only; editor.css paints.
import { Decoration, EditorView, ViewPlugin } from "@codemirror/view";
import { isBracketed, isHeading, labelsOf, leadingGroup, setVoices, trailingGroup, voicesOf } from "./blocks.js";
import { frontMatter } from "./frontmatter.js";

const MOST = 20000; // characters of one paragraph that are coloured at a time
const BACK = 400; // lines looked back for the start of a paragraph
const INLINE =
  /\\[!-/:-@[-`{-~：（]|\{(\+\+|--|~~|>>|==)|(\*{1,3})(?=\S)((?:[^*\n\\]|\\.)+?)\2|\[((?:[^[\]\\\n]|\\.)+)\]\(([^()\s]*)\)/g;
const CLOSER = { "++": "++}", "--": "--}", "~~": "~~}", ">>": "<<}", "==": "==}" };
const CLASS = { "++": "inserted", "--": "deleted", "~~": "substituted", ">>": "remark", "==": "withheld" };
const ATTRIBUTE = /(#[a-z0-9]*)|(@[\d:.\-–]*)|((?:re|tag|lang|p|as|withheld):)?((?:[^\s"{}]|"(?:[^"]|"")*")+)/g;

const marks = {};
const mark = (name) => (marks[name] ||= Decoration.mark({ class: `cm-${name}` }));
const lineClass = (name) => (marks[`line-${name}`] ||= Decoration.line({ class: `cm-${name}` }));

class Painter {
  constructor(view) {
    this.state = view.state;
    this.labels = labelsOf(view.state);
    this.front = frontMatter(view.state.doc);
    this.audience = new Set(voicesOf(view.state).filter((voice) => voice.role === "audience").map((voice) => voice.label));
    this.found = [];
  }

  paint(from, to) {
    const { doc } = this.state;
    let line = doc.lineAt(from);
    for (let back = 0; back < BACK && line.number > 1 && line.text.trim(); back++) line = doc.line(line.number - 1);
    while (line.from <= to) {
      let last = line;
      if (this.front.last && line.number <= this.front.last) this.frontLine(line);
      else if (line.text.trim()) last = this.paragraph(line, from, to);
      if (last.number >= doc.lines) break;
      line = doc.line(last.number + 1);
    }
  }

  add(from, to, name) {
    if (to > from) this.found.push(mark(name).range(from, to));
  }

  line(line, name) {
    this.found.push(lineClass(name).range(line.from));
  }

  frontLine(line) {
    this.line(line, "front");
    if (/^---\s*$/.test(line.text)) return this.add(line.from, line.to, "sign");
    for (const key of line.text.matchAll(/(^|[\s{,])([a-z_]+):(?=\s|$)/g)) {
      const start = line.from + key.index + key[1].length;
      this.add(start, start + key[2].length, "key");
    }
    return null;
  }

  paragraph(first, from, to) {
    const { doc } = this.state;
    const bare = first.text.trimStart();
    const start = first.to - bare.length;
    if (isHeading(bare)) {
      this.heading(first, bare, start);
      return first;
    }
    let last = first;
    const isQuote = bare[0] === ">";
    while (last.number < doc.lines && last.from <= to) {
      const next = doc.line(last.number + 1);
      const text = next.text;
      if (isQuote ? text.trimStart()[0] !== ">" : !text.trim() || text[0] === ">" || isHeading(text)) break;
      last = next;
    }
    if (isQuote) this.quote(first, last, bare, start);
    else this.words(first, last, bare, start, from, to);
    return last;
  }

  heading(line, bare, start) {
    const signs = /^#+/.exec(bare)[0].length;
    this.line(line, `heading cm-heading-${Math.min(signs, 3)}`);
    this.add(start, start + signs, "sign");
    const text = bare.trimEnd();
    const group = trailingGroup(text);
    if (group) this.group(start + group.start, text.slice(group.start));
    this.inline(start + signs, start + (group ? group.start : bare.length));
  }

  quote(first, last, bare, start) {
    const { doc } = this.state;
    for (let n = first.number; n <= last.number; n++) {
      const line = doc.line(n);
      this.line(line, "note");
      const sign = line.from + line.text.indexOf(">");
      this.add(sign, sign + 1, "sign");
    }
    const inner = bare.slice(1).trimStart();
    const at = start + bare.length - inner.length;
    const group = leadingGroup(inner);
    if (group) this.group(at, inner.slice(0, group.end));
    this.inline(group ? at + group.end : at, last.to);
  }

  words(first, last, bare, start, from, to) {
    const head = this.labels.head(bare.trimEnd());
    if (head) {
      this.line(first, "turn");
      this.add(start, start + head.label.length, this.audience.has(head.label) ? "label cm-label-audience" : "label");
      if (head.group >= 0) this.group(start + head.group, bare.slice(head.group, head.group + head.inside.length + 2));
      this.add(start + head.end - 1, start + head.end, "colon");
      start += head.end;
    } else if (last.to - start < MOST && isBracketed(this.state.sliceDoc(start, last.to).trimEnd())) {
      for (let n = first.number; n <= last.number; n++) this.line(this.state.doc.line(n), "note");
    }
    this.inline(Math.max(start, Math.min(from, last.to) - MOST / 2), Math.min(last.to, to + MOST / 2));
  }

  group(from, text) {
    this.add(from, from + text.length, "attributes");
    for (const found of text.slice(1, -1).matchAll(ATTRIBUTE)) {
      const at = from + 1 + found.index;
      this.add(at, at + found[0].length, found[1] ? "ref" : found[2] ? "time" : found[3] === "tag:" ? "tag" : "attribute");
    }
  }

  inline(from, to) {
    const text = this.state.sliceDoc(from, to);
    const finder = new RegExp(INLINE);
    for (let found; (found = finder.exec(text)); ) {
      const at = from + found.index;
      if (found[0][0] === "\\") this.add(at, at + 1, "sign");
      else if (found[1]) finder.lastIndex = found.index + this.critic(text, found.index, found[1], from);
      else if (found[2]) this.emphasis(at, found[2].length, found[0].length);
      else this.link(at, found[4].length, found[0].length);
    }
  }

  /** Paint one mark; returns how far reading goes on. */
  critic(text, index, opener, base) {
    const inner = index + 3;
    const close = text.indexOf(CLOSER[opener], inner);
    const from = base + index;
    if (close < 0) {
      this.add(from, from + 3, opener === "==" ? "broken cm-withheld" : "broken");
      return 3;
    }
    this.add(from, base + close + 3, `mark cm-${CLASS[opener]}`);
    this.add(from, from + 3, "sign");
    this.add(base + close, base + close + 3, "sign");
    const middle = opener === "~~" ? text.indexOf("~>", inner) : -1;
    if (middle >= 0 && middle < close) {
      this.add(base + inner, base + middle, "printed");
      this.add(base + middle, base + middle + 2, "sign");
      this.add(base + middle + 2, base + close, "corrected");
    }
    return close + 3 - index;
  }

  emphasis(at, stars, length) {
    this.add(at, at + stars, "sign");
    this.add(at + stars, at + length - stars, ["em", "strong", "strong cm-em"][stars - 1]);
    this.add(at + length - stars, at + length, "sign");
  }

  link(at, words, length) {
    this.add(at, at + 1, "sign");
    this.add(at + 1, at + 1 + words, "link");
    this.add(at + 1 + words, at + length, "sign");
  }
}

const highlighter = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.decorations = this.build(view);
    }

    update(update) {
      const voices = update.transactions.some((tr) => tr.effects.some((effect) => effect.is(setVoices)));
      if (update.docChanged || update.viewportChanged || voices) this.decorations = this.build(update.view);
    }

    build(view) {
      const painter = new Painter(view);
      let done = -1;
      for (const { from, to } of view.visibleRanges) {
        if (to <= done) continue;
        painter.paint(Math.max(from, done), to);
        done = to;
      }
      return Decoration.set(unique(painter.found), true);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** Line decorations of a paragraph met twice must not stand twice. */
function unique(found) {
  const seen = new Set();
  return found.filter(({ from, to, value }) => {
    const key = `${from}-${to}-${value.spec.class}`;
    return !seen.has(key) && seen.add(key);
  });
}

export const language = [highlighter, EditorView.perLineTextDirection.of(true), EditorView.lineWrapping];
