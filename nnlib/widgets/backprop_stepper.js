// Backpropagation stepper: one sample through a small network and back, unit by unit, every number shown.

import { activations } from "./shared/math/activations.js";
import { afterDescent, backpropagation, lossAt, numericalGradient, parameterCount, startWeights, targetClass } from "./shared/math/backprop.js";
import { numbersOf } from "./shared/math/network.js";
import { fixed, number, sub } from "./shared/format.js";
import { arrow } from "./shared/marks.js";
import { player, remembered } from "./shared/motion.js";
import { svg, text } from "./shared/plot.js";
import { button, entry, html, range, select } from "./shared/controls.js";
import { expectInteger, expectNumber, expectNumbers, expectOneOf, size, widget } from "./shared/shell.js";

const WEIGHT = [-5, 5];
const networks = {
  "1-1-1": "1-1-1: a chain",
  "2-2-2": "2-2-2: one hidden layer",
  "2-3-2": "2-3-2: a wider one",
  "2-2-2-2": "2-2-2-2: two hidden layers",
};
const hiddenFunctions = { sigmoid: "σ", tanh: "tanh", relu: "relu", leaky_relu: "lrelu", softplus: "softplus", identity: "id" };
const lossNames = {
  squared: "squared error, linear output",
  "sigmoid-squared": "squared error behind a sigmoid",
  "sigmoid-ce": "cross-entropy behind a sigmoid",
  "softmax-ce": "cross-entropy behind a softmax",
};

const sizesOf = (network) => network.split("-").map(Number);

function check(state) {
  expectOneOf("network", state.network, Object.keys(networks));
  expectOneOf("activation", state.activation, Object.keys(hiddenFunctions));
  expectOneOf("loss", state.loss, Object.keys(lossNames));
  const sizes = sizesOf(state.network);
  expectNumbers("x", state.x, -5, 5, [sizes[0], sizes[0]]);
  expectNumbers("target", state.target, 0, 1, [sizes.at(-1), sizes.at(-1)]);
  expectNumbers("weights", state.weights, ...WEIGHT, [parameterCount(sizes), parameterCount(sizes)]);
  expectInteger("step", state.step, 0, 40);
  expectNumber("eta", state.eta, 0.01, 10);
}

// the steps of one round: forward unit by unit, the loss, backward layer by layer, the check, the update
function stepsOf(sizes, loss) {
  const L = sizes.length - 1;
  const units = (kind, l) => Array.from({ length: sizes[l] }, (_, i) => ({ kind, phase: kind === "forward" ? "forward" : "backward", l, i }));
  const steps = [{ kind: "start", phase: "forward" }];
  for (let l = 1; l <= L; l++) steps.push(...units("forward", l));
  if (loss === "softmax-ce") steps.push({ kind: "softmax", phase: "forward", l: L });
  steps.push({ kind: "loss", phase: "loss" });
  for (let l = L; l >= 1; l--) steps.push(...units("delta", l), ...units("gradient", l));
  return [...steps, { kind: "check", phase: "check" }, { kind: "update", phase: "update" }];
}

// names of the book: w to i from j, with the number of the layer it enters
const raised = (l) => `⁽${"⁰¹²³"[l]}⁾`;
const zName = (l, i) => `z${sub(i + 1)}${raised(l)}`;
const deltaName = (l, i) => `δ${sub(i + 1)}${raised(l)}`;
const weightName = (l, i, j) => `w${sub(i + 1)}${sub(j + 1)}${raised(l)}`;
const biasName = (l, i) => `b${sub(i + 1)}${raised(l)}`;
const outName = (l, i, L) => (l === 0 ? `x${sub(i + 1)}` : l === L ? `ŷ${sub(i + 1)}` : `a${sub(i + 1)}${raised(l)}`);
const shown = (value) => (Number.isInteger(value) && Math.abs(value) < 100 ? fixed(value, 0) : fixed(value, 3));
const factor = (value) => (value < 0 ? `(${shown(value)})` : shown(value));

