// Buttons that need a passkey show themselves where the browser has passkeys, and say what went
// wrong in words instead of in the console.
(function () {
  "use strict";
  if (!window.PublicKeyCredential) return;
  document.querySelectorAll("[data-passkey]").forEach(function (form) {
    form.hidden = false;
  });
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    document.querySelectorAll("[data-passkey-failed]").forEach(function (note) {
      note.hidden = false;
    });
  });
})();
