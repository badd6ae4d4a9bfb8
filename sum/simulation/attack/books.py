"""Books of an attack: every contribution, what came back of it, and the claims made at the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sum.errors import Refused
from sum.incentives.base import Claim, all_waits
from sum.records import Added, Collected, Contribution, Paid
from sum.simulation.attack.world import AnyEngine
from sum.simulation.events import Step
from sum.units import HOUR, Seconds, Wei

PACE = Seconds(12 * HOUR)
"""How often everybody comes by once contributing is over."""
MARGIN = Seconds(48 * HOUR)


@dataclass
class Line:
    """A contribution that is not settled."""

    deposit: Wei
    left: Wei


@dataclass
class Books:
    """What was put at stake, and what came back to whom.

    Attributes
    ----------
    engine : AnyEngine
    staked : dict of str to int
        What each account has put at stake in all, in wei.
    returned : dict of str to int
        What of it came back to it by refunds.
    counts : dict of str to int
        How many contributions each has made.
    """

    engine: AnyEngine
    staked: dict[str, int] = field(default_factory=dict)
    returned: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    _open: dict[Contribution, Line] = field(default_factory=dict)

    def watch(self, step: Step) -> None:
        """Enter what an agent did."""
        self.enter(step.outcome)

    def enter(self, record: object) -> None:
        """Enter a contribution or a payment; nothing else is of interest."""
        if isinstance(record, Added):
            who = record.contribution.contributor
            self.staked[who] = self.staked.get(who, 0) + record.deposit
            self.counts[who] = self.counts.get(who, 0) + 1
            self._open[record.contribution] = Line(record.deposit, record.deposit)
        elif isinstance(record, Paid):
            if record.to == record.contribution.contributor:
                self.returned[record.to] = self.returned.get(record.to, 0) + record.amount
            if record.left:
                self._open[record.contribution].left = record.left
            else:
                del self._open[record.contribution]

    def settle(self, accounts: Sequence[str], first: Sequence[str]) -> None:
        """Let time pass until nothing more can be claimed; everybody claims all they can.

        Parameters
        ----------
        accounts : sequence of str
            They come by twice a day, in an order that changes; each first asks for what is its own.
        first : sequence of str
            Those of them that are always a little earlier than the others.
        """
        engine = self.engine
        now, end = engine.now, Seconds(engine.now + all_waits(engine.terms) + MARGIN)
        others = [account for account in accounts if account not in first]
        turn = 0
        while now <= end:
            engine.set_time(Seconds(max(now, engine.now)))
            turn = (turn + 1) % max(1, len(others))
            order = (*first, *others[turn:], *others[:turn])
            for own in (True, False):
                for account in order:
                    self._claim_all(account, own=own)
            if not self._open and not any(engine.collectable(each) for each in accounts):
                return
            now = Seconds(now + PACE)

    def _claim_all(self, account: str, *, own: bool) -> None:
        for claim, refund in list(self._claims(account, own=own)):
            contribution = claim.contribution
            try:
                if refund:
                    self.enter(self.engine.refund(account, contribution))
                else:
                    self.enter(self.engine.report(account, contribution))
            except Refused:
                continue
        if self.engine.collectable(account):
            self.enter(Collected(account, self.engine.collect(account)))

    def _claims(self, account: str, *, own: bool) -> Iterator[tuple[Claim, bool]]:
        """What an account could claim now, and whether by a refund: no transaction is wasted."""
        incentive, model = self.engine.incentive, self.engine.peek()
        for contribution, line in self._open.items():
            if (contribution.contributor == account) != own:
                continue
            claim = Claim(
                contribution,
                line.deposit,
                line.left,
                account,
                account == self.engine.owner,
                self.engine.now,
                lambda each=contribution: model.predict_one(each.data) == each.label,  # type: ignore[misc]
            )
            if own and not incentive.refund_cause(claim):
                yield claim, True
            elif not incentive.report_cause(claim)[0]:
                yield claim, False
