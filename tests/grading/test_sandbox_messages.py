"""What is read from a submission is data: everything that is none is refused, whatever it claims to be."""

from __future__ import annotations

import io
import json
import pickle
import socket
import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from nncourse.sandbox import outcomes
from nncourse.sandbox.inside import frames, npy, reading, values
from nncourse.sandbox.inside.frames import Malformed

NUMBERS = nps.arrays(
    st.sampled_from([np.float64, np.float32, np.float16, np.int64, np.uint8, np.bool_, np.complex128]),
    nps.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)
TREES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), NUMBERS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.tuples(inner, inner)),
    max_leaves=10,
)


def there_and_back(value):
    writer = values.Writer()
    node = json.loads(json.dumps(writer.encode(value)))
    return reading.Reader([memoryview(array) for array in writer.arrays]).decode(node)


def same(a, b):
    if isinstance(a, np.ndarray):
        return type(b) is np.ndarray and a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and (a == b or a != a)


@given(TREES)
@settings(max_examples=150)
def test_values_come_back_as_they_went(value):
    assert same(value, there_and_back(value))


@given(NUMBERS)
@settings(max_examples=60)
def test_arrays_are_files_that_numpy_reads(array):
    read = np.load(io.BytesIO(npy.npy(array)), allow_pickle=False)
    assert same(read, array)


def test_what_came_can_be_written_to_and_is_not_shared():
    array = np.ones(3)
    first, second = there_and_back([array, array])
    first[0] = 5
    assert second is first and array[0] == 1


def file_of(array):
    out = io.BytesIO()
    np.save(out, array, allow_pickle=True)
    return out.getvalue()


NO_ARRAYS = {
    "objects": file_of(np.array([print, None], dtype=object)),
    "text": file_of(np.array(["a", "b"])),
    "longer than a double": file_of(np.ones(2, np.longdouble)),
    "dates": file_of(np.zeros(2, "M8[s]")),
    "fields": file_of(np.zeros(2, dtype=[("a", "f8")])),
    "other order": file_of(np.asfortranarray(np.ones((2, 3)))),
    "too short": npy.npy(np.ones(5))[:-1],
    "too long": npy.npy(np.ones(5)) + b"0",
    "pickle": pickle.dumps(np.ones(3)),
    "empty": b"",
    "half a header": npy.npy(np.ones(3))[:30],
    "large shape": npy.npy(np.ones(3)).replace(b"(3,)", b"(9,)"),
    "negative": npy.npy(np.ones(3)).replace(b"(3,), } ", b"(-3,), }"),
    "code": npy.npy(np.ones(3)).replace(b"'<f8'", b"print"),
}


@pytest.mark.parametrize("name", NO_ARRAYS)
def test_what_is_no_array_of_numbers_is_refused(name):
    with pytest.raises(Malformed):
        npy.from_npy(memoryview(NO_ARRAYS[name]))


NO_VALUES = [
    "text", [1], {}, {"list": 1}, {"list": [{"list": [{"unknown": 1}]}]}, {"array": 0}, {"array": True}, {"array": -1},
    {"array": [0]}, {"integer": 5}, {"integer": "0x" + "f" * 5000}, {"integer": "os.system"}, {"thing": ["a"]},
    {"thing": [3, 4]}, {"thing": ["a", 1.5]}, {"complex": [1]}, {"given": "no such function"}, {"given": ["a"]},
    {"generator": {}}, {"generator": {"state": "0x1"}}, {"foreign": ["U", [-1]]}, {"foreign": ["U", ["a"]]}, {"numbers": 3},
    {"scalar": 1}, {"other": ["callable", 3]}, {"text": 5}, {"text": "a", "list": []}, {"__reduce__": "os.system"},
]  # fmt: skip


@pytest.mark.parametrize("node", NO_VALUES, ids=str)
def test_what_is_no_value_is_refused(node):
    with pytest.raises(Malformed):
        reading.Reader([]).decode(node)


def test_a_value_that_is_too_deep_is_refused():
    node: object = None
    for _ in range(100):
        node = {"list": [node]}
    with pytest.raises(Malformed):
        reading.Reader([]).decode(node)


def test_names_are_short_and_hold_no_signs_that_do_something():
    thing = reading.Reader([]).decode({"thing": ["a\x1b[31m\n" + "b" * 500, 0]})
    assert thing.kind == "a[31m" + "b" * 73


