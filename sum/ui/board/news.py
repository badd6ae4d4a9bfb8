"""What just happened, line by line."""

from html import escape

from sum.room.records import FeedItem, Snapshot
from sum.ui.payouts import opened
from sum.ui.roles import look
from sum.ui.widgets import clock_text
from sum.units import Seconds
from sum.viz.palette import css_colour


def news_html(snapshot: Snapshot, most: int) -> str:
    """The last lines of the feed as HTML, the newest first; a payout opens to show its formula."""
    lines = "".join(_line(snapshot, item) for item in reversed(snapshot.feed[-most:]))
    return f'<div class="sum-news">{lines}</div>'


def _line(snapshot: Snapshot, item: FeedItem) -> str:
    role = snapshot.person(item.person).role if item.person else "neutral"
    looks = look(role)
    at = f'<span class="sum-note">{clock_text(snapshot, Seconds(item.time))}</span>'
    text = f"{escape(item.text)} {at}"
    if item.payout:
        text = opened(text, snapshot.payouts[item.payout - 1].lines)
    return (
        f'<div class="sum-line"><span style="color: {css_colour(looks.role)}">{looks.sign}</span>'
        f"<div>{text}</div></div>"
    )
