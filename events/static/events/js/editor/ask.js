// Commands that ask first: who speaks, which question, which tag, what time.
import { apply } from "./apply.js";
import { Attributes, isTime, quotedValue } from "./attributes.js";
import { blockIndexAt, readBlocks, voicesOf } from "./blocks.js";
import { addTag, beginTurn, changeSpeaker, emptyLine, linkAnswer, selectedBlocks, selectedTurns, setTime } from "./markup.js";
import { say } from "./messages.js";

const WORDS = 48; // of a question, in characters

export function askSpeaker(editor) {
  const { state } = editor.view;
  const line = emptyLine(state);
  const turns = line ? [] : selectedTurns(state);
  if (!line && !turns.length) return apply(editor, "no-turn");
  const known = new Map(voicesOf(state).map((voice) => [voice.label, voice]));
  const order = [...new Set([...editor.recentVoices(line ? line.from : turns[0].from), ...known.keys()])].filter((label) => known.has(label));
  const make = line ? beginTurn : changeSpeaker;
  const give = (label, fields) => () => apply(editor, make(editor.view.state, label, fields));
  const choice = (label, person = null) => ({
    label,
    detail: person ? say("declare-person") : editor.roleName(known.get(label)?.role),
    words: editor.termsOf(label),
    checked: !person && turns.length > 0 && turns.every((turn) => turn.label === label),
    run: give(label, person && { label, role: "speaker", speaker: person.key }),
  });
  editor.palette.open({
    title: say("speaker-title"),
    placeholder: say("speaker-placeholder"),
    options: order.map((label) => choice(label)),
    free: (typed) =>
      known.has(typed) || /^[>#]|\\|\s\s/.test(typed) ? null : { label: say("declare-new", { name: typed }), run: give(typed) },
    wait: async (typed) => {
      const people = await editor.people(typed);
      const matches = people.filter((person) => known.has(person.label || person.name)).map((person) => choice(person.label || person.name));
      const others = people.filter((person) => !known.has(person.label || person.name)).map((person) => choice(person.label || person.name, person));
      const shown = new Set(editor.palette.shown.map((option) => option.label));
      return [...matches, ...others].filter((option) => !shown.has(option.label));
    },
  });
  return true;
}

export function askQuestion(editor) {
  const { state } = editor.view;
  const blocks = readBlocks(state);
  const index = blockIndexAt(blocks, state.selection.main.head);
  const answer = blocks[index];
  if (answer?.type !== "turn") return apply(editor, "no-turn");
  const linked = new Attributes(answer.inside).get("re");
  const turns = blocks.map((block, at) => ({ block, at })).filter(({ block, at }) => block.type === "turn" && at !== index);
  // Questions first, then what is nearest before, then what comes after.
  const far = ({ at }) => (at < index ? index - at : 100000 + at);
  const rank = (entry) => (editor.kindOf(entry.block) === "question" ? 0 : 1e6) + far(entry);
  turns.sort((a, b) => rank(a) - rank(b));
  const options = turns.slice(0, 500).map(({ block }) => {
    const ref = new Attributes(block.inside).get("#") || `#${editor.refOf(block)}`;
    return {
      label: `${block.label}：${state.sliceDoc(block.body, Math.min(block.to, block.body + WORDS)).replace(/\s+/g, " ")}`,
      detail: editor.kindOf(block) === "question" ? say("kind-question") : "",
      checked: ref.length > 1 && linked.includes(ref),
      run: () => apply(editor, linkAnswer(editor.view.state, block, editor.refOf(block))),
    };
  });
  options.push({ label: say("link-none"), run: () => apply(editor, linkAnswer(editor.view.state, null)) });
  editor.palette.open({ title: say("link-title"), placeholder: say("link-placeholder"), options });
  return true;
}

export function askTag(editor) {
  const { state } = editor.view;
  const turns = selectedTurns(state);
  if (!turns.length) return apply(editor, "no-turn");
  const tags = [...new Set([...editor.tags()])];
  const put = (tag) => () => apply(editor, addTag(editor.view.state, `tag:${quotedValue(tag)}`));
  editor.palette.open({
    title: say("tag-title"),
    placeholder: say("tag-placeholder"),
    options: tags.map((tag) => ({
      label: tag,
      checked: turns.every((turn) => new Attributes(turn.inside).has(`tag:${quotedValue(tag)}`)),
      run: put(tag),
    })),
    free: (typed) => (tags.includes(typed) ? null : { label: say("tag-new", { name: typed }), run: put(typed) }),
  });
  return true;
}

export function askTime(editor) {
  const block = selectedBlocks(editor.view.state)[0];
  if (!block) return apply(editor, "no-block");
  const now = new Attributes(block.inside).get("@").slice(1);
  const set = (time) => () => apply(editor, setTime(editor.view.state, time));
  editor.palette.open({
    title: say("time-title"),
    placeholder: say("time-placeholder"),
    value: now,
    options: now ? [{ label: say("time-remove"), words: now, run: set("") }] : [],
    free: (typed) => {
      const time = typed.replace(/：/g, ":").replace(/[—–－]/g, "-").replace(/．/g, ".");
      return isTime(time) && time !== now ? { label: say("time-set", { time }), run: set(time) } : null;
    },
  });
  return true;
}
