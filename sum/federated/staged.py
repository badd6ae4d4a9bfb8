"""Rounds played in full: keys, masks, openings and deadlines, on the contract or on its twin.

What comes of them is what `sum.federated.rounds` says without all this: same settings, same result.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

import numpy as np

from sum.chain.tester import TesterChain
from sum.federated.cheats import Vanishing
from sum.federated.conduct import Conductor
from sum.federated.contract import FederatedRound
from sum.federated.direction import Integers, loss, step
from sum.federated.lanes import (
    LANE_BITS,
    MODULUS,
    Lanes,
    add,
    as_lanes,
    dots,
    from_lanes,
    pack,
    signed,
    unpack,
)
from sum.federated.masks import sign
from sum.federated.party import Party
from sum.federated.portions import Portion
from sum.federated.public import PublicRound
from sum.federated.records import Outcome, Settlement
from sum.federated.rounds import Lend, Places, Submitted
from sum.federated.scores import exact_scores
from sum.federated.settings import FEWEST, Settings
from sum.federated.shards import Division
from sum.federated.terms import Dial, Phase, RoundTerms
from sum.federated.twin import RoundTwin
from sum.units import Seconds, Wei

AnyEngine = FederatedRound | RoundTwin
Make = Callable[[Settings, Division], tuple[AnyEngine, Sequence[str]]]
"""Makes an engine; gives it and the accounts of clients."""


def on_tester(settings: Settings, division: Division) -> tuple[AnyEngine, Sequence[str]]:
    """The contract on a chain in this process."""
    chain = TesterChain(accounts=settings.clients + 2)
    organiser, beneficiary, *clients = chain.accounts
    terms = terms_of(settings, division, beneficiary)
    made = FederatedRound.deploy(chain, terms, *_opening(settings, division), organiser)
    return made, clients


def on_twin(settings: Settings, division: Division) -> tuple[AnyEngine, Sequence[str]]:
    """The contract's twin."""
    organiser, beneficiary, *clients = (
        f"0x{number:040x}" for number in range(1, settings.clients + 3)
    )
    terms = terms_of(settings, division, beneficiary)
    return RoundTwin(terms, organiser, *_opening(settings, division)), clients


def terms_of(settings: Settings, division: Division, beneficiary: str) -> RoundTerms:
    """What a federation's contract is deployed with.

    Parameters
    ----------
    settings : Settings
    division : Division
    beneficiary : str
        Who gets stakes that are slashed.
    """
    return RoundTerms(
        settings.setting,
        division.task.features,
        division.task.outputs,
        beneficiary,
        Wei(settings.stake),
        clients=settings.clients,
        fewest=FEWEST,
        group=settings.group,
        bound=settings.bound,
        tolerance=settings.tolerance,
    )


