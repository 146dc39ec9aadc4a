"""The widgets with a notebook's model in the page's place: the state goes both ways."""

from __future__ import annotations

import pytest
from widget_tab import Tab, seen

from nnlib.widgets import WIDGETS

# a notebook's model: what the widget sets is recorded, what Python sets arrives as an event
NOTEBOOK = """async ([name, state]) => {
  const listeners = {}; const saved = []; let pending = {};
  const model = {
    get: (k) => state[k],
    set: (k, v) => { state[k] = v; pending[k] = v; (listeners['change:' + k] ?? []).forEach((f) => f()); },
    save_changes: () => { saved.push(pending); pending = {}; },
    on: (e, f) => (listeners[e] ??= []).push(f),
    off: (e, f) => { listeners[e] = (listeners[e] ?? []).filter((g) => g !== f); },
  };
  const el = document.createElement('div');
  document.querySelector('main').append(el);
  const { default: widget } = await import('/' + name + '.module.js');
  const done = widget.render({ model, el });
  window.notebook = { model, saved, listeners, done,
    python: (k, v) => { state[k] = v; (listeners['change:' + k] ?? []).forEach((f) => f()); } };
}"""


@pytest.mark.parametrize(
    ("name", "trait", "value", "slider"),
    [
        ("activation-explorer", "z", 3.0, "z"),
        ("softmax-bench", "shift", 2.0, "c, added to all"),
        ("loss-explorer", "z", 1.5, "z"),
    ],
)
def test_state_is_synced_both_ways(tab: Tab, name: str, trait: str, value: float, slider: str) -> None:
    tab.show("")
    widget = WIDGETS[name]()
    tab.page.evaluate(NOTEBOOK, [name, widget.state()])
    el = tab.page.query_selector(f"[data-nn-widget='{name}']")
    before = seen(el)
    tab.page.evaluate("([k, v]) => notebook.python(k, v)", [trait, value])
    assert seen(el)[0] != before[0] and seen(el)[1] != before[1]
    assert tab.page.evaluate("notebook.saved") == [], "a change from Python was sent back"
    control = el.query_selector(f".nnw-control:has(label:text-is('{slider}')) input")
    assert float(control.input_value()) == value
    control.press("ArrowRight")
    sent = tab.page.evaluate("notebook.saved")
    assert len(sent) == 1 and list(sent[0]) == [trait] and sent[0][trait] > value
    widget.set_state(sent[0])  # Python accepts what the picture sends
    assert getattr(widget, trait) == sent[0][trait]
    assert control.get_attribute("data-lm-suppress-shortcuts") == "true"
    tab.page.evaluate("notebook.done()")
    assert tab.page.evaluate("Object.values(notebook.listeners).flat().length") == 0
    assert not tab.errors
