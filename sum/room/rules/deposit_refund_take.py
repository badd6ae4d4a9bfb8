"""The published game, in words."""

from sum.incentives.deposit_refund_take import (
    DepositRefundTake,
    Terms,
    deposit,
    explain_deposit,
    explain_share,
    share,
)
from sum.room.books import PayoutKind
from sum.room.records import OWNER, Snapshot
from sum.room.rules.base import Case, Claim, Formula, Rule, Words
from sum.room.rules.prices import since_last
from sum.simulation.chain_engine import Granted
from sum.units import DAY, HOUR, Seconds, Wei, format_duration, format_ether, format_time

_WHY = (
    "The deposit is money at stake, not a fee. It falls the longer nobody contributes, so that"
    " flooding the model is dear:"
)
_NO_SHARE = (
    "Your share would be: deposit × your good contributions ÷ all good contributions. You have none"
    " yet: contribute something true and get it back first."
)


class DepositRefundTakeWords(Words):
    """Words for `sum.incentives.deposit_refund_take`."""

    limits = (
        "The cost weight is more than nothing and at most 18.4 ETH; the waits are in order: a"
        " refund’s is at least a second, the owner’s at least as long, anybody’s at least as long"
        " as that; the time constant is 1 to 65,535."
    )

    def rules(self, terms: Terms) -> tuple[str, ...]:
        """What can become of a deposit."""
        wait, late = format_duration(terms.refund_wait), format_duration(terms.any_wait)
        back = (
            f"**You get it back.** After {wait}, if the model then predicts your label. It counts"
            " as a *good contribution*."
        )
        take = (
            f"**Others take it.** After {wait}, if the model then predicts something else."
            " Whoever has good contributions can take a share: theirs of all good contributions."
        )
        rest = (
            f"**Nobody comes.** After {late}, whoever asks first gets what is left, and the model"
            " is not asked."
        )
        if terms.owner_wait < terms.any_wait:
            rest += f" The owner may from {format_duration(terms.owner_wait)} on."
        return back, take, rest

    def pricing(self, terms: Terms) -> Formula:
        """The deposit after some waits."""
        waits = (Seconds(1), Seconds(HOUR), Seconds(DAY))
        return Formula(_WHY, _latex(terms), tuple(_explain(terms, wait) for wait in waits))

    def price(self, snapshot: Snapshot, now: Seconds) -> Formula:
        """The deposit now."""
        terms, elapsed = _terms(snapshot), since_last(snapshot, now)
        last = format_time(snapshot.last, snapshot.clock.start)
        return Formula(
            _WHY,
            _latex(terms),
            (_explain(terms, elapsed),),
            f"The last contribution was on {last}, {format_duration(elapsed)} ago. A second after"
            f" a contribution it is {format_ether(_deposit(terms, Seconds(1)))}, an hour after"
            f" {format_ether(_deposit(terms, Seconds(HOUR)))}.",
        )

    def burst(self, snapshot: Snapshot, now: Seconds, count: int) -> list[Wei]:
        """All but the first are paid at the price of a second after the last."""
        terms = _terms(snapshot)
        first = _deposit(terms, since_last(snapshot, now))
        return [first] + [_deposit(terms, Seconds(1))] * (count - 1)

    def burst_text(self, snapshot: Snapshot, now: Seconds) -> str:
        """Why all but the first are dear."""
        terms = _terms(snapshot)
        first = _explain(terms, since_last(snapshot, now))
        return (
            "The deposit goes inversely with the square root of the time since the last"
            f" contribution.\n\nThe first one: `{first}`\n\nEach further one comes a second later:"
            f" `{_explain(terms, Seconds(1))}`\n\nSo a flood costs far more than patience."
        )

    def chance(self, terms: Terms, *, agrees: bool, learns: bool) -> str:
        """What is likely to come of a label."""
        wait = format_duration(terms.refund_wait)
        if agrees:
            same = "The model says the same" + (
                ", and learns from it all the same" if learns else ""
            )
            return (
                f"{same}. If it still does in {wait}, you get your deposit back and"
                " have a *good contribution*."
            )
        return (
            "The model says something else, so it will learn from you. You get your deposit back"
            f" only if it predicts your label in {wait}; otherwise others can take it."
        )

    def promise(self, terms: Terms, price: Wei, *, true: bool, agrees: bool) -> str:
        """That the deposit comes back, or that others take it."""
        leave, wait = f"You leave **{format_ether(price)}**", format_duration(terms.refund_wait)
        if true:
            then = ", for the model agrees already." if agrees else " if the model then agrees."
            return f"{leave}, and get it back after {wait}{then}"
        return (
            f"{leave}. Unless the model falls for it, others take your deposit after {wait}: that"
            " is what cheating costs."
        )

    def claim(self, case: Case) -> Claim:
        """A refund, a take, or the rest."""
        terms: Terms = case.twin.terms
        long_wait = _long_wait(case)
        amount = case.entry.claimable
        if case.elapsed >= long_wait and not (case.own and case.agrees):
            passed = format_duration(long_wait)
            rule = Rule(
                f"{passed} have passed: whoever asks first gets the rest.", ok=True, detail=""
            )
            what = f"The rest of {format_ether(amount)}"
            return Claim(
                *("late", True, amount, None, (rule,), "Claim the rest", what, "Nothing to claim")
            )
        wait, opens_at = case.wait(terms.refund_wait), case.until(terms.refund_wait)
        if not case.own:
            return _take(case, wait, opens_at)
        rules = (wait, case.model_rule(wanted=True))
        what = f"Refund of {format_ether(amount)}"
        ok = not case.twin.refund_cause(case.asked())
        return Claim("refund", ok, amount, opens_at, rules, "Get it back", what, "No refund")

    def opening(self, case: Case) -> Seconds | None:
        """Of one's own contribution also the moment when the model is not asked any more."""
        claim = self.claim(case)
        if claim.only_waits or claim.ok or not case.own:
            return claim.opens_at if claim.only_waits else None
        return Seconds(case.entry.contribution.time + _long_wait(case))

    def payout(self, granted: Granted) -> tuple[PayoutKind, tuple[str, ...]]:
        """All that is left, or a share of it."""
        claim, twin = granted.claim, granted.incentive
        if claim is None or not isinstance(twin, DepositRefundTake):
            raise TypeError(granted)
        put, left = format_ether(claim.deposit), format_ether(claim.claimable)
        taken = claim.deposit - claim.claimable
        rest = f"{put} at stake − {format_ether(taken)} taken before = {left}"
        if granted.kind == "refund":
            return "refund", (rest if taken else f"all that was at stake: {put}",)
        wait = twin.terms.owner_wait if claim.is_owner else twin.terms.any_wait
        if claim.elapsed >= wait:
            waited = f"{format_duration(claim.elapsed)} ≥ {format_duration(wait)}: all that is left"
            return "late", (waited, rest)
        return "take", (
            "deposit × good contributions of the reporter ÷ of everybody",
            explain_share(
                claim.deposit, claim.claimable, twin.good(claim.account), twin.total_good
            ),
        )


