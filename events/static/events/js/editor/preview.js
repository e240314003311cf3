// The page as readers will see it. Blocks are known by their hash: only new ones
// come over the wire, and only what differs is changed in the page.
import { element, say } from "./messages.js";

const MOST = 6000; // pieces of HTML that are kept
const STEPS = 8; // frames until a place in the page is reached

export class Preview {
  constructor(editor, panel) {
    this.editor = editor;
    this.panel = panel;
    this.page = panel.querySelector("[data-page]");
    this.html = new Map(); // hash -> HTML
    this.hashes = [];
    this.starts = []; // where the blocks begin in today's text
    this.current = null;
    this.leader = ""; // the pane that scrolls of itself
    this.listen();
  }

  known() {
    return [...this.html.keys()];
  }

  hear({ blocks, html, doc, map }) {
    const begun = performance.now();
    for (const [hash, text] of Object.entries(html)) this.html.set(hash, text);
    this.patch(blocks);
    this.starts = blocks.map((block) => map(doc.line(Math.min(block.line, doc.lines)).from));
    if (this.html.size > MOST) this.forget();
    this.editor.root.dataset.patch = Math.round(performance.now() - begun);
    this.page.querySelector("[data-nothing]")?.remove();
    if (!blocks.length) this.page.append(element("p", { "data-nothing": true, class: "nothing" }, say("nothing-yet")));
    this.follow();
  }

  forget() {
    const used = new Set(this.hashes);
    for (const hash of this.html.keys()) if (!used.has(hash)) this.html.delete(hash);
  }

  changed(changes) {
    this.starts = this.starts.map((place) => changes.mapPos(place, -1));
  }

  patch(blocks) {
    const next = blocks.map((block) => block.hash);
    const old = this.hashes;
    let first = 0;
    while (first < old.length && first < next.length && old[first] === next[first]) first++;
    let oldEnd = old.length;
    let end = next.length;
    while (oldEnd > first && end > first && old[oldEnd - 1] === next[end - 1]) (oldEnd--, end--);
    if (first === oldEnd && first === end) return;
    const rows = this.page.children;
    const after = rows[oldEnd] || null;
    const spare = new Map();
    for (let index = oldEnd - 1; index >= first; index--) {
      const row = rows[index];
      const same = spare.get(old[index]);
      if (same) same.push(row);
      else spare.set(old[index], [row]);
      row.remove();
    }
    const made = document.createDocumentFragment();
    for (let index = first; index < end; index++) made.append(spare.get(next[index])?.pop() || this.row(next[index]));
    this.page.insertBefore(made, after);
    this.hashes = next;
  }

  row(hash) {
    const row = element("div", { class: "preview-block" });
    const template = document.createElement("template");
    template.innerHTML = this.html.get(hash) || ""; // escaped by the server
    for (const marked of template.content.querySelectorAll("[id]")) marked.removeAttribute("id");
    for (const link of template.content.querySelectorAll("a")) {
      link.tabIndex = -1;
      if (link.getAttribute("href")?.startsWith("#")) continue;
      link.target = "_blank";
      link.rel = "noopener";
    }
    for (const item of template.content.querySelectorAll(".permalink")) item.remove();
    row.append(template.content);
    return row;
  }

  // -- following each other

  listen() {
    const { view } = this.editor;
    const lead = (name) => () => (this.leader = name);
    for (const type of ["wheel", "pointerdown", "touchstart", "keydown"]) {
      view.scrollDOM.addEventListener(type, lead("text"), { passive: true });
      this.panel.addEventListener(type, lead("page"), { passive: true });
    }
    let waiting = false;
    const later = (run) => () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => ((waiting = false), run()));
    };
    view.scrollDOM.addEventListener("scroll", later(() => this.leader === "text" && this.scrollPage()), { passive: true });
    this.panel.addEventListener("scroll", later(() => this.leader === "page" && this.scrollText()), { passive: true });
    this.page.addEventListener("click", (event) => this.click(event));
  }

  click(event) {
    const link = event.target.closest("a");
    if (link?.getAttribute("href")?.startsWith("#")) event.preventDefault();
    if (link || !getSelection().isCollapsed) return;
    const row = event.target.closest(".preview-block");
    const index = row ? [...this.page.children].indexOf(row) : -1;
    if (index >= 0) this.editor.goTo(this.starts[index]);
  }

  indexAt(position) {
    let index = -1;
    for (let low = 0, high = this.starts.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= position) (index = middle), (low = middle + 1);
      else high = middle;
    }
    return index;
  }

  /** Mark the block of the cursor and bring it into sight. */
  follow() {
    const row = this.page.children[this.indexAt(this.editor.view.state.selection.main.head)];
    if (row !== this.current) {
      this.current?.classList.remove("current");
      row?.classList.add("current");
      this.current = row;
    }
    if (!row || this.panel.hidden || this.leader === "page") return;
    const box = this.panel.getBoundingClientRect();
    const place = row.getBoundingClientRect();
    if (place.top < box.top || place.top > box.bottom - 60) this.panel.scrollTop += place.top - box.top - box.height / 3;
  }

  /** Where the block at the upper edge begins in the text, and how far it is over. */
  top() {
    if (this.panel.hidden) return null;
    const edge = this.panel.getBoundingClientRect().top;
    const index = [...this.page.children].findIndex((row) => row.getBoundingClientRect().bottom > edge);
    if (index < 0 || index >= this.starts.length) return null;
    return { start: this.starts[index], over: edge - this.page.children[index].getBoundingClientRect().top };
  }

  /** Bring the block at a position to the upper edge, `over` pixels over it. */
  bring(position, over) {
    const row = this.page.children[Math.max(this.indexAt(position), 0)];
    if (!row || this.panel.hidden) return;
    // Blocks have their true height only once they were near, so it takes steps.
    const move = (left) => {
      const step = row.getBoundingClientRect().top - this.panel.getBoundingClientRect().top + over;
      this.panel.scrollTop += step;
      if (left) requestAnimationFrame(() => move(left - 1));
    };
    move(STEPS);
  }

  scrollPage() {
    if (this.panel.hidden) return;
    const { view } = this.editor;
    const top = view.lineBlockAtHeight(view.scrollDOM.getBoundingClientRect().top - view.documentTop);
    const index = this.indexAt(top.from);
    const row = this.page.children[Math.max(index, 0)];
    if (!row) return;
    const place = row.getBoundingClientRect();
    this.panel.scrollTop += place.top - this.panel.getBoundingClientRect().top + (index < 0 ? 0 : this.share(index, top.from) * place.height);
  }

  share(index, position) {
    const end = this.starts[index + 1] ?? this.editor.view.state.doc.length;
    return end > this.starts[index] ? (position - this.starts[index]) / (end - this.starts[index]) : 0;
  }

  scrollText() {
    const edge = this.panel.getBoundingClientRect();
    const row = document.elementFromPoint(edge.left + edge.width / 2, edge.top + 8)?.closest(".preview-block");
    const index = row ? [...this.page.children].indexOf(row) : -1;
    if (index < 0) return;
    const { view } = this.editor;
    const place = row.getBoundingClientRect();
    const share = Math.min(Math.max((edge.top - place.top) / (place.height || 1), 0), 1);
    const end = this.starts[index + 1] ?? view.state.doc.length;
    const line = view.lineBlockAt(Math.round(this.starts[index] + share * (end - this.starts[index])));
    view.scrollDOM.scrollTop = line.top;
  }
}
