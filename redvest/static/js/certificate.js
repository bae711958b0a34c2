"use strict";
// Checks a certificate's signature in the browser: nothing is sent anywhere. The same file lies in
// the page that works without us, and in the one that also asks for the status.
(function () {
  var form = document.querySelector("[data-certificate]");
  if (!form || !window.TextDecoder) {
    return;
  }
  var field = form.querySelector("textarea");
  var said = document.querySelector("[data-said]");
  var algorithms = { RV1: "Ed25519", "RV1-SM2": "SM2" };

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
    var at = text.indexOf("RV1");
    return at < 0 ? "" : text.slice(at).trim();
  }

  function isSigned(algorithm, text, signature) {
    if (algorithm === "SM2") {
      var key = fromHex(form.getAttribute("data-sm2"));
      return Promise.resolve(window.redvestSm2.isSigned(key, text, signature));
    }
    var name = { name: "Ed25519" };
    return window.crypto.subtle
      .importKey("raw", fromHex(form.getAttribute("data-certificate")), name, false, ["verify"])
      .then(
        function (key) {
          return window.crypto.subtle.verify(name, key, signature, text);
        },
        function () {
          return null; // This browser does not know the algorithm.
        }
      );
  }

  function isAble(algorithm) {
    return algorithm === "SM2" ? window.redvestSm2 : window.crypto && window.crypto.subtle;
  }

  function check() {
    var parts = tokenIn(field.value).split(".");
    var algorithm = Object.prototype.hasOwnProperty.call(algorithms, parts[0])
      ? algorithms[parts[0]]
      : "";
    if (parts.length !== 3 || !algorithm) {
      show("malformed");
      return Promise.resolve();
    }
    if (!isAble(algorithm)) {
      show("unable");
      return Promise.resolve();
    }
    return Promise.resolve()
      .then(function () {
        var text = bytes(parts[1]);
        return isSigned(algorithm, text, bytes(parts[2])).then(function (right) {
          if (!right) {
            show(right === null ? "unable" : "false");
            return;
          }
          var words = new TextDecoder().decode(text);
          var body = JSON.parse(words.slice(words.indexOf("{")));
          body.algorithm = algorithm;
          show("true", body);
        });
      })
      .catch(function () {
        show("malformed");
      });
  }

  if (tokenIn(decodeURIComponent(window.location.hash))) {
    field.value = tokenIn(decodeURIComponent(window.location.hash));
  }
  field.addEventListener("input", check);
  if (field.value) {
    check();
  }
})();
