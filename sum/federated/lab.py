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

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sum.federated.attackers import ATTACKS, Public, aim
from sum.federated.direction import Integers
from sum.federated.lanes import ONE, from_lanes, to_lanes
from sum.federated.learners import Batch, Floats, LinearLearner, accuracy, predicted
from sum.federated.privacy import clip
from sum.federated.records import FederatedRun, Outcome, RoundRecord
from sum.federated.rounds import Rounds, Submitted, group_places
from sum.federated.settings import RATE, STEPS, Settings
from sum.federated.shards import Division, Shard, divide
from sum.federated.watching import Observer

if TYPE_CHECKING:
    from sum.federated.staged import Staged


class Federation:
    """People who train one model together, some of whom may attack.

    Parameters
    ----------
    settings : Settings
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.division = divide(
            settings.data,
            clients=settings.clients,
            rounds=settings.rounds,
            alpha=settings.alpha,
            seed=settings.seed,
        )
        self._attack = ATTACKS[settings.attack]
        # The same people hold the same shards, whatever the attack; noise is another matter.
        chosen = np.random.default_rng([settings.seed, 1]).permutation(settings.clients)
        self._bad: list[int] = sorted(chosen[: settings.attacking].tolist())
        self._noise = np.random.default_rng([settings.seed, 2])
        self._whims = np.random.default_rng([settings.seed, 3])
        self._groups = np.random.default_rng([settings.seed, 4])
        self._learner = LinearLearner(STEPS, RATE)
        self._batch = Batch.of(self.division.task, self._shards())
        self._steps: list[Floats] = []
        self._engine = _engine(settings, self.division)
        self._profits = [0] * settings.clients
        self._records: list[RoundRecord] = []
        honest = np.array([not bad for bad in self.attackers])
        self._observer = Observer(settings, honest)

    @property
    def attackers(self) -> tuple[bool, ...]:
        """Which clients attack."""
        return tuple(place in self._bad for place in range(self.settings.clients))

    def __iter__(self) -> Iterator[RoundRecord]:
        """Play on; who stops asking pauses it."""
        while len(self._records) < self.settings.rounds:
            yield self._play_one()

    def result(self) -> FederatedRun:
        """What came of it so far."""
        division = self.division
        start = accuracy(np.zeros_like(self._model()), division.task, division.test)
        classes = len(division.task.classes)
        return FederatedRun(
            settings=self.settings,
            task=division.task,
            attackers=self.attackers,
            mixes=tuple(shard.mix(classes) for shard in division.shards),
            start=start,
            records=tuple(self._records),
        )

    def _shards(self) -> list[Shard]:
        """What everybody trains on."""
        shards = list(self.division.shards)
        for place in self._bad:
            shards[place] = self._attack.poison(self.division.task, shards[place])
        return shards

    def _model(self) -> Floats:
        return np.asarray(self._engine.model / ONE)

    def _play_one(self) -> RoundRecord:
        settings, number = self.settings, len(self._records)
        present = self._present()
        silent = tuple(bad and self._attack.silent for bad in self.attackers)
        true = self._updates()
        noise = self._noise.normal(scale=settings.sigma, size=true.shape) if settings.sigma else 0.0
        lanes = np.array([from_lanes(to_lanes(row)) for row in true + noise])
        outcome = self._engine.play(
            Submitted(
                round=number,
                updates=lanes,
                present=present,
                silent=silent,
                portion=self.division.portions[number],
                groups=self._grouped(present),
                pairs=self._pairs(present),
                lend=self._attack.lend,
            ),
            final=number + 1 == settings.rounds,
        )
        if outcome.accepted:
            self._steps.append(outcome.step / ONE)
        self._book(outcome)
        self._observer.watch(true, lanes, outcome)
        self._records.append(self._record(number, present, silent, lanes, outcome))
        return self._records[-1]

    def _present(self) -> tuple[bool, ...]:
        """Who has a stake left; that of a round that waits is not back yet."""
        settings = self.settings
        staked = self._engine.staked
        return tuple(
            settings.means + profit - (settings.stake if place in staked else 0) >= settings.stake
            for place, profit in enumerate(self._profits)
        )

    def _updates(self) -> Floats:
        """What everybody would submit, before noise."""
        settings, model = self.settings, self._model()
        updates = clip(self._learner.updates(model, self._batch), settings.clip)
        if self._bad:
            public = Public(model, self._steps, settings.clip)
            own = updates[self._bad]
            updates[self._bad] = self._attack.updates(own, public, self._whims)
        return updates

    def _pairs(self, present: Sequence[bool]) -> tuple[tuple[int, int], ...]:
        """Two and two attackers, where they lie for each other."""
        both = zip(self._bad[::2], self._bad[1::2], strict=False)
        if not self._attack.paired:
            return ()
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

    def _record(
        self,
        number: int,
        present: tuple[bool, ...],
        silent: tuple[bool, ...],
        lanes: Integers,
        outcome: Outcome,
    ) -> RoundRecord:
        task, test = self.division.task, self.division.test
        source, target = aim(task)
        said = predicted(self._model(), task, test)
        return RoundRecord(
            round=number,
            present=present,
            silent=silent,
            outcome=outcome,
            accuracy=float(np.mean(said == test.labels)),
            mistaken=float(np.mean(said[test.labels == source] == target)),
            profits=tuple(self._profits),
            epsilon=self._observer.epsilon(),
            leakage=self._observer.leakage(),
            updates=lanes,
        )


def _engine(settings: Settings, division: Division) -> "Rounds | Staged":
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
