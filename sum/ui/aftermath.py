"""After an attack: what it broke, where the deposits went, and what happens next."""

from collections.abc import Callable

import streamlit as st

from sum.datasets.show import in_words
from sum.room import Outcome, Snapshot, claim_state
from sum.ui.actions import Progress, action_button, hand_over, long_action_button, show_result
from sum.ui.claims import OTHERS_TIME, acting_room
from sum.ui.facts import arrow, change, facts, plain
from sum.ui.ground import theme
from sum.ui.identity import Visit
from sum.ui.page import link, live
from sum.ui.payouts import show_payouts
from sum.ui.roles import look_of
from sum.ui.sample import image_url
from sum.ui.story import Toll, state_text, tell, toll, verdict
from sum.ui.widgets import chip
from sum.units import ETHER, Seconds, format_duration, format_ether
from sum.viz.charts import accuracy_chart, accuracy_rows, profit_chart, profit_rows, unit_of
from sum.viz.palette import css_colour

NEXT = "attack next"

_WIDTHS = {"#": 40, "true label": 75, "your label": 80, "model before": 100, "model now": 90}
_WIDTHS |= {"deposit (ETH)": 100, "left (ETH)": 80, "state": 300}
"""Of the table's columns, in pixels: what became of a contribution takes the most room."""
_MANY, _TALL = 6, 190
"""Of more payouts than this the list scrolls, at this height in pixels."""
_SAMPLES = 200
"""Of a sample in words; a click shows all of it."""


def show_aftermath(visitor: Visit, numbers: list[int], bet: str) -> None:
    """Show all that came of an attack.

    Parameters
    ----------
    visitor : Visit
        The attacker.
    numbers : list of int
        The contributions of the attack, at least one.
    bet : {"pays", "costs", ""}
        What the visitor had bet.
    """
    _live(visitor, lambda: _numbers(visitor, numbers))
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, key="step-story"):
        _live(visitor, lambda: _story(visitor, numbers, bet))
        _live(visitor, lambda: _next(visitor, numbers))
    with right, st.container(border=True, key="step-charts"):
        _live(visitor, lambda: _charts(visitor))
    _live(visitor, lambda: _table(visitor.snapshot, numbers))


def _live(visitor: Visit, draw: Callable[[], None]) -> None:
    """Draw again and again, until the room starts over: its next model knows no such attack."""
    address = visitor.snapshot.address

    def same_model() -> None:
        if visitor.snapshot.address == address:
            draw()

    live(same_model, every=2.0)


def _numbers(visitor: Visit, numbers: list[int]) -> None:
    snapshot, now = visitor.room.tick(), visitor.room.now()
    told = toll(snapshot, numbers, now)
    before, after, current = told.accuracy
    lost, money = sum(told.lost.values()), told.terms.money
    facts(
        [
            ("Accuracy", arrow(f"{before:.1%}", f"{after:.1%}"), change(before, after)),
            ("Accuracy now", f"{current:.1%}", change(before, current)),
            ("Put at stake", format_ether(told.stake) if told.stake else "nothing", ""),
            ("Lost to others", told.say(lost), ""),
            ("Still to claim", format_ether(told.waiting) if money else f"{told.waiting}", ""),
            ("Your result so far", told.say(told.net, signed=True), ""),
        ],
        "attack",
    )


def _story(visitor: Visit, numbers: list[int], bet: str) -> None:
    snapshot = visitor.snapshot
    told = toll(snapshot, numbers, visitor.room.now())
    st.markdown("#### The story so far", anchors=False)
    for icon, text in tell(snapshot, told):
        st.markdown(f"{icon} {plain(text)}")
    if told.lost:
        st.html(_shares(snapshot, told))
    granted = [payout for number in numbers for payout in snapshot.payouts_of(number)]
    if granted:
        st.markdown("**Where it went**, each to open with its formula")
        with st.container(height=_TALL if len(granted) > _MANY else "content", border=False):
            show_payouts(snapshot, granted)
    paid, text = verdict(told)
    st.markdown(f"**{plain(text)}**")
    if bet and not told.waiting:
        came = "You were **right**" if paid == (bet == "pays") else "You were **wrong**"
        st.markdown(f"{came}: you had bet that it {bet}.")


