// The words in a block's braces, kept in the order the server writes them.

const WORD = /(?:[^\s"]|"(?:[^"]|"")*")+|"/g;
const ORDER = ["#", "kind", "@", "re", "tag", "lang", "p", "as", "withheld", "?"];
const KINDS = new Set(["speech", "question", "answer", "stage", "caption", "editor"]);

function nameOf(word) {
  if (word[0] === "#" || word[0] === "@") return word[0];
  if (KINDS.has(word)) return "kind";
  const name = word.split(":", 1)[0];
  return ORDER.includes(name) ? name : "?";
}

export function quotedValue(value) {
  return /[\s{}"\\]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value;
}

export class Attributes {
  constructor(inside = "") {
    this.words = (inside.match(WORD) || []).map((word) => ({ name: nameOf(word), word }));
  }

  /** The first word of that name, or "". */
  get(name) {
    return this.words.find((entry) => entry.name === name)?.word || "";
  }

  has(word) {
    return this.words.some((entry) => entry.word === word);
  }

  /** Put one word in the place of all of that name; "" removes them. */
  set(name, word) {
    this.words = this.words.filter((entry) => entry.name !== name);
    return word ? this.add(word) : this;
  }

  add(word) {
    if (!this.has(word)) this.words.push({ name: nameOf(word), word });
    return this;
  }

  remove(word) {
    this.words = this.words.filter((entry) => entry.word !== word);
    return this;
  }

  /** With braces, or "" when there are none; in a note the kind comes first. */
  toString(isNote = false) {
    const rank = (entry) => (isNote && entry.name === "kind" ? -1 : ORDER.indexOf(entry.name));
    const sorted = [...this.words].sort((a, b) => rank(a) - rank(b));
    return sorted.length ? `{${sorted.map((entry) => entry.word).join(" ")}}` : "";
  }
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz23456789";

/** A new ref: six of a-z and 2-9, at least one digit, none of `taken`. */
export function freshRef(taken) {
  for (;;) {
    const bytes = crypto.getRandomValues(new Uint8Array(6));
    const ref = Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join("");
    if (/\d/.test(ref) && !taken.has(ref)) return ref;
  }
}

/** Whether the text is a time as `@` takes it: 12:34, 1:02:03.5, 12:34-12:40. */
export function isTime(text) {
  const one = String.raw`(?:\d{1,3}:[0-5]?\d|\d{1,4}):[0-5]\d(?:\.\d{1,3})?`;
  return new RegExp(`^${one}(?:[-–]${one})?$`).test(text);
}
