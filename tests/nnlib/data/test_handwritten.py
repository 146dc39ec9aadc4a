"""The digits that come with the package, against scikit-learn's copy and against what is published of MNIST."""

import subprocess
import sys
import tomllib
import warnings
from hashlib import sha256
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid

import nnlib
from nnlib import data

pytestmark = pytest.mark.filterwarnings("error")

FOLDER = Path(nnlib.__file__).parent / "data"
SOURCES = tomllib.loads((FOLDER / "sources.toml").read_text(encoding="utf-8"))
MNIST_COUNTS = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]
LOADERS = {"digits": data.digits, "mnist": data.mnist}
every_set = pytest.mark.parametrize("name", LOADERS)


@pytest.fixture(scope="module")
def loaded():
    return {name: load() for name, load in LOADERS.items()}


def test_digits_are_those_of_scikit_learn(loaded):
    theirs = load_digits()
    np.testing.assert_array_equal(loaded["digits"].x, theirs.images)
    np.testing.assert_array_equal(loaded["digits"].t, theirs.target)


def test_mnist_is_what_is_known_of_it(loaded):
    x, t = loaded["mnist"].x, loaded["mnist"].t
    assert x.shape == (10000, 28, 28) and (x.min(), x.max()) == (0, 255)
    assert np.bincount(t).tolist() == MNIST_COUNTS
    assert len(np.unique(x.reshape(10000, -1), axis=0)) == 10000
    # row 5 of the first training image of MNIST, a 5 that is printed in many introductions
    first = np.zeros(28)
    first[12:24] = [3, 18, 18, 18, 126, 136, 175, 26, 166, 255, 247, 127]
    assert t[np.all(x[:, 5] == first, axis=1)].tolist() == [5]


def test_mnist_has_the_documented_order(loaded):
    keys = [sha256(b"mnist" + image.tobytes()).digest() for image in loaded["mnist"].x]
    assert keys == sorted(keys)


@pytest.mark.parametrize("n", [100, 500, 1000, 2000, 5000, 8000])
def test_the_first_images_of_mnist_are_a_fair_sample(loaded, n):
    seen, share = np.bincount(loaded["mnist"].t[:n], minlength=10), np.array(MNIST_COUNTS) / 10000
    distance = np.sum((seen - n * share) ** 2 / (n * share)) / (1 - n / 10000)  # drawn without return
    assert stats.chi2.sf(distance, df=9) > 0.05


def scores(images, t):
    """Of two classifiers that learn from the first half: nearest mean on all images (with its worst class), neighbour."""
    x, half = images.scaled(np.float32).reshape(len(images), -1), len(images) // 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pixels that are always white have no deviation
        means = NearestCentroid().fit(x[:half], t[:half])
    right = means.predict(x) == t
    some = slice(half, half + 800)
    neighbour = KNeighborsClassifier(1).fit(x[:half], t[:half]).score(x[some], t[some])
    return right.mean(), min(right[t == label].mean() for label in range(10)), neighbour


@pytest.mark.parametrize(
    ("name", "by_mean", "worst", "by_neighbour"),
    [("digits", (0.88, 0.90), 0.75, (0.945, 0.975)), ("mnist", (0.80, 0.82), 0.62, (0.92, 0.95))],
)
def test_every_class_is_recognisable(loaded, name, by_mean, worst, by_neighbour):
    """In bands so narrow that 3 % of the labels, shuffled among themselves, leave them."""
    images = loaded[name]
    mean, least, neighbour = scores(images, images.t)
    assert by_mean[0] < mean < by_mean[1] and least > worst and by_neighbour[0] < neighbour < by_neighbour[1]
    wrong, rng = images.t.copy(), np.random.default_rng(0)
    some = rng.permutation(len(wrong))[: len(wrong) * 3 // 100]
    wrong[some] = rng.permutation(wrong[some])
    mean, _, neighbour = scores(images, wrong)
    assert mean < by_mean[0] and neighbour < by_neighbour[0]


@every_set
def test_types_and_scale(loaded, name):
    found, largest = loaded[name], {"digits": 16, "mnist": 255}[name]
    assert (found.name, found.x.dtype, found.t.dtype, found.largest) == (name, np.uint8, np.intp, largest)
    scaled = found.scaled(np.float32)
    assert scaled.dtype == np.float32 and (scaled.min(), scaled.max()) == (0, 1)
    np.testing.assert_allclose(scaled * largest, found.x, rtol=1e-6)


@every_set
def test_source_and_licence_are_told(loaded, name):
    entry, found = SOURCES[name], loaded[name]
    assert entry["sha256"] == sha256((FOLDER / entry["file"]).read_bytes()).hexdigest()
    assert entry["shape"] == list(found.x.shape)
    assert entry["counts"] == np.bincount(found.t).tolist()
    assert found.licence == entry["licence"] and entry["licence"].startswith("CC BY")  # the data's, not a packager's
    assert entry["authors"] in found.source and entry["page"] in found.source
    for key in ("title", "citation", "licence_url", "basis", "packager", "made"):
        assert entry[key], key


def test_files_are_small():
    assert (FOLDER / "mnist.npz").stat().st_size < 2.5e6
    assert (FOLDER / "digits.npz").stat().st_size < 1e5


@every_set
def test_a_load_does_not_depend_on_earlier_ones(name):
    spoilt = LOADERS[name]()
    with pytest.raises(ValueError, match="read-only"):
        spoilt.x[0, 0] = 1
    want = spoilt.x.copy()
    spoilt.x.flags.writeable = True  # a learner who insists
    spoilt.x[...] = 0
    np.testing.assert_array_equal(LOADERS[name]().x, want)


@every_set
def test_a_damaged_file_is_refused(name, tmp_path, monkeypatch):
    for file in ("sources.toml", SOURCES[name]["file"]):
        (tmp_path / file).write_bytes((FOLDER / file).read_bytes())
    monkeypatch.setattr(resources, "files", lambda package: tmp_path)
    target = tmp_path / SOURCES[name]["file"]
    whole = bytearray(target.read_bytes())
    assert len(LOADERS[name]()) > 0
    for damaged in (whole[:-1], whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:], b""):
        target.write_bytes(damaged)
        with pytest.raises(OSError, match=rf"{name}.npz is damaged: .* git checkout -- nnlib/data"):
            LOADERS[name]()
    target.unlink()
    with pytest.raises(FileNotFoundError, match=rf"nnlib/data/{name}.npz is missing. Install nnlib again"):
        LOADERS[name]()


def test_files_are_read_when_asked_for_and_offline():
    script = """
import sys
opened = []

def watch(event, arguments):
    if event == "open" and str(arguments[0]).endswith((".npz", ".toml")):
        opened.append(str(arguments[0]).replace("\\\\", "/").rpartition("/")[2])
    assert not event.startswith(("socket.", "urllib.", "subprocess.")), event

sys.addaudithook(watch)
import nnlib
from nnlib import data
print(opened)
data.digits()
data.mnist()
print(opened)
"""
    run = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == ["[]", "['sources.toml', 'digits.npz', 'sources.toml', 'mnist.npz']"]
