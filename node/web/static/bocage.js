/* Bocage on another site: puts a frame where this script's tag stands, as high as what is in it.
   What it shows is said in the address of the script: show=list|map|figures, the directory's parameters, lang, theme,
   limit, height (then it stays so high). It reads nothing of the page, sets no cookie and asks nobody else. */
(function () {
  "use strict";
  var script = document.currentScript;
  if (!script || !script.parentNode) return;
  var here = new URL(script.src);
  var asked = new URLSearchParams(here.search);
  var show = asked.get("show");
  if (show !== "map" && show !== "figures") show = "list";
  asked.delete("show");
  var height = parseInt(asked.get("height") || "", 10);
  var french = (asked.get("lang") || document.documentElement.lang || "fr").slice(0, 2) === "fr";
  var frame = document.createElement("iframe");
  frame.src = here.origin + "/embed/" + show + "?" + asked.toString();
  frame.title = script.getAttribute("data-title") || (french ? "Annuaire coopératif" : "Cooperative directory");
  frame.loading = "lazy";
  frame.style.width = "100%";
  frame.style.border = "0";
  frame.style.height = (height > 0 ? height : 400) + "px";
  window.addEventListener("message", function (event) {
    // Only what this very frame says, and only while it shows our own pages.
    if (event.origin !== here.origin || event.source !== frame.contentWindow) return;
    var said = event.data;
    if (height > 0 || !said || said.bocage !== "height" || typeof said.height !== "number") return;
    if (said.height > 0 && said.height < 20000) frame.style.height = Math.ceil(said.height) + "px";
  });
  script.parentNode.insertBefore(frame, script.nextSibling);
})();
