// Edits inside blocks: speaker, kind, links, notes, headings, marks.
import { ChangeSet, EditorSelection } from "@codemirror/state";
import { editAttributes, insideMark, quote } from "./arrange.js";
import { Attributes, freshRef } from "./attributes.js";
import { blockIndexAt, colonOf, isBracketed, readBlocks, voicesOf } from "./blocks.js";
import { declareVoice, frontMatter } from "./frontmatter.js";

/** The blocks that the selection touches, in order. */
export function selectedBlocks(state) {
  const blocks = readBlocks(state);
  const { from, to } = state.selection.main;
  const first = blockIndexAt(blocks, from);
  const last = blockIndexAt(blocks, to);
  return first < 0 ? [] : blocks.slice(first, last + 1);
}

export const selectedTurns = (state) => selectedBlocks(state).filter((block) => block.type === "turn");

function edited(state, changes) {
  const found = changes.filter(Boolean);
  return found.length ? { changes: found } : "nothing-changed";
}

/** Give the selected turns to another voice; one that is new is declared. */
export function changeSpeaker(state, label, fields = null) {
  const turns = selectedTurns(state);
  if (!turns.length) return "no-turn";
  const declared = voicesOf(state).some((voice) => voice.label === label);
  const changes = turns.map((turn) => {
    if (turn.label === label && !turn.implicit) return null;
    if (turn.implicit) return { from: turn.body, insert: label + colonOf(state) };
    return { from: turn.start, to: turn.start + turn.label.length, insert: label };
  });
  if (!declared) changes.push(...declareVoice(state.doc, fields || { label, role: "speaker" }));
  return edited(state, changes);
}

/** The empty line of the cursor, if it stands in the transcript itself. */
export function emptyLine(state) {
  const line = state.doc.lineAt(state.selection.main.head);
  return state.selection.main.empty && !line.text.trim() && line.number > frontMatter(state.doc).last ? line : null;
}

/** Begin a turn on the empty line of the cursor. */
export function beginTurn(state, label, fields = null) {
  const line = emptyLine(state);
  if (!line) return "no-turn";
  const joins = line.number > 1 && state.doc.line(line.number - 1).text.trim();
  const changes = [{ from: line.from, to: line.to, insert: (joins ? "\n" : "") + label + colonOf(state) }];
  if (!voicesOf(state).some((voice) => voice.label === label)) {
    changes.push(...declareVoice(state.doc, fields || { label, role: "speaker" }));
  }
  const set = ChangeSet.of(changes, state.doc.length);
  return { changes: set, selection: { anchor: set.mapPos(line.to, 1) } };
}

/** Say the kind of the selected turns; saying it again takes it away. */
export function markKind(state, kind) {
  const turns = selectedTurns(state);
  if (!turns.length) return "no-turn";
  const off = turns.every((turn) => new Attributes(turn.inside).has(kind));
  return edited(state, turns.map((turn) => editAttributes(state, turn, (words) => words.set("kind", off ? "" : kind))));
}

export function addTag(state, word) {
  const turns = selectedTurns(state);
  if (!turns.length) return "no-turn";
  const off = turns.every((turn) => new Attributes(turn.inside).has(word));
  return edited(state, turns.map((turn) => editAttributes(state, turn, (words) => (off ? words.remove(word) : words.add(word)))));
}

export function setTime(state, time) {
  const block = selectedBlocks(state)[0];
  if (!block) return "no-block";
  return edited(state, [editAttributes(state, block, (words) => words.set("@", time ? `@${time}` : ""))]);
}

function allRefs(blocks) {
  const refs = blocks.map((block) => new Attributes(block.inside).get("#").slice(1));
  return new Set(refs.filter(Boolean));
}

/** Link the turn at the cursor to the turn `question`, or to none with null.
 *  `shown` is the ref that the archive already has for the question, if any. */
export function linkAnswer(state, question, shown = "") {
  const blocks = readBlocks(state);
  const answer = blocks[blockIndexAt(blocks, state.selection.main.head)];
  if (answer?.type !== "turn") return "no-turn";
  if (!question) return edited(state, [editAttributes(state, answer, (words) => words.set("re", "re:-"))]);
  const own = new Attributes(question.inside).get("#").slice(1);
  const ref = own || shown || freshRef(allRefs(blocks));
  const changes = [
    editAttributes(state, answer, (words) => {
      const linked = words.get("re").slice(3).split(",").filter((target) => target && target !== "-");
      const target = `#${ref}`;
      const next = linked.includes(target) ? linked.filter((other) => other !== target) : [...linked, target];
      words.set("re", next.length ? `re:${next.join(",")}` : "");
      if (next.length && words.get("kind") !== "speech") words.set("kind", "answer");
    }),
    own ? null : editAttributes(state, question, (words) => words.set("#", `#${ref}`)),
  ];
  return edited(state, changes);
}

function noteOf(words, kind) {
  words = words.trim();
  if (kind !== "stage") return quote(words, `{${kind}}`);
  if (isBracketed(words)) return words;
  return words.includes("\n") || /[（()）]/.test(words) ? quote(words) : `（${words}）`;
}

/** Make a note: of the selected words, of the paragraph, or an empty one. */
export function makeNote(state, kind) {
  const blocks = readBlocks(state);
  const { main } = state.selection;
  const index = blockIndexAt(blocks, main.head);
  const block = blocks[index];
  const line = state.doc.lineAt(main.head);
  if (!line.text.trim()) return emptyNote(state, line, kind);
  if (!block || main.head > block.to) return "no-block";
  if (block.type === "note") return changeNote(state, block, kind);
  if (block.type === "section") return "no-turn";
  return noteFromTurn(state, block, main, kind);
}

