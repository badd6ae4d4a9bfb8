"""What a run says in sentences and in numbers."""

from sum.simulation.lab import GroupSummary, Run
from sum.simulation.scenario import KINDS, Scenario
from sum.ui.simulate.fields import data_title
from sum.units import Wei, format_duration, format_ether

_SAME = 0.0005
"""Accuracies that differ by less read the same."""

ENDED = {
    "contributions": "all contributions were made",
    "time": "its time was over",
    "idle": "nobody contributed any more",
    "stopped": "it was stopped",
}
"""Why a run ended, in words."""


def summary_line(scenario: Scenario) -> str:
    """A scenario in a line.

    >>> summary_line(Scenario())  # doctest: +ELLIPSIS
    '8 × Honest contributor, 1 × Label flipping · ... · Deposit, refund, take · 500 contributions'
    """
    counts: dict[str, int] = {}
    for group in scenario.agents.values():
        counts[group.kind] = counts.get(group.kind, 0) + group.count
    people = [f"{count} × {KINDS[kind].title}" for kind, count in counts.items() if count]
    run = scenario.run
    length = [f"{run.contributions:,} contributions"] if run.contributions else []
    length += [format_duration(run.time)] if run.time else []
    parts = [
        ", ".join(people),
        data_title(scenario.data.name),
        scenario.incentive.title,
        " or ".join(length),
    ]
    return " · ".join(parts)


def headline(run: Run) -> str:
    """What happened to the model, in a sentence."""
    found = run.summary
    start, lowest, end = found.accuracy_start, found.accuracy_lowest, found.accuracy_end
    if max(abs(start - lowest), abs(start - end)) < _SAME:
        text = f"Accuracy stayed at {percent(start)}"
    elif end > start:
        worst = f", with {percent(lowest)} at worst" if lowest < start - _SAME else ""
        text = f"Accuracy rose from {percent(start)} to {percent(end)}{worst}"
    elif abs(lowest - end) < _SAME:
        text = f"Accuracy fell from {percent(start)} to {percent(end)}"
    else:
        text = (
            f"Accuracy fell from {percent(start)} to {percent(lowest)} at worst, and ended at"
            f" {percent(end)}"
        )
    if run.ideal is not None:
        text += f"; trained on everything it would be {percent(run.ideal)}"
    return f"{text}."


def money_lines(run: Run) -> list[str]:
    """What each group made of it, a sentence for each; nothing where no ether moves."""
    if not run.scenario.incentive.money:
        return ["No ether moves under this mechanism."]
    claims = run.scenario.incentive.claims
    there = [group for group in groups(run) if group.contributions or group.profit]
    return [_money(group, claims=claims) for group in there]


def _money(group: GroupSummary, *, claims: bool) -> str:
    many = group.people > 1
    who = f"{group.name[:1].upper()}{group.name[1:]}"
    title = KINDS[group.kind].title.lower() if group.kind in KINDS else ""
    if title and not any(word in group.name.lower() for word in title.split()):
        who += f" ({title})"
    each = " each" if many else ""
    profit = round(group.profit / max(1, group.people))
    if profit:
        verb = "gained" if profit > 0 else "lost"
        about = "about " if many else ""
        text = f"{who} {verb} {about}{format_ether(Wei(abs(profit)))}{each}"
    else:
        text = f"{who} neither gained nor lost"
    if group.staked and claims:
        back = group.returned / group.staked
        text += f", and got {back:.0%} of what was put at stake back"
    return f"{text}."


def groups(run: Run) -> tuple[GroupSummary, ...]:
    """The groups of people who take part: not the owner, unless it was paid."""
    return tuple(
        group
        for group in run.summary.groups
        if group.role != "owner" or group.profit or group.contributions
    )


def percent(part: float) -> str:
    """A fraction as people read it.

    >>> percent(0.9124)
    '91.2%'
    """
    return f"{part:.1%}"
