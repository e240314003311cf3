// Move, split and merge blocks. Each function returns a transaction's parts, or
// the name of the sentence that says why it cannot be done.
import { ChangeSet } from "@codemirror/state";
import { Attributes } from "./attributes.js";
import { blockIndexAt, colonOf, isBracketed, isHeading, labelsOf, readBlocks } from "./blocks.js";

const GAP = "\n\n";

/** The turn in a stretch that takes its voice from before it, if there is one:
 *  it is given its label before anything moves. */
function heir(blocks, start, end) {
  for (let index = start; index < end; index++) {
    if (blocks[index].type === "turn") return blocks[index].implicit ? blocks[index] : null;
  }
  return null;
}

const naming = (state, block) => ({ from: block.body, insert: block.label + colonOf(state) });

/** Words that nobody says stay a note behind a turn only with the sign >. */
function moveQuoted(state, blocks, loose, range) {
  const signs = [];
  for (const block of loose) {
    for (let line = state.doc.lineAt(block.from); line.from <= block.to; line = state.doc.line(line.number + 1)) {
      signs.push({ from: line.from, insert: "> " });
      if (line.number === state.doc.lines) break;
    }
  }
  const quoted = state.update({ changes: signs });
  const after = readBlocks(quoted.state);
  if (after.length !== blocks.length) return "no-place";
  const moved = moveRange(quoted.state, after, ...range);
  return { ...moved, changes: quoted.changes.compose(moved.changes) };
}

/** Move the blocks [start, end) before block `target` (outside of them). */
function moveRange(state, blocks, start, end, target) {
  const loose = blocks.slice(Math.min(start, target), Math.max(end, target)).filter((block) => block.loose);
  if (loose.length) return moveQuoted(state, blocks, loose, [start, end, target]);
  const up = target < start;
  const { from } = blocks[start];
  const { to } = blocks[end - 1];
  const own = heir(blocks, start, end);
  const name = own ? naming(state, own) : { from, insert: "" };
  const words = state.sliceDoc(from, name.from) + name.insert + state.sliceDoc(name.from, to);
  const changes = up
    ? [{ from: blocks[start - 1].to, to }, { from: blocks[target].from, insert: words + GAP }]
    : [{ from, to: blocks[end].from }, { from: blocks[target - 1].to, insert: GAP + words }];
  // After them, so that a label at the same place comes behind the moved words.
  const others = up ? [heir(blocks, target, start), heir(blocks, end, blocks.length)] : [heir(blocks, end, target), heir(blocks, target, blocks.length)];
  for (const block of others) if (block) changes.push(naming(state, block));
  const set = ChangeSet.of(changes, state.doc.length);
  const at = up ? set.mapPos(blocks[target].from, -1) : set.mapPos(blocks[target - 1].to, -1) + GAP.length;
  const shift = (position) => {
    const inside = Math.min(Math.max(position, from), to);
    return at + inside - from + (inside >= name.from ? name.insert.length : 0);
  };
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

/** Whether a paragraph would be read as a heading, note or turn. */
function isStructure(state, paragraph) {
  return isBracketed(paragraph) || isHeading(paragraph) || paragraph[0] === ">" || labelsOf(state).head(paragraph.split("\n", 1)[0]) !== null;
}

const firstParagraph = (text) => text.split(/\n\s*\n/, 1)[0].trimEnd();

/** Cut the turn at the cursor; the second half gets the same label. */
export function splitBlock(state) {
  const blocks = readBlocks(state);
  let { from, to } = state.selection.main;
  const block = blocks[blockIndexAt(blocks, from)];
  if (!block || block.type === "section" || to > block.to) return "split-where";
  if (from === to && state.sliceDoc(from - 1, from) === "\\") from = to = from - 1;
  const before = state.sliceDoc(block.body, Math.max(block.body, from));
  const after = state.sliceDoc(to, block.to);
  if (!before.trim()) return "split-where";
  if (insideMark(before + after, before.length)) return "split-mark";
  const start = from - (before.length - before.trimEnd().length);
  let end = to + (after.length - after.trimStart().length);
  let head;
  if (block.type === "turn") head = block.label + colonOf(state);
  else head = block.quoted ? `> ${block.kind === "stage" ? "" : `{${block.kind}} `}` : "";
  if (!head) return "split-where";
  // Behind a label, a paragraph needs no backslash to be text.
  const rest = after.trimStart();
  if (rest[0] === "\\" && isStructure(state, firstParagraph(rest.slice(1)))) end++;
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
    if (isStructure(state, firstParagraph(state.sliceDoc(block.body, block.to)))) changes[0].insert += "\\";
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
  const bare = state.sliceDoc(block.body, block.to);
  const inner = isBracketed(bare) ? bare.slice(1, -1) : bare;
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
