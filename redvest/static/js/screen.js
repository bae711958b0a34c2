"use strict";
// The wall asks again every few seconds. Nothing new is an empty answer; no network keeps what is there.
(function () {
  var wall = document.querySelector("[data-wall]");
  var EVERY = 5000;
  var tag = "";

  function text(selector, value) {
    document.querySelector(selector).textContent = value;
  }

  function part(name, value) {
    var node = document.createElement("span");
    node.className = name;
    node.textContent = value;
    return node;
  }

  function figure(one) {
    var item = document.createElement("li");
    var value = part("rv-wall-value", one.value);
    var unit = document.createElement("small");
    unit.textContent = one.unit;
    value.append(unit);
    item.append(part("rv-wall-label", one.label), value);
    return item;
  }

  function line(words) {
    var item = document.createElement("li");
    item.textContent = words;
    return item;
  }

  function show(told) {
    text("[data-wall-title]", told.title);
    text("[data-wall-period]", told.period);
    text("[data-wall-as-of]", told.as_of);
    document.querySelector("[data-wall-figures]").replaceChildren(...told.figures.map(figure));
    var served = told.served.map(function (one) {
      return line([one.who, one.what, one.where].filter(Boolean).join(" · "));
    });
    document
      .querySelector("[data-wall-served]")
      .replaceChildren(...(served.length ? served : [line(told.empty)]));
  }

  function ask() {
    var headers = tag ? { "If-None-Match": tag } : {};
    fetch(wall.dataset.wall, { headers: headers, cache: "no-store" })
      .then(function (answer) {
        if (answer.status !== 200) {
          return null;
        }
        tag = answer.headers.get("ETag") || "";
        return answer.json().then(show);
      })
      .catch(function () {})
      .finally(function () {
        window.setTimeout(ask, EVERY);
      });
  }

  window.setTimeout(ask, EVERY);
})();
