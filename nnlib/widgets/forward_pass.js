// Forward pass: a small network with all its numbers. Inputs and weights are dragged; the sum of one unit is written out.

import { forward, layersFrom } from "./shared/math/network.js";
import { fixed, number, sub } from "./shared/format.js";
import { svg, text } from "./shared/plot.js";
import { handles } from "./shared/points.js";
import { html, range, select } from "./shared/controls.js";
import { expectInteger, expectNumbers, expectOneOf, size, widget } from "./shared/shell.js";

const VALUE = [-3, 3];
const UP = "⁰¹²³";

// W row by row, then b, layer by layer
const passNets = {
  "2-3-2": { x: [1, 0.5], weights: [0.8, -0.6, -1, 1.2, 0.5, 0.4, 0.2, -0.3, 0, 1, -0.8, 0.6, -0.7, 0.9, 0.5, 0.1, -0.2] },
  "3-4-2": {
    x: [1, 0.5, -1],
    weights: [0.8, -0.6, 0.3, -1, 1.2, 0.2, 0.5, 0.4, -0.9, 0.2, 0.7, 1, 0.2, -0.3, 0, 0.1, 1, -0.8, 0.6, 0.3, -0.7, 0.9, 0.5, -0.4, 0.1, -0.2],
  },
  "2-2-1": { x: [1, 0.5], weights: [1, 1, 1, 1, 0, -1, 1, -2, 0] },
};

const passKinds = { identity: "identity", sigmoid: "sigmoid σ", tanh: "tanh", relu: "ReLU", unit_step: "unit step", softmax: "softmax" };
const passSymbols = { identity: "", sigmoid: "σ", tanh: "tanh", relu: "relu", unit_step: "step", softmax: "softmax" };

const sizesOf = (net) => net.split("-").map(Number);

function check(state) {
  expectOneOf("net", state.net, Object.keys(passNets));
  expectNumbers("x", state.x, ...VALUE, [passNets[state.net].x.length, passNets[state.net].x.length]);
  const count = passNets[state.net].weights.length;
  expectNumbers("weights", state.weights, ...VALUE, [count, count]);
  expectOneOf("hidden", state.hidden, Object.keys(passKinds).slice(0, 5));
  expectOneOf("output", state.output, Object.keys(passKinds));
  expectInteger("chosen", state.chosen, 0, state.x.length + count - 1);
}

// everything that can be changed, in order: { name, layer, to, from }; layer 0 is the input, from -1 a bias
function quantities(net) {
  const sizes = sizesOf(net);
  const list = Array.from({ length: sizes[0] }, (_, i) => ({ name: `x${sub(i + 1)}`, layer: 0, to: i, from: -1 }));
  for (let l = 1; l < sizes.length; l++) {
    for (let i = 0; i < sizes[l]; i++) {
      for (let j = 0; j < sizes[l - 1]; j++) list.push({ name: `w${sub(i + 1)}${sub(j + 1)}⁽${UP[l]}⁾`, layer: l, to: i, from: j });
    }
    for (let i = 0; i < sizes[l]; i++) list.push({ name: `b${sub(i + 1)}⁽${UP[l]}⁾`, layer: l, to: i, from: -1 });
  }
  return list;
}

