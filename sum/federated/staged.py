"""Rounds played in full: keys, masks, openings and deadlines, on the contract or on its twin.

What comes of them is what `sum.federated.rounds` says without all this: same settings, same result.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

import numpy as np

from sum.chain.tester import TesterChain
from sum.federated.audits import seeded
from sum.federated.cheats import Vanishing
from sum.federated.conduct import Conductor, Enough
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
from sum.federated.records import Half, Outcome, Settlement
from sum.federated.rounds import Lend, Places, Submitted
from sum.federated.scores import exact_scores
from sum.federated.settings import FEWEST, Settings
from sum.federated.shards import Division
from sum.federated.sharing import Entropy
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
    made = FederatedRound.deploy(chain, terms, *opening(division, Seeded(settings.seed)), organiser)
    return made, clients


def on_twin(settings: Settings, division: Division) -> tuple[AnyEngine, Sequence[str]]:
    """The contract's twin."""
    organiser, beneficiary, *clients = (
        f"0x{number:040x}" for number in range(1, settings.clients + 3)
    )
    terms = terms_of(settings, division, beneficiary)
    return RoundTwin(terms, organiser, *opening(division, Seeded(settings.seed))), clients


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


class Secrets(Protocol):
    """Where what nobody else knows comes from."""

    def salt(self, number: int) -> bytes:
        """Of a round's commitment to its portion: 32 bytes; rounds count from 0."""

    def entropy(self, number: int, place: int) -> Entropy:
        """Of a client in a round (from 1): the same bytes again for whoever asks anew."""


@dataclass(frozen=True)
class Seeded:
    """Secrets for a run that anybody may repeat: from its seed."""

    seed: int

    def salt(self, number: int) -> bytes:
        """Of a round's commitment; see `Secrets`."""
        return sha256(f"{self.seed}/{number}".encode()).digest()

    def entropy(self, number: int, place: int) -> Entropy:
        """Of a client; see `Secrets`."""
        return seeded(self.seed, number, place)


@dataclass
class Turn:
    """A round that is being played, or that waits.

    Attributes
    ----------
    conductor : Conductor
    submitted : Submitted
    rest : PublicRound or None
        As it was when it came to rest.
    """

    conductor: Conductor
    submitted: Submitted
    rest: PublicRound | None = None


