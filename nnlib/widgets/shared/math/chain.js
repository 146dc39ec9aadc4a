// The chain rule on a graph: a derivative on every edge, a product along every path, and the sum over the paths.

import { tanhPrime } from "./activations.js";

// what a node does with the weighted sum z of its inputs: the value and the slope
const chainFunctions = {
  identity: [(z) => z, () => 1],
  square: [(z) => z * z, (z) => 2 * z],
  sin: [Math.sin, Math.cos],
  tanh: [Math.tanh, tanhPrime],
};

const chainUnit = (name, from, phi, weights, bias = 0) => ({ name, from, phi, weights, bias });
const chainPower = (name, from, powers) => ({ name, from, powers });

// The first node is the input, the last one the output; c is a number the reader may change.
// A node is phi(weights . inputs + bias), or a product of powers of its inputs.
export const chainGraphs = {
  wan: (c) => [chainUnit("y"), chainUnit("x", ["y"], "identity", [c]), chainUnit("z", ["y"], "sin", [1]), chainPower("f", ["x", "z"], [2, 1])],
  diamond: (c) => [chainUnit("x"), chainUnit("u", ["x"], "square", [1]), chainUnit("v", ["x"], "identity", [c]), chainPower("f", ["u", "v"], [1, 1])],
  network: (c) => [
    chainUnit("x"),
    chainUnit("a₁", ["x"], "tanh", [c], 0.5),
    chainUnit("a₂", ["x"], "tanh", [-1], 0.5),
    chainUnit("b₁", ["a₁", "a₂"], "tanh", [1, -1.5]),
    chainUnit("b₂", ["a₁", "a₂"], "tanh", [-0.5, 1]),
    chainUnit("ŷ", ["b₁", "b₂"], "identity", [2, 1.5]),
  ],
  ladder: (c) => {
    const nodes = [chainUnit("x")];
    [1, 2, 3].forEach((k) => {
      const from = [nodes.at(-1).name];
      const [u, v] = [`u${"₁₂₃"[k - 1]}`, `v${"₁₂₃"[k - 1]}`];
      nodes.push(chainUnit(u, from, "sin", [c]), chainUnit(v, from, "identity", [0.5]), chainUnit(k < 3 ? `s${"₁₂"[k - 1]}` : "f", [u, v], "identity", [1, 1]));
    });
    return nodes;
  },
};

const chainSum = (node, inputs) => node.from.reduce((total, name, j) => total + node.weights[j] * inputs[name], node.bias);

// the value of every node, by name
export function chainValues(nodes, input) {
  const values = { [nodes[0].name]: input };
  for (const node of nodes.slice(1)) {
    values[node.name] = node.powers
      ? node.from.reduce((product, name, j) => product * values[name] ** node.powers[j], 1)
      : chainFunctions[node.phi][0](chainSum(node, values));
  }
  return values;
}

// the derivative on every edge: how much `to` moves when `from` alone moves
export function chainEdges(nodes, values) {
  return nodes.slice(1).flatMap((node) =>
    node.from.map((from, j) => {
      const others = (i) => (i === j ? node.powers[i] * values[from] ** (node.powers[i] - 1) : values[node.from[i]] ** node.powers[i]);
      const slope = node.powers
        ? node.from.reduce((product, _, i) => product * others(i), 1)
        : chainFunctions[node.phi][1](chainSum(node, values)) * node.weights[j];
      return { from, to: node.name, slope };
    }),
  );
}

// every way from the input to the output, as a list of its edges
export function chainPaths(nodes, edges) {
  const end = nodes.at(-1).name;
  const onward = (name) => (name === end ? [[]] : edges.filter((edge) => edge.from === name).flatMap((edge) => onward(edge.to).map((rest) => [edge, ...rest])));
  return onward(nodes[0].name);
}

export function pathProduct(path) {
  return path.reduce((product, edge) => product * edge.slope, 1);
}

// d output / d node for every node, from the output back: what backpropagation keeps instead of a list of paths
export function chainBackward(nodes, edges) {
  const back = { [nodes.at(-1).name]: 1 };
  for (const node of nodes.slice(0, -1).reverse()) {
    back[node.name] = edges.reduce((total, edge) => (edge.from === node.name ? total + edge.slope * back[edge.to] : total), 0);
  }
  return back;
}

// Complex numbers are pairs [real, imaginary]. Moved by i h, an analytic f changes by i h f' plus h^2 and smaller:
// the imaginary part over h is the derivative with no difference of near numbers.
const complexTimes = ([a, b], [c, d]) => [a * c - b * d, a * d + b * c];
const complexFunctions = {
  identity: (z) => z,
  square: (z) => complexTimes(z, z),
  sin: ([x, y]) => [Math.sin(x) * Math.cosh(y), Math.cos(x) * Math.sinh(y)],
  // sinh and cosh of 2x over e^(2|x|), so that nothing overflows
  tanh: ([x, y]) => {
    const tail = Math.exp(-4 * Math.abs(x));
    const scale = Math.exp(-2 * Math.abs(x));
    const below = (1 + tail) / 2 + scale * Math.cos(2 * y);
    return [(Math.sign(x) * -Math.expm1(-4 * Math.abs(x))) / 2 / below, (scale * Math.sin(2 * y)) / below];
  },
};

export function complexStep(nodes, input, h = 1e-30) {
  const values = { [nodes[0].name]: [input, h] };
  for (const node of nodes.slice(1)) {
    const inputs = node.from.map((name) => values[name]);
    if (node.powers) values[node.name] = inputs.reduce((product, value, j) => Array(node.powers[j]).fill(value).reduce(complexTimes, product), [1, 0]);
    else {
      const sum = inputs.reduce(([x, y], value, j) => [x + node.weights[j] * value[0], y + node.weights[j] * value[1]], [node.bias, 0]);
      values[node.name] = complexFunctions[node.phi](sum);
    }
  }
  return values[nodes.at(-1).name][1] / h;
}

// everything about one graph at one input
export function chainRule(name, c, input) {
  const nodes = chainGraphs[name](c);
  const values = chainValues(nodes, input);
  const edges = chainEdges(nodes, values);
  const paths = chainPaths(nodes, edges);
  const products = paths.map(pathProduct);
  const total = products.reduce((sum, product) => sum + product, 0);
  return { nodes, values, edges, paths, products, total, back: chainBackward(nodes, edges), check: complexStep(nodes, input) };
}
