// The talk with the server while one types: a pause, one request at a time, the
// newest text wins, and answers are carried over what was typed meanwhile.
import { post } from "./request.js";
import { say } from "./messages.js";

const PAUSE = 150; // ms after the last keystroke
const RETRY = 5000; // ms after a failure

export class Loop {
  /** `hear(answer)` gets { ...answer, doc, map } with `map` into today's text. */
  constructor(editor, { known, hear }) {
    Object.assign(this, { editor, known, hear });
    this.serial = 0;
    this.busy = false;
    this.dirty = false;
    this.since = null; // changes since the text under way was taken
    this.timer = 0;
  }

  /** Tell of an update of the text. */
  changed(changes) {
    if (this.busy) this.since = this.since ? this.since.compose(changes) : changes;
    this.dirty = true;
    this.plan(PAUSE);
  }

  plan(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), delay);
  }

  async send() {
    if (this.busy) return; // sent when the answer is there
    const { editor } = this;
    if (editor.view.composing) return void this.plan(PAUSE);
    this.busy = true;
    this.dirty = false;
    this.since = null;
    const { doc } = editor.view.state;
    const serial = ++this.serial;
    const started = performance.now();
    try {
      const body = { text: doc.toString(), known: this.known(), serial };
      const answer = await post(editor.config.urls.preview, body, say("preview-lost"));
      if (answer.serial === serial) await this.take(answer, doc);
      editor.root.dataset.latency = Math.round(performance.now() - started);
      editor.trouble("");
    } catch (fault) {
      editor.trouble(fault.status ? fault.message : say("no-connection"));
      if (!fault.status) this.dirty = true;
      clearTimeout(this.timer);
    }
    this.busy = false;
    this.since = null;
    if (this.dirty) this.plan(editor.troubled ? RETRY : 0);
  }

  /** Hand the answer on, but never into the middle of a composition. */
  async take(answer, doc) {
    await this.editor.rested();
    const { since } = this;
    const map = (position, side = -1) => (since ? since.mapPos(position, side) : position);
    this.hear({ ...answer, doc, map, stale: since !== null });
  }
}
