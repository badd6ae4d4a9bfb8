"""Measure what every kind of transaction costs in gas, for every model.

On a chain in this process, where the numbers are the same in every run.
"""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from textwrap import wrap

from sum.bench.gas import Row, measure_all, peer_of
from sum.bench.gas_guarded import measure_guarded
from sum.bench.gas_market import measure_market
from sum.models import MODELS

_HEAD = (
    ("deploy", "deploy", ""),
    ("add_agree", "add, the", "model agrees"),
    ("add_disagree", "add, it", "disagrees"),
    ("refund_first", "refund,", "the first"),
    ("refund_later", "refund,", "a later one"),
    ("report", "report", "(a take)"),
)
_PEER = "0xDeCA10B"
_NAME, _COLUMN = 42, 13

NOTES = tuple(
    note.replace("\n", " ").strip()
    for note in f"""
deploy: create the contract, load the model, open it. The mechanism is deposit_refund_take. All
storage words of the model are in use before; what is written for the first time is included.

20 of 1,000: how many features the sample has, and how many the model knows. The frequent words of
a text share storage slots; spread out, no two do.

Naive Bayes and the centroids learn from every sample. The passive-aggressive models learn from one
with which they agree, too, unless they are sure of it, as they are here.

{_PEER}: the same task in github.com/microsoft/0xDeCA10B as it ships (Solidity 0.6), and how much
less ours takes. Its sparse perceptron is under Prague's rules of gas, as ours are; its other
contracts are under older ones, with one number for adds and one for refunds: about right. It has
no passive-aggressive model; its perceptron stands there.
""".split("\n\n")
)


def add_arguments(parser: ArgumentParser) -> None:
    """Say what arguments it takes."""
    parser.add_argument(
        "--model",
        default="",
        choices=("", *MODELS),
        metavar="NAME",
        help=f"only this one: {', '.join(MODELS)}",
    )
    parser.add_argument(
        "--guarded",
        action="store_true",
        help="the guarded game instead, with the sparse perceptron and a text of 20 words",
    )
    parser.add_argument(
        "--market",
        action="store_true",
        help="a whole reward market instead, of the sparse perceptron or the model named",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the numbers alone, for programs")
    form.add_argument("--markdown", action="store_true", help="the table as docs/models.md has it")


def run(arguments: Namespace) -> int:
    """Measure and print, a line as soon as it is there."""
    if arguments.guarded:
        gas = asdict(measure_guarded())
        lines = [f"{step:<16}{number:>12,}" for step, number in gas.items()]
        print(json.dumps(gas, indent=2) if arguments.json else "\n".join(lines))
        return 0
    if arguments.market:
        market = measure_market(arguments.model or next(iter(MODELS)))
        values = {**asdict(market), "to_score": market.to_score}
        lines = [f"{step:<16}{value:>16,}" for step, value in values.items() if step != "model"]
        print(json.dumps(values, indent=2) if arguments.json else "\n".join(lines))
        return 0
    rows = measure_all(arguments.model)
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
        return 0
    for line in markdown(rows) if arguments.markdown else table(rows):
        print(line, flush=True)
    return 0


def table(rows: Iterable[Row]) -> Iterator[str]:
    """Lay the numbers out for people, beside those of the peer.

    Parameters
    ----------
    rows : iterable of Row
        Those of a model one after the other.

    Yields
    ------
    str
        A line.
    """
    yield _line("Gas", [head for _, head, _ in _HEAD])
    yield _line("", [head for _, _, head in _HEAD])
    model = ""
    for row in rows:
        if row.model != model:
            model = row.model
            yield from ("", f"{MODELS[model].title} ({model})")
        yield _line(f"  {_setting(row)}", _numbers(row))
        if peer := peer_of(row):
            yield _line(f"  {_PEER}", [f"{peer[step]:,}" for step in Row.STEPS])
            yield _line("  less by", _saved(row))
    for note in NOTES:
        yield from ("", *wrap(note, width=100))


def markdown(rows: Iterable[Row]) -> Iterator[str]:
    """The same as a table in Markdown, with its notes.

    Parameters
    ----------
    rows : iterable of Row
        Those of a model one after the other.

    Yields
    ------
    str
        A line.
    """
    yield _cells("Model", "Sample", *(f"{first} {second}".strip() for _, first, second in _HEAD))
    yield _cells(":--", ":--", *["--:"] * len(_HEAD))
    model = ""
    for row in rows:
        name = "" if row.model == model else f"`{row.model}`"
        model = row.model
        yield _cells(name, _setting(row), *_numbers(row))
        if peer := peer_of(row):
            pairs = zip(Row.STEPS, _saved(row), strict=True)
            yield _cells("", _PEER, *(f"{peer[step]:,} (−{saved})" for step, saved in pairs))
    yield ""
    yield from (f"- {note}" for note in NOTES)


def _setting(row: Row) -> str:
    known = "" if row.values == row.features else f" of {row.features:,}"
    return f"{row.sample}, {row.values}{known}, {row.classes} classes"


def _numbers(row: Row) -> list[str]:
    return [f"{getattr(row, step):,}" for step in Row.STEPS]


def _saved(row: Row) -> list[str]:
    peer = peer_of(row)
    return [f"{1 - getattr(row, step) / peer[step]:.0%}" for step in Row.STEPS]


def _line(name: str, columns: Iterable[str]) -> str:
    return f"{name:<{_NAME}}{''.join(f'{column:>{_COLUMN}}' for column in columns)}".rstrip()


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
