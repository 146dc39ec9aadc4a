/* Elements made from names, attributes and texts. Nothing here or elsewhere in these scripts reads text as markup. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") made.addEventListener("click", value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/* A button that does something; `name` is what it is called where the visible words do not say enough. */
export function button(words, act, name = null, kind = "") {
  return el("button", { type: "button", class: `nn-live-button ${kind}`.trim(), "aria-label": name, on: act }, words);
}
