// The words on the page: translated ones come from the template and the
// server's configuration; here only where to find them and how to fill them.

const words = new Map();

export function learn(template, more = {}) {
  for (const item of template?.content.querySelectorAll("[data-message]") || []) {
    words.set(item.dataset.message, item.textContent.trim());
  }
  for (const [name, text] of Object.entries(more)) words.set(name, text);
}

/** The sentence `name` with its {places} filled; unknown ones show their name. */
export function say(name, values = {}) {
  const text = words.get(name) ?? name.replaceAll("-", " ");
  return text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? String(values[key]) : all));
}

/** All sentences that begin with `prefix`, without it. */
export function phrases(prefix) {
  const found = {};
  for (const [name, text] of words) if (name.startsWith(prefix)) found[name.slice(prefix.length)] = text;
  return found;
}

/** An element with attributes, properties and children; no HTML is read. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}
