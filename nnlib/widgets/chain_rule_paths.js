// Chain rule paths: a derivative on every edge, a product along every path, and their sum laid end to end.

import { chainRule } from "./shared/math/chain.js";
import { fixed, number } from "./shared/format.js";
import { arrow } from "./shared/marks.js";
import { axes, panel, svg, text, ticks } from "./shared/plot.js";
import { range, select } from "./shared/controls.js";
import { expectInteger, expectNumber, expectOneOf, size, widget } from "./shared/shell.js";

const RANGE = [-2, 2];
// place: column and row of every node; input and factor: what the two sliders change
const graphs = {
  wan: { words: "f = x² z with x = c y, z = sin y", input: "y", output: "f", factor: "c", place: { y: [0, 0], x: [1, -1], z: [1, 1], f: [2, 0] } },
  diamond: { words: "f = u v with u = x², v = c x", input: "x", output: "f", factor: "c", place: { x: [0, 0], u: [1, -1], v: [1, 1], f: [2, 0] } },
  network: {
    words: "network 1-2-2-1, c from x to a₁",
    input: "x",
    output: "ŷ",
    factor: "weight c",
    place: { x: [0, 0], "a₁": [1, -1], "a₂": [1, 1], "b₁": [2, -1], "b₂": [2, 1], "ŷ": [3, 0] },
  },
  ladder: {
    words: "three forks, u = sin(c s): eight paths",
    input: "x",
    output: "f",
    factor: "c",
    place: { x: [0, 0], "u₁": [1, -1], "v₁": [1, 1], "s₁": [2, 0], "u₂": [3, -1], "v₂": [3, 1], "s₂": [4, 0], "u₃": [5, -1], "v₃": [5, 1], f: [6, 0] },
  },
};
const pathCounts = { wan: 2, diamond: 2, network: 4, ladder: 8 };

function check(state) {
  expectOneOf("graph", state.graph, Object.keys(graphs));
  expectNumber("input", state.input, ...RANGE);
  expectNumber("c", state.c, ...RANGE);
  expectInteger("path", state.path, 0, 8);
}

const wordsOfPath = (path) => [path[0].from, ...path.map((edge) => edge.to)].join(" → ");
const inBrackets = (value) => (value < 0 ? `(${fixed(value)})` : fixed(value));
const productOf = (path) => path.map((edge) => inBrackets(edge.slope)).join(" · ");

function describe({ graph, input, c, path }, found) {
  const { input: from, output: to } = graphs[graph];
  const { products, paths, total, check: exact, edges, values } = found;
  const slope = `d${to}/d${from}`;
  const here = `${from} = ${fixed(input)}, c = ${fixed(c)}, ${to} = ${number(values[to])}.`;
  const gap = Math.abs(total - exact);
  const agrees = gap <= 1e-12 * Math.max(1, ...products.map(Math.abs)) ? "the complex step gives the same" : `the complex step gives ${number(exact)}`;
  if (path) {
    const rest = total - products[path - 1];
    return `${here} Path ${path}, ${wordsOfPath(paths[path - 1])}: ${productOf(paths[path - 1])} = ${number(products[path - 1])}. The ${paths.length === 2 ? "other path adds" : "other paths add"} ${number(rest)}: together ${slope} = ${number(total)}; ${agrees}.`;
  }
  const sum = paths.length <= 4 ? `${products.map((product, k) => (k && product >= 0 ? `+ ${fixed(product, 3)}` : fixed(product, 3).replace("−", k ? "− " : "−"))).join(" ")} = ` : "";
  const cancel = products.some((product) => product > 0.001) && products.some((product) => product < -0.001) ? " Some paths pull the other way." : "";
  const many = paths.length > 4 ? ` ${paths.length} paths have ${paths.reduce((n, p) => n + p.length, 0)} factors; going back from ${to} node by node takes one product for each of the ${edges.length} edges.` : "";
  return `${here} The ${paths.length} paths add up: ${slope} = ${sum}${number(total)}; ${agrees}.${cancel}${many}`;
}

