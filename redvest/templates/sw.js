{% load static %}"use strict";
// Without a network a page of ours says so, instead of the browser's dinosaur. Nothing else is
// kept: no page, no answer, nothing about anybody.
var KEPT = "offline-{% static "css/redvest.css" %}";
var FILES = ["{% url "offline" %}", "{% static "vendor/bootstrap/bootstrap.min.css" %}", "{% static "css/redvest.css" %}", "{% static "css/components.css" %}", "{% static "img/vest.svg" %}"];

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
      return caches.match(page ? FILES[0] : path).then(function (kept) {
        return kept || Response.error();
      });
    })
  );
});
