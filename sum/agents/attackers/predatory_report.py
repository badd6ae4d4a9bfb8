"""Predatory report: poison until honest contributions look wrong, report them, heal."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from sum.agents.attackers.base import Attack, many, refund_wait, wrong
from sum.agents.base import Action, Contribute, View
from sum.agents.policies import claim
from sum.datasets import Sample
from sum.models.base import Model
from sum.records import Contribution
from sum.units import HOUR, Seconds


@dataclass(frozen=True, kw_only=True)
class PredatoryReport(Attack):
    """Looks for the wrong label that turns most of what others can get back just now.

    What it costs: a wrong contribution for each strike, of which some may come back once the model
    is pushed again. It pays where one of them turns several honest ones that their owners have not
    fetched yet, and a report is final at once.
    """

    name: str = "Predator"

    title: ClassVar[str] = "Predatory report"
    summary: ClassVar[str] = (
        "Poison the model until honest contributions look wrong, and report those at once."
    )
    needs_claims: ClassVar[bool] = True
    burst: ClassVar[int] = 3

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost."""
        return (
            f"Spends {many(strength)} on the wrong labels that make most of others’"
            f" contributions look wrong. {cls.PRICE} Somebody with credit then reports those,"
            " whose deposits are due, and lets the model heal."
        )

    @classmethod
    def crew(cls, accounts: tuple[str, ...]) -> "tuple[PredatoryReport, ...]":
        """One who looks every hour."""
        [patient] = super().crew(accounts)
        return (replace(patient, mean_wait=Seconds(HOUR), wait_deviation=Seconds(60)),)

    def act(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Earn credit first; then strike, report, and heal."""
        if view.good():
            struck = list[Sample]()
            for action in self.contribute(view, rng):
                if isinstance(action, Contribute):
                    struck.append(action.sample)
                yield action
            yield from claim(view, leftovers=self.leftovers)
            if not struck:
                yield from self.farm(view, rng)
            for sample in struck if self.cast else ():
                yield from self.push(view, sample, sample.label, 1, self.limit(rng))
        else:
            yield from self.known(view, rng)
            yield from claim(view, leftovers=self.leftovers)

    def farm(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Earn more credit now and then, since a share is by credit."""
        if self.cast and rng.random() < FARMS:
            yield from self.known(view, rng)

    def contribute(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute what turns most, until there is enough to report or the money is spent."""
        victims = prey(view)
        if self.cast and len(victims) * view.good() <= view.total_good():
            return  # not even if it turned them all
        for number in range(self.strength):
            sample, label, turned = worst(view, victims, rng)
            # A patient one does not strike for less than a deposit.
            if self.cast and len(turned) * view.good() <= (number + 1) * view.total_good():
                return
            if not self.affords(view, sample, label, self.limit(rng)):
                return
            yield Contribute(sample, label)


FARMS = 1 / 6
"""How often a predator who sees no prey farms instead."""
TRIED = 20
"""How many wrong labels to try out before a strike."""


def prey(view: View) -> list[Contribution]:
    """Others' contributions that are due, and with which the model agrees."""
    oldest = view.now - refund_wait(view.terms)
    return [
        each
        for each in view.unsettled()
        if each.time <= oldest
        and each.contributor != view.account
        and view.predict(each.data) == each.label
    ]


def worst(
    view: View, victims: list[Contribution], rng: np.random.Generator
) -> tuple[Sample, int, list[Contribution]]:
    """Of some wrong labels the one that turns most of these, and which it turns."""
    tried = []
    for _ in range(TRIED if victims else 1):
        sample, label = wrong(view, rng)
        model = view.model()
        model.learn_one(sample.data, label)
        tried.append((sample, label, _turned(model, victims)))
    return max(tried, key=lambda each: len(each[2]))


def _turned(model: Model, victims: list[Contribution]) -> list[Contribution]:
    return [each for each in victims if model.predict_one(each.data) != each.label]
