// Loaded before the page is drawn: a long text in the textarea takes a third of
// a second to lay out, only to be replaced. If the editor does not come, the
// textarea does.
"use strict";

document.documentElement.classList.add("desk-coming");
addEventListener("load", () => document.documentElement.classList.remove("desk-coming"));
