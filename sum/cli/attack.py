"""Attack a shared model: what it brings the attacker, and what it costs the others."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from sum.agents import STRATEGIES
from sum.cli.demo import INTERRUPTED
from sum.cli.pages import put
from sum.datasets import available
from sum.errors import InputError
from sum.incentives import MECHANISMS
from sum.models import MODELS
from sum.simulation.attack.run import DATA, SEEDS, SHARE, AttackResult, run_attack
from sum.simulation.attack.table import SHARES, Row, gain, measure_all, pays
from sum.simulation.attack.world import ENGINES

KEYS = (
    *("attack", "incentive", "seeds", "profit_mean", "profit_std", "honest_profit_mean"),
    *("honest_returned", "accuracy_drop_mean", "applies"),
)
"""What ``--json`` tells."""

COLUMNS = (
    *("incentive", "profit, ether", "spread", "an honest one's"),
    *("deposits back", "accuracy lost", "pays"),
)
NOTES = (
    "profit: all accounts of the attacker together, without gas; mean over the seeds, and spread",
    "an honest one's: the profit of an honest contributor; deposits back: of theirs, to them",
    "accuracy lost: against the same seed without the attacker, over its last day",
    "pays: the mean is above zero by more than two standard errors",
)
OVERVIEW = "attacks"


def add_arguments(parser: ArgumentParser) -> None:
    """Say what arguments it takes."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="an attack; --list names them")
    parser.add_argument("--list", action="store_true", help="name the attacks")
    parser.add_argument("--incentive", choices=tuple(MECHANISMS), help="by default all of them")
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="what runs it")
    parser.add_argument("--seeds", type=_seeds, default=SEEDS, help=f"how many, by default {SEEDS}")
    parser.add_argument(
        "--attackers",
        type=_share,
        default=SHARE,
        metavar="SHARE",
        help=f"the attacker's part of all that is put at stake, by default {SHARE}",
    )
    parser.add_argument("--model", choices=tuple(MODELS), default="", help="by default what suits")
    parser.add_argument("--data", choices=available(), default=DATA, help=f"by default {DATA}")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object, or a list of them")
    form.add_argument("--write", type=Path, metavar="PAGE", help="put all tables into a page")


def run(arguments: Namespace) -> int:
    """Attack and tell."""
    try:
        if arguments.write:
            _write(arguments.write, arguments.seeds)
        elif arguments.list:
            print(_names(arguments))
        else:
            print(_told(arguments))
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED
    return 0


def _names(arguments: Namespace) -> str:
    """The attacks, or those that mean anything under the mechanism that was asked for."""
    terms = MECHANISMS[arguments.incentive] if arguments.incentive else None
    found = {
        name: attack
        for name, attack in STRATEGIES.items()
        if terms is None or attack.applies(terms)
    }
    if arguments.json:
        return json.dumps(list(found))
    return "\n".join(f"{name:<26}{attack.summary}" for name, attack in found.items())


def _told(arguments: Namespace) -> str:
    if not arguments.name:
        raise InputError("Say which attack; `python -m sum attack --list` names them.")
    results = [
        run_attack(
            arguments.name,
            incentive,
            engine=arguments.engine,
            seeds=arguments.seeds,
            attackers=arguments.attackers,
            model=arguments.model,
            data=arguments.data,
        )
        for incentive in ([arguments.incentive] if arguments.incentive else MECHANISMS)
    ]
    if not arguments.json:
        return table(results)
    told = [as_json(result) for result in results]
    return json.dumps(told[0] if arguments.incentive else told)


def as_json(result: AttackResult) -> dict[str, object]:
    """What programs are told of a result.

    Parameters
    ----------
    result : AttackResult
    """
    return {key: getattr(result, key) for key in KEYS}


def table(results: Sequence[AttackResult]) -> str:
    """Lay results of one attack out for people.

    Parameters
    ----------
    results : sequence of AttackResult
    """
    attack = STRATEGIES[results[0].attack]
    head = f"{attack.title} ({results[0].seeds} seeds): {attack.summary}"
    lines = [_line(COLUMNS), *(_line(_cells(result)) for result in results)]
    return "\n".join([head, "", *lines, "", *NOTES])