OUTCOME = {
    "value": 1.0, "error": None, "timed_out": False, "expired": False, "said": "", "warned": [], "printed": "", "given": [2.0],
}  # fmt: skip
DAMAGE = [
    {"given": []}, {"given": 3}, {"given": [1, 2]}, {"value": {"array": 0}}, {"warned": 5}, {"warned": [5]}, {"printed": None},
    {"said": 3}, {"error": 5}, {"error": {"name": "E"}}, {"error": {"name": 5, "bases": [], "place": None}},
    {"error": {"name": "E", "bases": [], "place": [1.5, "", []]}}, {"error": {"name": "E", "bases": [], "place": "line 3"}},
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE, ids=str)
def test_an_outcome_that_is_none_is_refused(damage):
    assert outcomes.outcome(dict(OUTCOME), [], (2.0,))[0].value == 1.0
    with pytest.raises(Malformed):
        outcomes.outcome({**OUTCOME, **damage}, [], (2.0,))


@pytest.mark.parametrize("name", ["os.system", "__import__", "Exception", "SystemExit", "a b\n", ""])
def test_an_error_is_made_of_names_of_pythons_errors_alone(name):
    told = {**OUTCOME, "error": {"name": name, "bases": [name, "exec", "int", "ValueError"], "place": None}}
    error = outcomes.outcome(told, [], (2.0,))[0].error
    assert isinstance(error, ValueError)


def test_facts_are_true_or_false_and_a_short_word():
    assert outcomes.found({"found": False})[0] is False
    facts = {"callable": True, "kind": "x" * 500, "stub": False, "fits": None, "infinity": False, "own_max": True}
    found, made, _ = outcomes.found({"found": True, "facts": facts, "digest": "abc"})
    assert found and made.fits is None and len(made.kind) == 80
    for damage in ({"stub": "yes"}, {"stub": None}, {"kind": 3}, {"callable": [1]}):
        with pytest.raises((TypeError, Malformed)):
            outcomes.found({"found": True, "facts": {**facts, **damage}, "digest": "abc"})


def read(data, most=1000, seconds=0.5, close=True):
    """What is read from these bytes."""
    ours, theirs = socket.socketpair()
    with ours:
        threading.Thread(target=lambda: (theirs.sendall(data), theirs.close() if close else None), daemon=True).start()
        return frames.receive(ours, most, time.monotonic() + seconds)


def message(text, blob=b"", mark=frames.MARK, length=None, text_length=None):
    header = frames.HEADER.pack(mark, text_length or len(text), len(blob) if length is None else length)
    return header + text + blob


def test_a_message_goes_through():
    content, arrays = read(message(b'{"a": 1, "arrays": [2, 0, 1]}', b"xyz"))
    assert content["a"] == 1 and [bytes(a) for a in arrays] == [b"xy", b"", b"z"]


@pytest.mark.parametrize(
    ("data", "too_long"),
    [
        (message(b'{"arrays": []}', mark=b"nnc2"), False),
        (message(b"{}"), False),
        (message(b"[]"), False),
        (message(b'{"arrays": [1]}'), False),
        (message(b'{"arrays": [-1, 1]}'), False),
        (message(b'{"arrays": [true]}', b"x"), False),
        (message(b'{"arrays": "x"}', b"x"), False),
        (message(b"nonsense"), False),
        (message(b"[" * 100_000), False),
        (message(b'{"arrays": [], "a": ' + b"9" * 5000 + b"}"), False),
        (message(b"\xff\xfe"), False),
        (message(b'{"arrays": [1001]}', b"x" * 1001), True),
        (message(b"", length=2**32 - 1), True),
        (message(b"", text_length=2**31), True),
        (pickle.dumps([1, 2, 3] * 100), False),
    ],
)
def test_what_is_no_message_is_refused(data, too_long):
    with pytest.raises(Malformed) as refused:
        read(data)
    assert refused.value.too_long == too_long


def test_a_message_that_stops_halfway_is_not_waited_for():
    whole = message(b'{"arrays": [3]}', b"abc")
    with pytest.raises(frames.Ended):
        read(whole[:-1])
    with pytest.raises(frames.TooLate):
        read(whole[:-1], close=False, seconds=0.2)


def test_a_reader_who_does_not_read_is_not_waited_for():
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(frames.TooLate):
        frames.send(ours, {}, [b"0" * 2**24], time.monotonic() + 0.2)
