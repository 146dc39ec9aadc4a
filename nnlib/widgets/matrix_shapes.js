// Matrix shapes: a product of two factors of the vectorised layer; does it fit, and is it what was wanted?

import { matmul, productShape, transposed } from "./shared/math/linear_algebra.js";
import { generator, uniforms } from "./shared/math/random.js";
import { svg, text } from "./shared/plot.js";
import { button, html, range, select, together } from "./shared/controls.js";
import { expectInteger, expectOneOf, size, widget } from "./shared/shell.js";

// what every matrix is made of: rows and columns by the name of their size
const shapesOf = { X: ["N", "in"], W: ["out", "in"], dZ: ["N", "out"], 1: ["N", "one"] };
const wanted = {
  Z: { shape: ["N", "out"], product: ["X", "W.T"], words: "Z, the pre-activations", entry: "zₙᵢ = Σⱼ xₙⱼ wᵢⱼ", over: "in", why: "Z has a row for each sample and a column for each unit; the sum runs over the inputs. Adding 1bᵀ gives each row the biases" },
  dW: { shape: ["out", "in"], product: ["dZ.T", "X"], words: "dW, the gradient of W", entry: "∂ℓ/∂wᵢⱼ = Σₙ δₙᵢ xₙⱼ", over: "N", why: "dW has the shape of W, (out, in), and the sum runs over the samples" },
  db: { shape: ["one", "out"], product: ["1.T", "dZ"], words: "db, the gradient of b", entry: "∂ℓ/∂bᵢ = Σₙ δₙᵢ", over: "N", why: "db has one number for each unit, as b has; the row of ones 1ᵀ sums over the samples" },
  dX: { shape: ["N", "in"], product: ["dZ", "W"], words: "dX, the gradient of X", entry: "∂ℓ/∂xₙⱼ = Σᵢ δₙᵢ wᵢⱼ", over: "out", why: "dX has the shape of X, (N, in), and the sum runs over the units that each input fed" },
};
const factors = ["X", "X.T", "W", "W.T", "dZ", "dZ.T", "1", "1.T"];
const sizeNames = { N: "N", in: "d_in", out: "d_out", one: "1" };
const sideLooks = { N: "nnw-s1", in: "nnw-s3", out: "nnw-s2", one: "nnw-s6" };

const symbol = (name) => name.replace(".T", "ᵀ");
const turned = (name) => (name.endsWith(".T") ? name.slice(0, -2) : `${name}.T`);
const sidesOf = (name) => (name.endsWith(".T") ? [...shapesOf[name.slice(0, -2)]].reverse() : shapesOf[name]);
const lengths = ({ samples, inputs, outputs }) => ({ N: samples, in: inputs, out: outputs, one: 1 });

function check(state) {
  expectOneOf("goal", state.goal, Object.keys(wanted));
  expectOneOf("left", state.left, factors);
  expectOneOf("right", state.right, factors);
  for (const name of ["samples", "inputs", "outputs"]) expectInteger(name, state[name], 1, 6);
}

// the numbers behind the rectangles: a product is the wanted one if its entries are
function matricesOf(state) {
  const n = lengths(state);
  const random = generator(7);
  const make = ([rows, columns]) => Array.from({ length: n[rows] }, () => uniforms(random, n[columns], -1, 1));
  const of = { X: make(shapesOf.X), W: make(shapesOf.W), dZ: make(shapesOf.dZ), 1: Array.from({ length: n.N }, () => [1]) };
  return (name) => (name.endsWith(".T") ? transposed(of[name.slice(0, -2)]) : of[name]);
}

const same = (A, B) => A.length === B.length && A[0].length === B[0].length && A.every((row, i) => row.every((value, j) => Math.abs(value - B[i][j]) < 1e-12));

// what is to be said of a product: does it fit, has it the shape, has it the entries
function judged(state) {
  const n = lengths(state);
  const numbers = ([rows, columns]) => [n[rows], n[columns]];
  const { shape, product } = wanted[state.goal];
  const [left, right] = [sidesOf(state.left), sidesOf(state.right)];
  const found = productShape(numbers(left), numbers(right));
  const goal = numbers(shape);
  const result = { left, right, goal, found, kind: "misfit" };
  if (!found) return result;
  const matrixOf = matricesOf(state);
  const [given, truth] = [matmul(matrixOf(state.left), matrixOf(state.right)), matmul(...product.map(matrixOf))];
  const rightSize = found[0] === goal[0] && found[1] === goal[1];
  if (same(given, truth)) return { ...result, kind: left[1] === right[0] ? "right" : "luck" };
  if (same(given, transposed(truth))) return { ...result, kind: "transposed" };
  // it may fit only because two different sizes happen to be equal here
  return { ...result, kind: left[1] !== right[0] ? "chance" : rightSize ? "numbers" : "shape" };
}

const crossed = ([rows, columns]) => `${rows} × ${columns}`;

