"""Panel, stub, hints and unknown ids."""

import re

import numpy as np
import pytest

from nnlib.exercises import check, exercise, exercise_ids, hint, panel
from nnlib.exercises.hints import plain
from nnlib.exercises.panel import Panel, panel_widget
from nnlib.exercises.registry import entry


def stub_dots(z): ...
def stub_pass(z):
    pass


def stub_none(z):
    """A docstring."""
    return None


def stub_todo(z):
    raise NotImplementedError("to do")


@pytest.mark.parametrize("fn", [stub_dots, stub_pass, stub_none, stub_todo, lambda z: ...])
def test_stub_is_not_attempted_and_returned_unchanged(fn, capsys):
    assert exercise("relu")(fn) is fn
    assert capsys.readouterr().out.startswith("relu: not attempted yet.")
    assert check("relu", fn).code == "not-attempted"


def test_unknown_id_names_the_closest():
    for call in (lambda: exercise("softmx"), lambda: check("softmx", np.abs), lambda: hint("softmx")):
        with pytest.raises(ValueError, match=r"unknown exercise 'softmx'; did you mean 'softmax'\?"):
            call()
    with pytest.raises(ValueError, match="the exercises are sigmoid, sigmoid_grad"):
        check("zzzz", np.abs)


def test_text_outside_ipython(capsys):
    exercise("relu")(np.abs)
    out = capsys.readouterr().out
    assert out.startswith("relu: not yet right.\nYour result is |z|")
    assert "you returned" in out and "expected" in out and 'hint("relu")' in out


def test_static_html(monkeypatch):
    monkeypatch.setenv("NNLIB_PANEL", "html")
    bundle = Panel(check("relu", lambda z: np.where(z < 0, "<b>", "x")))._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert 'class="nn-panel nn-panel-wrong" role="status"' in bundle["text/html"]
    assert "<b>" not in bundle["text/html"] and "style=" not in bundle["text/html"]
    right = Panel(check("relu", lambda z: np.maximum(z, 0)))._repr_mimebundle_()
    assert "nn-panel-right" in right["text/html"]


def test_text_only(monkeypatch):
    monkeypatch.setenv("NNLIB_PANEL", "text")
    assert set(Panel(check("relu", np.abs))._repr_mimebundle_()) == {"text/plain"}


def test_widget_view_in_a_kernel(monkeypatch):
    monkeypatch.delenv("NNLIB_PANEL", raising=False)
    shell = type("Shell", (), {"kernel": object()})()
    monkeypatch.setattr(panel, "_shell", lambda: shell)
    bundle = Panel(check("relu", np.abs))._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert bundle["text/plain"].startswith("relu: not yet right.")


@pytest.mark.parametrize(
    ("fn", "border"),
    [(lambda z: np.maximum(z, 0), "success"), (np.abs, "warn"), (stub_dots, "border")],
)
def test_the_notebook_panel_has_a_border_for_each_status_and_says_it_in_words(fn, border):
    result = check("relu", fn)
    box = panel_widget(Panel(result))
    assert f"var(--jp-{border}-color1, #" in box.layout.border_left
    assert f"relu</code>: {result.status}." in box.children[0].value


def test_the_evidence_in_a_notebook_looks_like_something_to_open():
    box = panel_widget(Panel(check("relu", np.abs)))
    text = box.children[1].value
    assert "<summary>Show the evidence</summary>" in text and "you returned" in text
    assert "nn-panel-notebook" in box._dom_classes
    assert ".nn-panel-notebook summary{display:list-item;cursor:pointer;" in text and "disclosure-open" in text


def test_hint_button_reveals_one_at_a_time():
    box = panel_widget(Panel(check("softmax", np.exp)))
    button, shown = box.children[-2:]
    for number in (1, 2, 3):
        button.click()
        assert shown.value.count("<strong>Hint") == number
    assert button.disabled and "solution is folded" in shown.value
    assert len(panel_widget(Panel(check("relu", lambda z: np.maximum(z, 0)))).children) == 1


def test_hint_prints_the_next_one(capsys):
    for expected in ("Hint 1 of 3:", "Hint 2 of 3:", "Hint 3 of 3:", "These were all 3 hints", "Hint 1 of 3:"):
        hint("tanh_grad")
        assert capsys.readouterr().out.startswith(expected)


@pytest.mark.parametrize("name", exercise_ids())
def test_hints_read_without_latex(name):
    hints = entry(name).hints
    assert 2 <= len(hints) <= 3
    for text in hints:
        assert not re.search(r"[\\$]", plain(text)), plain(text)
    if entry(name).kind == "code":  # several questions may share one paragraph
        assert entry(name).label == "ex-" + name.replace("_", "-")
