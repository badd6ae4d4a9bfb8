"""What is kept of contributions that are not settled, and of the accounts that may claim them."""

from collections.abc import Iterable
from typing import NamedTuple

from sum.records import Contribution
from sum.units import Wei


class Entry(NamedTuple):
    """A contribution that is not settled.

    Attributes
    ----------
    contribution : Contribution
    deposit, claimable : Wei
        What was put at stake, and what is left of it.
    """

    contribution: Contribution
    deposit: Wei
    claimable: Wei


class Judged(NamedTuple):
    """A contribution, and whether the model agrees with its label."""

    entry: Entry
    agreed: bool


class Own:
    """The numbers of an account's own contributions that are old enough for a refund.

    Attributes
    ----------
    agreed, disputed : set of int
        By what the model thinks of them.
    late : set of int
        Those of them that may be refunded whatever it thinks.
    """

    def __init__(
        self, agreed: Iterable[int] = (), disputed: Iterable[int] = (), late: Iterable[int] = ()
    ) -> None:
        self.agreed, self.disputed, self.late = set(agreed), set(disputed), set(late)

    def copy(self) -> "Own":
        """The same, on its own from here."""
        return Own(self.agreed, self.disputed, self.late)

    def turn(self, number: int) -> None:
        """The model has changed its mind about one of them."""
        for here, there in ((self.agreed, self.disputed), (self.disputed, self.agreed)):
            if number in here:
                here.remove(number)
                there.add(number)
                return

    def discard(self, number: int) -> None:
        """Take one away, wherever it is."""
        for numbers in (self.agreed, self.disputed, self.late):
            numbers.discard(number)


class Others:
    """The numbers of what an account could report, as it was at its last visit.

    Attributes
    ----------
    numbers : set of int
    turns : int
        How often the model had changed its mind by then, about anything.
    """

    def __init__(self, numbers: Iterable[int], turns: int) -> None:
        self.numbers, self.turns = set(numbers), turns

    def copy(self) -> "Others":
        """The same, on its own from here."""
        return Others(self.numbers, self.turns)
