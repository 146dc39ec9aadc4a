// Mends what the theme's own markup leaves unsaid to assistive technology. Each line names the rule it answers.
"use strict";
(() => {
  function mend() {
    const each = (selector, change) => document.querySelectorAll(selector).forEach(change);
    // label-content-name-mismatch: what is written on the button is its name
    each(".search-button, .search-button-field, .search-button__button", (el) => { if (el.textContent.trim()) el.removeAttribute("aria-label"); });
    each("summary[aria-label]", (el) => { if (el.textContent.trim()) el.removeAttribute("aria-label"); });
    // region: the sidebar is a landmark
    each("#pst-primary-sidebar", (el) => { el.setAttribute("role", "navigation"); el.setAttribute("aria-label", "Contents of the book"); });
    // aria-deprecated-role, aria-required-children: a list of references is a list
    each("[role=doc-biblioentry], [role=doc-bibliography], div.citation-list, div.citation, aside.footnote", (el) => el.removeAttribute("role"));
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mend);
  else mend();
})();
