"""Work in the background: turns, pausing, stopping, and what is left of it."""

import sys
import threading
import time
from types import ModuleType

import pytest

from sum.errors import InputError, StoreError
from sum.simulation import background
from sum.simulation.background import Call, Work, find, start
from sum.simulation.lab import simulate
from sum.simulation.lab.background import Job
from sum.simulation.scenario import Scenario, with_value

SHORT = with_value(Scenario(), "run.contributions", 12)
LONG = with_value(with_value(Scenario(), "run.contributions", 4_000), "run.accuracy_every", "1 h")


@pytest.fixture(autouse=True)
def _nothing_goes_on(monkeypatch):
    """What another test has left to go on takes nobody's turn here."""
    monkeypatch.setitem(sys.modules, "_sum_work", ModuleType("_sum_work"))


class Gate(Work):
    """Goes on until it is opened or stopped."""

    def __init__(self):
        super().__init__()
        self.open = threading.Event()

    def _do(self):
        self._become("running")
        while self.wanted and not self.open.wait(0.01):
            pass
        return "done" if self.open.is_set() else "stopped"


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.01)


def test_it_gives_what_the_simulation_gives():
    job = start(lambda: Job(SHORT))
    assert job.wait(60)
    sight = job.look()
    assert sight.state == "done"
    assert sight.progress == 1
    run = simulate(SHORT, ideal=True)
    assert sight.run.digest() == run.digest()
    assert sight.moments == run.moments
    assert sight.ideal == run.ideal
    assert sight.counts[-1]["contribute"] == 12
    assert sum(sight.counts[-1].values()) == len(run.events)
    assert find(job.id) is job


def test_it_pauses_goes_on_and_stops():
    job = start(lambda: Job(LONG, pace=60))
    until(lambda: len(job.look().moments) > 1)
    job.pause()
    until(lambda: job.look().state == "paused")
    there = len(job.look().moments)
    time.sleep(0.15)
    assert len(job.look().moments) == there
    job.go_on()
    until(lambda: len(job.look().moments) > there)
    job.stop()
    assert job.wait(20)
    sight = job.look()
    assert sight.state == "stopped"
    assert sight.run.ended == "stopped"
    assert sight.run.summary.contributions == sight.run.moments[-1].contributions
    assert sight.run.seconds < 5  # standing still does not count


def test_what_is_kept_is_known_before_the_end_is_seen():
    job = start(lambda: Job(SHORT, then=lambda run: run.summary.contributions))
    assert job.wait(60)
    assert job.look().kept == 12

    def full(_):
        raise StoreError("The disk is full.")

    job = start(lambda: Job(SHORT, then=full))
    assert job.wait(60)
    sight = job.look()
    assert (sight.state, sight.kept, sight.problem) == ("done", None, "The disk is full.")


def test_what_cannot_be_played_is_said():
    nowhere = with_value(SHORT, "data.name", "nowhere")
    job = start(lambda: Job(nowhere))
    assert job.wait(20)
    sight = job.look()
    assert sight.state == "failed"
    assert "nowhere" in sight.problem
    assert sight.run is None


def test_an_error_of_ours_is_a_sentence(caplog):
    def fail(tell):
        tell(0.5)
        raise ZeroDivisionError

    work = start(lambda: Call(fail))
    assert work.wait(20)
    assert work.state == "failed"
    assert "went wrong" in work.problem
    assert "ZeroDivisionError" in caplog.text


def test_each_waits_for_its_turn():
    gates = [start(Gate) for _ in range(background.AT_ONCE["run"] + 2)]
    until(lambda: [gate.state for gate in gates].count("running") == background.AT_ONCE["run"])
    assert [gate.before for gate in gates[-2:]] == [2, 3]
    gates[-1].stop()  # who waits can leave
    assert gates[-1].wait(5)
    assert gates[-1].state == "stopped"
    gates[0].open.set()
    until(lambda: gates[2].state == "running")
    for gate in gates:
        gate.open.set()
        assert gate.wait(5)


def test_the_same_key_is_the_same_work():
    made = []

    def make():
        made.append(1)
        return Call(lambda _: 3)

    first, second = start(make, "one key"), start(make, "one key")
    assert first is second
    assert first.wait(5)
    assert (first.result, len(made)) == (3, 1)


def test_what_nobody_looks_at_any_more_is_stopped(monkeypatch):
    gate = start(Gate)
    until(lambda: gate.state == "running")
    monkeypatch.setattr(background, "AWAY", 0.0)
    assert gate.wait(5)
    assert gate.state == "stopped"


def test_only_so_many_are_remembered(monkeypatch):
    monkeypatch.setattr(background, "MOST", 2)
    ended = start(lambda: Call(lambda _: 0))
    assert ended.wait(5)
    gates = [start(Gate), start(Gate)]
    assert find(ended.id) is None
    with pytest.raises(InputError, match="Too many"):
        start(Gate)
    for gate in gates:
        gate.stop()
        assert gate.wait(5)


def test_a_call_that_is_stopped_ends_where_it_tells():
    def count(tell):
        for number in range(10_000):
            tell(number / 10_000)
            time.sleep(0.005)

    call = start(lambda: Call(count))
    until(lambda: call.progress > 0)
    call.stop()
    assert call.wait(5)
    assert call.state == "stopped"
