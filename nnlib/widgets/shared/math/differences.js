// Difference quotients in double and single precision, what spoils them, and what a gradient costs in multiplications.

const asDouble = (value) => value;
const rounders = { float64: asDouble, float32: Math.fround };
const unitRoundoff = { float64: 2 ** -53, float32: 2 ** -24 };

// Losses of one weight w. r rounds every operation; float32 is doubles rounded once an operation, which is exact for
// + - * / and the root. exp and log1p are rounded from their double value, where NumPy's may differ in the last bit.
export const checkedFunctions = {
  quadratic: {
    value(w, r) {
      const e = r(r(1.5 * w) - 1);
      return r(0.5 * r(e * e));
    },
    derivatives: (w) => [1.5 * (1.5 * w - 1), 2.25, 0],
  },
  cubic: { value: (w, r) => r(r(w * w) * w), derivatives: (w) => [3 * w * w, 6 * w, 6] },
  rational: {
    value: (w, r) => r(1 / r(1 + r(w * w))),
    derivatives: (w) => {
      const q = 1 / (1 + w * w);
      return [-2 * w * q ** 2, (6 * w * w - 2) * q ** 3, 24 * w * (1 - w * w) * q ** 4];
    },
  },
  neuron: {
    value: (w, r) => (w >= 0 ? r(Math.log1p(r(Math.exp(-w)))) : r(r(Math.log1p(r(Math.exp(w)))) - w)),
    derivatives: (w) => {
      const [p, q] = [1 / (1 + Math.exp(-w)), 1 / (1 + Math.exp(w))];
      return [-q, p * q, p * q * (q - p)];
    },
  },
  relu: {
    value(w, r) {
      const e = r(Math.max(0, w) - 1);
      return r(0.5 * r(e * e));
    },
    derivatives: (w) => (w > 0 ? [w - 1, 1, 0] : [0, 0, 0]),
  },
};

export function checkedValue(name, w, precision) {
  const r = rounders[precision];
  return checkedFunctions[name].value(r(w), r);
}

// (f(w + e) - f(w)) / e, or (f(w + e) - f(w - e)) / 2e, every operation rounded
export function differenceQuotient(name, w, eps, form, precision) {
  const r = rounders[precision];
  const { value } = checkedFunctions[name];
  const [at, step] = [r(w), r(eps)];
  const above = value(r(at + step), r);
  if (form === "forward") return r(r(above - value(at, r)) / step);
  return r(r(above - value(r(at - step), r)) / r(2 * step));
}

// relative to the true slope at the weight as it is stored; absolute where that slope is 0
export function differenceError(name, w, eps, form, precision) {
  const at = rounders[precision](w);
  const slope = checkedFunctions[name].derivatives(at)[0];
  return Math.abs(differenceQuotient(name, w, eps, form, precision) - slope) / (Math.abs(slope) || 1);
}

// The two branches of that error: truncation by the next term of the Taylor series, and rounding, at most about one
// unit roundoff of the value and of the weight at each of the two points.
export function errorBranches(name, w, form, precision) {
  const [first, second, third] = checkedFunctions[name].derivatives(w);
  const size = Math.abs(checkedFunctions[name].value(w, asDouble)) + Math.abs(w * first);
  const scale = Math.abs(first) || 1;
  const rounding = ((form === "forward" ? 2 : 1) * unitRoundoff[precision] * size) / scale;
  const truncation = form === "forward" ? Math.abs(second) / 2 / scale : Math.abs(third) / 6 / scale;
  const power = form === "forward" ? 1 : 2;
  // the step where truncation * e^power + rounding / e is smallest
  const best = truncation ? (rounding / (power * truncation)) ** (1 / (power + 1)) : Infinity;
  return { truncation, power, rounding, best };
}

// central differences of f in every entry of the list x, with the steps and the rounding of nnlib
export function centralGradient(f, x, eps = 1e-6) {
  return x.map((at, i) => {
    const size = Math.abs(at);
    const step = size + eps * Math.max(1, size) - size;
    const moved = (value) => f(x.map((old, j) => (j === i ? value : old)));
    return (moved(at + step) - moved(at - step)) / (at + step - (at - step));
  });
}

// Multiplications for one sample through layers of the given widths (input first). Forward: one a weight. Backward:
// one a weight for dW, one for W^T delta in every layer but the first, one a hidden unit for phi'. The slopes phi'
// themselves are not counted, nor are the additions; a difference quotient needs one division besides.
export function multiplications(widths) {
  let weights = 0;
  let units = 0;
  widths.slice(1).forEach((width, l) => {
    weights += width * widths[l];
    units += width;
  });
  const hidden = units - widths.at(-1);
  const parameters = weights + units;
  const backward = 2 * weights - widths[0] * widths[1] + hidden;
  return {
    weights,
    parameters,
    forward: weights,
    backprop: weights + backward,
    forwardDifferences: (parameters + 1) * weights,
    centralDifferences: 2 * parameters * weights,
  };
}
