// Suggests known tags for the last tag typed in a line of tags.
"use strict";

for (const input of document.querySelectorAll("[data-tag-line]")) {
  const list = input.list;
  if (!list) continue;
  const known = Array.from(list.options, (option) => option.value);
  const suggest = () => {
    const [, before, last] = input.value.match(/^(.*[,，、;；]\s*)?(.*)$/su);
    const used = new Set((before || "").split(/[,，、;；]/u).map((tag) => tag.trim()));
    const start = last.trim().toLowerCase();
    list.replaceChildren(
      ...known
        .filter((tag) => !used.has(tag) && tag.toLowerCase().includes(start))
        .slice(0, 50)
        .map((tag) => new Option("", (before || "") + tag)),
    );
  };
  input.addEventListener("input", suggest);
  suggest();
}
