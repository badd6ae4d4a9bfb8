"""A federation in a room: what is kept of it, what is seen of it, and who plays its rounds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256, shake_256
from typing import TYPE_CHECKING

from sum.chain import Address, Chain
from sum.errors import InputError
from sum.federated.learners import accuracy_at_start
from sum.federated.records import FederatedRun, Half, RoundRecord, usual
from sum.federated.settings import Settings, division_of
from sum.federated.shards import Division, Shard, Task
from sum.federated.terms import Phase
from sum.units import Wei

if TYPE_CHECKING:
    from sum.federated.contract import FederatedRound
    from sum.federated.public import PublicRound

SAID = {
    Phase.NONE: "The round begins",
    Phase.JOIN: "Clients join, each with a stake",
    Phase.SHARE: "They agree on masks, two and two",
    Phase.SUBMIT: "Updates come in under their masks",
    Phase.REVEAL: "A part of the hidden test is shown",
    Phase.SCORE: "Scores are opened",
    Phase.DISPUTE: "Who lied about a mask is found out",
    Phase.UNMASK: "Masks come off the sum",
    Phase.WAIT: "The step that came before is judged by this one",
    Phase.SETTLE: "Everybody is paid",
    Phase.CLOSED: "Everybody takes out what they are owed",
}
"""What happens in each phase, for people."""


@dataclass(frozen=True)
class Seat:
    """A client's place.

    Attributes
    ----------
    person : str
        Whose it is, by id; "" for a client that is simulated.
    name : str
    account : str
        On the room's chain, for this federation only.
    attacker : bool
    """

    person: str
    name: str
    account: str
    attacker: bool


@dataclass(frozen=True)
class RoundStage:
    """How far a round is.

    Attributes
    ----------
    phase : str
        In a few words.
    step, steps : int
        Which of how many phases it is, from 1.
    done, of : int
        How many clients have done their part in it.
    """

    phase: str
    step: int
    steps: int
    done: int
    of: int


@dataclass(frozen=True)
class Federated:
    """A federation, as it is kept.

    Attributes
    ----------
    settings : sum.federated.settings.Settings
    address, organiser : str
        Of the contract, and of who runs it.
    seats : tuple of Seat
    does : tuple of str
        What each seat does in the next round, as in `RoundRecord`; "" is as usual.
    balances : tuple of Wei
        What each account had after the last round.
    records : tuple of RoundRecord
        Of all rounds that are over, without updates.
    wanted : int
        How many rounds are to be played by themselves.
    problem : str
        Why it stands still.
    """

    settings: Settings
    address: str
    organiser: str
    seats: tuple[Seat, ...]
    does: tuple[str, ...]
    balances: tuple[Wei, ...]
    records: tuple[RoundRecord, ...] = ()
    wanted: int = 0
    problem: str = ""

    def __post_init__(self) -> None:
        """Refuse what does not fit together: it may come from somebody's file.

        Raises
        ------
        InputError
        """
        each = (self.seats, self.does, self.balances)
        told = (part for record in self.records for part in (record.profits, record.present))
        if {len(part) for part in (*each, *told)} != {self.settings.clients}:
            raise InputError("Every client of a federation has a seat.")

    @property
    def over(self) -> bool:
        """Whether all rounds are played."""
        return len(self.records) >= self.settings.rounds

    @property
    def usual(self) -> tuple[str, ...]:
        """What each seat does that has not decided otherwise."""
        return usual(self.settings.attack, (seat.attacker for seat in self.seats))

    @property
    def choices(self) -> tuple[str, ...]:
        """What each seat does in the next round."""
        both = zip(self.does, self.usual, strict=True)
        return tuple(does or usual for does, usual in both)

    def place_of(self, person: str) -> int | None:
        """Somebody's place; None for who has none."""
        return _place(self.seats, person)