const outputSymbol = (loss) => (loss === "squared" ? "" : loss === "softmax-ce" ? "softmax" : "σ");
const slopeAt = (activation, z) => activations[activation].slope(z, 0.01);

// everything the picture can show of this state
function everything(state) {
  const sizes = sizesOf(state.network);
  const sample = { sizes, activation: state.activation, loss: state.loss, x: state.x, target: state.target, weights: state.weights };
  const all = backpropagation(sample);
  const gradient = numbersOf(all.dW.map((W, l) => ({ W, b: all.db[l] })));
  const steps = stepsOf(sizes, state.loss);
  const now = Math.min(state.step, steps.length - 1);
  return { sample, sizes, L: sizes.length - 1, steps, now, step: steps[now], gradient, count: gradient.length, ...all };
}

// the largest gap between the two gradients; a quotient cannot be better than its rounding, about 1e-9
function compared(all) {
  const numeric = numericalGradient(all.sample);
  const gaps = all.gradient.map((g, k) => Math.abs(g - numeric[k]));
  const worst = gaps.indexOf(Math.max(...gaps));
  return { numeric, worst, gap: gaps[worst], agree: gaps.every((gap, k) => gap <= 1e-8 + 1e-5 * Math.abs(all.gradient[k])) };
}

function nameOfParameter(sizes, index) {
  let at = index;
  for (let l = 1; l < sizes.length; l++) {
    const [rows, columns] = [sizes[l], sizes[l - 1]];
    if (at < rows * columns) return weightName(l, Math.floor(at / columns), at % columns);
    at -= rows * columns;
    if (at < rows) return biasName(l, at);
    at -= rows;
  }
  return "";
}

function afterUpdate(all, eta) {
  const weights = afterDescent(all.sample, eta);
  const promised = all.loss - eta * all.gradient.reduce((total, g) => total + g * g, 0);
  return { weights, loss: lossAt(all.sample, weights), promised };
}

