"""Federated learning with incentives: people train one model, and nobody shows data.

The privacy dial decides what is seen of an update, and so what its quality can be paid by;
docs/federated.md has the tables.
"""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import replace
from pathlib import Path

from sum.cli.demo import INTERRUPTED
from sum.cli.pages import put
from sum.cli.progress import Progress
from sum.errors import InputError
from sum.federated.aggregators import AGGREGATORS
from sum.federated.attackers import ATTACKS
from sum.federated.measure import Result, measure
from sum.federated.settings import DIALS, ENGINES, Settings
from sum.federated.shards import DATA
from sum.federated.tables import TABLES

KEYS = (
    *("dial", "attack", "data", "clients", "rounds", "seeds", "epsilon", "accuracy_clean"),
    *("accuracy", "attacker_profit", "honest_profit", "honest_slashed", "leakage", "gas"),
)
"""What ``--json`` tells."""
USUAL_SEEDS = 5


def add_arguments(parser: ArgumentParser) -> None:
    """Say what arguments it takes."""
    usual = Settings()
    parser.add_argument("--list", action="store_true", help="name the attacks")
    parser.add_argument("--dial", choices=tuple(DIALS), default=usual.dial, help="what is seen")
    parser.add_argument(
        "--attack", type=_name, choices=tuple(ATTACKS), default=usual.attack, help="by default none"
    )
    parser.add_argument(
        "--data", type=_dashed, choices=DATA, default=usual.data, help=f"by default {usual.data}"
    )
    parser.add_argument("--clients", type=_count, default=usual.clients, metavar="N")
    parser.add_argument("--rounds", type=_count, default=usual.rounds, metavar="T")
    parser.add_argument(
        "--attackers", type=float, default=usual.attackers, metavar="SHARE", help="of the clients"
    )
    parser.add_argument(
        "--alpha", type=float, default=usual.alpha, help="how unlike shards are; 0: alike"
    )
    parser.add_argument(
        "--epsilon", type=float, metavar="E", help="of what is seen; by default there is no noise"
    )
    parser.add_argument(
        "--aggregator", choices=tuple(AGGREGATORS), default=usual.aggregator, help="open only"
    )
    parser.add_argument("--seeds", type=_count, default=USUAL_SEEDS, metavar="S", help="how many")
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="what plays rounds")
    parser.add_argument("--jobs", type=_count, default=1, help="how many processes")
    parser.add_argument(
        "--table", choices=tuple(TABLES), action="append", help="with --write: only this table"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into a page")


def run(arguments: Namespace) -> int:
    """Measure and tell."""
    if arguments.list:
        names = list(ATTACKS)
        lines = [f"{name:<16}{attack.summary}" for name, attack in ATTACKS.items()]
        print(json.dumps(names) if arguments.json else "\n".join(lines))
        return 0
    try:
        if arguments.write:
            _write(arguments)
        else:
            clean, found = _measured(arguments)
            print(json.dumps(as_json(clean, found)) if arguments.json else told(clean, found))
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED
    return 0


def _measured(arguments: Namespace) -> tuple[Result, Result]:
    """The same people without attackers, and with them."""
    settings = Settings(
        dial=arguments.dial,
        attack=arguments.attack,
        data=arguments.data,
        clients=arguments.clients,
        rounds=arguments.rounds,
        attackers=arguments.attackers,
        alpha=arguments.alpha or None,
        epsilon=arguments.epsilon,
        aggregator=arguments.aggregator,
        group=min(Settings().group, arguments.clients),
        engine=arguments.engine,
    )
    alone = replace(settings, attack="none")
    both = [alone] if alone == settings else [alone, settings]
    total = arguments.seeds * len(both)
    results: list[Result] = []
    with Progress() as progress:

        def tell(done: int) -> None:
            number = len(results) * arguments.seeds + done
            progress.tell(number / total, f"run {number} of {total}")

        for each in both:
            results.append(measure(each, seeds=arguments.seeds, jobs=arguments.jobs, progress=tell))  # noqa: PERF401 - `tell` counts them
    return results[0], results[-1]


def as_json(clean: Result, found: Result) -> dict[str, object]:
    """What programs are told.

    Parameters
    ----------
    clean, found : Result
        Without attackers, and with them.
    """
    means = {name: figure.mean for name, figure in found.figures.items()}
    settings = found.settings
    everything = means | {
        "dial": settings.dial,
        "attack": settings.attack,
        "data": settings.data,
        "clients": settings.clients,
        "rounds": settings.rounds,
        "seeds": found.runs,
        "epsilon": found.epsilon,
        "accuracy_clean": clean.figures["accuracy"].mean,
        "gas": round(means["gas"]),
    }
    return {key: everything[key] for key in KEYS}


def told(clean: Result, found: Result) -> str:
    """What people are told.

    Parameters
    ----------
    clean, found : Result
        Without attackers, and with them.
    """
    settings = found.settings
    figures = {name: f"{each.mean:+.2f} ± {each.std:.2f}" for name, each in found.figures.items()}
    accuracy, before = found.figures["accuracy"], clean.figures["accuracy"]
    epsilon = "none: no noise" if found.epsilon is None else f"{found.epsilon:.1f}"
    lines = [
        f"{ATTACKS[settings.attack].title}: {ATTACKS[settings.attack].summary}",
        (
            f"Dial at {settings.dial}, {settings.data}, {settings.clients} clients,"
            f" {settings.rounds} rounds, {found.runs} seeds, {settings.engine}."
        ),
        "",
        (
            f"accuracy            {accuracy.mean:.3f} ± {accuracy.std:.3f}"
            f" (without attackers {before.mean:.3f} ± {before.std:.3f})"
        ),
        f"an attacker's gain  {figures['attacker_profit']} ETH",
        f"an honest one's     {figures['honest_profit']} ETH",
        f"honest slashed      {found.figures['honest_slashed'].mean:.2%} of their rounds",
        f"epsilon             {epsilon}",
        f"leakage             {found.figures['leakage'].mean:.2f} (0: nothing, 1: everything)",
    ]
    gas = found.figures["gas"].mean
    return "\n".join([*lines, f"gas                 {gas:,.0f}"] if gas else lines)


def _write(arguments: Namespace) -> None:
    """Make tables, and put them into a page."""
    if not arguments.write.is_file():
        raise InputError(f"{arguments.write} cannot be read.")
    names = arguments.table or list(TABLES)
    with Progress() as progress:
        for number, name in enumerate(names):

            def tell(part: float, text: str, number: int = number) -> None:
                progress.tell((number + part) / len(names), text)

            put(arguments.write, name, TABLES[name](arguments.seeds, arguments.jobs, tell))


def _name(text: str) -> str:
    return text.replace("-", "_")


def _dashed(text: str) -> str:
    return text.replace("_", "-")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)
