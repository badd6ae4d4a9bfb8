"""What comes of a run: frozen records, the same bytes for the same scenario and seed.

Times are counted from the beginning of the run, so that they are the same on every chain.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Literal, NamedTuple, Self

from sum.errors import InputError
from sum.simulation.scenario import Scenario, dumps, loads
from sum.units import Seconds, Wei

EventKind = Literal["contribute", "refund", "report", "collect", "call", "market"]
Ended = Literal["running", "contributions", "time", "idle", "stopped"]

FORMAT = 1
"""Of the JSON; a reader refuses others."""


@dataclass(frozen=True)
class Person:
    """Somebody with an account.

    Attributes
    ----------
    name : str
        "honest 3": the group's name, and a number where there are several.
    group : str
        The scenario's name for the group; "owner" and "beneficiary" are nobody's.
    kind : str
        One of `sum.simulation.scenario.KINDS`, or "owner" or "beneficiary".
    role : str
        "contributor", "attacker", "caller", "sponsor" or "owner".
    start : Wei
        What it has to begin with.
    """

    name: str
    group: str
    kind: str
    role: str
    start: Wei


class Event(NamedTuple):
    """Somebody did something, or tried to.

    Attributes
    ----------
    time : Seconds
        Since the beginning.
    person : int
        Whose place in `Run.people` it is.
    kind : str
        One of `EventKind`.
    contribution : int
        Its number, from 1; 0 where it is about none (or none came of it).
    label, truth : int
        The label given and the true one; -1 where there is none.
    amount : Wei
        What was put at stake (contribute), paid to the person (refund, report, collect) or
        paid by it (call); of a market what the person got, below 0 for what it put in.
    changed : bool
        Whether the model changed.
    refused : str
        The revert's reason, "" when it succeeded.
    """

    time: Seconds
    person: int
    kind: str
    contribution: int
    label: int
    truth: int
    amount: Wei
    changed: bool
    refused: str


class Moment(NamedTuple):
    """How things stand.

    Attributes
    ----------
    time : Seconds
        Since the beginning.
    contributions : int
        How many have been made.
    right : int
        How many samples of the hidden test set the model is right about.
    balances : tuple of int
        Of each person, in wei, as in `Run.people`: what it has, deposits at stake apart.
    at_stake : tuple of int
        What can still be claimed of each person's contributions, in wei.
    """

    time: Seconds
    contributions: int
    right: int
    balances: tuple[int, ...]
    at_stake: tuple[int, ...]


@dataclass(frozen=True)
class GroupSummary:
    """What has come of a group, all its people together; money in wei.

    Attributes
    ----------
    name, kind, role : str
    people : int
    contributions, wrong : int
        How many they made, and how many of these had another label than the true one.
    staked : int
        What they put at stake in all.
    returned : int
        What of it came back to them by refunds.
    earned : int
        What they took of others' deposits, collected, or were paid by a market.
    profit : int
        Balance at the end minus the start.
    at_stake : int
        What can still be claimed of their contributions.
    refused : int
        How many of their transactions were refused.
    """

    name: str
    kind: str
    role: str
    people: int
    contributions: int
    wrong: int
    staked: int
    returned: int
    earned: int
    profit: int
    at_stake: int
    refused: int


@dataclass(frozen=True)
class Summary:
    """What has come of a run, in a few figures.

    Attributes
    ----------
    accuracy_start, accuracy_end, accuracy_lowest, accuracy_mean : float
        On the hidden test set, of 1; mean and lowest over the moments until contributing ended.
    contributions, refunds, reports, collected, calls, refused : int
        How many there were.
    groups : tuple of GroupSummary
        In the order of the scenario.
    held : int
        What the contract holds in the end, in wei.
    conserved : bool
        Whether all profits and what the contract holds add up to zero, to the wei.
    parameters : str
        SHA-256 of the model's words.
    """

    accuracy_start: float
    accuracy_end: float
    accuracy_lowest: float
    accuracy_mean: float
    contributions: int
    refunds: int
    reports: int
    collected: int
    calls: int
    refused: int
    groups: tuple[GroupSummary, ...]
    held: int
    conserved: bool
    parameters: str


@dataclass(frozen=True)
class Run:
    """A run, with all that happened.

    Attributes
    ----------
    scenario : Scenario
        With the seed that was used.
    versions : mapping of str to str
        Of this package and of those that decide what chance gives.
    people : tuple of Person
    tested : int
        How many samples the hidden test set has.
    ideal : float or None
        Accuracy of a model trained on everything with true labels; None when nobody asked.
    moments : tuple of Moment
    events : tuple of Event
    summary : Summary
    ended : str
        One of `Ended`.
    drawn : int
        Which portion of a market's hidden test set was shown; -1 where none was.
    engine : str
        "twin", "tester" or a node's address; like `gas` and `seconds` not part of the `digest`.
    gas : int
        Used by all transactions after the opening; 0 without a chain.
    seconds : float
        Real time it took.
    """

    scenario: Scenario
    versions: Mapping[str, str]
    people: tuple[Person, ...]
    tested: int
    ideal: float | None
    moments: tuple[Moment, ...]
    events: tuple[Event, ...]
    summary: Summary
    ended: str
    drawn: int = -1
    engine: str = "twin"
    gas: int = 0
    seconds: float = 0.0

    def digest(self) -> str:
        """SHA-256 of what the scenario and the seed decide: the same on every engine."""
        data = self._data()
        for name in ("engine", "gas", "seconds", "ideal"):
            del data[name]
        return sha256(_canonical(data)).hexdigest()

    def to_json(self) -> bytes:
        """The whole run as canonical JSON, in UTF-8."""
        return _canonical({"format": FORMAT, **self._data()})

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """Read what `to_json` wrote.

        Raises
        ------
        InputError
            When it is something else.
        """
        try:
            found = json.loads(data)
            known = found.pop("format") == FORMAT
            run = cls(**_fields(found)) if known else None
        except Exception as error:  # anything may be wrong with a file
            raise InputError("This is not a run.") from error
        if run is None:
            raise InputError("This run was written by another version.")
        return run

    def figures(self) -> dict[str, float]:
        """The run in flat figures, for tables: fractions, counts and ether.

        Returns
        -------
        dict of str to float
            "accuracy.end", ..., and for each group "profit.NAME" (ether, the mean of its people),
            "returned.NAME" (fraction of what was staked), "share.NAME" (of all that was staked),
            "contributions.NAME", "wrong.NAME".
        """
        return figures(self.summary)

    def _data(self) -> dict[str, Any]:
        return {
            "scenario": dumps(self.scenario),
            "versions": dict(self.versions),
            "people": [list(asdict(each).values()) for each in self.people],
            "tested": self.tested,
            "ideal": self.ideal,
            "moments": self.moments,
            "events": self.events,
            "summary": asdict(self.summary),
            "ended": self.ended,
            "drawn": self.drawn,
            "engine": self.engine,
            "gas": self.gas,
            "seconds": self.seconds,
        }


def figures(summary: Summary) -> dict[str, float]:
    """A summary in flat figures; see `Run.figures`."""
    ether = 10**18
    found: dict[str, float] = {
        "accuracy.start": summary.accuracy_start,
        "accuracy.end": summary.accuracy_end,
        "accuracy.lowest": summary.accuracy_lowest,
        "accuracy.mean": summary.accuracy_mean,
        "contributions": summary.contributions,
        "refunds": summary.refunds,
        "reports": summary.reports,
        "refused": summary.refused,
        "held": summary.held / ether,
    }
    everything = max(1, sum(group.staked for group in summary.groups))
    for group in summary.groups:
        found[f"profit.{group.name}"] = group.profit / ether / max(1, group.people)
        found[f"returned.{group.name}"] = group.returned / group.staked if group.staked else 0.0
        found[f"share.{group.name}"] = group.staked / everything
        found[f"contributions.{group.name}"] = group.contributions
        found[f"wrong.{group.name}"] = group.wrong
    return found


def _canonical(data: object) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()


def _fields(found: dict[str, Any]) -> dict[str, Any]:
    """The fields of a run from its JSON."""
    summary = dict(found["summary"])
    summary["groups"] = tuple(GroupSummary(**each) for each in summary["groups"])
    moments = (
        Moment(time, count, right, tuple(balances), tuple(stakes))
        for time, count, right, balances, stakes in found["moments"]
    )
    return {
        **found,
        "scenario": loads(found["scenario"]),
        "people": tuple(Person(*each) for each in found["people"]),
        "moments": tuple(moments),
        "events": tuple(Event(*each) for each in found["events"]),
        "summary": Summary(**summary),
    }