// Where the numbers stand: a bias over its unit, a weight on its edge where it is farthest from everything else.
function placesOf(list, at, radius) {
  const units = list.filter(({ layer, from }) => layer === 0 || from < 0).map(({ layer, to }) => ({ layer, spot: at(layer, to) }));
  const edges = list.filter(({ from }) => from >= 0).map((one) => ({ ...one, ends: [at(one.layer - 1, one.from), at(one.layer, one.to)], share: 0.5 }));
  const on = ({ ends: [[x0, y0], [x1, y1]] }, share) => [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
  // how far two boxes reach into each other, as a share of what would hide one
  const into = ([ax, ay], [bx, by], w, h) => Math.max(0, 1 - Math.abs(ax - bx) / w) * Math.max(0, 1 - Math.abs(ay - by) / h);
  // over a unit stands its bias, below it its sum
  const apart = (spot) => units.reduce((sum, { layer, spot: [x, y] }) => sum + 20 * into(spot, [x, y], 20 + radius, 11 + radius) + (layer ? 20 * (into(spot, [x, y - radius - 10], 40, 18) + into(spot, [x, y + radius + 10], 62, 18)) : 0), 0);
  // an edge that passes near the words seems to be theirs
  const passing = ({ ends: [[x0, y0], [x1, y1]] }, [x, y]) => {
    const away = [-15, 0, 15].map((dx) => y0 + ((x + dx - x0) / (x1 - x0)) * (y1 - y0) - y);
    return away.some((a) => a * away[0] <= 0) ? 1 : Math.max(0, 1 - Math.min(...away.map(Math.abs)) / 24);
  };
  // the shares an edge may take, and what stays hidden there wherever the words of the other edges go
  const shares = Array.from({ length: 25 }, (_, k) => 0.2 + 0.025 * k);
  for (const edge of edges) {
    edge.others = edges.filter((other) => other !== edge && other.layer === edge.layer);
    edge.choices = shares.map((share) => {
      const spot = on(edge, share);
      return { share, spot, cost: edge.others.reduce((sum, other) => sum + 3 * passing(other, spot), apart(spot)) + Math.abs(share - 0.5) };
    });
  }
  for (let round = 0; round < 4; round++) {
    for (const edge of edges) {
      const words = edge.others.map((other) => on(other, other.share));
      let least = Infinity;
      for (const { share, spot, cost } of edge.choices) {
        const hidden = words.reduce((sum, other) => sum + 20 * into(spot, other, 36, 18), cost);
        if (hidden < least - 1e-9) [least, edge.share] = [hidden, share];
      }
    }
  }
  let next = 0;
  return list.map(({ layer, to, from }) => {
    const [x, y] = at(layer, to);
    return from >= 0 ? on(edges[next], edges[next++].share) : [x, layer ? y - radius - 10 : y];
  });
}

const passInside = (value) => (value < 0 ? `(${fixed(value)})` : fixed(value));

function describe({ net, x, hidden, output }, layers, { z, a }, one) {
  const outputs = `Output ŷ = (${a.at(-1).map((value) => number(value, 3)).join(", ")})${output === "softmax" ? ", which sums to 1" : ""}.`;
  if (one.layer === 0) return `${one.name} = ${fixed(x[one.to])} goes to each of the ${sizesOf(net)[1]} units of layer 1. ${outputs}`;
  const l = one.layer - 1;
  const { W, b } = layers[l];
  const into = l === 0 ? "x" : "a";
  const terms = W[one.to].map((w, j) => `${passInside(w)}·${passInside(a[l][j])}`);
  const symbol = passSymbols[l === layers.length - 1 ? output : hidden];
  const value = a[l + 1][one.to];
  const sum = `Unit ${one.to + 1} of layer ${one.layer}: z = Σ w${into} + b = ${terms.join(" + ")} + ${passInside(b[one.to])} = ${fixed(z[l][one.to], 3)}`;
  const dead = symbol === "relu" && value === 0 ? " This unit is off: small changes of what enters it do nothing." : "";
  return `${sum}, and a = ${symbol ? `${symbol}(z) = ` : "z = "}${number(value, 3)}.${dead} ${outputs}`;
}

function build({ change, root, state: first }) {
  let now = first;
  let list = quantities(first.net);
  let places = []; // where the numbers stand, to choose one by a press
  let placed = {}; // for which network and width that was found
  const tenth = (value) => Math.round(value * 10) / 10;
  const valueOf = ({ x, weights }, k) => (k < x.length ? x[k] : weights[k - x.length]);
  const set = (k, value) => {
    const at = k - now.x.length;
    const replaced = (values, place) => values.map((old, i) => (i === place ? value : old));
    change(at < 0 ? { x: replaced(now.x, k), chosen: k } : { weights: replaced(now.weights, at), chosen: k });
  };
  const nets = select({ label: "Network", options: Object.keys(passNets).map((net) => [net, net]), onInput: (net) => change({ net, ...structuredClone(passNets[net]), chosen: 0 }) });
  const hidden = select({ label: "Hidden φ", options: Object.entries(passKinds).slice(0, 5), onInput: (value) => change({ hidden: value }) });
  const output = select({ label: "Output φ", options: Object.entries(passKinds), onInput: (value) => change({ output: value }) });
  const which = select({ label: "Change", options: list.map(({ name }, k) => [k, name]), onInput: (k) => change({ chosen: Number(k) }) });
  const slider = range({ label: "to", spoken: "value of the chosen number", min: VALUE[0], max: VALUE[1], step: 0.1, say: (value) => fixed(value), onInput: (value) => set(now.chosen, tenth(value)) });
  const grips = handles({ onMove: (key, _, y) => set(Number(key), y) });
  root.addEventListener("click", (event) => {
    const bounds = root.getBoundingClientRect();
    const scale = root.viewBox.baseVal.width / bounds.width;
    const [x, y] = [(event.clientX - bounds.left) * scale, (event.clientY - bounds.top) * scale];
    const distances = places.map(([px, py]) => Math.hypot(px - x, py - y));
    const nearest = distances.indexOf(Math.min(...distances));
    if (distances[nearest] < 30 && nearest !== now.chosen) change({ chosen: nearest });
  });

  function draw({ state, width }) {
    now = state;
    const names = quantities(state.net);
    if (names.length !== list.length) which.input.replaceChildren(...names.map(({ name }, k) => html("option", { value: k }, name)));
    list = names;
    const sizes = sizesOf(state.net);
    nets.set(state.net);
    hidden.set(state.hidden);
    output.set(state.output);
    which.set(state.chosen);
    slider.set(valueOf(state, state.chosen));
    const layers = layersFrom(sizes, [state.hidden, state.output], state.weights);
    const trace = forward(layers, state.x);
    const most = Math.max(...sizes);
    const narrow = width < 480;
    const gap = narrow ? 128 : most > 3 ? 96 : 110;
    const height = 60 + most * gap;
    size(root, width, height);
    const radius = narrow ? 20 : 26;
    const margin = narrow ? 24 : 46;
    const columns = sizes.map((_, l) => margin + radius + (l * (width - margin - 2 * radius - (narrow ? 10 : 20))) / (sizes.length - 1));
    const at = (l, i) => [columns[l], 34 + (height - 44) * ((i + 0.5) / sizes[l])];
    const chosen = list[state.chosen];
    places = width === placed.width && state.net === placed.net ? placed.places : placesOf(list, at, radius);
    placed = { width, net: state.net, places };
    const bound = Math.max(1, ...state.weights.map(Math.abs));
    const enters = ({ layer, to }) => layer > 0 && layer === chosen.layer && to === chosen.to;
    list.forEach((one, k) => {
      if (one.layer === 0 || one.from < 0) return;
      const [[x0, y0], [x1, y1]] = [at(one.layer - 1, one.from), at(one.layer, one.to)];
      const w = valueOf(state, k);
      const kind = `nnw-link${w < 0 ? " nnw-negative" : ""}${enters(one) ? " nnw-entering" : ""}`;
      root.append(svg("line", { x1: x0, y1: y0, x2: x1, y2: y1, class: kind, style: `stroke-width:${(0.7 + (4 * Math.abs(w)) / bound).toFixed(1)}` }));
    });
    sizes.forEach((count, l) => {
      const head = l === 0 ? "input x" : `layer ${l}: ${passKinds[layers[l - 1].activation]}`;
      root.append(text(columns[l] + (l === sizes.length - 1 ? radius : l ? 0 : -radius), 16, narrow && l ? passKinds[layers[l - 1].activation] : head, l === sizes.length - 1 ? "end" : l ? "middle" : "start", "nnw-text nnw-name"));
      for (let i = 0; i < count; i++) unit(l, i);
    });
    list.forEach((one, k) => one.from >= 0 && label(places[k], fixed(valueOf(state, k), 1), enters(one), k === state.chosen));

    function label([x, y], words, strong, marked) {
      root.append(text(x, y + 4, words, "middle", `nnw-text nnw-number nnw-overline${strong ? " nnw-name" : ""}`));
      if (marked) root.append(svg("rect", { x: x - 21, y: y - 11, width: 42, height: 22, rx: 5, class: "nnw-cell nnw-chosen" }));
    }

    function unit(l, i) {
      const [x, y] = at(l, i);
      const focus = l === chosen.layer && i === chosen.to;
      root.append(svg("circle", { cx: x, cy: y, r: radius, class: focus ? "nnw-neuron nnw-chosen" : "nnw-neuron" }));
      const value = trace.a[l][i];
      root.append(text(x, y + 5, fixed(value, 2), "middle", "nnw-text nnw-number nnw-name"));
      if (l === 0) return;
      root.append(text(Math.min(x, width - 28), y + radius + 14, `z = ${fixed(trace.z[l - 1][i], 2)}`, "middle", "nnw-text nnw-faint nnw-overline"));
      const k = list.findIndex((one) => one.layer === l && one.to === i && one.from < 0);
      const bias = valueOf(state, k);
      label(places[k], `${bias < 0 ? "−" : "+"} ${fixed(Math.abs(bias), 1)}`, enters(list[k]), k === state.chosen);
    }

    // a short scale for each input at its left, and one at the number that is chosen
    const tracks = state.x.map((value, k) => ({ k, left: at(0, k)[0] - radius - (narrow ? 15 : 22), middle: at(0, k)[1], half: 30, value }));
    if (chosen.layer > 0 && !narrow) {
      const [x, y] = places[state.chosen];
      tracks.push({ k: state.chosen, left: x + 30 > width - 12 ? x - 30 : x + 30, middle: Math.min(height - 32, Math.max(32, y)), half: 30, value: valueOf(state, state.chosen) });
    }
    grips.put(
      tracks.map(({ k, left, middle, half, value }) => {
        root.append(svg("rect", { x: left - 4, y: middle - half, width: 8, height: 2 * half, rx: 4, class: "nnw-groove" }));
        root.append(svg("line", { x1: left - 6, x2: left + 6, y1: middle, y2: middle, class: "nnw-axis" }));
        const box = { left, top: middle - half, width: 1, height: 2 * half };
        const scale = { box, x: [0, 1], y: VALUE, px: () => left, py: (v) => middle - (v / VALUE[1]) * half, atX: () => 0, atY: (py) => ((middle - py) / half) * VALUE[1] };
        return { key: String(k), panel: scale, x: 0, y: value, axis: "y", step: 0.1, label: list[k].name, say: fixed(value), kind: k === state.chosen ? "nnw-dot" : "nnw-dot2", radius: 7 };
      }),
    );
    return describe(state, layers, trace, chosen);
  }

  return { controls: [nets.node, hidden.node, output.node, which.node, slider.node], overlay: grips.node, draw };
}

export default widget({ name: "forward-pass", label: "Forward pass of a small network", traits: ["net", "x", "weights", "hidden", "output", "chosen"], check, build });
