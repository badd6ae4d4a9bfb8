"""What every incentive mechanism can do: its parameters, and its twin with the state it keeps."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, ClassVar, NamedTuple, Protocol, Self

from sum.errors import refusal
from sum.models.base import Model
from sum.records import Contribution
from sum.units import Seconds, Wei


class Stake(NamedTuple):
    """What a contribution costs.

    Attributes
    ----------
    cost : Wei
        What is kept of the ether that was sent along; the rest comes back.
    deposit : Wei
        What of it is put at stake.
    claimable : Wei
        What can be claimed of that, by a refund or by reports.
    """

    cost: Wei
    deposit: Wei
    claimable: Wei


class Claim(NamedTuple):
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
    now : Seconds
        Block time of the claim.
    agrees : callable
        Asks the model whether it predicts the contribution's label now. A rule that does not
        depend on the model must not ask it.
    """

    contribution: Contribution
    deposit: Wei
    claimable: Wei
    account: str
    is_owner: bool
    now: Seconds
    agrees: Callable[[], bool]

    @property
    def elapsed(self) -> Seconds:
        """How old the contribution is."""
        return Seconds(self.now - self.contribution.time)


NEVER = Seconds(2**62)


class Waits(NamedTuple):
    """From what age of a contribution on something of it may be claimed; `NEVER` where it may not.

    They are what claims are looked for by; whether a claim is granted, the mechanism itself says.

    Attributes
    ----------
    report : Seconds
        By others, where the model disagrees with it.
    refund : Seconds
        By its contributor, where the model agrees with it; not before `report`.
    late : Seconds
        By its contributor, whatever the model thinks.
    left : Seconds
        By anybody.
    asks : bool
        Whether the model has to disagree even then.
    """

    report: Seconds = NEVER
    refund: Seconds = NEVER
    late: Seconds = NEVER
    left: Seconds = NEVER
    asks: bool = True


class Incentive(Protocol):
    """The exact twin of an incentive contract: its state, and its checks in its order.

    The trainer asks first (`stake`, `look`, `refund_cause`, `report_cause`), does what else there
    is to do, and tells afterwards (`on_add`, `on_refund`, `on_report`): what is refused half-way
    has changed nothing.
    """

    @property
    def opened(self) -> bool:
        """Whether contributions are taken."""
        ...

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
        """What has to be sent along with a contribution now."""
        ...

    def stake(self, value: Wei, now: Seconds) -> Stake:
        """What a contribution costs, out of what is sent along.

        Raises
        ------
        NotOpen, TooLittleEther
        """
        ...

    def look(self, contribution: Contribution, model: Model) -> Any:  # noqa: ANN401 - its own affair
        """What the mechanism wants to know of the model before it learns a contribution.

        Raises
        ------
        BadSample
        """
        ...

    def on_add(self, contribution: Contribution, stake: Stake, looked: Any) -> None:  # noqa: ANN401
        """A contribution was made; `looked` is what `look` gave."""
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

    def on_report(self, claim: Claim, amount: Wei) -> Wei:
        """A report was made, which pays `amount`.

        Returns
        -------
        Wei
            What can no longer be claimed of the contribution: at least `amount`; the rest is the
            mechanism's.
        """
        ...

    def collectable(self, account: str) -> Wei:
        """What the mechanism itself owes an account, deposits apart."""
        ...

    def collect(self, account: str, now: Seconds) -> Wei:
        """Pay what `collectable` says.

        Raises
        ------
        NothingLeft
            When that is nothing.
        """
        ...

    def copy(self) -> Self:
        """The same state, on its own from here."""
        ...


def about(title: str, explanation: str, unit: str) -> dict[str, str]:
    """Say what a person has to know of a parameter: the metadata of its field (`AnyTerms`)."""
    return {"title": title, "help": explanation, "unit": unit}


class AnyTerms(Protocol):
    """The parameters of an incentive mechanism; their class says which one it is.

    It is a frozen dataclass, whose fields say in their metadata what a person has to know of them:
    "title", "help" and "unit" ("wei", "s", "per mille" or "count").

    Attributes
    ----------
    name : str
        The contract's file name without its ending.
    title, summary : str
        What it is called, and what it does, for people.
    banks : int
        How many models it keeps: 2 where it has one of upheld contributions, too.
    money : bool
        Whether contributions put ether at stake.
    claims : bool
        Whether there are refunds and reports.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]
    banks: ClassVar[int]
    money: ClassVar[bool]
    claims: ClassVar[bool]

    @property
    def waits(self) -> Waits:
        """How old contributions have to be to be claimed."""
        ...

    def arguments(self) -> tuple[int, ...]:
        """What the contract's constructor takes."""
        ...

    def mechanism(self, model: Model) -> Incentive:
        """The twin of a contract that was deployed with these and is not open yet.

        Parameters
        ----------
        model : Model
            What the shared model starts from.
        """
        ...


def all_waits(terms: Any) -> Seconds:  # noqa: ANN401 - any mechanism's
    """All waits of a mechanism together: by then there is nothing more to wait for."""
    waits = [each.name for each in fields(terms) if each.metadata.get("unit") == "s"]
    return Seconds(sum(getattr(terms, name) for name in waits))


class NoPot:
    """What mechanisms share that owe nobody anything but deposits, and keep one model."""

    def look(self, contribution: Contribution, model: Model) -> None:
        """Nothing: the model is not asked before it learns."""

    def collectable(self, account: str) -> Wei:  # noqa: ARG002
        """What the mechanism itself owes an account: nothing."""
        return Wei(0)

    def collect(self, account: str, now: Seconds) -> Wei:  # noqa: ARG002
        """Refuse: there is nothing.

        Raises
        ------
        NothingLeft
        """
        raise refusal("incentive: nothing to collect")
