"use strict";
// Checking in without a network. What is noted is signed by a key that never leaves this phone and
// kept in its IndexedDB until the server has taken it; handing in again changes nothing.
(function () {
  var main = document.querySelector("[data-attend]");
  var status = main && main.querySelector("[data-status]");
  var crypt = window.crypto && window.crypto.subtle;
  if (!main) {
    return;
  }
  if (!crypt || !window.indexedDB || !window.TextEncoder) {
    status.textContent = status.dataset.unable;
    return;
  }
  var kept = { data: null, ahead: 0, phone: null, marks: {}, highest: 0 };
  var db = null;
  var sending = false;
  var CURVE = { name: "ECDSA", namedCurve: "P-256" };

  function asked(request) {
    return new Promise(function (resolve, reject) {
      request.onsuccess = function () {
        resolve(request.result);
      };
      request.onerror = function () {
        reject(request.error);
      };
    });
  }

  function store(name, mode) {
    return db.transaction(name, mode || "readonly").objectStore(name);
  }

  function keep() {
    return asked(store("kept", "readwrite").put(kept, "all"));
  }

  function open() {
    var request = window.indexedDB.open("attend", 1);
    request.onupgradeneeded = function () {
      request.result.createObjectStore("kept");
      request.result.createObjectStore("queue", { keyPath: "id" });
    };
    return asked(request).then(function (found) {
      db = found;
      return asked(store("kept").get("all")).then(function (before) {
        kept = before || kept;
      });
    });
  }

  function base64(bytes) {
    return btoa(String.fromCharCode.apply(null, new Uint8Array(bytes)));
  }

  function post(url, body) {
    var headers = { "Content-Type": "application/json", "X-CSRFToken": kept.data.token };
    return fetch(url, { method: "POST", headers: headers, body: JSON.stringify(body) }).then(
      function (answer) {
        if (!answer.ok || answer.redirected) {
          throw new Error(String(answer.status));
        }
        return answer.json();
      }
    );
  }

  // What the phone needs, and how far its clock is ahead of the server's.
  function load() {
    var asking = Date.now();
    return fetch(main.dataset.url, { cache: "no-store" }).then(function (answer) {
      if (answer.redirected || !answer.ok) {
        status.textContent = status.dataset.login;
        throw new Error("login");
      }
      return answer.json().then(function (data) {
        kept.ahead = Math.round((asking + Date.now()) / 2 - data.now);
        if (kept.data && kept.data.who !== data.who) {
          kept.phone = null; // Somebody else's phone now; what was noted before is theirs to send.
          kept.marks = {};
        }
        kept.data = data;
        return keep();
      });
    });
  }

  function prepare() {
    if (kept.phone) {
      return Promise.resolve();
    }
    return crypt
      .generateKey(CURVE, false, ["sign", "verify"])
      .then(function (pair) {
        return crypt.exportKey("spki", pair.publicKey).then(function (key) {
          return post(main.dataset.phone, { key: base64(key) }).then(function (answer) {
            kept.phone = { id: answer.phone, key: pair.privateKey };
            return keep();
          });
        });
      });
  }

  function note(signup, mark, method, code) {
    var now = Date.now();
    var body = {
      id: window.crypto.randomUUID(),
      signup: signup,
      mark: mark,
      method: method,
      code: code,
      at: now,
      ahead: kept.ahead,
      highest: Math.max(kept.highest, 0),
    };
    var text = JSON.stringify(body);
    return crypt
      .sign({ name: "ECDSA", hash: "SHA-256" }, kept.phone.key, new TextEncoder().encode(text))
      .then(function (signature) {
        var row = { id: body.id, phone: kept.phone.id, text: text, signature: base64(signature) };
        kept.highest = Math.max(kept.highest, now);
        kept.marks[signup] = mark;
        return asked(store("queue", "readwrite").put(row)).then(keep).then(show).then(send);
      });
  }

  function refuse(text, code) {
    var list = main.querySelector("[data-refused]");
    var words = main.querySelector("[data-words]").content;
    var said = words.querySelector("[data-code='" + code + "']") || words.querySelector("span");
    var line = document.createElement("li");
    delete kept.marks[JSON.parse(text).signup];
    line.textContent = said ? said.textContent : code;
    list.appendChild(line);
    list.hidden = false;
  }

  function send() {
    if (sending || !navigator.onLine || !kept.data || !kept.phone) {
      return Promise.resolve();
    }
    sending = true;
    return asked(store("queue").getAll())
      .then(function (rows) {
        if (!rows.length) {
          return null;
        }
        var mine = rows.filter(function (row) {
          return row.phone === kept.phone.id;
        });
        var phone = (mine[0] || rows[0]).phone;
        var some = rows
          .filter(function (row) {
            return row.phone === phone;
          })
          .slice(0, 100);
        return post(main.dataset.entries, { phone: phone, entries: some }).then(function (found) {
          var taken = store("queue", "readwrite");
          some.forEach(function (row) {
            var answer = found.answers[row.id] || "unreadable";
            if (answer === "later") {
              return;
            }
            taken.delete(row.id);
            if (answer !== "kept") {
              refuse(row.text, answer);
            }
          });
          return keep();
        });
      })
      .catch(function () {})
      .then(function () {
        sending = false;
        return say();
      });
  }

  function say() {
    return asked(store("queue").count()).then(function (count) {
      main.dataset.queued = String(count);
      if (!kept.data || !kept.phone) {
        status.textContent = status.dataset.empty;
      } else if (count) {
        status.textContent = status.dataset.waiting + " " + count;
      } else {
        status.textContent = Object.keys(kept.marks).length ? status.dataset.sent : status.dataset.ready;
      }
    });
  }

  var BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "234567";

  function bytesOf(secret) {
    var bits = "";
    secret.split("").forEach(function (mark) {
      bits += ("0000" + BASE32.indexOf(mark).toString(2)).slice(-5);
    });
    return Uint8Array.from(bits.match(/.{8}/g), function (byte) {
      return parseInt(byte, 2);
    });
  }

  // RFC 6238 with eight digits, as the server computes it.
  function turning(secret, at) {
    var hash = { name: "HMAC", hash: "SHA-1" };
    var counter = new DataView(new ArrayBuffer(8));
    counter.setUint32(4, Math.floor(at / 30000));
    return crypt
      .importKey("raw", bytesOf(secret), hash, false, ["sign"])
      .then(function (key) {
        return crypt.sign("HMAC", key, counter.buffer);
      })
      .then(function (made) {
        var view = new DataView(made);
        var offset = view.getUint8(19) & 15;
        var digits = String((view.getUint32(offset) & 0x7fffffff) % 100000000);
        return ("0000000" + digits).slice(-8);
      });
  }

  function copy(name) {
    return main.querySelector("[" + name + "]").content.firstElementChild.cloneNode(true);
  }

  function fill(card, row) {
    ["title", "span", "name", "number"].forEach(function (name) {
      var spot = card.querySelector("[data-" + name + "]");
      if (spot) {
        spot.textContent = row[name] || "";
      }
    });
    return card;
  }

  function isThere(row) {
    return kept.marks[row.signup] ? kept.marks[row.signup] === "in" : row.there;
  }

  function button(card, row) {
    var found = card.querySelector("button");
    found.textContent = isThere(row) ? found.dataset.out : found.dataset.in;
    return found;
  }

  function ledCard(row) {
    var card = fill(copy("data-led-card"), row);
    card.querySelector("[data-code]").dataset.secret = row.secret;
    row.people.forEach(function (person) {
      var line = fill(copy("data-person"), person);
      button(line, person).addEventListener("click", function () {
        note(person.signup, isThere(person) ? "out" : "in", "lead", "");
      });
      card.querySelector("[data-people]").appendChild(line);
    });
    return card;
  }

  function ownCard(row) {
    var card = fill(copy("data-own-card"), row);
    button(card, row);
    if (kept.marks[row.signup]) {
      card.querySelector("[data-noted]").textContent = card.querySelector("[data-noted]").dataset.said;
    }
    card.querySelector("form").addEventListener("submit", function (event) {
      event.preventDefault();
      var code = card.querySelector("input").value.replace(/\D/g, "");
      if (code) {
        note(row.signup, isThere(row) ? "out" : "in", "code", code);
      }
    });
    return card;
  }

  function show() {
    var now = Date.now() - kept.ahead;
    [
      ["[data-led]", "led", ledCard],
      ["[data-own]", "own", ownCard],
    ].forEach(function (part) {
      var spot = main.querySelector(part[0]);
      var rows = kept.data && kept.phone ? kept.data[part[1]] : [];
      spot.textContent = "";
      rows.forEach(function (row) {
        if (row.ends + 3 * 3600000 > now) {
          spot.appendChild(part[2](row));
        }
      });
    });
    turn();
    return say();
  }

  function turn() {
    main.querySelectorAll("[data-secret]").forEach(function (spot) {
      turning(spot.dataset.secret, Date.now() - kept.ahead).then(function (code) {
        spot.textContent = code.slice(0, 4) + " " + code.slice(4);
      });
    });
    kept.highest = Math.max(kept.highest, Date.now());
  }

  function meet() {
    return load()
      .then(prepare)
      .then(show)
      .catch(function () {})
      .then(send);
  }

  open().then(show).then(meet);
  window.addEventListener("online", meet);
  window.setInterval(turn, 1000);
  window.setInterval(send, 20000);
})();
