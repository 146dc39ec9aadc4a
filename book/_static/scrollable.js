// A wide equation, table or output scrolls sideways. The ones that overflow can be reached and scrolled by keyboard.
"use strict";
(() => {
  function watch() {
    const names = [[".nn-formula", "equation"], [".nn-scroll", "table"], ["pre", "code"], [".cell_output > .output", "output"], [".pst-scrollable-table-container", "table"]];
    const update = (entries) => {
      // all are measured before any is changed
      const found = entries.map(({ target }) => [target, target.scrollWidth > target.clientWidth + 1]);
      for (const [target, wide] of found) {
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
    // (what is not laid out yet waits until it is: to measure it would lay out the whole page at once)
    const there = (target) => target.checkVisibility?.({ contentVisibilityAuto: true }) ?? true;
    const again = () => update([...document.querySelectorAll("[data-nn-kind]")].filter(there).map((target) => ({ target })));
    document.addEventListener("nn-notation", again);
    document.addEventListener("nn-laid-out", again);
    document.fonts?.addEventListener("loadingdone", again);
    const look = () => {
      for (const [selector, kind] of names) {
        for (const element of document.querySelectorAll(selector)) {
          if (element.dataset.nnKind) continue;
          element.dataset.nnKind = kind;
          observer.observe(element);
        }
      }
    };
    look();
    // an answer or the output of a cell that the reader runs comes later
    let soon;
    const later = () => {
      clearTimeout(soon);
      soon = setTimeout(look, 300);
    };
    new MutationObserver(later).observe(document.getElementById("main-content") ?? document.body, { childList: true, subtree: true });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
  else watch();
})();
