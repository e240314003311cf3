// Headings and turns with their first words; the one with the cursor is marked.
// One stop of the Tab key: arrows move inside, Enter goes to the place.
import { blockIndexAt, readBlocks } from "./blocks.js";
import { element, say } from "./messages.js";

const WORDS = 28;
const PAUSE = 200;
const CUT_MARK = /(?<!\\)\{[^}]*$/;
// As the reader has it: at the beginning of a line, and before punctuation.
const ESCAPE = /^\s*\\(?=.)|\\(?=[!-/:-@[-`{-~：（])/gm;

export class Outline {
  constructor(editor, panel) {
    this.editor = editor;
    this.list = panel.querySelector("ol");
    this.keys = [];
    this.current = -1;
    this.timer = 0;
    this.list.addEventListener("click", (event) => this.go(this.indexOf(event.target)));
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.draw();
  }

  indexOf(node) {
    return [...this.list.children].indexOf(node.closest("li"));
  }

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), PAUSE);
  }

  draw() {
    const { state } = this.editor.view;
    const blocks = readBlocks(state);
    const next = blocks.map((block) => this.describe(state, block));
    const keys = next.map((entry) => entry.join("\t"));
    const old = this.keys;
    let first = 0;
    while (first < old.length && first < keys.length && old[first] === keys[first]) first++;
    let oldEnd = old.length;
    let end = keys.length;
    while (oldEnd > first && end > first && old[oldEnd - 1] === keys[end - 1]) (oldEnd--, end--);
    if (first < oldEnd || first < end) {
      const after = this.list.children[oldEnd] || null;
      for (let index = oldEnd - 1; index >= first; index--) this.list.children[index].remove();
      const made = document.createDocumentFragment();
      for (let index = first; index < end; index++) made.append(this.row(next[index]));
      this.list.insertBefore(made, after);
      this.keys = keys;
      this.current = -1;
      for (const item of this.list.querySelectorAll("[aria-current]")) item.removeAttribute("aria-current");
    }
    this.follow();
  }

  describe(state, block) {
    const kind = block.type === "section" ? `level-${block.level}` : block.type;
    const end = block.type === "section" ? block.bodyEnd : block.to;
    const words = state
      .sliceDoc(block.body, Math.min(end, block.body + WORDS * 2))
      .replace(CUT_MARK, " ")
      .replace(ESCAPE, "")
      .replace(/\s+/g, " ");
    return [kind, block.label || "", words.trim().slice(0, WORDS)];
  }

  row([kind, label, words]) {
    return element(
      "li",
      { class: kind },
      element("button", { type: "button", tabindex: -1 }, label ? element("b", {}, label) : null, label ? " " : null, words || say("empty")),
    );
  }

  /** Mark the block of the cursor. */
  follow() {
    const { state } = this.editor.view;
    const index = blockIndexAt(readBlocks(state), state.selection.main.head);
    const stop = this.list.querySelector("[tabindex='0']");
    const item = this.list.children[Math.max(index, 0)]?.firstChild;
    if (index === this.current && stop) return;
    if (stop && stop !== item && document.activeElement !== stop) stop.tabIndex = -1;
    this.list.children[this.current]?.firstChild.removeAttribute("aria-current");
    this.current = index;
    if (!item) return;
    if (!this.list.contains(document.activeElement)) item.tabIndex = 0;
    if (index >= 0) item.setAttribute("aria-current", "true");
    this.reveal(item);
  }

  reveal(item) {
    const box = this.list.parentElement.getBoundingClientRect();
    const place = item.getBoundingClientRect();
    if (place.top < box.top || place.bottom > box.bottom) this.list.parentElement.scrollTop += place.top - box.top - box.height / 3;
  }

  key(event) {
    const index = this.indexOf(event.target);
    const last = this.list.children.length - 1;
    const wanted = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: last, PageDown: index + 12, PageUp: index - 12 }[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    const item = this.list.children[Math.min(Math.max(wanted, 0), last)].firstChild;
    item.tabIndex = 0;
    item.focus();
  }

  focus() {
    this.editor.panes.show("outline");
    (this.list.querySelector("[tabindex='0']") || this.list.querySelector("button"))?.focus();
    return true;
  }

  go(index) {
    const block = readBlocks(this.editor.view.state)[index];
    if (block) this.editor.goTo(block.body);
  }
}
