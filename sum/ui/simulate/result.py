"""What came of a run: in sentences, in numbers, as files."""

from collections.abc import Callable
from html import escape

import streamlit as st

from sum.simulation.lab import GroupSummary, Run
from sum.simulation.scenario import KINDS
from sum.ui.plain import plain
from sum.ui.roles import look
from sum.ui.simulate.words import ENDED, groups, headline, money_lines
from sum.units import Wei, format_ether
from sum.viz.palette import css_colour


def show_result(run: Run, draw: Callable[[], None]) -> None:
    """Draw a run that has ended.

    Parameters
    ----------
    run : Run
    draw : callable
        Draws its charts.
    """
    said = " ".join([headline(run), *money_lines(run)])
    st.markdown(f"**{plain(said)}**")
    draw()
    st.html(TABLE_STYLE + table_html(run))
    _facts(run)


def _facts(run: Run) -> None:
    found = run.summary
    right = "balance to the wei" if found.conserved else "do NOT balance"
    versions = ", ".join(f"{name} {number}" for name, number in run.versions.items())
    st.caption(
        plain(
            f"Seed {run.scenario.seed} · ended because {ENDED.get(run.ended, run.ended)} ·"
            f" {found.contributions:,} contributions, {found.refunds:,} refunds,"
            f" {found.reports:,} reports, {found.refused:,} refused · the books {right} ·"
            f" {run.engine} engine, {run.seconds:.1f} s · {versions} · digest {run.digest()[:16]}"
        )
    )


def table_html(run: Run) -> str:
    """The groups as an HTML table; all text is escaped."""
    heads = (
        "",
        "people",
        "contributions",
        "wrong",
        "at stake in all",
        "came back",
        "earned",
        "profit, each",
    )
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    claims = run.scenario.incentive.claims
    rows = "".join(_row(group, claims=claims) for group in groups(run))
    return (
        '<div class="sum-scroll" tabindex="0"><table class="sim-table"><thead><tr>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(group: GroupSummary, *, claims: bool) -> str:
    looks = look(group.role)
    title = KINDS[group.kind].title if group.kind in KINDS else group.kind
    back = f"{group.returned / group.staked:.0%}" if group.staked and claims else "–"
    cells = (
        f"{group.people:,}",
        f"{group.contributions:,}",
        f"{group.wrong:,}",
        format_ether(Wei(group.staked)),
        back,
        format_ether(Wei(group.earned)),
        format_ether(Wei(round(group.profit / max(1, group.people))), signed=True),
    )
    name = (
        f'<span style="color: {css_colour(looks.role)}">{looks.sign}</span>'
        f' {escape(group.name)} <span class="sum-muted">{escape(title)}</span>'
    )
    values = "".join(f"<td>{escape(value)}</td>" for value in cells)
    return f'<tr><th scope="row">{name}</th>{values}</tr>'


TABLE_STYLE = """
<style>
.sim-table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.sim-table th, .sim-table td { border: 0; padding: .4rem .75rem .4rem 0; white-space: nowrap; }
.sim-table tbody tr > * { border-top: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
.sim-table thead th { text-align: right; white-space: normal; font-weight: 600;
  vertical-align: bottom; }
.sim-table tbody th { text-align: left; font-weight: 600; }
.sim-table tbody th .sum-muted { font-weight: 400; }
.sim-table td { text-align: right; }
@media (max-width: 640px) { .sim-table { font-size: .875rem; } }
</style>
"""