def _cells(result: AttackResult) -> tuple[str, ...]:
    if not result.applies:
        return (result.incentive, "does not apply")
    return (
        result.incentive,
        *figures(result),
        "yes" if pays(result) else "no",
    )


def figures(result: AttackResult) -> tuple[str, ...]:
    """Profit, spread, an honest contributor's profit, deposits returned, accuracy lost."""
    return (
        _ether(result.profit_mean),
        f"{result.profit_std:.3f}",
        _ether(result.honest_profit_mean),
        f"{result.honest_returned:.1%}",
        f"{_zero(100 * result.accuracy_drop_mean, 1)} %",
    )


def _line(texts: Sequence[str]) -> str:
    first, *rest = texts
    return f"{first:<22}{''.join(f'{text:>17}' for text in rest)}"


def _ether(value: float) -> str:
    return _zero(value, 3)


def _zero(value: float, digits: int) -> str:
    """With a sign, but for a zero."""
    text = f"{value:+.{digits}f}"
    return text if float(text) else text[1:]


# ------------------------------------------------------------------------------ tables for a page


def _write(page: Path, seeds: int) -> None:
    """Measure everything, and put a table of each attack and one of all into a page."""
    if not page.is_file():
        raise InputError(f"{page} cannot be read.")
    rows = list(_counted(measure_all(seeds=seeds), len(STRATEGIES) * len(MECHANISMS)))
    for name, found in groupby(rows, key=lambda row: row.usual.attack):
        put(page, name, markdown(list(found)))
    put(page, OVERVIEW, overview(rows))


def markdown(rows: Sequence[Row]) -> str:
    """One attack's table for a page.

    Parameters
    ----------
    rows : sequence of Row
    """
    columns = ("mechanism", "profit (ether)", "honest profit", "deposits back", "accuracy lost")
    lines = [f"| {' | '.join((*columns, 'pays from'))} |", f"|---{'|--:' * len(columns)}|"]
    return "\n".join([*lines, *map(markdown_row, rows)])


def markdown_row(row: Row) -> str:
    """A line of `markdown`."""
    result = row.usual
    if not result.applies:
        return f"| {result.incentive} | does not apply | | | | |"
    profit, spread, honest, back, lost = figures(result)
    if not MECHANISMS[result.incentive].money:
        return f"| {result.incentive} | no money | | | {lost} | |"
    texts = (result.incentive, f"{profit} ± {spread}", honest, back, lost, since(row))
    return f"| {' | '.join(texts)} |"


def since(row: Row) -> str:
    """From what share of the stake on an attack pays, in words."""
    if not row.pays:
        return "never"
    first = min(row.pays)
    gaps = [share for share in SHARES if share > first and share not in row.pays]
    but = f", not {', '.join(f'{share:.0%}' for share in gaps)}" if gaps else ""
    return f"{first:.0%}{but}"


def overview(rows: Sequence[Row]) -> str:
    """All attacks in one table: what decides whether they pay, in ether.

    Parameters
    ----------
    rows : sequence of Row
    """
    measured = {row.usual.incentive for row in rows}
    names = [name for name, terms in MECHANISMS.items() if terms.money and name in measured]
    lines = [f"| attack | {' | '.join(names)} |", f"|---{'|--:' * len(names)}|"]
    for attack, found in groupby(rows, key=lambda row: row.usual.attack):
        each = {row.usual.incentive: row.usual for row in found}
        lines.append(f"| {attack} | {' | '.join(_gain(each[name]) for name in names)} |")
    return "\n".join(lines)


def _gain(result: AttackResult) -> str:
    if not result.applies:
        return ""
    mean, error = gain(result)
    text = f"{_ether(mean)} ± {error:.3f}"
    return f"**{text}**" if pays(result) else text


def _counted(rows: Iterable[Row], total: int) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        usual = row.usual
        sys.stderr.write(f"{number} of {total}: {usual.attack}, {usual.incentive}\n")
        yield row


def _seeds(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a number") from error
    if not 0 < share < 1:
        raise ArgumentTypeError(f"a share has to be above 0 and below 1, not {text!r}")
    return share
