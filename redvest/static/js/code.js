"use strict";
// A scanned code arrives behind the # of the address, which is never sent to a server: fill it in.
(function () {
  var field = document.querySelector("[data-code-from-address]");
  var found = /^#(\d{8})$/.exec(window.location.hash);
  if (!field || !found) {
    return;
  }
  field.value = found[1];
  window.history.replaceState(null, "", window.location.pathname);
  field.form.querySelector("button[type=submit]").focus();
})();