def _next(visitor: Visit, numbers: list[int]) -> None:
    hand_over()
    snapshot, now = visitor.snapshot, visitor.room.now()
    told = toll(snapshot, numbers, now)
    if not told.waiting:
        with st.container(horizontal=True):
            link("board", "See it on the board")
            link("contribute", "Play fair")
        return
    st.markdown("**What happens next?**")
    wait = OTHERS_TIME if told.opens_at is None else Seconds(max(1, told.opens_at - now))
    how_long = format_duration(wait)
    label = (
        f"Skip {how_long}: let the others come by"
        if told.opens_at is None
        else f"Skip {how_long}, until the wait is over"
    )

    def work(nonce: str, progress: Progress) -> Outcome:
        return acting_room(visitor).jump(visitor.key, nonce, wait, progress)

    with st.container(horizontal=True, gap="small"):
        if visitor.host:
            long_action_button(
                label,
                NEXT,
                "Time passes, and the others act …",
                work,
                kind="primary",
                icon=":material/fast_forward:",
            )
        _collect(visitor)
    if not visitor.host:
        st.caption("The host of this room can skip ahead; otherwise wait for the clock.")
    show_result(NEXT)


def _collect(visitor: Visit) -> None:
    snapshot, now = visitor.snapshot, visitor.room.now()
    claims = [
        claim_state(snapshot, visitor.id, entry.number, now)
        for entry in snapshot.entries
        if not entry.settled
    ]
    due = sum(claim.amount for claim in claims if claim.ok) + snapshot.person(visitor.id).owed
    action_button(
        f"Collect {format_ether(due)}" if due else "Collect",
        NEXT,
        lambda nonce: acting_room(visitor).collect(visitor.key, nonce),
        icon=":material/savings:",
        tip="Your refunds that are open now, and what you can take of others.",
    )


def _charts(visitor: Visit) -> None:
    snapshot, now, ground = visitor.snapshot, visitor.room.now(), theme()
    st.markdown("**Accuracy of the model** on samples that nobody contributes")
    rows = accuracy_rows(snapshot, now)
    st.vega_lite_chart(rows, accuracy_chart(ground, 170), key="attack-accuracy", width="stretch")
    unit = unit_of(snapshot)
    st.markdown(f"**Won and lost** by everybody, in {'ether' if unit == 'ETH' else unit}")
    rows = profit_rows(snapshot, now)
    st.vega_lite_chart(rows, profit_chart(ground, 170, unit), key="attack-profit", width="stretch")


def _table(snapshot: Snapshot, numbers: list[int]) -> None:
    classes = snapshot.dataset.classes
    drawn = snapshot.dataset.kind in {"image", "point"}
    st.markdown("**What you sent, one by one**")
    rows = []
    for number in numbers:
        entry = snapshot.entries[number - 1]
        rows.append(
            {
                "#": number,
                "sample": (
                    image_url(entry.raw, snapshot.dataset, 64)
                    if drawn
                    else in_words(entry.raw, snapshot.dataset)
                ),
                "true label": "" if entry.truth is None else classes[entry.truth],
                "your label": classes[entry.contribution.label],
                "model before": classes[entry.before],
                "model now": classes[snapshot.prediction(entry)],
                "deposit (ETH)": entry.deposit / ETHER,
                "left (ETH)": entry.claimable / ETHER,
                "state": state_text(snapshot, entry),
            }
        )
    if not snapshot.settings.terms.money:
        rows = [{k: v for k, v in row.items() if "ETH" not in k} for row in rows]
    columns = {
        name: st.column_config.Column(width=width)
        for name, width in _WIDTHS.items()
        if name in rows[0]
    }
    if drawn:
        columns["sample"] = st.column_config.ImageColumn(width=60)
    else:
        columns["sample"] = st.column_config.Column(width=_SAMPLES)
    st.dataframe(rows, hide_index=True, column_config=columns, key="attack-table")


def _shares(snapshot: Snapshot, told: Toll) -> str:
    """Bars: who took how much of the stake."""
    rows = []
    for who, amount in told.lost.items():
        whole = told.stake or told.count
        part, taker = 100 * amount / whole, snapshot.person(who)
        colour = css_colour(look_of(taker).role)
        rows.append(
            f'<div style="min-width: 0">{chip(taker)}</div><span>{told.say(amount)}</span>'
            '<div style="height: .6rem; border-radius: .3rem;'
            f' background: linear-gradient(90deg, {colour} {part:.1f}%, #8884 0)"></div>'
        )
    columns = "minmax(0, auto) auto minmax(4rem, 1fr)"
    return (
        f'<div style="display: grid; gap: .4rem .6rem; align-items: center;'
        f' grid-template-columns: {columns}">{"".join(rows)}</div>'
    )
