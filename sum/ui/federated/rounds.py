"""Real rounds of a few clients, played on the contract's twin; nothing here knows of the screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sum.federated.cheats import FalseOpening, FalsePair, Vanishing
from sum.federated.conduct import Conductor
from sum.federated.lanes import Lanes, add, dot, pack, signed, to_floats, to_lanes, unpack
from sum.federated.learners import Batch, LinearLearner
from sum.federated.party import Party
from sum.federated.portions import Portion
from sum.federated.privacy import clip
from sum.federated.public import PublicRound
from sum.federated.settings import RATE, STEPS, Settings
from sum.federated.shards import Division, divide
from sum.federated.staged import terms_of
from sum.federated.terms import Phase
from sum.federated.twin import RoundTwin
from sum.units import Wei

CLIENTS = 8
VICTIM = 7
"""The client whose plug is pulled (from 1)."""
CHEAT, FRIEND = 3, 5
SHOWN = 3
"""How many numbers of a sum are shown."""

_DATA = "breast-cancer"
Make = Callable[[RoundTwin, str, int, Callable[[int], bytes]], Party]


@dataclass(frozen=True)
class Step:
    """What has happened in a round since the step before.

    Attributes
    ----------
    phase : Phase
        That the round is in now.
    said : tuple of str
    right : int
        How many numbers of the contract's sum are those of the true sum by now.
    shown : tuple of float
        The first numbers of the contract's sum.
    """

    phase: Phase
    said: tuple[str, ...]
    right: int
    shown: tuple[float, ...]


@dataclass(frozen=True)
class Plug:
    """A round in which somebody vanishes.

    Attributes
    ----------
    steps : tuple of Step
    numbers : int
        Of a sum.
    truth : tuple of float
        The first numbers of the true sum.
    counted : bool
        Whether the update of who vanished is in it.
    slashed : tuple of int
        Clients (from 1) who lost their stake.
    """

    steps: tuple[Step, ...]
    numbers: int
    truth: tuple[float, ...]
    counted: bool
    slashed: tuple[int, ...]


@dataclass(frozen=True)
class Cheat:
    """A round in which somebody lies about a mask.

    Attributes
    ----------
    true, counted : tuple of int
        Everybody's score, as it is and as the contract takes it (0 where it has none).
    slashed : tuple of int
        Clients (from 1) who lost their stake.
    """

    true: tuple[int, ...]
    counted: tuple[int, ...]
    slashed: tuple[int, ...]


@lru_cache(maxsize=16)
def pull_plug(leaves: Phase, seed: int) -> Plug:
    """Play a round in which one client is not heard of from a phase on.

    Parameters
    ----------
    leaves : Phase
    seed : int
    """

    def vanish(
        engine: RoundTwin, account: str, number: int, entropy: Callable[[int], bytes]
    ) -> Party:
        return Vanishing(engine, account, entropy, number, leaves)

    conductor = _round("masked", seed, {VICTIM: vanish})
    records = [conductor.record()]
    notes = [0]
    for record in conductor.steps():
        records.append(record)
        notes.append(len(conductor.notes))
    counted = next(each for each in records if each.phase is Phase.UNMASK).included
    updates = [party.update for party in conductor.parties]
    truth = add(*(each for place in counted if (each := updates[place]) is not None))
    steps = [
        Step(after.phase, tuple(_said(before, after, int(more))), *_compared(after, truth))
        for before, after, more in zip(records, records[1:], np.diff(notes), strict=False)
    ]
    return Plug(
        tuple(steps),
        len(truth),
        tuple(to_floats(truth)[:SHOWN].tolist()),
        VICTIM - 1 in counted,
        _slashed(records[-1]),
    )


@lru_cache(maxsize=16)
def cheat(kind: str, seed: int) -> Cheat:
    """Play a round in which one client makes its own score larger.

    Parameters
    ----------
    kind : str
        "own" lies about its own mask, "alone" about one that it shares, "friend" does so with the
        other end, which says the same.
    seed : int
    """
    honest = _round("scalar", seed, {})
    true = _scores(honest, honest.play())
    boost = max(true) - true[CHEAT - 1]  # as good as the best: more could be out of bounds
    makes: dict[int, Make] = {CHEAT: _liar(kind, boost)}
    if kind == "friend":
        makes[FRIEND] = _pair(-boost, CHEAT)
    record = _round("scalar", seed, makes).play()
    counted = tuple(client.raw or 0 for client in record.clients)
    return Cheat(true, counted, _slashed(record))


def _liar(kind: str, boost: int) -> Make:
    def own(engine: RoundTwin, account: str, number: int, entropy: Callable[[int], bytes]) -> Party:
        return FalseOpening(engine, account, entropy, number, boost)

    return own if kind == "own" else _pair(boost, FRIEND)


def _pair(boost: int, other: int) -> Make:
    def make(
        engine: RoundTwin, account: str, number: int, entropy: Callable[[int], bytes]
    ) -> Party:
        return FalsePair(engine, account, entropy, number, boost, other=_account(other))

    return make


def _honest(engine: RoundTwin, account: str, number: int, entropy: Callable[[int], bytes]) -> Party:
    return Party(engine, account, entropy, number)


def _round(dial: str, seed: int, makes: dict[int, Make]) -> Conductor:
    """A round that all clients have joined."""
    settings = Settings(dial=dial, data=_DATA, clients=CLIENTS, rounds=1, seed=seed)
    division = divide(_DATA, clients=CLIENTS, rounds=1, alpha=settings.alpha, seed=seed)
    salt = np.random.default_rng([seed, 9]).bytes(32)
    portion = Portion(division.portions[0].samples, division.portions[0].labels)
    terms = terms_of(settings, division, _account(CLIENTS + 2))
    start = pack(np.zeros(terms.d, dtype=np.uint32))
    engine = RoundTwin(terms, _account(CLIENTS + 1), [portion.hash(salt)], start)
    engine.open(engine.organiser, Wei(settings.bounty))
    parties = []
    for client, update in enumerate(_updates(settings, division), 1):
        entropy = np.random.default_rng([seed, 10, client]).bytes
        party = makes.get(client, _honest)(engine, _account(client), 1, entropy)
        party.update = update
        parties.append(party)
    conductor = Conductor(engine, engine.organiser, parties, portion.words(), salt, 1)
    conductor.join()
    return conductor


def _updates(settings: Settings, division: Division) -> list[Lanes]:
    batch = Batch.of(division.task, division.shards)
    start = np.zeros(division.task.weights)
    trained = clip(LinearLearner(STEPS, RATE).updates(start, batch), settings.clip)
    return [to_lanes(row) for row in trained]


def _account(number: int) -> str:
    return f"0x{number:040x}"


def _compared(record: PublicRound, truth: Lanes) -> tuple[int, tuple[float, ...]]:
    """How many numbers of the sum are right, and the first of them."""
    if not record.sums:
        return 0, ()
    seen = unpack(record.sums[0], len(truth))
    return int((seen == truth).sum()), tuple(to_floats(seen)[:SHOWN].tolist())


def _scores(conductor: Conductor, record: PublicRound) -> tuple[int, ...]:
    v = np.array(record.v, dtype=np.int64)
    return tuple(
        signed(dot(party.update, v)) for party in conductor.parties if party.update is not None
    )


def _slashed(record: PublicRound) -> tuple[int, ...]:
    return tuple(client.place + 1 for client in record.clients if client.slashed)


def _said(before: PublicRound, after: PublicRound, notes: int) -> list[str]:
    """What has changed, in sentences."""
    said = [*_early(before, after), *_late(before, after, notes)]
    if not said and after.phase is before.phase:
        said.append(f"Time passes: client {VICTIM} may still speak for itself.")
    if not said:
        said.append(f"Client {VICTIM} is silent, and its time is over: on without it.")
    return said


def _early(before: PublicRound, after: PublicRound) -> list[str]:
    said = []
    shared, sent = (_more(before, after, name) for name in ("shared", "submitted"))
    if shared:
        said.append(
            f"{len(shared)} clients agree on a secret with each other one, two and two, and hand"
            " out encrypted shares of their own secrets, in case they vanish."
        )
    if sent:
        missing = "" if len(sent) == CLIENTS else f", but not those shared with client {VICTIM}"
        said.append(
            f"{len(sent)} masked updates are in, and the contract adds them up. The masks that two"
            f" share cancel out{missing}. Everybody’s own mask is still in the sum."
        )
    if after.portion and not before.portion:
        said.append("The organiser shows a part of the hidden test, which it had committed to.")
    return said


def _late(before: PublicRound, after: PublicRound, notes: int) -> list[str]:
    said = []
    bare = [client.place + 1 for client in after.clients if client.seed]
    new = [each for each in bare if not before.clients[each - 1].seed]
    if new and new != [VICTIM]:
        said.append(f"{len(new)} clients open their own mask, and it is taken off the sum.")
    if notes:
        said.append(
            f"Client {VICTIM} is still silent. {notes} shares of its secret are opened by those who"
            " hold them."
        )
    if VICTIM in new:
        said.append(
            f"Put together, they give client {VICTIM}’s mask; the contract checks it against the"
            " hash that the client had left, and takes it off."
        )
    recovered = sum(len(each.recovered) for each in after.clients) - sum(
        len(each.recovered) for each in before.clients
    )
    if recovered:
        said.append(
            f"{recovered} masks that others share with client {VICTIM} are taken off: they no"
            " longer cancel out."
        )
    if after.accepted is not None and before.accepted is None:
        said.append("The sum is bare. The contract moves the model by it.")
    if after.phase is Phase.CLOSED:
        gone = (
            f"Client {VICTIM} has lost its stake." if _slashed(after) else "Nobody loses a stake."
        )
        said.append(f"Everybody who is in the sum is paid. {gone}")
    return said


def _more(before: PublicRound, after: PublicRound, name: str) -> Sequence[int]:
    return [
        client.place + 1
        for client in after.clients
        if getattr(client, name) and not getattr(before.clients[client.place], name)
    ]
