"""What a worker does: runs, one after the other; and how it is known by which code.

A worker is another process, perhaps on another machine.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from sum.errors import SumError
from sum.simulation.lab import simulate, versions
from sum.simulation.lab.world import dataset_of
from sum.simulation.lab.world import forget as forget_data
from sum.simulation.scenario import Scenario, dumps

LARGE = 10_000
"""A data set with more samples is forgotten when the next one is wanted."""

_PACKAGE = Path(__file__).parents[2]
_DECIDE = ("agents", "datasets", "encoders", "incentives", "models", "simulation")
_held: dict[object, int] = {}
"""Which data was made last, and how many samples it has."""
_lock = Lock()


class Task(NamedTuple):
    """A run to do.

    Attributes
    ----------
    point, seed : int
        Which point of a sweep, with which seed.
    scenario : Scenario
        With that seed.
    """

    point: int
    seed: int
    scenario: Scenario


class Result(NamedTuple):
    """What has come of a run.

    Attributes
    ----------
    point, seed : int
    ended : str
        As in `sum.simulation.lab.Run`.
    figures : dict of str to float
        As `Run.figures` gives them.
    """

    point: int
    seed: int
    ended: str
    figures: dict[str, float]


def run_batch(tasks: Sequence[Task], expected: dict[str, str]) -> list[Result]:
    """Do runs.

    Parameters
    ----------
    tasks : sequence of Task
        Such of the same data together, which is made once.
    expected : dict of str to str
        The `fingerprint` of whoever wants them.

    Raises
    ------
    SumError
        When this worker has another version, or a scenario cannot be played.
    """
    here = fingerprint()
    if here != expected:
        other = [name for name in expected if here.get(name) != expected[name]]
        raise SumError(
            f"A worker has another version of {' and '.join(other)} than this process:"
            " start both again."
        )
    return [_run(task) for task in tasks]


def key_of(scenario: Scenario) -> str:
    """What a run is known by: everything that decides it, versions too."""
    plain = dumps(replace(scenario, title="", note=""))
    return sha256(f"{plain}\n{sorted(fingerprint().items())}".encode()).hexdigest()


@lru_cache(maxsize=1)
def fingerprint() -> dict[str, str]:
    """The versions that decide a run, and the hash of the code that does.

    Whoever changes a mechanism and forgets the version must not be given old runs.
    """
    files = [path for name in _DECIDE for path in (_PACKAGE / name).rglob("*.py")]
    code = sha256()
    for path in sorted([*files, *_PACKAGE.glob("*.py")]):
        code.update(path.relative_to(_PACKAGE).as_posix().encode())
        code.update(path.read_bytes())
    return {**versions(), "code": code.hexdigest()[:16]}


def _run(task: Task) -> Result:
    try:
        make_room(task.scenario)
        run = simulate(task.scenario)
    except SumError as error:
        raise SumError(f"Point {task.point}, seed {task.seed}: {error}") from error
    return Result(task.point, task.seed, run.ended, run.figures())


def make_room(scenario: Scenario) -> None:
    """Make a scenario's data, but first forget that of before, when it is other and large.

    A sweep may have many kinds of data, and each comes in one piece.

    Raises
    ------
    SumError
        When there is no such data.
    """
    key = data_key(scenario)
    with _lock:  # a worker on a cluster may have several threads
        if any(held != key and size > LARGE for held, size in _held.items()):
            forget_data()
        _held.clear()
        data = dataset_of(scenario)
        _held[key] = len(data.pool) + len(data.hidden)


def data_key(scenario: Scenario) -> tuple[object, ...]:
    """What data and opening model depend on."""
    return scenario.data, scenario.model, scenario.seed
