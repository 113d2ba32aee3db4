/* In an embed: tells the page around it how high it is, now and whenever that changes. Nothing else is told. */
(function () {
  "use strict";
  if (window.parent === window) return;
  function tell() {
    var height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    // A number that says nothing of anybody: whoever has us in a frame may know it.
    window.parent.postMessage({ bocage: "height", height: height }, "*");
  }
  new ResizeObserver(tell).observe(document.documentElement);
  tell();
})();
