"""An attacker's accounts: what they may put at stake together, and until when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from sum.agents import Action, Contribute, Role, View, is_alert, is_watcher
from sum.agents.attackers import Attack
from sum.units import Seconds, Wei


@dataclass
class Budget:
    """What an attacker may still put at stake, in wei, and in how many contributions."""

    wei: int
    count: int


@dataclass
class Member:
    """One account of an attacker: acts as its policy says, within the budget, until the end."""

    agent: Attack
    budget: Budget
    end: Seconds
    name: str = "attacker"
    role: Role = field(default="attacker")

    def act(self, view: View, rng: np.random.Generator) -> Iterator[Action]:
        """As the policy does, but no contribution that is beyond the means."""
        yield from self._within(self._purse(view).act(view, rng), view)

    def wait(self, rng: np.random.Generator) -> Seconds:
        """As the policy does."""
        return self.agent.wait(rng)

    def wakes(self, view: View) -> Seconds | None:
        """As the policy does."""
        return self.agent.wakes(view) if is_alert(self.agent) else None

    def ahead(
        self, view: View, pending: Contribute, sender: str, rng: np.random.Generator
    ) -> Iterable[Action]:
        """As the policy does; those of one's own are left alone."""
        agent = self._purse(view)
        if sender in self.agent.cast or not is_watcher(agent):
            return ()
        return self._within(agent.ahead(view, pending, sender, rng), view)

    def _purse(self, view: View) -> Attack:
        """The policy with what the budget still allows."""
        purse = Wei(max(0, self.budget.wei - view.profit()))
        return replace_purse(self.agent, purse)

    def _within(self, actions: Iterable[Action], view: View) -> Iterator[Action]:
        for action in actions:
            if isinstance(action, Contribute):
                cost = view.cost(action.sample.data, action.label)
                if view.now > self.end or self.budget.count < 1 or cost > self.budget.wei:
                    continue
                self.budget.wei -= cost
                self.budget.count -= 1
            yield action


def replace_purse(agent: Attack, purse: Wei) -> Attack:
    """The same policy with another purse; quicker than making it anew."""
    other = object.__new__(type(agent))
    other.__dict__.update(agent.__dict__, purse=purse)
    return other
