"""The frame around the benchmarks: the clock, the figures, and how benchmarks are found."""

import pytest

from sum.bench import frame
from sum.bench.frame import Figure, find, milliseconds, names, per_second, seconds
from sum.bench.process import timed
from sum.errors import InputError, SumError


@pytest.fixture
def clock(monkeypatch):
    """A clock that only moves when it is told."""

    class Clock:
        now = 100.0

        def __call__(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(frame, "perf_counter", clock)
    return clock


def lasting(clock, *times):
    """Something that takes so long, the first time, the second time ..."""
    left = list(times)

    def act():
        clock.now += left.pop(0)

    return act


def test_the_median_without_warm_up_and_preparation(clock):
    prepared = []

    def prepare():
        clock.now += 1_000
        prepared.append(1)

    assert seconds(lasting(clock, 50, 1, 9, 2), 3, prepare) == pytest.approx(2)
    assert len(prepared) == 4


def test_units(clock):
    assert milliseconds(lasting(clock, 9, 0.5), 1) == pytest.approx(500)
    assert per_second(lasting(clock, 9, 0.5), 10, 1) == pytest.approx(20)


@pytest.mark.parametrize(
    ("value", "unit", "aim", "missed"),
    [
        (11, "ms", 10, True),
        (10, "ms", 10, False),
        (11, "1/s", 10, False),
        (9, "1/s", 10, True),
        (9, "s", None, False),
    ],
)
def test_an_aim_is_a_bound_on_the_right_side(value, unit, aim, missed):
    assert Figure("a.b", value, unit, aim).missed is missed


def test_what_measures_is_found_and_what_helps_is_not():
    assert {"chain", "compile", "driver", "room", "start", "twin"} <= set(names())
    assert not {"frame", "process", "__init__"} & set(names())


def test_a_new_file_is_a_new_benchmark(tmp_path):
    (tmp_path / "tea.py").write_text("import x\n\n\ndef figures(repeats):\n    yield\n")
    (tmp_path / "cup.py").write_text("def size():\n    return 1\n")
    assert names(tmp_path) == ("tea",)


def test_an_unknown_benchmark_is_told_the_known_ones():
    with pytest.raises(InputError, match="no benchmark 'frame'; there are actions, chain, "):
        find("frame")


def test_a_process_is_timed_after_a_warm_up(tmp_path):
    count = tmp_path / "count"
    program = f"""
from pathlib import Path
count = Path({str(count)!r})
count.write_text((count.read_text() if count.exists() else "") + "x")
print({{1: 50, 2: 1, 3: 9, 4: 2}}[len(count.read_text())])
"""
    assert timed(program, 3) == 2
    assert timed("import os; print(len(os.environ['SUM_HOME']))", 1, home=lambda: "four") == 4


def test_a_process_that_fails_is_a_sentence():
    with pytest.raises(SumError, match="nothing to be done"):
        timed("raise SystemExit('nothing to be done')", 1)
