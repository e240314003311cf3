// One dialog for everything that is chosen or typed: the list of commands, the
// speaker, the question, the tag, the time. A combobox over a list.
import { element, say } from "./messages.js";

const MOST = 200; // options shown at a time

export class Palette {
  constructor(dialog) {
    this.dialog = dialog;
    this.input = dialog.querySelector("input");
    this.list = dialog.querySelector("[role=listbox]");
    this.title = dialog.querySelector("h2");
    this.empty = dialog.querySelector("[data-empty]");
    this.input.addEventListener("input", () => this.show());
    this.input.addEventListener("keydown", (event) => this.key(event));
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    // The browser gives the focus back to where it was.
    dialog.addEventListener("close", () => this.list.replaceChildren());
  }

  /**
   * Ask for one of `options` ({ label, detail, key, words, checked, run }).
   * `free` makes an option of what is typed (or null); `wait` is told what is
   * typed and may answer later with more options.
   */
  open({ title, placeholder = "", options, free = null, wait = null, value = "" }) {
    Object.assign(this, { options, free, wait, asked: 0, extra: [] });
    this.title.textContent = title;
    this.input.value = value;
    this.input.placeholder = placeholder;
    this.input.setAttribute("aria-label", title);
    if (!this.dialog.open) this.dialog.showModal();
    this.show();
    this.input.select();
    this.input.focus();
  }

  show() {
    const typed = this.input.value.trim();
    this.more(typed);
    this.draw(typed);
  }

  async more(typed) {
    if (!this.wait) return;
    const asked = ++this.asked;
    const extra = typed ? await this.wait(typed) : [];
    if (asked !== this.asked || !this.dialog.open) return;
    this.extra = extra;
    this.draw(typed);
  }

  draw(typed) {
    const wanted = typed.toLowerCase();
    const matching = this.options.filter((option) =>
      [option.label, option.detail, option.words].some((text) => text?.toLowerCase().includes(wanted)),
    );
    const free = typed && this.free?.(typed);
    const all = [...matching, ...this.extra, ...(free ? [free] : [])];
    this.shown = all.slice(0, MOST);
    this.list.replaceChildren(...this.shown.map((option, index) => this.item(option, index)));
    this.empty.hidden = this.shown.length > 0;
    this.choose(0);
  }

  item(option, index) {
    return element(
      "li",
      {
        role: "option",
        id: `palette-${index}`,
        class: option.checked ? "checked" : null,
        onclick: () => this.run(index),
        onmousemove: () => this.current !== index && this.choose(index),
      },
      element("span", { class: "palette-label" }, option.label),
      option.detail ? element("span", { class: "palette-detail" }, option.detail) : null,
      option.key ? element("kbd", {}, option.key) : null,
      option.checked ? element("span", { class: "palette-detail" }, say("chosen")) : null,
    );
  }

  choose(index) {
    const items = this.list.children;
    items[this.current]?.removeAttribute("aria-selected");
    this.current = Math.min(Math.max(index, 0), items.length - 1);
    const item = items[this.current];
    if (item) {
      item.setAttribute("aria-selected", "true");
      item.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", item.id);
    } else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) this.choose(this.current + step);
    else if (event.key === "Enter") this.run(this.current);
    else return;
    event.preventDefault();
  }

  run(index) {
    const option = this.shown[index];
    if (!option) return;
    this.dialog.close();
    option.run();
  }
}
