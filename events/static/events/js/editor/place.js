// Where one was: noted when the form is sent, taken up once by the page that
// answers. By line and first words, for the text may come back merged.
import { EditorSelection } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { position } from "./positions.js";

const WORDS = 40;
const FEW = 8;

/** A position as what stands there: its line, first words, those before it. */
export function spot(doc, at) {
  const here = doc.lineAt(at);
  const line = written(doc, here.number);
  const before = written(doc, line.number - 1);
  return {
    line: line.number,
    words: line.text.slice(0, WORDS),
    before: before?.text.slice(0, FEW) ?? "",
    below: here.number - line.number,
    column: at - here.from,
  };
}

/** The position of a spot in today's text, the nearest that reads alike. */
export function find(doc, { line, words, before, below, column }) {
  const few = words.slice(0, FEW);
  const number =
    nearest(doc, line, (text, at) => text.startsWith(words) && (written(doc, at - 1)?.text ?? "").startsWith(before)) ??
    nearest(doc, line, (text) => text.startsWith(words)) ??
    nearest(doc, line, (text) => text.startsWith(few)) ??
    line;
  const found = doc.line(Math.min(number + below, doc.lines));
  return Math.min(found.from + column, found.to);
}

/** The last line with words up to a number; the first line if there is none. */
function written(doc, number) {
  if (number < 1) return null;
  while (number > 1 && !doc.line(number).text.trim()) number--;
  return doc.line(number);
}

function nearest(doc, line, fits) {
  for (let away = 0; away < doc.lines; away++) {
    for (const number of [line - away, line + away]) {
      if (number >= 1 && number <= doc.lines && fits(doc.line(number).text, number)) return number;
    }
  }
  return null;
}

export class Place {
  constructor(editor) {
    this.editor = editor;
    this.key = `transcript-place:${location.pathname}`;
    this.noted = this.take();
  }

  take() {
    try {
      const noted = JSON.parse(sessionStorage.getItem(this.key));
      sessionStorage.removeItem(this.key);
      return noted;
    } catch {
      return null;
    }
  }

  /** Note the place; `late`: a draft was still on its way to the server. */
  note(late) {
    const { view, panes, preview } = this.editor;
    const { doc, selection } = view.state;
    const height = view.scrollDOM.getBoundingClientRect().top - view.documentTop;
    const top = view.lineBlockAtHeight(height);
    const row = preview.top();
    const noted = {
      at: Date.now(),
      late,
      panes: panes.chosen(),
      focus: view.hasFocus,
      cursor: spot(doc, selection.main.head),
      top: { ...spot(doc, top.from), over: height - top.top },
      page: row && { ...spot(doc, row.start), over: row.over },
    };
    try {
      sessionStorage.setItem(this.key, JSON.stringify(noted));
    } catch {
      // The next page begins at its top.
    }
  }

  /** Has the save from which this page comes gone through? */
  isSaved() {
    const told = document.querySelector(".messagelist :is(.success, .info)");
    return Boolean(this.noted && told && !("unsaved" in this.editor.root.dataset));
  }

  /** Go to the first error of a refused save, else to where one was. */
  restore() {
    const { view, panes } = this.editor;
    const error = document.querySelector("#pane-problems .problem-error[data-line]");
    if (error) this.showError(error.dataset);
    else if (this.noted) {
      const { doc } = view.state;
      const { cursor, top, focus } = this.noted;
      panes.choose(this.noted.panes);
      view.dispatch({
        selection: EditorSelection.cursor(find(doc, cursor)),
        effects: EditorView.scrollIntoView(find(doc, { ...top, column: 0 }), { y: "start", yMargin: -top.over }),
      });
      if (focus) view.focus();
    }
  }

  showError({ line, column }) {
    const { view, panes } = this.editor;
    const at = position(view.state.doc, Number(line), Number(column) || 1);
    panes.show("problems");
    view.dispatch({ selection: EditorSelection.cursor(at), effects: EditorView.scrollIntoView(at, { y: "center" }) });
    if (!panes.narrow.matches) view.focus();
    this.noted = null;
  }

  /** Once the preview is drawn: bring its old top back. */
  restorePage() {
    const { page } = this.noted || {};
    if (page) this.editor.preview.bring(find(this.editor.view.state.doc, { ...page, column: 0 }), page.over);
    this.noted = null;
  }
}
