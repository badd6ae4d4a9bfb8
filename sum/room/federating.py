"""Federated rounds on a room's chain: everybody a client, with data that nobody else sees."""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from operator import index

from sum.chain import Address, Busy
from sum.chain.compiler import compile_federation
from sum.errors import InputError, RoomError, RoomNotFound, SumError
from sum.federated.attackers import ATTACKS
from sum.federated.records import HONEST, OUT
from sum.federated.settings import Settings, division_of
from sum.room.federation import (
    Federated,
    MyClient,
    RoomSecrets,
    RoundPlayer,
    Seat,
)
from sum.room.people import Member
from sum.room.progress import Progress, Telling
from sum.room.records import OWNER, Outcome
from sum.room.stage import Done, Stage
from sum.units import ETHER, HOUR, Seconds, Wei

PIECE = 0.15
"""How long others wait at most while rounds are played, in real seconds; a transaction is whole."""
BREATH = 0.03
"""How long others have between two pieces."""
PATIENT = 300
"""How many real seconds a phase lasts at least, at the speed of the room's clock."""
FOR_GAS = Wei(ETHER)
"""What an account has beside what it plays with."""

FREELY = (HONEST, OUT, "drop_out")
"""What everybody may do; an attacker may do anything."""

NOT_HERE = (
    "This room is on a node that others use, too. Federated rounds need a chain that is the room’s"
    " own: open a room without a node for them."
)

_LOG = logging.getLogger(__name__)


