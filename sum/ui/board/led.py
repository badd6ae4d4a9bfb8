"""The board of a class: everything that people at the back of a room have to read, and no more.

One fragment draws all of it. While a round is played its parts stay where they are, whatever
happens: heights are fixed, and what changes is put into the same places.
"""

from html import escape

import streamlit as st

from sum.room import Room, Snapshot
from sum.room.standings import veiled
from sum.ui.audit import audit_button
from sum.ui.board import gather, results, top
from sum.ui.board.chart import live_chart
from sum.ui.board.picture import Picture, picture
from sum.ui.board.standing import by_profit, leaderboard_html
from sum.ui.board.style import STYLE
from sum.ui.ground import theme
from sum.ui.identity import Visit
from sum.ui.join.me import show_me
from sum.ui.network import network_badge
from sum.ui.page import link, live
from sum.viz.board import class_accuracy_chart, class_balance_chart
from sum.viz.charts import unit_of

EVERY = 1.2
"""Seconds between two looks at the room."""
CHART = 325
"""Height of a chart in pixels."""


def board(visitor: Visit) -> None:
    """Show the board; it follows the room by itself."""
    st.set_page_config(initial_sidebar_state="collapsed")  # a projector has no room for it
    st.html(STYLE + _mine(visitor))
    top.fresh()
    # One fragment for all of it: each has a price, and a class of fifty looks at it.
    live(lambda: _draw(visitor.room), EVERY)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        audit_button(visitor)
        network_badge(visitor.room)
        st.space("stretch")
        show_me(visitor)


def _mine(visitor: Visit) -> str:
    """Mark the visitor: what is drawn is the same for everybody."""
    if not visitor.id.isalnum():
        return ""
    return f'<style>.sum-is-{visitor.id}::after {{ content: " (you)"; }}</style>'


def _draw(room: Room) -> None:
    room.tick()
    phase = room.snapshot.classroom.phase
    if phase not in {"lobby", "ended"}:
        _play(room)
        return
    top.fresh()
    if phase == "lobby":
        _gather(room)
    else:
        _end(room)


def _gather(room: Room) -> None:
    """Before a round: how to join, who is here, and what came of the round before."""
    snapshot = room.snapshot
    with st.container(key="board-gather"):
        with st.container(key="board-way"):
            st.html(gather.way_in(room))
        with st.container(key="board-crowd"):
            st.html(gather.about(snapshot))
            st.html(gather.crowd(snapshot))
    if snapshot.classroom.results:
        last = snapshot.classroom.results[-1]
        lines, by = veiled(last, snapshot), by_profit(last.money)
        with st.container(key="board-last"):
            _part(f"Round {last.number}: {results.HEADS[by].lower()}", leaderboard_html(lines, by))
            helped = f"Round {last.number}: {results.HEADS['helped'].lower()}"
            _part(helped, leaderboard_html(lines, "helped"))


def _play(room: Room) -> None:
    """While a round is played, and when its time is over."""
    shown = picture(room)
    snapshot = shown.snapshot
    with st.container(key="board-top"):
        st.html(top.time_tile(room, still=snapshot.classroom.frozen))
        st.html(top.tiles(room, snapshot))
    if shown.reveal:
        st.html(shown.reveal)
    with st.container(key="board-grid"):
        with st.container(key="board-charts"):
            _charts(shown)
        with st.container(key="board-places"):
            _part(results.HEADS[by_profit(snapshot.settings.terms.money)], shown.profit)
            _part(results.HEADS["helped"], shown.helped, _HELPED)
        with st.container(key="board-gains"):
            _part("Who gained from whom", shown.flows, _gained(snapshot))
            _part("What just happened", shown.news)


def _end(room: Room) -> None:
    """After the last round: who played what, who won, and how it came to that."""
    shown = picture(room)
    led = shown.snapshot.classroom
    last = led.results[-1]
    st.html(
        f'<div class="sum-about"><h1>{escape(led.title or "The end")}</h1>'
        f'<div class="sum-round">{_rounds(len(led.results))}</div></div>'
    )
    link("results", "All results, and a report to keep")
    if shown.reveal:
        st.html(shown.reveal)
    else:
        sides = results.sides_html(last.lines, by_profit(last.money))
        st.html(f'<div class="sum-reveal">{sides}</div>')
    with st.container(key="board-last"):
        for head, html in results.leaderboards_html(led.results):
            _part(head, html)
    _part("Round by round", results.rounds_html(led.results))
    with st.container(key="board-last-round"):
        with st.container(key="board-charts"):
            _charts(shown)
        with st.container(key="board-gains"):
            _part("Who gained from whom in the last round", shown.flows, _gained(shown.snapshot))


def _rounds(count: int) -> str:
    return "The game has ended." if count == 1 else f"The game has ended, after {count} rounds."


def _part(head: str, html: str, note: str = "") -> None:
    small = f' <span class="sum-note">{note}</span>' if note else ""
    st.html(f'<div class="sum-head">{head}{small}</div>{html}')


def _charts(shown: Picture) -> None:
    unit, note = unit_of(shown.snapshot), _gained(shown.snapshot)
    st.html('<div class="sum-head">How often the model is right</div>')
    spec = class_accuracy_chart(theme(), CHART)
    live_chart(shown.accuracy, spec, "board-accuracy", CHART, _SAYS[0])
    st.html(f'<div class="sum-head">Won and lost <span class="sum-note">{note}</span></div>')
    spec = class_balance_chart(theme(), CHART, unit)
    live_chart(shown.balances, spec, "board-profit", CHART, _SAYS[1])


def _gained(snapshot: Snapshot) -> str:
    return "in ether" if snapshot.settings.terms.money else "in points"


_HELPED = "by accuracy"
_SAYS = ("How often the model is right", "What everybody has won and lost")
