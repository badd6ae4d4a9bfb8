"""The guarded game, in words."""

from sum.incentives.base import Claim as Asked
from sum.incentives.guarded_deposit import GuardedDeposit, GuardedTerms, fee, share
from sum.incentives.pot import NEWS
from sum.incentives.price import price
from sum.room.books import PayoutKind
from sum.room.records import Snapshot
from sum.room.rules.base import Case, Claim, Formula, Rule, Words
from sum.room.rules.prices import since_last
from sum.simulation.chain_engine import Granted
from sum.units import HOUR, MINUTE, Seconds, Wei, format_duration, format_ether

_WHY = (
    "The price rises by an eighth with each contribution and halves in every quiet hour, down to a"
    " floor. A small part of it is a fee for the pot; the rest is your deposit:"
)
_LATEX = r"p = \max\left(\text{floor},\ \tfrac{9}{8}\, p_{\text{last}} \, 2^{-\text{hours}}\right)"


class GuardedWords(Words):
    """Words for `sum.incentives.guarded_deposit`."""

    limits = (
        "The lowest price is 1,000 wei or more, the fee from 0.1 % to 50 %, the quorum at least"
        " one. The wait without a quorum is at least as long as that with one, and the long wait at"
        " least as long as that and a dispute’s together."
    )

    def rules(self, terms: GuardedTerms) -> tuple[str, ...]:
        """What can become of a deposit."""
        wait, late = format_duration(terms.refund_wait), format_duration(terms.k_wait)
        dispute, expiry = format_duration(terms.dispute_wait), format_duration(terms.expiry)
        back = (
            f"**You get it back.** After {wait} and {terms.quorum} contributions by others, or"
            f" {late} in any case, while the model predicts your label. It counts as *upheld* if"
            " the second model, which learns only from what came back, agrees, too."
        )
        report = (
            "**Others report it.** Whoever had an upheld contribution before yours came, while"
            f" neither model agrees. If that is still so {dispute} and {terms.quorum} contributions"
            " later, they get a share, and the pot the rest. In between it comes back if both"
            " models come to agree."
        )
        rest = (
            f"**Nobody comes.** From {format_duration(terms.long_wait)} on one model that agrees is"
            f" enough to get it back. After {expiry} it goes to the pot if neither does. The pot is"
            f" shared by credit: what somebody had upheld, {NEWS} for each piece of news at most."
        )
        return back, report, rest

    def usual_wait(self, terms: GuardedTerms) -> Seconds:
        """Without a quorum."""
        return terms.k_wait

    def pricing(self, terms: GuardedTerms) -> Formula:
        """The price when it is quiet, and in a rush."""
        run, last = [], Wei(0)
        for _ in range(10):
            last = price(terms.floor, last, Seconds(1))
            run.append(last)
        later = price(terms.floor, last, Seconds(HOUR))
        lines = (
            f"quiet: {format_ether(run[0])}",
            f"the 2nd in a row × 9/8: {format_ether(run[1])}",
            f"the 10th in a row: {format_ether(run[9])}; an hour after it: {format_ether(later)}",
            _split(run[0], terms),
        )
        return Formula(_WHY, _LATEX, lines)

    def price(self, snapshot: Snapshot, now: Seconds) -> Formula:
        """The price now."""
        twin = _twin(snapshot.incentive)
        cost, elapsed = twin.cost(now), since_last(snapshot, now)
        first = f"nobody has contributed yet: the floor, {format_ether(cost)}"
        if twin.last_price:
            first = (
                f"max({format_ether(twin.terms.floor)}, {format_ether(twin.last_price)} × 9/8 ÷"
                f" 2^({elapsed / HOUR:.2f} h)) = {format_ether(cost)}"
            )
        note = "Between full hours it falls in a straight line, as whole numbers of wei can."
        return Formula(_WHY, _LATEX, (first, _split(cost, twin.terms)), note)

    def burst(self, snapshot: Snapshot, now: Seconds, count: int) -> list[Wei]:
        """Each an eighth more."""
        twin = _twin(snapshot.incentive)
        prices = [twin.cost(now)]
        while len(prices) < count:
            prices.append(price(twin.terms.floor, prices[-1], Seconds(1)))
        return prices

    def burst_text(self, snapshot: Snapshot, now: Seconds) -> str:
        """Why a burst gets dearer."""
        first, *_, last = self.burst(snapshot, now, 10)
        terms = _twin(snapshot.incentive).terms
        return (
            f"Every contribution makes the next one an eighth dearer: {format_ether(first)} for the"
            f" first one, {format_ether(last)} for the 10th. In every quiet hour it halves."
            f"\n\nOf each, {terms.fee / 10:g} % is a fee that never returns."
        )

    def chance(self, terms: GuardedTerms, *, agrees: bool, learns: bool) -> str:
        """What is likely to come of a label."""
        late = format_duration(terms.k_wait)
        if agrees:
            same = "The model says the same" + (", and learns from it all the same" * learns)
            return (
                f"{same}. If it still does in {late} (sooner, if others contribute), you get your"
                " deposit back, all but the fee."
            )
        return (
            "The model says something else, so it will learn from you. You get your deposit back,"
            f" all but the fee, only if it predicts your label in {late} (sooner, if others"
            " contribute); otherwise others can report it."
        )

    def claim(self, case: Case) -> Claim:
        """A refund, either step of a report, or a move to the pot."""
        terms: GuardedTerms = case.twin.terms
        either = case.twin.either(case.asked())
        if case.elapsed >= terms.expiry and not (case.own and either):
            return _move(case, either=either)
        mature, opens_at = _mature(case)
        if not case.own:
            return _report(case, mature, opens_at)
        ok = not case.twin.refund_cause(case.asked())
        amount = case.entry.claimable
        what, rules = f"Refund of {format_ether(amount)}", (mature, *_judges(case, either=either))
        return Claim("refund", ok, amount, opens_at, rules, "Get it back", what, "No refund")

    def payout(self, granted: Granted) -> tuple[PayoutKind, tuple[str, ...]]:
        """What was paid, to whom the rest went, and what counts as upheld."""
        twin, claim = _twin(granted.incentive), granted.claim
        if claim is None:
            credit, total = twin.pot.credit(granted.account), twin.pot.total
            line = f"the pot’s shares for {credit:,} of now {total:,} credit, of each since it came"
            return "collect", (line, f"together {format_ether(granted.amount)}")
        at_stake = format_ether(claim.claimable)
        if granted.kind == "refund":
            return "refund", (f"all that was at stake: {at_stake}", _counts(twin, claim))
        if claim.elapsed >= twin.terms.expiry:
            age, expiry = format_duration(claim.elapsed), format_duration(twin.terms.expiry)
            why = f"{age} ≥ {expiry}, and neither model agrees"
            return "pot", (why, f"{at_stake} go to the pot, to share by credit")
        older = twin.pot.older(claim.account, twin.entries[claim.contribution].number)
        part = share(claim.deposit, older, twin.pot.upheld)
        formula = (
            "deposit × what the reporter had upheld before it ÷ all that was upheld",
            f"{at_stake} × {older:,} ÷ {twin.pot.upheld:,} = {format_ether(part)}",
        )
        if not granted.amount:
            return "report", ("neither model agrees: as things stand it would pay", *formula)
        rest = format_ether(claim.claimable - granted.amount)
        return "take", (*formula, f"the rest, {rest}, goes to the pot")

    def credit(self, number: int) -> str:
        """So many upheld contributions."""
        return f"{number:,} upheld"

    def pot(self, snapshot: Snapshot) -> Wei:
        """Fees and forfeited deposits that are nobody's by name yet."""
        claimable = sum(entry.claimable for entry in snapshot.entries)
        owed = sum(person.owed for person in snapshot.people)
        return Wei(_twin(snapshot.incentive).held - claimable - owed)


