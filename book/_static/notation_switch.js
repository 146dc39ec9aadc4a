// The menu "Notation": shows the page's formulas in the letters of a lecture, and puts the book's own back.
// The formulas come in a script of their own when one is asked for: nnNotation(lecture, {equations, letters, remarks}).
"use strict";
(() => {
  const KEY = "notation"; // in the address
  let MEMORY = "nn-notation"; // in the browser, whose memory a host's other pages share
  const known = new Map(); // lecture -> its formulas on this page
  const originals = new Map(); // element -> the nodes that the book put there
  let menu, status, wanted = "";

  const memory = {
    read() { try { return localStorage.getItem(MEMORY); } catch { return null; } },
    write(lecture) { try { lecture ? localStorage.setItem(MEMORY, lecture) : localStorage.removeItem(MEMORY); } catch { /* not allowed: the choice holds for this page */ } },
  };
  // a course made from the book has letters of its own; the book's are then one notation of the menu
  const nameOf = (lecture) => {
    if (!lecture) return "course" in menu.dataset ? "the course" : "the book";
    return lecture === "book" ? "the book" : menu.querySelector(`option[value="${lecture}"]`).textContent;
  };
  const valid = (lecture) => [...menu.options].some((option) => option.value === lecture);

  function carry(lecture) {
    memory.write(lecture);
    try {
      const address = new URL(location.href);
      lecture ? address.searchParams.set(KEY, lecture) : address.searchParams.delete(KEY);
      history.replaceState(history.state, "", address);
    } catch { /* a page opened from a folder may not change its address */ }
  }

  // what stands first in the window stays there while formulas of other heights come and go
  function inPlace(change) {
    const header = document.querySelector(".bd-header-article")?.getBoundingClientRect().bottom ?? 0;
    const blocks = [...document.querySelectorAll("article :is(h1, h2, h3, p, li, pre, figure, .nn-equation)")];
    const seen = scrollY > 0 ? blocks.filter((block) => block.getClientRects().length && !block.closest(".nn-remarks, .nn-check")) : [];
    const top = (block) => block.getBoundingClientRect().top;
    const first = seen.find((block) => top(block) >= header && top(block) < 0.7 * innerHeight) ?? seen.findLast((block) => top(block) < header);
    const before = first && top(first);
    document.documentElement.style.overflowAnchor = "none";
    change();
    if (first) scrollBy({ top: top(first) - before, behavior: "instant" });
    document.documentElement.style.overflowAnchor = "";
  }

  function set(element, html) {
    originals.set(element, [...element.childNodes]);
    const made = document.createElement("template");
    made.innerHTML = html;
    element.replaceChildren(made.content);
  }

  function restore() {
    for (const [element, nodes] of originals) element.replaceChildren(...nodes);
    originals.clear();
    document.querySelectorAll(".nn-remarks").forEach((remarks) => remarks.remove());
  }

  function list(remarks, name) {
    const made = document.createElement(name);
    made.className = "nn-remarks";
    made.innerHTML = remarks.join(" ");
    return made;
  }

  function translate({ equations, letters }) {
    for (const [anchor, [html, ...remarks]] of Object.entries(equations)) {
      const equation = document.getElementById(anchor);
      if (!equation) continue;
      if (html) set(equation.querySelector(".nn-formula"), html);
      if (remarks.length) equation.append(list(remarks, "p"));
    }
    for (const formula of document.querySelectorAll("span.math")) {
      if (formula.closest(".nn-as-it-is, .nn-remarks")) continue;
      const html = letters[formula.querySelector("annotation")?.textContent];
      if (html) set(formula, html);
    }
  }

  // below the title: that the page is not in the book's notation, and what a reader of the lecture has to be told
  function explain(text, remarks = []) {
    const title = document.querySelector("article h1");
    if (!title) return;
    const note = list([], remarks.length ? "details" : "p");
    if (remarks.length) {
      note.innerHTML = `<summary></summary><ul>${remarks.map((remark) => `<li>${remark}</li>`).join("")}</ul>`;
      note.firstChild.textContent = `${text} ${remarks.length} ${remarks.length > 1 ? "remarks" : "remark"} on its letters`;
    } else {
      note.textContent = text;
    }
    note.classList.add("nn-notation-note");
    title.after(note);
  }

  function show(lecture) {
    inPlace(() => {
      restore();
      const found = known.get(lecture);
      if (found) {
        translate(found);
        explain(`Formulas in the notation of ${nameOf(lecture)}; code, figures and comparisons of lectures keep ${lecture === "book" ? "theirs" : "the book's"}.`, found.remarks);
      }
    });
    document.dispatchEvent(new Event("nn-notation"));
  }

  function choose(lecture, asked) {
    const say = (text) => { if (asked) status.textContent = text; };
    wanted = menu.value = lecture;
    if (!lecture || known.has(lecture)) {
      show(lecture);
      say(`Formulas in the notation of ${nameOf(lecture)}`);
    } else if (!menu.dataset.files) {
      show("");
      if (asked) explain(`The formulas of this page stay as they are; the chapters are shown in the notation of ${nameOf(lecture)}.`);
      say("The formulas of this page stay as they are");
    } else {
      const script = document.createElement("script");
      script.src = menu.dataset.files.replace("*", lecture);
      script.onload = () => { if (wanted === lecture && known.has(lecture)) choose(lecture, asked); };
      script.onerror = () => {
        script.remove();
        if (wanted !== lecture) return;
        wanted = menu.value = "";
        show("");
        explain(`The formulas in the notation of ${nameOf(lecture)} could not be loaded; these are ${nameOf("")}'s.`);
        status.textContent = `The notation of ${nameOf(lecture)} could not be loaded`;
      };
      document.head.append(script);
    }
  }

  window.nnNotation = (lecture, formulas) => known.set(lecture, formulas);

  function start() {
    menu = document.getElementById("nn-notation");
    if (!menu) return;
    if ("course" in menu.dataset) MEMORY += "-course"; // not what was chosen in the book beside it
    status = menu.parentElement.querySelector("[role=status]");
    menu.parentElement.hidden = false;
    menu.addEventListener("change", () => { carry(menu.value); choose(menu.value, true); });
    addEventListener("pageshow", (event) => { // back to a page that the browser kept as it was
      const last = memory.read() ?? "";
      if (event.persisted && last !== wanted && valid(last)) { carry(last); choose(last, false); }
    });
    const given = new URLSearchParams(location.search).get(KEY);
    const named = given === "book" && !valid("book") ? "" : given;
    if (named !== null && valid(named)) memory.write(named);
    const first = named !== null && valid(named) ? named : memory.read();
    if (first && valid(first)) choose(first, false);
    else menu.value = "";
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
