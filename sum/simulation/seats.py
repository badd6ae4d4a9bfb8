"""Who takes part in a run, with what chance: what a driver keeps of its agents."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sum.agents import Agent
from sum.simulation.view import Knowledge
from sum.units import Seconds

Visit = tuple[Seconds, int, str]
"""When, in which order among those of the same second, and whose account."""


@dataclass(frozen=True)
class Seat:
    """An agent that takes part: with the order of its coming and its own source of chance."""

    agent: Agent
    order: int
    rng: np.random.Generator


@dataclass(frozen=True)
class Standing:
    """Whose turn is when, and where chance stands: all of a driver that nothing else tells.

    Attributes
    ----------
    visits : tuple of Visit
        A heap.
    seats : tuple of (str, int, Any)
        Each agent's account, the order of its coming, and the state of its source of chance.
    count : int
        How many have come.
    rng : Any
        The state of the driver's own source of chance.
    """

    visits: tuple[Visit, ...]
    seats: tuple[tuple[str, int, Any], ...]
    count: int
    rng: Any


@dataclass(frozen=True)
class Memento:
    """A driver's state, as it was; it does not hold the engine's."""

    visits: tuple[Visit, ...]
    seats: dict[str, tuple[Seat, Any]]
    count: int
    rng: Any
    knowledge: Knowledge


def state_of(rng: np.random.Generator) -> Any:  # noqa: ANN401 - the bit generator's own affair
    """Where a source of chance stands."""
    return rng.bit_generator.state


def generator(state: Any) -> np.random.Generator:  # noqa: ANN401
    """A source of chance that stands where another one stood."""
    bits = np.random.PCG64(0)
    bits.state = state
    return np.random.Generator(bits)
