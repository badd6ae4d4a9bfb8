"""The board of a room that nobody leads: below the room’s bar, for whoever plays there."""

from html import escape

import streamlit as st

from sum.incentives.base import AnyTerms
from sum.incentives.points import leaderboard
from sum.room.records import Person, Snapshot
from sum.room.rules import words_of
from sum.room.telling import won_text
from sum.ui.audit import AUDIT_HELP, show_audit
from sum.ui.board.chart import live_chart
from sum.ui.board.news import news_html
from sum.ui.deposit import price_now
from sum.ui.ground import theme
from sum.ui.identity import Visit, share_link
from sum.ui.page import live
from sum.ui.roles import look
from sum.ui.widgets import chip
from sum.units import Wei, format_ether
from sum.viz.charts import (
    accuracy_chart,
    accuracy_rows,
    profit_chart,
    profit_rows,
    profits,
    unit_of,
)
from sum.viz.palette import css_colour

EVERY = 1.5
"""Seconds between two looks at the room."""

_NEWS = 14
_BEST, _WORST = 8, 4
_CHART = 300


def board(visitor: Visit) -> None:
    """Show the board; it follows the room by itself."""
    st.html(_STYLE)
    # One fragment for all of it: each has a price, and a class of fifty looks at it.
    live(lambda: _draw(visitor), EVERY)


def _draw(visitor: Visit) -> None:
    visitor.room.tick()
    _top(visitor)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("How often the model is right", anchor=False, help=_HIDDEN)
        _accuracy(visitor)
        st.subheader("Won and lost", anchor=False, help=_help(visitor.snapshot))
        _profits(visitor)
        st.caption("With a mouse: Ctrl and the wheel zoom into a chart, a double click zooms out.")
        st.subheader("Where every ether is", anchor=False, help=AUDIT_HELP)
        show_audit(visitor.snapshot, people=False)
    with right:
        title = "Who won, who lost" if visitor.snapshot.settings.terms.money else "Leaderboard"
        st.subheader(title, anchor=False, help=_help(visitor.snapshot))
        _people(visitor)
        st.subheader("What just happened", anchor=False, help=_NEWS_HELP)
        _news(visitor)


def _top(visitor: Visit) -> None:
    """The numbers to read from the back of the room."""
    snapshot = visitor.snapshot
    accuracy = snapshot.accuracy[-1].accuracy
    change = (accuracy - snapshot.accuracy[0].accuracy) * 100
    since = f"{change:+.1f} points since it opened" if change else "as when it opened"
    cost, terms = price_now(visitor.room), snapshot.settings.terms
    tiles = [
        _tile("The model is right", f"{accuracy:.0%}", since, main=True),
        _tile("A contribution costs", _amount(cost) if cost else "nothing", _costs(terms)),
        _tile("The contract holds", _amount(snapshot.held), "every wei has an owner"),
        _tile(
            "Contributions", f"{len(snapshot.entries)}", words_of(terms).credit(snapshot.total_good)
        ),
    ]
    if not terms.money:
        waiting = sum(not entry.settled for entry in snapshot.entries)
        tiles[2] = _tile("Still open", f"{waiting}", "to be validated or reported")
    if snapshot.shared:
        address = share_link(visitor.room).split("://")[-1].split("/")[0]
        tiles.append(_tile("Join with the code", snapshot.code, f"at {escape(address)}"))
    st.html(f'<div class="sum-tiles">{"".join(tiles)}</div>')


def _costs(terms: AnyTerms) -> str:
    return escape(f"by “{terms.title}”") if terms.money else "only points are at stake"


def _amount(wei: Wei) -> str:
    number, unit = format_ether(wei).split(" ")
    return f"{number} <small>{unit}</small>"


def _tile(label: str, value: str, note: str, *, main: bool = False) -> str:
    kind, colour = ("sum-tile sum-main", css_colour("model")) if main else ("sum-tile", "inherit")
    return (
        f'<div class="{kind}"><div class="sum-label">{label}</div>'
        f'<div class="sum-value" style="color: {colour}">{value}</div>'
        f'<div class="sum-note">{note}</div></div>'
    )


def _accuracy(visitor: Visit) -> None:
    rows = accuracy_rows(visitor.snapshot, visitor.room.now())
    spec = accuracy_chart(theme(), _CHART)
    live_chart(rows, spec, "board-accuracy", _CHART, "How often the model is right")


def _profits(visitor: Visit) -> None:
    snapshot = visitor.snapshot
    rows, spec = (
        profit_rows(snapshot, visitor.room.now()),
        profit_chart(theme(), _CHART, unit_of(snapshot)),
    )
    live_chart(rows, spec, "board-profit", _CHART, "What everybody has won and lost")