// the formula of the step, then the same with its numbers
function formulas(all, state) {
  const { step, L, sizes, layers, z, a, delta } = all;
  const { l, i } = step;
  const { loss, target: t, activation } = state;
  const phi = hiddenFunctions[activation];
  if (step.kind === "start") {
    return [`x = (${state.x.map(shown).join(", ")}),  t = (${t.map(shown).join(", ")}),  ${all.count} weights and biases below`];
  }
  if (step.kind === "forward") {
    const { W, b } = layers[l - 1];
    const sum = W[i].map((_, j) => `${weightName(l, i, j)} ${outName(l - 1, j, L)}`).join(" + ");
    const terms = W[i].map((w, j) => `${factor(w)} · ${factor(a[l - 1][j])}`).join(" + ");
    const lines = [`${zName(l, i)} = ${sum} + ${biasName(l, i)}`, `= ${terms} + ${factor(b[i])} = ${shown(z[l - 1][i])}`];
    if (l < L) lines.push(`${outName(l, i, L)} = ${phi}(${zName(l, i)}) = ${phi}(${shown(z[l - 1][i])}) = ${shown(a[l][i])}`);
    else if (loss === "squared") lines.push(`${outName(l, i, L)} = ${zName(l, i)} = ${shown(a[l][i])}`);
    else if (loss !== "softmax-ce") lines.push(`${outName(l, i, L)} = σ(${zName(l, i)}) = σ(${shown(z[l - 1][i])}) = ${shown(a[l][i])}`);
    return lines;
  }
  if (step.kind === "softmax") {
    const below = z[L - 1].map((_, k) => `exp ${zName(L, k)}`).join(" + ");
    return z[L - 1].map((_, k) => `${outName(L, k, L)} = exp ${zName(L, k)} / (${below}) = ${shown(a[L][k])}`);
  }
  if (step.kind === "loss") {
    if (loss === "softmax-ce") {
      const c = targetClass(t);
      return [`ℓ = −log ${outName(L, c, L)}, since the target is class ${c + 1}`, `= −log ${shown(a[L][c])} = ${number(all.loss)}`];
    }
    if (loss === "sigmoid-ce") {
      const term = (k) => (t[k] === 1 ? `−log ${shown(a[L][k])}` : t[k] === 0 ? `−log ${shown(1 - a[L][k])}` : `−${shown(t[k])} log ${shown(a[L][k])} − ${shown(1 - t[k])} log ${shown(1 - a[L][k])}`);
      return [`ℓ = −Σₖ [tₖ log ŷₖ + (1 − tₖ) log(1 − ŷₖ)]`, `= ${t.map((_, k) => term(k)).join(" ")} = ${number(all.loss)}`];
    }
    const squares = t.map((_, k) => `(${outName(L, k, L)} − t${sub(k + 1)})²`).join(" + ");
    const values = t.map((goal, k) => `${factor(a[L][k] - goal)}²`).join(" + ");
    return [`ℓ = ½ [${squares}]`, `= ½ [${values}] = ${number(all.loss)}`];
  }
  if (step.kind === "delta" && l === L) {
    const name = `${deltaName(l, i)} = ∂ℓ/∂${zName(l, i)}`;
    const residual = `${outName(L, i, L)} − t${sub(i + 1)}`;
    const goal = loss === "softmax-ce" ? Number(i === targetClass(t)) : t[i];
    const numbers = `${shown(a[L][i])} − ${shown(goal)}`;
    if (loss === "sigmoid-squared") {
      return [`${name} = (${residual}) σ′(${zName(l, i)})`, `= (${numbers}) · ${shown(slopeAt("sigmoid", z[l - 1][i]))} = ${number(delta[l - 1][i])}`];
    }
    return [`${name} = ${residual}`, `= ${numbers} = ${number(delta[l - 1][i])}`];
  }
  if (step.kind === "delta") {
    const W = layers[l].W;
    const sum = W.map((_, k) => `${weightName(l + 1, k, i)} ${deltaName(l + 1, k)}`).join(" + ");
    const terms = W.map((row, k) => `${factor(row[i])} · ${factor(delta[l][k])}`).join(" + ");
    return [
      `${deltaName(l, i)} = ${phi}′(${zName(l, i)}) (${sum})`,
      `= ${shown(slopeAt(activation, z[l - 1][i]))} · (${terms}) = ${number(delta[l - 1][i])}`,
    ];
  }
  if (step.kind === "gradient") {
    const d = delta[l - 1][i];
    const each = all.dW[l - 1][i].map(
      (g, j) => `∂ℓ/∂${weightName(l, i, j)} = ${deltaName(l, i)} ${outName(l - 1, j, L)} = ${factor(d)} · ${factor(a[l - 1][j])} = ${number(g)}`,
    );
    return [...each, `∂ℓ/∂${biasName(l, i)} = ${deltaName(l, i)} = ${number(d)}`];
  }
  if (step.kind === "check") {
    const { numeric, worst, gap } = compared(all);
    return [
      `for each parameter w: [ℓ(w + ε) − ℓ(w − ε)] / 2ε with ε = 10⁻⁶`,
      `largest gap at ${nameOfParameter(sizes, worst)}: backpropagation ${fixed(all.gradient[worst], 9)}, quotient ${fixed(numeric[worst], 9)}, apart by ${number(gap)}`,
    ];
  }
  const after = afterUpdate(all, state.eta);
  return [`w ← w − η ∂ℓ/∂w for all ${all.count} weights and biases, η = ${shown(state.eta)}`, `ℓ: ${number(all.loss)} → ${number(after.loss)}`];
}

