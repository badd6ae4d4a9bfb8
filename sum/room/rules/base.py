"""What every incentive mechanism has to say of itself to a person: its rules in plain words.

Pure functions on a snapshot and on the mechanism's twin, so that a page can show every rule's state
at any moment without asking the chain. The contract has the last word; the twin decides alike.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from sum.incentives.base import Claim as Asked
from sum.room.books import Entry, PayoutKind
from sum.room.records import OWNER, Person, Snapshot
from sum.simulation.chain_engine import Granted
from sum.units import Seconds, Wei, format_duration, format_ether


@dataclass(frozen=True)
class Rule:
    """One condition of a claim.

    Attributes
    ----------
    text : str
        What has to be so.
    ok : bool
        Whether it is.
    detail : str
        The numbers behind it.
    no : str
        How to say in a line that it is not so; "" takes the text.
    waits : bool
        Whether time alone will make it so.
    """

    text: str
    ok: bool
    detail: str
    no: str = ""
    waits: bool = False


@dataclass(frozen=True)
class Claim:
    """What somebody may claim of a contribution.

    Attributes
    ----------
    kind : {"refund", "take", "late", "report", "none"}
        "late" is the claim of whatever is left, once the long wait is over; "report" the first of
        two steps, which pays nothing yet; "none" means that nothing is left.
    ok : bool
        Whether it would succeed now.
    amount : Wei
        How much it would pay (or would, if all rules held); 0 in a game without money.
    opens_at : Seconds or None
        The block time at which its wait is over; None when that is past.
    rules : tuple of Rule
    verb, what, no : str
        What the button says; what can be had, in a few words; that it cannot.
    formula : str
        What it pays, with the numbers put in; "" for all that is left.
    """

    kind: Literal["refund", "take", "late", "report", "none"]
    ok: bool
    amount: Wei
    opens_at: Seconds | None
    rules: tuple[Rule, ...]
    verb: str = ""
    what: str = ""
    no: str = ""
    formula: str = ""

    @property
    def only_waits(self) -> bool:
        """Whether time is all that is missing."""
        return not self.ok and all(rule.ok or rule.waits for rule in self.rules)


@dataclass(frozen=True)
class Formula:
    """A price, explained.

    Attributes
    ----------
    text : str
        What it is for, in a sentence or two.
    latex : str
        The formula; "" for none.
    lines : tuple of str
        The same with the numbers put in.
    note : str
        What else there is to know; "" for nothing.
    """

    text: str
    latex: str
    lines: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Case:
    """A contribution, somebody who looks at it, and a moment.

    Attributes
    ----------
    snapshot : Snapshot
    entry : Entry
    person : Person
    now : Seconds
    """

    snapshot: Snapshot
    entry: Entry
    person: Person
    now: Seconds

    @property
    def own(self) -> bool:
        """Whether it is this person's own."""
        return self.entry.person == self.person.id

    @property
    def agrees(self) -> bool:
        """Whether the model predicts its label now."""
        return self.snapshot.prediction(self.entry) == self.entry.contribution.label

    @property
    def elapsed(self) -> Seconds:
        """How old it is."""
        return Seconds(self.now - self.entry.contribution.time)

    @property
    def twin(self) -> Any:  # noqa: ANN401 - whichever mechanism it is
        """The mechanism with its state."""
        return self.snapshot.incentive

    def asked(self) -> Asked:
        """The claim as the mechanism's twin is asked about it."""
        entry = self.entry
        return Asked(
            entry.contribution,
            entry.deposit,
            entry.claimable,
            self.person.address,
            self.person.id == OWNER,
            self.now,
            lambda: self.agrees,
        )

    def wait(self, wait: Seconds, text: str = "") -> Rule:
        """That a wait is over, which began with the contribution."""
        left = wait - self.elapsed
        return Rule(
            text or f"{format_duration(wait)} have passed since it was added.",
            left <= 0,
            "" if left <= 0 else f"{format_duration(left)} to go.",
            waits=True,
        )

    def until(self, wait: Seconds) -> Seconds | None:
        """When that wait is over; None when it is."""
        return Seconds(self.entry.contribution.time + wait) if self.elapsed < wait else None

    def model_rule(self, *, wanted: bool) -> Rule:
        """That the model agrees (or not) with the label."""
        classes = self.snapshot.dataset.classes
        label, says = self.entry.contribution.label, self.snapshot.prediction(self.entry)
        return Rule(
            "The model agrees with its label." if wanted else "The model disagrees with its label.",
            self.agrees == wanted,
            f"It is labelled “{classes[label]}”; the model says “{classes[says]}”.",
            "the model says something else" if wanted else "the model agrees with the label",
        )


