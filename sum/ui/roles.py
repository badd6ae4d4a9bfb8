"""How roles look: one colour, one icon and one word each."""

from dataclasses import dataclass
from types import MappingProxyType

from sum.room.records import Person


@dataclass(frozen=True)
class Look:
    """How a role appears.

    Attributes
    ----------
    role : str
        One of `sum.viz.palette.ROLES`.
    icon : str
        For every `icon=` of Streamlit.
    sign : str
        The same in plain text, where icons cannot be.
    word : str
        What people read.
    """

    role: str
    icon: str
    sign: str
    word: str


LOOKS = MappingProxyType(
    {
        "contributor": Look("contributor", ":material/volunteer_activism:", "●", "Contributor"),
        "attacker": Look("attacker", ":material/bolt:", "▲", "Attacker"),
        "sponsor": Look("sponsor", ":material/savings:", "◆", "Sponsor"),
        "model": Look("model", ":material/neurology:", "■", "Model"),
        "owner": Look("neutral", ":material/key:", "○", "Owner"),
        "observer": Look("neutral", ":material/visibility:", "◇", "Observer"),
        "hidden": Look("neutral", ":material/question_mark:", "?", "Role unknown"),
        "neutral": Look("neutral", ":material/info:", "○", ""),
    }
)
"""By role; those that have no colour of their own look neutral."""

ARTICLES = MappingProxyType(
    {
        "contributor": "a contributor",
        "attacker": "an attacker",
        "sponsor": "a sponsor",
        "observer": "an observer",
    }
)
"""Roles in the middle of a sentence."""

BOT_WORDS = MappingProxyType(
    {"honest": "Honest bot", "careless": "Careless bot", "malicious": "Malicious bot"}
)
"""What people read for each kind of bot."""


def look(role: str) -> Look:
    """How a role appears; one that has no look of its own is neutral."""
    return LOOKS.get(role, LOOKS["neutral"])


def look_of(person: Person | None) -> Look:
    """How somebody appears; nobody is neutral."""
    return look(person.role if person else "neutral")
