"""What comes out of the sandbox is what the same function does in the notebook: values, errors, facts, changed arguments."""

from __future__ import annotations

import numpy as np
import pytest
from in_the_sandbox import QUICK, marked
from sandbox_here import needs_sandbox

from nncourse.sandbox import Died, Sandbox, SandboxFailure, Wanted
from nnlib.exercises import exercise_ids
from nnlib.exercises.diagnosis.isolation import Sandbox as InProcess
from nnlib.exercises.given import VALUES
from nnlib.exercises.model import Function
from nnlib.exercises.registry import get

pytestmark = needs_sandbox


@pytest.fixture
def box():
    with Sandbox(QUICK) as opened:
        yield opened


def outcome(box, source, *args, name="f", seed=None):
    """One call of the function in a cell."""
    found = box.load([source], [Wanted(name, 0, name, len(args))])
    assert found.answers[name].found, found
    with box.answer(name, 3.0) as remote:
        if seed is not None:
            remote.seed(seed)
        return remote.call(None, args)


VALUES_OF_EVERY_KIND = [
    "1", "-2**70", "True", "1.5", "float('nan')", "2 - 1j", "'text'", "None", "...", "[]", "[1, 2.5, (True, None)]",
    "[0.5] * 40", "list(range(40))", "np.float32(1.5)", "np.int16(3)", "np.bool_(True)", "np.zeros((0, 3))", "np.float64(2)",
    "np.arange(6).reshape(2, 3).T", "np.array([1, 2], '>i4')", "np.array([1.5, 2], np.float16)", "np.array([[True, False]])",
    "np.array([1j])", "np.ones(3).view(np.matrix)", "np.ma.masked_less(np.arange(3.0), 1)", "np.array([1, None])", "{'a': 1}",
    "np.array(['a', 'b'])", "range(3)", "(np.eye(2), np.float32(2), [])", "np.longdouble(2) / 3", "10**400",
]  # fmt: skip


def _described(value):
    if isinstance(value, np.ndarray):
        return (
            type(value).__name__,
            value.dtype.kind,
            value.shape,
            repr(value.tolist()) if value.dtype.kind != "U" else "",
        )
    if isinstance(value, (list, tuple)):
        return type(value).__name__, [_described(entry) for entry in value]
    return type(value).__name__, repr(value)


def test_values_of_every_kind_come_out_as_they_are(box):
    source = "import numpy as np\ndef f(k):\n    return [" + ", ".join(VALUES_OF_EVERY_KIND) + "][k]\n"
    here: dict[str, object] = {}
    exec(source, here)
    box.load([source], [Wanted("f", 0, "f", 1)])
    with box.answer("f", 5.0) as remote, InProcess(5.0) as same:
        args = [(k,) for k in range(len(VALUES_OF_EVERY_KIND))]
        for text, got, wanted in zip(
            VALUES_OF_EVERY_KIND, remote.calls(None, args), same.calls(here["f"], args), strict=True
        ):
            if text == "np.longdouble(2) / 3":  # a double is precise enough
                assert isinstance(got.value, np.float64)
            else:
                assert _described(got.value) == _described(wanted.value), text


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("(x for x in [1])", "generator"),
        ("len", "len"),
        ("lambda z: z", "<lambda>"),
        ("object()", "object"),
        ("np.zeros(2_100_000)", "array"),
    ],
)
def test_what_is_no_number_comes_out_as_its_kind(box, made, told):
    value = outcome(box, f"import numpy as np\ndef f():\n    return {made}").value
    assert told in (getattr(value, "kind", ""), getattr(value, "__name__", ""), type(value).__name__)


def test_a_dtype_smaller_than_a_double_keeps_its_tolerance(box):
    assert (
        outcome(box, "import numpy as np\ndef f(z):\n    return z.astype(np.float32)", np.ones(3)).value.dtype
        == np.float32
    )


