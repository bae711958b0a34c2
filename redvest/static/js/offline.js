"use strict";
// Only asks the browser to keep the page that says "no network"; see /sw.js.
if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/sw.js").catch(function () {});
}
