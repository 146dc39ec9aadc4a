/* The number that a learner types: 0.25, 5 646 264, 3 x 10^-4, 12 %, 3/4*2, 2**10, 4!, sqrt(2)/2. It follows
   nnlib.exercises.questions.numbers and arithmetic step by step; a test compares the two. Nothing typed is run. What is
   thrown is the verdict on a text that is no number. */
(() => {
  "use strict";
  const unread = (message) => ({ passed: false, code: "not-understood", message });
  const DIGITS = "(?:[0-9]{1,3}(?:[ ,][0-9]{3})+|[0-9]+)(?:\\.[0-9]*)?|\\.[0-9]+";
  const NUMBER = new RegExp(
    `^([+-]?)(${DIGITS})(?:e([+-]?[0-9]+)|\\s*[*x]\\s*10\\^([+-]?[0-9]+))?(?:\\s*/\\s*(${DIGITS}))?\\s*([^0-9\\s].*)?$`);

  const bare = (digits) => Number(digits.replace(/[ ,]/g, ""));
  const finite = (value) => {
    if (Number.isFinite(value)) return value;
    throw unread("This number is too large to be read.");
  };
  const divisor = (value) => {
    if (value !== 0) return value;
    throw unread("A number divided by 0 is none.");
  };
  function factorial(n) {
    if (!(n >= 0 && n <= 170 && Number.isInteger(n))) throw unread("A factorial n! is read for whole numbers n from 0 to 170.");
    let value = 1;
    for (let factor = 2; factor <= n; factor += 1) value *= factor;
    return value;
  }
  function power(base, exponent) {
    const size = Math.abs(exponent), whole = Number.isInteger(size);
    if (size > 1000) throw unread("Exponents are read from -1000 to 1000.");
    if (exponent < 0) divisor(base);
    if (!whole && base < 0) throw unread("A power of a negative number is read with a whole exponent alone.");
    let value = whole ? 1 : Math.pow(base, size);
    if (whole) for (let i = 0; i < size; i += 1) value *= base;
    return finite(exponent < 0 ? 1 / value : value);
  }

  function arithmetic(text, none) { // 3/4*2 and what stands behind it; `none` is thrown if there is no such thing
    let rest = text;
    const take = (signs) => {
      const [found, sign] = new RegExp(`^\\s*(${signs})`).exec(rest) || ["", ""];
      rest = rest.slice(found.length);
      return sign;
    };
    function sum() {
      let value = product();
      for (let sign; (sign = take("[+-]")); ) value = finite(value + (sign === "+" ? 1 : -1) * product());
      return value;
    }
    function product() {
      let value = factor();
      for (let sign, before; (sign = take("[*/]")); before = sign) {
        if (sign === "/" && before === "/") throw unread("One division after another can be read in two ways: write brackets.");
        value = finite(sign === "*" ? value * factor() : value / divisor(factor()));
      }
      return value;
    }
    function factor() {
      const sign = take("[+-]");
      let value = atom();
      if (take("!")) value = factorial(value);
      if (take("\\^")) value = power(value, factor());
      return sign === "-" ? -value : value;
    }
    function atom() {
      const digits = take(`(?:${DIGITS})(?:e[+-]?[0-9]+)?`);
      if (digits) return finite(bare(digits));
      const root = take("sqrt"), value = take("\\(") ? sum() : NaN;
      if (Number.isNaN(value) || !take("\\)")) throw none;
      if (root && value < 0) throw unread("A negative number has no square root here.");
      return root ? Math.sqrt(value) : value;
    }
    if ([...text].length > 80) throw none;
    return [sum(), rest.trim()];
  }

  const SIGNS = { "\u2212": "-", "\u2009": " ", "\u00a0": " ", "**": "^", "\u00b7": "*", "\u00d7": "*", " x ": " * " };
  globalThis.nnReadNumber = (text, units) => {
    const plain = Object.entries(SIGNS).reduce((all, [sign, meant]) => all.replaceAll(sign, meant), text).trim();
    const match = NUMBER.exec(plain), has = (unit) => Object.hasOwn(units, unit);
    if (match && has((match[6] || "").trim())) {
      const [, sign, digits, exponent, tens, below, unit] = match;
      let value = bare(`${digits}e${exponent || tens || "0"}`);
      if (below !== undefined) value /= divisor(bare(below));
      return finite((sign === "-" ? -value : value) * units[(unit || "").trim()]);
    }
    const known = Object.keys(units).filter((each) => each).join(", ");
    const none = unread(!match ? "Expected a number such as 0.25, 1/4, -3 or 2e-5." : known
      ? `Expected a number; units that are understood here: ${known}.` : "Expected a number such as 0.25, 1e6 or 3/4.");
    const [value, unit] = arithmetic(plain, none);
    if (!has(unit)) throw none;
    return finite(value * units[unit]);
  };
})();
