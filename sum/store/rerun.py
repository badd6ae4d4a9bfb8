"""A kept run, run again, to see whether the same comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from sum.simulation.lab import Run, Simulation, versions
from sum.simulation.lab.simulation import Progress


@dataclass(frozen=True)
class Rerun:
    """What came of running it again.

    Attributes
    ----------
    run : Run
    same : bool
        Whether its digest is that of the kept run.
    versions : mapping of str to (str, str)
        Versions that have changed in the meantime: then, and now; "" where there was none.
    """

    run: Run
    same: bool
    versions: Mapping[str, tuple[str, str]]


def again(old: Run, engine: str | None = None, progress: Progress | None = None) -> Rerun:
    """Run the same scenario with the same seed; who was stopped is stopped at the same moment.

    Parameters
    ----------
    old : Run
    engine : str, optional
        By default the same engine.
    progress : callable, optional
        Told how much is done (0 to 1) and the latest moment; what it raises ends the run.

    Raises
    ------
    InputError, ChainError
        When the scenario cannot be played (any more).
    """
    simulation = Simulation(
        old.scenario,
        engine=engine or old.engine,
        ideal=old.ideal is not None,
        drawn=old.drawn,
    )
    stopped = len(old.moments) if old.ended == "stopped" else None
    for moment in islice(simulation.play(), stopped):
        if progress:
            progress(simulation.progress(), moment)
    run = simulation.result()
    return Rerun(run, run.digest() == old.digest(), _changed(old.versions, versions()))


def _changed(then: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    pairs = {name: (then.get(name, ""), now.get(name, "")) for name in {**then, **now}}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