def _terms(snapshot: Snapshot) -> Terms:
    terms = snapshot.settings.terms
    if not isinstance(terms, Terms):
        raise TypeError(terms)
    return terms


def _deposit(terms: Terms, elapsed: Seconds) -> Wei:
    return deposit(terms.cost_weight, elapsed, terms.k)


def _explain(terms: Terms, elapsed: Seconds) -> str:
    return explain_deposit(terms.cost_weight, elapsed, terms.k)


def _latex(terms: Terms) -> str:
    return (
        rf"\text{{deposit}} = \frac{{\text{{weight}} \times {terms.k}}}"
        r"{\sqrt{\text{seconds waited}}}"
    )


def _long_wait(case: Case) -> Seconds:
    """How old a contribution has to be for somebody to get all that is left of it."""
    terms: Terms = case.twin.terms
    return terms.owner_wait if case.person.id == OWNER else terms.any_wait


def _take(case: Case, wait: Rule, opens_at: Seconds | None) -> Claim:
    entry, twin = case.entry, case.twin
    good, total = twin.good(case.person.address), twin.total_good
    taken = (entry.contribution, case.person.address) in twin.taken
    rules = (
        wait,
        case.model_rule(wanted=False),
        Rule(
            "You have a good contribution: one that was refunded.",
            good > 0,
            f"You have {good} of all {total}.",
            "you have no good contribution of your own yet",
        ),
        Rule(
            "You have not taken of it before.", not taken, "", "you have taken your share already"
        ),
    )
    amount = share(entry.deposit, entry.claimable, good, total) if good else Wei(0)
    formula = _NO_SHARE
    if good:
        formula = f"Your share: {explain_share(entry.deposit, entry.claimable, good, total)}."
    what = f"Take of {format_ether(amount) if amount else 'a share'}"
    cause, _ = twin.report_cause(case.asked())
    return Claim(
        *("take", not cause, amount, opens_at, rules),
        *("Take a share", what, "Nothing to take", formula),
    )
