"""The kinds of bots that a room can have, and what they are called."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from sum.agents import BOTS, Agent
from sum.chain.base import PURSE
from sum.errors import InputError
from sum.room.people import Member, People
from sum.units import HOUR, MINUTE, Seconds, Wei

MAX_BOTS = 12
BOT_WAITS = {"honest": 6 * HOUR, "careless": 6 * HOUR, "malicious": 12 * HOUR}
"""How long each kind of bot waits between two visits on average, in block time."""
LEAST_WAIT = MINUTE
"""Where time is real nobody has to act more often."""

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


def bot_agent(member: Member, haste: int = 1, purse: Wei = PURSE) -> Agent:
    """Make the policy that plays a bot.

    Parameters
    ----------
    member : Member
    haste : int
        How many times more often than usual it acts.
    purse : Wei
        What it was given; of smaller purses it spends less.
    """
    wait = max(LEAST_WAIT, BOT_WAITS[member.bot] // haste)
    bot = BOTS[member.bot](
        name=member.name, mean_wait=Seconds(wait), wait_deviation=Seconds(wait // 3)
    )
    money = {
        name: Wei(getattr(bot, name) * purse // PURSE)
        for name in ("purse", "willing", "willing_deviation")
        if purse != PURSE and hasattr(bot, name)
    }
    return replace(bot, **money) if money else bot  # type: ignore[arg-type]


def _names(kind: str) -> Iterator[str]:
    yield from _NAMES[kind]
    yield from (f"{kind.title()} bot {number}" for number in count(1))
