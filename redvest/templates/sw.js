{% load static %}"use strict";
// Without a network a page of ours says so, instead of the browser's dinosaur. Of pages only that
// one and the empty page for checking in are kept: no answer, nothing about anybody.
var KEPT = "offline-{% static "css/redvest.css" %}-{% static "js/attend.js" %}";
var FILES = ["{% url "offline" %}", "{% static "vendor/bootstrap/bootstrap.min.css" %}", "{% static "css/redvest.css" %}", "{% static "css/components.css" %}", "{% static "img/vest.svg" %}", "{% static "css/scenes.css" %}", "{% static "js/attend.js" %}", "{% static "js/offline.js" %}", "{% url "activities:offline" %}"];
// Checking in goes on without a network, also from a code that was scanned.
var SHELL = FILES[FILES.length - 1];
var AT_THE_GATE = /^\/(attend|activities\/[0-9a-f-]{36}\/here)\/$/;

self.addEventListener("install", function (event) {
  event.waitUntil(
    caches.open(KEPT).then(function (cache) {
      return Promise.all(
        FILES.map(function (url) {
          return fetch(url, { credentials: "omit", cache: "reload" }).then(function (answer) {
            return answer.ok ? cache.put(url, answer) : undefined;
          });
        })
      );
    })
  );
  self.skipWaiting();
});

self.addEventListener("activate", function (event) {
  event.waitUntil(
    caches.keys().then(function (names) {
      return Promise.all(
        names.map(function (name) {
          return name === KEPT ? undefined : caches.delete(name);
        })
      );
    })
  );
});

self.addEventListener("fetch", function (event) {
  var path = new URL(event.request.url).pathname;
  var page = event.request.mode === "navigate" && event.request.method === "GET";
  if (!page && FILES.indexOf(path) < 1) {
    return;
  }
  event.respondWith(
    fetch(event.request).catch(function () {
      var instead = AT_THE_GATE.test(path) ? SHELL : FILES[0];
      return caches.match(page ? instead : path).then(function (kept) {
        return kept || Response.error();
      });
    })
  );
});
