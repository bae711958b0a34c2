"use strict";
// A second click must not send a form twice. The server refuses it as well (the _key field);
// this only spares people the confusion. Pages work without this file.
(function () {
  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll(".is-busy").forEach(function (button) {
      button.classList.remove("is-busy");
      button.removeAttribute("aria-disabled");
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") {
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    var button = event.submitter || form.querySelector("button[type=submit], button:not([type])");
    if (button) {
      // NB: aria-disabled, not disabled: a disabled button loses its name=value in the request.
      button.classList.add("is-busy");
      button.setAttribute("aria-disabled", "true");
    }
    if (form.hasAttribute("data-download")) {
      // A download leaves us on this page, so nothing else would ever release the button.
      window.setTimeout(release, 4000, form);
    }
  });

  // The back button shows the page as it was left; its buttons must work again.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      document.querySelectorAll("form[data-sent]").forEach(release);
    }
  });

  var summary = document.querySelector("[data-error-summary]");
  if (summary) {
    summary.focus();
  }

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      window.print();
    });
  });
})();