function describe(state, { left, right, goal, found, kind }) {
  const n = lengths(state);
  const { shape, why, entry, over } = wanted[state.goal];
  const product = `${symbol(state.left)} ${symbol(state.right)}`;
  const sizes = `(${crossed(left.map((side) => n[side]))})(${crossed(right.map((side) => n[side]))})`;
  const needs = `${state.goal} must be ${crossed(goal)}`;
  if (kind === "misfit") {
    return `${product} does not fit: ${sizes}. A row of ${symbol(state.left)} has ${n[left[1]]} numbers (${sizeNames[left[1]]}), a column of ${symbol(state.right)} has ${n[right[0]]} (${sizeNames[right[0]]}). ${needs}: ${why}.`;
  }
  const fits = `${product} fits: ${sizes} = ${crossed(found)}`;
  if (kind === "right") return `${fits}, and it is ${state.goal}: ${entry}, a sum of ${n[over]} terms (${sizeNames[over]} = ${n[over]}). ${why}.`;
  if (kind === "transposed") return `${fits}, the right numbers but transposed: ${needs}, ${shape.map((side) => sizeNames[side]).join(" × ")}. Swap the factors and transpose both, since (AB)ᵀ = BᵀAᵀ.`;
  if (kind === "chance" || kind === "luck") {
    return `${fits}, but only because ${sizeNames[left[1]]} and ${sizeNames[right[0]]} are both ${n[right[0]]} here: it multiplies things that do not belong together. Change one of the two sizes and it breaks. ${why}.`;
  }
  if (kind === "numbers") return `${fits}, the size of ${state.goal}, but not its numbers: these are the shapes ${left[0]} × ${right[1]}. ${why}.`;
  return `${fits}, but ${needs}: ${why}.`;
}

function build({ change, state: first, root }) {
  let now = first;
  const choice = select({ label: "Wanted", options: Object.entries(wanted).map(([name, { words }]) => [name, words]), onInput: (goal) => change({ goal }) });
  const side = (label, name) => select({ label, options: factors.map((factor) => [factor, symbol(factor)]), onInput: (value) => change({ [name]: value }) });
  const [left, right] = [side("left factor", "left"), side("right factor", "right")];
  const turn = ["left", "right"].map((name) => button(`Transpose ${name}`, () => change({ [name]: turned(now[name]) })));
  const swap = button("Swap", () => change({ left: now.right, right: now.left }));
  const count = (label, spoken, name) => range({ label, spoken, min: 1, max: 6, step: 1, say: String, onInput: (value) => change({ [name]: value }) });
  const sizes = [count("N", "N, the number of samples", "samples"), count("d_in", "d in, the number of inputs", "inputs"), count("d_out", "d out, the number of units", "outputs")];
  root.addEventListener("click", (event) => {
    const name = event.target.closest("[data-factor]")?.dataset.factor;
    if (name) change({ [name]: turned(now[name]) });
  });
  const sums = html("div", { class: "nnw-controls" }, left.node, right.node, together("Change the factors", ...turn, swap));

  function draw({ state, width }) {
    now = state;
    const verdict = judged(state);
    choice.set(state.goal);
    left.set(state.left);
    right.set(state.right);
    [state.samples, state.inputs, state.outputs].forEach((value, k) => sizes[k].set(value));
    size(root, width, drawProduct(root, state, verdict, width));
    return describe(state, verdict);
  }

  return { controls: [choice.node, ...sizes.map((slider) => slider.node)], aside: [sums], draw };
}

