"""The federation's contract in plain Python: the same rounds, to the bit and the wei.

`RoundTwin` and `sum.federated.contract.FederatedRound` are engines of rounds with one interface.
Addresses are strings. Whatever the contract refuses raises the same error (`sum.errors.Refused`).
Each method that acts takes the account that acts first, and says nothing; `record` tells the rest.

::

    engine.terms, engine.organiser, engine.now, engine.chain_id, engine.address
    engine.set_time(time)
    engine.open(organiser, value)                     a round, with its bounty
    engine.end(organiser)                             no more rounds
    engine.join(client, public_key, value)            with the stake
    engine.share(client, pair_hashes, self_hash, share_hashes, ciphertexts)
    engine.submit(client, words)
    engine.reveal(anybody, words, salt)               the portion
    engine.post_opening(client, words, self_dot, pair_dots)
    engine.dispute(anybody, place, others, seeds)     pairs that say two things, or are drawn
    engine.recover(anybody, place, others, seeds)     it counts, the others are out
    engine.remove(anybody, place)                     the update of somebody who is out
    engine.unmask(anybody, place, seed)               of its own mask
    engine.accept(anybody)                            the sum is bare: move the model
    engine.settle(anybody)
    engine.advance(anybody)                           when a deadline is over
    engine.withdraw(account)                          what one is owed
    engine.collectable(account), engine.held(), engine.carried(), engine.account(client)
    engine.model(), engine.record()

All but the first take a round's number (``round=``); by default it is the last one. With
`Dial.SELF` a round may wait while the next one is played. With `Dial.OPEN` nobody shares anything,
and anybody may post the opening of a client: ``post_opening(anybody, words, 0, zeros, place=i)``.

A phase ends when everybody has done their part, or by `advance` after its deadline.
"""

from collections.abc import Sequence

import numpy as np

from sum.errors import refusal
from sum.federated import direction
from sum.federated.finishing import Finishing
from sum.federated.lanes import (
    HALF,
    LANE_BITS,
    MODULUS,
    from_lanes,
    signed,
    unpack,
)
from sum.federated.masks import expand, sign
from sum.federated.portions import portion_hash
from sum.federated.scores import unit
from sum.federated.state import Member, Round, cut
from sum.federated.terms import MAX_AMOUNT, Dial, Phase
from sum.units import Wei

_DOT = 2**64 - 1


