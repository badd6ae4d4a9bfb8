"""What every incentive mechanism can do: its parameters, and its twin with the state it keeps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol, Self

from sum.records import Contribution
from sum.units import Seconds, Wei


@dataclass(frozen=True)
class Claim:
    """An account asks for what is left of a contribution that is not settled.

    Attributes
    ----------
    contribution : Contribution
    deposit, claimable : Wei
        What was put at stake, and what is left of it.
    account : str
        Who asks.
    is_owner : bool
        Whether that is the contract's owner.
    elapsed : Seconds
        Since the contribution.
    agrees : callable
        Asks the model whether it predicts the contribution's label now. A rule that does not
        depend on the model must not ask it.
    """

    contribution: Contribution
    deposit: Wei
    claimable: Wei
    account: str
    is_owner: bool
    elapsed: Seconds
    agrees: Callable[[], bool]


class Incentive(Protocol):
    """The exact twin of an incentive contract: its state, and its checks in its order.

    The trainer asks first (`stake`, `refund_cause`, `report_cause`), does what else there is to
    do, and tells afterwards (`on_add`, `on_refund`, `on_report`): what is refused half-way has
    changed nothing.
    """

    @property
    def last(self) -> Seconds:
        """Block time of the last contribution, of the opening before there is one."""
        ...

    @property
    def total_good(self) -> int:
        """How many good contributions all accounts have."""
        ...

    def good(self, account: str) -> int:
        """How many good contributions an account has."""
        ...

    def open(self, now: Seconds) -> None:
        """Take contributions from now on.

        Raises
        ------
        NotOpen
            When it is open already.
        """
        ...

    def cost(self, now: Seconds) -> Wei:
        """What a contribution has to put at stake now."""
        ...

    def stake(self, value: Wei, now: Seconds) -> Wei:
        """What a contribution puts at stake, out of what is sent along.

        Raises
        ------
        NotOpen, TooLittleEther
        """
        ...

    def on_add(self, now: Seconds) -> None:
        """A contribution was made."""
        ...

    def refund_cause(self, claim: Claim) -> str:
        """Why the contributor gets no refund now, "" when there is one."""
        ...

    def on_refund(self, claim: Claim) -> None:
        """A refund was made."""
        ...

    def report_cause(self, claim: Claim) -> tuple[str, Wei]:
        """Why an account may not take of a deposit now, "" when it may; and how much."""
        ...

    def on_report(self, claim: Claim) -> None:
        """A report was paid."""
        ...

    def copy(self) -> Self:
        """The same state, on its own from here."""
        ...


class AnyTerms(Protocol):
    """The parameters of an incentive mechanism; their class says which one it is.

    Attributes
    ----------
    name : str
        The contract's file name without its ending.
    """

    name: ClassVar[str]

    def arguments(self) -> tuple[int, ...]:
        """What the contract's constructor takes."""
        ...

    def mechanism(self) -> Incentive:
        """The twin of a contract that was deployed with these and is not open yet."""
        ...
