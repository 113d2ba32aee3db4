// The desk without this file works the same; with it, what is wrong gets the focus and nothing typed is left by mistake.
"use strict";
const faults = document.getElementById("faults");
if (faults) faults.focus();

let changed = false;
const form = document.querySelector("form.ask");
if (form) {
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