class Staged:
    """Plays the rounds of a federation in full; `play` is as of `sum.federated.rounds.Rounds`.

    Parameters
    ----------
    settings : Settings
    division : Division
    make : callable
        Makes the engine.
    secrets : Secrets, optional
        By default from the settings' seed.
    withdrawing : bool
        Whether clients take out what they are owed after every round.

    Attributes
    ----------
    model : numpy.ndarray of int64, shape (d,)
        After the last round that was played to its end, in 1 / `sum.federated.lanes.ONE`.
    """

    def __init__(
        self,
        settings: Settings,
        division: Division,
        make: Make = on_tester,
        *,
        secrets: Secrets | None = None,
        withdrawing: bool = False,
    ) -> None:
        self.settings, self.division = settings, division
        self.secrets = secrets or Seeded(settings.seed)
        self.engine, self.clients = make(settings, division)
        self._withdrawing = withdrawing
        self._shape = (division.task.outputs, division.task.features)
        self.model: Integers = start(division)
        self._turn: Turn | None = None
        self._waiting: Turn | None = None
        self._settled: list[Settlement] = []
        self._gas = 0

    @property
    def staked(self) -> Places:
        """Whose stakes are in a round that waits."""
        return self._waiting.submitted.there if self._waiting else ()

    @property
    def half(self) -> Half:
        """What the contract does not tell of the round under way."""
        return Half(self._spent() - self._gas, tuple(self._settled))

    @half.setter
    def half(self, half: Half) -> None:
        """Go on from there: another one has played the beginning."""
        self._gas, self._settled = self._spent() - half.gas, list(half.settled)

    @property
    def now(self) -> PublicRound | None:
        """The round that is being played; None between two."""
        return self._turn.conductor.record() if self._turn else None

    def play(self, submitted: Submitted, *, final: bool) -> Outcome:
        """Play a round: everybody's part in it, and what of earlier ones comes due.

        Parameters
        ----------
        submitted : Submitted
        final : bool
            Whether no round follows.
        """
        outcome = None
        while outcome is None:
            outcome = self.go_on(submitted, final=final, enough=lambda: False)
        return outcome

    def go_on(self, submitted: Submitted, *, final: bool, enough: Enough) -> Outcome | None:
        """Play a round as `play` does, in pieces.

        Parameters
        ----------
        submitted : Submitted
            The same until the round is over.
        final : bool
        enough : callable
            Asked after every transaction whether to rest.

        Returns
        -------
        Outcome or None
            None when there is more to do.
        """
        turn = self._turn or Turn(self._conductor(submitted), submitted)
        self._turn, conductor = turn, turn.conductor
        if turn.rest is None:
            if not (conductor.begin(Wei(self.settings.bounty), enough) and conductor.go_on(enough)):
                return None
            self._come_to_rest(turn)
        if not self._settle_earlier(turn, enough, final=final) or not self._withdraw(enough):
            return None
        outcome = self._outcome(turn, final=final)
        self._turn, self._settled = None, []
        return outcome

    def take_up(self, submitted: Submitted, outcome: Outcome) -> None:
        """Count a round that somebody else has played to its end.

        Parameters
        ----------
        submitted : Submitted
        outcome : Outcome
        """
        self.model = outcome.model
        settled = {each.round for each in outcome.settlements}
        if self._waiting and self._waiting.submitted.round in settled:
            self._waiting = None
        if self.settings.setting is Dial.SELF and submitted.round not in settled:
            turn = Turn(self._conductor(submitted), submitted)
            if not turn.conductor.record().void:
                self._waiting = turn

    def _come_to_rest(self, turn: Turn) -> None:
        turn.rest = turn.conductor.record()
        shared = any(client.paid for client in turn.rest.clients)  # the organiser was to blame
        if turn.rest.phase is not Phase.WAIT and (shared or not turn.rest.void):
            self._settle(turn)

    def _settle(self, turn: Turn) -> None:
        if turn.submitted.round not in {each.round for each in self._settled}:
            self._settled.append(self._told(turn))

    def _settle_earlier(self, turn: Turn, enough: Enough, *, final: bool) -> bool:
        """Settle the round that has waited for a step; and this one when no step follows."""
        rest = turn.rest
        if self._waiting and self._waiting is not turn and rest and rest.accepted:
            if not self._waiting.conductor.go_on(enough):
                return False
            self._settle(self._waiting)
            self._waiting = None
        if rest and rest.phase is Phase.WAIT:
            self._waiting = turn
        if final and self._waiting:
            # No step comes any more.
            conductor = self._waiting.conductor
            record = conductor.record()
            if record.phase is Phase.WAIT:
                self.engine.set_time(Seconds(max(record.deadline, self.engine.now)))
            if not conductor.go_on(enough):
                return False
            self._settle(self._waiting)
            self._waiting = None
        return True

    def _withdraw(self, enough: Enough) -> bool:
        """Let clients take out what they are owed; whether all have."""
        if not self._withdrawing:
            return True
        for client in self.clients:
            if self.engine.collectable(client):
                self.engine.withdraw(client)
                if enough():
                    return False
        return True

    def _outcome(self, turn: Turn, *, final: bool) -> Outcome:
        submitted, record = turn.submitted, turn.rest or turn.conductor.record()
        before, portion = self.model, submitted.portion
        weights = before.reshape(self._shape)
        places = self._counted(record)
        who = self._who(record)
        included = () if record.void else tuple(who[each] for each in places)
        self.model = self.engine.model()
        return Outcome(
            included=tuple(place in included for place in range(len(submitted.present))),
            accepted=bool(record.accepted),
            model=self.model,
            step=self._step(record, places, before),
            loss_before=loss(weights, portion.samples, portion.labels),
            loss_after=record.losses[1] if record.losses else None,
            settlements=tuple(self._settled),
            groups=submitted.groups if self.settings.setting is Dial.GROUPS else (),
            carried=self._carried(final=final),
            gas=self._used(),
        )

    def _counted(self, record: PublicRound) -> Places:
        """Whose updates are in the sum, by their places in the round."""
        if self.settings.setting is not Dial.SELF:
            return record.included
        # Who is slashed later on was in the sum all the same, and so its own mask is open.
        return tuple(client.place for client in record.clients if client.seed)

    def _who(self, record: PublicRound) -> Places:
        """Which client has each place of a round."""
        places = {account: place for place, account in enumerate(self.clients)}
        return tuple(places[client.address] for client in record.clients)

    def _conductor(self, submitted: Submitted) -> Conductor:
        number = submitted.round + 1
        parties = {place: self._party(submitted, place, number) for place in submitted.there}
        for one, other in submitted.pairs:
            first, second = parties[one], parties[other]
            if isinstance(first, Lender) and isinstance(second, Lender):
                first.meet(second, first=True)
                second.meet(first, first=False)
        shown = Portion(submitted.portion.samples, submitted.portion.labels)
        return Conductor(
            self.engine,
            self.engine.organiser,
            list(parties.values()),
            shown.words(),
            self.secrets.salt(submitted.round),
            number,
        )

    def _party(self, submitted: Submitted, place: int, number: int) -> Party:
        entropy = self.secrets.entropy(number, place)
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

    def _told(self, turn: Turn) -> Settlement:
        """How a round was settled."""
        submitted, record = turn.submitted, turn.conductor.record()
        everybody = range(len(submitted.present))
        found = dict(zip(self._who(record), record.clients, strict=True))
        accounts = [self.engine.account(account) for account in self.clients]
        scored = self.settings.setting is not Dial.MASKED
        raw = {place: each.raw for place, each in found.items()}
        news = {place: each.news for place, each in found.items()}
        if self.settings.setting is Dial.GROUPS:
            raw, news = (self._group_scores(record, each) for each in _aims(record))
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

    def _group_scores(self, record: PublicRound, along: Integers) -> dict[int, int | None]:
        """Of each client its group's, which everybody can work out."""
        sums = [from_lanes(unpack(words, self.engine.terms.d)) for words in record.sums]
        scores = exact_scores(np.array(sums), along)
        both = zip(self._who(record), record.groups, strict=True)
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


def opening(division: Division, secrets: Secrets) -> tuple[list[bytes], tuple[int, ...]]:
    """Commitments to all portions, and the model that one starts from."""
    hashes = [
        Portion(shard.samples, shard.labels).hash(secrets.salt(number))
        for number, shard in enumerate(division.portions)
    ]
    return hashes, pack(as_lanes(start(division)))


def start(division: Division) -> Integers:
    """A model that knows nothing."""
    return np.zeros(division.task.weights, dtype=np.int64)