function describe(all, state) {
  const { step, L, z, a, delta, layers } = all;
  const { l, i } = step;
  const place = (layer, unit) => (layer === L ? `output ${unit + 1}` : L > 2 ? `unit ${unit + 1} of hidden layer ${layer}` : `hidden unit ${unit + 1}`);
  const where = `Step ${all.now} of ${all.steps.length - 1}`;
  if (step.kind === "start") return `${where}. Nothing is computed yet: the sample stands at the input. Press Step to send it forward, unit by unit.`;
  if (step.kind === "forward") {
    const flat = l < L && Math.abs(slopeAt(state.activation, z[l - 1][i])) < 0.01;
    const output = l === L && state.loss === "softmax-ce" ? "" : ` and gives ${outName(l, i, L)} = ${shown(a[l][i])}`;
    const later = flat ? ` Its slope there is ${number(slopeAt(state.activation, z[l - 1][i]))}: hardly any error will come back through it.` : "";
    return `${where}, forward: ${place(l, i)} adds up its weighted inputs to ${zName(l, i)} = ${shown(z[l - 1][i])}${output}.${later}`;
  }
  if (step.kind === "softmax") {
    const single = a[L].length === 1 ? " A softmax over one output is always 1: there is nothing to learn." : "";
    return `${where}, forward: the softmax makes the outputs positive with the sum 1: (${a[L].map(shown).join(", ")}).${single}`;
  }
  if (step.kind === "loss") {
    return `${where}: the output (${a[L].map(shown).join(", ")}) against its target costs ℓ = ${number(all.loss)}. Now backward: how does ℓ change with every number on the way?`;
  }
  if (step.kind === "delta" && l === L) {
    const d = delta[l - 1][i];
    const verdict = d === 0 ? "it is right, so its error is 0" : `raising ${zName(l, i)} would ${d > 0 ? "raise" : "lower"} the loss`;
    const cancelled = state.loss.endsWith("-ce") ? " Loss and output function together leave just output minus target." : "";
    return `${where}, backward: the error of ${place(l, i)} is ${deltaName(l, i)} = ${number(d)}: ${verdict}.${cancelled}`;
  }
  if (step.kind === "delta") {
    const heard = layers[l].W.reduce((total, row, k) => total + row[i] * delta[l][k], 0);
    const slope = slopeAt(state.activation, z[l - 1][i]);
    const tail = slope === 0 ? ` Its slope is 0, so it passes nothing on.` : "";
    return `${where}, backward: ${place(l, i)} gets back the errors it fed, times the same weights: ${number(heard)}. Times its own slope ${number(slope)} that is ${deltaName(l, i)} = ${number(delta[l - 1][i])}.${tail}`;
  }
  if (step.kind === "gradient") {
    const biggest = Math.max(...all.dW[l - 1][i].map(Math.abs));
    const j = all.dW[l - 1][i].findIndex((g) => Math.abs(g) === biggest);
    const most = biggest === 0 ? "All are 0." : `The largest is that of ${weightName(l, i, j)}: ${number(all.dW[l - 1][i][j])}.`;
    return `${where}, backward: each weight into ${place(l, i)} has the gradient error after it times activation before it. ${most}`;
  }
  if (step.kind === "check") {
    const { agree, gap } = compared(all);
    if (agree) return `${where}, check: all ${all.count} gradients agree with difference quotients, to ${number(gap)}. The quotients took ${2 * all.count} passes through the network, backpropagation one forward and one backward.`;
    return `${where}, check: a difference quotient is ${number(gap)} away from its gradient. A kink of ${hiddenFunctions[state.activation]} lies within the step ε, where the quotient mixes the slopes of both sides.`;
  }
  const after = afterUpdate(all, state.eta);
  const steep = all.gradient.every((g) => g === 0);
  if (steep) return `${where}, update: every gradient is 0, so no weight moves and the loss stays at ${number(all.loss)}.`;
  if (after.weights.some((w) => w < WEIGHT[0] || w > WEIGHT[1])) return `${where}, update: η = ${shown(state.eta)} would take a weight beyond ±5, where this picture ends. Choose a smaller η.`;
  const verdict = after.loss < all.loss ? "The loss falls. Apply it again and again." : "The loss rises: the step is longer than the linear model holds. Choose a smaller η.";
  return `${where}, update: against the gradient with η = ${shown(state.eta)} the loss goes from ${number(all.loss)} to ${number(after.loss)}; the gradient alone promised ${number(after.promised)}. ${verdict}`;
}

