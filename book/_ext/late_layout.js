// A long page answers sooner if what lies below the window is laid out after the rest has come: section by section, when
// nothing else is to do. Not where a place on the page is asked for, since a jump needs the true heights.
"use strict";
(() => {
  const [arrival] = performance.getEntriesByType("navigation");
  if (location.hash || arrival?.type !== "navigate" || !window.requestIdleCallback) return;
  const later = document.documentElement.classList;
  later.add("nn-later");
  const now = () => later.remove("nn-later");
  const jump = (event) => event.target.closest?.("a[href*='#']") && now();
  addEventListener("click", jump, true);
  addEventListener("hashchange", now);
  addEventListener("beforeprint", now);
  addEventListener("load", () => setTimeout(() => {
    const waiting = [...document.querySelectorAll(".bd-article > section > section")];
    const next = () => {
      const section = waiting.shift();
      if (!section) return now();
      section.style.contentVisibility = "visible";
      requestIdleCallback(next);
    };
    next();
  }, 1000));
})();
