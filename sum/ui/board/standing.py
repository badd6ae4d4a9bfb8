"""Leaderboards as HTML: by what people won, and by how much they helped the model."""

from collections.abc import Callable, Sequence
from html import escape

from sum.room.classroom import Line
from sum.room.standings import By, Place, ranked, won
from sum.ui.roles import BOT_WORDS, look
from sum.viz.palette import css_colour

FIRST, LAST = 5, 2
"""How many of each end are shown while people play."""

Amount = Callable[[Line], str]


def by_profit(money: bool) -> By:  # noqa: FBT001 - of the mechanism
    """What people compete for."""
    return "profit" if money else "points"


def leaderboard_html(
    lines: Sequence[Line], by: By, *, first: int = FIRST, last: int = LAST, space: int = 0
) -> str:
    """A leaderboard as HTML: the first of very many, and the last.

    Parameters
    ----------
    lines : sequence of Line
    by : {"profit", "points", "helped"}
    first, last : int
        How many of each end, where there are more.
    space : int
        For how many lines there is room kept; by default for as many as there can be.
    """
    places = ranked(lines, by)
    most = max((abs(getattr(line, by)) for line in lines), default=0) or 1
    rows = [_row(place, by, most) for place in places]
    hidden = len(rows) - first - last
    if hidden > 1:  # one more line takes no more room than to say that it is left out
        rows[first : first + hidden] = [f'<div class="sum-more">… {hidden} more …</div>']
    room = space or first + last + 1
    nobody = '<div class="sum-more">Nobody yet</div>'
    return f'<div class="sum-places" style="--rows: {room}">{"".join(rows) or nobody}</div>'


def tag(line: Line) -> str:
    """Somebody as HTML: sign and name in the role's colour; the visitor's own is marked."""
    looks = look(line.role)
    title = escape(BOT_WORDS.get(line.bot, looks.word), quote=True)
    bot = " ⚙" if line.bot else ""
    return (
        f'<span class="sum-who sum-is-{escape(line.person, quote=True)}" title="{title}"'
        f' style="color: {css_colour(looks.role)}">{looks.sign} {escape(line.name)}{bot}</span>'
    )


def _row(place: Place, by: By, most: float) -> str:
    value = getattr(place.line, by)
    size = 50 * abs(value) / most
    side = "right: 50%" if value < 0 else "left: 50%"
    colour = css_colour(look(place.line.role).role)
    return (
        f'<div class="sum-place"><i>{place.rank}</i>{tag(place.line)}'
        f"<b>{won(place.line, by)}</b>"
        f'<div class="sum-bar"><span style="{side}; width: {size:.1f}%; background: {colour}">'
        "</span></div></div>"
    )