@dataclass(frozen=True)
class Underway:
    """A round that has begun.

    Attributes
    ----------
    choices : tuple of str
        What each does in it.
    half : Half
    stage : RoundStage
    """

    choices: tuple[str, ...]
    half: Half
    stage: RoundStage


@dataclass(frozen=True)
class FederationView:
    """What everybody sees of a federation.

    Attributes
    ----------
    settings : sum.federated.settings.Settings
    address : str
        Of its contract.
    seats : tuple of Seat
        Where roles are secret, nobody is an attacker.
    secret : bool
        Whether who attacks is hidden at the moment.
    chosen : tuple of bool
        Who has decided about the next round themselves.
    run : FederatedRun
        So far; where roles are secret, nobody attacks in it and nobody's choices are said. In a
        shared room nobody's labels are counted (``mixes`` is empty) before all rounds are played.
    wanted : int
        How many rounds are still to be played by themselves; above 0, it is being played.
    stage : RoundStage or None
        Of the round that has begun.
    gas : int
        Of all rounds so far, the one under way included.
    problem : str
        Why it stands still; "" when nothing is wrong.
    """

    settings: Settings
    address: str
    seats: tuple[Seat, ...]
    secret: bool
    chosen: tuple[bool, ...]
    run: FederatedRun = field(compare=False, repr=False)
    wanted: int
    stage: RoundStage | None
    gas: int
    problem: str

    @property
    def number(self) -> int:
        """Of the round under way or to come, from 1; after the last one it is the last one's."""
        return min(len(self.run.records) + 1, self.settings.rounds)

    @property
    def over(self) -> bool:
        """Whether all rounds are played."""
        return len(self.run.records) >= self.settings.rounds

    def place_of(self, person: str) -> int | None:
        """Somebody's place; None for who has none."""
        return _place(self.seats, person)


@dataclass(frozen=True, eq=False)
class MyClient:
    """A seat as its owner sees it, and nobody else.

    Attributes
    ----------
    place : int
        From 0.
    seat : Seat
        As it is.
    does : str
        What it does in the next round, as in `RoundRecord`.
    task : Task
    shard : Shard
        Its own data.
    balance, profit : Wei
        What its account had after the last round; what it has won since the beginning.
    """

    place: int
    seat: Seat
    does: str
    task: Task
    shard: Shard
    balance: Wei
    profit: Wei


@dataclass(frozen=True)
class RoomSecrets:
    """Secrets that nobody can work out but who knows the room's; see `sum.federated.staged`."""

    secret: bytes = field(repr=False)

    def salt(self, number: int) -> bytes:
        """Of a round's commitment to its portion."""
        return sha256(self.secret + f"/salt/{number}".encode()).digest()

    def entropy(self, number: int, place: int) -> Callable[[int], bytes]:
        """Of a client in a round: the same bytes again for whoever asks anew."""
        drawn = 0

        def draw(size: int) -> bytes:
            nonlocal drawn
            drawn += 1
            return shake_256(self.secret + f"/{number}/{place}/{drawn}".encode()).digest(size)

        return draw


