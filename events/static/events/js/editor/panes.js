// Which pane is shown: beside the text on a desk, alone on a phone.

const KEYS = { ArrowRight: 1, ArrowLeft: -1 };

export class Panes {
  constructor(root, onShow) {
    this.root = root;
    this.onShow = onShow;
    this.tabs = [...root.querySelectorAll("[role=tab]")];
    this.narrow = matchMedia("(max-width: 63.99rem)");
    this.side = "preview";
    this.alone = "text";
    for (const tab of this.tabs) {
      tab.addEventListener("click", () => this.show(tab.dataset.pane));
      tab.addEventListener("keydown", (event) => this.key(event, tab));
    }
    this.narrow.addEventListener("change", () => this.update());
    this.update();
  }

  key(event, tab) {
    const shown = this.tabs.filter((other) => other.offsetParent !== null);
    const step = KEYS[event.key];
    let index = step ? shown.indexOf(tab) + step : { Home: 0, End: shown.length - 1 }[event.key];
    if (index === undefined) return;
    index = (index + shown.length) % shown.length;
    event.preventDefault();
    shown[index].focus();
    this.show(shown[index].dataset.pane);
  }

  show(pane, focus = false) {
    if (pane !== "text" && pane !== "outline") this.side = pane;
    this.alone = pane;
    this.update();
    this.onShow(pane);
    if (focus) this.panel(pane).focus();
    return true;
  }

  /** What is open, for `choose` to open it again. */
  chosen() {
    return { side: this.side, alone: this.alone };
  }

  choose({ side, alone }) {
    if (!this.panel(side) || !this.panel(alone)) return;
    Object.assign(this, { side, alone });
    this.update();
    this.onShow(this.narrow.matches ? alone : side);
  }

  panel(pane) {
    return this.root.querySelector(`#pane-${pane}`);
  }

  isShown(pane) {
    return !this.panel(pane).hidden;
  }

  update() {
    const narrow = this.narrow.matches;
    for (const tab of this.tabs) {
      const { pane } = tab.dataset;
      const always = !narrow && (pane === "text" || pane === "outline");
      const chosen = narrow ? pane === this.alone : pane === this.side;
      this.panel(pane).hidden = !(always || chosen);
      tab.hidden = always;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
  }

  count(pane, number, bad) {
    const badge = this.tabs.find((tab) => tab.dataset.pane === pane).querySelector("[data-count]");
    badge.textContent = number || "";
    badge.classList.toggle("bad", bad);
  }
}
