"""Sweeps and searches in the background: to be watched and stopped."""

import os
from dataclasses import dataclass

from sum.simulation.background import ACTIVE, State, Stopped, Work
from sum.simulation.sweep.keep import Keep
from sum.simulation.sweep.run import play
from sum.simulation.sweep.sweep import Sweep
from sum.simulation.sweep.table import Table, collect
from sum.simulation.sweep.threshold import Probe, Search, Threshold, find_threshold
from sum.simulation.sweep.work import Result


@dataclass(frozen=True)
class SweepSight:
    """What there is to see of a sweep at one moment.

    Attributes
    ----------
    state : {"waiting", "running", "done", "stopped", "failed"}
    done, runs : int
        How many runs are done, and how many there are.
    before : int
        How many others go on or wait before it.
    table : Table
        What is done.
    problem : str
        Why it failed.
    """

    state: State
    done: int
    runs: int
    before: int
    table: Table
    problem: str

    @property
    def active(self) -> bool:
        """Whether it may still change."""
        return self.state in ACTIVE


class SweepJob(Work):
    """A sweep that `sum.simulation.background.start` begins.

    Parameters
    ----------
    sweep : Sweep
    jobs : int
        How many processes; by default one less than there are processors, but two.
    keep : Keep, optional
        As in `run_sweep`.
    """

    kind = "sweep"

    def __init__(self, sweep: Sweep, *, jobs: int = 0, keep: Keep | None = None) -> None:
        super().__init__()
        self.sweep = sweep
        self._jobs, self._keep = jobs or processes(), keep
        self._results: list[Result] = []

    @property
    def size(self) -> int:
        """What it takes, in events: a result is as large as some of them."""
        return 20 * len(self._results)

    def look(self) -> SweepSight:
        """How it stands; looking keeps it alive."""
        self.seen()
        before = self.before
        with self._changed:
            done = list(self._results)
            return SweepSight(
                self.state,
                len(done),
                self.sweep.runs,
                before,
                collect(self.sweep, done),
                self.problem,
            )

    def _do(self) -> State:
        self._become("running")
        steps = play(self.sweep, jobs=self._jobs, keep=self._keep)
        try:
            for results in steps:
                with self._changed:
                    self._results += results
                if not self.wanted:
                    break
        finally:
            steps.close()
        return "done" if len(self._results) == self.sweep.runs else "stopped"


class SearchJob(Work):
    """A search for a threshold that `sum.simulation.background.start` begins.

    Parameters
    ----------
    search : Search
    jobs, keep
        As for `SweepJob`.

    Attributes
    ----------
    probes : tuple of Probe
        What has been tried so far.
    found : Threshold or None
        The answer, once there is one.
    """

    kind = "sweep"

    def __init__(self, search: Search, *, jobs: int = 0, keep: Keep | None = None) -> None:
        super().__init__()
        self.search = search
        self._jobs, self._keep = jobs or processes(), keep
        self.probes: tuple[Probe, ...] = ()
        self.found: Threshold | None = None

    def _do(self) -> State:
        self._become("running")
        try:
            self.found = find_threshold(
                self.search, jobs=self._jobs, keep=self._keep, progress=self._take
            )
        except Stopped:
            return "stopped"
        return "done"

    def _take(self, probe: Probe) -> None:
        self.probes = (*self.probes, probe)
        if not self.wanted:
            raise Stopped


def processes() -> int:
    """How many processes a sweep has while others use the same machine."""
    return max(2, (os.cpu_count() or 2) - 1)
