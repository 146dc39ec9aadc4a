// What all widgets do alike: check the state, lay out controls, picture and text line, redraw on every change, reset.

import { html, button } from "./controls.js";
import { svg } from "./plot.js";

// A state the picture cannot show: said in the widget, in place of the picture, with the way back if there is one.
function reject(el, error, goBack) {
  const words = html("p", { class: "nnw-error", role: "alert" }, `This widget cannot be shown. ${error.message}`);
  el.replaceChildren(words, ...(goBack ? [button("Back to the start", goBack)] : []));
}

// a value as it is named in a message; JSON has no word for what is infinite
function nameOf(value) {
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

export function expectNumber(name, value, low, high) {
  if (typeof value === "number" && value >= low && value <= high) return;
  throw new Error(`${name} expects a number from ${low} to ${high}, got ${nameOf(value)}.`);
}

export function expectOneOf(name, value, names) {
  if (names.includes(value)) return;
  throw new Error(`${name} expects one of ${names.join(", ")}, got ${nameOf(value)}.`);
}

export function expectInteger(name, value, low, high) {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new Error(`${name} expects a whole number from ${low} to ${high}, got ${nameOf(value)}.`);
}

export function expectBoolean(name, value) {
  if (value !== true && value !== false) throw new Error(`${name} expects true or false, got ${nameOf(value)}.`);
}

function expectList(name, values, [least, most], what) {
  if (Array.isArray(values) && values.length >= least && values.length <= most) return;
  const count = least === most ? least : `${least} to ${most}`;
  throw new Error(`${name} expects a list of ${count} ${what}, got ${JSON.stringify(values)}.`);
}

export function expectNumbers(name, values, low, high, count = [3, 6]) {
  expectList(name, values, count, "numbers");
  values.forEach((value, i) => expectNumber(`${name}[${i}]`, value, low, high));
}

// a list of points [x, y] or [x, y, class]; limits: one [low, high] for each of their numbers
export function expectPoints(name, points, limits, count) {
  expectList(name, points, count, "points");
  points.forEach((point, i) => {
    expectList(`${name}[${i}]`, point, [limits.length, limits.length], "numbers");
    point.forEach((value, j) => expectNumber(`${name}[${i}][${j}]`, value, ...limits[j]));
  });
}

// the width for what is in the element, in pixels; NaN where it is not in a page yet
function contentWidth(el) {
  const style = getComputedStyle(el);
  const sides = ["paddingLeft", "paddingRight", "borderLeftWidth", "borderRightWidth"].map((side) => parseFloat(style[side]));
  return parseFloat(style.width) - sides.reduce((sum, side) => sum + side, 0);
}

// calls changed when the element gets other colours; returns how to stop that
function watchTheme(el, changed) {
  const colours = () => getComputedStyle(el).getPropertyValue("--nnw-paper") + getComputedStyle(el).getPropertyValue("--nnw-blue");
  let seen = colours();
  const look = () => {
    if (colours() === seen) return;
    seen = colours();
    changed();
  };
  const queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)", "print"].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener("change", look);
  const observer = new MutationObserver(look);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener("change", look);
  };
}

// name, label: what it is called in the page and aloud; traits: the names of its state; check(state) throws.
// build({change, state, root}) gives {controls, aside?, layers?, overlay?, after?, shape?, stop?, draw}: the elements above
// the picture, those between, canvases under it, an SVG of handles over it, elements below it, what the layout depends on,
// what ends a run, and draw({state, root, width}), which fills the empty <svg> root and returns the text line.
export function widget({ name, label, traits, check, build }) {
  function render({ model, el }) {
    el.classList.add("nn-widget");
    el.dataset.nnWidget = name;
    const read = () => Object.fromEntries(traits.map((trait) => [trait, structuredClone(model.get(trait))]));
    let view = null;
    let initial = model.start ?? null; // a page knows the author's state even if its address asks for another
    let held = false; // several traits that change together are drawn once, when all are set
    // asked before anything is put into the element: to ask it later would lay out each picture twice
    let room = contentWidth(el);
    const unwatch = watchTheme(el, () => view?.layers && redraw()); // an SVG follows its style sheet, a canvas does not
    const change = (values) => {
      held = true;
      for (const [trait, value] of Object.entries(values)) model.set(trait, value);
      held = false;
      redraw();
      model.save_changes();
    };

    function reset() {
      view?.stop?.();
      change(structuredClone(initial));
    }

    function open(state) {
      view?.stop?.();
      initial ??= state;
      const root = svg("svg", { class: "nnw-picture", role: "img" });
      const status = html("p", { class: "nnw-status", role: "status", "aria-live": "polite" });
      const parts = build({ change, state, root });
      const tools = html("div", { class: "nnw-tools" }, button("Reset", reset));
      if (model.address) tools.append(...copyLink(model.address));
      const figure = html("div", { class: "nnw-figure" }, ...(parts.layers ?? []), root, ...(parts.overlay ? [parts.overlay] : []));
      el.setAttribute("role", "group");
      el.setAttribute("aria-label", label);
      const controls = html("div", { class: "nnw-controls" }, ...parts.controls, tools);
      el.replaceChildren(controls, ...(parts.aside ?? []), figure, ...(parts.after ?? []), status);
      view = { ...parts, root, status, built: parts.shape?.(state) };
    }

    function redraw() {
      if (held) return;
      const state = read();
      try {
        if (model.problem) throw new Error(model.problem);
        check(state);
        // another number of controls (or the way back from an error) needs another layout
        if (!view || view.built !== view.shape?.(state)) open(state);
        const width = Math.max(260, Math.round(room || 640));
        view.root.replaceChildren();
        const words = view.draw({ state, root: view.root, width });
        for (const side of view.overlay ? ["viewBox", "width", "height"] : []) view.overlay.setAttribute(side, view.root.getAttribute(side));
        view.root.setAttribute("aria-label", words);
        if (view.status.textContent !== words) view.status.textContent = words;
      } catch (error) {
        view?.stop?.();
        view = null;
        const goBack = () => {
          delete model.problem;
          reset();
          el.querySelector("input, select, button")?.focus();
        };
        reject(el, error, initial && goBack);
      }
    }

    // while a run goes on, a screen reader is not told of every step
    el.addEventListener("nnw-motion", ({ detail }) => view?.status.setAttribute("aria-live", detail ? "off" : "polite"));
    redraw();
    const events = traits.map((trait) => `change:${trait}`);
    for (const event of events) model.on(event, redraw);
    const observer = new ResizeObserver((entries) => {
      const width = entries.at(-1).contentRect.width;
      if (Math.round(width) === Math.round(room)) return;
      room = width;
      redraw();
    });
    observer.observe(el);
    return () => {
      view?.stop?.();
      unwatch();
      observer.disconnect();
      for (const event of events) model.off(event, redraw);
    };
  }
  return { render };
}

// A button that puts the address of this state on the clipboard, or where that is not allowed shows it to be copied.
function copyLink(address) {
  const said = html("span", { class: "nnw-said", role: "status" });
  const copy = button("Copy link", async () => {
    const link = address();
    try {
      await navigator.clipboard.writeText(link);
      said.replaceChildren("Link copied");
      setTimeout(() => said.replaceChildren(), 3000);
    } catch {
      const field = html("input", { class: "nnw-link", readonly: "", value: link, "aria-label": "The address of this state" });
      said.replaceChildren(field);
      field.select();
    }
  });
  copy.title = "Copies the address of this page with the widget as it is now";
  return [copy, said];
}

export function size(root, width, height) {
  root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  root.setAttribute("width", width);
  root.setAttribute("height", height);
}
