"""The clock of a page: a worker that knows the time says by a signal that the deadline has passed."""

import _thread
import signal
import sys
import threading
import time
from types import ModuleType

import pytest

from nnlib import _clock
from nnlib._clock import HostClock, TimeLimit
from nnlib.exercises.diagnosis import isolation
from nnlib.exercises.diagnosis.judge import judge
from nnlib.exercises.registry import get


class Worker(ModuleType):
    """Stands in for the page's worker: one deadline, and then a signal every few milliseconds."""

    def __init__(self):
        super().__init__("nn_worker")
        self.told = []
        self.running = None
        self.lock = threading.Lock()

    def nn_deadline(self, milliseconds, number):
        self.told.append(milliseconds)
        with self.lock:  # no signal is on its way when the deadline has been lifted
            if self.running is not None:
                self.running.set()
                self.running = None
        if milliseconds is not None:
            self.running = threading.Event()
            threading.Thread(target=self.ring, args=(self.running, milliseconds / 1000, number), daemon=True).start()

    def ring(self, lifted, seconds, number):
        while not lifted.wait(seconds):
            with self.lock:
                if not lifted.is_set():
                    _thread.interrupt_main(number)
            seconds = 0.01


@pytest.fixture
def worker(monkeypatch):
    there = Worker()
    monkeypatch.setitem(sys.modules, "nn_worker", there)
    before = signal.getsignal(signal.SIGINT)
    yield there
    assert signal.getsignal(signal.SIGINT) is before and there.running is None


def limited(clock, work):
    """Whether the work was stopped, and after how long."""
    start = time.monotonic()
    clock.start()
    try:
        clock.enter()
        try:
            work()
        finally:
            clock.leave()
    except TimeLimit:
        return True, time.monotonic() - start
    finally:
        clock.stop()
    return False, time.monotonic() - start


def loop():
    while True:
        pass


def stubborn():
    while True:
        try:
            loop()
        except Exception:
            pass


@pytest.mark.parametrize("work", [loop, stubborn])
def test_a_loop_is_stopped(worker, work):
    clock = HostClock(0.2)
    stopped, seconds = limited(clock, work)
    assert stopped and clock.expired and 0.2 <= seconds < 1
    assert worker.told == [200, None]


def test_nothing_is_stopped_after_the_deadline_was_lifted(worker):
    clock = HostClock(0.05)
    assert limited(clock, lambda: None)[0] is False
    time.sleep(0.2)
    assert not clock.expired


def test_code_that_started_the_clock_is_not_interrupted(worker):
    clock = HostClock(0.05)
    clock.start()
    clock.enter()
    start = time.monotonic()
    while time.monotonic() - start < 0.2:
        pass
    clock.leave()
    clock.stop()
    assert clock.expired


def test_the_outer_clock_goes_on_after_the_inner_one(worker):
    outer, inner = HostClock(0.8), HostClock(0.1)

    def both():
        assert limited(inner, loop)[0]
        assert not outer.expired
        loop()

    stopped, seconds = limited(outer, both)
    assert stopped and outer.expired and 0.8 <= seconds < 2
    assert worker.told[:3] == [800, 100, None] and 0 < worker.told[3] < 720 and worker.told[4:] == [None]


def test_a_check_in_a_page_has_its_limit(worker, monkeypatch):
    monkeypatch.setattr(isolation, "clock", HostClock)
    assert judge(get("relu"), lambda z: loop(), seconds=0.2).code == "timeout"
    assert judge(get("relu"), abs, seconds=0.2).code != "timeout"


def test_without_a_worker_there_is_no_limit(monkeypatch):
    monkeypatch.setitem(sys.modules, "nn_worker", None)
    before = signal.getsignal(signal.SIGINT)
    assert limited(HostClock(0.05), lambda: time.sleep(0.1))[0] is False
    assert signal.getsignal(signal.SIGINT) is before


def test_each_place_has_its_clock(monkeypatch):
    assert type(_clock.clock(1)) is _clock.SignalClock
    found = []
    thread = threading.Thread(target=lambda: found.append(type(_clock.clock(1))))
    thread.start()
    thread.join()
    assert found == [_clock.ThreadClock]
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert type(_clock.clock(1)) is HostClock
