"use strict";
// Checks an SM2 signature (GB/T 32918 with SM3) in the browser, which has no such thing built in.
// Public numbers only, so plain arithmetic will do; redvest/engines/sm2.py says the same in Python.
(function () {
  if (typeof BigInt === "undefined") {
    return;
  }
  var ZERO = BigInt(0), ONE = BigInt(1), TWO = BigInt(2), THREE = BigInt(3);
  var FOUR = BigInt(4), EIGHT = BigInt(8);
  var P_HEX = "fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff";
  var A_HEX = "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc";
  var B_HEX = "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93";
  var GX_HEX = "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7";
  var GY_HEX = "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0";
  var P = BigInt("0x" + P_HEX), A = BigInt("0x" + A_HEX), B = BigInt("0x" + B_HEX);
  var N = BigInt("0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123");
  var G = [BigInt("0x" + GX_HEX), BigInt("0x" + GY_HEX), ONE];
  var NOWHERE = [ONE, ONE, ZERO];

  function hex(bytes) {
    return Array.prototype.map
      .call(bytes, function (one) {
        return ("0" + one.toString(16)).slice(-2);
      })
      .join("");
  }

  function number(bytes) {
    return BigInt("0x" + hex(bytes));
  }

  function fromHex(text) {
    return text.match(/../g).map(function (pair) {
      return parseInt(pair, 16);
    });
  }

  function mod(value, by) {
    var left = value % by;
    return left < ZERO ? left + by : left;
  }

  function twice(point) {
    var x = point[0], y = point[1], z = point[2];
    if (y === ZERO || z === ZERO) {
      return NOWHERE;
    }
    var squared = mod(y * y, P);
    var s = mod(FOUR * x * squared, P);
    var m = mod(THREE * (x - z * z) * (x + z * z), P); // A is -3.
    var x3 = mod(m * m - TWO * s, P);
    return [x3, mod(m * (s - x3) - EIGHT * squared * squared, P), mod(TWO * y * z, P)];
  }

  function plus(one, other) {
    if (one[2] === ZERO || other[2] === ZERO) {
      return one[2] === ZERO ? other : one;
    }
    var z1 = one[2], z2 = other[2];
    var u1 = mod(one[0] * z2 * z2, P), u2 = mod(other[0] * z1 * z1, P);
    var s1 = mod(one[1] * z2 * z2 * z2, P), s2 = mod(other[1] * z1 * z1 * z1, P);
    if (u1 === u2) {
      return s1 === s2 ? twice(one) : NOWHERE;
    }
    var h = mod(u2 - u1, P), r = mod(s2 - s1, P);
    var cubed = mod(h * h * h, P), v = mod(u1 * h * h, P);
    var x3 = mod(r * r - cubed - TWO * v, P);
    return [x3, mod(r * (v - x3) - s1 * cubed, P), mod(h * z1 * z2, P)];
  }

  function sum(first, one, second, other) {
    var both = plus(one, other), found = NOWHERE;
    for (var bit = BigInt(255); bit >= ZERO; bit -= ONE) {
      found = twice(found);
      var left = (first >> bit) & ONE, right = (second >> bit) & ONE;
      if (left || right) {
        found = plus(found, left && right ? both : left ? one : other);
      }
    }
    return found;
  }

  function inverse(value) {
    var a = mod(value, P), b = P, x = ONE, y = ZERO;
    while (a > ONE) {
      var q = a / b, left = a % b;
      a = b;
      b = left;
      left = x - q * y;
      x = y;
      y = left;
    }
    return mod(x, P);
  }

  function turned(word, by) {
    by %= 32;
    return by ? ((word << by) | (word >>> (32 - by))) >>> 0 : word >>> 0;
  }

  function block(state, w) {
    var j, v = state.slice(), first, second, third, fourth;
    for (j = 16; j < 68; j++) {
      first = w[j - 16] ^ w[j - 9] ^ turned(w[j - 3], 15);
      first = first ^ turned(first, 15) ^ turned(first, 23);
      w[j] = (first ^ turned(w[j - 13], 7) ^ w[j - 6]) >>> 0;
    }
    for (j = 0; j < 64; j++) {
      var a = v[0], b = v[1], c = v[2], e = v[4], f = v[5], g = v[6];
      var mixed = turned(j < 16 ? 0x79cc4519 : 0x7a879d8a, j);
      first = turned((turned(a, 12) + e + mixed) >>> 0, 7);
      second = first ^ turned(a, 12);
      third = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      fourth = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      third = (third + v[3] + second + (w[j] ^ w[j + 4])) >>> 0;
      fourth = (fourth + v[7] + first + w[j]) >>> 0;
      fourth = (fourth ^ turned(fourth, 9) ^ turned(fourth, 17)) >>> 0;
      v = [third, a, turned(b, 9), c, fourth, e, turned(f, 19), g];
    }
    return state.map(function (word, at) {
      return (word ^ v[at]) >>> 0;
    });
  }

  function sm3(bytes) {
    var state = [
      0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e
    ];
    var all = Array.prototype.slice.call(bytes).concat([0x80]);
    while (all.length % 64 !== 56) {
      all.push(0);
    }
    var size = ("0000000000000000" + (bytes.length * 8).toString(16)).slice(-16);
    all = all.concat(fromHex(size));
    for (var at = 0; at < all.length; at += 64) {
      var words = [];
      for (var i = at; i < at + 64; i += 4) {
        words.push(((all[i] << 24) | (all[i + 1] << 16) | (all[i + 2] << 8) | all[i + 3]) >>> 0);
      }
      state = block(state, words);
    }
    return fromHex(
      state
        .map(function (word) {
          return ("0000000" + word.toString(16)).slice(-8);
        })
        .join("")
    );
  }

  function digest(key, text) {
    var who = "0080" + hex(new TextEncoder().encode("1234567812345678"));
    var numbers = A_HEX + B_HEX + GX_HEX + GY_HEX + hex(key.slice(1));
    return sm3(sm3(fromHex(who + numbers)).concat(Array.prototype.slice.call(text)));
  }

  window.redvestSm2 = {
    sm3: sm3,
    // The key is 04 x y, the signature r s.
    isSigned: function (key, text, signature) {
      if (key.length !== 65 || key[0] !== 4 || signature.length !== 64) {
        return false;
      }
      var x = number(key.slice(1, 33)), y = number(key.slice(33));
      if (x >= P || y >= P || mod(y * y - x * x * x - A * x - B, P) !== ZERO) {
        return false;
      }
      var r = number(signature.slice(0, 32)), s = number(signature.slice(32));
      var t = mod(r + s, N);
      if (r === ZERO || r >= N || s === ZERO || s >= N || t === ZERO) {
        return false;
      }
      var found = sum(s, G, t, [x, y, ONE]);
      if (found[2] === ZERO) {
        return false;
      }
      var back = inverse(found[2]);
      return mod(number(digest(key, text)) + mod(found[0] * back * back, P), N) === r;
    }
  };
})();
