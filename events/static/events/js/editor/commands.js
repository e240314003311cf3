// Every command once: its name, its keys and what it does. Buttons, keys and
// the palette all come from this list. Keys hold Alt or Ctrl with a letter, or
// are function keys, so that no Chinese input method takes them for typing.
import { redo, undo } from "@codemirror/commands";
import { startCompletion } from "@codemirror/autocomplete";
import { openSearchPanel } from "@codemirror/search";
import { keymap } from "@codemirror/view";
import { atBlockEnd, mergeBlock, moveBlock, moveSection, splitBlock } from "./arrange.js";
import { apply } from "./apply.js";
import { askSpeaker, askQuestion, askTag, askTime } from "./ask.js";
import { changeSpeaker, insertMark, makeHeading, makeNote, markKind, withhold } from "./markup.js";
import { say } from "./messages.js";

const MAC = /Mac|iP(hone|ad|od)/.test(navigator.platform);

const edit = (make, ...values) => (editor) => apply(editor, make(editor.view.state, ...values));

function splitOrBegin(editor) {
  const { view } = editor;
  if (!atBlockEnd(view.state)) return apply(editor, splitBlock(view.state));
  if (view.composing) return true;
  const { head } = view.state.selection.main;
  const words = view.state.sliceDoc(0, head).trimEnd().length;
  view.dispatch({ changes: { from: words, to: head, insert: "\n\n" }, selection: { anchor: words + 2 }, userEvent: "input.command", scrollIntoView: true });
  view.focus();
  return startCompletion(view);
}

/** name, key, key on a Mac, group, what it does */
export const COMMANDS = [
  ["move-up", "Alt-ArrowUp", null, "order", edit(moveBlock, -1)],
  ["move-down", "Alt-ArrowDown", null, "order", edit(moveBlock, 1)],
  ["section-up", "Shift-Alt-ArrowUp", null, "order", edit(moveSection, -1)],
  ["section-down", "Shift-Alt-ArrowDown", null, "order", edit(moveSection, 1)],
  ["split", "Mod-Enter", null, "order", splitOrBegin],
  ["merge", "Shift-Mod-Enter", null, "order", edit(mergeBlock)],
  ["speaker", "F2", null, "turn", askSpeaker],
  ["last-speaker", "Shift-F2", null, "turn", (editor) => swapSpeaker(editor)],
  ["question", "Alt-q", "Ctrl-Shift-q", "turn", edit(markKind, "question")],
  ["answer", "Alt-a", "Ctrl-Shift-a", "turn", edit(markKind, "answer")],
  ["speech", "Alt-s", "Ctrl-Shift-s", "turn", edit(markKind, "speech")],
  ["link", "Alt-l", "Ctrl-Shift-l", "turn", askQuestion],
  ["tag", "Alt-g", "Ctrl-Shift-g", "turn", askTag],
  ["time", "Alt-t", "Ctrl-Shift-t", "turn", askTime],
  ["correction", "Alt-r", "Ctrl-Shift-r", "mark", edit(insertMark, "correction")],
  ["insertion", "Alt-i", "Ctrl-Shift-i", "mark", edit(insertMark, "insertion")],
  ["deletion", "Alt-x", "Ctrl-Shift-x", "mark", edit(insertMark, "deletion")],
  ["remark", "Alt-k", "Ctrl-Shift-k", "mark", edit(insertMark, "remark")],
  ["withheld", "Alt-w", "Ctrl-Shift-w", "mark", edit(withhold)],
  ["heading", "Alt-h", "Ctrl-Shift-h", "note", edit(makeHeading)],
  ["stage", "Alt-n", "Ctrl-Shift-n", "note", edit(makeNote, "stage")],
  ["caption", "Alt-c", "Ctrl-Shift-c", "note", edit(makeNote, "caption")],
  ["editor-note", "Alt-m", "Ctrl-Shift-m", "note", edit(makeNote, "editor")],
  ["undo", "Mod-z", null, "edit", ({ view }) => undo(view)],
  ["redo", "Mod-y", "Shift-Mod-z", "edit", ({ view }) => redo(view)],
  ["search", "Mod-f", null, "edit", ({ view }) => openSearchPanel(view)],
  ["complete", "Alt-/", "Ctrl-/", "edit", ({ view }) => startCompletion(view)],
  ["next-problem", "F8", null, "go", (editor) => editor.problems.walk(1)],
  ["previous-problem", "Shift-F8", null, "go", (editor) => editor.problems.walk(-1)],
  ["fix", "Alt-F8", null, "go", (editor) => editor.problems.fixHere()],
  ["go-outline", "Alt-o", "Ctrl-Shift-o", "go", (editor) => editor.outline.focus()],
  ["go-problems", "Alt-p", "Ctrl-Shift-p", "go", (editor) => editor.panes.show("problems", true)],
  ["go-voices", "Alt-u", "Ctrl-Shift-u", "go", (editor) => editor.panes.show("voices", true)],
  ["go-preview", "Alt-v", "Ctrl-Shift-v", "go", (editor) => editor.panes.show("preview", true)],
  ["go-source", "Alt-y", "Ctrl-Shift-y", "go", (editor) => editor.panes.show("source", true)],
  ["save", "Mod-s", null, "go", (editor) => editor.save()],
  ["palette", "Mod-/", "Cmd-/", "go", (editor) => openCommands(editor)],
].map(([name, key, mac, group, run]) => ({ name, key: MAC && mac ? mac : key, group, run }));

