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
    this.request = null; // on its way there
    const { base, at } = notice.dataset;
    this.offer(serverText === null ? null : { text: serverText, base: Number(base), at });
    addEventListener("beforeunload", (event) => this.guard(event));
    addEventListener("pagehide", () => this.leaving || this.keepLocal());
    document.addEventListener("visibilitychange", () => document.hidden && !this.leaving && this.keepLocal());
  }

  text() {
    return this.editor.view.state.doc.toString();
  }

  isDirty() {
    const { doc } = this.editor.view.state;
    return this.stored === null || doc.length !== this.stored.length || doc.toString() !== this.stored;
  }

  changed() {
    this.leaving = false; // what is typed while the form is on its way is not in it
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
    const request = (this.request = new AbortController());
    try {
      const body = { text, base: this.editor.base() };
      const { saved_at: at } = await post(this.editor.config.urls.draft, body, say("draft-lost"), request.signal);
      this.sent = text;
      this.editor.state(say("draft-kept", { time: clock(at) }));
    } catch (fault) {
      if (request.signal.aborted) return;
      this.editor.state(say(fault.status ? "draft-lost" : "no-connection"));
      this.serverTimer ||= setTimeout(() => this.keepOnServer(), SERVER * 2);
    } finally {
      if (this.request === request) this.request = null;
    }
  }

  guard(event) {
    if (this.leaving || !this.isDirty()) return;
    this.keepLocal();
    event.preventDefault();
    event.returnValue = "";
  }

  /**
   * The form is on its way: no question, the copy is marked, and no draft may
   * come after it. True if one was under way: it may have reached the server.
   */
  submitted() {
    this.keepLocal({ submitted: true });
    this.leaving = true;
    clearTimeout(this.serverTimer);
    this.serverTimer = 0;
    const late = this.request !== null;
    this.request?.abort();
    return late;
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
    const saved = local && this.isSaved(local, serverDraft);
    if (this.editor.place.isSaved() && this.editor.place.noted.late) {
      // Sent just before the save, it may have been written after it.
      serverDraft = null;
      this.discardOnServer();
    }
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

  /** Is this copy in what was saved? Without a word of it, a newer text tells. */
  isSaved(local, serverDraft) {
    const { place } = this.editor;
    if (place.isSaved()) return Date.parse(local.at) <= place.noted.at;
    return local.submitted && this.editor.base() > local.base && !serverDraft;
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
    if (await this.discardOnServer()) this.editor.announce(say("draft-discarded"));
    else this.editor.state(say("no-connection"));
  }

  async discardOnServer() {
    try {
      await post(this.editor.config.urls.draft, { discard: true }, say("draft-lost"));
      return true;
    } catch {
      return false;
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
