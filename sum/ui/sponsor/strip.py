"""How far a market is, in a strip, and what came of the last step."""

from html import escape

import streamlit as st

from sum.incentives.reward_market import RewardMarket
from sum.room.market_story import stories
from sum.ui.actions import Result, forget, hand_over, result
from sum.ui.facts import plain, show_transactions
from sum.ui.identity import Visit
from sum.ui.sponsor.fund import PLACE
from sum.ui.sponsor.words import NAMES, STEPS, step_now
from sum.units import format_ether
from sum.viz.palette import css_colour

JUMP, PART, SCORE, WAIT, TRY = (f"{PLACE}-{n}" for n in ("jump", "part", "score", "wait", "try"))
_PLACES = (PLACE, JUMP, PART, SCORE, WAIT, TRY)
_SHOWN = "_sponsor_shown"
_SKIPPED = {
    "show": ("draw", "show", "part", "reveal", "score", "settle"),
    "reveal": ("reveal", "score"),
    "score": ("score",),
}
"""What a market that was given up has left out."""


def show_strip(visitor: Visit, drawn: str) -> None:
    """Show how far the market is; draw the page anew once it has gone on by itself."""
    hand_over()
    snapshot = visitor.room.tick()
    now = step_now(snapshot, visitor.room.now())
    if strip_key(visitor) != drawn:
        st.rerun()
    place = NAMES.index(now)
    found = stories(snapshot)
    skipped = set(_SKIPPED.get(found[-1].given_up, ())) if found and now != "fund" else set()
    if found and found[-1].drawn is not None:
        skipped.discard("draw")
    cells = []
    for index, step in enumerate(STEPS):
        state = "done" if index < place else "now" if index == place else "later"
        if state == "done" and step.name in skipped:
            state = "skipped"
        sign = {"done": "✓", "skipped": "–"}.get(state, str(index + 1))
        current = ' aria-current="step"' if state == "now" else ""
        cells.append(
            f'<div role="listitem" class="sum-step sum-step-{state}"{current}><span>{sign}</span>'
            f" {escape(step.title)}</div>"
        )
    st.html(f'{_STYLE}<div role="list" class="sum-steps">{"".join(cells)}</div>')


def strip_key(visitor: Visit) -> str:
    """What the strip shows now: step and market."""
    twin = visitor.snapshot.incentive
    number = twin.number if isinstance(twin, RewardMarket) else 0
    return f"{step_now(visitor.snapshot, visitor.room.now())} {number}"


def latest() -> Result | None:
    """What came of the last step; what came of those before it is forgotten."""
    found = [place for place in _PLACES if result(place)]
    if len(found) > 1:
        old = st.session_state.get(_SHOWN)
        for place in found:
            if place == old:
                forget(place)
        found = [place for place in found if place != old]
    if not found:
        return None
    st.session_state[_SHOWN] = found[0]
    return result(found[0])


def show_done(visitor: Visit) -> None:
    """Say what came of the last step: in words, in money, in transactions."""
    kept = latest()
    if kept is None:
        return
    if kept.outcome is None:
        st.error(plain(kept.refused), icon=":material/block:")
        return
    outcome = kept.outcome
    st.success(plain(outcome.text), icon=":material/check_circle:")
    if not outcome.calls:
        return
    calls = [call for call in visitor.snapshot.calls if call.hash in set(outcome.calls)]
    with st.expander(
        f"What changed: {len(calls)} transaction{'' if len(calls) == 1 else 's'},"
        f" {sum(call.gas_used for call in calls):,} gas",
        icon=":material/receipt_long:",
    ):
        before, after = outcome.profit
        if before != after:
            st.caption(f"The balance changed by {format_ether(after - before, signed=True)}.")
        show_transactions(visitor.snapshot, outcome.calls)


_STYLE = f"""
<style>
.sum-steps {{ display: flex; flex-wrap: wrap; gap: .35rem .5rem; }}
.sum-step {{ display: inline-flex; align-items: center; gap: .4rem; padding: .15rem .65rem .15rem
  .2rem; border-radius: 1.2rem; font-size: .9rem;
  border: 1.5px solid color-mix(in srgb, currentColor 18%, transparent); }}
.sum-step span {{ display: inline-grid; place-items: center; width: 1.45rem; height: 1.45rem;
  border-radius: 50%; font-size: .8rem; font-weight: 600;
  background: color-mix(in srgb, currentColor 12%, transparent); }}
.sum-step-later, .sum-step-skipped {{ opacity: .65; }}
.sum-step-done span {{ background: {css_colour("model")}; color: light-dark(#fff, #000); }}
.sum-step-now {{ font-weight: 600; border-color: {css_colour("sponsor")}; }}
.sum-step-now span {{ background: {css_colour("sponsor")}; color: #000; }}
</style>
"""
