"""The numbers of a comparison as a table, and where each comes from."""

from html import escape

import streamlit as st

from sum.simulation.compare.records import Comparison
from sum.ui.compare.numbers import Row, rows
from sum.viz.compare import COLOURS


def show_table(comparison: Comparison) -> None:
    """Show the numbers side by side."""
    table = rows(comparison)
    st.html(_STYLE + table_html(comparison, table))
    with st.expander("What these numbers mean", icon=":material/help:"):
        st.html(
            '<dl class="cmp-terms">'
            + "".join(f"<dt>{escape(row.title)}</dt><dd>{escape(row.help)}</dd>" for row in table)
            + "</dl>"
        )


def table_html(comparison: Comparison, table: tuple[Row, ...]) -> str:
    """The table as HTML; all text is escaped."""
    heads = "".join(
        f'<th scope="col"><i style="background: {css_of(number)}"></i>{escape(run.title)}</th>'
        for number, run in enumerate(comparison.runs)
    )
    lines = "".join(
        f'<tr><th scope="row" title="{escape(row.help)}">{escape(row.title)}</th>'
        + "".join(f"<td>{escape(value)}</td>" for value in row.values)
        + "</tr>"
        for row in table
    )
    return (
        '<div class="sum-scroll" tabindex="0"><table class="cmp-table"><thead><tr><td></td>'
        f"{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def css_of(number: int) -> str:
    """The colour of a mechanism as CSS that follows the ground it stands on."""
    light, dark = (COLOURS[ground][number % len(COLOURS[ground])] for ground in ("light", "dark"))
    return f"light-dark({light}, {dark})"


_STYLE = """
<style>
.cmp-table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.cmp-table th, .cmp-table td { border: 0; padding: .4rem .75rem .4rem 0; white-space: nowrap; }
.cmp-table tr + tr > *, .cmp-table thead + tbody tr:first-child > * {
  border-top: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
.cmp-table thead th { text-align: right; white-space: normal; font-weight: 600;
  vertical-align: bottom; min-width: 6.5rem; }
.cmp-table thead i { display: inline-block; width: .75em; height: .75em; border-radius: .2em;
  margin-right: .4em; }
.cmp-table tbody th { text-align: left; font-weight: 400; white-space: normal;
  min-width: 6.5rem; }
.cmp-table tbody td { text-align: right; font-weight: 600; }
.cmp-terms { margin: 0; padding: 0; display: grid; gap: .1rem 1rem;
  grid-template-columns: fit-content(40%) 1fr; }
.cmp-terms dt { font-weight: 600; }
.cmp-terms dd { margin: 0 0 .4rem; }
@media (max-width: 640px) {
  .cmp-table th, .cmp-table td { padding-right: .5rem; font-size: .9rem; }
  .cmp-terms { grid-template-columns: 1fr; } }
</style>
"""
