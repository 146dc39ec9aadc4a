"""The digit recogniser in Node: its network against nnlib's, its accuracy, and how a drawing becomes an image."""

from __future__ import annotations

from typing import Any

import numpy as np
from node_math import node_answers

from nnlib import data, softmax
from nnlib.widgets.digit_network import held_back_result, read_network
from nnlib.widgets.drawing import HELD_BACK, SPLIT_SEED, from_image, like_mnist, pack, preset_bytes, unpack

NET = read_network()


def held_back() -> tuple[np.ndarray, np.ndarray]:
    part = data.mnist().split(HELD_BACK, rng=np.random.default_rng(SPLIT_SEED))[1]
    return part.scaled()[:, None], part.t


def activities(x: np.ndarray) -> list[np.ndarray]:
    """What every layer of nnlib's network gives."""
    out = []
    for layer in NET.layers:
        x = layer.forward(x)
        out.append(x)
    return out


def test_the_accuracy_shown_is_that_of_the_weights_shipped() -> None:
    x, t = held_back()
    right, count = held_back_result()
    assert count == len(t) == HELD_BACK
    assert int((NET.forward(x).argmax(axis=1) == t).sum()) == right
    assert right / count > 0.97


def test_weights_are_bytes_times_a_scale() -> None:
    for layer in NET.layers:
        if "W" not in layer.params:
            continue
        rows = layer.params["W"].reshape(len(layer.params["W"]), -1)
        steps = rows / (np.abs(rows).max(axis=1, keepdims=True) / 127)
        np.testing.assert_allclose(steps, np.rint(steps), atol=1e-6)


def test_the_network_in_the_page_is_nnlibs() -> None:
    x = held_back()[0][:150]
    answers = node_answers("recogniser", {"all": ("recogniseShipped", [[image[0]] for image in x])})["all"]
    layers = activities(x)
    for name, at in (("maps1", 1), ("pooled1", 2), ("maps2", 4), ("pooled2", 5), ("logits", 7)):
        got = np.array([answer[name] for answer in answers])
        assert got.shape == layers[at].shape and got.size > 1000
        np.testing.assert_allclose(got, layers[at], rtol=1e-9, atol=1e-11, err_msg=name)
    p = np.array([answer["p"] for answer in answers])
    np.testing.assert_allclose(p, softmax(layers[7]), rtol=1e-9)


def test_the_preset_digits_are_nnlibs() -> None:
    for size in ("small", "large"):
        images = preset_bytes(size)
        got = node_answers("digit_images", {"i": ("digitImage", [[size, k] for k in range(10)])})["i"]
        np.testing.assert_allclose(got, images / (16 if size == "small" else 255), rtol=1e-12)


def drawings() -> list[np.ndarray]:
    rng = np.random.default_rng(5)
    out = []
    for i in range(1000):
        cells = np.zeros((56, 56), int)
        for _ in range(1 + i % 4):
            top, left = rng.integers(0, 50, 2)
            high, wide = rng.integers(1, (7, 30)[i % 2], 2)
            cells[top : top + high, left : left + wide] = 1
        out.append(cells)
    return out


def test_a_drawing_is_centred_and_scaled_as_mnist_was() -> None:
    cases = drawings()
    got = node_answers("recogniser", {"m": ("asMnist", [[d] for d in cases])})["m"]
    for drawing, image in zip(cases, got, strict=True):
        np.testing.assert_allclose(image, like_mnist(drawing), atol=1e-9)
    assert node_answers("recogniser", {"m": ("asMnist", [[np.zeros((56, 56), int)]])})["m"] == [None]


def test_mnists_own_digits_keep_their_place() -> None:
    # the recipe on the ink of an MNIST digit gives that digit again, up to the grey of its edges
    x, t = held_back()
    cells = [np.repeat(np.repeat(image[0] >= 0.5, 2, 0), 2, 1).astype(int) for image in x[:200]]
    images = np.array(node_answers("recogniser", {"m": ("asMnist", [[d] for d in cells])})["m"])
    assert np.abs(images - x[:200, 0]).mean() < 0.045
    assert (NET.forward(images[:, None]).argmax(axis=1) == t[:200]).mean() > 0.96


def test_preset_digits_survive_the_way_through_a_drawing() -> None:
    large = preset_bytes("large") / 255
    cells = node_answers("recogniser", {"d": ("drawingOf", [[image] for image in large])})["d"]
    assert np.array_equal(cells, [from_image(image) for image in large])
    images = np.array(node_answers("recogniser", {"m": ("asMnist", [[d] for d in cells])})["m"])
    p = softmax(NET.forward(images[:, None]))
    assert p.argmax(axis=1).tolist() == list(range(10)) and p.max(axis=1).min() > 0.8


def test_a_drawing_survives_as_text() -> None:
    cases = [*drawings(), np.ones((56, 56), int), np.zeros((56, 56), int)]
    texts = node_answers("recogniser", {"t": ("packed", [[d] for d in cases])})["t"]
    assert [pack(drawing) for drawing in cases] == texts
    assert all(np.array_equal(unpack(text), drawing) for text, drawing in zip(texts, cases, strict=True))
    back = node_answers("recogniser", {"d": ("unpacked", [[text, 56] for text in texts])})["d"]
    assert all(np.array_equal(drawing, again) for drawing, again in zip(cases, back, strict=True))
    bad: list[Any] = ["", "1.2", "zzzzz", "2f4.", "-3", 7, None, "2f4.1", "<b>", "1" * 20000]
    assert node_answers("recogniser", {"d": ("unpacked", [[text, 56] for text in bad])})["d"] == [None] * len(bad)


def test_a_stroke_is_what_is_near_the_segment() -> None:
    rng = np.random.default_rng(6)
    for case in range(40):
        a, b = rng.uniform(-3, 23, (2, 2))
        if case == 0:
            b = a
        radius, ink, before = float(rng.uniform(0.5, 4)), case % 2, rng.integers(0, 2, (20, 20))
        got = node_answers("recogniser", {"s": ("stroke", [[before, a, b, radius, ink]])})["s"][0]
        middles = np.stack(np.meshgrid(np.arange(20) + 0.5, np.arange(20) + 0.5), axis=-1)
        along = np.linspace(a, b, 4001)
        distance = np.linalg.norm(middles[:, :, None] - along, axis=-1).min(axis=2)
        clear = np.abs(distance - radius) > 1e-3
        want = np.where(distance <= radius, ink, before)
        assert np.array_equal(np.array(got)[clear], want[clear]) and clear.mean() > 0.99