/** Give the turn to the other of the two voices that talk here. */
function swapSpeaker(editor) {
  const order = editor.recentVoices(editor.view.state.selection.main.head, true);
  return apply(editor, order[0] ? changeSpeaker(editor.view.state, order[0]) : "no-turn");
}

const SIGNS = { ArrowUp: "↑", ArrowDown: "↓", Enter: "Enter" };

/** A key as people read it: Ctrl+Shift+Enter, ⌘S. */
export function keyName(key) {
  const words = key.split("-").map((part) => {
    if (part === "Mod") return MAC ? "⌘" : "Ctrl";
    if (part === "Cmd") return "⌘";
    if (MAC && part === "Alt") return "⌥";
    return SIGNS[part] || (part.length === 1 ? part.toUpperCase() : part);
  });
  return words.join(MAC ? " " : "+");
}

export const commandNamed = (name) => COMMANDS.find((command) => command.name === name);

function openCommands(editor) {
  editor.palette.open({
    title: say("palette-title"),
    placeholder: say("palette-placeholder"),
    options: COMMANDS.filter((command) => command.name !== "palette").map((command) => ({
      label: say(`command-${command.name}`),
      words: command.name,
      detail: say(`group-${command.group}`),
      key: keyName(command.key),
      run: () => command.run(editor),
    })),
  });
  return true;
}

export function commandKeys(editor) {
  return keymap.of(
    COMMANDS.filter((command) => !["undo", "redo"].includes(command.name)).map((command) => ({
      key: command.key,
      preventDefault: true,
      run: () => command.run(editor) || true,
    })),
  );
}

/** Keys that lead somewhere work on the whole page, not only in the text. */
export function pageKey(editor, event) {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  if (editor.view.dom.contains(event.target)) return;
  const command = COMMANDS.find(({ group, key }) => group === "go" && isPressed(event, key));
  if (!command) return;
  event.preventDefault();
  command.run(editor);
}

function isPressed(event, key) {
  const parts = key.split("-");
  const letter = parts.pop();
  const wants = (...names) => names.some((name) => parts.includes(name));
  return (
    event.key.toLowerCase() === letter.toLowerCase() &&
    event.ctrlKey === (wants("Ctrl") || (!MAC && wants("Mod"))) &&
    event.metaKey === (wants("Cmd") || (MAC && wants("Mod"))) &&
    event.altKey === wants("Alt") &&
    event.shiftKey === wants("Shift")
  );
}