def _twin(twin: object) -> GuardedDeposit:
    if not isinstance(twin, GuardedDeposit):
        raise TypeError(twin)
    return twin


def _split(cost: Wei, terms: GuardedTerms) -> str:
    part = fee(cost, terms.fee)
    return (
        f"{format_ether(cost)} = {format_ether(part)} fee ({terms.fee / 10:g} %) +"
        f" {format_ether(cost - part)} deposit"
    )


def _counts(twin: GuardedDeposit, claim: Asked) -> str:
    """What a refund counts for."""
    contribution = claim.contribution
    if claim.elapsed >= twin.terms.long_wait:
        return "it is too late to count as upheld"
    if twin.confirms(contribution):
        news = " and was news to both when it came" if twin.entries[contribution].novel else ""
        return f"upheld: the second model agrees, too{news}"
    if twin.pot.may_teach(claim.account):
        return "not upheld: the second model disagrees, and learns it now"
    return "not upheld: the second model disagrees"


def _judges(case: Case, *, either: bool) -> tuple[Rule, ...]:
    """Which models have to agree for a deposit to come back."""
    terms: GuardedTerms = case.twin.terms
    if case.elapsed >= terms.long_wait:
        no = "both models say something else"
        return (Rule("One of the two models agrees with its label.", either, "", no),)
    contribution = case.entry.contribution
    live = case.model_rule(wanted=True)
    if not case.twin.dispute(contribution, case.now):
        return (live,)
    confirms = case.twin.confirms(contribution)
    no = "it is reported, and the second model says something else"
    return live, Rule("It is reported, and the second model agrees, too.", confirms, "", no)


