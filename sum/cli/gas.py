"""Measure what every kind of transaction costs in gas, on a chain in this process."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict

from sum.bench.gas import PEER, SETTINGS, Row, measure_all

_WORDS = {
    "deploy": "deploy: create, load, open",
    "add_agree": "add, the model agrees",
    "add_disagree": "add, the model learns",
    "refund_first": "refund, the first",
    "refund_later": "refund, a later one",
    "report": "report (a take)",
}


def add_arguments(parser: ArgumentParser) -> None:
    """Say what arguments it takes."""
    parser.add_argument("--json", action="store_true", help="the numbers alone, for programs")


def run(arguments: Namespace) -> int:
    """Measure and print."""
    rows = measure_all()
    print(json.dumps([asdict(row) for row in rows], indent=2) if arguments.json else table(rows))
    return 0


def table(rows: Sequence[Row]) -> str:
    """Lay the numbers out for people, beside those of the peer.

    Parameters
    ----------
    rows : sequence of Row
        In the order of `SETTINGS`.
    """
    first = rows[0]
    lines = [
        f"Gas of {first.model} with {first.incentive}:",
        f"{first.weights:,} weights, a sample of {first.features} features.",
        "",
        _line("", [setting.title for setting in SETTINGS], "0xDeCA10B", "less by"),
    ]
    for step in Row.STEPS:
        gas = [getattr(row, step) for row in rows]
        saved = f"{1 - gas[0] / PEER[step]:.0%}"
        lines.append(_line(_WORDS[step], [f"{each:,}" for each in gas], f"{PEER[step]:,}", saved))
    notes = (
        f"{SETTINGS[0].title}: some features share a storage slot, as a text's frequent words do",
        f"{SETTINGS[1].title}: no two do",
        "0xDeCA10B: the same task in github.com/microsoft/0xDeCA10B as it ships (Solidity 0.6)",
        "less by: the first column, compared with it; all under Prague's rules",
    )
    return "\n".join([*lines, "", *notes])


def _line(name: str, columns: Sequence[str], peer: str, saved: str) -> str:
    return (
        f"{name:<27}{''.join(f'{column:>12}' for column in columns)}{peer:>13}{saved:>9}".rstrip()
    )