class Staged:
    """Plays the rounds of a federation in full; `play` is as of `sum.federated.rounds.Rounds`.

    Parameters
    ----------
    settings : Settings
    division : Division
    make : callable
        Makes the engine.
    """

    def __init__(self, settings: Settings, division: Division, make: Make = on_tester) -> None:
        self.settings, self.division = settings, division
        self.engine, self.clients = make(settings, division)
        self._shape = (division.task.outputs, division.task.features)
        self.model: Integers = self.engine.model()
        self._waiting: tuple[Conductor, Submitted] | None = None
        self._gas = self._spent()

    @property
    def staked(self) -> Places:
        """Whose stakes are in a round that waits."""
        return self._waiting[1].there if self._waiting else ()

    def play(self, submitted: Submitted, *, final: bool) -> Outcome:
        """Play a round: everybody's part in it, and what of earlier ones comes due.

        Parameters
        ----------
        submitted : Submitted
        final : bool
            Whether no round follows.
        """
        before, weights = self.model, self.model.reshape(self._shape)
        self.engine.open(self.engine.organiser, Wei(self.settings.bounty))
        conductor = self._conductor(submitted)
        counted = None
        for seen in conductor.steps():
            if seen.phase is Phase.UNMASK and self.settings.setting is Dial.SELF:
                counted = seen.included  # who is slashed later on was in the sum all the same
        record = conductor.record()
        places = record.included if counted is None else counted
        self.model = self.engine.model()
        settled = [] if record.phase is Phase.WAIT else [self._told(conductor, submitted)]
        if record.void:
            settled = []
        if self._waiting and record.accepted:
            waiting, earlier = self._waiting
            waiting.play()
            settled.append(self._told(waiting, earlier))
            self._waiting = None
        if record.phase is Phase.WAIT:
            self._waiting = (conductor, submitted)
        if final and self._waiting:
            settled.append(self._late(*self._waiting))
            self._waiting = None
        included = () if record.void else tuple(submitted.there[each] for each in places)
        portion = submitted.portion
        return Outcome(
            included=tuple(place in included for place in range(len(submitted.present))),
            accepted=bool(record.accepted),
            model=self.model,
            step=self._step(record, places, before),
            loss_before=loss(weights, portion.samples, portion.labels),
            loss_after=record.losses[1] if record.losses else None,
            settlements=tuple(settled),
            groups=submitted.groups if self.settings.setting is Dial.GROUPS else (),
            carried=self._carried(final=final),
            gas=self._used(),
        )

    def _conductor(self, submitted: Submitted) -> Conductor:
        number = submitted.round + 1
        parties = {place: self._party(submitted, place, number) for place in submitted.there}
        for one, other in submitted.pairs:
            first, second = parties[one], parties[other]
            if isinstance(first, Lender) and isinstance(second, Lender):
                first.meet(second, first=True)
                second.meet(first, first=False)
        shown = Portion(submitted.portion.samples, submitted.portion.labels)
        conductor = Conductor(
            self.engine,
            self.engine.organiser,
            list(parties.values()),
            shown.words(),
            _salt(self.settings, submitted.round),
            number,
        )
        conductor.join()
        return conductor

    def _party(self, submitted: Submitted, place: int, number: int) -> Party:
        entropy = np.random.default_rng([self.settings.seed, 8, number, place]).bytes
        account = self.clients[place]
        party: Party
        if submitted.silent[place]:
            party = Vanishing(self.engine, account, entropy, number, Phase.SCORE)
        elif any(place in pair for pair in submitted.pairs):
            party = Lender(self.engine, account, entropy, number)
            party.lend = submitted.lend
        else:
            party = Party(self.engine, account, entropy, number)
        party.update = as_lanes(submitted.updates[place])
        return party

    def _late(self, conductor: Conductor, submitted: Submitted) -> Settlement:
        """Of a round for which no step comes any more."""
        record = conductor.record()
        self.engine.set_time(Seconds(max(record.deadline, self.engine.now)))
        conductor.play()
        return self._told(conductor, submitted)

    def _told(self, conductor: Conductor, submitted: Submitted) -> Settlement:
        """How a round was settled."""
        record, everybody = conductor.record(), range(len(submitted.present))
        found = dict(zip(submitted.there, record.clients, strict=True))
        accounts = [self.engine.account(account) for account in self.clients]
        scored = self.settings.setting is not Dial.MASKED
        raw = {place: each.raw for place, each in found.items()}
        news = {place: each.news for place, each in found.items()}
        if self.settings.setting is Dial.GROUPS:
            raw, news = (self._group_scores(record, submitted, each) for each in _aims(record))
        along = tuple(np.array(each, dtype=np.int64) for each in (record.v, record.w))
        return Settlement(
            round=submitted.round,
            raw=tuple(raw.get(place) for place in everybody),
            news=tuple(news.get(place) for place in everybody),
            standing=tuple(account.standing for account in accounts),
            due=tuple(account.due for account in accounts),
            pays=tuple(int(found[place].paid) if place in found else 0 for place in everybody),
            fees=tuple(int(found[place].fee) if place in found else 0 for place in everybody),
            lost=tuple(
                self.settings.stake if place in found and found[place].slashed else 0
                for place in everybody
            ),
            directions=along if scored else (),
        )

    def _group_scores(
        self, record: PublicRound, submitted: Submitted, along: Integers
    ) -> dict[int, int | None]:
        """Of each client its group's, which everybody can work out."""
        sums = [from_lanes(unpack(words, self.engine.terms.d)) for words in record.sums]
        scores = exact_scores(np.array(sums), along)
        both = zip(submitted.there, record.groups, strict=True)
        return {place: scores[group] for place, group in both}

    def _step(self, record: PublicRound, places: Places, before: Integers) -> Integers:
        """What the sum gives; 0 where too few are left for one."""
        if record.losses is None:
            return 0 * before
        groups = {record.groups[place] for place in places}
        sums = [unpack(record.sums[group], self.engine.terms.d) for group in sorted(groups)]
        weights = before.reshape(self._shape)
        moved = step(weights, add(*sums), len(places)).ravel()
        return np.asarray(moved - before)

    def _carried(self, *, final: bool) -> int:
        # After the last round what is left is the organiser's.
        return int(self.engine.carried()) if not final else self._left

    @property
    def _left(self) -> int:
        return int(self.engine.collectable(self.engine.organiser))

    def _spent(self) -> int:
        """The gas of everything so far."""
        if isinstance(self.engine, RoundTwin):
            return 0
        return sum(receipt.gas_used for _, receipt in self.engine.receipts)

    def _used(self) -> int:
        before, self._gas = self._gas, self._spent()
        return self._gas - before


class Lender(Party):
    """One of a pair that lies about the mask that the two share."""

    lend: Lend
    _friend: "Lender"
    _first: bool

    def meet(self, friend: "Lender", *, first: bool) -> None:
        """Know the other one, and which of the two one is."""
        self._friend, self._first = friend, first

    def opening(self, record: PublicRound, place: int) -> tuple[int, tuple[int, ...]]:
        """Say of the shared mask what gives the two the scores that they agreed on."""
        own, pairs = super().opening(record, place)
        friend = record.place_of(self._friend.account)
        if friend is None or not record.masked(place, friend):
            return own, pairs
        said = list(pairs)
        low, high = (sign(place, friend) * self._boost(along) for along in _aims(record))
        top, bottom = divmod(said[friend], MODULUS)
        said[friend] = ((top - high) % MODULUS) << LANE_BITS | (bottom - low) % MODULUS
        return own, tuple(said)

    def _boost(self, along: Integers) -> int:
        """By how much the own score is to be larger than it is."""
        mine, other = self.score(along), self._friend.score(along)
        if self._first:
            return self.lend(mine, other)[0] - mine
        return self.lend(other, mine)[1] - mine

    def score(self, along: Integers) -> int:
        """The true one."""
        lanes: Lanes = as_lanes([]) if self.update is None else self.update
        return signed(dots(lanes, along, along) % MODULUS)


def _aims(record: PublicRound) -> tuple[Integers, Integers]:
    return np.array(record.v, dtype=np.int64), np.array(record.w, dtype=np.int64)


def _opening(settings: Settings, division: Division) -> tuple[list[bytes], tuple[int, ...]]:
    """Commitments to all portions, and a model that knows nothing."""
    hashes = [
        Portion(shard.samples, shard.labels).hash(_salt(settings, number))
        for number, shard in enumerate(division.portions)
    ]
    d = division.task.features * division.task.outputs
    return hashes, pack(as_lanes(np.zeros(d)))


def _salt(settings: Settings, number: int) -> bytes:
    return sha256(f"{settings.seed}/{number}".encode()).digest()
