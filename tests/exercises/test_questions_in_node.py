"""The page's script and Python judge alike: the same code and the same message for every answer that was tried."""

from __future__ import annotations

import base64
import json
import subprocess
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest
import question_forms
import sample_questions
from node_runtime import find_node

from nnlib.exercises import exercise_ids
from nnlib.exercises.plain import plain
from nnlib.exercises.questions.model import PageQuestion, rendered
from nnlib.exercises.registry import entry

STATIC = Path(question_forms.__file__).parents[1] / "_static"
SCRIPTS = STATIC / "read_number.js", STATIC / "exercises.js"
RUNNER = """
process.argv.slice(1).forEach((script) => require(script));
const asked = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(([rules, answers]) => answers.map((answer) => globalThis.nnJudge(rules, answer)))));
"""
REAL = {name: entry(name) for kind in ("predict", "find", "prove") for name in exercise_ids(kind)}
SAMPLES = {name: q for name, q in sample_questions.questions().items() if isinstance(q, PageQuestion)}
ALL = {**SAMPLES, **REAL}


def answers(question):
    """Answers in the form that the page's script sends, right and wrong ones, and texts that are none."""
    rng = np.random.default_rng(1)
    form = question.rules()["form"]
    if form == "number":
        right = question.rules()["right"]
        near = [right * f for f in (1, -1, 2, 0.5, 3, 1 / 3, 4, 0.25, 10, 0.001, 1.004, 1.05, 0.96, 1e7)] + [
            1 - right,
            right * right,
        ]
        listed = [item["value"] for item in question.rules()["wrong"]]
        texts = "1/4|25 %|-25%|5 646 264|5,646,264|3 x 10^-4|2·10^3|−3|.5|1.|abc||1/0|1e999|3 kg|1/2/3|0x10|+7e-3|5 64|12,5| 2 / 8 "
        texts += "|10^6|2**10|5*13|5 × 13|5 x 13|5x13|2·3·4|4!*2^4|3/4*2|1/2*3/4|(1/2)/3|2^(-3)|2^-3|sqrt(2)/2|-2^2|(-2)^3|−(1+2)|- 3"
        texts += "|2*-3|1-2-3|2^3^2|2^3!|0!|0^0|2^0.5|1/2^3|1e3*2e-3|5 000*2|1,000 - 1|2*5 %|(1/4)%|20!|170!|171!|2^1000|2^1001|0.3^41"
        texts += "|10^-400|0.1^-400|10^309|9**9**9|1000!|2.5!|(-1)!|1/(2-2)|0^-1|1e999-1e999|(10^300)^1.5|sqrt(-1)|(-8)^(1/3)|2^|2(3)|3!!"
        texts += "|(1+2|1+2)|sqrt 2|2**|1 2345|(3, 5)|2 x|1e5e5|1e6!|alert(1)|10⁶|2++3|2--3|2*/3|sqrt(4)!|3 % 2|1/3-1/3|1000! 😀"
        texts += f"|1{'+1' * 39}|1{'+1' * 40}|{'(' * 80}|{'(' * 5000}|{'1' * 5000}|{'9' * 400}/{'9' * 400}|1{' ' * 90}+1|1/{'😀' * 60}"
        made = [*near, *listed, *rng.normal(size=60), *rng.normal(size=60) * 10.0 ** rng.integers(-9, 9, 60), 0.0, -0.0]
        return [*(repr(float(x)) for x in made), *texts.split("|")]
    if form == "shape":
        sizes = [", ".join(p) for n in range(4) for p in product(["1", "3", "5", "N", "15"], repeat=n)]
        right, wrong = question.rules()["right"], [item["shape"] for item in question.rules()["wrong"]]
        told = [", ".join(each) for each in (right, right[::-1], [*right, "1"], *wrong)]
        return [
            *(f"({each})" for each in [*sizes, *told]),
            "3x5",
            "3 by 5",
            "5 × 3",
            "N x 1",
            "?",
            "3 5",
            "[3, 5]",
            "3,",
            "(07, 5)",
            "3.5",
            "()",
        ]
    keys = [choice.key for choice in getattr(question, "choices", ())]
    if form == "choice":
        return [[key] for key in keys]
    if form == "choices":
        return [[k for k, on in zip(keys, chosen, strict=True) if on] for chosen in product([0, 1], repeat=len(keys))][
            :256
        ]
    if form == "order":
        ranks = {item["key"]: item["rank"] for item in question.rules()["items"]}
        return [
            sorted(keys, key=ranks.get),
            *(list(order) for order in list(permutations(keys))[:: 1 + len(keys) // 4]),
        ]
    if form == "find":
        return [[n, f] for n in range(1, len(question.lines) + 1) for f in ["", *(c.key for c in question.faults)]]
    steps = [step.key for step in question.steps]
    right = [s for s in steps if s in question.model]
    reasons = ["", *(reason.key for reason in question.reasons)]
    orders = [list(question.model)] * 60 + [list(rng.permutation(right)) for _ in range(60)]
    orders += [list(rng.permutation(steps))[: rng.integers(1, len(steps) + 1)] for _ in range(60)]
    first = {step.key: (step.reasons or ("",))[0] for step in question.steps}
    made = [[[str(s), first[s] if rng.random() < 0.8 else str(rng.choice(reasons))] for s in order] for order in orders]
    return [*made, [[s, first[s]] for s in question.model]]


@pytest.fixture(scope="module")
def from_node():
    asked = [[rendered(q.rules(), plain), answers(q)] for q in ALL.values()]
    command = [str(find_node()), "-e", RUNNER, *map(str, SCRIPTS)]
    done = subprocess.run(
        command, input=json.dumps(asked), capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return dict(zip(ALL, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("name", ALL)
def test_node_says_what_python_says(name, from_node):
    question, codes = ALL[name], set()
    for answer, verdict in zip(answers(question), from_node[name], strict=True):
        reply = question.judge(answer) if answer not in ("", []) else None
        if reply is None:  # an empty field is not sent; Python says the same of it in its own words
            continue
        assert (verdict["passed"], verdict["code"], verdict["message"]) == (reply.passed, reply.code, reply.message), (
            answer
        )
        codes.add(reply.code)
    assert "right" in codes and len(codes) >= 2


def test_every_form_and_many_verdicts_were_compared(from_node):
    assert {q.rules()["form"] for q in ALL.values()} == {
        "number",
        "shape",
        "choice",
        "choices",
        "order",
        "find",
        "prove",
    }
    verdicts = [verdict for each in from_node.values() for verdict in each]
    assert len(verdicts) > 1000 and len({verdict["code"] for verdict in verdicts}) > 40


def typeset(tex, display):
    return f'<span class="katex"><math><mi>{len(tex)}</mi><annotation>{tex}</annotation></math><i>{tex}</i></span>'


@pytest.mark.parametrize("name", ALL)
def test_a_form_holds_its_rules_and_names_every_control(name):
    question = ALL[name]
    markup = question_forms.form(question, typeset)
    packed = markup.split('data-nn-rules="')[1].split('"')[0]
    rules = json.loads(question_forms.veiled(base64.b64decode(packed), name))  # veiled twice is as it was
    assert rules["id"] == name and "<annotation" not in json.dumps(rules)
    for control in ("input", "select"):
        for piece in markup.split(f"<{control} ")[1:]:
            identifier = piece.split('id="')[1].split('"')[0]
            assert f'for="{identifier}"' in markup, piece[:80]
    assert markup.count("<fieldset>") == markup.count("<legend>") and 'aria-live="polite"' in markup


def test_texts_are_escaped():
    assert question_forms.rich("a < b & $x$ `<i>` **c**", typeset).startswith("a &lt; b &amp; <span")
    assert "<code>&lt;i&gt;</code> <strong>c</strong>" in question_forms.rich("`<i>` **c**", typeset)


def test_the_script_is_small():
    import gzip

    assert sum(len(gzip.compress(script.read_bytes())) for script in SCRIPTS) <= 6000
    assert all(len(script.read_text(encoding="utf-8").splitlines()) <= 250 for script in SCRIPTS)
