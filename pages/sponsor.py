"""Sponsor: put up a bounty, hide a test set, see who earns what and why."""

from sum.ui import ready  # noqa: F401 - first of all, see there

# isort: split
from dataclasses import replace

from sum.incentives.reward_market import MarketTerms
from sum.ui.identity import visit
from sum.ui.page import guard, page
from sum.ui.roles import look
from sum.ui.sponsor.page import show_sponsor


def main() -> None:
    """Draw the page."""
    visitor = visit()
    if isinstance(visitor.snapshot.settings.terms, MarketTerms) and not visitor.watches:
        visitor = replace(visitor, identity=visitor.room.sponsor(visitor.key))
    show_sponsor(visitor.acting("sponsor"))


guard()
with page("Sponsor", look("sponsor").icon):
    main()
