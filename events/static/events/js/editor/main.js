// Puts the editor in the place of the textarea and ties its parts together.
// Without this script the textarea and the save button do the work.
import { closeCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorSelection, EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import "./stylesheet.js";
import { blockIndexAt, eventLanguage, outsideVoices, readBlocks, setVoices, voicesOf } from "./blocks.js";
import { Attributes } from "./attributes.js";
import { commandKeys, pageKey } from "./commands.js";
import { completion, recentVoices } from "./complete.js";
import { Draft } from "./draft.js";
import { language } from "./language.js";
import { Loop } from "./loop.js";
import { learn, phrases, say } from "./messages.js";
import { Outline } from "./outline.js";
import { Palette } from "./palette.js";
import { Panes } from "./panes.js";
import { Ping } from "./ping.js";
import { Place } from "./place.js";
import { position } from "./positions.js";
import { Preview } from "./preview.js";
import { Problems, problemGutter } from "./problems.js";
import { get } from "./request.js";
import { Source } from "./source.js";
import { toolbar } from "./toolbar.js";
import { UnknownVoices } from "./unknown.js";

const byId = (id) => document.getElementById(id);
const json = (id) => JSON.parse(byId(id)?.textContent || "null");
const tidy = (text) => text.replace(/^\ufeff/, "").replace(/\r\n?|[\v\x85\u2028]/g, "\n").replace(/[\f\u2029]/g, "\n\n").normalize("NFC");

class TranscriptEditor {
  constructor(root) {
    this.root = root;
    this.config = json("transcript-config");
    this.language = root.dataset.language || "zh-Hans";
    learn(byId("transcript-messages"), this.config.messages);
    this.form = byId("transcript-form");
    this.area = byId("transcript-text");
    this.live = byId("transcript-live");
    this.status = byId("transcript-status");
    this.troubleLine = byId("transcript-trouble");
    this.troubled = "";
    this.blocks = []; // the server's, for refs and kinds
    this.terms = new Map();
    this.asked = new Map();
    for (const voice of this.config.voices) if (voice.terms) this.terms.set(voice.label, [].concat(voice.terms).join(" "));
    root.classList.add("desk-on");
    this.view = this.makeView(tidy(this.area.value));
    this.panes = new Panes(root, (pane) => this.shown(pane));
    this.palette = new Palette(byId("transcript-palette"));
    this.problems = new Problems(this, byId("pane-problems"));
    this.unknown = new UnknownVoices(this, byId("pane-voices"));
    this.preview = new Preview(this, byId("pane-preview"));
    this.outline = new Outline(this, byId("pane-outline"));
    this.source = new Source(this, byId("pane-source"));
    this.loop = new Loop(this, { known: () => this.preview.known(), hear: (answer) => this.hear(answer) });
    this.place = new Place(this);
    this.draft = new Draft(this, {
      // After a refused save the page holds what is stored nowhere but here.
      stored: "unsaved" in root.dataset ? null : this.view.state.doc.toString(),
      serverText: json("transcript-draft"),
      notice: byId("draft-notice"),
    });
    this.ping = new Ping(this, { others: byId("transcript-others"), newer: byId("transcript-newer") });
    toolbar(this, byId("transcript-toolbar"));
    document.addEventListener("keydown", (event) => pageKey(this, event));
    this.form.addEventListener("submit", () => this.submit());
    this.measure();
    addEventListener("resize", () => this.measure());
    new ResizeObserver(() => this.measure()).observe(byId("draft-notice"));
    this.place.restore();
    if (this.draft.isDirty()) this.dirtyLine();
    this.loop.plan(0);
  }

  makeView(doc) {
    const { area } = this;
    const view = new EditorView({
      parent: area.parentElement,
      state: EditorState.create({
        doc,
        extensions: [
          EditorState.phrases.of(phrases("cm-")),
          outsideVoices.init(() => this.config.voices),
          eventLanguage.of(this.language),
          completion(this),
          commandKeys(this),
          history({ minDepth: 500 }),
          drawSelection(),
          EditorState.allowMultipleSelections.of(false),
          highlightActiveLine(),
          highlightSelectionMatches({ minSelectionLength: 2, wholeWords: false }),
          search({ top: true }),
          problemGutter(),
          language,
          keymap.of([{ key: "Escape", run: (target) => closeCompletion(target) }, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
          EditorView.clipboardInputFilter.of(tidy),
          EditorView.contentAttributes.of({
            "aria-label": say("text"),
            "aria-describedby": "transcript-help",
            lang: this.language,
            dir: "auto",
            tabindex: "0",
            spellcheck: "false",
          }),
          EditorView.updateListener.of((update) => this.updated(update)),
        ],
      }),
    });
    area.hidden = true;
    area.removeAttribute("required");
    return view;
  }

  updated(update) {
    if (!this.loop) return;
    if (update.docChanged) {
      for (const part of [this.problems, this.preview, this.loop]) part.changed(update.changes);
      this.outline.changed();
      this.source.changed();
      this.draft.changed();
      this.dirtyLine();
    }
    if (update.selectionSet || update.docChanged) {
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => {
        if (!update.docChanged) this.outline.follow();
        this.preview.leader = this.preview.leader === "page" ? "" : this.preview.leader;
        this.preview.follow();
      });
    }
  }

  /** The server's answer to a preview, spread to those it concerns. */
  hear(answer) {
    const { doc, map } = answer;
    this.blocks = answer.blocks;
    this.kinds = new Map(answer.blocks.map((block) => [map(doc.line(Math.min(block.line, doc.lines)).from), block]));
    const old = this.view.state.field(outsideVoices);
    if (!answer.stale && JSON.stringify(old) !== JSON.stringify(answer.voices)) {
      this.view.dispatch({ effects: setVoices.of(answer.voices) });
    }
    this.preview.hear(answer);
    this.place.restorePage();
    this.problems.hear(answer);
    this.unknown.hear(answer);
    byId("transcript-words").textContent = say("words", { count: answer.words });
    this.root.dataset.serial = answer.serial;
  }

  /** Resolves when no composition of an input method is under way. */
  rested() {
    if (!this.view.composing) return Promise.resolve();
    return new Promise((done) => {
      const wait = () => (this.view.composing ? setTimeout(wait, 50) : done());
      wait();
    });
  }

  // -- what the parts ask

  kindOf(block) {
    const words = new Attributes(block.inside);
    const said = words.get("kind");
    if (said) return said;
    const known = this.kinds?.get(block.from)?.kind;
    if (known) return known;
    const voice = voicesOf(this.view.state).find((other) => other.label === block.label);
    return voice?.role === "audience" ? "question" : "speech";
  }

  refOf(block) {
    return this.kinds?.get(block.from)?.ref || "";
  }

  roleName(role) {
    return this.config.roles?.find(([value]) => value === role)?.[1] || "";
  }

  termsOf(label) {
    return this.terms.get(label) || "";
  }

  recentVoices(position, instead = false) {
    const { state } = this.view;
    if (!instead) return recentVoices(state, position);
    const block = readBlocks(state)[blockIndexAt(readBlocks(state), position)];
    return block?.type === "turn" ? recentVoices(state, block.from).filter((label) => label !== block.label) : [];
  }

  tags() {
    const found = new Set(this.config.tags || []);
    for (const block of readBlocks(this.view.state)) {
      if (!block.inside?.includes("tag:")) continue;
      for (const { name, word } of new Attributes(block.inside).words) {
        if (name === "tag") found.add(word.slice(4).replace(/^"|"$/g, "").replace(/""/g, '"'));
      }
    }
    return found;
  }

  /** People of the archive whose name or pinyin begins so; none when offline. */
  people(typed) {
    if (!this.asked.has(typed)) {
      const ask = get(`${this.config.urls.people}?q=${encodeURIComponent(typed)}`)
        .then(({ results }) => {
          for (const { name, label, terms } of results) {
            if (terms) this.terms.set(label || name, [].concat(terms).join(" ").toLowerCase());
          }
          return results;
        })
        .catch(() => {
          this.asked.delete(typed);
          return [];
        });
      this.asked.set(typed, ask);
    }
    return this.asked.get(typed);
  }

  // -- what the parts tell

  goTo(from, to = from) {
    const { view } = this;
    const length = view.state.doc.length;
    const selection = EditorSelection.single(Math.min(from, length), Math.min(to, length));
    this.preview.leader = "";
    if (this.panes.narrow.matches) this.panes.show("text");
    view.dispatch({ selection, effects: EditorView.scrollIntoView(selection.main, { y: "center" }) });
    view.focus();
  }

  goToLine(line) {
    this.goTo(position(this.view.state.doc, line));
  }

  shown(pane) {
    if (pane === "source") this.source.load();
    if (pane === "preview") this.preview.follow();
    if (pane === "text") this.view.requestMeasure();
  }

  announce(sentence) {
    this.live.textContent = "";
    requestAnimationFrame(() => (this.live.textContent = sentence));
  }

  /** Say why a command did nothing, to eyes and ears. */
  tell(sentence) {
    this.state(sentence);
    this.announce(sentence);
    return true;
  }

  state(sentence) {
    this.status.textContent = sentence;
  }

  trouble(sentence) {
    if (sentence === this.troubled) return;
    this.troubled = sentence;
    this.troubleLine.textContent = sentence;
    this.troubleLine.hidden = !sentence;
    if (sentence) this.announce(sentence);
  }

  dirtyLine() {
    clearTimeout(this.dirtyTimer);
    this.dirtyTimer = setTimeout(() => this.state(this.draft.isDirty() ? say("unsaved") : say("unchanged")), 300);
  }

  base() {
    return Number(this.form.elements.base.value);
  }

  setBase(number) {
    this.form.elements.base.value = number;
  }

  save() {
    const button = document.querySelector("button[name=action][value=save]");
    if (button && !button.disabled) button.click();
    return true;
  }

  submit() {
    this.area.value = this.view.state.doc.toString();
    this.place.note(this.draft.submitted());
  }

  /** The desk takes what the admin's header leaves of the window. */
  measure() {
    const top = this.root.getBoundingClientRect().top + scrollY;
    this.root.style.setProperty("--desk-top", `${Math.round(top)}px`);
  }
}

const root = byId("transcript-desk");
if (root && !root.editor) root.editor = new TranscriptEditor(root);
