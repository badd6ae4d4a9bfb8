"""A federation in the background, round after round, and the same at every setting of the dial."""

from dataclasses import dataclass, replace

from sum.federated.lab import Federation
from sum.federated.records import FederatedRun
from sum.federated.settings import DIALS, Settings
from sum.simulation.background import ACTIVE, State, Work


@dataclass(frozen=True)
class Point:
    """What came of one setting of the dial.

    Attributes
    ----------
    dial : str
    accuracy, leakage : float
        At the end.
    attacker_profit, honest_profit : float
        On average, in ether.
    """

    dial: str
    accuracy: float
    leakage: float
    attacker_profit: float
    honest_profit: float


@dataclass(frozen=True)
class Sight:
    """What there is to see of a federation at one moment.

    Attributes
    ----------
    state : {"waiting", "preparing", "running", "paused", "done", "stopped", "failed"}
    progress : float
        From 0 to 1, the other settings of the dial included.
    before : int
        How many others go on or wait before it.
    run : FederatedRun or None
        So far, without updates.
    clean : tuple of float
        Accuracy after each round where nobody attacks.
    points : tuple of Point
        Of the settings of the dial that were played to their end.
    problem : str
    """

    state: State
    progress: float
    before: int
    run: FederatedRun | None
    clean: tuple[float, ...]
    points: tuple[Point, ...]
    problem: str

    @property
    def active(self) -> bool:
        """Whether it may still change."""
        return self.state in ACTIVE

    @property
    def complete(self) -> bool:
        """Whether the federation itself was played to its end."""
        return self.run is not None and len(self.run.records) == self.run.settings.rounds


class Job(Work):
    """Plays what was asked for, then the same without an attack and at the dial's other settings.

    Parameters
    ----------
    settings : Settings
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self._run: FederatedRun | None = None
        self._clean: list[float] = []
        self._points: list[Point] = []
        self._played = 0

    @property
    def size(self) -> int:
        """How much is remembered, in numbers of a kind that others count as events."""
        return self._played * self.settings.clients

    def look(self) -> Sight:
        """How it stands; looking keeps it alive."""
        self.seen()
        before = self.before
        with self._changed:
            return Sight(
                self.state,
                min(1.0, self._played / (self.settings.rounds * self._parts)),
                before,
                self._run,
                tuple(self._clean),
                tuple(self._points),
                self.problem,
            )

    @property
    def _parts(self) -> int:
        return len(DIALS) + (1 if self.settings.attacking else 0)

    def _do(self) -> State:
        self._become("preparing")
        asked = self.settings
        others = [replace(asked, dial=dial) for dial in DIALS if dial != asked.dial]
        if not self._play(asked, show=True):
            return "stopped"
        if asked.attacking and not self._play(replace(asked, attack="none"), clean=True):
            return "stopped"
        return "done" if all(map(self._play, others)) else "stopped"

    def _play(self, settings: Settings, *, show: bool = False, clean: bool = False) -> bool:
        """Play a federation; whether to its end."""
        federation = Federation(settings)
        self._become("running")
        for record in federation:
            with self._changed:
                self._played += 1
                if show:
                    self._run = _light(federation.result())
                if clean or (show and not settings.attacking):
                    self._clean.append(record.accuracy)
            if not self.wanted:
                return False
        if not clean:
            with self._changed:
                self._points.append(_point(federation.result()))
        return True


def _light(run: FederatedRun) -> FederatedRun:
    """A run without everybody's updates, which take megabytes."""
    records = tuple(replace(record, updates=record.updates[:0]) for record in run.records)
    return replace(run, records=records)


def _point(run: FederatedRun) -> Point:
    return Point(
        run.settings.dial, run.accuracy, run.leakage, run.attacker_profit, run.honest_profit
    )
