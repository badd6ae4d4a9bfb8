"""What an observer of a federation knows of its clients, round after round."""

from dataclasses import dataclass, field
from math import inf, sqrt

import numpy as np
import numpy.typing as npt

from sum.federated.direction import Integers
from sum.federated.lanes import ONE
from sum.federated.leakage import cosine, from_groups, from_scalars
from sum.federated.learners import Floats
from sum.federated.privacy import epsilon
from sum.federated.records import Outcome, Settlement
from sum.federated.settings import Settings
from sum.federated.terms import Dial


@dataclass
class Observer:
    """Sees what the dial shows, and puts it together.

    Parameters
    ----------
    settings : Settings
    honest : numpy.ndarray of bool, shape (clients,)
        Of whom leakage is told.
    """

    settings: Settings
    honest: npt.NDArray[np.bool_]
    _deviations: list[Floats] = field(default_factory=list)
    """Of true updates from the mean of those included, of each round."""
    _masked: list[tuple[Integers, Floats]] = field(default_factory=list)
    """What was submitted, and the mean of those included."""
    _rows: list[Floats] = field(default_factory=list)
    _known: list[Floats] = field(default_factory=list)
    _ratio: float = 0.0

    def watch(self, true: Floats, submitted: Integers, outcome: Outcome) -> None:
        """See a round.

        Parameters
        ----------
        true : numpy.ndarray, shape (clients, d)
            Updates without noise.
        submitted : numpy.ndarray of int64, shape (clients, d)
            With noise, in 1 / `ONE`.
        outcome : Outcome
        """
        included = np.array(outcome.included)
        mean = submitted[included].mean(axis=0) / ONE if included.any() else 0 * true[0]
        centre = true[included].mean(axis=0) if included.any() else 0 * true[0]
        self._deviations.append(true - centre)
        self._masked.append((submitted, mean))
        if self.settings.setting is Dial.GROUPS:
            self._see_groups(outcome, submitted / ONE - mean)
        for settlement in outcome.settlements:
            for row in self._opened(settlement):
                seen, average = self._masked[settlement.round]
                self._rows.append(row.astype(float))
                self._known.append((seen / ONE - average) @ row)
        self._add_ratio(outcome)

    def epsilon(self) -> float:
        """Of everything seen so far."""
        return epsilon(round(sqrt(self._ratio), 12)) if self._ratio < inf else inf

    def leakage(self) -> float:
        """How much can be told so far; see `sum.federated.leakage`."""
        true = np.mean(self._deviations, axis=0)
        dial = self.settings.setting
        if dial is Dial.MASKED or not (self._rows or dial is Dial.OPEN):
            return 0.0
        if dial is Dial.OPEN:
            told = np.mean([seen / ONE - mean for seen, mean in self._masked], axis=0)
        elif dial is Dial.GROUPS:
            told = from_groups(np.array(self._rows), np.array(self._known))
        else:
            told = from_scalars(np.array(self._rows), np.array(self._known))
        return cosine(told[self.honest], true[self.honest])

    def _opened(self, settlement: Settlement) -> tuple[Integers, ...]:
        """Along what a settlement has opened every update."""
        if not self.settings.setting.scored:
            return ()
        return settlement.directions[: 2 if self.settings.rule.known else 1]

    def _see_groups(self, outcome: Outcome, apart: Floats) -> None:
        for group in outcome.groups:
            members = np.zeros(len(apart))
            members[list(group)] = 1
            self._rows.append(members)
            self._known.append(members @ apart)

    def _add_ratio(self, outcome: Outcome) -> None:
        """What this round adds, squared: sensitivity divided by the noise of what is seen."""
        settings = self.settings
        if not settings.sigma:
            self._ratio = inf
            return
        together = 1
        if settings.setting is Dial.MASKED:
            together = max(1, sum(outcome.included))
        elif settings.setting is Dial.GROUPS:
            together = max(1, min(map(len, outcome.groups), default=1))
        self._ratio += (settings.clip / settings.sigma) ** 2 / together
