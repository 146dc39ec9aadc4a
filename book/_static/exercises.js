/* Questions on the page that answer without a kernel. `judge` follows nnlib.exercises.questions step by step, by the
   same rules; a test compares the two. A typed number is read by read_number.js, what is solved is kept by solved.js. */
(() => {
  "use strict";
  const reply = (passed, code, message) => ({ passed, code, message });
  const unread = (message) => reply(false, "not-understood", message);
  const FACTORS = [["2", "twice", 2], ["1/2", "half of", 0.5], ["3", "3 times", 3], ["1/3", "a third of", 1 / 3],
    ["4", "4 times", 4], ["1/4", "a quarter of", 0.25]];
  for (let n = 1; n < 10; n += 1) FACTORS.push([`1e${n}`, `${"1" + "0".repeat(n)} times`, Number(`1e${n}`)]);
  for (let n = 1; n < 10; n += 1) FACTORS.push([`1e-${n}`, `one ${"1" + "0".repeat(n)}th of`, Number(`1e-${n}`)]);

  function number(rules, text) {
    const x = globalThis.nnReadNumber(text, rules.units), right = rules.right, about = rules.exact ? "" : "about ";
    const near = (value) => Math.abs(x - value) <= Math.max(rules.atol, rules.rtol * Math.abs(value));
    const relative = Math.min(Math.max(rules.rtol, rules.atol / Math.abs(right)), 0.05);
    const like = (y, value) => Math.abs(y - value) <= relative * Math.abs(value);
    if (near(right)) return reply(true, "right", rules.solved);
    const listed = rules.wrong.findIndex((item) => near(item.value));
    if (listed >= 0) return reply(false, `number-${listed + 1}`, rules.wrong[listed].reply);
    if (right === 0) return reply(false, "number", "Not yet right: the right number is another one.");
    if (x === 0) return reply(false, "zero", "Not yet right: the right number is not 0.");
    if (like(-x, right)) return reply(false, "sign", `Sign: your number is ${about}minus the right one.`);
    for (const [name, words, factor] of FACTORS)
      if (like(x, factor * right)) return reply(false, `factor-${name}`, `A factor: your number is ${about}${words} the right one.`);
    for (const [code, words, value] of [["reciprocal", "1 divided by the right one", 1 / right],
      ["one-minus", "1 minus the right one", 1 - right], ["squared", "the square of the right one", right * right]])
      if (like(x, value)) return reply(false, code, `Your number is ${about}${words}.`);
    if ((x < 0) !== (right < 0)) return reply(false, "other-sign", "Not yet right: the right number has the other sign.");
    if (Math.abs(x) >= 10 * Math.abs(right)) return reply(false, "too-large", "Not yet right: your number is more than 10 times too large.");
    if (Math.abs(right) >= 10 * Math.abs(x)) return reply(false, "too-small", "Not yet right: your number is less than a tenth of the right one.");
    return reply(false, "number", "Not yet right: sign and order of magnitude fit, the number does not.");
  }

  function readShape(text) {
    let bare = text.trim();
    if ("([".includes(bare[0]) && ")]".includes(bare.at(-1))) bare = bare.slice(1, -1);
    bare = bare.trim().replace(/,$/, "");
    if (bare === "") return [];
    const sizes = bare.split(/,|\u00d7|\sx\s|\sby\s|(?<=[0-9])x(?=[0-9])/).map((part) => part.trim());
    if (!sizes.every((size) => /^(?:[0-9]+|[A-Za-z][A-Za-z0-9_]*)$/.test(size)))
      throw unread("Expected a shape such as (3, 5), with () for a single number.");
    return sizes.map((size) => (/^[0-9]/.test(size) ? size.replace(/^0+/, "") || "0" : size));
  }

  function shape(rules, text) {
    const sizes = readShape(text), right = rules.right, same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
    const solid = (list) => list.filter((size) => size !== "1"), sorted = (list) => [...list].sort();
    if (same(sizes, right)) return reply(true, "right", rules.solved);
    const listed = rules.wrong.findIndex((item) => same(sizes, item.shape));
    if (listed >= 0) return reply(false, `shape-${listed + 1}`, rules.wrong[listed].reply);
    if (sizes.length > 1 && same([...sizes].reverse(), right)) return reply(false, "shape-reversed", "The axes stand in the reverse order.");
    if (same(sorted(sizes), sorted(right))) return reply(false, "shape-order", "The right sizes, in another order.");
    if (same(solid(sizes), solid(right))) return reply(false, "shape-ones", "Right but for axes of size 1.");
    if (sizes.length !== right.length) {
      const axes = right.length === 0 ? "no axis" : right.length === 1 ? "1 axis" : `${right.length} axes`;
      return reply(false, "shape-axes", `The number of axes is another one: expected ${axes}, got ${sizes.length}.`);
    }
    const fits = right.map((size, axis) => (size === sizes[axis] ? axis : "")).filter((axis) => axis !== "");
    if (fits.length) return reply(false, "shape-part", `Right on axis ${fits.join(" and ")}, not on the others.`);
    return reply(false, "shape", "Not yet right: no axis has the right size.");
  }

  function chosen(rules, keys) {
    for (const item of rules.choices)
      if (keys.includes(item.key) && !item.right) return reply(false, `choice-${item.key}`, item.reply);
    const missing = rules.choices.filter((item) => item.right && !keys.includes(item.key)).length;
    if (missing) {
      const start = keys.length ? "What you chose is right, but" : "Nothing is chosen;";
      return reply(false, "choices-missing", `${start} ${missing === 1 ? "1 more belongs" : `${missing} more belong`} to it.`);
    }
    return reply(true, "right", rules.solved);
  }

  function ordered(rules, keys) {
    const rank = Object.fromEntries(rules.items.map((item) => [item.key, item.rank]));
    for (let i = 1; i < keys.length; i += 1)
      if (rank[keys[i - 1]] > rank[keys[i]])
        return reply(false, "order", `${keys[i]} has to stand before ${keys[i - 1]}: compare these two once more.`);
    return reply(true, "right", rules.solved);
  }

  function located(rules, [line, fault]) {
    if (line !== rules.fault) return reply(false, `line-${line}`, `Line ${line} is right: ${rules.lines[line - 1]}`);
    if (rules.faults.length && !fault) return reply(false, "which-fault", `Line ${line} it is. Now say what is wrong with it.`);
    const wrong = rules.faults.find((item) => item.key === fault && !item.right);
    if (wrong) return reply(false, `fault-${fault}`, `Line ${line} it is, but something else is wrong with it. ${wrong.reply}`);
    return reply(true, "right", rules.solved);
  }

  function proved(rules, answer) {
    const steps = Object.fromEntries(rules.steps.map((step) => [step.key, step])), there = [];
    for (const [key] of answer) {
      const step = steps[key], absent = step.needs.filter((need) => !there.includes(need));
      if (step.extra) return reply(false, `extra-${key}`, `Step ${key} does not belong to this proof. ${step.early}`.trim());
      if (absent.length) {
        const why = step.early || `it rests on step ${absent[0]}, which is not there yet.`;
        return reply(false, `early-${key}`, `Step ${key} comes too early: ${why}`);
      }
      there.push(key);
    }
    const missing = rules.steps.filter((step) => !step.extra && !there.includes(step.key)).length;
    if (missing) return reply(false, "missing",
      `So far every step rests on those before it, but ${missing === 1 ? "1 step is" : `${missing} steps are`} missing.`);
    for (const [key, reason] of answer) {
      const step = steps[key];
      if (!step.reasons.length || step.reasons.includes(reason)) continue;
      if (!reason) return reply(false, "no-reason", `The order is right. Now choose the reasons: step ${key} has none yet.`);
      const why = step.replies[reason] || "look for what makes just this step true.";
      return reply(false, `reason-${key}`, `The order is right, but step ${key} has another reason: ${why}`);
    }
    return reply(true, "right", rules.solved);
  }

  const FORMS = { number, shape, choice: chosen, choices: chosen, order: ordered, find: located, prove: proved };
  function judge(rules, answer) {
    try {
      return FORMS[rules.form](rules, answer);
    } catch (problem) {
      if (problem instanceof Error) throw problem;
      return problem;
    }
  }
  if (typeof document === "undefined") {
    globalThis.nnJudge = judge;
    return;
  }

  /* --- the form --- */
  function decode(text, seed) { // the bytes are mixed with numbers that follow from the seed, as the page was made
    let state = seed;
    const bytes = Uint8Array.from(atob(text), (sign) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return sign.charCodeAt(0) ^ (state >>> 24);
    });
    return JSON.parse(new TextDecoder().decode(bytes));
  }
  const value = (form, name) => form.querySelector(`input[name="${name}"]:checked`)?.value ?? "";
  const rows = (form) => [...form.querySelectorAll(".nn-steps > li")];

  function answerOf(form, rules) {
    const name = form.dataset.nnExercise;
    if (rules.form === "number" || rules.form === "shape") return form.querySelector("input").value.trim() || null;
    if (rules.form === "choice") return value(form, name) ? [value(form, name)] : null;
    if (rules.form === "choices") {
      const keys = [...form.querySelectorAll("input:checked")].map((input) => input.value);
      return keys.length ? keys : null;
    }
    if (rules.form === "order") return rows(form).map((row) => row.dataset.key);
    if (rules.form === "find") return value(form, name) ? [Number(value(form, name)), value(form, `${name}-fault`)] : null;
    return rows(form).map((row) => [row.dataset.key, row.querySelector("select")?.value ?? ""]).filter((step) => step[1] !== "-");
  }

  function show(form, kind, words, message) {
    const status = form.querySelector(".nn-verdict");
    status.className = `nn-verdict nn-panel nn-panel-${kind}`;
    status.innerHTML = `<strong>${words}</strong> ${message}`;
  }

  function check(form, rules) {
    const answer = answerOf(form, rules);
    if (answer === null) return show(form, "open", "Not attempted yet.", "Give your answer first.");
    const verdict = judge(rules, answer);
    if (verdict.passed) {
      nnSolved.remember(rules.id, verdict.code);
      form.querySelector(".nn-checklist")?.removeAttribute("hidden");
    }
    const message = verdict.passed && verdict.message === "Right." ? "" : verdict.message;
    return show(form, verdict.passed ? "right" : "wrong", verdict.passed ? "Right." : "Not yet right.", message);
  }

  function move(form, button) {
    const row = button.closest("li"), up = button.dataset.move === "up";
    const other = up ? row.previousElementSibling : row.nextElementSibling;
    if (other) (up ? other.before(row) : other.after(row));
    button.focus();
    const all = rows(form);
    form.querySelector(".nn-moved").textContent = `${row.dataset.key} is now number ${all.indexOf(row) + 1} of ${all.length}.`;
  }

  for (const form of document.querySelectorAll("form.nn-ask")) {
    const rules = decode(form.dataset.nnRules, Number(form.dataset.nnSeed)), when = nnSolved.date(rules.id);
    form.classList.add("nn-live");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      check(form, rules);
    });
    form.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-move]");
      if (button) move(form, button);
    });
    if (when) show(form, "right", "Solved.", `You solved this on ${when}.`);
  }
})();