class Federating(Stage):
    """A federation's rounds in a room. In all actions the nonce makes a repeated call one."""

    def _set_up(self, code: str, *, shared: bool) -> None:
        super()._set_up(code, shared=shared)
        self._player: RoundPlayer | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    # ------------------------------------------------------------------------------- for looking

    @property
    def why_no_federation(self) -> str:
        """Why there can be no federated rounds here, in a sentence; "" when there can."""
        return NOT_HERE if self._game.controls.undo else ""

    @property
    def takes_seats(self) -> int:
        """How many simulated clients' places are left to take."""
        kept = self._game.federation
        return sum(not seat.person for seat in kept.seats) if kept else 0

    def clients(self, key: str) -> tuple[MyClient, ...]:
        """The visitor's own seats, with their data: to be shown to nobody else.

        Raises
        ------
        PersonNotFound
        """
        ids, kept = self.identify(key).ids, self._game.federation
        if kept is None:
            return ()
        division, places = division_of(kept.settings), [kept.place_of(each) for each in ids]
        profits = kept.records[-1].profits if kept.records else (0,) * len(kept.seats)
        return tuple(
            MyClient(
                place,
                kept.seats[place],
                kept.choices[place],
                division.task,
                division.shards[place],
                kept.balances[place],
                Wei(profits[place]),
            )
            for place in places
            if place is not None
        )

    # ----------------------------------------------------------------------------------- actions

    def open_federation(
        self, key: str, nonce: str, federation: Settings, progress: Progress | None = None
    ) -> Outcome:
        """Deal a data set out to everybody who plays, and put the contract on the chain.

        Whoever plays is a client; the others are simulated. It takes the place of an earlier one.

        Parameters
        ----------
        key, nonce : str
        federation : sum.federated.settings.Settings
            What simulated attackers do is its attack; the engine does not matter.
        progress : callable, optional
            Told how far it is (0 to 1), and in words.

        Raises
        ------
        InputError
            When there are fewer clients than people.
        RoomError
        """
        if not isinstance(federation, Settings):
            raise InputError("A federation needs settings.")
        if self.why_no_federation:
            raise RoomError(self.why_no_federation)
        self._me(key, _OPEN, None)

        def work(me: Member) -> Done:
            kept = self._game.federation
            if kept and kept.wanted:
                raise RoomError("Rounds are being played: stop them first.")
            self._player, self._game.underway = None, None
            self._game.federation = self._deployed(replace(federation, engine="twin"))
            text = f"{self._shown(me)} dealt data out to {federation.clients} clients."
            self._say(me, "class", text)
            tell(1.0, "Everybody has data")
            return Done("The data is dealt out: everybody sees their own.")

        with Telling(progress) as tell:
            tell(0.05, "Compiling the contract, which can take a minute")
            compile_federation(federation.setting.source)  # while others go on playing
            tell(0.8, "Dealing the data out")
            return self._act(key, nonce, work, host=_OPEN, always=True)

    def play_rounds(self, key: str, nonce: str, rounds: int) -> Outcome:
        """Have rounds played by themselves, while everybody looks.

        Parameters
        ----------
        key, nonce : str
        rounds : int
            How many, the one under way included; at most all that are left.

        Raises
        ------
        InputError
        RoomError
        """
        if index(rounds) < 1:
            raise InputError("A round at least is played.")

        def work(_: Member) -> Done:
            kept = self._federated()
            if kept.over:
                raise RoomError("All rounds are played: deal data out anew for more.")
            left = kept.settings.rounds - len(kept.records)
            self._note_federation(replace(kept, wanted=min(rounds, left), problem=""))
            return Done("The round is being played.")

        done = self._act(key, nonce, work, host="have rounds played", always=True)
        self._keep_playing()
        return done

    def pause_rounds(self, key: str, nonce: str) -> Outcome:
        """Stop between two transactions; `play_rounds` goes on from there.

        Raises
        ------
        RoomError
        """

        def work(_: Member) -> Done:
            self._note_federation(replace(self._federated(), wanted=0))
            return Done("It stands still until you go on.")

        return self._act(key, nonce, work, host="stop rounds", always=True)

    def decide(self, key: str, nonce: str, place: int, does: str) -> Outcome:
        """Decide what one's own client does from the next round on.

        Parameters
        ----------
        key, nonce : str
        place : int
            The client's, from 0.
        does : str
            "honest", "out" (does not take part) or "drop_out" (vanishes once it has submitted);
            for an attacker, any of `sum.federated.attackers.ATTACKS`.

        Raises
        ------
        InputError
            When there is no such thing to do.
        RoomError
            When it is not one's own, or only an attacker does this.
        """

        def work(_: Member) -> Done:
            kept = self._federated()
            place_ = index(place)
            ids = self._game.people.identify(key).ids
            if not 0 <= place_ < len(kept.seats) or kept.seats[place_].person not in ids:
                raise RoomError("This is not your client.")
            if does not in FREELY and (does not in ATTACKS or does == "none"):
                raise InputError("A client does not know how to do this.")
            if does not in FREELY and not kept.seats[place_].attacker:
                raise RoomError("Only who was dealt the attacker’s part does this.")
            decided = [*kept.does]
            decided[place_] = does
            self._note_federation(replace(kept, does=tuple(decided)))
            return Done("Decided, from the next round on.")

        return self._act(key, nonce, work, always=True)

    def take_seat(self, key: str, nonce: str) -> Outcome:
        """Take a simulated client's place: with its data, and with what it has won or lost.

        Raises
        ------
        RoomError
            When one has a place already, or none is left.
        """

        def work(me: Member) -> Done:
            kept = self._federated()
            if kept.place_of(me.id) is not None:
                raise RoomError("You have a client already.")
            free = [place for place, seat in enumerate(kept.seats) if not seat.person]
            if not free:
                raise RoomError("No place is left: wait until data is dealt out anew.")
            # Who attacks in the room takes an attacker's place, as long as there is one.
            place = min(free, key=lambda each: kept.seats[each].attacker != (me.role == "attacker"))
            seats = list(kept.seats)
            seats[place] = replace(seats[place], person=me.id, name=me.name)
            self._note_federation(replace(kept, seats=tuple(seats)))
            return Done(f"You are client {place + 1} now.")

        return self._act(key, nonce, work, always=True)

    # ------------------------------------------------------------------------------------ inside

    def _federated(self) -> Federated:
        kept = self._game.federation
        if kept is None:
            raise RoomError("No data was dealt out yet.")
        return kept

    def _note_federation(self, kept: Federated) -> None:
        """Keep what has changed of a federation, but for its rounds."""
        player, game = self._player, self._game
        if player and player.kept is game.federation and kept.seats == player.kept.seats:
            player.kept = kept  # it need not be made anew
        game.federation = kept

    def _deployed(self, settings: Settings) -> Federated:
        """A federation that was just put on the chain, everybody's account with ether."""
        from sum.federated.contract import FederatedRound  # noqa: PLC0415 - see `RoundPlayer`
        from sum.federated.staged import opening, terms_of  # noqa: PLC0415

        game, chain = self._game, self._game.chain
        people = [each for each in game.people.here() if each.role in _CLIENTS]
        if len(people) > settings.clients:
            raise InputError(f"There are {len(people)} people here: as many clients at least.")
        head = chain.head  # what is made at another moment has other accounts
        organiser, beneficiary, *accounts = (
            game.account(f"federation {head} {number}", empty=True)
            for number in range(settings.clients + 2)
        )
        seats = tuple(self._seats(settings, people, accounts))
        bounties = settings.rounds * settings.bounty
        for account, amount in [
            (organiser, bounties + FOR_GAS),
            *((account, settings.means + FOR_GAS) for account in accounts),
        ]:
            chain.send(chain.accounts[0], Address(account), value=Wei(amount))
        division = division_of(settings)
        window = Seconds(max(HOUR, PATIENT * game.clock.factor))
        terms = replace(terms_of(settings, division, beneficiary), window=window)
        commitments, model = opening(division, self._secrets(organiser))
        contract = FederatedRound.deploy(chain, terms, commitments, model, Address(organiser))
        return Federated(
            settings,
            contract.address,
            organiser,
            seats,
            does=("",) * len(seats),
            balances=chain.balances([Address(each) for each in accounts]),
        )

    def _seats(
        self, settings: Settings, people: list[Member], accounts: list[str]
    ) -> Iterator[Seat]:
        """People first, in the order in which they came; then those who are simulated."""
        clients, wanted = settings.clients, round(settings.attackers * settings.clients)
        hidden = [place for place, each in enumerate(people) if each.role == "hidden"]
        bad = {place for place, each in enumerate(people) if each.role == "attacker"}
        rest = [*hidden, *range(len(people), clients)]
        bad.update(self._chance().sample(rest, max(0, min(len(rest), wanted - len(bad)))))
        for place, account in enumerate(accounts):
            person = people[place] if place < len(people) else None
            name = person.name if person else f"Client {place + 1}"
            yield Seat(person.id if person else "", name, account, place in bad)

    def _secrets(self, organiser: str) -> RoomSecrets:
        seed = self._game.people.keyring.account_seed()
        return RoomSecrets(sha256(f"{seed} federation {organiser}".encode()).digest())

    # ------------------------------------------------------------------------------- the thread

    def _keep_playing(self) -> None:
        """Have somebody play the rounds that are wanted, when nobody does."""
        kept = self._game.federation
        if not kept or not kept.wanted:
            return
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                name = f"federation-{self.code}"
                self._thread = threading.Thread(target=self._play_all, name=name, daemon=True)
                self._thread.start()

    def _play_all(self) -> None:
        try:
            while self._play_piece():
                time.sleep(BREATH)
        except RoomNotFound:
            return
        except SumError as error:
            self._stand_still(str(error))
        except Exception:  # noqa: BLE001 - people get a sentence, the log has it
            _LOG.exception("a federated round failed")
            self._stand_still("Something went wrong on our side; the log says what.")

    def _play_piece(self) -> bool:
        """Play for a moment; whether there is more to play."""
        try:
            with self._turn():
                kept = self._game.federation
                if kept is None or not kept.wanted:
                    return False
                self._check_size(host=True)
                with self._whole():
                    self._go_on()
        except Busy:  # another process acts
            return True
        except BaseException:
            self._player = None  # what it knows of the chain is undone
            raise
        return True

    def _go_on(self) -> None:
        game = self._game
        kept, underway = self._federated(), game.underway
        if not kept.wanted:  # another process has played it to its end
            return
        player = self._player
        if player is None or player.kept is not kept or player.underway is not underway:
            player = RoundPlayer(game.chain, kept, underway, self._secrets(kept.organiser))
        end = time.monotonic() + PIECE
        game.federation, game.underway = player.go_on(lambda: time.monotonic() > end)
        self._player = player
        if len(game.federation.records) > len(kept.records):
            record = game.federation.records[-1]
            game.ledger.say(
                OWNER,
                "class",
                f"Federated round {record.round + 1}: the model is right"
                f" {record.accuracy:.0%} of the time.",
                game.chain.now,
            )

    def _stand_still(self, problem: str) -> None:
        try:
            with self._turn(), self._whole():
                self._game.federation = replace(self._federated(), wanted=0, problem=problem)
        except SumError:
            _LOG.warning("a federation stands still: %s", problem)


_OPEN = "deal data out"
_CLIENTS = {"contributor", "attacker", "sponsor", "hidden"}
