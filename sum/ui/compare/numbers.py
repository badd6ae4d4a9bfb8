"""The numbers of a comparison side by side, and where each comes from."""

from collections.abc import Callable
from dataclasses import dataclass

from sum.simulation.compare.records import Comparison, MechanismRun
from sum.simulation.compare.run import ATTACKER
from sum.ui.compare.words import attempts, money, plain_money, points


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes
    ----------
    title : str
    values : tuple of str
        One for each mechanism.
    help : str
        What the number is and how it comes about.
    """

    title: str
    values: tuple[str, ...]
    help: str


def rows(comparison: Comparison) -> tuple[Row, ...]:
    """The table of all numbers."""
    attacked = any(run.attacked for run in comparison.runs)
    chosen = [line for line in _LINES if attacked or not line[0].startswith(ATTACKER)]
    if not comparison.plan.careless:
        chosen = [line for line in chosen if not line[0].startswith("Careless")]
    if all(run.claims for run in comparison.runs):
        chosen = [line for line in chosen if not line[0].startswith("Sponsor")]
    return tuple(
        Row(title, tuple(value(run) for run in comparison.runs), text)
        for title, value, text in chosen
    )


def _won(wei: int, number: int, run: MechanismRun) -> str:
    return money(wei) if run.money else points(number, signed=True)


def _attacker_won(run: MechanismRun) -> str:
    return _won(run.attacker_profit, run.attacker_points, run) if run.attacked else "no attack"


def _careless_won(run: MechanismRun) -> str:
    people = run.of("careless")
    return _won(sum(each.profit for each in people), sum(each.points for each in people), run)


def _staked(run: MechanismRun) -> str:
    return plain_money(sum(each.staked for each in run.attackers)) if run.money else "nothing"


def _share(run: MechanismRun) -> str:
    share = run.honest_returned
    return "–" if share is None else f"{share:.1%}"


_LINES: tuple[tuple[str, Callable[[MechanismRun], str], str], ...] = (
    (
        f"{ATTACKER}’s profit",
        _attacker_won,
        "Out of the contract minus into it, once everything is settled; gas apart.",
    ),
    (
        f"{ATTACKER}’s contributions",
        lambda run: f"{attempts(run):,}",
        "It makes none that costs more than it is willing, or able, to pay.",
    ),
    (
        f"{ATTACKER} put at stake",
        _staked,
        "All of its deposits together. The mechanism’s price formula says what each was.",
    ),
    (
        "Honest profit",
        lambda run: _won(run.honest_profit, run.honest_points, run),
        "Of all who give true labels, together, in the same way.",
    ),
    (
        "Honest contributions",
        lambda run: f"{sum(each.contributions for each in run.of('honest')):,}",
        "They make none that costs more than they are willing to pay, about an ether.",
    ),
    (
        "Careless profit",
        _careless_won,
        "Of all who mean well but are wrong one time in five, together.",
    ),
    (
        "Honest deposits returned",
        _share,
        "By refunds while the model agrees, or as what the market left of the stakes.",
    ),
    ("Right at the start", lambda run: f"{run.start:.1%}", "On the hidden test set."),
    (
        "Right on average",
        lambda run: f"{run.mean:.1%}",
        "The line of the chart above, averaged over the time in which people contribute.",
    ),
    ("Right at worst", lambda run: f"{run.lowest:.1%}", "The lowest point of that line."),
    (
        "Right at the end",
        lambda run: f"{run.final:.1%}",
        "After the last contribution. One moment can be lucky: the average says more.",
    ),
    (
        "Sponsor’s profit",
        lambda run: money(run.sponsor_profit) if run.money and not run.claims else "–",
        "What it took back of its bounty, minus the bounty: what improves the model is paid by it.",
    ),
    (
        "Left in the contract",
        lambda run: plain_money(run.held) if run.money else "nothing",
        "What nobody could claim in the end.",
    ),
)
