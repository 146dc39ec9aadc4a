// Your progress: marks the solved exercises of the list, and lets the reader export, import and forget them.
// What is known is {id: {passed, code, when}} in the browser's memory; the exercises of the pages write it.
"use strict";
(() => {
  const MEMORY = "nn-progress";
  const DAMAGED = "nn-progress-damaged"; // what could not be read is kept here, not thrown away
  const FORMAT = "nn-progress-1";
  let known = new Map(), kept = true, rows, list, status, bar, ask;

  const plain = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const of = (row) => (row.id && rows[row.id]) || []; // several questions may stand below one statement
  const many = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

  function entries(value) {
    if (!plain(value)) return null;
    const found = new Map();
    for (const [id, each] of Object.entries(value))
      if (plain(each) && typeof each.passed === "boolean") found.set(id, { passed: each.passed, code: String(each.code ?? ""), when: String(each.when ?? "") });
      else return null;
    return found;
  }

  function load() {
    let text = null;
    try { text = localStorage.getItem(MEMORY); } catch { kept = false; return; }
    if (text === null) return;
    let found = null;
    try { found = entries(JSON.parse(text)); } catch { /* not JSON */ }
    if (found) { known = found; return; }
    try { localStorage.setItem(DAMAGED, text); } catch { /* no room: it stays until something is saved */ }
    say("What this browser remembered could not be read; it is set aside, and the list begins anew.");
  }

  function save() {
    try { localStorage.setItem(MEMORY, JSON.stringify(Object.fromEntries(known))); kept = true; } catch { kept = false; }
  }

  const say = (text) => { status.textContent = text; };

  // solved stays solved; of two answers the later one gives the code
  function merge(found) {
    let news = 0;
    for (const [id, each] of found) {
      const old = known.get(id);
      const later = !old || each.when >= old.when ? each : old;
      const made = { ...later, passed: each.passed || Boolean(old?.passed) };
      if (made.passed && !old?.passed) news += 1;
      known.set(id, made);
    }
    return news;
  }

  // a file that was exported here, or the results of a notebook with a verdict a line
  function read(text) {
    try {
      const whole = JSON.parse(text);
      const found = entries(whole?.format === FORMAT ? whole.exercises : whole);
      if (found) return { found, damaged: [] };
    } catch { /* perhaps lines */ }
    const found = new Map(), damaged = [];
    text.split("\n").forEach((line, number) => {
      if (!line.trim()) return;
      try {
        const { exercise, passed, code, time } = JSON.parse(line);
        if (typeof exercise !== "string" || typeof passed !== "boolean") throw new TypeError();
        const old = found.get(exercise);
        found.set(exercise, { passed: passed || Boolean(old?.passed), code: String(code ?? ""), when: String(time ?? "") });
      } catch { damaged.push(number + 1); }
    });
    return { found, damaged };
  }

  async function take(file) {
    let text;
    try { text = await file.text(); } catch { say(`${file.name} could not be opened. Nothing has changed.`); return; }
    const { found, damaged } = read(text);
    if (!found.size) {
      say(`${file.name} holds no progress of this book${damaged.length ? ": it could not be read" : ""}. Nothing has changed.`);
      return;
    }
    const news = merge(found);
    save();
    show();
    const listed = new Set(list.flatMap((table) => [...table.querySelectorAll("tr[id]")].flatMap(of)));
    const unknown = [...found.keys()].filter((id) => !listed.has(id)).length;
    say([
      `Imported ${many(found.size, "exercise")}, ${news} newly solved.`,
      damaged.length ? `${many(damaged.length, "line")} could not be read: ${damaged.slice(0, 5).join(", ")}${damaged.length > 5 ? " and more" : ""}.` : "",
      unknown ? `${unknown} of them ${unknown === 1 ? "is" : "are"} not on this list and kept all the same.` : "",
      kept ? "" : "This browser keeps nothing for pages, so it holds until you leave.",
    ].filter(Boolean).join(" "));
  }

  function give() {
    const text = JSON.stringify({ format: FORMAT, exercises: Object.fromEntries(known) }, null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "progress.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    say(`Exported ${many(known.size, "exercise")} to progress.json.`);
  }

  function forget() {
    known.clear();
    try { localStorage.removeItem(MEMORY); } catch { kept = false; }
    show();
    say("All marks are gone.");
  }

  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  // the question takes the place of the buttons' own: "no" has the focus, so that Enter twice loses nothing
  function question(opener) {
    const close = () => { ask.replaceChildren(); opener.focus(); };
    const words = document.createElement("p");
    words.id = "nn-progress-question";
    words.textContent = `Forget ${known.size === 1 ? "the mark" : `all ${known.size} marks`} in this browser? Export first to keep a copy.`;
    const no = button("No, keep them", close);
    const yes = button("Yes, forget them", () => { close(); forget(); });
    ask.replaceChildren(words, no, yes);
    ask.onkeydown = (event) => { if (event.key === "Escape") close(); };
    no.focus();
  }

  function mark(row) {
    let cell = row.querySelector(".nn-solved");
    if (!cell) {
      cell = document.createElement("td");
      cell.className = "nn-solved";
      row.append(cell);
    }
    return cell;
  }

  function show() {
    let all = 0, solved = 0;
    for (const table of list) {
      const head = table.querySelector("thead tr");
      if (!head.querySelector(".nn-solved")) {
        const cell = document.createElement("th");
        cell.className = "nn-solved head";
        cell.scope = "col";
        cell.textContent = "Solved";
        head.append(cell);
      }
      for (const row of table.querySelectorAll("tbody tr")) {
        const cell = mark(row), ids = of(row), done = ids.filter((id) => known.get(id)?.passed).length;
        const whole = done > 0 && done === ids.length;
        cell.textContent = whole ? "\u2713 solved" : done ? `${done} of ${ids.length}` : ids.some((id) => known.has(id)) ? "tried" : "";
        cell.classList.toggle("nn-solved-yes", whole);
        all += ids.length;
        solved += done;
      }
    }
    bar.textContent = `${solved} of ${many(all, "exercise")} that answer back ${solved === 1 ? "is" : "are"} solved.`
      + (kept ? "" : " This browser keeps nothing for pages: use a file to carry your marks.");
  }

  function start() {
    const box = document.querySelector("[data-nn-progress]");
    if (!box) return;
    rows = JSON.parse(box.dataset.nnProgress);
    list = [...document.querySelectorAll("table.nn-exercise-list")];
    bar = document.createElement("p");
    bar.className = "nn-progress-count";
    status = document.createElement("p");
    status.setAttribute("role", "status");
    ask = document.createElement("div");
    ask.setAttribute("role", "group");
    ask.setAttribute("aria-label", "Forget all marks");
    const file = document.createElement("input");
    file.type = "file";
    file.accept = ".json,.jsonl,application/json";
    file.hidden = true;
    file.setAttribute("aria-label", "A file of your progress");
    file.addEventListener("change", async () => { if (file.files[0]) await take(file.files[0]); file.value = ""; });
    const reset = button("Reset", () => known.size ? question(reset) : say("There is nothing to forget."));
    const buttons = document.createElement("p");
    buttons.append(button("Export", give), button("Import", () => file.click()), reset);
    box.replaceChildren(bar, buttons, file, ask, status);
    load();
    show();
    addEventListener("storage", (event) => { if (event.key === MEMORY || event.key === null) { known = new Map(); load(); show(); } });
  }

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
