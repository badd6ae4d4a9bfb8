"""What attack strategies share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from sum.agents.base import Action, Contribute, View
from sum.agents.policies import Malicious, other_label, pick
from sum.datasets import Sample
from sum.errors import InputError
from sum.incentives.base import AnyTerms
from sum.records import Contribution
from sum.samples import Form
from sum.units import ETHER, HOUR, Seconds, Wei

ANY_PRICE, NO_DEVIATION = Wei(1_000 * ETHER), Wei(0)
PATIENT_PRICE = Wei(ETHER // 4)
"""What a patient attacker pays for a contribution at most: as people do when it is quiet."""
PATIENT, PATIENT_DEVIATION = Seconds(5 * HOUR), Seconds(HOUR)


@dataclass(frozen=True, kw_only=True)
class Attack(Malicious):
    """A malicious contributor who sends a burst at every visit.

    Parameters
    ----------
    strength : int
        How many contributions there are in a burst at most, from 1.
    part : int
        Which of the attacker's accounts this is, from 0.
    cast : tuple of str
        All of the attacker's accounts, by their parts; empty for one who acts alone.
    willing : Wei
        As in `Policy`, for each contribution of a burst: they follow each other within seconds,
        at the highest price there is, so that little money means short bursts.

    Raises
    ------
    InputError
        For a strength below 1, or as `Policy` does.
    """

    PRICE: ClassVar[str] = (
        "Every contribution puts a deposit at stake, and the less time has passed since the"
        " last one, the higher it is: a burst is dear."
    )

    strength: int = 5
    part: int = 0
    cast: tuple[str, ...] = ()
    willing: Wei = ANY_PRICE
    willing_deviation: Wei = NO_DEVIATION

    accounts: ClassVar[int] = 1
    """How many accounts the attacker needs; what they gain is pooled."""
    form: ClassVar[Form | None] = None
    """The form of samples without which there is no such attack."""
    needs_claims: ClassVar[bool] = False
    needs_market: ClassVar[bool] = False
    earns: ClassVar[bool] = False
    """Whether it does honest work, too, so that only what is above its pay is a gain."""
    sponsor: ClassVar[bool] = False
    """Whether the market's sponsor is the attacker."""
    burst: ClassVar[int] = 1
    """The strength of a patient attacker, who does not drive the price up."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.strength < 1:
            raise InputError("An attack has a strength of at least 1.")

    @classmethod
    def plan(cls, strength: int) -> str:
        """Say what a burst of this strength will do and cost, to a person."""
        raise NotImplementedError

    @classmethod
    def applies(cls, terms: AnyTerms, form: Form | None = None) -> bool:
        """Whether the attack means anything under a mechanism, with samples of a form.

        Parameters
        ----------
        terms : AnyTerms
            The mechanism's parameters, or their class.
        form : {"sparse", "dense"}, optional
            By default a form that suits.
        """
        if (cls.needs_claims and not terms.claims) or (cls.needs_market and terms.claims):
            return False
        return cls.form is None or form is None or cls.form == form

    @classmethod
    def crew(cls, accounts: tuple[str, ...]) -> tuple[Self, ...]:
        """Make the agents of one patient attacker.

        Parameters
        ----------
        accounts : tuple of str
            As many as `accounts` says.

        Returns
        -------
        tuple of Attack
            One for each account.
        """
        return tuple(
            cls(
                part=part,
                cast=accounts,
                strength=cls.burst,
                willing=PATIENT_PRICE,
                mean_wait=PATIENT,
                wait_deviation=PATIENT_DEVIATION,
            )
            for part in range(len(accounts))
        )

    def push(
        self, view: View, sample: Sample, label: int, most: int, limit: float
    ) -> Iterator[Action]:
        """Contribute a sample until the model predicts the label, `most` times at most."""
        for _ in range(most):
            if not self.affords(view, sample, label, limit):
                return
            yield Contribute(sample, label)
            if view.predict(sample.data) == label:
                return

    def known(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """Contribute a sample that the model is right about already, if there is one."""
        sample = known_sample(view, rng)
        if sample and self.affords(view, sample, sample.label, self.limit(rng)):
            yield Contribute(sample, sample.label)


def many(strength: int, what: str = "contribution") -> str:
    """How many there are, in words.

    >>> many(1), many(3, "sample")
    ('one contribution', '3 samples')
    """
    return f"one {what}" if strength == 1 else f"{strength} {what}s"


def due(view: View, contributions: Iterable[Contribution], wait: int) -> Seconds | None:
    """When the next of these is as old as that; None when all are, or there are none."""
    moments = [each.time + wait for each in contributions if each.time + wait > view.now]
    return Seconds(min(moments)) if moments else None


def own(view: View) -> list[Contribution]:
    """One's own contributions that are not settled, oldest first."""
    return [each for each in view.unsettled() if each.contributor == view.account]


def refund_wait(terms: AnyTerms) -> int:
    """How old a contribution has to be to be claimed; 0 where there are no claims."""
    return int(getattr(terms, "refund_wait", 0))


def known_sample(view: View, rng: np.random.Generator) -> Sample | None:
    """A sample whose true label the model predicts; None when there seems to be none."""
    for _ in range(TRIES):
        sample = pick(view, rng)
        if view.predict(sample.data) == sample.label:
            return sample
    return None


def wrong(view: View, rng: np.random.Generator) -> tuple[Sample, int]:
    """Any sample with a wrong label."""
    sample = pick(view, rng)
    return sample, other_label(sample.label, view.n_classes, rng)


TRIES = 50
"""How many samples to look at in search of one that serves."""
