// What completes itself: who speaks at a paragraph's start (the speaker before
// last first, since talk goes A-B-A-B), words in braces, the front matter.
import { acceptCompletion, autocompletion, startCompletion } from "@codemirror/autocomplete";
import { insertNewline } from "@codemirror/commands";
import { Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { Attributes, quotedValue } from "./attributes.js";
import { blockIndexAt, colonOf, isHeading, labelsOf, readBlocks, voicesOf } from "./blocks.js";
import { declareVoice, frontMatter, quoted } from "./frontmatter.js";
import { linkAnswer } from "./markup.js";
import { say } from "./messages.js";

const LANGUAGES = ["zh-Hans", "zh-Hant", "yue", "en", "ja", "ko", "fr", "de"];
const CONTRIBUTOR_ROLES = ["host", "organizer", "co-organizer", "supporter", "adviser", "transcriber", "reporter", "photographer", "editor"];
const VALUES = {
  text_status: ["verbatim", "edited", "abridged", "unknown"],
  reviewed: ["yes", "no", "unknown"],
  relation: ["source", "recording", "related"],
  language: LANGUAGES,
};
const KEYS = ["title", "kicker", "subtitle", "lead", "slug", "series", "number", "ordinal", "held", "venue", "language", "summary", "rights", "text_status", "reviewed", "recording", "tags", "contributors", "voices", "sources"];
const QUESTIONS = 40;

/** Labels of the turns before `position`, the speaker before last first. */
export function recentVoices(state, position) {
  const blocks = readBlocks(state);
  const seen = new Set();
  for (let index = blockIndexAt(blocks, position - 1); index >= 0; index--) {
    if (blocks[index].type === "turn" && blocks[index].from < position) seen.add(blocks[index].label);
  }
  const [last, ...others] = seen;
  const declared = voicesOf(state).map((voice) => voice.label);
  if (!last) return declared;
  const [beforeLast, ...older] = others;
  const order = beforeLast ? [beforeLast, last, ...older] : [...declared.filter((label) => label !== last), last];
  return [...new Set([...order, ...declared])];
}

function opensParagraph(state, line) {
  if (line.number === 1 || line.number === frontMatter(state.doc).last + 1) return true;
  const before = state.doc.line(line.number - 1).text;
  return !before.trim() || isHeading(before) || before.trimStart()[0] === ">";
}

const found = (from, options) => (options.length ? { from, options, filter: false } : null);

function simple(from, typed, values, detail = () => "", after = "") {
  const wanted = typed.toLowerCase();
  const matching = values.filter((value) => value.toLowerCase().includes(wanted) && value !== typed);
  matching.sort((a, b) => !a.toLowerCase().startsWith(wanted) - !b.toLowerCase().startsWith(wanted));
  return found(from, matching.slice(0, 60).map((value) => ({ label: value, detail: detail(value), apply: value + after })));
}

export function completion(editor) {
  const source = (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const front = frontMatter(context.state.doc);
    if (line.number <= front.last) return line.number < front.last || !front.closed ? frontSource(editor, context, before) : null;
    const brace = /^(.*)\{([^{}]*)$/.exec(before);
    if (brace && !/^(?:\+\+|--|~~|>>|==)/.test(brace[2])) return braceSource(editor, context, line, brace);
    return opensParagraph(context.state, line) ? voiceSource(editor, context, line, before) : null;
  };
  return [
    autocompletion({ override: [source], icons: false, defaultKeymap: true, maxRenderedOptions: 60, closeOnBlur: true }),
    Prec.highest(
      keymap.of([
        { key: "Tab", run: acceptCompletion },
        { key: "Enter", run: (view) => newLine(view) },
      ]),
    ),
  ];
}

/** A line break; where it opens a paragraph after a turn, the voices are offered. */
function newLine(view) {
  if (acceptCompletion(view)) return true;
  if (!insertNewline(view)) return false;
  const { state } = view;
  const line = state.doc.lineAt(state.selection.main.head);
  if (line.text || line.number < 3 || line.number <= frontMatter(state.doc).last) return true;
  const blocks = readBlocks(state);
  const last = blocks[blockIndexAt(blocks, line.from)];
  if (!state.doc.line(line.number - 1).text && state.doc.line(line.number - 2).text.trim() && last?.type !== "note") startCompletion(view);
  return true;
}

// -- who speaks

function matches(editor, label, typed) {
  const wanted = typed.toLowerCase();
  if (!wanted || label.toLowerCase().startsWith(wanted)) return true;
  return /^[a-z]/.test(wanted) && editor.termsOf(label).split(" ").some((term) => term.startsWith(wanted));
}

async function voiceSource(editor, context, line, before) {
  const typed = before.trimStart();
  if (typed.length > 24 || /^[>#（([\\]/.test(typed) || /[：:{}。，！？]/.test(typed)) return null;
  if (!typed && !context.explicit) return null;
  if (line.text.slice(context.pos - line.from).trim() && !context.explicit) return null;
  const { state } = context;
  const from = line.from + before.length - typed.length;
  const known = new Map(voicesOf(state).map((voice) => [voice.label, voice]));
  const order = recentVoices(state, line.from).filter((label) => known.has(label));
  // Pinyin is asked of the server where the page does not hold it.
  const asked = /^[a-z' ]+$/i.test(typed) && !order.some((label) => matches(editor, label, typed));
  const people = typed && (asked || /[^\x00-\x7f]/.test(typed)) ? await editor.people(typed) : [];
  if (context.aborted) return null;
  const labels = order.filter((label) => matches(editor, label, typed));
  for (const person of people) {
    const label = person.label || person.name;
    if (known.has(label) && asked && !labels.includes(label)) labels.push(label);
  }
  const options = labels
    .filter((label) => label !== typed || context.explicit)
    .map((label) => ({ label, detail: editor.roleName(known.get(label).role), apply: putVoice(label) }));
  for (const person of people.slice(0, 8)) {
    const label = person.label || person.name;
    if (known.has(label)) continue;
    options.push({ label, detail: say("declare-person"), apply: putVoice(label, { label, role: "speaker", speaker: person.key }) });
  }
  return found(from, options);
}

/** Write label and colon, and declare the voice in the same transaction. */
function putVoice(label, declared = null) {
  return (view, _completion, from, to) => {
    const { state } = view;
    const follows = /^\s*[：:{]/.test(state.doc.lineAt(to).text.slice(to - state.doc.lineAt(to).from));
    const insert = follows ? label : label + colonOf(state);
    const front = declared ? declareVoice(state.doc, declared) : [];
    const changes = state.changes([{ from, to, insert }, ...front]);
    const anchor = changes.mapPos(to, 1);
    view.dispatch({ changes, selection: { anchor }, userEvent: "input.complete", scrollIntoView: true });
  };
}

// -- attributes in braces

function braceSource(editor, context, line, [, head, inside]) {
  const { state } = context;
  const bare = head.trim();
  const on = /^#+\s/.test(head) ? "heading" : bare === ">" ? "note" : labelsOf(state).labels.has(bare) ? "turn" : "";
  if (!on) return null;
  const word = /(?:[^\s"]|"(?:[^"]|"")*"?)*$/.exec(inside)[0];
  const value = /^(tag|lang|re|withheld):(.*)$/s.exec(word);
  const start = context.pos - word.length;
  if (!value) return attributeNames(editor, context, on, start, word, inside);
  const from = start + value[1].length + 1;
  const typed = value[2].replace(/"/g, "");
  if (value[1] === "lang") return simple(from, typed, LANGUAGES);
  if (value[1] === "withheld") return simple(from, typed, [new Date().toISOString().slice(0, 10)]);
  if (value[1] === "tag") {
    const wanted = typed.toLowerCase();
    const tags = [...editor.tags()].filter((tag) => tag.toLowerCase().includes(wanted));
    return found(from, tags.slice(0, 60).map((tag) => ({ label: tag, apply: quotedValue(tag) })));
  }
  return replySource(editor, context, line, start);
}

function attributeNames(editor, context, on, start, word, inside) {
  const names = { turn: ["tag:", "re:", "speech", "question", "answer", "as:"], note: ["stage", "caption", "editor"], heading: [] }[on];
  const used = new Attributes(inside.slice(0, inside.length - word.length));
  const all = [...names, "@", "lang:", "p:", "withheld"].filter((name) => name === "tag:" || !used.get(name.replace(":", "")));
  const options = all
    .filter((name) => name.startsWith(word) && name !== word)
    .map((name) => ({
      label: name,
      detail: say(`attribute-${name.replace(":", "").replace("@", "time")}`),
      apply: (view, _completion, from, to) => {
        view.dispatch({ changes: { from, to, insert: name }, selection: { anchor: from + name.length }, userEvent: "input.complete" });
        if (name.endsWith(":")) startCompletion(view);
      },
    }));
  return found(start, options);
}

/** Questions before this turn, nearest first; choosing one links both ends. */
function replySource(editor, context, line, start) {
  const blocks = readBlocks(context.state);
  const before = blocks.filter((block) => block.type === "turn" && block.from < line.from).reverse();
  const asked = before.filter((block) => editor.kindOf(block) === "question");
  const options = (asked.length ? asked : before).slice(0, QUESTIONS).map((block) => ({
    label: `${block.label}：${context.state.sliceDoc(block.body, Math.min(block.to, block.body + 24)).replace(/\s+/g, " ")}`,
    apply: (view, _completion, _from, to) => {
      // What was typed of re: goes away and the link is written, as one step.
      const bare = view.state.update({ changes: { from: start, to } });
      const open = bare.state.doc.lineAt(start);
      const rest = open.text.slice(start - open.from);
      const closing = /^[^{}]*\}/.test(rest) ? "" : /^\s*[：:]/.test(rest) ? "}" : `}${colonOf(view.state)}`;
      const whole = bare.state.update({ changes: { from: start, insert: closing } });
      const first = bare.changes.compose(whole.changes);
      const target = readBlocks(whole.state).find((other) => other.type === "turn" && other.from === block.from);
      const made = target && linkAnswer(whole.state.update({ selection: { anchor: start } }).state, target, editor.refOf(block));
      if (!made || typeof made === "string") return;
      const changes = first.compose(whole.state.changes(made.changes));
      view.dispatch({ changes, selection: { anchor: changes.mapPos(to, 1) }, userEvent: "input.complete" });
    },
  }));
  return found(context.pos, options);
}

// -- the front matter

async function frontSource(editor, context, before) {
  const { pos, state } = context;
  const value = /(?:^|[\s{,-])([a-z_]+):\s+("?)([^,{}[\]"]*)$/.exec(before);
  if (value) {
    const [, key, quote, typed] = value;
    const from = pos - typed.length;
    if (key === "role") return roleSource(editor, state, pos, from, typed);
    if (VALUES[key]) return simple(from, typed, VALUES[key]);
    if (key === "speaker" && typed.trim()) {
      const people = await editor.people(typed.trim());
      return found(from, people.map((person) => ({ label: person.name, detail: person.key, apply: person.key })));
    }
    if (key === "label" && !quote && typed.trim()) {
      const people = await editor.people(typed.trim());
      return found(from, people.map((person) => ({ label: person.label || person.name, apply: quoted(person.label || person.name) })));
    }
  }
  const tag = /^tags:\s*\[(?:[^\]]*,)?\s*([^,\]]*)$/.exec(before);
  if (tag) return simple(pos - tag[1].length, tag[1], [...editor.tags()]);
  const key = /^([a-z_]*)$/.exec(before);
  if (key && (key[1] || context.explicit)) {
    const keys = frontMatter(state.doc).keys;
    return simple(pos - key[1].length, key[1], KEYS.filter((name) => !keys.has(name)), () => "", ": ");
  }
  return null;
}

function roleSource(editor, state, pos, from, typed) {
  const keys = [...frontMatter(state.doc).keys.entries()];
  const line = state.doc.lineAt(pos).number;
  const under = keys.filter(([, { line: at }]) => at < line).pop()?.[0];
  if (under === "contributors") return simple(from, typed, CONTRIBUTOR_ROLES);
  const roles = editor.config.roles || [];
  const wanted = typed.toLowerCase();
  const options = roles.filter(([value, name]) => value.includes(wanted) || name.includes(typed));
  return found(from, options.map(([value, name]) => ({ label: value, detail: name })));
}
