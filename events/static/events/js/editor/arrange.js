// Move, split and merge blocks. Each function returns a transaction's parts, or
// the name of the sentence that says why it cannot be done.
import { ChangeSet } from "@codemirror/state";
import { Attributes } from "./attributes.js";
import { blockIndexAt, colonOf, isBracketed, isHeading, labelsOf, readBlocks } from "./blocks.js";

const GAP = "\n\n";

/** A turn that goes on after a note or heading is given its label before it moves. */
function naming(state, block) {
  return block?.implicit ? block.label + colonOf(state) : "";
}

/** Move the blocks [start, end) before block `target` (outside of them). */
function moveRange(state, blocks, start, end, target) {
  const up = target < start;
  const first = blocks[start];
  const from = first.from;
  const to = blocks[end - 1].to;
  const label = naming(state, first);
  const lead = label ? state.sliceDoc(from, first.body).length : 0;
  const words = label + state.sliceDoc(from + lead, to);
  const changes = [];
  for (const index of new Set([end, target])) {
    const name = index === start ? "" : naming(state, blocks[index]);
    if (name) changes.push({ from: blocks[index].body, insert: name });
  }
  if (up) {
    changes.push({ from: blocks[start - 1].to, to }, { from: blocks[target].from, insert: words + GAP });
  } else {
    changes.push({ from, to: blocks[end].from }, { from: blocks[target - 1].to, insert: GAP + words });
  }
  const set = ChangeSet.of(changes, state.doc.length);
  const at = up ? set.mapPos(blocks[target].from, -1) : set.mapPos(blocks[target - 1].to, -1) + GAP.length;
  const shift = (position) => at + Math.min(Math.max(position - from + label.length - lead, 0), words.length);
  const { anchor, head } = state.selection.main;
  return { changes: set, selection: { anchor: shift(anchor), head: shift(head) } };
}

export function moveBlock(state, direction) {
  const blocks = readBlocks(state);
  const index = blockIndexAt(blocks, state.selection.main.head);
  if (index < 0) return "no-block";
  if (index + direction < 0 || index + direction >= blocks.length) return "no-place";
  return moveRange(state, blocks, index, index + 1, direction < 0 ? index - 1 : index + 2);
}

/** The heading that holds a position, and where its section ends. */
export function sectionAt(blocks, index) {
  let start = index;
  while (start >= 0 && blocks[start].type !== "section") start--;
  return start < 0 ? null : { start, end: sectionEnd(blocks, start) };
}

function sectionEnd(blocks, start) {
  let end = start + 1;
  while (end < blocks.length && !(blocks[end].type === "section" && blocks[end].level <= blocks[start].level)) end++;
  return end;
}

export function moveSection(state, direction) {
  const blocks = readBlocks(state);
  const section = sectionAt(blocks, blockIndexAt(blocks, state.selection.main.head));
  if (!section) return "no-section";
  const { start, end } = section;
  const { level } = blocks[start];
  let target;
  if (direction < 0) {
    target = start - 1;
    while (target >= 0 && !(blocks[target].type === "section" && blocks[target].level <= level)) target--;
    if (target < 0) return "no-place";
  } else {
    if (end >= blocks.length) return "no-place";
    // Past an equal one; into the next panel, after its own first words.
    target = end + 1;
    const whole = blocks[end].level === level;
    while (target < blocks.length && !(blocks[target].type === "section" && (!whole || blocks[target].level <= level))) target++;
  }
  return moveRange(state, blocks, start, end, target);
}

/** Whether a mark of correction is open at `at` within its paragraph. */
export function insideMark(text, at) {
  const opener = Math.max(...["{++", "{--", "{~~", "{>>", "{=="].map((sign) => text.lastIndexOf(sign, at - 1)));
  if (opener < 0) return false;
  const closer = { "{++": "++}", "{--": "--}", "{~~": "~~}", "{>>": "<<}", "{==": "==}" }[text.slice(opener, opener + 3)];
  const close = text.indexOf(closer, opener + 3);
  return close >= 0 && close + 3 > at && opener < at;
}

