// What each step of backpropagation is called, the formula with its numbers, and the sentence that says what it found.

import { activations } from "./math/activations.js";
import { afterDescent, backpropagation, lossAt, numericalGradient, targetClass } from "./math/backprop.js";
import { numbersOf } from "./math/network.js";
import { fixed, number, sub } from "./format.js";

export const weightRange = [-5, 5];
export const hiddenFunctions = { sigmoid: "σ", tanh: "tanh", relu: "relu", leaky_relu: "lrelu", softplus: "softplus", identity: "id" };
export const sizesOf = (network) => network.split("-").map(Number);

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
export const weightName = (l, i, j) => `w${sub(i + 1)}${sub(j + 1)}${raised(l)}`;
export const biasName = (l, i) => `b${sub(i + 1)}${raised(l)}`;
const outName = (l, i, L) => (l === 0 ? `x${sub(i + 1)}` : l === L ? `ŷ${sub(i + 1)}` : `a${sub(i + 1)}${raised(l)}`);
const shown = (value) => (Number.isInteger(value) && Math.abs(value) < 100 ? fixed(value, 0) : fixed(value, 3));
const factor = (value) => (value < 0 ? `(${shown(value)})` : shown(value));

export const outputSymbol = (loss) => (loss === "squared" ? "" : loss === "softmax-ce" ? "softmax" : "σ");
const slopeAt = (activation, z) => activations[activation].slope(z, 0.01);

// everything the picture can show of this state
export function everything(state) {
  const sizes = sizesOf(state.network);
  const sample = { sizes, activation: state.activation, loss: state.loss, x: state.x, target: state.target, weights: state.weights };
  const all = backpropagation(sample);
  const gradient = numbersOf(all.dW.map((W, l) => ({ W, b: all.db[l] })));
  const steps = stepsOf(sizes, state.loss);
  const now = Math.min(state.step, steps.length - 1);
  return { sample, sizes, L: sizes.length - 1, steps, now, step: steps[now], gradient, count: gradient.length, ...all };
}

// the largest gap between the two gradients; a quotient cannot be better than its rounding, about 1e-9
export function compared(all) {
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

export function afterUpdate(all, eta) {
  const weights = afterDescent(all.sample, eta);
  const promised = all.loss - eta * all.gradient.reduce((total, g) => total + g * g, 0);
  return { weights, loss: lossAt(all.sample, weights), promised };
}

// the formula of the step, then the same with its numbers
export function formulas(all, state) {
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

export function stepWords(all, state) {
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
  if (after.weights.some((w) => w < weightRange[0] || w > weightRange[1])) return `${where}, update: η = ${shown(state.eta)} would take a weight beyond ±5, where this picture ends. Choose a smaller η.`;
  const verdict = after.loss < all.loss ? "The loss falls. Apply it again and again." : "The loss rises: the step is longer than the linear model holds. Choose a smaller η.";
  return `${where}, update: against the gradient with η = ${shown(state.eta)} the loss goes from ${number(all.loss)} to ${number(after.loss)}; the gradient alone promised ${number(after.promised)}. ${verdict}`;
}
