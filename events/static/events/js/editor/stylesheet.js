// CodeMirror's own rules as a constructed style sheet. Its usual way, a <style>
// element, is forbidden by the content security policy; so are the pictures in
// data: addresses some rules hold, which editor.css replaces.
import { StyleModule } from "style-mod";

const PICTURE = /[\w-]+:\s*url\(\s*["']?data:[^;]*(?:;[^;]*?)*?["']?\)[^;}]*;?/g;
const mounted = new WeakMap(); // Document or ShadowRoot -> { sheet, modules }

StyleModule.mount = (root, modules) => {
  let known = mounted.get(root);
  if (!known) {
    known = { sheet: new CSSStyleSheet(), modules: [] };
    mounted.set(root, known);
    root.adoptedStyleSheets = [known.sheet, ...root.adoptedStyleSheets];
  }
  const wanted = [].concat(modules);
  if (wanted.every((module) => known.modules.includes(module))) return;
  known.modules = [...known.modules.filter((module) => !wanted.includes(module)), ...wanted];
  known.sheet.replaceSync(
    known.modules.map((module) => module.getRules().replace(PICTURE, "")).join("\n"),
  );
};