class RoundTwin(Finishing):
    """Rounds of a federation; the parameters are those of `sum.federated.ground.Ground`."""

    def open(self, organiser: str, value: Wei) -> None:
        """Begin a round, with its bounty."""
        self._next(organiser)
        if len(self._rounds) >= len(self._portions) or self._ended:
            raise refusal("federation: no portion left")
        if not 0 <= value <= MAX_AMOUNT:
            raise refusal("federation: wrong amount")
        self._rounds.append(Round(len(self._rounds) + 1, value))
        self._held += value
        self._enter(self._rounds[-1], Phase.JOIN)

    def end(self, organiser: str) -> None:
        """Open no more rounds, and take what they have kept."""
        self._next(organiser)
        self._ended = True
        self._release()

    def _next(self, organiser: str) -> None:
        if organiser != self.organiser:
            raise refusal("federation: not the organiser")
        if self._rounds and self._rounds[-1].phase < Phase.WAIT:
            raise refusal("federation: a round is open")

    def join(
        self,
        sender: str,
        public_key: bytes,
        value: Wei,
        *,
        round: int | None = None,  # noqa: A002
    ) -> None:
        """Take part, with a stake."""
        found = self._front(round, Phase.JOIN)
        if value != self.terms.stake:
            raise refusal("federation: wrong amount")
        if any(each.address == sender for each in found.members):
            raise refusal("federation: joined already")
        found.members.append(Member(len(found.members), sender, public_key))
        self._held += value
        if len(found.members) == self.terms.clients:
            self._start(found)

    def share(
        self,
        sender: str,
        pair_hashes: Sequence[bytes],
        self_hash: bytes,
        share_hashes: Sequence[bytes],
        ciphertexts: bytes,
        *,
        round: int | None = None,  # noqa: A002
    ) -> None:
        """Commit to the seeds of one’s masks, and hand shares of one’s secrets out."""
        found = self._front(round, Phase.SHARE)
        member = self._new(self._member(found, sender), "shared")
        count = len(found.members)
        if len(pair_hashes) != count or len(share_hashes) != 2 * count:
            raise refusal("federation: wrong shares")
        member.shared, member.self_hash = True, self_hash
        member.pair_hashes, member.share_hashes = tuple(pair_hashes), tuple(share_hashes)
        member.ciphertexts = cut(ciphertexts, count)
        if all(each.shared for each in found.members):
            self._end_sharing(found)

    def submit(self, sender: str, words: Sequence[int], *, round: int | None = None) -> None:  # noqa: A002
        """Send one’s update under its masks."""
        found = self._front(round, Phase.SUBMIT)
        member = self._member(found, sender)
        if not member.shared:
            raise refusal("federation: you are out")
        self._new(member, "submitted")
        lanes = self._update(words)
        member.submitted = True
        member.sent = member.words = tuple(words)
        self._sum(found, member, lanes)
        if all(each.submitted for each in found.members if each.shared):
            self._end_submitting(found)

    def reveal(
        self,
        sender: str,
        words: Sequence[int],
        salt: bytes,
        *,
        round: int | None = None,  # noqa: A002
    ) -> None:
        """Show the round’s portion of the hidden test set: whoever knows it."""
        del sender
        found = self._front(round, Phase.REVEAL)
        if portion_hash(words, salt) != self._portions[found.number - 1]:
            raise refusal("federation: wrong portion")
        portion = self._read(words)
        weights = self._matrix(self._models[self._accepted])
        v = direction.direction(weights, portion.samples, portion.labels)
        if self.terms.dial is not Dial.MASKED and direction.narrow(v):
            raise refusal("federation: narrow portion")
        found.before = direction.loss(weights, portion.samples, portion.labels)
        found.prior, found.portion, found.salt = self._accepted, tuple(words), salt
        found.v = tuple(map(int, v))
        if self.terms.dial.scored and not self.terms.dial.later:
            self._begin_scoring(found, v)
            return
        if self.terms.dial.later:
            self._out(found, self._shunned(found), slashed=False)
        if self.terms.dial is Dial.GROUPS:
            self._aim(found, v)
        self._begin_unmasking(found)

    def post_opening(
        self,
        sender: str,
        words: Sequence[int],
        self_dot: int,
        pair_dots: Sequence[int],
        *,
        place: int | None = None,
        round: int | None = None,  # noqa: A002
    ) -> None:
        """Open the dot products of an update’s masks, and so its own."""
        found = self._in(round, Phase.SCORE)
        if self.terms.dial.masked:  # else anybody can do it, and nobody is late
            self._timely(found)
        if place is None:
            place = next((each.place for each in found.members if each.address == sender), -1)
        member = self._at(found, place, [each.place for each in found.scored])
        self._new(member, "opened")
        if tuple(words) != member.sent:
            raise refusal("federation: wrong update")
        if self.terms.dial.masked and member.address != sender:
            raise refusal("federation: not yours")
        if not self._right(found, member, self_dot, pair_dots):
            raise refusal("federation: wrong opening")
        member.raw, member.news = self._opened(found, member, self_dot, pair_dots)
        member.self_dot, member.pair_dots, member.opened = self_dot, tuple(pair_dots), True
        for other in found.members:
            both = other.opened and self.terms.dial.masked and other is not member
            if both and other.pair_dots[place] != pair_dots[other.place]:
                member.differs.add(other.place)
                other.differs.add(place)
        if all(each.opened for each in found.scored):
            self._end_scoring(found)

    def _right(self, found: Round, member: Member, self_dot: int, pair_dots: Sequence[int]) -> bool:
        """Whether an opening could be true, as far as that shows."""
        masked = self.terms.dial.masked
        right = len(pair_dots) == len(found.members) and 0 <= self_dot <= (_DOT if masked else 0)
        if masked and self.terms.dial.later and member.seed:
            right = right and self._dots(found, expand(member.seed, self.terms.d)) == self_dot
        return right and all(
            0 <= dot <= (_DOT if masked and other.shared and other is not member else 0)
            for other, dot in zip(found.members, pair_dots, strict=True)
        )

    def _opened(
        self, found: Round, member: Member, self_dot: int, pair_dots: Sequence[int]
    ) -> tuple[int, int]:
        """The two scores that follow from an opening."""
        lanes = unpack(member.sent, self.terms.d)
        if not self.terms.dial.masked:
            seen = from_lanes(lanes)
            raw, news = (int(seen @ np.array(each)) for each in (found.v, found.w))
            return max(1 - HALF, min(HALF - 1, raw)), max(1 - HALF, min(HALF - 1, news))
        own = self._dots(found, lanes)
        low, high = own % MODULUS - self_dot % MODULUS, (own >> LANE_BITS) - (self_dot >> LANE_BITS)
        for other, dot in enumerate(pair_dots):
            side = sign(member.place, other)
            low -= side * (dot % MODULUS)
            high -= side * (dot >> LANE_BITS)
        return signed(low % MODULUS), signed(high % MODULUS)

    def settle(self, sender: str, *, round: int | None = None) -> None:  # noqa: A002
        """Give the stakes back, and share the bounty."""
        del sender
        self._pay(self._in(round, Phase.SETTLE))

    def advance(self, sender: str, *, round: int | None = None) -> None:  # noqa: A002
        """End a phase whose time is over."""
        del sender
        found = self._round(round)
        if found.phase >= Phase.SETTLE:
            raise refusal("federation: wrong phase")
        if found.phase is Phase.WAIT and found.later:
            self._begin_scoring(found, unit(self._steps[found.later]))
            return
        if self._now < found.deadline:
            raise refusal("federation: too early")
        if found.phase is Phase.UNMASK:
            missing = found.missing(self.terms)
            if not missing:
                raise refusal("federation: nobody is late")
            self._out(found, missing, slashed=True)
        self._end(found)

    def withdraw(self, account: str) -> Wei:
        """Take out what one is owed."""
        amount = self._owed.pop(account, 0)
        if not amount:
            raise refusal("federation: nothing to withdraw")
        self._held -= amount
        return Wei(amount)
