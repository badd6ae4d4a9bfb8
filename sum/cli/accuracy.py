"""Measure how right each model is after one pass, beside the same rule in float64."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from sum.bench.accuracy import DATA, ORDERS, Row, measure, pairs, task
from sum.cli.demo import INTERRUPTED
from sum.cli.pages import put
from sum.errors import InputError
from sum.models import MODELS

MARK = "accuracy"
"""The table's name in a page."""

COLUMNS = (
    *("data, encoder", "model", "learned", "orders"),
    *("on the chain", "float64", "difference", "worst order", "scikit-learn"),
)
NOTES = (
    "learned: samples + those of the hidden test set that is then asked for",
    "on the chain: the exact twin of the contract; float64: the same rule, in the same orders",
    "difference, worst order: on the chain minus float64, in percentage points",
    "scikit-learn: its nearest classifier, same samples; of many classes one against the rest",
)


def add_arguments(parser: ArgumentParser) -> None:
    """Say what arguments it takes."""
    names = tuple(dict.fromkeys(name for name, *_ in DATA))
    parser.add_argument("--model", action="append", choices=tuple(MODELS), help="only this model")
    parser.add_argument("--data", action="append", choices=names, help="only this data set")
    parser.add_argument(
        "--orders", type=_orders, default=ORDERS, help=f"how many orders, by default {ORDERS}"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="a JSON list")
    form.add_argument("--markdown", action="store_true", help="a table for a page")
    form.add_argument("--write", type=Path, metavar="PAGE", help="put that table into a page")


def run(arguments: Namespace) -> int:
    """Measure and print; progress is told meanwhile, apart."""
    wanted = pairs(arguments.model or (), arguments.data or ())
    if not wanted:
        raise InputError("None of these models takes samples of this form.")
    try:
        rows = list(_told(wanted, arguments.orders))
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED
    if arguments.write:
        put(arguments.write, MARK, markdown(rows))
    elif arguments.json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
    else:
        print(markdown(rows) if arguments.markdown else table(rows))
    return 0


def table(rows: Sequence[Row]) -> str:
    """Lay the figures out for people.

    Parameters
    ----------
    rows : sequence of Row
    """
    lines = map(_line, [COLUMNS, *map(cells, rows)])
    return "\n".join([*lines, "", *NOTES])


def markdown(rows: Sequence[Row]) -> str:
    """Lay the figures out for a page.

    Parameters
    ----------
    rows : sequence of Row
    """
    left, right = "|---" * 2, "|--:" * (len(COLUMNS) - 2)
    return "\n".join([f"| {' | '.join(COLUMNS)} |", f"{left}{right}|", *map(markdown_row, rows)])


def markdown_row(row: Row) -> str:
    """One line of `markdown`."""
    return f"| {' | '.join(cells(row))} |"


def cells(row: Row) -> tuple[str, ...]:
    """A row's texts.

    Parameters
    ----------
    row : Row
    """
    return (
        f"{row.data}, {row.encoder}",
        row.model,
        f"{row.samples:,} + {row.tested:,}",
        str(row.orders),
        f"{row.chain:.2%}",
        f"{row.float64:.2%}",
        _points(row.difference),
        _points(row.worst),
        f"{row.peer:.2%}",
    )


def _points(difference: float) -> str:
    text = f"{difference:+.2f}"
    return text if float(text) else "0.00"


def _line(texts: Sequence[str]) -> str:
    first, second, *rest = texts
    return f"{first:<29}{second:<27}{''.join(f'{text:>14}' for text in rest)}"


def _told(wanted: Sequence[tuple[str, str, str]], orders: int) -> Iterator[Row]:
    for number, (data, encoder, model) in enumerate(wanted, 1):
        sys.stderr.write(f"{number} of {len(wanted)}: {data}, {encoder}, {model}\n")
        yield measure(task(data, encoder), model, orders)


def _orders(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)
