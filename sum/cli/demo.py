"""Play the whole story: a model is shared, poisoned, and heals."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from dataclasses import asdict

from sum.datasets import DATASETS
from sum.simulation.demo import ATTACKER, DAYS, ENGINES, HONEST, MAX_DAYS, MIN_DAYS, Day, Demo
from sum.units import format_ether

INTERRUPTED = 130
"""The exit status of a program that was stopped by Ctrl-C."""

_WHERE = {
    "tester": "the contract runs on a chain in this process",
    "twin": "Python plays the contract, without a chain",
}


def add_arguments(parser: ArgumentParser) -> None:
    """Say what arguments it takes."""
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the story")
    parser.add_argument("--dataset", choices=DATASETS, default=DATASETS[0], help="what is learned")
    parser.add_argument("--engine", choices=tuple(ENGINES), default="tester", help="what runs it")
    parser.add_argument("--seed", type=_seed, default=0, help="decides what is left to chance")
    parser.add_argument(
        "--days",
        type=_days,
        default=DAYS,
        help=f"how long it takes, in block time: {MIN_DAYS} to {MAX_DAYS}, by default {DAYS}",
    )


def run(arguments: Namespace) -> int:
    """Play and tell; 0 only when no wei is lost."""
    try:
        demo = Demo(arguments.dataset, arguments.seed, engine=arguments.engine)
        for line in _tell(demo, arguments):
            if not arguments.json:
                print(line, flush=True)
        result = demo.result()
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED
    if arguments.json:
        print(json.dumps(asdict(result)))
    if not result.conserved:
        sys.stderr.write("error: The money does not add up.\n")
        return 1
    return 0


def _tell(demo: Demo, arguments: Namespace) -> Iterator[str]:
    """Play, and tell it line by line."""
    honest = f"{', '.join(HONEST[:-1])} and {HONEST[-1]}"
    yield f"{demo.dataset.title} (seed {arguments.seed}; {_WHERE[arguments.engine]})"
    yield f"A model that is right on {demo.accuracy_start:.1%} of a hidden test set is shared."
    yield f"{honest} contribute what is true; {ATTACKER} will come."
    yield ""
    yield f"{'day':>3}{'contributed':>13}{'refunded':>10}{'taken':>7}{'accuracy':>10}"
    for day in demo.run(arguments.days):
        yield row(day)
    yield ""
    yield from _balance(demo)


def row(day: Day) -> str:
    """A day as a line of the table, with what was special about it in words.

    Parameters
    ----------
    day : Day
    """
    news = []
    if day.lowest is not None:
        news.append(f"{ATTACKER} sends {day.wrong} wrong labels, down to {day.lowest:.1%}")
    if day.taken:
        news.append(f"{format_ether(day.taken)} of {ATTACKER}'s taken")
    if day.lost:
        news.append(f"{ATTACKER} takes {format_ether(day.lost)} of the others'")
    what = f"{day.number:>3}{day.contributions:>13}{day.refunds:>10}{day.takes:>7}"
    return f"{what}{day.accuracy:>10.1%}   {'; '.join(news)}".rstrip()


def _balance(demo: Demo) -> Iterator[str]:
    """What has come of it."""
    result = demo.result()
    yield (
        f"Accuracy: {result.accuracy_start:.1%} at the start, {result.accuracy_poisoned:.1%} at"
        f" worst, {result.accuracy_end:.1%} at the end."
    )
    yield ""
    yield "What everybody got out of the contract, minus what they put in:"
    for name, profit in result.profit_wei.items():
        yield f"  {name:<10}{format_ether(profit, signed=True):>16}"
    yield f"  {'(held)':<10}{format_ether(demo.held(), signed=True):>16}   by the contract, still"
    if result.conserved:
        yield f"  {'':<10}{'0 ETH':>16}   in all, to the wei"
    yield ""
    gas = f", {result.gas_used:,} gas" if result.gas_used else ""
    yield f"{result.transactions:,} transactions{gas}, {result.seconds:.1f} s."


def _seed(text: str) -> int:
    seed = _whole(text)
    if seed < 0:
        raise ArgumentTypeError(f"a seed has to be a whole number from 0, not {text!r}")
    return seed


def _days(text: str) -> int:
    days = _whole(text)
    if not MIN_DAYS <= days <= MAX_DAYS:
        raise ArgumentTypeError(f"the story takes {MIN_DAYS} to {MAX_DAYS} days, not {text!r}")
    return days


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a whole number") from error
