"""Compare kept runs: what was set differently, and what came of it."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sum.cli.runs import number
from sum.cli.told import PICTURES, aligned, check_out, record_kept, save
from sum.errors import InputError
from sum.store import Comparison, RunStore

_LONGEST = 40
"""Characters of a value; JSON has it whole."""


def add_arguments(parser: ArgumentParser) -> None:
    """Say what arguments it takes."""
    parser.add_argument(
        "ids", type=number, nargs="+", metavar="ID", help="two runs or more, by their numbers"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="a chart of their accuracy: .svg or .png"
    )


def run(arguments: Namespace) -> int:
    """Compare and print."""
    if len(set(arguments.ids)) < 2:  # noqa: PLR2004 - it takes two
        raise InputError("Say at least two runs; `python -m sum runs list` lists them.")
    check_out(arguments.out, PICTURES)
    store = RunStore()
    found = store.compare(dict.fromkeys(arguments.ids))
    if arguments.out:
        save([store.get(kept.id) for kept in found.runs], arguments.out)
    print(json.dumps(record(found), indent=2) if arguments.json else "\n".join(told(found)))
    return 0


def record(found: Comparison) -> dict[str, Any]:
    """A comparison as JSON has it."""
    return {
        "runs": [record_kept(kept) for kept in found.runs],
        "same": found.same,
        "fields": {name: list(values) for name, values in found.fields.items()},
        "figures": {name: list(values) for name, values in found.figures.items()},
    }


def told(found: Comparison) -> Iterator[str]:
    """A comparison as people read it, line by line."""
    for kept in found.runs:
        yield f"run {kept.id}: {kept.title}"
    yield ""
    if found.same:
        yield "The same scenario, versions and results."
        return
    head = ["", *(f"run {kept.id}" for kept in found.runs)]
    for what, values in (("what was set", found.fields), ("what came of it", found.figures)):
        yield from aligned(
            [[what, *head[1:]], *_rows(values)] if values else [[f"{what}: the same"]]
        )
        yield ""


def _rows(values: Mapping[str, tuple[Any, ...]]) -> Iterator[list[str]]:
    for name, row in values.items():
        yield [name, *map(_cell, row)]


def _cell(value: object) -> str:
    if value is None:
        return "-"
    text = f"{value:.6g}" if isinstance(value, float) else " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
