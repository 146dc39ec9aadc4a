// Backpropagation stepper: one sample through a small network and back, unit by unit, every number shown.

import { parameterCount, startWeights, targetClass } from "./shared/math/backprop.js";
import { afterUpdate, biasName, compared, everything, formulas, hiddenFunctions, sizesOf, stepWords, weightName, weightRange } from "./shared/backprop_steps.js";
import { drawNetwork } from "./shared/backprop_picture.js";
import { fixed, sub } from "./shared/format.js";
import { player, remembered } from "./shared/motion.js";
import { button, entry, html, range, select } from "./shared/controls.js";
import { expectInteger, expectNumber, expectNumbers, expectOneOf, size, widget } from "./shared/shell.js";

const networks = {
  "1-1-1": "1-1-1: a chain",
  "2-2-2": "2-2-2: one hidden layer",
  "2-3-2": "2-3-2: a wider one",
  "2-2-2-2": "2-2-2-2: two hidden layers",
};
const lossNames = {
  squared: "squared error, linear output",
  "sigmoid-squared": "squared error behind a sigmoid",
  "sigmoid-ce": "cross-entropy behind a sigmoid",
  "softmax-ce": "cross-entropy behind a softmax",
};

function check(state) {
  expectOneOf("network", state.network, Object.keys(networks));
  expectOneOf("activation", state.activation, Object.keys(hiddenFunctions));
  expectOneOf("loss", state.loss, Object.keys(lossNames));
  const sizes = sizesOf(state.network);
  expectNumbers("x", state.x, -5, 5, [sizes[0], sizes[0]]);
  expectNumbers("target", state.target, 0, 1, [sizes.at(-1), sizes.at(-1)]);
  expectNumbers("weights", state.weights, ...weightRange, [parameterCount(sizes), parameterCount(sizes)]);
  expectInteger("step", state.step, 0, 40);
  expectNumber("eta", state.eta, 0.01, 10);
}

function build({ change, state: first, root }) {
  const sizes = sizesOf(first.network);
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
    if (weights.every((w) => w >= weightRange[0] && w <= weightRange[1])) change({ weights });
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
    return stepWords(all, state);
  }

  return { controls, aside: [stepping, formula], after: [fields.node], draw, stop: () => run.stop(), shape: (state) => `${state.network} ${state.loss === "softmax-ce"}` };
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
        const field = entry({ label: j < columns ? weightName(l + 1, i, j) : biasName(l + 1, i), spoken, min: weightRange[0], max: weightRange[1], step: 0.1, onInput: (value) => change({ weights: replaced(state().weights, index, value) }) });
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

export default widget({
  name: "backprop-stepper",
  label: "Backpropagation stepper",
  traits: ["network", "activation", "loss", "x", "target", "weights", "step", "eta"],
  check,
  build,
});
