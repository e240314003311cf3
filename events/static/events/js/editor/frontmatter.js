// What the editor must know of the front matter while it is typed: where it is,
// the voices, the language, and how to add a voice. The server reads it whole.

const FENCE = /^---\s*$/;
const KEY = /^([A-Za-z_-]+)\s*:(?:\s+(.*))?$/;
const PLAIN = /^[^\s\-?:,[\]{}#&*!|>'"%@`=~<][^,[\]{}:#"'\\\n]*$/;
const YAML_WORDS = /^(?:true|false|null|yes|no|on|off)$/i;
const known = new WeakMap();

/** @returns {{from, to, first, last, closed, voices, keys, language}}
 *  `first` and `last` are the lines of the fences (0 where there are none); the
 *  body begins on line `last + 1`. */
export function frontMatter(doc) {
  let found = known.get(doc);
  if (!found) known.set(doc, (found = read(doc)));
  return found;
}

function read(doc) {
  const none = { from: 0, to: 0, first: 0, last: 0, closed: false, voices: [], keys: new Map(), language: "" };
  let first = 1;
  while (first < doc.lines && !doc.line(first).text.trim()) first++;
  if (!FENCE.test(doc.line(first).text)) return none;
  let last = 0;
  let blank = 0;
  for (let n = first + 1; n <= doc.lines && n - first < 5000; n++) {
    const text = doc.line(n).text;
    if (FENCE.test(text)) {
      last = n;
      break;
    }
    if (!blank && !text.trim()) blank = n;
  }
  const closed = last > 0;
  if (!closed) last = blank || doc.lines;
  const found = { ...none, from: doc.line(first).from, to: doc.line(last).to, first, last, closed, keys: new Map(), voices: [] };
  let key = "";
  for (let n = first + 1; n < last; n++) {
    const text = doc.line(n).text;
    const top = KEY.exec(text);
    if (top) {
      key = top[1];
      found.keys.set(key, { line: n, value: (top[2] || "").trim() });
      if (key === "language") found.language = scalar(top[2] || "");
    } else if (key === "voices") {
      voiceLine(text, n, found.voices);
    }
  }
  return found;
}

/** One line under `voices:`, either `- {label: …}` or `- label: …` and more. */
function voiceLine(text, line, voices) {
  const item = /^(\s*)-\s+(.*)$/.exec(text);
  const inside = item ? item[2] : text.trim();
  const flow = /^\{(.*)\}\s*$/.exec(inside);
  if (item) voices.push({ label: "", role: "speaker", line, lastLine: line, indent: item[1] });
  const voice = voices[voices.length - 1];
  if (!voice) return;
  voice.lastLine = line;
  for (const part of flow ? parts(flow[1]) : [inside]) {
    const pair = /^\s*([a-z_]+)\s*:\s*(.*?)\s*$/.exec(part);
    if (pair) voice[pair[1]] = scalar(pair[2]);
  }
}

/** Split the inside of a flow mapping at its commas. */
function parts(inside) {
  return inside.match(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]]*\]|[^,])+/g) || [];
}

export function scalar(text) {
  text = text.trim();
  if (/^".*"$/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text.slice(1, -1);
    }
  }
  if (/^'.*'$/.test(text)) return text.slice(1, -1).replace(/''/g, "'");
  return text.replace(/\s#.*$/, "");
}

/** Write a value for a flow mapping, in double quotes where it needs them. */
export function quoted(text) {
  text = text.replace(/\s+/g, " ").trim();
  return PLAIN.test(text) && !YAML_WORDS.test(text) ? text : JSON.stringify(text);
}

/** The changes that declare a voice; fields without a value are left out. */
export function declareVoice(doc, fields) {
  const front = frontMatter(doc);
  const inside = Object.entries(fields)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}: ${quoted(value)}`)
    .join(", ");
  const entry = (indent) => `${indent}- {${inside}}`;
  if (!front.first) return [{ from: 0, to: 0, insert: `---\nvoices:\n${entry("")}\n---\n\n` }];
  const end = front.closed ? doc.line(front.last).from : doc.line(front.last).to;
  const key = front.keys.get("voices");
  if (!key) return [{ from: end, to: end, insert: `voices:\n${entry("")}\n` }];
  const line = doc.line(key.line);
  if (key.value.startsWith("[")) {
    const rest = key.value.replace(/^\[\s*|\s*\]$/g, "");
    const insert = `voices: [${rest ? `${rest}, ` : ""}{${inside}}]`;
    return [{ from: line.from, to: line.to, insert }];
  }
  const last = front.voices[front.voices.length - 1];
  const at = doc.line(last ? last.lastLine : key.line).to;
  return [{ from: at, to: at, insert: `\n${entry(last ? last.indent : "")}` }];
}
