// How numbers are written: a true minus sign, no minus zero, powers of ten for the tiny, words for the impossible.

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

export function fixed(value, digits = 2) {
  if (Number.isNaN(value)) return "undefined";
  if (!Number.isFinite(value)) return value > 0 ? "∞ (diverged)" : "−∞ (diverged)";
  const text = value.toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

// like fixed, but a number that would round to zero, or is huge, is written with a power of ten
export function number(value, digits = 3) {
  const size = Math.abs(value);
  if (size === 0 || (Number.isInteger(value) && size < 1e5)) return fixed(value, 0);
  if (!Number.isFinite(value) || (size >= 0.5 * 10 ** -digits && size < 1e5)) return fixed(value, digits);
  const [mantissa, exponent] = value.toExponential(1).split("e");
  return `${mantissa.replace("-", "−")} × ${power(Number(exponent))}`;
}

// 10⁻⁸, for the ticks of a logarithmic axis
export function power(exponent) {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

// a probability or an accuracy: 0 and 1 are printed only for what is 0 or 1
export function share(value, digits = 3) {
  const edge = 0.5 * 10 ** -digits;
  if (value > 0 && value < edge) return `< ${fixed(2 * edge, digits)}`;
  if (value < 1 && value > 1 - edge) return `> ${fixed(1 - 2 * edge, digits)}`;
  return fixed(value, digits);
}

// fixed, filled up in front with spaces as wide as a digit, so that a column or a running number does not jump
export function padded(value, digits = 2, length = digits + 3) {
  return fixed(value, digits).padStart(length, "\u2007");
}

export function plural(count, word, more = `${word}s`) {
  return `${count} ${count === 1 ? word : more}`;
}

// a tick of an axis: as few digits as the number has
export function plain(value) {
  return String(Number(value.toPrecision(6))).replace("-", "−");
}

export function short(value) {
  return String(Math.round(value * 1000) / 1000).replace("-", "−");
}

export function percent(share) {
  const value = 100 * share;
  if (value !== 0 && value < 0.1) return "less than 0.1 %";
  return `${value < 9.95 && value % 1 ? value.toFixed(1) : Math.round(value)} %`;
}

export function sub(index) {
  return [...String(index)].map((digit) => SUBSCRIPTS[Number(digit)]).join("");
}
