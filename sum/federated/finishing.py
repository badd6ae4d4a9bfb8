"""What is done to a round once its updates are there: seeds are shown, and the model is moved."""

from collections.abc import Sequence

import numpy as np

from sum.errors import InputError, refusal
from sum.federated import direction
from sum.federated.direction import Integers
from sum.federated.lanes import (
    Lanes,
    add,
    dots,
    pack,
    subtract,
    unpack,
)
from sum.federated.masks import expand, seed_hash
from sum.federated.portions import Portion, unpack_portion
from sum.federated.state import Member, Result, Round
from sum.federated.terms import AT_ONCE, Dial, Phase
from sum.federated.turns import Turns


class Finishing(Turns):
    """A federation whose rounds can be carried to their end."""

    def dispute(
        self,
        sender: str,
        place: int,
        others: Sequence[int],
        seeds: Sequence[bytes],
        *,
        round: int | None = None,  # noqa: A002
    ) -> None:
        """Show the seeds of masks about which their two ends have said different things."""
        del sender
        found = self._timely(self._in(round, Phase.DISPUTE))
        member = self._at(found, place, [each.place for each in found.scored])
        self._check_pairs(found, others, seeds)
        differs, liars, cleared = set(member.differs), set(), []
        for place_of, seed in zip(others, seeds, strict=True):
            if place_of not in differs:
                raise refusal("federation: no dispute")
            differs.remove(place_of)
            other = found.members[place_of]
            mask = self._mask(member, other, seed)
            truth = 0 if mask is None else self._dots(found, mask)
            if member.pair_dots[place_of] != truth:
                liars.add(place)
            if other.opened:
                if other.pair_dots[place] != truth:
                    liars.add(place_of)
                cleared.append(other)
        member.differs = differs
        for other in cleared:
            other.differs.discard(place)
        self._out(found, [found.members[each] for each in sorted(liars)], slashed=True)
        if not found.undecided(self.terms.dial):
            self._end_dispute(found)

    def recover(
        self,
        sender: str,
        place: int,
        others: Sequence[int],
        seeds: Sequence[bytes],
        *,
        round: int | None = None,  # noqa: A002
    ) -> None:
        """Take off the masks that somebody who counts shares with some who are out."""
        del sender
        if not self.terms.dial.masked:
            raise refusal("federation: wrong phase")
        found = self._front(round, Phase.UNMASK)
        member = self._at(found, place, [each.place for each in found.included])
        self._check_pairs(found, others, seeds)
        due, lied = found.due(self.terms, member), False
        left = unpack(member.words, self.terms.d)
        early = self.terms.dial is Dial.SCALAR
        for place_of, seed in zip(others, seeds, strict=True):
            if place_of not in due:
                raise refusal("federation: nothing to recover")
            due.remove(place_of)
            mask = self._mask(member, found.members[place_of], seed)
            if mask is not None:
                left = subtract(left, mask) if place < place_of else add(left, mask)
            truth = self._dots(found, mask) if early and mask is not None else 0
            lied |= early and member.pair_dots[place_of] != truth
        member.recovered |= set(others)
        self._change(found, member, left)
        if lied:
            self._lied(found, member)

    def unmask(
        self,
        sender: str,
        place: int,
        seed: bytes,
        *,
        round: int | None = None,  # noqa: A002
    ) -> None:
        """Take off the own mask of somebody who counts."""
        del sender
        if not self.terms.dial.masked:
            raise refusal("federation: wrong phase")
        found = self._front(round, Phase.UNMASK)
        member = self._at(found, place, [each.place for each in found.included])
        if member.seed:
            raise refusal("federation: done already")
        if seed_hash(seed) != member.self_hash:
            raise refusal("federation: wrong seed")
        member.seed = seed
        mask = expand(seed, self.terms.d)
        self._change(found, member, subtract(unpack(member.words, self.terms.d), mask))
        if self.terms.dial is Dial.SCALAR and self._dots(found, mask) != member.self_dot:
            self._lied(found, member)

    def remove(self, sender: str, place: int, *, round: int | None = None) -> None:  # noqa: A002
        """Subtract the update of somebody who is out from the sum."""
        del sender
        found = self._last(round, Phase.UNMASK)
        due = [
            each.place
            for each in found.members
            if each.submitted and not each.included and not each.removed
        ]
        if place not in due:
            raise refusal("federation: nothing to remove")
        member = found.members[place]
        member.removed = True
        self._sum(found, member, -unpack(member.words, self.terms.d))

    def accept(self, sender: str, *, round: int | None = None) -> None:  # noqa: A002
        """Move the model by the mean of the updates, unless that makes it clearly worse."""
        del sender
        found = self._last(round, Phase.UNMASK)
        if found.missing(self.terms) or any(
            each.submitted and not each.included and not each.removed for each in found.members
        ):
            raise refusal("federation: still masked")
        if self.terms.dial is Dial.GROUPS:
            self._judge(found, found.included)
        found.result = Result.ACCEPTED if self._moves(found) else Result.REJECTED
        if self.terms.dial is Dial.SCALAR:
            self._audit(found)
        elif not self.terms.dial.later:
            self._enter(found, Phase.SETTLE)
        elif found.result is Result.ACCEPTED:
            self._enter(found, Phase.WAIT, self.terms.patience)
        else:
            self._begin_scoring(found, np.array(found.v, dtype=np.int64))

    def _moves(self, found: Round) -> bool:
        """Whether the step is accepted; the model has moved then."""
        included = found.included
        if len(included) < self.terms.fewest:
            return False
        groups = {found.group(self.terms, each.place) for each in included}
        total = np.zeros(self.terms.d, dtype=np.uint32)
        for group in groups:
            total = add(total, unpack(found.sums[group], self.terms.d))
        model, portion = self._models[found.prior], self._read(found.portion)
        moved = direction.step(self._matrix(model), total, len(included))
        found.after = direction.loss(moved, portion.samples, portion.labels)
        if direction.worsened(found.before, found.after, self.terms.tolerance):
            return False
        self._models[found.number] = moved.ravel()
        self._steps[found.number] = moved.ravel() - model
        if self._accepted:
            self._rounds[self._accepted - 1].later = found.number
        self._accepted = found.number
        return True

    # -------------------------------------------------------------------------------------- pieces

    def _in(self, number: int | None, phase: Phase) -> Round:
        """The round, which has to be in this phase."""
        found = self._round(number)
        if found.phase is not phase:
            raise refusal("federation: wrong phase")
        return found

    def _last(self, number: int | None, phase: Phase) -> Round:
        """The last round, which is the only one that can be in this phase."""
        found = self._in(number, phase)
        if found is not self._rounds[-1]:
            raise refusal("federation: wrong phase")
        return found

    def _at(self, found: Round, place: int, places: Sequence[int]) -> Member:
        if place not in places:
            raise refusal("federation: you are out")
        return found.members[place]

    def _new(self, member: Member, what: str) -> Member:
        if getattr(member, what):
            raise refusal("federation: done already")
        return member

    def _update(self, words: Sequence[int]) -> Lanes:
        try:
            return unpack(words, self.terms.d)
        except InputError as error:
            raise refusal("federation: wrong update") from error

    def _read(self, words: Sequence[int]) -> Portion:
        """A portion whose samples the model can read."""
        try:
            portion = unpack_portion(words, self.terms.features)
            model = np.zeros((self.terms.outputs, self.terms.features), dtype=np.int64)
            direction.check(model, portion.samples, portion.labels)
        except InputError as error:
            raise refusal("federation: wrong portion") from error
        return portion

    def _matrix(self, model: Integers) -> Integers:
        return model.reshape(self.terms.outputs, self.terms.features)

    def _dots(self, found: Round, lanes: Lanes) -> int:
        return dots(lanes, np.array(found.v, dtype=np.int64), np.array(found.w, dtype=np.int64))

    def _check_pairs(self, found: Round, others: Sequence[int], seeds: Sequence[bytes]) -> None:
        if len(others) > AT_ONCE:
            raise InputError(f"At most {AT_ONCE} at once.")
        count = len(found.members)
        if len(seeds) != len(others) or not all(0 <= each < count for each in others):
            raise refusal("federation: wrong pairs")

    def _mask(self, member: Member, other: Member, seed: bytes) -> Lanes | None:
        """The mask that two share; None when they share none."""
        shares = member.shares(other, seed)
        if shares is None:
            raise refusal("federation: wrong seed")
        return expand(seed, self.terms.d) if shares else None

    def _sum(self, found: Round, member: Member, lanes: Lanes) -> None:
        group = found.group(self.terms, member.place)
        had = found.sums.get(group, (0,) * self.terms.words)
        found.sums[group] = pack(add(unpack(had, self.terms.d), lanes))

    def _change(self, found: Round, member: Member, left: Lanes) -> None:
        """What is taken off an update is taken off the sum."""
        self._sum(found, member, left - unpack(member.words, self.terms.d))
        member.words = pack(left)