function build({ change, state: first, root }) {
  const sizes = sizesOf(first.network);
  const L = sizes.length - 1;
  let now = first;
  let last = 0;
  const go = (step) => change({ step: Math.max(0, Math.min(last, step)) });
  const chooseNetwork = select({
    label: "Network",
    options: Object.entries(networks),
    onInput(network) {
      const wanted = sizesOf(network);
      const fit = (list, length, filler) => Array.from({ length }, (_, k) => list[k] ?? filler);
      change({ network, weights: startWeights(wanted), x: fit(now.x, wanted[0], 0.5), target: fit(now.target, wanted.at(-1), 0), step: 1 });
    },
  });
  const chooseActivation = select({
    label: "Hidden φ",
    options: Object.keys(hiddenFunctions).map((name) => [name, name.replace("_", " ")]),
    onInput: (activation) => change({ activation }),
  });
  const chooseLoss = select({ label: "Loss", options: Object.entries(lossNames), onInput: (loss) => change({ loss }) });
  const back = button("Back", () => {
    run.stop();
    go(now.step > last ? last - 1 : now.step - 1);
  });
  const run = player({
    every: 1100,
    burst: 4,
    onStep(count) {
      go(now.step + count);
      return now.step < last;
    },
  });
  const scrub = range({ label: "step", min: 0, max: 40, step: 1, say: (step) => `${Math.min(step, last)} of ${last}`, onInput: (step) => go(step) });
  const rate = range({
    label: "rate η",
    min: -2,
    max: 1,
    step: 0.01,
    say: (eta) => fixed(eta, 2),
    from: (eta) => Math.log10(eta),
    to: (position) => Math.min(10, Math.max(0.01, Number((10 ** position).toPrecision(2)))),
    onInput: (eta) => change({ eta }),
  });
  const apply = button("Apply the update", () => {
    const { weights } = afterUpdate(everything(now), now.eta);
    if (weights.every((w) => w >= WEIGHT[0] && w <= WEIGHT[1])) change({ weights });
  });
  const update = html("div", { class: "nnw-control nnw-group nnw-update" }, rate.node, apply);
  const formula = html("div", { class: "nnw-formula" });
  const fields = numberFields({ sizes, change, state: () => now });
  root.addEventListener("click", (event) => {
    const target = event.target.closest("[data-step]");
    if (target) go(Number(target.dataset.step));
  });

  const comparedOnce = remembered((state) => compared(everything(state)));
  const controls = [chooseNetwork.node, chooseActivation.node, chooseLoss.node];
  const stepping = html("div", { class: "nnw-controls nnw-stepping" }, html("div", { class: "nnw-control nnw-player" }, back, run.node), scrub.node, update);

  function draw({ state, width }) {
    now = state;
    const all = everything(state);
    last = all.steps.length - 1;
    chooseNetwork.set(state.network);
    chooseActivation.set(state.activation);
    chooseLoss.set(state.loss);
    scrub.input.max = last;
    scrub.set(all.now);
    rate.set(state.eta);
    back.disabled = all.now === 0;
    run.set({ done: all.now >= last });
    update.hidden = all.step.kind !== "update";
    const lines = formulas(all, state);
    formula.replaceChildren(...lines.map((line) => html("p", {}, line)));
    fields.set(all, state, all.step.kind === "check" ? comparedOnce(state) : null);
    size(root, width, drawNetwork(root, all, state, width));
    return describe(all, state);
  }

  return { controls, aside: [stepping, formula], after: [fields.node], draw, stop: () => run.stop(), shape: (state) => `${state.network} ${state.loss === "softmax-ce"}`, L };
}

