// Activations: element-wise ones with their slopes, and the family of the softmax.
// The names are nnlib's, and so are the conventions at kinks and the forms that survive large numbers: exp only ever
// sees a number <= 0, and no difference of two nearly equal numbers is taken where a sum does the same.

const abs = Math.abs;

export function sigmoid(z) {
  return Math.exp(Math.min(z, 0)) / (1 + Math.exp(-abs(z)));
}

export function sigmoidPrime(z) {
  const tail = Math.exp(-abs(z));
  return tail / (1 + tail) ** 2;
}

export function tanhPrime(z) {
  const tail = Math.exp(-abs(z));
  return ((2 * tail) / (1 + tail * tail)) ** 2;
}

export function softplus(z) {
  return Math.max(z, 0) + Math.log1p(Math.exp(-abs(z)));
}

// value and slope of each element-wise activation at the pre-activation z
export const activations = {
  identity: { value: (z) => z, slope: () => 1 },
  unit_step: { value: (z) => (z >= 0 ? 1 : 0), slope: () => 0 },
  sign: { value: (z) => (z > 0 ? 1 : z < 0 ? -1 : 0), slope: () => 0 },
  piecewise_linear: {
    value: (z) => Math.min(1, Math.max(0, z + 0.5)),
    slope: (z) => (abs(z) < 0.5 ? 1 : 0),
  },
  sigmoid: { value: sigmoid, slope: sigmoidPrime },
  tanh: { value: Math.tanh, slope: tanhPrime },
  relu: { value: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0) },
  leaky_relu: {
    value: (z, alpha) => (z > 0 ? z : alpha * z),
    slope: (z, alpha) => (z > 0 ? 1 : alpha),
  },
  absolute: { value: abs, slope: (z) => (z > 0 ? 1 : z < 0 ? -1 : 0) },
  softplus: { value: softplus, slope: sigmoid },
  softsign: { value: (z) => z / (1 + abs(z)), slope: (z) => (1 + abs(z)) ** -2 },
};

// Below z = left and above z = right the slope is less than 1 % of its largest size; that size, and where it is met.
// The bounds solve |slope| = max / 100: for the sigmoid s (1 - s) = 1/400, for tanh 1 - tanh^2 = 1/100, and so on.
export function saturation(name, alpha = 0.01) {
  const logistic = Math.log((1 + Math.sqrt(0.99)) / (1 - Math.sqrt(0.99)));
  const bounds = {
    piecewise_linear: [-0.5, 0.5],
    sigmoid: [-logistic, logistic],
    tanh: [-Math.atanh(Math.sqrt(0.99)), Math.atanh(Math.sqrt(0.99))],
    relu: [0, Infinity],
    leaky_relu: [alpha < 0.01 ? 0 : -Infinity, Infinity],
    softplus: [-Math.log(99), Infinity],
    softsign: [-9, 9],
  };
  const [left, right] = bounds[name] ?? [-Infinity, Infinity];
  const largest = { unit_step: 0, sign: 0, sigmoid: 0.25 }[name] ?? 1;
  return { left, right, largest };
}

function indexOfLargest(z) {
  return z.reduce((best, value, i) => (value > z[best] ? i : best), 0);
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

// sum of e^(z - max) without the first largest entry, whose term is 1: log1p of it keeps a tiny rest
function restOf(z, top) {
  return sum(z.map((value, i) => (i === top ? 0 : Math.exp(value - z[top]))));
}

export function logsumexp(z) {
  const top = indexOfLargest(z);
  return z[top] + Math.log1p(restOf(z, top));
}

export function softmax(z) {
  const largest = Math.max(...z);
  const terms = z.map((value) => Math.exp(value - largest));
  const total = sum(terms);
  return terms.map((term) => term / total);
}

export function logSoftmax(z) {
  const top = indexOfLargest(z);
  const rest = Math.log1p(restOf(z, top));
  return z.map((value) => value - z[top] - rest);
}

// rows are outputs; the diagonal is p_k times the sum of the others, since each row sums to 0
export function softmaxJacobian(z) {
  const p = softmax(z);
  return p.map((pk, k) => p.map((pi, i) => (i === k ? pk * sum(p.map((q, j) => (j === k ? 0 : q))) : -pk * pi)));
}
