// Steps and runs. Nothing moves before a button is pressed, and a reader who wants no motion gets many steps at once.

import { button, html } from "./controls.js";

export function noMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// onStep(count) does that many steps and says whether another is possible; every: milliseconds between two of a run;
// burst: how many "Run" does at once where motion is not wanted. Give stop to the shell; call set({ done }) in draw.
export function player({ onStep, every = 80, burst = 50, run = "Run", step = "Step" }) {
  let timer = 0;
  const stepper = button(step, () => {
    stop();
    onStep(1);
  });
  const runner = button(run, () => (timer ? stop() : start()));
  const node = html("div", { class: "nnw-control nnw-player" }, stepper, runner);

  function show(moving) {
    runner.textContent = moving ? "Pause" : noMotion() ? `${burst} steps` : run;
    node.dispatchEvent(new CustomEvent("nnw-motion", { bubbles: true, detail: moving }));
  }

  function stop() {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    show(false);
  }

  function next() {
    timer = setTimeout(next, every);
    if (document.hidden || !node.isConnected) stop();
    else if (!onStep(1)) stop();
  }

  function start() {
    if (noMotion()) return onStep(burst);
    timer = setTimeout(next, every);
    show(true);
  }

  show(false);
  const set = ({ done = false }) => {
    stepper.disabled = done;
    runner.disabled = done;
    if (done) stop();
  };
  return { node, stop, set };
}

// the last result of a costly function of its arguments, kept until they change
export function remembered(compute) {
  let key = null;
  let value;
  return (...args) => {
    const asked = JSON.stringify(args);
    if (asked !== key) [key, value] = [asked, compute(...args)];
    return value;
  };
}
