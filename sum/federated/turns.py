"""How a round goes from one phase to the next: line by line what the contract does."""

from collections.abc import Sequence

import numpy as np

from sum.errors import refusal
from sum.federated.audits import LEAST, audited
from sum.federated.direction import Integers
from sum.federated.ground import Ground
from sum.federated.lanes import from_lanes, unpack
from sum.federated.pay import RULE, Verdict, judge, pay, pay_equally
from sum.federated.scores import directions, furthest
from sum.federated.state import Member, Result, Round
from sum.federated.terms import Dial, Phase
from sum.units import Seconds


class Turns(Ground):
    """A federation whose rounds turn from phase to phase."""

    def _enter(self, found: Round, phase: Phase, wait: Seconds | None = None) -> None:
        found.phase = phase
        found.deadline = self._now + (self.terms.window if wait is None else wait)

    def _out(self, found: Round, members: list[Member], *, slashed: bool) -> None:
        for member in members:
            if found.result is Result.NONE:  # else it is in the sum
                member.included = False
            member.slashed |= slashed
            if slashed and member.judged:
                self._accounts[member.address] = self.account(member.address).sunk(RULE)

    def _end(self, found: Round) -> None:
        """Do what follows when a phase’s time is over."""
        if found.phase is Phase.JOIN:
            self._start(found)
        elif found.phase is Phase.SHARE:
            self._end_sharing(found)
        elif found.phase is Phase.SUBMIT:
            self._end_submitting(found)
        elif found.phase is Phase.SCORE:
            self._end_scoring(found)
        elif found.phase is Phase.DISPUTE:
            self._end_dispute(found)
        elif found.phase is Phase.WAIT:
            self._begin_scoring(found, np.array(found.v, dtype=np.int64))
        else:
            self._void(found, blamed=found.phase is Phase.REVEAL)

    def _start(self, found: Round) -> None:
        if len(found.members) < self.terms.fewest:
            self._void(found)
        elif self.terms.dial.masked:
            self._enter(found, Phase.SHARE)
        else:
            for member in found.members:
                member.shared = True
            self._enter(found, Phase.SUBMIT)

    def _end_sharing(self, found: Round) -> None:
        self._out(found, [each for each in found.members if not each.shared], slashed=True)
        if sum(each.shared for each in found.members) < self.terms.fewest:
            self._void(found)
        else:
            self._enter(found, Phase.SUBMIT)

    def _end_submitting(self, found: Round) -> None:
        for member in found.members:
            member.included = member.submitted
        silent = [each for each in found.members if each.shared and not each.submitted]
        self._out(found, silent, slashed=True)
        if len(found.included) < self.terms.fewest:
            self._void(found)
        else:
            self._enter(found, Phase.REVEAL)

    def _aim(self, found: Round, v: Integers) -> None:
        """Fix the directions that scores are for."""
        aimed = directions(v, self._steps[found.prior], self._models[found.prior])
        found.v, found.w = (tuple(map(int, each)) for each in aimed)

    def _begin_scoring(self, found: Round, v: Integers) -> None:
        self._aim(found, v)
        self._enter(found, Phase.SCORE)

    def _end_scoring(self, found: Round) -> None:
        silent = [each for each in found.scored if not each.opened]
        if silent and not self.terms.dial.masked:
            raise refusal("federation: nobody is late")
        self._out(found, silent, slashed=True)
        if self.terms.dial.later:
            away = {each.place for each in found.members if each.shared and not each.opened}
            for member in found.members:
                if member.opened:
                    member.differs |= away
        self._enter(found, Phase.DISPUTE)
        if not found.undecided(self.terms.dial):
            self._end_dispute(found)

    def _end_dispute(self, found: Round) -> None:
        self._out(found, found.undecided(self.terms.dial), slashed=True)
        later, checked = self.terms.dial.later, found.result is not Result.NONE
        if later or not checked:
            self._judge(found, found.scored)
        if later or checked:
            self._enter(found, Phase.SETTLE)
        else:
            self._begin_unmasking(found)

    def _audit(self, found: Round) -> None:
        """Have the pairs that chance draws show their seeds, as if they had said two things."""
        shown = [each.seed for each in found.members if each.seed]
        included = [each.place for each in found.included]
        pairs = audited(shown, included, len(found.members))
        if self.terms.fewest < LEAST:
            pairs = set()
        for one, other in pairs:
            found.members[one].differs.add(other)
            found.members[other].differs.add(one)
        self._enter(found, Phase.DISPUTE if pairs else Phase.SETTLE)

    def _shunned(self, found: Round) -> list[Member]:
        """Who has a bad standing, and counts."""
        return [each for each in found.included if self.account(each.address).standing < 0]

    def _judge(self, found: Round, judged: list[Member]) -> None:
        """Enter the scores into everybody’s accounts."""
        groups = self.terms.dial is Dial.GROUPS
        scores = [self._group_scores(found, each) if groups else each.scores for each in judged]
        raw, news = [each[0] for each in scores], [each[1] for each in scores]
        sizes = [found.group(self.terms, each.place) for each in judged]
        times = max((sizes.count(each) for each in sizes), default=1) if groups else 1
        verdicts = judge(
            [self.account(each.address) for each in judged],
            raw,
            news,
            (self._reach(found.v, times), self._reach(found.w, times)),
            seen=[bool(each.seed) for each in judged] if self.terms.dial.later else None,
        )
        for member, verdict in zip(judged, verdicts, strict=True):
            self._accounts[member.address] = verdict.account
            member.judged, member.weight = True, verdict.weight
        self._out(
            found,
            [each for each, verdict in zip(judged, verdicts, strict=True) if verdict.slashed],
            slashed=True,
        )
        if not self.terms.dial.later:
            worse = [each for each, score in zip(judged, raw, strict=True) if score < 0]
            self._leave_out(found, judged, worse)

    def _reach(self, along: Sequence[int], times: int) -> int:
        """How large a score of so many updates can be."""
        return times * furthest(np.array(along, dtype=np.int64), self.terms.bound)

    def _leave_out(self, found: Round, judged: list[Member], worse: list[Member]) -> None:
        """Take who has a bad standing out of the sum; of groups, the whole group."""
        out = self._shunned(found)
        if self.terms.dial is Dial.GROUPS:
            slashed = [each for each in judged if each.slashed]
            bad = {found.group(self.terms, each.place) for each in (*out, *slashed, *worse)}
            out += [each for each in judged if found.group(self.terms, each.place) in bad]
        self._out(found, out, slashed=False)

    def _group_scores(self, found: Round, member: Member) -> tuple[int, int]:
        words = found.sums[found.group(self.terms, member.place)]
        total = from_lanes(unpack(words, self.terms.d))
        raw, news = (int(total @ np.array(each)) for each in (found.v, found.w))
        return raw, news

    def _begin_unmasking(self, found: Round) -> None:
        if self.terms.dial is Dial.GROUPS:
            there = [found.group(self.terms, each.place) for each in found.included]
            alone = [
                each
                for each in found.included
                if there.count(found.group(self.terms, each.place)) == 1
            ]
            self._out(found, alone, slashed=False)
        if len(found.included) >= self.terms.fewest:
            self._enter(found, Phase.UNMASK)
        elif self.terms.dial.later:
            found.result = Result.REJECTED
            self._begin_scoring(found, np.array(found.v))
        elif self.terms.dial.scored:
            found.result = Result.REJECTED
            self._enter(found, Phase.SETTLE)
        else:
            self._void(found)

    def _lied(self, found: Round, member: Member) -> None:
        """A lie that comes out while masks are taken off: now there is more to be taken off."""
        self._out(found, [member], slashed=True)
        self._begin_unmasking(found)

    # ------------------------------------------------------------------------------------- money

    def _void(self, found: Round, *, blamed: bool = False) -> None:
        """The round comes to nothing; the bounty is shared when the organiser is to blame."""
        found.result = Result.VOID
        share = found.bounty // len(found.included) if blamed else 0
        for member in found.members:
            member.paid = share if member.included and not member.slashed else 0
            self._return(member)
        self._owe(self.organiser, found.bounty - sum(each.paid for each in found.members))
        self._finish(found)

    def _pay(self, found: Round) -> None:
        if self.terms.dial.scored or self.terms.dial is Dial.GROUPS:
            judged = [each for each in found.members if each.judged]
            payment = pay(
                [
                    Verdict(
                        self.account(each.address),
                        slashed=each.slashed,
                        weight=0 if each.slashed else each.weight,
                    )
                    for each in judged
                ],
                stake=self.terms.stake,
                bounty=found.bounty,
                carried=self._carried,
            )
            for member, paid, fee in zip(judged, payment.pays, payment.fees, strict=True):
                member.paid, member.fee = paid, fee
            self._carried = payment.carried
        else:
            each, self._carried = pay_equally(
                len(found.included), bounty=found.bounty, carried=self._carried
            )
            for member in found.included:
                member.paid = each
        for member in found.members:
            self._return(member)
        self._finish(found)

    def _return(self, member: Member) -> None:
        """Book a client’s stake, less a fee, and what it is paid."""
        stake = self.terms.stake
        if member.slashed:
            self._owe(self.terms.beneficiary, stake)
        else:
            self._owe(member.address, stake - member.fee + member.paid)

    def _owe(self, account: str, amount: int) -> None:
        self._owed[account] = self._owed.get(account, 0) + amount

    def _finish(self, found: Round) -> None:
        self._enter(found, Phase.CLOSED)
        last = len(self._portions)
        if self._ended or (len(self._rounds) == last and self._rounds[-1].phase is Phase.CLOSED):
            self._release()

    def _release(self) -> None:
        """What rounds have kept goes to the organiser."""
        self._owe(self.organiser, self._carried)
        self._carried = 0