function build({ change, state: first, root }) {
  let now = first;
  let found = null;
  const choice = select({
    label: "Graph",
    options: Object.entries(graphs).map(([name, { words }]) => [name, words]),
    onInput: (graph) => change({ graph, path: 0 }),
  });
  const point = range({ label: graphs[first.graph].input, spoken: `input ${graphs[first.graph].input}`, min: RANGE[0], max: RANGE[1], step: 0.05, say: (v) => fixed(v), onInput: (input) => change({ input }) });
  const weight = range({ label: graphs[first.graph].factor, min: RANGE[0], max: RANGE[1], step: 0.05, say: (v) => fixed(v), onInput: (c) => change({ c }) });
  const all = chainRule(first.graph, 1, 1).paths;
  const highlight = select({
    label: "Path",
    options: [[0, "all of them"], ...all.map((path, k) => [k + 1, `${k + 1}: ${wordsOfPath(path)}`])],
    onInput: (path) => change({ path: Number(path) }),
  });
  // a click on an edge goes through the paths that use it, a click beside them shows all
  root.addEventListener("click", (event) => {
    const { edge, path } = event.target.closest("[data-edge], [data-path]")?.dataset ?? {};
    if (path) return change({ path: Number(path) === now.path ? 0 : Number(path) });
    if (edge === undefined) return now.path && change({ path: 0 });
    const { from, to } = found.edges[Number(edge)];
    const using = found.paths.flatMap((list, k) => (list.some((e) => e.from === from && e.to === to) ? [k + 1] : []));
    change({ path: using[(using.indexOf(now.path) + 1) % using.length] });
  });

  function draw({ state, width }) {
    now = { ...state, path: Math.min(state.path, pathCounts[state.graph]) };
    found = chainRule(state.graph, state.c, state.input);
    choice.set(state.graph);
    point.set(state.input);
    weight.set(state.c);
    highlight.set(now.path);
    const bottom = drawGraph(root, now, found, width);
    size(root, width, drawSum(root, now, found, width, bottom));
    return describe(now, found);
  }

  return { controls: [choice.node, highlight.node, point.node, weight.node], draw, shape: (state) => state.graph };
}

// nodes with their values, edges with their derivatives; the chosen path thick
function drawGraph(root, state, { nodes, values, edges, paths, back }, width) {
  const { place } = graphs[state.graph];
  const columns = Math.max(...Object.values(place).map(([column]) => column));
  const wide = width >= (columns > 4 ? 88 : 110) * (columns + 1);
  const [w, h] = [wide && columns < 5 ? 62 : 54, 42];
  const [stepX, stepY] = wide ? [(width - w - 12) / columns, 62] : [Math.min(110, (width - w) / 2 - 4), 84];
  const spot = (name) => {
    const [column, row] = place[name];
    return wide ? [6 + w / 2 + column * stepX, 104 + row * stepY] : [width / 2 + row * stepX, 32 + column * stepY];
  };
  const chosen = state.path ? paths[state.path - 1] : [];
  const on = (edge) => chosen.some((e) => e.from === edge.from && e.to === edge.to);
  const labels = [];
  edges.forEach((edge, k) => {
    const [[ax, ay], [bx, by]] = [spot(edge.from), spot(edge.to)];
    const cut = (dx, dy) => Math.min(w / 2 / Math.abs(dx || 1e-9), h / 2 / Math.abs(dy || 1e-9)) + 3 / Math.hypot(dx, dy);
    const t = cut(bx - ax, by - ay);
    const from = [ax + t * (bx - ax), ay + t * (by - ay)];
    const to = [bx - t * (bx - ax), by - t * (by - ay)];
    const group = svg("g", { class: "nnw-pick", "data-edge": k });
    group.append(svg("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1], class: "nnw-hit-line" }));
    arrow(group, ...from, ...to, on(edge) ? "nnw-s2" : state.path ? "nnw-pale" : "nnw-s6", 9);
    root.append(group);
    // on crossing edges the numbers stand near their start, so that they do not meet
    const crossing = edges.some((other) => other !== edge && spot(other.from)[wide ? 0 : 1] === spot(edge.from)[wide ? 0 : 1] && other.from !== edge.from);
    const share = crossing && Math.abs(wide ? by - ay : bx - ax) > 1 ? 0.3 : 0.5;
    labels.push([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1]) + 4, fixed(edge.slope), on(edge), k]);
  });
  for (const { name } of nodes) {
    const [x, y] = spot(name);
    const part = chosen.some((edge) => edge.from === name || edge.to === name);
    root.append(svg("rect", { x: x - w / 2, y: y - h / 2, width: w, height: h, rx: 8, class: part ? "nnw-box nnw-box-now" : "nnw-box" }));
    root.append(text(x, y - 4, name, "middle", "nnw-text nnw-name"), text(x, y + 13, fixed(values[name]), "middle", "nnw-text"));
    const output = nodes.at(-1).name;
    if (wide && name !== output && !state.path) {
      const above = place[name][1] <= 0;
      root.append(text(x, above ? y - h / 2 - 7 : y + h / 2 + 16, `∂${output}/∂${name} ${fixed(back[name])}`, "middle", "nnw-text nnw-faint nnw-halo2"));
    }
  }
  for (const [x, y, words, strong, k] of labels) {
    root.append(svg("text", { x, y, "text-anchor": "middle", class: `nnw-text nnw-halo nnw-pick ${strong ? "nnw-back" : ""}`, "data-edge": k }, words));
  }
  return wide ? 212 : 32 + columns * stepY + h;
}

