/* The answer of a check as the page shows it, made from its fields, with a way to the hints that stand below the exercise. */
import { button, el } from "./elements.js";

const STATUS = { right: "right", open: "not attempted yet", wrong: "not yet right" };

const folded = (details) => ({ isOpen: () => details.open, handle: () => details.querySelector("summary"), open: () => { details.open = true; } });
// the theme folds a solution in prose with a button of its own
const toggled = (box) => {
  const handle = () => box.querySelector("button.toggle-button");
  return { isOpen: () => !box.classList.contains("toggle-hidden"), handle, open: () => handle()?.click() };
};

/* The folded hints below an exercise's cell and, in an edition that has it, the folded solution. */
function below(cell) {
  const found = { hints: [], solution: null };
  for (let next = cell.nextElementSibling; next && !found.solution; next = next.nextElementSibling) {
    if (next.matches("details.nn-hint")) found.hints.push(folded(next));
    else if (next.matches(".solution")) found.solution = toggled(next);
    else if (next.matches(".tag_solution:has(details)")) found.solution = folded(next.querySelector("details"));
    else if (next.matches(".exercise, .cell, h1, h2, h3, section")) break;
  }
  return found;
}

/* One button that unfolds the next thing that helps: a hint, another hint, at last the solution. */
function help(cell) {
  const { hints, solution } = below(cell);
  const steps = [
    ...hints.map((hint, index) => ({ what: hint, words: `Show hint ${index + 1} of ${hints.length}` })),
    ...(solution ? [{ what: solution, words: "Show the solution" }] : []),
  ];
  const next = () => steps.find((step) => !step.what.isOpen());
  if (!next()) return null;
  const more = button(next().words, () => {
    const { what } = next() ?? {};
    what?.open();
    what?.handle()?.focus();
    if (next()) more.textContent = next().words;
    else more.remove();
  });
  return el("p", { class: "nn-live-help" }, more);
}

export function panel({ exercise, status, code, message, evidence }, cell) {
  const kind = Object.hasOwn(STATUS, status) ? status : "wrong";
  return el("div", { class: `nn-panel nn-panel-${kind}`, role: "group", "data-nn-code": code, "aria-label": `Answer to ${exercise}` },
    el("p", { class: "nn-panel-status" }, el("strong", {}, el("code", {}, exercise), `: ${STATUS[kind]}.`)),
    el("p", { class: "nn-panel-message" }, message),
    evidence ? el("details", { class: "nn-panel-evidence" }, el("summary", {}, "Show the evidence"), el("pre", { tabindex: "0" }, evidence)) : null,
    kind === "right" ? null : help(cell));
}
