"""The people of a run: accounts, policies, and until when each of them contributes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sum.agents import Action, Agent, Call, Contribute, Role, View, is_alert, is_watcher
from sum.simulation.lab.records import Person
from sum.simulation.scenario import KINDS, Group, Market, Scenario
from sum.units import Seconds, Wei

OWNER, BENEFICIARY = "owner", "beneficiary"


@dataclass
class Gate:
    """Until when people contribute, all together.

    Attributes
    ----------
    left : int
        How many contributions may still be made; below 0 for any number.
    shut : bool
        Whether contributing has ended.
    """

    left: int = -1
    shut: bool = False

    @property
    def open(self) -> bool:
        """Whether a contribution may be made now."""
        return not self.shut and self.left != 0


class Participant:
    """A policy in a run: what it does besides claiming ends when the gate shuts, or it leaves.

    Parameters
    ----------
    agent : Agent
    gate : Gate
    leaves : Seconds or None
        Block time from which on it contributes no more.
    """

    def __init__(self, agent: Agent, gate: Gate, leaves: Seconds | None) -> None:
        self.agent = agent
        self._gate, self._leaves = gate, leaves
        # Only who has these is asked at every contribution (`Watcher`) or visit (`Alert`).
        if is_alert(agent):
            self.wakes = agent.wakes
        if is_watcher(agent):
            self.ahead = self._ahead

    @property
    def name(self) -> str:
        """As the policy has it."""
        return self.agent.name

    @property
    def role(self) -> Role:
        """As the policy has it."""
        return self.agent.role

    def act(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """As the policy does, within the gate."""
        return self._within(self.agent.act(view, rng), view)

    def wait(self, rng: np.random.Generator) -> Seconds:
        """As the policy does."""
        return self.agent.wait(rng)

    def _ahead(
        self, view: View, pending: Contribute, sender: str, rng: np.random.Generator
    ) -> Iterable[Action]:
        agent: Any = self.agent
        if sender in getattr(agent, "cast", ()):
            return ()
        return self._within(agent.ahead(view, pending, sender, rng), view)

    def _within(self, actions: Iterable[Action], view: View) -> Iterator[Action]:
        gate, leaves = self._gate, self._leaves
        for action in actions:
            if isinstance(action, Contribute | Call) and (
                not gate.open or (leaves is not None and view.now >= leaves)
            ):
                continue
            yield action


@dataclass(frozen=True)
class Seat:
    """Somebody's place: the person, the account, and the policy (None for an owner)."""

    person: Person
    account: str
    agent: Agent | None
    group: Group | None = field(default=None, compare=False)


def seats(scenario: Scenario, engine: Any) -> tuple[Seat, ...]:  # noqa: ANN401 - any engine
    """Make everybody's account, always in the same order.

    The owner comes first; a market's sponsor is added when no group has one, and a beneficiary.
    """
    found = [Seat(Person(OWNER, OWNER, OWNER, OWNER, Wei(0)), engine.owner, None)]
    if not scenario.incentive.claims:
        account = engine.create_account(BENEFICIARY)
        person = Person(BENEFICIARY, BENEFICIARY, BENEFICIARY, OWNER, Wei(0))
        found.append(Seat(person, account, None))
        if not any(KINDS[group.kind].sponsor for group in scenario.agents.values()):
            found += _group_seats("sponsor", Group(kind="sponsor"), engine, scenario.market)
    for name, group in scenario.agents.items():
        found += _group_seats(name, group, engine, scenario.market)
    return tuple(found)


def _group_seats(name: str, group: Group, engine: Any, market: Market) -> list[Seat]:  # noqa: ANN401
    kind = KINDS[group.kind]
    found = []
    for number in range(1, group.count + 1):
        one = f"{name} {number}" if group.count > 1 else name
        names = (
            [one] if kind.accounts == 1 else [f"{one}{_letter(n)}" for n in range(kind.accounts)]
        )
        accounts = tuple(engine.create_account(each) for each in names)
        agents = group.agents(accounts)
        for part, (each, account) in enumerate(zip(names, accounts, strict=True)):
            sponsor = kind.sponsor and part == 0
            start = market.bounty if sponsor else Wei(getattr(agents[part], "purse", 0))
            role = "sponsor" if sponsor else kind.role
            found.append(
                Seat(Person(each, name, group.kind, role, start), account, agents[part], group)
            )
    return found


def _letter(number: int) -> str:
    """A letter for each of an attacker's accounts.

    >>> _letter(0), _letter(27)
    ('a', 'ab')
    """
    letter = chr(ord("a") + number % 26)
    return letter if number < 26 else _letter(number // 26 - 1) + letter  # noqa: PLR2004
