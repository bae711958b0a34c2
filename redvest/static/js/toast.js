"use strict";
// A toast may be put away. It does not leave by itself: some people read slowly.
(function () {
  document.querySelectorAll("[data-toast-close]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var region = button.closest(".rv-toasts");
      button.closest("[data-toast]").remove();
      if (region && !region.querySelector("[data-toast]")) {
        region.hidden = true;
      }
    });
  });
})();
