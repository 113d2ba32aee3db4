// The editor of the page of questions: colours, indentation and Ctrl+Enter, in place of the plain text field, which
// does without. It asks nobody anything: the form is sent as it would be without it.
import { CodeJar } from "./codejar-4.3.0.js";

const TOKENS = [
  ["comment", /#[^\n]*/y],
  ["iri", /<[^<>"{}|^`\\\s]*>/y],
  ["text", /"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y],
  ["variable", /[?$]\w+/y],
  ["name", /[\w.-]*:[\w.%-]*/y],
  ["word", /(?:PREFIX|BASE|SELECT|CONSTRUCT|DESCRIBE|ASK|DISTINCT|REDUCED|WHERE|FROM|NAMED|GRAPH|OPTIONAL|UNION|MINUS|FILTER|NOT|EXISTS|BIND|VALUES|GROUP|BY|HAVING|ORDER|ASC|DESC|LIMIT|OFFSET|AS|IN|COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT|SEPARATOR|LANG|LANGMATCHES|STR|STRSTARTS|STRENDS|CONTAINS|REGEX|BOUND|IF|COALESCE|a)\b/iy],
  ["number", /\d+(?:\.\d+)?/y],
  ["", /[\w-]+|[^]/y],
];

function colour(editor) {
  const code = editor.textContent;
  const made = document.createDocumentFragment();
  let at = 0;
  while (at < code.length) {
    for (const [kind, pattern] of TOKENS) {
      pattern.lastIndex = at;
      const found = pattern.exec(code);
      if (!found || !found[0]) continue;
      const piece = kind ? document.createElement("span") : document.createTextNode(found[0]);
      if (kind) {
        piece.className = `code-${kind}`;
        piece.textContent = found[0];
      }
      made.append(piece);
      at += found[0].length;
      break;
    }
  }
  editor.replaceChildren(made);
}

const field = document.getElementById("query");
const editor = document.createElement("div");
editor.className = "editor";
editor.setAttribute("role", "textbox");
editor.setAttribute("aria-multiline", "true");
editor.setAttribute("aria-labelledby", "query-label");
editor.setAttribute("aria-describedby", "query-hint");
editor.lang = "en";
editor.translate = false;
const frame = document.createElement("div");
frame.className = "editor-frame";
frame.append(editor);
field.after(frame);
field.hidden = true;
document.getElementById("query-label").addEventListener("click", () => editor.focus());

// Tab goes on to the button: nobody is caught in the editor (WCAG 2.1.2).
const jar = CodeJar(editor, colour, { tab: "  ", catchTab: false, addClosing: false });
jar.updateCode(field.value);
jar.onUpdate((code) => (field.value = code));
field.form.addEventListener("submit", () => (field.value = jar.toString()));
editor.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    field.form.requestSubmit();
  }
});
