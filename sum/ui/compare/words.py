"""What differs between mechanisms, in sentences and a table: worked out from a comparison."""

from collections.abc import Iterable

from sum.errors import explain
from sum.incentives import MECHANISMS
from sum.simulation.compare.records import Comparison, MechanismRun, Plan
from sum.simulation.compare.run import ATTACKER
from sum.units import format_ether

SAME = 0.005
"""Half a point: accuracies that are closer are as good as the same."""
NOWHERE = "nowhere"
"""A bet that the attacker earns nothing."""
_MINUS = "−"


def bets(plan: Plan) -> dict[str, str]:
    """What can be bet on, with its words; nothing where there is nothing to guess."""
    titles = {name: MECHANISMS[name].title for name in plan.mechanisms}
    if not plan.attack:
        return titles if len(titles) > 1 else {}
    paid = {name: title for name, title in titles.items() if MECHANISMS[name].money}
    return {**paid, NOWHERE: "Under none: it earns nothing"} if paid else {}


def winners(comparison: Comparison) -> tuple[str, ...]:
    """What was right to bet on; several when they are level.

    With an attacker: where it earns most ether, `NOWHERE` when it earns none. Otherwise: where
    the model is right most often.
    """
    if not comparison.plan.attack:
        return best_models(comparison)
    paid = [run for run in comparison.runs if run.money]
    most = max((run.attacker_profit for run in paid), default=0)
    if most <= 0:
        return (NOWHERE,)
    return tuple(run.name for run in paid if run.attacker_profit == most)


def best_models(comparison: Comparison) -> tuple[str, ...]:
    """Under which mechanisms the model is right most often, on average."""
    most = max(run.mean for run in comparison.runs)
    return tuple(run.name for run in comparison.runs if run.mean == most)


def headline(comparison: Comparison) -> list[str]:
    """Say in two sentences or three what differs."""
    return [*_attack_sentences(comparison), _accuracy_sentence(comparison)]


def reasons(comparison: Comparison) -> list[str]:
    """Say why, from the books: a sentence or two for each thing that differs."""
    found = []
    paid = _paid(comparison)
    if paid:
        paid.sort(key=lambda run: -run.attacker_profit)
        found += [_account(run) for run in (paid if len(paid) == 1 else (paid[0], paid[-1]))]
    found += _refusals(comparison)
    found += _effort(comparison)
    found += _returned(comparison)
    return [sentence for sentence in found if sentence]


def same_lines(comparison: Comparison) -> str:
    """Which accuracies are the same all the time, so that their lines hide each other."""
    alike: dict[tuple[float, ...], list[MechanismRun]] = {}
    for run in comparison.runs:  # seconds may differ: claims take blocks, too
        alike.setdefault(tuple(score.accuracy for score in run.scores), []).append(run)
    return " ".join(
        f"The lines of {_quoted(runs)} lie on each other: the model learned the same under them."
        for runs in alike.values()
        if len(runs) > 1
    )


def money(wei: int, *, signed: bool = True) -> str:
    """An amount as people read it; a minus that is one.

    >>> money(-(10**18)), money(10**18), money(0)
    ('−1 ETH', '+1 ETH', '0 ETH')
    """
    return format_ether(wei, signed=signed).replace("-", _MINUS)


def points(number: int, *, signed: bool = False) -> str:
    """Points as people read them.

    >>> points(1), points(-3), points(2, signed=True)
    ('1 point', '−3 points', '+2 points')
    """
    text = f"{number:+,}" if signed and number else f"{number:,}"
    return f"{text.replace('-', _MINUS)} point{'' if abs(number) == 1 else 's'}"


