"""Federations played in this process: what the privacy dial does to quality and to fairness.

::

    federation = Federation(Settings(dial="scalar", attack="label_flip", seed=1))
    for record in federation:                a RoundRecord, as soon as a round is over
        ...
    run = federation.result()                a FederatedRun of what was played so far

    run = play(Settings(...))                all of it

>>> run = play(Settings(data="breast-cancer", clients=6, rounds=3, seed=1))
>>> len(run.records), run.accuracy > 0.8, run.digest() == play(run.settings).digest()
(3, True, True)
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sum.federated.attackers import ATTACKS, ColludingPair, Public, aim, attack_of
from sum.federated.direction import Integers
from sum.federated.lanes import ONE, from_lanes, to_lanes
from sum.federated.learners import Batch, Floats, LinearLearner, accuracy_at_start, predicted
from sum.federated.privacy import clip
from sum.federated.records import OUT, FederatedRun, Outcome, RoundRecord, usual
from sum.federated.rounds import Rounds, Submitted, group_places
from sum.federated.settings import RATE, STEPS, Settings, division_of
from sum.federated.shards import Division
from sum.federated.watching import Observer


class Engine(Protocol):
    """What plays rounds: `sum.federated.rounds.Rounds` or `sum.federated.staged.Staged`."""

    @property
    def model(self) -> Integers:
        """The model’s weights in 1 / `ONE`, shape (d,)."""

    @property
    def staked(self) -> tuple[int, ...]:
        """Whose stakes are in a round that waits."""

    def play(self, submitted: Submitted, *, final: bool) -> Outcome:
        """Play a round; `final` when none follows."""

    def take_up(self, submitted: Submitted, outcome: Outcome, /) -> None:
        """Count a round that another one has played."""


Make = Callable[[Settings, Division], Engine]


@dataclass(frozen=True, eq=False)
class Due:
    """What everybody hands in in a round.

    Attributes
    ----------
    true : numpy.ndarray of float, shape (clients, d)
        Updates before noise.
    choices : tuple of str
        What each does, as in `RoundRecord`.
    submitted : Submitted
    """

    true: Floats
    choices: tuple[str, ...]
    submitted: Submitted


class Federation:
    """People who train one model together, some of whom may attack.

    Parameters
    ----------
    settings : Settings
    bad : sequence of int, optional
        Who attacks; by default the seed decides.
    make : callable, optional
        Makes the engine that plays rounds; by default it is the one of the settings.
    """

    def __init__(
        self, settings: Settings, *, bad: Sequence[int] | None = None, make: Make | None = None
    ) -> None:
        self.settings = settings
        self.division = division_of(settings)
        # The same people hold the same shards, whatever the attack; noise is another matter.
        chosen = np.random.default_rng([settings.seed, 1]).permutation(settings.clients)
        self._bad = sorted(chosen[: settings.attacking].tolist() if bad is None else bad)
        self._noise = np.random.default_rng([settings.seed, 2])
        self._whims = np.random.default_rng([settings.seed, 3])
        self._groups = np.random.default_rng([settings.seed, 4])
        self._learner = LinearLearner(STEPS, RATE)
        self._batches: dict[tuple[str, ...], Batch] = {}
        self._steps: list[Floats] = []
        self.engine = (make or _engine)(settings, self.division)
        self._due: Due | None = None
        self._profits = [0] * settings.clients
        self._records: list[RoundRecord] = []
        honest = np.array([not bad for bad in self.attackers])
        self._observer = Observer(settings, honest)

    @property
    def attackers(self) -> tuple[bool, ...]:
        """Which clients attack."""
        return tuple(place in self._bad for place in range(self.settings.clients))

    @property
    def usual(self) -> tuple[str, ...]:
        """What everybody does unless they decide otherwise."""
        return usual(self.settings.attack, self.attackers)

    def __iter__(self) -> Iterator[RoundRecord]:
        """Play on; who stops asking pauses it."""
        while len(self._records) < self.settings.rounds:
            due = self.due()
            yield self.enter(self.engine.play(due.submitted, final=self.is_last))

    @property
    def is_last(self) -> bool:
        """Whether no round follows the one to come."""
        return len(self._records) + 1 == self.settings.rounds

    def due(self, choices: Sequence[str] | None = None) -> Due:
        """What everybody hands in in the round to come; the same until it is entered.

        Parameters
        ----------
        choices : sequence of str, optional
            What each does (`HONEST`, `OUT` or the name of an attack); by default as usual.
        """
        if self._due is None:
            self._due = self._make(tuple(choices or self.usual))
        return self._due

    def enter(self, outcome: Outcome) -> RoundRecord:
        """Enter what came of the round.

        Parameters
        ----------
        outcome : Outcome
            What the engine made of what was due.
        """
        due, self._due = self.due(), None
        if outcome.accepted:
            self._steps.append(outcome.step / ONE)
        self._book(outcome)
        self._observer.watch(due.true, due.submitted.updates, outcome)
        self._records.append(self._record(due, outcome))
        return self._records[-1]

    def resume(self, records: Sequence[RoundRecord]) -> None:
        """Be where another one was that has played these rounds; nothing was played here yet.

        Parameters
        ----------
        records : sequence of RoundRecord
            Their updates are worked out anew.
        """
        for record in records:
            due = self.due(record.choices)
            self.engine.take_up(due.submitted, record.outcome)
            self.enter(record.outcome)

    def result(self) -> FederatedRun:
        """What came of it so far."""
        division = self.division
        classes = len(division.task.classes)
        return FederatedRun(
            settings=self.settings,
            task=division.task,
            attackers=self.attackers,
            mixes=tuple(shard.mix(classes) for shard in division.shards),
            start=accuracy_at_start(division),
            records=tuple(self._records),
        )

    def _batch(self, choices: tuple[str, ...]) -> Batch:
        """What everybody trains on."""
        if choices not in self._batches:
            task, both = self.division.task, zip(choices, self.division.shards, strict=True)
            shards = [attack_of(name).poison(task, shard) for name, shard in both]
            self._batches = {choices: Batch.of(task, shards)}
        return self._batches[choices]

    def _model(self) -> Floats:
        return np.asarray(self.engine.model / ONE)

    def _make(self, choices: tuple[str, ...]) -> Due:
        settings, number = self.settings, len(self._records)
        present = self._present(choices)
        true = self._updates(choices)
        noise = self._noise.normal(scale=settings.sigma, size=true.shape) if settings.sigma else 0.0
        submitted = Submitted(
            round=number,
            updates=np.array([from_lanes(to_lanes(row)) for row in true + noise]),
            present=present,
            silent=tuple(attack_of(name).silent for name in choices),
            portion=self.division.portions[number],
            groups=self._grouped(present),
            pairs=self._pairs(choices, present),
            lend=ColludingPair.lend,
        )
        return Due(true, choices, submitted)

    def _present(self, choices: Sequence[str]) -> tuple[bool, ...]:
        """Who takes part, and has a stake left; that of a round that waits is not back yet."""
        settings = self.settings
        staked = self.engine.staked
        return tuple(
            name != OUT
            and settings.means + profit - (settings.stake if place in staked else 0)
            >= settings.stake
            for place, (profit, name) in enumerate(zip(self._profits, choices, strict=True))
        )

    def _updates(self, choices: tuple[str, ...]) -> Floats:
        """What everybody would submit, before noise."""
        settings, model = self.settings, self._model()
        updates = clip(self._learner.updates(model, self._batch(choices)), settings.clip)
        public = Public(model, self._steps, settings.clip)
        for name, attack in ATTACKS.items():  # who attacks alike knows each other
            rows = [place for place, each in enumerate(choices) if each == name]
            if rows:
                updates[rows] = attack.updates(updates[rows], public, self._whims)
        return updates

    def _pairs(
        self, choices: Sequence[str], present: Sequence[bool]
    ) -> tuple[tuple[int, int], ...]:
        """Two and two attackers, where they lie for each other."""
        paired = [place for place, name in enumerate(choices) if attack_of(name).paired]
        both = zip(paired[::2], paired[1::2], strict=False)
        return tuple((one, other) for one, other in both if present[one] and present[other])

    def _grouped(self, present: Sequence[bool]) -> tuple[tuple[int, ...], ...]:
        if not self.settings.regroup:
            return group_places(present, self.settings.group)
        order = self._groups.permutation(self.settings.clients)
        found = group_places([present[place] for place in order], self.settings.group)
        return tuple(tuple(sorted(order[list(group)].tolist())) for group in found)

    def _book(self, outcome: Outcome) -> None:
        for each in outcome.settlements:
            for place, (pay, fee, lost) in enumerate(
                zip(each.pays, each.fees, each.lost, strict=True)
            ):
                self._profits[place] += pay - fee - lost

    def _record(self, due: Due, outcome: Outcome) -> RoundRecord:
        task, test, submitted = self.division.task, self.division.test, due.submitted
        source, target = aim(task)
        said = predicted(np.asarray(outcome.model / ONE), task, test)
        return RoundRecord(
            round=submitted.round,
            present=submitted.present,
            silent=submitted.silent,
            outcome=outcome,
            accuracy=float(np.mean(said == test.labels)),
            mistaken=float(np.mean(said[test.labels == source] == target)),
            profits=tuple(self._profits),
            epsilon=self._observer.epsilon(),
            leakage=self._observer.leakage(),
            updates=submitted.updates,
            choices=due.choices,
        )


def _engine(settings: Settings, division: Division) -> Engine:
    """What plays rounds, and always gives the same: NumPy, or the contract on a chain."""
    if settings.engine == "twin":
        return Rounds(settings, division.task)
    from sum.federated.staged import Staged  # noqa: PLC0415 - only who wants a chain waits for it

    return Staged(settings, division)


def play(settings: Settings) -> FederatedRun:
    """Play a federation to its end.

    Parameters
    ----------
    settings : Settings
    """
    federation = Federation(settings)
    for _ in federation:
        pass
    return federation.result()
