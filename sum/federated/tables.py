"""The tables of docs/federated.md, as Markdown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from math import sqrt
from statistics import fmean

from sum.federated.attackers import ATTACKS
from sum.federated.measure import Result, Spread, measure, spread
from sum.federated.partial import PARTS, PartialRun, train
from sum.federated.pay import RULE
from sum.federated.privacy import epsilon, multiplier_for, seen_together
from sum.federated.settings import DIALS, Settings
from sum.federated.shards import LAST_MATRIX

Tell = Callable[[float, str], object]
"""Told what part is done, and what comes next."""
Table = Callable[[int, int, Tell], str]
"""Takes seeds, jobs and whom to tell; gives Markdown."""

DATA = ("digits", "breast-cancer")
"""What most tables are of; the last matrix has one of its own."""
AGGREGATORS = ("krum", "median", "trimmed-mean")
SHARES = (0.1, 0.2, 0.3, 0.4)
EPSILONS = (2.0, 8.0, 32.0)
MULTIPLIERS = (1.1, 2.0, 4.0, 8.0)
LENGTHS = (0.5, 0.2)
ROUNDS = (5, 30)
VARIANTS = {
    "as it is": RULE,
    "news apart from the last step only": replace(RULE, known=1),
    "one direction": replace(RULE, known=0),
    "no limit to the price": replace(RULE, price=10**6),
    "no toll, no probation": replace(RULE, toll=0, probation=0),
    "no fee": replace(RULE, fee=0),
    "all samples count alike": replace(RULE, focus=False),
    "no audits of pairs": replace(RULE, audits=False),
}
"""The rule without some of its parts."""
Rules = tuple[tuple[str, dict[str, str]], ...]
ROWS: Rules = (
    *((name, {"dial": name}) for name in DIALS),
    *((f"open, {name}", {"dial": "open", "aggregator": name}) for name in AGGREGATORS),
)
"""Rows of the tables of attacks: the dial, and what can be done when everything is open."""
FEW = tuple((name, {"dial": name}) for name in ("masked", "scalar", "self-assessment"))
"""Rows of the last matrix's table."""


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay a table out.

    >>> print(markdown(["a", "b"], [["1", "2"]]))
    | a | b |
    |---|--:|
    | 1 | 2 |
    """
    lines = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
    return "\n".join([lines[0], f"|---{'|--:' * (len(head) - 1)}|", *lines[1:]])


def attacks(data: str, seeds: int, jobs: int, tell: Tell, rules: Rules = ROWS) -> str:
    """Accuracy, an attacker's and an honest one's profit, of every attack at every setting."""
    head = ["dial", *(attack.title for attack in ATTACKS.values())]
    rows: list[list[str]] = []
    total = len(rules) * len(ATTACKS)
    for title, given in rules:
        cells = [title]
        for name in ATTACKS:
            done = len(rows) * len(ATTACKS) + len(cells) - 1
            tell(done / total, f"{data}, {title}, {name}")
            settings = Settings(data=data, attack=name, **given)  # type: ignore[arg-type]
            cells.append(_cell(measure(settings, seeds=seeds, jobs=jobs)))
        rows.append(cells)
    return markdown(head, rows)


def fairness(seeds: int, jobs: int, tell: Tell) -> str:
    """What the rule does to honest people, with the dial at scalar and self-assessment."""
    head = [
        "attack",
        *(f"{dial}, {data}" for data in DATA for dial in ("scalar", "self-assessment")),
    ]
    rows = []
    for number, (name, attack) in enumerate(ATTACKS.items()):
        tell(number / len(ATTACKS), name)
        cells = [attack.title]
        for data in DATA:
            for dial in ("scalar", "self-assessment"):
                figures = measure(
                    Settings(dial=dial, data=data, attack=name), seeds=seeds, jobs=jobs
                ).figures
                slashed, lost = figures["honest_slashed"].mean, figures["honest_at_loss"].mean
                cells.append(f"{slashed:.2%} / {lost:.0%}")
        rows.append(cells)
    return markdown(head, rows)


def shares(seeds: int, jobs: int, tell: Tell) -> str:
    """More attackers, with the dial at scalar."""
    head = ["attackers", *(f"{data}, {ATTACKS[name].title}" for data in DATA for name in _WORST)]
    rows = []
    for number, share in enumerate(SHARES):
        tell(number / len(SHARES), f"{share:.0%} attackers")
        rows.append(
            [f"{share:.0%}"]
            + [
                _cell(
                    measure(
                        Settings(data=data, attack=name, attackers=share), seeds=seeds, jobs=jobs
                    )
                )
                for data in DATA
                for name in _WORST
            ]
        )
    return markdown(head, rows)


_WORST = ("label_flip", "scaled_flip", "sign_flip", "momentum")


def leakage(seeds: int, jobs: int, tell: Tell) -> str:
    """How much an observer can tell, after few and many rounds."""
    head = ["dial", *(f"{data}, T = {rounds}" for data in DATA for rounds in ROUNDS)]
    given: list[tuple[str, dict[str, object]]] = [(name, {"dial": name}) for name in DIALS]
    given.insert(2, ("groups, drawn anew", {"dial": "groups", "regroup": True}))
    one = replace(RULE, known=0)
    given.insert(4, ("scalar, one direction", {"dial": "scalar", "rule": one}))
    given.insert(6, ("self-assessment, one direction", {"dial": "self-assessment", "rule": one}))
    rows = []
    for number, (title, chosen) in enumerate(given):
        tell(number / len(given), title)
        results = [
            measure(
                Settings(data=data, rounds=rounds, **chosen),  # type: ignore[arg-type]
                seeds=seeds,
                jobs=jobs,
            ).figures["leakage"]
            for data in DATA
            for rounds in ROUNDS
        ]
        rows.append([title, *(f"{each.mean:.2f} ± {each.std:.2f}" for each in results)])
    return markdown(head, rows)


def rule(seeds: int, jobs: int, tell: Tell) -> str:
    """What becomes of the rule without its parts, with the dial at scalar."""
    names = ("none", "free_rider", "momentum", "targeted_flip", "colluding_pair")
    head = ["rule", *(f"{data}, {ATTACKS[name].title}" for data in DATA for name in names)]
    rows = []
    for number, (title, changed) in enumerate(VARIANTS.items()):
        tell(number / len(VARIANTS), title)
        results = [
            measure(Settings(data=data, attack=name, rule=changed), seeds=seeds, jobs=jobs)
            for data in DATA
            for name in names
        ]
        rows.append([title, *map(_cell, results)])
    return markdown(head, rows)


def noise(seeds: int, jobs: int, tell: Tell) -> str:
    """Accuracy at the same epsilon of what is seen."""
    head = ["dial", *(f"{data}, ε = {each:g}" for data in DATA for each in EPSILONS)]
    rows = []
    for number, dial in enumerate(DIALS):
        tell(number / len(DIALS), dial)
        results = [
            measure(Settings(dial=dial, data=data, epsilon=each), seeds=seeds, jobs=jobs)
            for data in DATA
            for each in EPSILONS
        ]
        rows.append([dial, *(_accuracy(each.figures["accuracy"]) for each in results)])
    return markdown(head, rows)


def epsilons(seeds: int, jobs: int, tell: Tell) -> str:
    """What the noise of each client amounts to; nothing is played."""
    del seeds, jobs, tell
    usual = Settings()
    head = ["noise of a client, in clips", *(f"{dial}: ε" for dial in DIALS)]
    rows = []
    for multiplier in MULTIPLIERS:
        hidden = [seen_together(dial, usual.clients, usual.group) for dial in DIALS]
        ratios = [sqrt(usual.rounds / together) / multiplier for together in hidden]
        rows.append([f"{multiplier:g}", *(f"{epsilon(ratio):.1f}" for ratio in ratios)])
    return markdown(head, rows)


def partial_updates(seeds: int, jobs: int, tell: Tell) -> str:
    """What is trained of a network, and what that costs in noise."""
    del jobs
    wanted = 6.3
    head = ["part", "d", "noise, in clips"]
    head += [
        f"{what}, clip {length:g}" for length in LENGTHS for what in ("no noise", f"ε = {wanted}")
    ]
    rows = []
    for number, part in enumerate(PARTS):
        tell(number / len(PARTS), part)
        cells: list[str] = []
        for length in LENGTHS:
            for multiplier in (0.0, multiplier_for(wanted, Settings().rounds)):
                runs = [
                    train(part, multiplier=multiplier, length=length, seed=seed)
                    for seed in range(seeds)
                ]
                cells.append(_accuracy(spread([run.accuracy for run in runs])))
        rows.append([part, str(runs[0].size), f"{runs[0].noise:.2f}", *cells])
    return f"{markdown(head, rows)}\n\nThe public model starts at {_started(runs)}."


def _started(runs: Sequence[PartialRun]) -> str:
    return f"{fmean(run.start for run in runs):.3f}"


def _cell(result: Result) -> str:
    figures = result.figures
    attacker, honest = figures["attacker_profit"], figures["honest_profit"]
    gains = (
        f"{_gain(honest)}"
        if not result.settings.attacking
        else (f"**{_gain(attacker)}** / {_gain(honest)}")
    )
    return f"{_accuracy(figures['accuracy'])}; {gains}"


def _accuracy(figure: Spread) -> str:
    return f"{figure.mean:.3f} ± {figure.std:.3f}"


def _gain(figure: Spread) -> str:
    text = f"{figure.mean:+.1f}"
    return f"{text if float(text) else '0.0'} ± {figure.std:.1f}"


TABLES: dict[str, Table] = {
    **{f"attacks-{data}": partial(attacks, data) for data in DATA},
    f"attacks-{LAST_MATRIX}": partial(attacks, LAST_MATRIX, rules=FEW),
    "fairness": fairness,
    "shares": shares,
    "rule": rule,
    "leakage": leakage,
    "epsilons": epsilons,
    "noise": noise,
    "partial": partial_updates,
}
"""By the name of their place in the page."""