def listed(texts: Iterable[str], last_join: str = " and ") -> str:
    """Texts as a list in a sentence.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    *first, last = texts
    return f"{', '.join(first)}{last_join}{last}" if first else last


def _attack_sentences(comparison: Comparison) -> list[str]:
    if not comparison.plan.attack:
        return ["Nobody attacks here."]
    paid = _paid(comparison)
    found = []
    if paid:
        paid.sort(key=lambda run: -run.attacker_profit)
        found.append(_fates(paid))
        if len(paid) > 1 and paid[0].attacker_profit <= 0:
            found.append("The attack pays under none of them.")
    free = [run for run in comparison.runs if run.attacked and not run.money]
    found += [
        f"Under {_quoted([run])} no ether moves: {ATTACKER} ends with"
        f" {points(run.attacker_points)}."
        for run in free
    ]
    calm = [run for run in comparison.runs if not run.attacked]
    if calm:
        found.append(f"Under {_quoted(calm)} this attack has no meaning, so nobody attacks there.")
    return found


def _fates(paid: list[MechanismRun]) -> str:
    """How the attacker fares, the best first; level ones together, a verb that repeats once."""
    fates: dict[str, list[MechanismRun]] = {}
    for run in paid:
        fates.setdefault(_fared(run), []).append(run)
    parts, verb = [], ""
    for fate, runs in fates.items():
        said = fate.removeprefix(verb) if verb else fate
        verb = fate.split(" ")[0] + " "
        parts.append(f"{said} under {_quoted(runs)}")
    return f"{ATTACKER} {listed(parts, ', and ')}."


def _accuracy_sentence(comparison: Comparison) -> str:
    ordered = sorted(comparison.runs, key=lambda run: -run.mean)
    best, worst = ordered[0], ordered[-1]
    if len(ordered) == 1:
        return f"The model is right on {best.mean:.1%} on average, {best.lowest:.1%} at worst."
    if best.mean - worst.mean < SAME:
        return (
            f"The model does about as well under {'both' if len(ordered) == 2 else 'all'}: it is"  # noqa: PLR2004
            f" right on {best.mean:.1%} of the hidden test set on average."
        )
    top = [run for run in ordered if f"{run.mean:.1%}" == f"{best.mean:.1%}"]
    bottom = [run for run in ordered if f"{run.mean:.1%}" == f"{worst.mean:.1%}"]
    return (
        f"The model is right most often under {_quoted(top)}: on {best.mean:.1%} of the hidden test"
        f" set on average ({_worst(top)} at worst), against {worst.mean:.1%} ({_worst(bottom)} at"
        f" worst) under {_quoted(bottom)}."
    )


def _worst(runs: list[MechanismRun]) -> str:
    return f"{min(run.lowest for run in runs):.1%}"


def _account(run: MechanismRun) -> str:
    """Where the attacker's profit comes from; "" when `_refusals` says it."""
    staked, returned, lost, taken = (
        sum(getattr(person, name) for person in run.attackers)
        for name in ("staked", "returned", "lost", "taken")
    )
    count = sum(person.contributions for person in run.attackers)
    profit = run.attacker_profit
    if not count and any(person.refused for person in run.attackers):
        return ""
    if not count:
        return f"Under {_quoted([run])} {ATTACKER} made no contribution."
    text = (
        f"Under {_quoted([run])} {ATTACKER} put {plain_money(staked)} at stake in {_times(count)}."
    )
    if not run.claims:
        paid = plain_money(staked + profit)
        return f"{text} The market paid out {paid}. That makes {money(profit)}."
    parts = [f"{plain_money(returned)} came back"]
    if lost:
        parts.append(f"others’ reports took {plain_money(lost)}")
    kept, rest = staked - returned - lost, profit + staked - returned - taken
    if kept:
        parts.append(f"{plain_money(kept)} stayed in the contract")
    text = f"{text} Of it {listed(parts)}."
    if taken:
        text = f"{text} {ATTACKER}’s own reports brought {plain_money(taken)} of others’ deposits."
    if rest:
        text = f"{text} Fees and shares of the pot make {money(rest)}."
    return f"{text} That makes {money(profit)}."


def _refusals(comparison: Comparison) -> list[str]:
    """What the contracts did not let the attacker do."""
    by_words: dict[str, list[MechanismRun]] = {}
    for run in comparison.runs:
        count = sum(person.refused for person in run.attackers)
        if count:
            reason = next(person.reason for person in run.attackers if person.refused)
            which = "a contribution" if count == 1 else f"{count:,} contributions"
            text = f"the contract refused {which} of {ATTACKER}’s: “{explain(reason)}”"
            by_words.setdefault(text, []).append(run)
    return [f"Under {_quoted(runs)} {text}" for text, runs in by_words.items()]


def _effort(comparison: Comparison) -> list[str]:
    """How much the attacker could do."""
    attacked = [run for run in comparison.runs if run.attacked]
    counts = {attempts(run) for run in attacked}
    if len(counts) < 2:  # noqa: PLR2004 - nothing differs
        return []
    ordered = sorted(attacked, key=lambda run: -attempts(run))
    most, least = ordered[0], ordered[-1]
    times = listed(
        [f"{attempts(run)} times under {_quoted([run])}, {_price(run)}" for run in (most, least)],
        ", and ",
    )
    return [f"{ATTACKER} contributed {times}."]


def _returned(comparison: Comparison) -> list[str]:
    shares = [(run, run.honest_returned) for run in comparison.runs]
    known = [(run, share) for run, share in shares if share is not None]
    if not known:
        return []
    text = listed(f"{share:.0%} under {_quoted([run])}" for run, share in known)
    return [f"Of what honest people put at stake, {text} came back to them."]


def _paid(comparison: Comparison) -> list[MechanismRun]:
    return [run for run in comparison.runs if run.attacked and run.money]


def _fared(run: MechanismRun) -> str:
    profit = run.attacker_profit
    if profit == 0:
        return "ends even"
    return f"{'gains' if profit > 0 else 'loses'} {plain_money(abs(profit))}"


def _quoted(runs: Iterable[MechanismRun]) -> str:
    return listed(f"“{run.title}”" for run in runs)


def plain_money(wei: int) -> str:
    """An amount that is neither won nor lost."""
    return money(wei, signed=False)


def _times(count: int) -> str:
    return "one contribution" if count == 1 else f"{count:,} contributions"


def attempts(run: MechanismRun) -> int:
    """How many contributions the attacker has made."""
    return sum(person.contributions for person in run.attackers)


def _mean_price(run: MechanismRun) -> int:
    return sum(person.staked for person in run.attackers) // max(1, attempts(run))


def _price(run: MechanismRun) -> str:
    if not run.money:
        return "where it is free"
    return (
        f"at {plain_money(_mean_price(run))} each on average"
        if attempts(run)
        else "where it is too dear"
    )
