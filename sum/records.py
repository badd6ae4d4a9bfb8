"""Records of what happens to a shared model, whichever engine runs it."""

from dataclasses import dataclass

from sum.units import Seconds, Wei


@dataclass(frozen=True, slots=True)
class Contribution:
    """What names a contribution; the contract keeps the hash of these four.

    Attributes
    ----------
    data : tuple of int
    label : int
    time : Seconds
        Timestamp of its block.
    contributor : str
        An account.
    """

    data: tuple[int, ...]
    label: int
    time: Seconds
    contributor: str

    def __hash__(self) -> int:
        """By what tells almost all apart, and is quicker than a hash of many values."""
        return hash((self.time, self.contributor))


@dataclass(frozen=True, slots=True)
class Added:
    """A contribution was made.

    Attributes
    ----------
    contribution : Contribution
    deposit : Wei
        What is at stake.
    receipt : int
        What the model changed, 0 for nothing; its model says what else it means.
    """

    contribution: Contribution
    deposit: Wei
    receipt: int


@dataclass(frozen=True, slots=True)
class Paid:
    """A refund or a take.

    Attributes
    ----------
    contribution : Contribution
        Of which it was paid.
    to : str
        The account that got it, or that reported.
    amount : Wei
        0 for a report that is only the first of two steps.
    left : Wei
        What can still be claimed of the contribution; 0 once it is settled.
    """

    contribution: Contribution
    to: str
    amount: Wei
    left: Wei


@dataclass(frozen=True, slots=True)
class Collected:
    """Somebody pulled what the mechanism itself owed.

    Attributes
    ----------
    to : str
        The account that got it.
    amount : Wei
    """

    to: str
    amount: Wei


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody asked the model for a label, and paid its owner.

    Attributes
    ----------
    account : str
        Who asked.
    label : int
        What the model predicted.
    fee : Wei
    """

    account: str
    label: int
    fee: Wei


Record = Added | Paid | Collected | Called
"""What came of something that somebody did."""


@dataclass(frozen=True)
class Verdict:
    """Whether a claim would succeed now.

    Attributes
    ----------
    ok : bool
    reason : str
        The revert's reason (`sum.errors.explain` says it in words), "" when it would succeed.
    """

    ok: bool
    reason: str


@dataclass(frozen=True, slots=True)
class State:
    """What the contract knows of a contribution.

    Attributes
    ----------
    deposit, claimable : Wei
        What was put at stake, and what is left of it.
    receipt : int
        As in `Added`.
    settled : bool
        Nothing can be claimed any more.
    """

    deposit: Wei
    claimable: Wei
    receipt: int
    settled: bool