class RoundPlayer:
    """Plays a federation's rounds on a chain, in pieces; made anew from what is kept of it.

    Parameters
    ----------
    chain : Chain
    kept : Federated
    underway : Underway or None
    secrets : RoomSecrets
    """

    def __init__(
        self, chain: Chain, kept: Federated, underway: Underway | None, secrets: RoomSecrets
    ) -> None:
        from sum.federated.lab import Federation  # noqa: PLC0415 - only who plays waits for it
        from sum.federated.staged import Staged  # noqa: PLC0415

        self.kept, self.underway = kept, underway
        self._chain = chain
        clients = [Address(seat.account) for seat in kept.seats]
        self.staged: Staged

        def make(settings: Settings, division: Division) -> Staged:
            self.staged = Staged(
                settings,
                division,
                lambda *_: (self._connect(), clients),
                secrets=secrets,
                withdrawing=True,
            )
            return self.staged

        bad = [place for place, seat in enumerate(kept.seats) if seat.attacker]
        self._federation = Federation(kept.settings, bad=bad, make=make)
        self._federation.resume(kept.records)
        self.staged.half = underway.half if underway else Half()

    def _connect(self) -> "FederatedRound":
        from sum.federated.contract import FederatedRound  # noqa: PLC0415

        return FederatedRound.connect(self._chain, self.kept.address, self.kept.settings.setting)

    def go_on(self, enough: Callable[[], bool]) -> tuple[Federated, Underway | None]:
        """Play on until it is enough, or the round is over; gives what is to be kept.

        Parameters
        ----------
        enough : callable
            Asked after every transaction.
        """
        federation, kept = self._federation, self.kept
        choices = self.underway.choices if self.underway else kept.choices
        due, final = federation.due(choices), federation.is_last
        outcome = self.staged.go_on(due.submitted, final=final, enough=enough)
        self.underway = None
        if outcome is None:
            self.underway = Underway(choices, self.staged.half, self._stage())
        else:
            record = federation.enter(outcome).without_updates()
            accounts = [Address(seat.account) for seat in kept.seats]
            self.kept = replace(
                kept,
                records=(*kept.records, record),
                balances=self._chain.balances(accounts),
                wanted=max(0, kept.wanted - 1),
            )
        return self.kept, self.underway

    def _stage(self) -> RoundStage:
        record = self.staged.now
        if record is None:
            return RoundStage(SAID[Phase.NONE], 1, len(SAID), 0, len(self.kept.seats))
        done, of = _done(record, len(self.kept.seats))
        return RoundStage(SAID[record.phase], record.phase + 1, len(SAID), done, of)


def _done(record: "PublicRound", clients: int) -> tuple[int, int]:
    """How many clients have done their part in a phase, of how many."""
    everybody = record.clients
    shared = [each for each in everybody if each.shared]
    sent = [each for each in everybody if each.submitted]
    included = [each for each in everybody if each.included]
    found = {
        Phase.JOIN: (len(everybody), clients),
        Phase.SHARE: (len(shared), len(everybody)),
        Phase.SUBMIT: (len(sent), len(shared) or len(everybody)),
        Phase.SCORE: (sum(each.opened for each in sent), len(sent)),
        Phase.UNMASK: (sum(bool(each.seed) for each in included), len(included)),
    }
    return found.get(record.phase, (0, 0))


def _place(seats: Sequence[Seat], person: str) -> int | None:
    return next((place for place, seat in enumerate(seats) if seat.person == person), None)


def view(
    kept: Federated | None,
    underway: Underway | None,
    names: Sequence[str],
    *,
    secret: bool,
    shared: bool,
) -> FederationView | None:
    """What everybody sees of a federation.

    Parameters
    ----------
    kept, underway
        As they are.
    names : sequence of str
        Of the seats, as others read them.
    secret : bool
        Whether it is hidden who attacks.
    shared : bool
        Whether others are in the room, who are not to see each other's data.
    """
    if kept is None:
        return None
    division, settings = division_of(kept.settings), kept.settings
    classes = len(division.task.classes)
    records, seats = kept.records, kept.seats
    if secret:
        records = tuple(replace(record, choices=()) for record in records)
    run = FederatedRun(
        settings=settings,
        task=division.task,
        attackers=tuple(seat.attacker and not secret for seat in seats),
        mixes=()
        if shared and not kept.over
        else tuple(shard.mix(classes) for shard in division.shards),
        start=accuracy_at_start(division),
        records=records,
    )
    return FederationView(
        settings=settings,
        address=kept.address,
        seats=tuple(
            replace(seat, name=name, attacker=seat.attacker and not secret)
            for seat, name in zip(seats, names, strict=True)
        ),
        secret=secret,
        chosen=tuple(map(bool, kept.does)),
        run=run,
        wanted=kept.wanted,
        stage=underway.stage if underway else None,
        gas=run.gas + (underway.half.gas if underway else 0),
        problem=kept.problem,
    )
