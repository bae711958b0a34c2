"use strict";
// Checks a certificate's signature in the browser: nothing is sent anywhere. The same file lies in
// the page that works without us, and in the one that also asks for the status.
(function () {
  var form = document.querySelector("[data-certificate]");
  if (!form || !window.crypto || !window.crypto.subtle || !window.TextDecoder) {
    return;
  }
  var field = form.querySelector("textarea");
  var said = document.querySelector("[data-said]");

  function bytes(text) {
    var padded = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(padded), function (mark) {
      return mark.charCodeAt(0);
    });
  }

  function fromHex(text) {
    return Uint8Array.from(text.match(/../g), function (pair) {
      return parseInt(pair, 16);
    });
  }

  function show(name, body) {
    Array.prototype.forEach.call(said.querySelectorAll("[data-when]"), function (part) {
      part.hidden = part.getAttribute("data-when") !== name;
    });
    Array.prototype.forEach.call(said.querySelectorAll("[data-field]"), function (cell) {
      var value = body ? body[cell.getAttribute("data-field")] : "";
      cell.textContent = value === undefined ? "" : String(value);
    });
    said.hidden = false;
  }

  function tokenIn(text) {
    var at = text.indexOf("RV1.");
    return at < 0 ? "" : text.slice(at).trim();
  }

  function check() {
    var parts = tokenIn(field.value).split(".");
    if (parts.length !== 3) {
      show("malformed");
      return Promise.resolve();
    }
    return Promise.resolve()
      .then(function () {
        var key = fromHex(form.getAttribute("data-certificate"));
        return window.crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
      })
      .then(
        function (key) {
          var text = bytes(parts[1]);
          return window.crypto.subtle
            .verify({ name: "Ed25519" }, key, bytes(parts[2]), text)
            .then(function (right) {
              if (!right) {
                show("false");
                return;
              }
              var words = new TextDecoder().decode(text);
              show("true", JSON.parse(words.slice(words.indexOf("{"))));
            })
            .catch(function () {
              show("malformed");
            });
        },
        function () {
          show("unable");
        }
      );
  }

  if (tokenIn(decodeURIComponent(window.location.hash))) {
    field.value = tokenIn(decodeURIComponent(window.location.hash));
  }
  field.addEventListener("input", check);
  if (field.value) {
    check();
  }
})();
