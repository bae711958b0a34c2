"use strict";
// The desk by keyboard: j and k walk the list, Enter opens, / searches, ? shows the keys.
(function () {
  var menu = document.querySelector("[data-menu]");
  if (menu) {
    var narrow = window.matchMedia("(max-width: 61.99em)");
    var fold = function () {
      menu.open = !narrow.matches;
    };
    fold();
    // NB: addListener, because the WebViews of old phones know no addEventListener here.
    narrow.addListener(fold);
  }

  var keys = document.getElementById("keys");

  function rows() {
    return Array.prototype.slice.call(document.querySelectorAll("[data-desk-list] > *"));
  }

  function linkOf(row) {
    return row.querySelector("a[href], button");
  }

  function walk(step) {
    var all = rows();
    if (!all.length) {
      return;
    }
    var here = all.findIndex(function (row) {
      return row.classList.contains("is-here");
    });
    var next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
    next = Math.min(all.length - 1, Math.max(0, next));
    all.forEach(function (row) {
      row.classList.remove("is-here");
    });
    all[next].classList.add("is-here");
    all[next].scrollIntoView({ block: "nearest" });
    var link = linkOf(all[next]);
    if (link) {
      // Focus follows, so Enter opens the row by itself and a screen reader reads it.
      link.focus();
    }
  }

  function typing(target) {
    return target.closest("input, textarea, select, [contenteditable]") !== null;
  }

  function search() {
    var box = document.querySelector("[data-desk-search] input, input[data-desk-search]");
    if (box) {
      box.focus();
      box.select();
    }
    return Boolean(box);
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
      return;
    }
    if (typing(event.target)) {
      if (event.key === "Escape") {
        event.target.blur();
      }
      return;
    }
    if (event.key === "j") {
      walk(1);
    } else if (event.key === "k") {
      walk(-1);
    } else if (event.key === "/" && search()) {
      event.preventDefault();
    } else if (event.key === "?" && keys && keys.showModal && !keys.open) {
      keys.showModal();
    }
  });

  document.querySelectorAll("[data-keys]").forEach(function (button) {
    if (keys && keys.showModal) {
      button.hidden = false;
      button.addEventListener("click", function () {
        keys.showModal();
      });
    }
  });
})();
