"use strict";
// A map that needs no network: outlines and places come with the page. Where the district has a key
// of Tianditu, its tiles lie over the plain ground; when they do not come, the ground is still there.
// A hollow pin is a position nobody has measured yet. The list below the map says the same.
(function () {
  function data(id, part) {
    var script = document.getElementById(id + "-" + part);
    return script ? JSON.parse(script.textContent) : null;
  }

  function element(tag, text) {
    var node = document.createElement(tag);
    node.textContent = text;
    return node;
  }

  function popup(place, box) {
    var body = document.createElement("div");
    body.append(element("strong", place.name));
    var note = [place.note, place.estimated ? box.dataset.estimated : ""].filter(Boolean);
    if (note.length) {
      body.append(element("div", note.join(" · ")));
    }
    if (place.url) {
      var link = element("a", box.dataset.open);
      link.href = place.url;
      body.append(link);
    }
    return body;
  }

  function pin(estimated) {
    // The shape is a child: Leaflet moves the outer element with a transform of its own.
    var shape = document.createElement("span");
    shape.className = "rv-pin" + (estimated ? " is-estimated" : "");
    return L.divIcon({
      className: "rv-marker",
      html: shape,
      iconSize: [22, 22],
      iconAnchor: [11, 25],
      popupAnchor: [0, -24],
    });
  }

  function outline(map, id) {
    var shapes = data(id, "shapes");
    if (!shapes || !shapes.features) {
      return null;
    }
    map.createPane("ground").style.zIndex = 150;
    L.geoJSON(shapes, {
      pane: "ground",
      interactive: false,
      style: { stroke: false, fillColor: "#fffdf8", fillOpacity: 1 },
    }).addTo(map);
    return L.geoJSON(shapes, {
      interactive: false,
      style: { color: "#857b6e", weight: 1.5, fill: false },
    }).addTo(map);
  }

  // Rectangles [south, west, north, east, band]: how long the walk is from there. The table beside
  // the map says the same.
  var BANDS = [
    { fillColor: "#1b7f3b", fillOpacity: 0.55 },
    { fillColor: "#1b7f3b", fillOpacity: 0.34 },
    { fillColor: "#1b7f3b", fillOpacity: 0.16 },
    { fillColor: "#8a5a00", fillOpacity: 0.42 },
  ];

  function bands(map, id) {
    var cells = data(id, "bands") || [];
    var whole = L.latLngBounds([]);
    if (!cells.length) {
      return whole;
    }
    var canvas = L.canvas();
    cells.forEach(function (cell) {
      var look = BANDS[cell[4]];
      L.rectangle([[cell[0], cell[1]], [cell[2], cell[3]]], {
        renderer: canvas,
        interactive: false,
        stroke: false,
        fillColor: look.fillColor,
        fillOpacity: look.fillOpacity,
      }).addTo(map);
      whole.extend([cell[0], cell[1]]).extend([cell[2], cell[3]]);
    });
    return whole;
  }

  function background(map, box) {
    var key = box.dataset.tiles;
    if (!key) {
      return;
    }
    ["vec", "cva"].forEach(function (layer) {
      L.tileLayer(
        "https://t{s}.tianditu.gov.cn/" + layer + "_w/wmts?SERVICE=WMTS&REQUEST=GetTile" +
          "&VERSION=1.0.0&LAYER=" + layer + "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles" +
          "&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=" + encodeURIComponent(key),
        {
          subdomains: "01234567",
          maxZoom: 18,
          // The key is bound to a site, so the host is told; which page it is stays here.
          referrerPolicy: "origin",
        }
      ).addTo(map);
    });
    map.attributionControl.addAttribution(box.dataset.tilesCredit);
  }

  function picker(map, box, marker) {
    var lat = document.getElementById(box.dataset.lat);
    var lon = document.getElementById(box.dataset.lon);
    if (!lat || !lon) {
      return;
    }
    function put(point) {
      if (!marker) {
        marker = L.marker(point, { icon: pin(false), draggable: true, autoPan: true }).addTo(map);
        marker.on("dragend", write);
      }
      marker.setLatLng(point);
    }
    function write() {
      var point = marker.getLatLng();
      lat.value = point.lat.toFixed(6);
      lon.value = point.lng.toFixed(6);
    }
    function read() {
      var point = [parseFloat(lat.value), parseFloat(lon.value)];
      if (isFinite(point[0]) && isFinite(point[1])) {
        put(point);
      }
    }
    map.on("click", function (event) {
      put(event.latlng);
      write();
    });
    lat.addEventListener("change", read);
    lon.addEventListener("change", read);
    read();
  }

  function fit(map, layers) {
    var bounds = L.latLngBounds([]);
    layers.forEach(function (layer) {
      if (layer) {
        bounds.extend(layer.getBounds ? layer.getBounds() : layer.getLatLng());
      }
    });
    if (bounds.isValid()) {
      map.fitBounds(bounds, { padding: [16, 16], maxZoom: 16, animate: false });
    } else {
      map.setView([35.5, 104], 4);
    }
  }

  function draw(box) {
    var id = box.id;
    var calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    box.textContent = "";
    var map = L.map(box, {
      zoomControl: false,
      zoomAnimation: !calm,
      fadeAnimation: !calm,
      scrollWheelZoom: false,
      attributionControl: true,
    });
    map.attributionControl.setPrefix(false).addAttribution(box.dataset.credit);
    L.control
      .zoom({
        position: "topright",
        zoomInTitle: box.dataset.zoomIn,
        zoomOutTitle: box.dataset.zoomOut,
      })
      .addTo(map);
    map.setView([35.5, 104], 4);
    background(map, box);
    var ground = outline(map, id);
    var reach = bands(map, id);
    var pins = (data(id, "places") || []).map(function (place) {
      if (place.lat === null || place.lon === null) {
        return null;
      }
      return L.marker([place.lat, place.lon], {
        icon: pin(place.estimated),
        alt: place.name,
        title: place.name,
        // The twin list is the keyboard's way in; hundreds of pins must not be tab stops.
        keyboard: false,
      })
        .addTo(map)
        .bindPopup(popup(place, box));
    });
    fit(map, [ground].concat(pins));
    if (box.hasAttribute("data-fit-bands") && reach.isValid()) {
      map.fitBounds(reach, { padding: [16, 16], maxZoom: 16, animate: false });
    }
    if (box.hasAttribute("data-pick")) {
      picker(map, box, pins[0] || null);
    }
    document.querySelectorAll('[data-map-show="' + id + '"]').forEach(function (button) {
      button.addEventListener("click", function () {
        var chosen = pins[Number(button.dataset.index)];
        if (chosen) {
          map.setView(chosen.getLatLng(), Math.max(map.getZoom(), 14), { animate: !calm });
          chosen.openPopup();
          box.scrollIntoView({ block: "nearest" });
        }
      });
    });
  }

  document.querySelectorAll("[data-map]").forEach(draw);
})();
