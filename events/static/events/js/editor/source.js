// The raw source beside the text: what is not yet placed is marked, and both
// what is missing and what was added can be jumped to.
import { element, say } from "./messages.js";
import { post } from "./request.js";

const PAUSE = 1200;

export class Source {
  constructor(editor, panel) {
    this.editor = editor;
    this.panel = panel;
    this.select = panel.querySelector("select");
    this.sentence = panel.querySelector("[data-sentence]");
    this.missing = panel.querySelector("[data-missing]");
    this.added = panel.querySelector("[data-added]");
    this.raw = panel.querySelector("[data-raw]");
    this.timer = 0;
    this.asked = 0;
    this.select?.addEventListener("change", () => this.load());
  }

  shown() {
    return this.select && this.editor.panes.isShown("source");
  }

  changed() {
    clearTimeout(this.timer);
    if (this.shown()) this.timer = setTimeout(() => this.load(), PAUSE);
  }

  async load() {
    if (!this.shown()) return;
    const asked = ++this.asked;
    const { doc } = this.editor.view.state;
    this.panel.setAttribute("aria-busy", "true");
    try {
      const body = { text: doc.toString(), source: Number(this.select.value) };
      const answer = await post(this.editor.config.urls.source, body, say("source-lost"));
      if (asked === this.asked) this.draw(answer);
    } catch (fault) {
      this.sentence.textContent = fault.status ? fault.message : say("no-connection");
    }
    this.panel.removeAttribute("aria-busy");
  }

  draw({ share, sentence, html, missing, added }) {
    this.sentence.textContent = sentence;
    this.panel.dataset.share = share;
    const top = this.panel.scrollTop;
    this.raw.innerHTML = html; // escaped by the server
    this.fill(this.missing, missing, (_item, index) => this.toMissing(index));
    this.fill(this.added, added, (item) => this.editor.goToLine(item.line));
    this.panel.scrollTop = top;
  }

  fill(section, items, go) {
    section.hidden = !items.length;
    section.querySelector("[data-number]").textContent = items.length;
    section.querySelector("ol").replaceChildren(
      ...items.slice(0, 200).map((item, index) =>
        element("li", {}, element("button", { type: "button", class: "jump", onclick: () => go(item, index) }, item.text.slice(0, 80))),
      ),
    );
  }

  toMissing(index) {
    const mark = this.raw.querySelectorAll("mark.missing")[index];
    if (!mark) return;
    this.raw.querySelector("mark.here")?.classList.remove("here");
    mark.classList.add("here");
    mark.scrollIntoView({ block: "center" });
    mark.tabIndex = -1;
    mark.focus({ preventScroll: true });
  }
}
