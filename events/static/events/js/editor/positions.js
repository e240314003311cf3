// The server counts lines from 1 and columns in code points from 1; CodeMirror
// counts UTF-16 units from the start of the text.

/** UTF-16 units that the first `count` code points of `text` take. */
export function units(text, count) {
  let at = 0;
  while (count-- > 0 && at < text.length) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

/** Position of a server's line and column; beyond the end it is the end. */
export function position(doc, line, column = 1) {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return found.from + units(found.text, column - 1);
}

/** A server's edit as a change; `delete` may reach over line ends. */
export function change(doc, edit) {
  const from = position(doc, edit.line, edit.column);
  const most = doc.sliceString(from, Math.min(doc.length, from + 2 * edit.delete));
  return { from, to: from + units(most, edit.delete), insert: edit.insert };
}