def _people(visitor: Visit) -> None:
    """Everybody who plays, the winner first, with a bar to the right or left of nothing."""
    snapshot = visitor.snapshot
    won = profits(snapshot)
    playing = [person for person in snapshot.people if person.role != "owner" or won[person.id]]
    playing.sort(key=lambda person: (-won[person.id], person.name.casefold()))
    most = max(map(abs, won.values()), default=0) or 1
    shown = _few(playing, visitor.id)
    ranks = {each.account: each.rank for each in leaderboard({p.id: won[p.id] for p in playing})}
    rows = []
    for each in shown:
        what = won_text(snapshot.settings.terms, won[each.id], signed=True)
        size = 50 * abs(won[each.id]) / most
        rank = 0 if snapshot.settings.terms.money else ranks[each.id]
        credit = words_of(snapshot.settings.terms).credit(each.good)
        rows.append(_row(each, what, credit, size, rank=rank, mine=each.id == visitor.id))
    if len(shown) < len(playing):
        rows.insert(_BEST, f'<div class="sum-note">… {len(playing) - len(shown)} more …</div>')
    st.html(f'<div class="sum-people">{"".join(rows)}</div>')


def _few(people: list[Person], mine: str) -> list[Person]:
    """Of very many the first, the last and the visitor: the rest could not be read from afar."""
    if len(people) <= _BEST + _WORST + 2:
        return people
    middle = people[_BEST:-_WORST]
    return people[:_BEST] + [each for each in middle if each.id == mine] + people[-_WORST:]


def _row(person: Person, won: str, credit: str, size: float, *, rank: int, mine: bool) -> str:
    """One of them, with what they won, and a bar of so many percent; no rank is 0."""
    side = "right: 50%" if won.startswith("-") else "left: 50%"
    notes = [f"{person.contributions} sent", credit]
    if person.at_stake:
        notes.append(f"{format_ether(person.at_stake)} at stake")
    if person.owed:
        notes.append(f"{format_ether(person.owed)} to collect")
    place = f"<b>{rank}.</b> " if rank else ""
    return (
        f'<div class="sum-person"><div>{place}{chip(person, mine=mine)}</div>'
        f'<div class="sum-profit">{won}</div>'
        f'<div class="sum-bar"><span style="{side}; width: {size:.1f}%;'
        f' background: {css_colour(look(person.role).role)}"></span></div>'
        f'<div class="sum-note">{" · ".join(notes)}</div></div>'
    )


def _news(visitor: Visit) -> None:
    st.html(news_html(visitor.snapshot, _NEWS))


def _help(snapshot: Snapshot) -> str:
    return _PROFIT if snapshot.settings.terms.money else _POINTS


_HIDDEN = "On a hidden test set: samples that nobody can contribute."
_PROFIT = (
    "What everybody took of others’ deposits, minus what others took of theirs. A deposit that is"
    " still at stake counts as neither. What one wins another loses, or the contract keeps it."
)
_POINTS = (
    "Points: contributions that were validated, and reports that held, minus contributions lost to"
    " somebody’s report. They can go below zero."
)
_NEWS_HELP = "A payout can be opened: it shows its formula with its numbers."
_STYLE = """
<style>
.sum-tiles { display: grid; gap: .75rem;
  grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); }
.sum-tile { border: 1px solid color-mix(in srgb, currentColor 18%, transparent);
  border-radius: .5rem; padding: .7rem .9rem; min-width: 0; container-type: inline-size; }
.sum-label { font-size: .95rem; }
.sum-value { font-size: clamp(1.2rem, 19cqw, 3.2rem); font-weight: 700; line-height: 1.2;
  font-variant-numeric: tabular-nums; white-space: nowrap; }
.sum-main { grid-column: span 2; }
.sum-main .sum-value { font-size: clamp(2.4rem, 22cqw, 5.5rem); line-height: 1; }
.sum-value small { font-size: 45%; font-weight: 600; }
.sum-note { font-size: .85rem; opacity: .7; }
.sum-people { display: grid; gap: .55rem; font-size: 1.15rem; }
.sum-person { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .15rem .75rem;
  align-items: center; }
.sum-person > div { min-width: 0; }
.sum-profit { font-weight: 700; font-variant-numeric: tabular-nums; text-align: right; }
.sum-bar { grid-column: 1 / -1; position: relative; height: .5rem; border-radius: .25rem;
  background: linear-gradient(90deg, transparent calc(50% - 1px), currentColor calc(50% - 1px)
    calc(50% + 1px), transparent calc(50% + 1px)),
    color-mix(in srgb, currentColor 8%, transparent); }
.sum-bar span { position: absolute; top: 0; bottom: 0; border-radius: .25rem;
  transition: width .4s; }
.sum-person > .sum-note { grid-column: 1 / -1; }
.sum-line .sum-note { white-space: nowrap; }
.sum-news { display: grid; gap: .5rem; font-size: 1.1rem; line-height: 1.35; }
.sum-line { display: grid; grid-template-columns: 1.2rem minmax(0, 1fr); overflow-wrap: anywhere; }
</style>
"""