def test_a_changed_argument_is_found_outside(box):
    z = np.array([1.0, -1.0])
    done = outcome(box, "def f(z, k):\n    z[0] = 9\n    return k", z, 3)
    assert done.changed == (0,) and done.given[0].tolist() == [9.0, -1.0] and z.tolist() == [1.0, -1.0]


def test_a_generator_goes_in_and_its_state_comes_back(box):
    rng = np.random.default_rng(8)
    done = outcome(box, "def f(n, rng):\n    return rng.normal(size=n)", 4, rng)
    same = np.random.default_rng(8)
    assert done.value.tolist() == same.normal(size=4).tolist()
    assert done.given[1].bit_generator.state == same.bit_generator.state
    assert rng.bit_generator.state == np.random.default_rng(8).bit_generator.state
    assert done.given[1].bit_generator.seed_seq.entropy == 8 and not done.changed


def test_the_global_random_state_is_seeded_when_asked_to(box):
    source = "import random\nimport numpy as np\ndef f():\n    return [np.random.rand(), random.random()]"
    first, again, other = (outcome(box, source, seed=seed).value for seed in (1, 1, 2))
    assert first == again != other


@pytest.mark.parametrize("text", VALUES)
def test_functions_as_arguments_are_called_inside_without_their_derivative(box, text):
    fn = Function(text, VALUES[text], lambda x: x)
    x = np.array([0.3, -0.7, 1.1])
    done = outcome(box, "def f(f, x):\n    return [f(x), f.gradient is None, repr(f)]", fn, x)
    assert np.array_equal(done.value[0], fn(x)) and done.value[1:] == [True, text]
    assert done.given[0] is fn and not done.changed


def test_every_exercise_gives_arguments_that_can_be_sent(box):
    rng = np.random.default_rng(1)
    box.load(["def f(*args):\n    return list(args)"], [Wanted("f", 0, "f", 1)])
    for name in exercise_ids("code"):
        several = [probe.args for probe in (*get(name).probes(), get(name).fresh(rng))]
        with box.answer("f", 5.0) as remote:
            for args, done in zip(several, remote.calls(None, several), strict=True):
                assert done.error is None and not done.changed
                for sent, came in zip(args, done.value, strict=True):
                    if isinstance(sent, np.ndarray):
                        assert sent.dtype == came.dtype and np.array_equal(sent, came)


def test_an_error_is_told_with_its_line_and_kinds(box):
    source = "class Odd(KeyError): pass\ndef f(z):\n    a = z + 1\n    raise Odd('no ' + str(a))"
    done = outcome(box, source, 1)
    assert type(done.error).__name__ == "Odd" and isinstance(done.error, KeyError) and done.said == "'no 2'"
    assert done.error.place.number == 4 and done.error.place.text.startswith("raise Odd")


def test_prints_and_warnings_are_told(box):
    source = "import numpy as np\ndef f(z):\n    print('hello')\n    return np.log(z)"
    box.load([source], [Wanted("f", 0, "f", 1)])
    with box.answer("f", 5.0) as remote:
        done = remote.call(None, (np.zeros(2),))
        assert remote.printed == "hello\n" and "divide by zero" in done.warned[0]


def test_the_time_is_for_all_calls_and_not_for_what_is_done_between(box):
    box.load(["import time\ndef f(s):\n    time.sleep(s)\n    return s"], [Wanted("f", 0, "f", 1)])
    with box.answer("f", 0.6) as remote:
        import time

        assert remote.call(None, (0.05,)).value == 0.05
        time.sleep(0.8)
        assert remote.call(None, (0.05,)).value == 0.05
        done = remote.calls(None, [(0.3,), (0.9,), (0.0,)])
        assert len(done) == 2 and done[1].timed_out and remote.expired
        assert remote.call(None, (0.0,)).timed_out


