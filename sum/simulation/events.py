"""What a driver tells of what agents do: frozen records."""

from dataclasses import dataclass

from sum.agents import Action
from sum.records import Record
from sum.units import Seconds


@dataclass(frozen=True, slots=True)
class Step:
    """An agent did something, or tried to.

    Attributes
    ----------
    time : Seconds
        Block time of the transaction.
    account : str
        The agent's.
    action : Action
    outcome : Added, Paid, Collected, Called or None
        None when it was refused.
    refused : str
        The revert's reason (`sum.errors.explain` says it in words), "" when it succeeded.
    """

    time: Seconds
    account: str
    action: Action
    outcome: Record | None
    refused: str = ""


@dataclass(frozen=True)
class Capped:
    """A run stopped at its limit; what was still due then was moved to after its end.

    Attributes
    ----------
    time : Seconds
        Until when it should have run.
    reached : Seconds
        When the first visit that it left out was due.
    transactions : int
        How many there were.
    postponed : int
        How many agents have to wait longer.
    """

    time: Seconds
    reached: Seconds
    transactions: int
    postponed: int


Event = Step | Capped
