"use strict";
// x chooses the row one stands on; how many are chosen is said beside the button.
(function () {
  var form = document.querySelector("[data-bulk]");
  if (!form) {
    return;
  }
  var said = form.querySelector("[data-bulk-count]");

  function count() {
    var chosen = form.querySelectorAll("input[name=order]:checked").length;
    said.textContent = chosen ? said.dataset.words.replace("{n}", chosen) : "";
  }

  document.addEventListener("keydown", function (event) {
    if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
      return;
    }
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) {
      return;
    }
    var box = form.querySelector(".is-here input[name=order]");
    if (box) {
      box.checked = !box.checked;
      count();
    }
  });

  if (said) {
    form.addEventListener("change", count);
    count();
  }
})();