// left times right equals result, in cells; the two inner sizes joined above; below, the shape that is wanted
function drawProduct(root, state, { left, right, found, goal, kind }, width) {
  const n = lengths(state);
  const { shape } = wanted[state.goal];
  const [a, b] = [left.map((name) => n[name]), right.map((name) => n[name])];
  const columns = a[1] + b[1] + (found ? found[1] : goal[1]);
  const cell = Math.min(34, (width - 150) / columns);
  const rows = Math.max(a[0], b[0], found ? found[0] : goal[0]);
  const middle = 92 + (rows * cell) / 2;
  const gap = (width - 8 - columns * cell) / 3;
  const reach = Math.min(gap, 74);
  const start = Math.max(34, (width - columns * cell - 2 * reach - 20) / 2);
  const boxes = [];
  const place = (x, [r, c], sides, name, kindOf, factor) => {
    const box = { x, y: middle - (r * cell) / 2, w: c * cell, h: r * cell };
    const group = svg("g", factor ? { class: "nnw-pick", "data-factor": factor } : {});
    group.append(svg("rect", { x: box.x, y: box.y, width: box.w, height: box.h, class: `nnw-block ${kindOf}` }));
    for (let i = 1; i < r; i++) group.append(svg("line", { x1: box.x, x2: box.x + box.w, y1: box.y + i * cell, y2: box.y + i * cell, class: "nnw-cell" }));
    for (let j = 1; j < c; j++) group.append(svg("line", { y1: box.y, y2: box.y + box.h, x1: box.x + j * cell, x2: box.x + j * cell, class: "nnw-cell" }));
    sizedSide(group, [box.x, box.y, box.x, box.y + box.h], sides[0]);
    sizedSide(group, [box.x, box.y, box.x + box.w, box.y], sides[1]);
    group.append(text(box.x - 7, middle + 4, String(r), "end", "nnw-text nnw-name nnw-halo2"));
    group.append(text(box.x + box.w / 2, box.y - 8, String(c), "middle", "nnw-text nnw-name nnw-halo2"));
    group.append(text(box.x + box.w / 2, middle + (rows * cell) / 2 + 22, name, "middle", "nnw-text nnw-big"));
    root.append(group);
    boxes.push(box);
    return box.x + box.w;
  };
  let x = place(start, a, left, symbol(state.left), "", "left");
  root.append(text(x + reach / 2 - 6, middle + 4, "·", "middle", "nnw-text nnw-big"));
  x = place(x + reach, b, right, symbol(state.right), "", "right");
  root.append(text(x + reach / 2 - 8, middle + 5, found ? "=" : "= ?", "middle", "nnw-text nnw-big"));
  if (found) {
    place(x + reach, found, [left[0], right[1]], kind === "right" ? state.goal : "", kind === "right" ? "nnw-block-good" : "nnw-block-bad");
    // one row times one column is one entry
    const [p, q, s] = boxes;
    const tint = (bx, by, w, h) => root.append(svg("rect", { x: bx, y: by, width: w, height: h, class: "nnw-pair" }));
    tint(p.x, p.y, p.w, cell);
    tint(q.x, q.y, cell, q.h);
    tint(s.x, s.y, cell, cell);
  } else {
    root.append(text(Math.min(x + reach + 70, width - 2), middle + 30, "no product", "end", "nnw-text nnw-back nnw-halo2"));
  }
  // the bridge between the inner sizes
  const [p, q] = boxes;
  const from = p.x + p.w / 2;
  const to = q.x - 10;
  const fits = a[1] === b[0];
  const honest = fits && left[1] === right[0];
  root.append(svg("path", { d: `M${from} ${p.y - 26}V44H${to}V${middle - 14}`, class: honest ? "nnw-bridge" : "nnw-bridge nnw-bridge-bad" }));
  const words = `${sizeNames[left[1]]}${left[1] === "one" ? "" : ` = ${a[1]}`} ${fits ? (honest ? "✓" : "by chance") : "≠"} ${honest ? "" : `${sizeNames[right[0]]}${right[0] === "one" ? "" : ` = ${b[0]}`}`}`;
  const half = 3.8 * words.length;
  root.append(text(Math.min(Math.max((from + to) / 2, half), width - half), 34, words.trim(), "middle", `nnw-text ${honest ? "nnw-name" : "nnw-back"}`));
  // the goal
  const foot = middle + (rows * cell) / 2 + 62;
  const small = Math.min(cell, 16);
  root.append(text(8, foot, `wanted: ${state.goal}, ${shape.map((name) => sizeNames[name]).join(" × ")} = ${crossed(goal)}`, "start", "nnw-text nnw-name"));
  const box = { x: 26, y: foot + 26, w: goal[1] * small, h: goal[0] * small };
  root.append(svg("rect", { x: box.x, y: box.y, width: box.w, height: box.h, class: "nnw-block nnw-block-goal" }));
  sizedSide(root, [box.x, box.y, box.x, box.y + box.h], shape[0]);
  sizedSide(root, [box.x, box.y, box.x + box.w, box.y], shape[1]);
  root.append(text(box.x - 7, box.y + box.h / 2 + 4, String(goal[0]), "end"), text(box.x + box.w / 2, box.y - 8, String(goal[1]), "middle"));
  const keys = [["N", "samples N"], ["in", "inputs d_in"], ["out", "units d_out"]];
  const phone = width < 480;
  const keyLeft = box.x + 6 * 16 + (phone ? 20 : 60);
  keys.forEach(([name, words2], k) => {
    sizedSide(root, [keyLeft, foot + 26 + 22 * k, keyLeft + 30, foot + 26 + 22 * k], name);
    root.append(text(keyLeft + 40, foot + 30 + 22 * k, phone ? `${sizeNames[name]} = ${n[name]}` : `${words2} = ${n[name]}`));
  });
  return Math.max(box.y + box.h, foot + 80) + 12;
}

// a side in the colour and dash of its size
function sizedSide(parent, [x1, y1, x2, y2], name) {
  parent.append(svg("line", { x1, y1, x2, y2, class: `nnw-line nnw-side ${sideLooks[name]}` }));
}

export default widget({
  name: "matrix-shapes",
  label: "Matrix shapes",
  traits: ["goal", "left", "right", "samples", "inputs", "outputs"],
  check,
  build,
});