// the products as arrows head to tail: where the last one ends is the derivative
function drawSum(root, state, { products, total, check: exact }, width, top) {
  const { input, output } = graphs[state.graph];
  const ends = products.reduce((list, product) => [...list, list.at(-1) + product], [0]);
  const reach = Math.max(1e-3, ...ends.map(Math.abs));
  const low = Math.min(0, ...ends, -0.08 * reach);
  const high = Math.max(0, ...ends, 0.08 * reach);
  const pad = 0.06 * (high - low);
  const row = products.length > 4 ? 17 : 24;
  const box = { left: 54, top: top + 34, width: width - 84, height: row * products.length + 12 };
  const p = panel(root, box, [low - pad, high + pad], [0, 1]);
  const xTicks = ticks(low - pad, high + pad, width < 480 ? 4 : 7);
  axes(p, { xTicks, yTicks: [], xLabel: "" });
  root.append(text(0, box.top - 8, "products along the paths, end to end", "start", "nnw-text nnw-name"));
  const foot = box.top + box.height;
  root.append(svg("line", { x1: p.px(exact), x2: p.px(exact), y1: box.top, y2: foot, class: "nnw-sum" }));
  products.forEach((product, k) => {
    const y = box.top + 10 + row * (k + 0.4);
    const [a, b] = [p.px(ends[k]), p.px(ends[k + 1])];
    const chosen = state.path === k + 1;
    const group = svg("g", { class: "nnw-pick", "data-path": k + 1 });
    group.append(svg("rect", { x: 0, y: y - row / 2, width, height: row, class: "nnw-hit" }));
    group.append(text(0, y + 4, `path ${k + 1}`, "start", chosen ? "nnw-text nnw-back" : "nnw-text"));
    if (Math.abs(b - a) > 0.5) arrow(group, a, y, b, y, chosen ? "nnw-s2" : state.path ? "nnw-pale" : "nnw-s1");
    else group.append(svg("circle", { cx: a, cy: y, r: 3, class: "nnw-end" }));
    const right = Math.max(a, b) + 52 < width;
    group.append(text(right ? Math.max(a, b) + 6 : Math.min(a, b) - 6, y + 4, fixed(product, 3), right ? "start" : "end", `nnw-text nnw-halo2 ${chosen ? "nnw-back" : ""}`));
    if (k) group.append(svg("line", { x1: a, x2: a, y1: y - row, y2: y, class: "nnw-guide" }));
    root.append(group);
  });
  const at = p.px(total);
  root.append(svg("path", { d: `M${at} ${foot}l-6 10h12Z`, class: "nnw-dot" }));
  const words = `d${output}/d${input} = ${number(total)}${width < 300 ? "" : ", dashed: complex step"}`;
  const half = 4.1 * words.length; // bold letters
  root.append(text(Math.min(Math.max(at, half), width - half), foot + 40, words, "middle", "nnw-text nnw-name"));
  return foot + 50;
}

export default widget({
  name: "chain-rule-paths",
  label: "Chain rule paths",
  traits: ["graph", "input", "c", "path"],
  check,
  build,
});
