"""Where somebody goes on, by what they play."""

from sum.incentives.reward_market import MarketTerms
from sum.room.records import Snapshot
from sum.ui.identity import Visit

_LABELS = {
    "host": "Go on to the controls",
    "attack": "Go on to attack",
    "sponsor": "Go on to sponsor",
    "contribute": "Go on to contribute",
    "board": "Watch the board",
}


def is_of_use(role: str, snapshot: Snapshot) -> bool:
    """Whether somebody who plays this has something to do: a sponsor only in a market."""
    return role != "sponsor" or isinstance(snapshot.settings.terms, MarketTerms)


def next_page(visitor: Visit) -> tuple[str, str]:
    """Where the visitor goes on.

    Returns
    -------
    name : str
        Of a page, as in `sum.ui.page.ENTRIES`.
    label : str
        What a button that leads there says.
    """
    page = "contribute"
    if visitor.leads:
        page = "host"
    elif visitor.watches:
        page = "board"
    elif visitor.role == "attacker":
        page = "attack"
    elif visitor.role == "sponsor" and is_of_use("sponsor", visitor.snapshot):
        page = "sponsor"
    return page, _LABELS[page]
