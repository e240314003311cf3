// The buttons above the text: one stop of the Tab key, arrows move inside.
import { commandNamed, keyName } from "./commands.js";

const STEPS = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 };

export function toolbar(editor, bar) {
  const buttons = [...bar.querySelectorAll("[data-command]")];
  for (const [index, button] of buttons.entries()) {
    const command = commandNamed(button.dataset.command);
    const name = button.dataset.long || button.textContent.trim();
    button.title = `${name} (${keyName(command.key)})`;
    if (button.dataset.long) button.setAttribute("aria-label", name);
    button.setAttribute("aria-keyshortcuts", command.key.replaceAll("Mod", "Control").replaceAll("-", "+"));
    button.tabIndex = index ? -1 : 0;
    // Keeps the selection and, on a phone, the keyboard.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => command.run(editor));
  }
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const step = STEPS[event.key];
    const next = step ? at + step : { Home: 0, End: buttons.length - 1 }[event.key];
    if (next === undefined || at < 0) return;
    event.preventDefault();
    const button = buttons[(next + buttons.length) % buttons.length];
    buttons[at].tabIndex = -1;
    button.tabIndex = 0;
    button.focus();
  });
}