class Words(ABC):
    """What a mechanism says of itself. One object for each, without a state."""

    limits: ClassVar[str] = ""
    """What has to be so of its parameters, in a sentence."""

    # --------------------------------------------------------------------- before there is a room

    @abstractmethod
    def rules(self, terms: Any) -> tuple[str, ...]:  # noqa: ANN401 - its own terms
        """What can become of a contribution, a short Markdown paragraph each."""

    @abstractmethod
    def pricing(self, terms: Any) -> Formula:  # noqa: ANN401
        """What a contribution costs under these terms, with examples."""

    def usual_wait(self, terms: Any) -> Seconds:  # noqa: ANN401
        """How old a contribution is, at the earliest, when it can be settled."""
        return Seconds(terms.refund_wait)

    # ------------------------------------------------------------------------------------- prices

    @abstractmethod
    def price(self, snapshot: Snapshot, now: Seconds) -> Formula:
        """What a contribution costs at this moment, and why."""

    @abstractmethod
    def burst(self, snapshot: Snapshot, now: Seconds, count: int) -> list[Wei]:
        """What each of several contributions in a row costs, a second apart."""

    @abstractmethod
    def burst_text(self, snapshot: Snapshot, now: Seconds) -> str:
        """Why a burst costs what it does, in Markdown."""

    def closed(self, snapshot: Snapshot, now: Seconds) -> str:  # noqa: ARG002
        """Why no contributions are taken now; "" when they are."""
        return "" if snapshot.incentive.opened else "The contract takes no contributions now."

    @abstractmethod
    def chance(self, terms: Any, *, agrees: bool, learns: bool) -> str:  # noqa: ANN401
        """What is likely to come of a label, in Markdown.

        Parameters
        ----------
        terms : AnyTerms
        agrees : bool
            Whether the model says the same.
        learns : bool
            Whether it learns from what it knows, too.
        """

    def promise(self, terms: Any, price: Wei, *, true: bool, agrees: bool) -> str:  # noqa: ANN401
        """What comes of a label for somebody who knows whether it is true, in Markdown."""
        costs = f"It costs **{format_ether(price)}**." if price else "It is free."
        risk = "" if true else " That is what cheating risks."
        return f"{costs} {self.chance(terms, agrees=agrees, learns=False)}{risk}"

    # ------------------------------------------------------------------------------------- claims

    @abstractmethod
    def claim(self, case: Case) -> Claim:
        """What somebody may claim of a contribution with something left."""

    def opening(self, case: Case) -> Seconds | None:
        """When a claim that is closed opens, as things stand; None for never, or for others."""
        claim = self.claim(case)
        return claim.opens_at if claim.only_waits else None

    @abstractmethod
    def payout(self, granted: Granted) -> tuple[PayoutKind, tuple[str, ...]]:
        """What the contract has granted, and how it came to that, with the numbers put in."""

    # -------------------------------------------------------------------------------------- money

    def points(self, twin: Any, account: str) -> int:  # noqa: ANN401, ARG002
        """An account's points; 0 in a game for money."""
        return 0

    def credit(self, number: int) -> str:
        """So many good contributions, in words."""
        return f"{number:,} proved good"

    def pot(self, snapshot: Snapshot) -> Wei:  # noqa: ARG002
        """What the mechanism holds beside deposits and what it owes somebody by name."""
        return Wei(0)