// inputs, target, and every weight and bias as fields; under each weight its gradient, once it is known
function numberFields({ sizes, change, state }) {
  const replaced = (list, index, value) => list.map((old, k) => (k === index ? value : old));
  const classes = state().loss === "softmax-ce";
  const inputs = Array.from({ length: sizes[0] }, (_, k) =>
    entry({ label: `x${sub(k + 1)}`, spoken: `input x ${k + 1}`, min: -5, max: 5, step: 0.1, onInput: (value) => change({ x: replaced(state().x, k, value) }) }),
  );
  const targets = Array.from({ length: sizes.at(-1) }, (_, k) =>
    entry({ label: `t${sub(k + 1)}`, spoken: `target t ${k + 1}`, min: 0, max: 1, step: 0.1, onInput: (value) => change({ target: replaced(state().target, k, value) }) }),
  );
  const chooseClass = select({
    label: "target class",
    options: targets.map((_, k) => [k, `class ${k + 1}`]),
    onInput: (value) => change({ target: targets.map((_, k) => Number(k === Number(value))) }),
  });
  const draw = button("New weights", () => change({ weights: state().weights.map(() => Math.round((Math.random() * 2 - 1) * 15) / 10) }));
  const sample = html("div", { class: "nnw-controls" }, ...inputs.map((field) => field.node), ...(classes ? [chooseClass.node] : targets.map((field) => field.node)), draw);
  const cells = [];
  const tables = sizes.slice(1).map((rows, l) => {
    const columns = sizes[l];
    const start = parameterCount(sizes.slice(0, l + 1));
    const grid = html("div", { class: "nnw-parameters", role: "group", "aria-label": `weights and biases into layer ${l + 1}` });
    grid.style.gridTemplateColumns = `repeat(${columns + 1}, minmax(4.1rem, 6rem))`;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j <= columns; j++) {
        const index = j < columns ? start + i * columns + j : start + rows * columns + i;
        const spoken = j < columns ? `weight of layer ${l + 1} to ${i + 1} from ${j + 1}` : `bias of unit ${i + 1} in layer ${l + 1}`;
        const field = entry({ label: j < columns ? weightName(l + 1, i, j) : biasName(l + 1, i), spoken, min: WEIGHT[0], max: WEIGHT[1], step: 0.1, onInput: (value) => change({ weights: replaced(state().weights, index, value) }) });
        const gradient = html("span", { class: "nnw-gradient" });
        const cell = html("div", { class: "nnw-parameter" }, field.node, gradient);
        cells.push({ index, field, gradient, cell, l: l + 1, i });
        grid.append(cell);
      }
    }
    return html("div", {}, html("div", { class: "nnw-caption" }, `Into layer ${l + 1}, with the gradients`), grid);
  });
  const node = html("div", { class: "nnw-fields" }, sample, ...tables);

  function set(all, { x, target, weights }, checked) {
    inputs.forEach((field, k) => field.set(x[k]));
    targets.forEach((field, k) => field.set(target[k]));
    chooseClass.set(targetClass(target));
    const reached = all.steps.slice(0, all.now + 1).filter((step) => step.kind === "gradient").map((step) => `${step.l} ${step.i}`);
    for (const { index, field, gradient, cell, l, i } of cells) {
      field.set(Number(weights[index].toPrecision(6)));
      const known = reached.includes(`${l} ${i}`);
      const tick = checked && Math.abs(checked.numeric[index] - all.gradient[index]) <= 1e-8 + 1e-5 * Math.abs(all.gradient[index]) ? " ✓" : "";
      gradient.textContent = known ? `∂ ${fixed(all.gradient[index], 3)}${tick}` : "∂ ·";
      const active = (all.step.kind === "gradient" || all.step.kind === "forward") && all.step.l === l && all.step.i === i;
      cell.classList.toggle("nnw-active", active);
    }
  }
  return { node, set };
}

