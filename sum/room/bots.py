"""The kinds of bots that a room can have, and what they are called."""

from collections.abc import Iterator
from itertools import count

from sum.agents import BOTS, Agent
from sum.errors import InputError
from sum.room.people import Member, People
from sum.units import HOUR, Seconds

MAX_BOTS = 12
BOT_WAITS = {"honest": 6 * HOUR, "careless": 6 * HOUR, "malicious": 12 * HOUR}
"""How long each kind of bot waits between two visits on average, in block time."""

_NAMES = {
    "honest": ("Ada", "Blaise", "Carl", "Dorothy", "Emmy", "Frances"),
    "careless": ("Hasty Hal", "Hasty Ivy", "Hasty Jon", "Hasty Kim"),
    "malicious": ("Mallory", "Moriarty", "Maleficent", "Mordred"),
}


def check_bots(kinds: tuple[str, ...]) -> None:
    """Check that a room can have these bots.

    Raises
    ------
    InputError
        When there is no such kind, or there are too many.
    """
    for kind in kinds:
        if kind not in BOT_WAITS:
            raise InputError(f"There is no kind of bot called {kind!r}.")
    if len(kinds) > MAX_BOTS:
        raise InputError(f"A room has {MAX_BOTS} bots at most.")


def free_bot_name(kind: str, people: People) -> str:
    """Find a name for one more bot of a kind, which nobody in the room has."""
    return next(name for name in _names(kind) if not people.is_taken(name))


def bot_agent(member: Member) -> Agent:
    """Make the policy that plays a bot."""
    wait = BOT_WAITS[member.bot]
    return BOTS[member.bot](
        name=member.name, mean_wait=Seconds(wait), wait_deviation=Seconds(wait // 3)
    )


def _names(kind: str) -> Iterator[str]:
    yield from _NAMES[kind]
    yield from (f"{kind.title()} bot {number}" for number in count(1))
