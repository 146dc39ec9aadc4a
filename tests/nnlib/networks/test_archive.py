"""Networks in files: what is saved comes back, what does not fit is refused by name and changes nothing."""

import os
import pickle
import zipfile

import numpy as np
import pytest

import nnlib as nn

pytestmark = pytest.mark.filterwarnings("error")
X = np.random.default_rng(1).normal(size=(4, 2))
NAMES = ["0: Linear(2 -> 3)", "1.0: ReLU()", "1.1: Linear(3 -> 1)"]


def network(seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    last = nn.Network([nn.ReLU(), nn.Linear(3, 1, dtype=dtype, rng=rng)])
    net = nn.Network([nn.Linear(2, 3, dtype=dtype, rng=rng), last])
    net.params["0.b"] = rng.normal(size=3)
    return net


def entries(**changes):
    """What a file of `network()` holds, with some entries changed; None takes one out."""
    found = {"layers": np.array(NAMES), **{name: array.copy() for name, array in network(5).params.items()}}
    found.update({name.replace("_", "."): value for name, value in changes.items()})
    return {name: value for name, value in found.items() if value is not None}


def copies(net):
    return {name: array.copy() for name, array in net.params.items()}


def same(first, second):
    return first.keys() == second.keys() and all(np.array_equal(first[k], second[k], equal_nan=True) for k in first)


@pytest.mark.parametrize("name", ["net.npz", "net", "net.v2", "network of Zoë.npz"])
@pytest.mark.parametrize("kind", [str, lambda path: path], ids=["str", "Path"])
def test_there_and_back(tmp_path, name, kind):
    """Under exactly the name given: np.savez would append .npz to three of these."""
    saved, other = network(1), network(2)
    held, before = other.params["0.W"], other.forward(X)
    assert saved.save(kind(tmp_path / name)) is None
    assert os.listdir(tmp_path) == [name]
    assert other.load(kind(tmp_path / name)) is other
    assert same(copies(saved), copies(other)) and not np.array_equal(before, other.forward(X))
    np.testing.assert_array_equal(saved.forward(X), other.forward(X))
    assert other.params["0.W"] is held is other.layers[0].params["W"]


def test_the_file_is_plain(tmp_path):
    """Anybody with NumPy reads it, without pickle: the arrays by name and the layers as text."""
    net = network()
    net.save(tmp_path / "net.npz")
    with np.load(tmp_path / "net.npz", allow_pickle=False) as archive:
        assert sorted(archive.files) == ["0.W", "0.b", "1.1.W", "1.1.b", "layers"]
        assert archive["layers"].tolist() == NAMES
        np.testing.assert_array_equal(archive["1.1.W"], net.params["1.1.W"])


def test_nan_and_infinity_come_back(tmp_path):
    net = network()
    net.params["0.b"] = [np.nan, np.inf, -0.0]
    net.save(tmp_path / "net")
    loaded = network(1).load(tmp_path / "net").params["0.b"]
    np.testing.assert_array_equal(loaded, [np.nan, np.inf, 0])
    assert np.signbit(loaded[2])


def test_a_network_without_parameters(tmp_path):
    nn.Network([nn.ReLU()]).save(tmp_path / "net")
    assert not nn.Network([nn.ReLU()]).load(tmp_path / "net").params


@pytest.mark.parametrize(("kept", "given"), [("f4", "f8"), ("f8", "f4"), ("f4", "f2")])
def test_the_floating_type_of_the_network_stays(tmp_path, kept, given):
    saved, net = network(1, given), network(2, kept)
    saved.params["1.1.b"] = [1e-300]  # below the least float32: 0 there, and no warning
    saved.save(tmp_path / "net")
    with np.errstate(all="raise"):
        net.load(tmp_path / "net")
    for name, array in net.params.items():
        assert array.dtype == np.dtype(kept)
        np.testing.assert_array_equal(array, saved.params[name].astype(kept))


MISFITS = {
    "missing": ({"0_b": None}, ["0.b: expected shape (3,), found nothing"]),
    "extra": ({"2_W": np.ones((1, 2))}, ["2.W: expected nothing, found shape (1, 2)"]),
    "transposed": ({"0_W": np.ones((2, 3))}, ["0.W: expected shape (3, 2), found shape (2, 3)"]),
    "flat": ({"1_1_W": np.ones(3)}, ["1.1.W: expected shape (1, 3), found shape (3,)"]),
    "text": ({"0_b": np.array(["a", "b", "c"])}, ["0.b: expected shape (3,), found an array of <U1"]),
    "complex": ({"0_b": np.ones(3) * 1j}, ["0.b: expected shape (3,), found an array of complex128"]),
    "other layer": (
        {"layers": np.array(["0: Linear(2 -> 3)", "1.0: Tanh()", "1.1: Linear(3 -> 1)"])},
        ["expected 1.0: ReLU(), found 1.0: Tanh()"],
    ),
    "fewer layers": ({"layers": np.array(NAMES[:2])}, ["expected 1.1: Linear(3 -> 1), found no layer"]),
    "more layers": ({"layers": np.array([*NAMES, "2: ReLU()"])}, ["expected no layer, found 2: ReLU()"]),
    "everything": (
        {"layers": np.array(["0: Tanh()"]), "0_W": np.ones(1), "1_1_b": None, "9_c": np.ones(2)},
        [
            "expected 0: Linear(2 -> 3), found 0: Tanh()",
            "expected 1.0: ReLU(), found no layer",
            "expected 1.1: Linear(3 -> 1), found no layer",
            "0.W: expected shape (3, 2), found shape (1,)",
            "1.1.b: expected shape (1,), found nothing",
            "9.c: expected nothing, found shape (2,)",
        ],
    ),
}


@pytest.mark.parametrize(("changes", "lines"), MISFITS.values(), ids=MISFITS)
def test_a_file_that_does_not_fit(tmp_path, changes, lines):
    path = tmp_path / "net.npz"
    np.savez(path, **entries())
    network().load(path)  # unchanged it fits
    np.savez(path, **entries(**changes))
    net = network()
    before = copies(net)
    with pytest.raises(ValueError) as error:
        net.load(path)
    assert str(error.value).split("\n  ") == [f"Network.load: {str(path)!r} does not fit this network:", *lines]
    assert same(before, copies(net))


def npy(path):
    with open(path, "wb") as file:
        np.save(file, np.ones(3))


def no_arrays(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "hello")


def objects(path):
    with open(path, "wb") as file:
        np.savez(file, **entries(**{"0_b": np.array([{}, [], None], dtype=object)}))


def damaged(path):
    with open(path, "wb") as file:
        np.savez(file, **entries())
    content = bytearray(path.read_bytes())
    place = content.find(network(5).params["0.W"].tobytes())
    content[place + 3] ^= 1
    path.write_bytes(content)


def without_names(path):
    with open(path, "wb") as file:
        np.savez(file, **entries(layers=None))


def names_that_are_numbers(path):
    with open(path, "wb") as file:
        np.savez(file, **entries(layers=np.arange(3)))


FOREIGN = [
    pytest.param(lambda path: path.write_bytes(b""), id="empty"),
    pytest.param(lambda path: path.write_text("0.W = 1\n"), id="text"),
    pytest.param(lambda path: path.write_bytes(pickle.dumps({"0.W": 1})), id="pickle"),
    pytest.param(lambda path: path.write_bytes(b"PK\x03\x04 and no more"), id="cut"),
    npy, no_arrays, objects, damaged, without_names, names_that_are_numbers,
]  # fmt: skip


@pytest.mark.parametrize("write", FOREIGN)
def test_a_file_of_another_kind(tmp_path, write):
    path, net = tmp_path / "net.npz", network()
    before = copies(net)
    write(path)
    with pytest.raises(ValueError) as error:
        net.load(path)
    assert str(error.value).startswith(f"Network.load expects an .npz file by Network.save, got {str(path)!r}")
    assert same(before, copies(net))


def test_nothing_in_a_file_is_executed(tmp_path):
    class Trap:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "sprung"),)

    np.savez(tmp_path / "net.npz", **entries(**{"0_b": np.array([Trap(), 1, 2], dtype=object)}))
    with pytest.raises(ValueError, match=r"expects an \.npz file"):
        network().load(tmp_path / "net.npz")
    assert not (tmp_path / "sprung").exists()


def test_no_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        network().load(tmp_path / "nothing.npz")
    with pytest.raises(FileNotFoundError):
        network().save(tmp_path / "no folder" / "net.npz")
    with pytest.raises(IsADirectoryError):
        network().save(tmp_path)
    assert os.listdir(tmp_path) == []


def test_a_save_that_fails_keeps_the_old_file(tmp_path, monkeypatch):
    path, old = tmp_path / "net.npz", network(1)
    old.save(path)

    def half(file, **arrays):
        file.write(b"PK\x03\x04")
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(np, "savez", half)
        with pytest.raises(OSError, match="no space left"):
            network(2).save(path)
    assert os.listdir(tmp_path) == ["net.npz"]
    assert same(copies(network(3).load(path)), copies(old))
    network(2).save(path)  # and a save that succeeds replaces it
    assert same(copies(network(3).load(path)), copies(network(2)))


def test_a_link_is_followed(tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "latest").symlink_to(tmp_path / "runs" / "net.npz")
    network(4).save(tmp_path / "latest")
    assert (tmp_path / "latest").is_symlink() and os.listdir(tmp_path / "runs") == ["net.npz"]
    assert same(copies(network().load(tmp_path / "latest")), copies(network(4)))
