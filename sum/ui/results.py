"""The page Results: one's own line, the lesson, and everything as files to take home."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from html import escape

import streamlit as st

from sum.room import Room, Snapshot
from sum.room.classroom import RoundResult
from sum.room.standings import By, overall, ranked, won
from sum.ui.explorer.export import calls_csv
from sum.ui.facts import facts
from sum.ui.identity import Visit
from sum.ui.page import link, live
from sum.viz.report.lesson import lesson
from sum.viz.report.page import report_html
from sum.viz.report.rounds import shown_rounds
from sum.viz.report.tables import contributions_csv, people_csv

EVERY = 2.0
"""Seconds between two looks at a room that has no results yet."""
_KINDS: dict[By, str] = {
    "profit": "You won",
    "points": "Your points",
    "helped": "Help to the model",
}


def show_results(visitor: Visit) -> None:
    """Draw the page: results once the game has ended, for its facilitator at any time."""
    if not are_out(visitor):
        live(lambda: _wait(visitor), EVERY)
        return
    snapshot = visitor.snapshot
    rounds = shown_rounds(snapshot)
    led = snapshot.classroom
    if led.title:
        st.subheader(led.title, anchor=False)
    if led.led and led.phase != "ended":
        st.info("This is how it stands: the game goes on.", icon=":material/hourglass_top:")
    mine = own_line(visitor.id, rounds)
    if mine:
        facts(mine, "results")
    st.subheader("What came of it", anchor=False)
    st.html("".join(f"<p>{escape(text)}</p>" for text in lesson(snapshot, rounds)), width=760)
    _downloads(visitor.room)
    link("board", "Everything on the board", icon=":material/tv:")


def are_out(visitor: Visit) -> bool:
    """Whether this visitor may have the results now."""
    led = visitor.snapshot.classroom
    return not led.led or led.phase == "ended" or visitor.leads


def own_line(person: str, rounds: Iterable[RoundResult]) -> list[tuple[str, str, str]]:
    """What somebody won, and how much they helped, in all rounds: label, value, place.

    Parameters
    ----------
    person : str
    rounds : iterable of RoundResult

    Returns
    -------
    list of (str, str, str)
        Empty for somebody who did not play.
    """
    rounds = tuple(rounds)
    lines = overall(rounds)
    kinds: list[By] = sorted({"profit" if each.money else "points" for each in rounds})[::-1]
    found = []
    for by in (*kinds, "helped"):
        for place in ranked(lines, by):
            if place.line.person == person:
                where = f"place {place.rank} of {len(lines)}"
                found.append((_KINDS[by], won(place.line, by), where))
    return found


def _wait(visitor: Visit) -> None:
    visitor.room.tick()
    if are_out(visitor):
        st.rerun()
    st.info(
        "The results are here as soon as the facilitator has ended the game.",
        icon=":material/hourglass_top:",
    )
    link("board", "How it stands now: the board", icon=":material/tv:")


def _downloads(room: Room) -> None:
    """Everything as files; each is made when it is asked for."""
    st.subheader("To take home", anchor=False)
    st.write(
        "The report is one page with everything in it: charts, the lesson, everybody’s line. It"
        " needs no network, and prints well."
    )
    files = (
        ("Report", "html", "text/html", ":material/description:", _report),
        ("People", "csv", "text/csv", ":material/group:", people_csv),
        ("Contributions", "csv", "text/csv", ":material/table:", contributions_csv),
        ("Transactions", "csv", "text/csv", ":material/receipt_long:", calls_csv),
    )
    with st.container(horizontal=True):
        for name, ending, mime, icon, make in files:
            st.download_button(
                f"{name} ({ending.upper()})",
                partial(_made, room, make),
                file_name=f"{name.lower()}-{room.code}.{ending}",
                mime=mime,
                icon=icon,
                type="primary" if ending == "html" else "secondary",
                key=f"results-{name.lower()}",
                on_click="ignore",
            )


def _made(room: Room, make: Callable[[Snapshot], str]) -> str:
    return make(room.snapshot)


def _report(snapshot: Snapshot) -> str:
    today = datetime.now(UTC)
    return report_html(snapshot, snapshot.clock.now, f"{today.day} {today:%B %Y}")