def _mature(case: Case) -> tuple[Rule, Seconds | None]:
    """That a contribution can be claimed, and when it can at the latest."""
    terms: GuardedTerms = case.twin.terms
    contribution = case.entry.contribution
    since = case.twin.others(contribution.contributor) - case.twin.entries[contribution].others
    ok = case.twin.mature(case.asked())
    wait = terms.refund_wait if since >= terms.quorum else terms.k_wait
    left = max(0, wait - case.elapsed)
    rule = Rule(
        f"{format_duration(terms.refund_wait)} have passed, with {terms.quorum} contributions by"
        f" others since; or {format_duration(terms.k_wait)} without.",
        ok,
        "" if ok else f"{since} by others so far; {format_duration(max(MINUTE, left))} to go.",
        waits=True,
    )
    return rule, None if ok else Seconds(contribution.time + wait)


def _move(case: Case, *, either: bool) -> Claim:
    """What nobody claimed in time goes to the pot."""
    terms: GuardedTerms = case.twin.terms
    waited = Rule(f"{format_duration(terms.expiry)} have passed.", ok=True, detail="")
    no = "a model agrees with the label: only its contributor can get it"
    rules = (waited, Rule("Neither model agrees with its label.", not either, "", no))
    what = f"{format_ether(case.entry.claimable)} for the pot"
    return Claim(
        *("report", not either, Wei(0), None, rules),
        *("Move it to the pot", what, "Nothing for the pot"),
    )


def _report(case: Case, mature: Rule, opens_at: Seconds | None) -> Claim:
    """Either step: noting that neither model agrees, and what comes of it."""
    twin, contribution = case.twin, case.entry.contribution
    older = twin.pot.older(case.person.address, twin.entries[contribution].number)
    total = twin.pot.upheld
    part = share(case.entry.deposit, older, total) if older else Wei(0)
    rules = (
        case.model_rule(wanted=False),
        Rule(
            "The second model, which learns only from what came back, disagrees, too.",
            not twin.confirms(contribution),
            "",
            "the second model agrees with the label",
        ),
        Rule(
            "You had an upheld contribution before it came.",
            older > 0,
            f"You had {older:,}; everybody together has {total:,}.",
            "you had no upheld contribution before it came",
        ),
    )
    formula = "Your share would be: deposit × what you had upheld before it ÷ all that was upheld."
    if older:
        formula = (
            f"Your share: {format_ether(case.entry.deposit)} × {older:,} ÷ {total:,} ="
            f" {format_ether(part)}; the rest goes to the pot."
        )
    ok = not twin.report_cause(case.asked())[0]
    dispute = twin.dispute(contribution, case.now)
    if dispute and dispute.reporter == case.person.address:
        waits, decided = _decided(case)
        moments = [moment for moment in (opens_at, decided) if moment is not None]
        return Claim(
            *("take", ok, part, max(moments, default=None), (*rules, mature, *waits)),
            *("Decide your report", f"Take of {format_ether(part)}", "Nothing to take", formula),
        )
    first = Rule("Nobody has reported it.", not dispute, "", "somebody else has reported it")
    return Claim(
        *("report", ok, Wei(0), None, (*rules, first)),
        *("Report it", "A report, to be decided later", "Nothing to report", formula),
    )


def _decided(case: Case) -> tuple[tuple[Rule, Rule], Seconds | None]:
    """That one's own report can be decided, and when its wait is over."""
    terms: GuardedTerms = case.twin.terms
    dispute = case.twin.disputes[case.entry.contribution]
    since = case.twin.others(case.person.address) - dispute.others
    left = dispute.time + terms.dispute_wait - case.now
    waited = Rule(
        f"{format_duration(terms.dispute_wait)} have passed since you reported it.",
        left <= 0,
        "" if left <= 0 else f"{format_duration(left)} to go.",
        waits=True,
    )
    came = Rule(
        f"{terms.quorum} contributions by others have come since.",
        since >= terms.quorum,
        f"{since} so far.",
        "too few contributions by others have come since",
    )
    return (waited, came), Seconds(dispute.time + terms.dispute_wait) if left > 0 else None
