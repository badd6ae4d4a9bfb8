"""A simulation in the background: to be watched, paused and stopped.

>>> from sum.simulation.background import start
>>> from sum.simulation.scenario import Scenario, with_value
>>> job = start(lambda: Job(with_value(Scenario(), "run.contributions", 5)))
>>> job.wait(60), job.look().state
(True, 'done')
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from sum.errors import SumError
from sum.simulation.background import ACTIVE, MOST_SIZE, State, Work
from sum.simulation.lab.records import Moment, Person, Run
from sum.simulation.lab.simulation import Simulation
from sum.simulation.scenario import Scenario

PATIENCE = 60.0
"""After so many seconds a paused simulation lets others have its turn."""


@dataclass(frozen=True)
class Sight:
    """What there is to see of a simulation at one moment.

    Attributes
    ----------
    state : {"waiting", "preparing", "running", "paused", "done", "stopped", "failed"}
    progress : float
        From 0 to 1.
    before : int
        How many others go on or wait before it.
    people : tuple of Person
    tested : int
        How many samples the hidden test set has; 0 while it is prepared.
    ideal : float or None
        Accuracy of a model trained on everything.
    moments : tuple of Moment
        So far.
    counts : tuple of dict
        For each moment how many events of each kind there were until then; "refused" is a kind.
    run : Run or None
        What came of it, once it has ended.
    kept : object
        What `Job`'s `then` gave.
    problem : str
        Why it failed, why it was stopped before its end, or why `then` failed.
    """

    state: State
    progress: float = 0.0
    before: int = 0
    people: tuple[Person, ...] = ()
    tested: int = 0
    ideal: float | None = None
    moments: tuple[Moment, ...] = ()
    counts: tuple[dict[str, int], ...] = ()
    run: Run | None = None
    kept: object = None
    problem: str = ""

    @property
    def active(self) -> bool:
        """Whether it may still change."""
        return self.state in ACTIVE


class Job(Work):
    """A simulation that `sum.simulation.background.start` begins.

    Parameters
    ----------
    scenario : Scenario
    engine : {"twin", "tester"}
    pace : float
        Seconds that it shall take at least, so that one can watch.
    then : callable, optional
        Called with the `Run` in the job's thread before anybody else sees it, unless it failed.
    """

    def __init__(
        self,
        scenario: Scenario,
        engine: str = "twin",
        pace: float = 0.0,
        then: Callable[[Run], object] | None = None,
    ) -> None:
        super().__init__()
        self.scenario, self.engine = scenario, engine
        self._pace, self._then = pace, then
        self._progress = 0.0
        self._simulation: Simulation | None = None
        self._moments: list[Moment] = []
        self._counts: list[dict[str, int]] = []
        self._run: Run | None = None
        self._kept: object = None

    @property
    def size(self) -> int:
        """How many events are remembered."""
        return len(self._run.events) if self._run else 0

    def look(self) -> Sight:
        """How it stands; looking keeps it alive."""
        self.seen()
        before = self.before
        with self._changed:
            simulation = self._simulation
            return Sight(
                self.state,
                self._progress,
                before,
                simulation.people if simulation else (),
                simulation.tested if simulation else 0,
                simulation.ideal if simulation else None,
                tuple(self._moments),
                tuple(self._counts),
                self._run,
                self._kept,
                self.problem,
            )

    def pause(self) -> None:
        """Stand still after the moment that is being worked on; `go_on` ends it."""
        self._ask("pause")

    def go_on(self) -> None:
        """Play on."""
        self._ask("play")

    # ----------------------------------------------------------------------------- in its thread

    def _do(self) -> State:
        self._become("preparing")
        simulation = Simulation(self.scenario, engine=self.engine, ideal=True)
        self._simulation = simulation
        self._become("running")
        rested = self._play(simulation)
        run = simulation.result()
        run = replace(run, seconds=round(max(0.0, run.seconds - rested), 3))
        if self._then:
            try:
                self._kept = self._then(run)
            except SumError as error:  # the run is there all the same
                self.problem = str(error)
        with self._changed:
            self._run = run
        return "stopped" if run.ended == "stopped" else "done"

    def _play(self, simulation: Simulation) -> float:
        """Play it; how many seconds it stood still."""
        begun, counted, rested = time.monotonic(), 0, 0.0
        kinds: Counter[str] = Counter()
        for moment in simulation.play():
            events = simulation.events
            kinds.update("refused" if each.refused else each.kind for each in events[counted:])
            counted = len(events)
            with self._changed:
                self._moments.append(moment)
                self._counts.append(dict(kinds))
                self._progress = simulation.progress()
            if counted > MOST_SIZE:  # one visitor must not take all the memory
                self.problem = f"It was stopped after {MOST_SIZE:,} events."
                break
            stood = self._stand()
            begun += stood
            rested += stood + self._rest(begun + self._pace * self._progress)
            if not self.wanted:
                break
        return rested

    def _stand(self) -> float:
        """Stand still for as long as it is paused; how many seconds that took."""
        begun = time.monotonic()
        while self._wish == "pause" and self.wanted:
            self._become("paused")
            with self._changed:
                self._changed.wait_for(lambda: self._wish != "pause", 1.0)
            if time.monotonic() - begun > PATIENCE:
                self._give_back()
        if self.state == "paused":
            self._wait_again()
            self._become("running")
        return time.monotonic() - begun

    def _rest(self, until: float) -> float:
        """Wait until a moment (monotonic), unless somebody wants something else; how long."""
        begun = time.monotonic()
        with self._changed:
            while self._wish == "play" and (rest := until - time.monotonic()) > 0:
                self._changed.wait(rest)
        return time.monotonic() - begun
