// A wide equation, table or output scrolls sideways. The ones that overflow can be reached and scrolled by keyboard.
"use strict";
(() => {
  function watch() {
    const names = [[".nn-formula", "equation"], [".nn-scroll", "table"], ["div.highlight pre", "code"], [".pst-scrollable-table-container", "table"]];
    const update = (entries) => {
      for (const { target } of entries) {
        const wide = target.scrollWidth > target.clientWidth + 1;
        if (wide && !target.hasAttribute("tabindex")) {
          target.setAttribute("tabindex", "0");
          target.setAttribute("role", "group");
          target.setAttribute("aria-label", `Wide ${target.dataset.nnKind}, scrolls sideways`);
          target.dataset.nnScrolls = "";
        } else if (!wide && "nnScrolls" in target.dataset) {
          for (const name of ["tabindex", "role", "aria-label", "data-nn-scrolls"]) target.removeAttribute(name);
        }
      }
    };
    const observer = new ResizeObserver(update);
    // what is inside has another width, and the box has not: formulas in another notation, in fonts that have come, laid out late
    const again = () => update([...document.querySelectorAll("[data-nn-kind]")].map((target) => ({ target })));
    document.addEventListener("nn-notation", again);
    document.addEventListener("nn-laid-out", again);
    document.fonts?.addEventListener("loadingdone", again);
    for (const [selector, kind] of names) {
      for (const element of document.querySelectorAll(selector)) {
        if (element.dataset.nnKind) continue;
        element.dataset.nnKind = kind;
        observer.observe(element);
      }
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
  else watch();
})();
