// The reader's Problems: in the gutter, under the words, and in a list; each
// with its fixes to press. F8 walks through them.
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { element, say } from "./messages.js";
import { change, position } from "./positions.js";

const MOST = 300; // shown in the list and in the text
const SPOT = /^(?:\{(?:\+\+|--|~~|>>|==)|[^\s：:{}，。；,;]{1,30}|.)/u;

export const problemGutter = () => lintGutter();

export class Problems {
  constructor(editor, panel) {
    this.editor = editor;
    this.list = panel.querySelector("ol");
    this.summary = panel.querySelector("[data-summary]");
    this.items = [];
    this.counts = { error: 0, warning: 0 };
    this.drawn = "";
    this.heard = false;
  }

  /** Take the server's problems; places and fixes follow the typing from here. */
  hear({ problems, problem_count: total, doc, map }) {
    this.counts = { error: 0, warning: 0 };
    for (const problem of problems) this.counts[problem.severity === "error" ? "error" : "warning"]++;
    this.total = total ?? problems.length; // the server sends the first of very many
    this.items = problems.slice(0, MOST).map((problem) => {
      const from = position(doc, problem.line, problem.column);
      const line = doc.lineAt(from);
      const length = SPOT.exec(line.text.slice(from - line.from))?.[0].length || 0;
      return {
        ...problem,
        from: map(from),
        to: map(from + length, 1),
        fixes: (problem.fixes || []).map((fix) => ({
          label: fix.label,
          changes: fix.edits.map((edit) => {
            const made = change(doc, edit);
            return { from: map(made.from, 1), to: map(made.to, -1), insert: made.insert };
          }),
        })),
      };
    });
    this.mark();
    this.draw();
  }

  /** Keep places right while the next answer is under way. */
  changed(changes) {
    const shift = (part) => {
      const from = changes.mapPos(part.from, 1);
      return { ...part, from, to: Math.max(from, changes.mapPos(part.to, -1)) };
    };
    this.items = this.items.map((item) => ({
      ...shift(item),
      fixes: item.fixes.map((fix) => ({ ...fix, changes: fix.changes.map(shift) })),
    }));
  }

  mark() {
    const { view } = this.editor;
    const diagnostics = this.items.map((item, index) => ({
      from: item.from,
      to: Math.min(item.to, view.state.doc.length),
      severity: item.severity === "error" ? "error" : "warning",
      message: item.message,
      actions: item.fixes.map((fix, at) => ({ name: fix.label, apply: () => this.fix(index, at) })),
    }));
    view.dispatch(setDiagnostics(view.state, diagnostics));
  }

  draw() {
    const { error, warning } = this.counts;
    const summary = error || warning ? say("problem-count", { errors: error, warnings: warning }) : say("no-problems");
    this.editor.panes.count("problems", this.total, error > 0);
    if (this.summary.textContent !== summary) {
      this.summary.textContent = summary;
      if (this.heard) this.editor.announce(summary);
    }
    this.heard = true;
    const drawn = JSON.stringify(this.items.map((item) => [item.line, item.message, item.fixes.map((fix) => fix.label)]));
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const buttons = [...this.list.querySelectorAll("button")];
    const focus = buttons.indexOf(document.activeElement);
    const rows = this.items.map((item, index) => this.row(item, index));
    if (this.total > MOST) rows.push(element("li", { class: "more" }, say("problem-more", { count: this.total - MOST })));
    this.list.replaceChildren(...rows);
    if (focus >= 0) {
      const left = this.list.querySelectorAll("button");
      (left[Math.min(focus, left.length - 1)] || this.summary).focus();
    }
  }

  row(item, index) {
    return element(
      "li",
      { class: `problem problem-${item.severity}` },
      element(
        "button",
        { type: "button", class: "jump", onclick: () => this.go(index) },
        element("b", {}, say(item.severity === "error" ? "error-at" : "warning-at", { line: item.line })),
        " ",
        item.message,
      ),
      ...item.fixes.map((fix, at) => element("button", { type: "button", class: "fix", onclick: () => this.fix(index, at) }, fix.label)),
    );
  }

  go(index) {
    const item = this.items[index];
    if (!item) return;
    this.editor.goTo(item.from, item.to);
    this.editor.announce(item.message);
  }

  fix(index, at) {
    const item = this.items[index];
    const fix = item?.fixes[at];
    if (!fix) return;
    const { view } = this.editor;
    if (view.composing) return;
    view.dispatch({ changes: fix.changes, userEvent: "input.fix" });
    this.editor.announce(say("fixed", { label: fix.label }));
  }

  /** Press the first fix of the problem at the cursor's line. */
  fixHere() {
    const { state } = this.editor.view;
    const line = state.doc.lineAt(state.selection.main.head);
    const index = this.items.findIndex((item) => item.fixes.length && item.from >= line.from && item.from <= line.to);
    if (index < 0) this.editor.tell(say("no-fix"));
    else this.fix(index, 0);
    return true;
  }

  walk(direction) {
    const { anchor, head } = this.editor.view.state.selection.main;
    if (!this.items.length) {
      this.editor.tell(say("no-problems"));
      return true;
    }
    const from = Math.min(anchor, head);
    let index = direction > 0 ? this.items.findIndex((item) => item.from > from) : this.items.findLastIndex((item) => item.from < from);
    if (index < 0) index = direction > 0 ? 0 : this.items.length - 1;
    this.go(index);
    return true;
  }
}
