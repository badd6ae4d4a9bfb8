"""Rounds in NumPy: what the contract makes of updates, without keys, masks and deadlines.

Masks vanish in the sum and in openings, so that what is left of a round is exact integer arithmetic
on the updates themselves: a hundred rounds a second.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sum.federated.aggregators import AGGREGATORS
from sum.federated.direction import Integers, direction, loss, narrow, step, worsened
from sum.federated.lanes import HALF, as_lanes, signed
from sum.federated.lies import drawn, left_behind, slash
from sum.federated.pay import Verdict, judge, pay, pay_equally
from sum.federated.records import Outcome, Settlement
from sum.federated.scores import directions, exact_scores, furthest, unit
from sum.federated.settings import FEWEST, Settings
from sum.federated.shards import Shard, Task
from sum.federated.terms import Dial

Lend = Callable[[int, int], tuple[int, int]]
"""What the openings of a pair say of its two scores."""
Places = tuple[int, ...]
"""Of clients, ascending."""


@dataclass(frozen=True, eq=False)
class Submitted:
    """What a round has got from its clients.

    Attributes
    ----------
    round : int
    updates : numpy.ndarray of int64, shape (clients, d)
        Signed lanes, noise included; rows of those who are not there say nothing.
    present, silent : tuple of bool
        Who has submitted; who of all is not heard of when updates are to be opened.
    portion : Shard
        Of the hidden test set.
    groups : tuple of tuple of int
        Whose sums are seen (dial "groups").
    pairs : tuple of (int, int)
        Who lies about the mask that they share, one for the other.
    lend : callable
    """

    round: int
    updates: Integers
    present: tuple[bool, ...]
    silent: tuple[bool, ...]
    portion: Shard
    groups: tuple[Places, ...]
    pairs: tuple[tuple[int, int], ...]
    lend: Lend

    @property
    def there(self) -> Places:
        """Who has submitted."""
        return tuple(place for place, here in enumerate(self.present) if here)


@dataclass(frozen=True, eq=False)
class Waiting:
    """A round that waits for the next step that is accepted; all else as it was then."""

    submitted: Submitted
    v: Integers
    last: Integers
    model: Integers
    shown: Places = ()
    """Whose own masks were taken off."""


class Rounds:
    """Plays the rounds of a federation, one after the other.

    Parameters
    ----------
    settings : Settings
    task : Task

    Attributes
    ----------
    model : numpy.ndarray of int64, shape (d,)
        In 1 / `sum.federated.lanes.ONE`.
    """

    def __init__(self, settings: Settings, task: Task) -> None:
        self.settings = settings
        self._shape = (task.outputs, task.features)
        self.model: Integers = np.zeros(task.outputs * task.features, dtype=np.int64)
        self._last = np.zeros_like(self.model)
        self._accounts = [settings.rule.newcomer()] * settings.clients
        self._carried = 0
        self._waiting: Waiting | None = None
        self._caught: Places = ()
        """Who was slashed in this round although its update is in the sum."""

    @property
    def staked(self) -> Places:
        """Whose stakes are in a round that waits."""
        waiting = self._waiting
        if not waiting:
            return ()
        return waiting.submitted.there

    def play(self, submitted: Submitted, *, final: bool) -> Outcome:
        """Play a round.

        Parameters
        ----------
        submitted : Submitted
        final : bool
            Whether no round follows: then nobody waits for a step to come.
        """
        portion, dial = submitted.portion, self.settings.setting
        weights = self.model.reshape(self._shape)
        before = loss(weights, portion.samples, portion.labels)
        if len(submitted.there) < FEWEST:
            return self._told(submitted, (), before)
        v = direction(weights, portion.samples, portion.labels, focus=self.settings.rule.focus)
        if dial is not Dial.MASKED and narrow(v):
            settled = self._blame(submitted, final=final)
            return replace(self._told(submitted, (), before), settlements=tuple(settled))
        now = Waiting(submitted, v, self._last, self.model)
        settled = []
        if dial in (Dial.SCALAR, Dial.GROUPS, Dial.OPEN):
            settled.append(self._settle(now, v))
        included = self._included(submitted, settled)
        if len(included) >= FEWEST:
            now = replace(now, shown=included)
        change, after, accepted = 0 * self.model, None, False
        if len(included) >= FEWEST:
            moved = self._moved(submitted.updates, included)
            after = loss(moved.reshape(self._shape), portion.samples, portion.labels)
            change = moved - self.model
            accepted = not worsened(before, after, self.settings.tolerance)
        if accepted:
            self.model, self._last = moved, change
        if dial is Dial.MASKED:
            settled.append(self._settle_equally(submitted, included))
        elif dial is Dial.SELF:
            settled.extend(self._settle_later(now, change, accepted=accepted, final=final))
        told = self._told(submitted, included, before)
        return replace(
            told, accepted=accepted, step=change, loss_after=after, settlements=tuple(settled)
        )

    def take_up(self, submitted: Submitted, _outcome: Outcome) -> None:
        """Count a round that another one has played: it comes to the same here."""
        self.play(submitted, final=False)

    def _told(self, submitted: Submitted, included: Places, before: int) -> Outcome:
        groups = submitted.groups if self.settings.setting is Dial.GROUPS else ()
        return Outcome(
            included=tuple(place in included for place in range(len(submitted.present))),
            accepted=False,
            model=self.model,
            step=0 * self.model,
            loss_before=before,
            loss_after=None,
            settlements=(),
            groups=groups,
            carried=self._carried,
        )

    def _scored(self, submitted: Submitted) -> Places:
        """Whose openings there are; where there is nothing to open the others do what is due."""
        if self.settings.setting not in (Dial.SCALAR, Dial.SELF):
            return submitted.there
        return tuple(place for place in submitted.there if not submitted.silent[place])

    def _included(self, submitted: Submitted, settled: Sequence[Settlement]) -> Places:
        """Whose updates are in the sum."""
        dial, there = self.settings.setting, submitted.there
        if dial is Dial.MASKED:
            return there
        lost = {place for each in settled for place, amount in enumerate(each.lost) if amount}
        good = {
            place for place in there if self._accounts[place].standing >= 0 and place not in lost
        } | set(self._caught)
        if dial is Dial.GROUPS:
            # A bad group can be left out for nothing: no mask is in the way.
            raw = settled[0].raw
            seen = [
                group
                for group in submitted.groups
                if good.issuperset(group) and (raw[group[0]] or 0) >= 0
            ]
            good = {place for group in seen for place in group}
        return tuple(sorted(good))

    def _moved(self, updates: Integers, included: Places) -> Integers:
        """The model after the step of whose updates are included."""
        chosen = updates[list(included)]
        if self.settings.aggregator == "mean":
            total = as_lanes(chosen.sum(axis=0))
            return step(self.model.reshape(self._shape), total, len(chosen)).ravel()
        aggregate = AGGREGATORS[self.settings.aggregator]
        one = np.trunc(aggregate(chosen.astype(float), self.settings.attacking)).astype(np.int64)
        return step(self.model.reshape(self._shape), as_lanes(one), 1).ravel()

    # ------------------------------------------------------------------------------------- money

    def _settle_equally(self, submitted: Submitted, included: Places) -> Settlement:
        each, self._carried = pay_equally(
            len(included), bounty=self.settings.bounty, carried=self._carried
        )
        return self._settlement(submitted, {}, {}, dict.fromkeys(included, each), {}, ())

    def _blame(self, submitted: Submitted, *, final: bool) -> list[Settlement]:
        """A portion that the contract refuses: the bounty is of all who have submitted."""
        share = self.settings.bounty // len(submitted.there)
        pays = dict.fromkeys(submitted.there, share)
        settled = [self._settlement(submitted, {}, {}, pays, {}, ())]
        settled = [replace(settled[0], lost=tuple(0 for _ in settled[0].lost))]
        if final and self._waiting:
            settled.append(self._settle(self._waiting, self._waiting.v))
            self._waiting = None
        return settled

    def _settle_later(
        self, now: Waiting, change: Integers, *, accepted: bool, final: bool
    ) -> list[Settlement]:
        """Of self-assessment: by the step that came after, or by its own direction."""
        settled = []
        if not accepted:
            settled.append(self._settle(now, now.v))
        else:
            if self._waiting:
                settled.append(self._settle(self._waiting, unit(change)))
            self._waiting = now
        if final and self._waiting:
            settled.append(self._settle(self._waiting, self._waiting.v))
            self._waiting = None
        return settled

    def _settle(self, waiting: Waiting, v: Integers) -> Settlement:
        """Score and pay a round by a direction."""
        submitted, rule = waiting.submitted, self.settings.rule
        scored, self._caught = self._scored(submitted), ()
        both = directions(v, waiting.last, waiting.model, rule.known)
        raw, news = (self._scores(submitted, along) for along in both)
        most = max(map(len, self._members(submitted)), default=1)
        far = [most * furthest(along, self.settings.bound) for along in both]
        accounts = [self._accounts[place] for place in scored]
        later = self.settings.setting is Dial.SELF
        seen = [place in waiting.shown for place in scored] if later else None
        verdicts = judge(accounts, raw, news, (far[0], far[1]), rule, seen)
        for place, verdict in zip(scored, verdicts, strict=True):
            self._accounts[place] = verdict.account
        verdicts = self._found_out(submitted, dict(zip(scored, verdicts, strict=True)))
        payment = pay(
            verdicts,
            stake=self.settings.stake,
            bounty=self.settings.bounty,
            carried=self._carried,
            rule=rule,
        )
        self._carried = payment.carried
        settlement = self._settlement(
            submitted,
            dict(zip(scored, raw, strict=True)),
            dict(zip(scored, news, strict=True)),
            dict(zip(scored, payment.pays, strict=True)),
            dict(zip(scored, verdicts, strict=True)),
            payment.fees,
        )
        return replace(settlement, directions=tuple(both))

    def _found_out(self, submitted: Submitted, verdicts: dict[int, Verdict]) -> list[Verdict]:
        """A pair's lie comes out when their mask is shown; what it did for them is undone."""
        if self.settings.setting is Dial.SCALAR:
            rule, number = self.settings.rule, submitted.round + 1
            pairs = [pair for pair in submitted.pairs if set(pair) <= set(verdicts)]
            behind = left_behind(pairs, verdicts)
            slash(behind, verdicts)
            if rule.audits:
                self._caught = drawn(pairs, verdicts, submitted.there, self.settings.seed, number)
                slash(self._caught, verdicts)
            for place in (*behind, *self._caught):
                self._accounts[place] = self._accounts[place].sunk(rule)
        return list(verdicts.values())

    def _members(self, submitted: Submitted) -> list[Places]:
        """Who is scored together."""
        if self.settings.setting is Dial.GROUPS:
            return list(submitted.groups)
        return [(place,) for place in self._scored(submitted)]

    def _scores(self, submitted: Submitted, along: Integers) -> list[int]:
        """What everybody's opening says, of those who are scored."""
        members, dial = self._members(submitted), self.settings.setting
        if dial is Dial.GROUPS:
            sums = np.array([submitted.updates[list(each)].sum(axis=0) for each in members])
            scores = exact_scores(sums, along)
            together = zip(members, scores, strict=True)
            by_place = {place: score for group, score in together for place in group}
            return [by_place[place] for place in self._scored(submitted)]
        scored = self._scored(submitted)
        exact = exact_scores(submitted.updates[list(scored)], along)
        if dial is Dial.OPEN:
            return [max(1 - HALF, min(HALF - 1, score)) for score in exact]
        said = dict(zip(scored, map(signed, exact), strict=True))
        for first, second in submitted.pairs:
            if first in said and second in said:
                said[first], said[second] = submitted.lend(said[first], said[second])
        return list(said.values())

    def _settlement(
        self,
        submitted: Submitted,
        raw: dict[int, int],
        news: dict[int, int],
        pays: dict[int, int],
        verdicts: dict[int, Verdict],
        fees: Sequence[int],
    ) -> Settlement:
        """Put in order by clients."""
        everybody = range(len(submitted.present))
        scored = self._scored(submitted)
        paid = dict(zip(scored, fees, strict=False))
        lost = {place for place, verdict in verdicts.items() if verdict.slashed}
        lost.update(place for place in submitted.there if place not in scored)
        return Settlement(
            round=submitted.round,
            raw=tuple(raw.get(place) for place in everybody),
            news=tuple(news.get(place) for place in everybody),
            standing=tuple(account.standing for account in self._accounts),
            due=tuple(account.due for account in self._accounts),
            pays=tuple(pays.get(place, 0) for place in everybody),
            fees=tuple(paid.get(place, 0) for place in everybody),
            lost=tuple(self.settings.stake if place in lost else 0 for place in everybody),
        )


def group_places(present: Sequence[bool], size: int) -> tuple[Places, ...]:
    """Put clients into groups, in their order; what is left over joins the last group.

    Parameters
    ----------
    present : sequence of bool
    size : int

    Examples
    --------
    >>> group_places([True, True, False, True, True, True], 2)
    ((0, 1), (3, 4, 5))
    """
    there = [place for place, here in enumerate(present) if here]
    count = max(1, len(there) // size)
    ends = [*(size * number for number in range(1, count)), len(there)]
    return tuple(tuple(there[start:end]) for start, end in zip([0, *ends], ends, strict=False))
