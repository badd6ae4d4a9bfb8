"""What has come of a market: contribution by contribution, in charts, and person by person."""

from html import escape

import streamlit as st

from sum.room import Snapshot
from sum.room.market_records import Part, Story, exact
from sum.room.market_story import stories
from sum.room.telling import counted
from sum.ui.facts import arrow, facts, plain
from sum.ui.ground import theme
from sum.ui.identity import Visit
from sum.ui.payouts import opened
from sum.ui.sponsor.fund import show_portion
from sum.ui.sponsor.words import sponsor_lines
from sum.ui.widgets import chip, clock_text
from sum.units import Wei, format_ether
from sum.viz.sponsor import (
    gain_chart,
    gain_rows,
    hits_chart,
    hits_rows,
    score_chart,
    score_rows,
)

_MANY, _TALL = 9, 430
"""Of more contributions than this the list scrolls, at this height in pixels."""
_GIVEN_UP = {
    "show": "The sponsor did not show a portion: a part of the bounty is forfeited.",
    "reveal": "The hidden test set was not revealed: stakes return, and the bounty is split.",
    "score": "Nobody finished the scoring: stakes return, and the bounty is split.",
}


def show_market(visitor: Visit) -> None:
    """Show all that is known of the last market; call it again and again."""
    snapshot = visitor.snapshot
    found = stories(snapshot)
    if found:
        show_story(snapshot, found[-1])


def show_past(snapshot: Snapshot, story: Story) -> None:
    """Show a market that is over, folded."""
    got = f", the sponsor got {format_ether(story.sponsor_gets or 0)} back"
    with st.expander(
        f"Market {story.number}: {counted(len(story.parts), 'contribution')},"
        f" {format_ether(story.escrow)} put up{got}",
        icon=":material/history:",
    ):
        show_story(snapshot, story)


def show_story(snapshot: Snapshot, story: Story) -> None:
    """Show a market: facts, charts, contributions, people, transactions."""
    st.markdown(f"#### Market {story.number}", anchors=False)
    if story.given_up:
        st.warning(_GIVEN_UP[story.given_up], icon=":material/flag:")
    facts(_facts(story), f"story-{story.number}")
    if story.parts:
        columns = st.columns([3, 2] if story.passes else 1, gap="medium")
        with columns[0], st.container(border=True, key=f"parts-{story.number}"):
            _show_parts(snapshot, story)
        if story.passes:
            with columns[1], st.container(border=True, key=f"charts-{story.number}"):
                _show_charts(snapshot, story)
    with st.container(border=True, key=f"people-{story.number}"):
        _show_people(snapshot, story)
    _show_set(snapshot, story)
    _show_calls(snapshot, story)


def gains(snapshot: Snapshot, story: Story) -> dict[str, int]:
    """What everybody gains or loses in a market, by person; in wei.

    Contributors as of the last pass that was played, the sponsor and the beneficiary in the end.
    """
    found: dict[str, int] = {}
    for part in story.parts:
        got = part_worth(story, part)
        who = part.entry.person
        found[who] = found.get(who, 0) + got - story.stake
    if story.sponsor_gets is not None:
        found[story.sponsor] = found.get(story.sponsor, 0) + story.sponsor_gets - story.escrow
        if story.beneficiary:
            lost = forfeited(story)
            if lost:
                found[story.beneficiary] = found.get(story.beneficiary, 0) + lost
    order = {person.id: place for place, person in enumerate(snapshot.people)}
    return dict(sorted(found.items(), key=lambda each: order[each[0]]))


def forfeited(story: Story) -> Wei:
    """What the beneficiary got of a market that is over."""
    if story.given_up == "show":
        return story.forfeited
    return story.dust if story.given_up else Wei(0)


def part_worth(story: Story, part: Part) -> int:
    """What a contribution is worth so far: its payout, else its balance, else its stake."""
    if part.payout is not None:
        return part.payout
    return story.stake if part.balance is None else part.balance * story.unit


def _facts(story: Story) -> list[tuple[str, str, str]]:
    last = [
        each.after
        for each in (story.passes[-1].scored.values() if story.passes else [])
        if each.after is not None
    ]
    hits = (
        "" if story.base is None else arrow(str(story.base), str(last[-1] if last else story.base))
    )
    rows = [
        ("Bounty", format_ether(story.bounty or story.escrow), f"{story.rounds} rounds"),
        ("Stake", format_ether(story.stake) if story.stake else "after the draw", ""),
        ("Contributions", f"{len(story.parts)} of {story.cap}", ""),
    ]
    if hits:
        rows.append(("Hidden samples right", f"{hits} of {story.scored}", "with those still in"))
    return [*rows, ("Gas so far", f"{story.gas:,}", "contributions apart")]


def _show_parts(snapshot: Snapshot, story: Story) -> None:
    st.markdown("**Contribution by contribution**, each to open with its formula")
    if not story.passes:
        known = len(story.shown) == len(story.counts)
        later = "None is scored yet" + ("." if known else ": only the sponsor knows the test.")
        st.caption("None was scored." if story.closed else later)
    rows = "".join(_part(snapshot, part) for part in story.parts)
    with st.container(height=_TALL if len(story.parts) > _MANY else "content", border=False):
        st.html(f'<div class="sum-payouts">{rows}</div>')