CELLS = [
    "import matplotlib.pyplot as plt\nimport numpy as np\nimport nnlib as nn\nfrom nnlib.exercises import ask, check, exercise, hint\n",
    "from scipy.special import softmax\nfig, ax = plt.subplots(); ax.plot([1, 2])\nimport missing\ndef helper(z):\n    return z",
    "@exercise('relu')\ndef my_own_name(z):\n    return helper(z) * (z > 0)",
    "def broken(:\n",
    "@exercise('sigmoid')\ndef sigmoid(z):\n    ...",
    "check('gibbs', 'C3 B4'); ask('gibbs'); hint('relu')\nimport sys; sys.exit(3)\ntanh_grad = 3",
    "def helper(z):\n    return np.asarray(z, dtype=float)\nsoftmax = lambda z, extra: np.inf",
    "relu = None",
]


def test_cells_run_one_statement_after_the_other_and_answers_are_found(box):
    wanted = [Wanted("relu", 2, "relu", 1), Wanted("sigmoid", 4, "sigmoid", 1), Wanted("tanh_grad", 5, "tanh_grad", 1)]
    wanted += [Wanted("softmax", 6, "softmax", 1), Wanted("bce", 3, "broken", 2)]
    loaded = box.load(CELLS, wanted)
    facts = {name: found.facts for name, found in loaded.answers.items()}
    assert facts["sigmoid"].stub and not facts["relu"].stub
    assert not facts["tanh_grad"].callable and facts["tanh_grad"].kind == "int"
    assert facts["softmax"].fits is False and facts["softmax"].infinity
    assert not loaded.answers["bce"].found
    assert [(p.cell, p.kind) for p in loaded.problems] == [(1, "raised"), (1, "raised"), (3, "syntax"), (5, "exit")]
    with box.answer("relu", 3.0) as remote:
        assert remote.call(None, (np.array([-1, 2]),)).value.tolist() == [0, 2]


def test_an_answer_finds_everything_as_the_cells_left_it(box):
    source = "calls = []\nimport numpy as np\ndef f():\n    calls.append(1)\n    np.zeros = None\n    return len(calls)\ndef g():\n    return f()"
    box.load([source], [Wanted("f", 0, "f", 0), Wanted("g", 0, "g", 0)])
    for name in ("f", "g", "f"):
        with box.answer(name, 3.0) as remote:
            assert [o.value for o in remote.calls(None, [(), ()])] == [1, 2]


def test_an_answer_that_ends_its_process_does_not_end_the_others(box):
    box.load(["import os\ndef f():\n    os._exit(5)\ndef g():\n    return 1"], [Wanted(n, 0, n, 0) for n in "fg"])
    with pytest.raises(Died, match=r"ended its own process \(code 5\)"), box.answer("f", 3.0) as remote:
        remote.call(None, ())
    with box.answer("g", 3.0) as remote:
        assert remote.call(None, ()).value == 1


def test_the_same_submission_does_the_same_every_time(box):
    source = "import numpy as np, random\ndrawn = [np.random.rand(), random.random(), hash('a')]\n"
    source += "def f():\n    return [*drawn, np.random.rand(), random.random()]"
    assert outcome(box, source).value == outcome(box, source).value


def test_a_server_that_has_ended_is_replaced(box):
    box.load(["f = 1"], [])
    box._server._process.kill()
    box._server._process.wait()
    with pytest.raises(SandboxFailure):
        box.load(["f = 1"], [])
    with Sandbox(QUICK) as another:
        another.load(["f = 1"], [])


def test_no_answer_before_the_cells(box):
    with pytest.raises(SandboxFailure, match="not loaded"), box.answer("f"):
        pass


def test_an_argument_that_cannot_be_sent_is_an_error_of_the_grader(box):
    box.load(["def f(x):\n    return x"], [Wanted("f", 0, "f", 1)])
    with pytest.raises(TypeError, match="type object"), box.answer("f") as remote:
        remote.call(None, (object(),))


def test_an_object_that_gives_an_array_is_taken_for_it():
    source = "class A:\n    def __init__(self, z): self.z = z\n    def __array__(self, *a, **k): return np.maximum(self.z, 0)\n"
    assert marked(source + "def relu(z):\n    return A(z)\n", seconds=5.0)["code"] == "right"