// Boxes with z, a and delta, layers from left to right where there is room, else from top to bottom; returns the height.
function drawNetwork(root, all, state, width) {
  const { sizes, L, step, steps } = all;
  const top = progress(root, all, width);
  const wide = width >= 92 + 145 * (L + 1);
  const widest = Math.max(...sizes);
  const [w, h] = [wide ? 92 : Math.min(88, (width - 12 * (widest - 1)) / widest), 66];
  const headRoom = 24;
  const gap = wide ? 46 : 52;
  const across = wide ? widest * (h + gap) - gap : width;
  const spot = (l, i, count) => {
    if (wide) return [l * ((width - w) / (L + 1)), top + headRoom + across / 2 + (i - (count - 1) / 2) * (h + gap) - h / 2];
    const pitch = Math.min(w + 48, (width - w) / Math.max(1, widest - 1) || width);
    return [width / 2 + (i - (count - 1) / 2) * pitch - w / 2, top + headRoom + l * (h + headRoom + gap - 14)];
  };
  const boxes = sizes.map((count, l) => Array.from({ length: count }, (_, i) => spot(l, i, count)));
  const leave = ([x, y]) => (wide ? [x + w, y + h / 2] : [x + w / 2, y + h]);
  const enter = ([x, y]) => (wide ? [x, y + h / 2] : [x + w / 2, y]);
  const done = (kind, l, i) => steps.slice(0, all.now + 1).some((s) => s.kind === kind && s.l === l && (s.i === undefined || s.i === i));
  const stepNumber = (kind, l, i) => steps.findIndex((s) => s.kind === kind && s.l === l && s.i === i);

  // the edges, thin unless this step uses them
  const labels = [];
  for (let l = 1; l <= L; l++) {
    boxes[l].forEach((to, i) => {
      boxes[l - 1].forEach((from, j) => {
        const [x0, y0] = leave(from);
        const [x1, y1] = enter(to);
        const forwardNow = step.kind === "forward" && step.l === l && step.i === i;
        const gradientNow = step.kind === "gradient" && step.l === l && step.i === i;
        const deltaNow = step.kind === "delta" && step.l === l - 1 && step.i === j;
        if (forwardNow) arrow(root, x0, y0, x1, y1, "nnw-s1");
        else if (deltaNow) arrow(root, x1, y1, x0, y0, "nnw-s2");
        else root.append(svg("line", { x1: x0, y1: y0, x2: x1, y2: y1, class: gradientNow ? "nnw-wire nnw-wire-now" : "nnw-wire" }));
        const at = deltaNow ? (wide ? 0.66 : 0.78) : wide ? 0.34 : 0.22;
        const words = forwardNow || deltaNow ? `× ${fixed(all.layers[l - 1].W[i][j], 2)}` : gradientNow ? `∂ ${fixed(all.dW[l - 1][i][j], 3)}` : "";
        if (words) labels.push([x0 + at * (x1 - x0), y0 + at * (y1 - y0) + 4, words]);
      });
    });
  }
  // the target and the loss stand behind the outputs
  const known = step.kind !== "start" && all.now >= steps.findIndex((s) => s.kind === "loss");
  const lossBox = wide ? [width - w, top + headRoom + across / 2 - h / 2] : [width / 2 - w / 2, top + headRoom + (L + 1) * (h + headRoom + gap - 14)];
  for (const box of boxes[L]) {
    const [x0, y0] = leave(box);
    const [x1, y1] = enter(lossBox);
    if (step.kind === "loss") arrow(root, x0, y0, x1, y1, "nnw-s1");
    else if (step.kind === "delta" && step.l === L && boxes[L].indexOf(box) === step.i) arrow(root, x1, y1, x0, y0, "nnw-s2");
    else root.append(svg("line", { x1: x0, y1: y0, x2: x1, y2: y1, class: "nnw-wire" }));
  }

  const phi = state.activation.replace("_", " ");
  boxes.forEach((layer, l) => {
    const [x, y] = layer[0];
    const name = l === 0 ? "input" : l === L ? `output${outputSymbol(state.loss) ? `, ${outputSymbol(state.loss)}` : ""}` : `${L > 2 ? `layer ${l}` : "hidden"}, ${phi}`;
    if (wide) root.append(text(x + w / 2, Math.min(...layer.map((box) => box[1])) - 9, name, "middle", "nnw-text nnw-name"));
    else root.append(text(0, y - 7, name, "start", "nnw-text nnw-name nnw-halo"));
    layer.forEach((box, i) => {
      const lines = [];
      if (l === 0) lines.push(["x", all.a[0][i], true]);
      else {
        const forwardDone = done("forward", l, i);
        const outputDone = l === L && state.loss === "softmax-ce" ? done("softmax", l) : forwardDone;
        lines.push(["z", all.z[l - 1][i], forwardDone], [l === L ? "ŷ" : "a", all.a[l][i], outputDone], ["δ", all.delta[l - 1][i], done("delta", l, i)]);
      }
      const active = (step.l === l && (step.i === i || step.i === undefined)) || (step.kind === "start" && l === 0);
      const onward = all.now >= steps.findIndex((s) => s.kind === "loss") ? "delta" : "forward";
      unitBox(root, box, [w, h], lines, active, l ? stepNumber(onward, l, i) : 0, i);
    });
  });
  const goal = state.loss === "softmax-ce" ? all.a[L].map((_, k) => Number(k === targetClass(state.target))) : state.target;
  const lines = [...goal.map((value, k) => [`t${sub(k + 1)}`, value, true]), ["ℓ", all.loss, known]];
  unitBox(root, lossBox, [w, h], lines, step.kind === "loss" || step.kind === "update", steps.findIndex((s) => s.kind === "loss"));
  root.append(wide ? text(lossBox[0] + w / 2, lossBox[1] - 9, "loss", "middle", "nnw-text nnw-name") : text(0, lossBox[1] - 7, "loss", "start", "nnw-text nnw-name"));
  for (const [x, y, words] of labels) root.append(text(x, y, words, "middle", "nnw-text nnw-halo"));
  return wide ? top + headRoom + across + 6 : lossBox[1] + h + 6;
}

