// What is typed is kept: in the browser at every pause, on the server every few
// seconds. After a crash the newest of the two is offered.
import { post } from "./request.js";
import { say } from "./messages.js";

const LOCAL = 500; // ms after the last keystroke
const LONGEST = 2000; // ms of typing without a pause
const SERVER = 4000;

export class Draft {
  constructor(editor, { stored, serverText, notice }) {
    Object.assign(this, { editor, notice });
    this.stored = stored; // the text as it is saved, null if the page's is not
    this.key = `transcript-draft:${location.pathname}`;
    this.leaving = false;
    this.localTimer = 0;
    this.serverTimer = 0;
    this.typingSince = 0;
    this.sent = null; // what the server has
    const { base, at } = notice.dataset;
    this.offer(serverText === null ? null : { text: serverText, base: Number(base), at });
    addEventListener("beforeunload", (event) => this.guard(event));
    addEventListener("pagehide", () => this.keepLocal());
    document.addEventListener("visibilitychange", () => document.hidden && this.keepLocal());
  }

  text() {
    return this.editor.view.state.doc.toString();
  }

  isDirty() {
    const { doc } = this.editor.view.state;
    return this.stored === null || doc.length !== this.stored.length || doc.toString() !== this.stored;
  }

  changed() {
    clearTimeout(this.localTimer);
    this.typingSince ||= performance.now();
    const late = performance.now() - this.typingSince > LONGEST;
    this.localTimer = setTimeout(() => this.keepLocal(), late ? 0 : LOCAL);
    // Counted from the first keystroke, so that long typing is kept too.
    this.serverTimer ||= setTimeout(() => this.keepOnServer(), SERVER);
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  keepLocal(more = {}) {
    clearTimeout(this.localTimer);
    this.typingSince = 0;
    if (!this.isDirty()) return;
    const kept = { text: this.text(), base: this.editor.base(), at: new Date().toISOString(), ...more };
    try {
      localStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // The store is full or closed: the server's draft remains.
    }
  }

  async keepOnServer() {
    this.serverTimer = 0;
    const text = this.text();
    if (this.leaving || text === this.sent || !this.isDirty()) return;
    try {
      const { saved_at: at } = await post(this.editor.config.urls.draft, { text, base: this.editor.base() }, say("draft-lost"));
      this.sent = text;
      this.editor.state(say("draft-kept", { time: clock(at) }));
    } catch (fault) {
      this.editor.state(say(fault.status ? "draft-lost" : "no-connection"));
      this.serverTimer ||= setTimeout(() => this.keepOnServer(), SERVER * 2);
    }
  }

  guard(event) {
    if (this.leaving || !this.isDirty()) return;
    this.keepLocal();
    event.preventDefault();
    event.returnValue = "";
  }

  /** The form is on its way: no question, and the copy is marked. */
  submitted() {
    this.keepLocal({ submitted: true });
    this.leaving = true;
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Nothing was kept.
    }
  }

  /** Offer what was typed before, the newer of the two copies. */
  offer(serverDraft) {
    const local = this.read();
    const shown = this.text();
    const saved = local?.submitted && this.editor.base() > local.base;
    if (local && (saved || local.text === shown)) this.forget();
    const mine = local && !saved && local.text !== shown ? local : null;
    const theirs = serverDraft && serverDraft.text !== shown ? serverDraft : null;
    const kept = mine && theirs ? (Date.parse(mine.at) >= Date.parse(theirs.at) ? mine : theirs) : mine || theirs;
    if (!kept) {
      this.notice.hidden = true;
      return;
    }
    this.notice.hidden = false;
    this.notice.querySelector("[data-sentence]").textContent = say("draft-found", { time: clock(kept.at) });
    this.on("[value=restore_draft]", () => this.restore(kept));
    this.on("[value=discard_draft]", () => this.discard());
  }

  on(selector, run) {
    this.notice.querySelector(selector).addEventListener("click", (event) => {
      event.preventDefault();
      this.notice.hidden = true;
      run();
      this.editor.view.focus();
    });
  }

  restore(kept) {
    const { view } = this.editor;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: kept.text }, userEvent: "input.restore" });
    if (Number.isInteger(kept.base)) this.editor.setBase(kept.base);
    this.editor.announce(say("draft-restored"));
  }

  async discard() {
    this.forget();
    try {
      await post(this.editor.config.urls.draft, { discard: true }, say("draft-lost"));
      this.editor.announce(say("draft-discarded"));
    } catch {
      this.editor.state(say("no-connection"));
    }
  }
}

function clock(at) {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return "";
  const today = time.toDateString() === new Date().toDateString();
  const options = today ? { hour: "2-digit", minute: "2-digit", second: "2-digit" } : { dateStyle: "medium", timeStyle: "short" };
  return time.toLocaleString(document.documentElement.lang || undefined, options);
}

export { clock };
