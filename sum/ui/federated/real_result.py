"""What came of the real rounds so far: numbers, charts, receipts by name, files."""

from html import escape

import streamlit as st

from sum.federated.records import FederatedRun
from sum.room.federation import FederationView
from sum.ui.federated.cast import Cast
from sum.ui.federated.real_words import did
from sum.ui.federated.receipts import receipts, receipts_html
from sum.ui.federated.result import charts, downloads, metrics
from sum.ui.federated.words import ether, headline, percent
from sum.ui.plain import plain

REVEALED_LATER = "Who attacks is revealed when the facilitator reveals the roles or ends the game."


def show_outcome(view: FederationView, cast: Cast) -> None:
    """Draw what was played so far."""
    run = view.run
    if not run.records:
        return
    st.subheader("What came of it", anchor=False)
    st.markdown(f"**{plain(_headline(run, cast))}**")
    if cast.secret:
        st.caption(f":material/visibility_off: {REVEALED_LATER}")
    metrics(run, cast)
    charts(run, (), cast)
    st.markdown("**Receipts**, in ether: who was in the sum, paid, charged and slashed")
    st.html(receipts_html(receipts(run, cast), len(run.records), cast))
    if not cast.secret and any(record.choices for record in run.records):
        with st.expander("What each client did", icon=":material/list:"):
            st.html(choices_html(run, cast))
    downloads(run, cast)


def _headline(run: FederatedRun, cast: Cast) -> str:
    count = len(run.records)
    if not cast.secret and count > 1:
        return headline(run, None)
    rounds = "one round" if count == 1 else f"{count} rounds"
    return (
        f"After {rounds} the model is right {percent(run.accuracy)} of the time; before the first"
        f" it was {percent(run.start)}. A client’s profit is {ether(_mean_profit(run))} on average."
    )


def _mean_profit(run: FederatedRun) -> float:
    counts = len(run.attackers), sum(run.attackers)
    return (run.honest_profit * (counts[0] - counts[1]) + run.attacker_profit * counts[1]) / counts[
        0
    ]


def choices_html(run: FederatedRun, cast: Cast) -> str:
    """What each client did in each round, as a table; all text is escaped."""
    heads = ["client", *(f"round {record.round + 1}" for record in run.records)]
    rows = ["".join(f"<th>{head}</th>" for head in heads)]
    for place in range(len(run.attackers)):
        cells = [cast.name(place), *(did(record, place) for record in run.records)]
        rows.append("".join(f"<td>{escape(cell)}</td>" for cell in cells))
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"{_STYLE}<div class=sum-scroll><table class=fed-did>{body}</table></div>"


_STYLE = """
<style>
.fed-did { border-collapse: collapse; font-size: .9rem; }
.fed-did th, .fed-did td { padding: .15rem .9rem .15rem 0; text-align: left; white-space: nowrap; }
.fed-did th { font-weight: 600; }
</style>
"""
