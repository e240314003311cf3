import { say } from "./messages.js";

/** Run an edit as one transaction, so that one undo takes all of it back. */
export function apply(editor, made, userEvent = "input.command") {
  const { view } = editor;
  if (view.composing) return true;
  if (typeof made === "string") {
    editor.tell(say(made));
    return true;
  }
  view.dispatch(view.state.update({ ...made, userEvent, scrollIntoView: true }));
  view.focus();
  return true;
}
