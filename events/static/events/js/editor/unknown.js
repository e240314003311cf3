// Voices that nobody has declared: each with the people it may be, a role and a
// credit. Declaring writes an entry of `voices` into the front matter.
import { declareVoice } from "./frontmatter.js";
import { element, say } from "./messages.js";

export class UnknownVoices {
  constructor(editor, panel) {
    this.editor = editor;
    this.list = panel.querySelector("ul");
    this.summary = panel.querySelector("[data-summary]");
    this.drawn = "";
  }

  hear({ unknown, doc, map }) {
    this.editor.panes.count("voices", unknown.length, false);
    this.summary.textContent = unknown.length ? say("unknown-count", { count: unknown.length }) : say("no-unknown");
    this.places = new Map(unknown.map(({ name, line }) => [name, map(doc.line(Math.min(line, doc.lines)).from)]));
    const drawn = JSON.stringify(unknown);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    // Rows that stay keep what an editor has filled in.
    const old = new Map([...this.list.children].map((row) => [row.dataset.name, row]));
    const rows = unknown.map((voice, index) => {
      const row = old.get(voice.name);
      const shown = JSON.stringify([voice.count, voice.proposals]);
      return row && row.dataset.shown === shown ? row : this.row(voice, index, shown);
    });
    this.list.replaceChildren(...rows);
  }

  row({ name, line, count, proposals }, index, shown) {
    const id = `unknown-${index}-${Math.random().toString(36).slice(2, 8)}`;
    const role = element("select", { id: `${id}-role` }, ...this.roles());
    const credit = element("input", { id: `${id}-credit`, type: "text", autocomplete: "off", maxlength: 300 });
    const declare = (person) => this.declare(name, role.value, credit.value, person);
    credit.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) declare(null);
    });
    const button = (text, run, more = {}) => element("button", { type: "button", onclick: run, ...more }, text);
    return element(
      "li",
      { "data-name": name, "data-shown": shown, class: "unknown" },
      element(
        "div",
        { class: "unknown-name" },
        button(name, () => this.editor.goTo(this.places.get(name)), { class: "jump", "aria-label": say("go-to-voice", { name, line }) }),
        element("span", {}, say("times", { count })),
      ),
      ...(proposals || []).map((person) =>
        button(say("is-person", { name: person.name, why: person.why }), () => declare(person), { class: "fix" }),
      ),
      element(
        "div",
        { class: "unknown-fields" },
        element("label", { for: `${id}-role` }, say("role")),
        role,
        element("label", { for: `${id}-credit` }, say("credit")),
        credit,
        button(say("declare"), () => declare(null), { class: "fix", "aria-label": say("declare-name", { name }) }),
      ),
    );
  }

  roles() {
    return (this.editor.config.roles || []).map(([value, label]) => {
      const option = new Option(label, value);
      option.selected = value === "audience";
      return option;
    });
  }

  declare(name, role, credit, person) {
    const { view } = this.editor;
    if (view.composing) return;
    const fields = { label: name, role, credit, speaker: person?.key };
    view.dispatch({ changes: declareVoice(view.state.doc, fields), userEvent: "input.declare" });
    this.editor.announce(say("declared", { name }));
    const row = [...this.list.children].find((item) => item.dataset.name === name);
    const next = row?.nextElementSibling || row?.previousElementSibling;
    (next?.querySelector("button") || this.summary).focus();
  }
}