// one unit: a name and a number a line, a dot for what is not computed yet
function unitBox(root, [x, y], [w, h], lines, active, stepNumber, index) {
  const group = svg("g", { class: "nnw-unit", "data-step": stepNumber });
  group.append(svg("rect", { x, y, width: w, height: h, rx: 8, class: active ? "nnw-box nnw-box-now" : "nnw-box" }));
  lines.forEach(([name, value, known], k) => {
    const at = y + h / 2 + 5 + (k - (lines.length - 1) / 2) * 19;
    const label = index === undefined ? name : `${name}${sub(index + 1)}`;
    group.append(text(x + 9, at, label, "start", `nnw-text ${name === "δ" ? "nnw-back" : "nnw-faint"}`));
    group.append(text(x + w - 9, at, known ? fixed(value, 3) : "·", "end", name === "δ" && known ? "nnw-text nnw-back" : "nnw-text"));
  });
  root.append(group);
}

// a cell for each step, grouped by phase, the present one filled; a click goes there
function progress(root, all, width) {
  const { steps, now } = all;
  const cell = width / steps.length;
  steps.forEach((step, k) => {
    const kind = k === now ? "nnw-stage nnw-stage-now" : k < now ? "nnw-stage nnw-stage-done" : "nnw-stage";
    root.append(svg("rect", { x: k * cell + 1, y: 2, width: cell - 2, height: 12, rx: 2, class: kind, "data-step": k }));
  });
  const phases = [...new Set(steps.map((step) => step.phase))];
  const short = width < 480 ? { check: "", update: "" } : { check: "", update: "check, update" };
  for (const phase of phases) {
    const from = steps.findIndex((step) => step.phase === phase);
    const to = steps.findLastIndex((step) => step.phase === phase) + 1;
    const chosen = steps[now].phase === phase;
    const words = short[phase] ?? phase;
    const anchor = phase === "update" ? "end" : phase === "forward" ? "start" : "middle";
    const at = anchor === "end" ? width : anchor === "start" ? 0 : ((from + to) / 2) * cell;
    if (words) root.append(text(at, 30, words, anchor, chosen ? "nnw-text nnw-name" : "nnw-text nnw-faint"));
  }
  return 40;
}

export default widget({
  name: "backprop-stepper",
  label: "Backpropagation stepper",
  traits: ["network", "activation", "loss", "x", "target", "weights", "step", "eta"],
  check,
  build,
});
