"""List the data sets, or fetch one that has to be downloaded."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from sum.cli.demo import INTERRUPTED
from sum.datasets import FETCHED, SYNTHETIC, available, encoders, fetch, load, title_of

_WIDTH = 30
"""Of the bar, in characters."""


def add_arguments(parser: ArgumentParser) -> None:
    """Say what arguments it takes."""
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    actions.add_parser("list", help="what there is, and what can be fetched")
    one = actions.add_parser("fetch", help="download a data set; nothing else uses a network")
    one.add_argument("name", help=f"{', '.join(FETCHED)} or openml:<name>[:<version>]")


def run(arguments: Namespace) -> int:
    """List or fetch."""
    if arguments.action == "list":
        return _list()
    bar = Bar()
    try:
        name = fetch(arguments.name, bar)
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted; nothing is kept.\n")
        return INTERRUPTED
    finally:
        bar.end()
    dataset = load(name)
    samples = sum(map(len, (dataset.train, dataset.pool, dataset.hidden)))
    print(f"{dataset.title}: {samples:,} samples, {dataset.n_classes} classes.")
    print(dataset.summary)
    return 0


class Bar:
    """A bar of progress: one line that is written over in a terminal, else a line a text."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, done: float | None, text: str) -> None:
        """Show how much is done, from 0 to 1 or unknown, and what is being done."""
        if sys.stderr.isatty():
            full = round(_WIDTH * (done or 0))
            bar = "?" * _WIDTH if done is None else "#" * full + "." * (_WIDTH - full)
            sys.stderr.write(f"\r[{bar}] {text:<40}")
        elif text.partition(":")[0] != self._last:
            sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
        self._last = text.partition(":")[0]

    def end(self) -> None:
        """Leave the line."""
        if self._last and sys.stderr.isatty():
            sys.stderr.write("\n")


def _list() -> int:
    here = available()
    _describe(here)
    print("\nMade for simulations, not offered to rooms:")
    _describe(SYNTHETIC)
    print(f"{'imdb-shaped:<samples>':<24}The same with so many samples to contribute")
    print("\nTo be fetched (python -m sum data fetch NAME):")
    for name in FETCHED:
        if name not in here:
            print(f"{name:<24}{title_of(name)}")
    print(f"{'openml:<name>':<24}Any table of https://www.openml.org")
    return 0


def _describe(names: Iterable[str]) -> None:
    for name in names:
        print(f"{name:<24}{title_of(name)}")
        print(f"{'':<24}encoders: {', '.join(encoders(name))}")
