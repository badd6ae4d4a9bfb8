"""Show what the published papers claim and what runs here give: python -m sum results.

Every case is played with several seeds, with its attacker and without; docs/results.md explains.
"""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from sum.cli.demo import INTERRUPTED
from sum.cli.pages import put
from sum.cli.progress import Progress
from sum.errors import InputError
from sum.simulation.results import SEEDS, Row, Spread, cases, find, measure, measure_all

COLUMNS = (
    *("model", "start", "mean", "end", "end, alone", "ideal"),
    *("honest refunded", "honest", "attacker"),
)
KEYS = ("start", "mean", "end", "alone", "ideal", "returned", "honest", "attacker")
NOTES = (
    "start, mean, end: accuracy on the hidden test set, percent, mean and spread over seeds",
    "end, alone: without the attacker; ideal: trained on everything with true labels",
    "honest refunded: of honest deposits; honest, attacker: gain of one, percent of its start,",
    "and in how many of the seeds it was a gain",
)


def add_arguments(parser: ArgumentParser) -> None:
    """Say what arguments it takes."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="one case; --list names them")
    parser.add_argument("--list", action="store_true", help="name the cases")
    parser.add_argument("--seeds", type=_count, default=SEEDS, help=f"how many, usually {SEEDS}")
    parser.add_argument(
        "--jobs", type=_count, default=-1, help="how many processes, by default one a processor"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="a JSON object, or a list of all cases")
    form.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into a page")


def run(arguments: Namespace) -> int:
    """Measure and tell."""
    if arguments.list:
        print(json.dumps(list(cases())) if arguments.json else "\n".join(cases()))
        return 0
    if arguments.write and (arguments.name or not arguments.write.is_file()):
        problem = "is for all cases" if arguments.name else f"{arguments.write} cannot be read"
        raise InputError(f"--write: {problem}.")
    try:
        rows = list(_rows(arguments))
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED
    if arguments.write:
        for name, text in tables(rows).items():
            put(arguments.write, name, text)
    elif arguments.json:
        told = [as_json(row) for row in rows]
        print(json.dumps(told[0] if arguments.name else told))
    else:
        print("\n\n".join((*tables(rows).values(), "\n".join(NOTES))))
    return 0


def _rows(arguments: Namespace) -> Iterable[Row]:
    if arguments.name:
        return [measure(find(arguments.name), seeds=arguments.seeds, jobs=arguments.jobs)]
    with Progress() as progress:
        return list(
            measure_all(
                seeds=arguments.seeds,
                jobs=arguments.jobs,
                progress=lambda name, done, count: progress.tell(done / count, name),
            )
        )


def as_json(row: Row) -> dict[str, object]:
    """What programs are told of a row: fractions of 1, as mean, std and above.

    Parameters
    ----------
    row : Row
    """
    figures = {key: getattr(row, key)._asdict() for key in KEYS}
    return {"case": row.case.name, "seeds": row.seeds, **figures}


def tables(rows: Sequence[Row]) -> dict[str, str]:
    """Tables of Markdown, by the name of their place in the page.

    Parameters
    ----------
    rows : sequence of Row
    """
    head = [f"| {' | '.join(COLUMNS)} |", f"|---{'|--:' * (len(COLUMNS) - 1)}|"]
    return {
        name: "\n".join([*head, *map(line, found)])
        for name, found in groupby(rows, key=lambda row: row.case.table)
    }


def line(row: Row) -> str:
    """A line of a table.

    Parameters
    ----------
    row : Row
    """
    accuracies = (row.start, row.mean, row.end, row.alone, row.ideal)
    market = not row.case.scenario.incentive.claims
    cells = (
        row.case.title,
        *(_percent(each) for each in accuracies),
        "" if market else _percent(row.returned),
        *(_gain(each, row.seeds) for each in (row.honest, row.attacker)),
    )
    return f"| {' | '.join(cells)} |"


def _percent(figure: Spread) -> str:
    return f"{100 * figure.mean:.1f} ± {100 * figure.std:.1f}"


def _gain(figure: Spread, seeds: int) -> str:
    return f"{100 * figure.mean:+.1f} ± {100 * figure.std:.1f} % ({figure.above} of {seeds})"


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)