def _part(snapshot: Snapshot, part: Part) -> str:
    """A contribution in a line, which opens."""
    entry, classes = part.entry, snapshot.dataset.classes
    label = escape(classes[entry.contribution.label])
    wrong = entry.truth is not None and entry.truth != entry.contribution.label
    truth = f" (truly {escape(classes[entry.truth or 0])})" if wrong else ""
    said = f"<b>{part.index + 1}</b> {chip(snapshot.person(entry.person))} “{label}”{truth}"
    if part.passes:
        scores = ", ".join(f"{each.score:+d}" if each.score else "0" for each in part.passes)
        said += f' <span class="sum-muted">score</span> <b>{scores}</b>'
    if part.dropped:
        said += ' <span class="sum-muted">dropped</span>'
    if part.payout is not None:
        said += f' <span class="sum-muted">paid</span> {_whole(format_ether(part.payout))}'
    elif part.balance is not None:
        said += f' <span class="sum-muted">balance</span> <b>{part.balance}</b>'
    learned = "" if entry.receipt else "the model had said so already and learned nothing from it"
    return opened(said, [*part.lines, *([learned] if learned else [])])


def _whole(text: str) -> str:
    """Text as bold HTML that no line break cuts."""
    return f'<b style="white-space: nowrap">{escape(text)}</b>'


def _show_charts(snapshot: Snapshot, story: Story) -> None:
    ground, number = theme(), story.number
    st.markdown("**Hidden test set** right after each contribution")
    rows = hits_rows(snapshot, story)
    st.vega_lite_chart(rows, hits_chart(ground), key=f"hits-{number}", width="stretch")
    st.markdown("**Scores**: hits more or less than before it")
    rows = score_rows(snapshot, story)
    st.vega_lite_chart(rows, score_chart(ground), key=f"scores-{number}", width="stretch")


def _show_people(snapshot: Snapshot, story: Story) -> None:
    """Who put in and got what; each line opens."""
    st.markdown("**Who earned what**" if story.closed else "**Who has what**, so far")
    found = gains(snapshot, story)
    rows = "".join(_person(snapshot, story, who, gain) for who, gain in found.items())
    left, right = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with left:
        if story.sponsor_gets is None:
            who = chip(snapshot.person(story.sponsor)) if story.sponsor else "The sponsor"
            rows = f"<div>{who} {format_ether(story.escrow)} locked in the contract</div>{rows}"
        st.html(f'<div class="sum-payouts">{rows}</div>')
    if any(found.values()):
        with right:
            data, chart = gain_rows(snapshot, found), gain_chart(theme(), len(found))
            st.vega_lite_chart(data, chart, key=f"gains-{story.number}", width="stretch")


def _person(snapshot: Snapshot, story: Story, who: str, gain: int) -> str:
    person = snapshot.person(who)
    parts = [part for part in story.parts if part.entry.person == who]
    lines = []
    if parts:
        worth = sum(part_worth(story, part) for part in parts)
        lines.append(
            f"{len(parts)} × stake {exact(story.stake)} = {exact(story.stake * len(parts))} put in,"
            f" {exact(worth)} {'paid' if story.closed else 'as it stands'}"
        )
        lines.append("contributions " + ", ".join(str(part.index + 1) for part in parts))
    if who == story.sponsor and story.closed:
        lines += sponsor_lines(story)
    if who == story.beneficiary and forfeited(story):
        lines.append(f"forfeited by the sponsor, or dust: {exact(forfeited(story))}")
    if person.owed:
        lines.append(f"owed now, from all markets: {exact(person.owed)}")
    sign = format_ether(gain, signed=True) if gain else "0"
    return opened(f"{chip(person)} {_whole(sign)}", lines)


def _show_set(snapshot: Snapshot, story: Story) -> None:
    """What of the hidden test set everybody knows by now."""
    if not story.shown:
        return
    dataset = snapshot.dataset
    known = f"{len(story.shown)} of {len(story.counts)} portions"
    with st.expander(f"The hidden test set: {known} are known", icon=":material/visibility:"):
        for number, samples in sorted(story.shown.items()):
            what = "shown, not scored" if number == story.drawn else "scored"
            show_portion(dataset, f"Portion {number + 1}: {what}", samples)


def _show_calls(snapshot: Snapshot, story: Story) -> None:
    with st.expander(
        f"Its {counted(len(story.calls), 'transaction')}, {story.gas:,} gas",
        icon=":material/receipt_long:",
    ):
        st.dataframe(
            [
                {
                    "block": call.block,
                    "time": clock_text(snapshot, call.time),
                    "function": call.function,
                    "by": _name(snapshot, call.sender),
                    "sent along": format_ether(call.value) if call.value else "",
                    "gas": f"{call.gas_used:,}",
                    "what it said": ", ".join(dict.fromkeys(name for name, _ in call.events)),
                }
                for call in story.calls
            ],
            hide_index=True,
            key=f"calls-{story.number}",
        )


def _name(snapshot: Snapshot, who: str) -> str:
    names = {person.id: person.name for person in snapshot.people}
    return plain(names.get(who, ""))