/** Cut the turn at the cursor; the second half gets the same label. */
export function splitBlock(state) {
  const blocks = readBlocks(state);
  const { from, to } = state.selection.main;
  const block = blocks[blockIndexAt(blocks, from)];
  if (!block || block.type === "section") return "split-where";
  const before = state.sliceDoc(block.body, Math.max(block.body, from));
  const after = state.sliceDoc(Math.min(to, block.to), block.to);
  if (!before.trim() || to > block.to) return "split-where";
  if (insideMark(state.sliceDoc(block.body, block.to), from - block.body)) return "split-mark";
  const start = from - (before.length - before.trimEnd().length);
  const end = Math.min(to, block.to) + (after.length - after.trimStart().length);
  let head;
  if (block.type === "turn") head = block.label + colonOf(state);
  else head = block.quoted ? `> ${block.inside === undefined ? "" : `{${block.kind}} `}` : "";
  if (!head) return "split-where";
  const insert = GAP + head;
  return { changes: { from: start, to: end, insert }, selection: { anchor: start + insert.length } };
}

/** Whether the cursor stands after all words of its block. */
export function atBlockEnd(state) {
  const blocks = readBlocks(state);
  const { main } = state.selection;
  const block = blocks[blockIndexAt(blocks, main.head)];
  return main.empty && block && !state.sliceDoc(Math.min(main.head, block.to), block.to).trim();
}

/** Join a turn to the turn before it; its tags go along. */
export function mergeBlock(state) {
  const blocks = readBlocks(state);
  const index = blockIndexAt(blocks, state.selection.main.head);
  const block = blocks[index];
  const before = blocks[index - 1];
  if (!block || !before || block.type !== before.type || block.type === "section") return "merge-what";
  if (block.type === "note" && !(block.quoted && before.quoted)) return "merge-what";
  const changes = [{ from: before.to, to: block.body, insert: block.type === "note" ? "\n>\n> " : GAP }];
  if (block.type === "turn") {
    const words = state.sliceDoc(block.body, block.to);
    const paragraph = words.split(/\n\s*\n/, 1)[0];
    const structural = isBracketed(paragraph) || isHeading(paragraph) || paragraph[0] === ">" || labelsOf(state).head(paragraph.split("\n", 1)[0]);
    if (structural) changes[0].insert += "\\";
    const tags = new Attributes(block.inside).words.filter((entry) => entry.name === "tag");
    const change = tags.length && editAttributes(state, before, (words) => tags.forEach((tag) => words.add(tag.word)));
    if (change) changes.push(change);
  }
  const set = ChangeSet.of(changes, state.doc.length);
  const at = set.mapPos(Math.max(state.selection.main.head, block.body), 1);
  return { changes: set, selection: { anchor: at } };
}

/** The change that writes a block's attributes anew, or null if nothing changes. */
export function editAttributes(state, block, edit) {
  const words = new Attributes(block.inside);
  edit(words);
  const text = words.toString(block.type === "note");
  if (block.type === "turn") return turnAttributes(state, block, text);
  if (block.type === "section") {
    const to = block.group ? block.group.to : block.bodyEnd;
    return replace(state, block.bodyEnd, to, text && ` ${text}`);
  }
  if (block.quoted) {
    return replace(state, block.group ? block.group.from : block.body, block.body, text && `${text} `);
  }
  if (!text) return null;
  const inner = state.sliceDoc(block.body + 1, block.to - 1);
  return replace(state, block.from, block.to, quote(inner, text));
}

function turnAttributes(state, block, text) {
  if (block.implicit) return text ? { from: block.body, insert: `${block.label} ${text}${colonOf(state)}` } : null;
  const after = block.start + block.label.length;
  if (block.group) return replace(state, after, block.group.to, text && ` ${text}`);
  return text ? { from: after, insert: ` ${text}` } : null;
}

function replace(state, from, to, insert) {
  return state.sliceDoc(from, to) === insert ? null : { from, to, insert };
}

/** Words as a note with >, each line with its sign. */
export function quote(words, group = "") {
  const lines = words.trim().split("\n");
  lines[0] = group ? `${group} ${lines[0]}` : lines[0];
  return lines.map((line) => (line.trim() ? `> ${line}` : ">")).join("\n");
}
