// The desk without this file works the same; with it, what is wrong gets the focus, nothing typed is left by mistake, and
// a form is kept as a draft while it is written.
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

// Kept a moment after the last key, by the same address and with the same fields as the button does.
const PAUSE = 4000;
const told = document.getElementById("kept");
if (form && told && form.dataset.keep) {
  let waiting = 0;
  let number = 0;
  const keep = async () => {
    const mine = ++number;
    const fields = new URLSearchParams(new FormData(form));
    fields.set("do", "autosave");
    try {
      const answer = await fetch(location.href, { method: "POST", body: fields, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const kept = await answer.json();
      form.elements.namedItem("draft").value = kept.draft;
      form.elements.namedItem("draft_at").value = kept.at;
      told.textContent = kept.said;
      if (mine === number && !waiting) changed = false;
    } catch {
      told.textContent = form.dataset.keep;
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { waiting = 0; keep(); }, PAUSE);
  });
  form.addEventListener("submit", () => { clearTimeout(waiting); number++; });
}
