"""Measure how fast everything is: medians of several times, on this machine."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Sequence

from sum.bench.frame import PER_SECOND, REPEATS, Figure, find, names
from sum.cli.demo import INTERRUPTED
from sum.errors import InputError

_ROOM = ("people", "boards", "seconds", "pause")


def add_arguments(parser: ArgumentParser) -> None:
    """Say what arguments it takes."""
    parser.add_argument(
        "names",
        nargs="*",
        type=_known,
        metavar="NAME",
        help=f"what to measure: {', '.join(names())}; by default everything",
    )
    parser.add_argument("--json", action="store_true", help="a JSON list instead of lines")
    parser.add_argument(
        "--repeats", type=_whole, default=REPEATS, help=f"how many times, by default {REPEATS}"
    )
    group = parser.add_argument_group("of room alone")
    group.add_argument("--people", type=_whole, help="who contribute, by default 50")
    group.add_argument("--boards", type=_whole, help="who watch the board besides, by default 17")
    group.add_argument("--seconds", type=_whole, help="how long they play, by default 300")
    group.add_argument(
        "--pause", type=_whole, help="seconds between two actions of one, on average, by default 5"
    )


def run(arguments: Namespace) -> int:
    """Measure and print; a missed aim is said, and is no failure.

    Raises
    ------
    InputError
        For what is of one benchmark alone, when others are to be run, too.
    """
    found: list[dict[str, object]] = []
    asked = {name: getattr(arguments, name) for name in _ROOM}
    settings = {name: value for name, value in asked.items() if value is not None}
    if settings and arguments.names != ["room"]:
        raise InputError(f"--{next(iter(settings))} is of `bench room` alone.")
    try:
        for name, figure in measure(arguments.names or names(), arguments.repeats, **settings):
            found.append(record(figure, name))
            if not arguments.json:
                print(line(figure), flush=True)
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED
    if arguments.json:
        print(json.dumps(found, indent=2))
    return 0


def measure(wanted: Sequence[str], repeats: int, **settings: int) -> Iterator[tuple[str, Figure]]:
    """Run benchmarks, each once.

    Parameters
    ----------
    wanted : sequence of str
        Their names.
    repeats : int
    **settings
        What the benchmark takes besides.

    Yields
    ------
    tuple of str and Figure
        The benchmark's name and one of its figures.
    """
    for name in dict.fromkeys(wanted):
        for figure in find(name).figures(repeats, **settings):
            yield name, figure


def record(figure: Figure, name: str) -> dict[str, object]:
    """A figure as JSON has it.

    Parameters
    ----------
    figure : Figure
    name : str
        The benchmark's.
    """
    return {
        "name": figure.name,
        "value": float(f"{figure.value:.4g}"),
        "unit": figure.unit,
        "command": f"python -m sum bench {name}",
    }


def line(figure: Figure) -> str:
    """A figure as people read it.

    >>> line(Figure("chain.refund", 12.345, "ms", aim=10))
    'chain.refund                                   12.35 ms    aim: at most 10, missed'
    """
    number = f"{figure.value:,.0f}" if figure.value >= 1_000 else f"{figure.value:.4g}"  # noqa: PLR2004
    text = f"{figure.name:<42}{number:>10} {figure.unit:<3}"
    if figure.aim is not None:
        bound = "at least" if figure.unit == PER_SECOND else "at most"
        text += f"   aim: {bound} {figure.aim:,}{', missed' if figure.missed else ''}"
    return text.rstrip()


def _known(name: str) -> str:
    try:
        find(name)
    except InputError as error:
        raise ArgumentTypeError(str(error)) from error
    return name


def _whole(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)
