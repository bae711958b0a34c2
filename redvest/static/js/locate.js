"use strict";
// Fills latitude and longitude from the device, once, when the person asks for it.
(function () {
  var button = document.querySelector("[data-locate]");
  if (!button || !navigator.geolocation) {
    return;
  }
  var note = document.querySelector("[data-locate-note]");
  var form = button.form;
  button.hidden = false;
  button.addEventListener("click", function () {
    note.textContent = note.dataset.working;
    navigator.geolocation.getCurrentPosition(
      function (place) {
        form.elements.lat.value = place.coords.latitude.toFixed(6);
        form.elements.lon.value = place.coords.longitude.toFixed(6);
        form.elements.datum.value = "wgs84";
        if (form.elements.accuracy) {
          form.elements.accuracy.value = Math.round(place.coords.accuracy);
        }
        note.textContent = "";
        form.requestSubmit();
      },
      function () {
        note.textContent = note.dataset.denied;
      },
      { timeout: 10000, maximumAge: 60000 }
    );
  });
})();
