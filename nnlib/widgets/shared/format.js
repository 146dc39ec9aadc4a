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
  const power = [...String(Math.abs(Number(exponent)))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
  return `${mantissa.replace("-", "−")} × 10${Number(exponent) < 0 ? "⁻" : ""}${power}`;
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