function emptyNote(state, line, kind) {
  if (line.number <= frontMatter(state.doc).last) return "no-block";
  const head = kind === "stage" ? "（" : `> {${kind}} `;
  const before = line.number > 1 && state.doc.line(line.number - 1).text.trim() ? "\n" : "";
  const after = line.number < state.doc.lines && state.doc.line(line.number + 1).text.trim() ? "\n" : "";
  return {
    changes: { from: line.from, to: line.to, insert: before + head + (kind === "stage" ? "）" : "") + after },
    selection: { anchor: line.from + before.length + head.length },
  };
}

function changeNote(state, block, kind) {
  if (block.quoted) {
    return edited(state, [editAttributes(state, block, (words) => words.set("kind", kind === "stage" ? "" : kind))]);
  }
  const words = state.sliceDoc(block.body, block.to);
  if (kind === "stage") return isBracketed(words) ? "nothing-changed" : { changes: { from: block.from, to: block.to, insert: noteOf(words, kind) } };
  const inner = isBracketed(words) ? words.slice(1, -1) : words;
  return { changes: { from: block.from, to: block.to, insert: quote(inner, `{${kind}}`) } };
}

/** The paragraph of a turn around the selection, from its words' start. */
function paragraphAt(state, block, from, to) {
  const text = state.sliceDoc(block.body, block.to);
  const before = text.slice(0, from - block.body).search(/\n[^\S\n]*\n(?![\s\S]*\n[^\S\n]*\n)/);
  const start = before < 0 ? block.body : block.body + before + /^\n[^\S\n]*\n\s*/.exec(text.slice(before))[0].length;
  const after = text.slice(to - block.body).search(/\n[^\S\n]*\n/);
  return { start, end: after < 0 ? block.to : to + after };
}

function noteFromTurn(state, block, main, kind) {
  const from = Math.max(main.from, block.body);
  const to = Math.min(Math.max(main.to, block.body), block.to);
  let { start, end } = paragraphAt(state, block, from, to);
  if (from < to) [start, end] = [from, to];
  const rest = state.sliceDoc(end, block.to);
  const lead = state.sliceDoc(block.body, start);
  const note = noteOf(state.sliceDoc(start, end), kind);
  const prefix = lead.trim() ? "\n\n" : "";
  const dropFrom = lead.trim() ? block.body + lead.trimEnd().length : block.from;
  const next = rest.trim() ? `\n\n${block.label}${colonOf(state)}` : "";
  const dropTo = rest.trim() ? end + (rest.length - rest.trimStart().length) : block.to;
  return {
    changes: { from: dropFrom, to: dropTo, insert: prefix + note + next },
    selection: { anchor: dropFrom + prefix.length + note.length },
  };
}

/** A heading at the cursor: a new one, or the next level of the one there. */
export function makeHeading(state) {
  const blocks = readBlocks(state);
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  const block = blocks[blockIndexAt(blocks, head)];
  if (block?.type === "section" && head <= block.to) {
    const signs = "#".repeat((block.level % 3) + 1);
    const from = block.from + state.sliceDoc(block.from, block.to).indexOf("#");
    return { changes: { from, to: block.body, insert: `${signs} ` } };
  }
  if (line.number <= frontMatter(state.doc).last && frontMatter(state.doc).last) return "no-block";
  if (!line.text.trim()) {
    const before = line.number > 1 && state.doc.line(line.number - 1).text.trim() ? "\n" : "";
    return { changes: { from: line.from, to: line.to, insert: `${before}# ` }, selection: { anchor: line.from + before.length + 2 } };
  }
  if (!block) return "no-block";
  const changes = [{ from: block.from, insert: "# \n\n" }];
  if (block.implicit) changes.push({ from: block.body, insert: block.label + colonOf(state) });
  return { changes, selection: { anchor: block.from + 2 } };
}

/** Put a mark around the selection; it may not cross a paragraph or a mark. */
export function insertMark(state, kind) {
  const { from, to, empty } = state.selection.main;
  const words = state.sliceDoc(from, to);
  if (/\n\s*\n/.test(words)) return "mark-paragraph";
  const block = readBlocks(state)[blockIndexAt(readBlocks(state), from)];
  if (!block || from < block.body || to > block.to) return "mark-where";
  const text = state.sliceDoc(block.body, block.to);
  if (insideMark(text, from - block.body) || /\{(?:\+\+|--|~~|>>|==)|(?:\+\+|--|~~|<<|==)\}/.test(words)) return "mark-inside";
  const put = (insert, caret) => ({ changes: { from, to, insert }, selection: EditorSelection.cursor(from + caret) });
  if (kind === "remark") return put(`${words}{>><<}`, words.length + 3);
  if (kind === "insertion") return empty ? put("{++++}", 3) : put(`{++${words}++}`, words.length + 6);
  if (empty) return "mark-select";
  if (kind === "correction") return put(`{~~${words}~>~~}`, words.length + 5);
  if (kind === "deletion") return put(`{--${words}--}`, words.length + 6);
  return put(`{==${words}==}`, words.length + 6);
}

/** Withhold the selected words, or without a selection the whole block. */
export function withhold(state) {
  if (!state.selection.main.empty) return insertMark(state, "withheld");
  const block = selectedBlocks(state)[0];
  if (!block) return "no-block";
  return edited(state, [
    editAttributes(state, block, (words) => words.set("withheld", words.get("withheld") ? "" : "withheld")),
  ]);
}
