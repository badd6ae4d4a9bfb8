"""The game for points, in words."""

from sum.incentives.points import Points, PointsTerms, Tally
from sum.room.books import PayoutKind
from sum.room.records import Snapshot
from sum.room.rules.base import Case, Claim, Formula, Rule, Words
from sum.simulation.chain_engine import Granted
from sum.units import Seconds, Wei, format_duration

_FREE = (
    "Contributing is free: nothing but points is at stake. What the model agrees with earns one,"
    " and a report that holds moves one from the contributor to the reporter:"
)
_LATEX = r"\text{points} = \text{validated} + \text{reported} - \text{lost}"


class PointsWords(Words):
    """Words for `sum.incentives.points`."""

    limits = (
        "The waits are in order: that for a point is at least a second, that of anybody at least"
        " as long."
    )

    def rules(self, terms: PointsTerms) -> tuple[str, ...]:
        """What can become of a contribution."""
        wait, late = format_duration(terms.refund_wait), format_duration(terms.any_wait)
        earn = (
            f"**You earn a point.** After {wait}, if the model then predicts your label. It counts"
            " as a *good contribution*."
        )
        lose = (
            f"**You lose one.** After {wait}, if the model then predicts something else and"
            " somebody with a good contribution reports it: the point is theirs. Points can go"
            " below zero."
        )
        rest = (
            f"**Nobody comes.** After {late}, a report takes no good contribution any more. The"
            " model is asked however late it is."
        )
        return earn, lose, rest

    def pricing(self, terms: PointsTerms) -> Formula:  # noqa: ARG002 - always the same
        """Nothing, whenever it is."""
        return Formula(_FREE, _LATEX, (_sum(Tally(good=3, upheld=1, lost=2)),))

    def price(self, snapshot: Snapshot, now: Seconds) -> Formula:  # noqa: ARG002
        """Nothing now, either."""
        twin = snapshot.incentive
        lines: list[str] = []
        if isinstance(twin, Points):
            ranked = [each for each in snapshot.people if twin.tally(each.address) != Tally()]
            ranked.sort(key=lambda each: -each.points)
            lines = [f"{each.name}: {_sum(twin.tally(each.address))}" for each in ranked[:3]]
        return Formula(_FREE, _LATEX, tuple(lines) or (_sum(Tally()),))

    def burst(self, snapshot: Snapshot, now: Seconds, count: int) -> list[Wei]:  # noqa: ARG002
        """Free, all of them."""
        return [Wei(0)] * count

    def burst_text(self, snapshot: Snapshot, now: Seconds) -> str:  # noqa: ARG002
        """Why a burst costs nothing."""
        return (
            "Nothing is at stake but points, so a flood is free. Each contribution that the model"
            " does not come to agree with can cost one point, when somebody reports it."
        )

    def chance(self, terms: PointsTerms, *, agrees: bool, learns: bool) -> str:
        """What is likely to come of a label."""
        wait = format_duration(terms.refund_wait)
        if agrees:
            same = "The model says the same" + (
                ", and learns from it all the same" if learns else ""
            )
            return f"{same}. If it still does in {wait}, you earn a point."
        return (
            "The model says something else, so it will learn from you. You earn a point only if it"
            f" predicts your label in {wait}; otherwise somebody can report it, and you lose one."
        )

    def promise(self, terms: PointsTerms, price: Wei, *, true: bool, agrees: bool) -> str:  # noqa: ARG002
        """That it earns a point, or costs one."""
        wait = format_duration(terms.refund_wait)
        if true:
            then = ", for the model agrees already." if agrees else " if the model then agrees."
            return f"It is free, and earns you a point after {wait}{then}"
        return (
            f"It is free. But unless the model falls for it, somebody who reports it after {wait}"
            " takes a point from you: that is what cheating costs."
        )

    def claim(self, case: Case) -> Claim:
        """A point for the contributor, or for the reporter."""
        terms: PointsTerms = case.twin.terms
        wait, opens_at = case.wait(terms.refund_wait), case.until(terms.refund_wait)
        if case.own:
            rules: tuple[Rule, ...] = (wait, case.model_rule(wanted=True))
            ok = not case.twin.refund_cause(case.asked())
            no, formula = "No point", _gain(case.twin.tally(case.person.address), good=1)
            return Claim(
                *("refund", ok, Wei(0), opens_at, rules, "Validate it", "A point", no, formula)
            )
        good = case.twin.good(case.person.address)
        anybody = Rule(
            f"You have a good contribution, or {format_duration(terms.any_wait)} have passed.",
            good > 0 or case.elapsed >= terms.any_wait,
            f"You have {good}.",
            "you have no good contribution of your own yet",
            waits=True,
        )
        if not good:
            opens_at = case.until(terms.any_wait)
        rules = (wait, case.model_rule(wanted=False), anybody)
        cause, _ = case.twin.report_cause(case.asked())
        formula = _gain(case.twin.tally(case.person.address), upheld=1)
        return Claim(
            *("take", not cause, Wei(0), opens_at, rules),
            *("Report it", "A point for a report", "Nothing to report", formula),
        )

    def payout(self, granted: Granted) -> tuple[PayoutKind, tuple[str, ...]]:
        """A point earned, or moved."""
        claim, twin = granted.claim, granted.incentive
        if claim is None or not isinstance(twin, Points):
            raise TypeError(granted)
        mine = twin.tally(claim.account)
        if granted.kind == "refund":
            return "refund", (_gain(mine, good=1),)
        theirs = twin.tally(claim.contribution.contributor)
        return "take", (
            f"the reporter: {_gain(mine, upheld=1)}",
            f"the contributor: {_gain(theirs, lost=1)}",
        )

    def points(self, twin: Points, account: str) -> int:
        """As the contract counts them."""
        return twin.tally(account).points


def _gain(tally: Tally, good: int = 0, upheld: int = 0, lost: int = 0) -> str:
    """A tally that changes, with the numbers put in.

    >>> _gain(Tally(good=1), upheld=1)
    'points before 1; then 1 validated + 1 reported − 0 lost = 2'
    """
    after = Tally(tally.good + good, tally.upheld + upheld, tally.lost + lost)
    return f"points before {tally.points}; then {_sum(after)}"


def _sum(tally: Tally) -> str:
    """A tally added up.

    >>> _sum(Tally(good=3, upheld=1, lost=2))
    '3 validated + 1 reported − 2 lost = 2'
    """
    return f"{tally.good} validated + {tally.upheld} reported − {tally.lost} lost = {tally.points}"
