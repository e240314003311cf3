// Who else has the transcript open, and whether somebody has saved meanwhile.
import { post } from "./request.js";
import { clock } from "./draft.js";
import { say } from "./messages.js";

const EVERY = 20000; // ms, while the page is seen

export class Ping {
  constructor(editor, { others, newer }) {
    Object.assign(this, { editor, others, newer });
    this.told = 0;
    this.timer = setTimeout(() => this.send(), 1000);
    document.addEventListener("visibilitychange", () => !document.hidden && this.send());
  }

  async send() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), EVERY);
    if (document.hidden) return;
    try {
      this.show(await post(this.editor.config.urls.ping, { base: this.editor.base() }));
    } catch {
      // A lost ping says nothing; the preview tells of a lost connection.
    }
  }

  show({ others, newest, by, at }) {
    const names = others.join(say("comma"));
    this.others.textContent = names ? say("others-here", { names }) : "";
    this.others.hidden = !names;
    const isNew = newest > this.editor.base();
    this.newer.hidden = !isNew;
    if (!isNew || newest === this.told) return;
    this.told = newest;
    this.newer.textContent = say("newer", { name: by, time: clock(at) });
    this.editor.announce(this.newer.textContent);
  }
}
