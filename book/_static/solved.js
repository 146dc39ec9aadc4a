/* What is solved, in this browser: the exercises of every kind write it here, and the page of progress reads it.
   It is {id: {passed, code, when}} in localStorage and is sent nowhere. */
"use strict";
globalThis.nnSolved = (() => {
  const KEY = "nn-progress";

  function progress() {
    try {
      const known = JSON.parse(localStorage.getItem(KEY));
      return known && typeof known === "object" && !Array.isArray(known) ? known : {};
    } catch {
      return {};
    }
  }

  /* Whether it could be kept: a browser may refuse its storage, and the answer is right all the same. */
  function remember(id, code) {
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...progress(), [id]: { passed: true, code, when: new Date().toISOString() } }));
      return true;
    } catch {
      return false;
    }
  }

  /* The day on which an exercise was solved, in words, or "". */
  function date(id) {
    const known = id && progress()[id];
    return known?.passed ? new Date(known.when).toLocaleDateString("en-GB") : "";
  }

  return { date, remember };
})();
