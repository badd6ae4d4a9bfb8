"""How a game is taken apart for its file, and put together again from it."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Self

from sum.chain import Address
from sum.datasets import load
from sum.errors import StoreError
from sum.records import Added, Paid, State
from sum.room.books import Entry
from sum.room.classroom import Classroom
from sum.room.clock import Clock
from sum.room.federation import Federated, Underway
from sum.room.file import RoomFile
from sum.room.file_parts import Container, Holder, Parts, Slot, slot
from sum.room.keeping import Keeping
from sum.room.ledger import Ledger
from sum.room.people import People
from sum.room.records import Settings
from sum.simulation.chain_engine import ChainEngine
from sum.simulation.driver import Driver
from sum.simulation.seats import Standing
from sum.units import Seconds, Wei


class Reopening(Keeping):
    """What a game has that its file keeps, and how it is read again."""

    code: str
    classroom: Classroom
    driver: Driver
    opened: Seconds
    clock: Clock
    played: Clock
    accounts: dict[str, str]
    federation: Federated | None
    underway: Underway | None

    def parts(self, extras: Mapping[str, Container]) -> Parts:
        """All that the file keeps, as it is: whoever changes it changes the game.

        Parameters
        ----------
        extras : mapping of str to Container
            What the room keeps beside its game.
        """
        holder = Holder()
        for name, each in extras.items():
            holder.put(name, each)
        holder.take("ledger", self.ledger)
        holder.take("people", self.people)
        holder.take("incentive", self.engine.incentive)
        holder.put("accounts", self.accounts)
        holder.put("profits", self.engine.profits)
        holder.put("address", Slot(lambda: self.engine.shared.address, self._same_address))
        for name in ("settings", "classroom", "opened", "federation", "underway"):
            holder.put(name, slot(self, name))
        holder.put("gas", slot(self.engine, "gas_used"))
        holder.put("driver", Slot(self.driver.standing, self._resume))
        return holder.parts

    def read(self, file: RoomFile, extras: Mapping[str, Container]) -> None:
        """Be the game that the file has; the chain is there, and where it should be.

        Parameters
        ----------
        file : RoomFile
        extras : mapping of str to Container
            As for `parts`; they are filled anew.

        Raises
        ------
        StoreError
            When the file is damaged.
        """
        # Somebody may look at it meanwhile: it becomes another one when that is complete.
        other = copy(self)
        other._read(file, extras, self)  # noqa: SLF001 - of this class
        vars(self).update(vars(other))

    def _read(self, file: RoomFile, extras: Mapping[str, Container], game: Self) -> None:
        """Be the game of a file; what happens in it is told to `game`."""
        settings, address = file.slot("settings"), file.slot("address")
        if not isinstance(settings, Settings) or not isinstance(address, str):
            raise StoreError("The room’s file does not say what the room is about.")
        self.settings = settings
        self.dataset = load(settings.dataset, settings.seed, settings.encoder)
        self.ledger, self.people, self.accounts = Ledger(self.dataset), People(), {}
        self.federation, self.underway = None, None
        self.engine = ChainEngine(
            self.chain,
            None,
            settings.terms,
            name=self.code,
            listener=game._heard,
            granting=game._granting,
            address=address,
        )
        self.driver = Driver(self.engine, self.dataset, settings.seed, watch=game._stepped)
        for each in extras.values():
            each.clear()
        file.read(self.parts(extras))
        self.ledger.find_places()
        self._open_accounts()
        self._note(self.ledger.entries, ())
        self._predict()

    def catch_up(self, file: RoomFile, extras: Mapping[str, Container]) -> None:
        """Take up what another process has done since, in the same generation of the file.

        Parameters
        ----------
        file : RoomFile
        extras : mapping of str to Container
            As for `parts`.

        Raises
        ------
        StoreError
            When the file is damaged.
        """
        before = list(self.ledger.entries)
        file.update(self.parts(extras))
        self.ledger.find_places(len(before))
        self._open_accounts()
        entries = self.ledger.entries
        self.engine.follow(_added(entry) for entry in entries[len(before) :])
        self._note(entries, before)
        self._predict()

    def _predict(self) -> None:
        """What the model says now is not written: it follows."""
        self._known = self.engine.peek()
        self.ledger.predict_open(self._known)

    def _open_accounts(self) -> None:
        known = set(self.chain.accounts)
        for address, name in self.accounts.items():
            if address not in known:
                self.engine.open_account(name)

    def _note(self, entries: Sequence[Entry], before: Sequence[Entry]) -> None:
        """Let engine and driver know of contributions, and of what came of them."""
        self.engine.records.update(
            (entry.contribution, _state(entry))
            for number, entry in enumerate(entries)
            if number >= len(before) or entry is not before[number]
        )
        for number, entry in enumerate(entries):
            was = before[number] if number < len(before) else None
            if entry is was or (was is None and entry.settled):
                continue
            if was is None:
                self.driver.observe(_added(entry))
            for take in entry.takes[len(was.takes) if was else 0 :]:
                to = self.people.members[take.person].address
                self.driver.observe(Paid(entry.contribution, to, take.amount, entry.claimable))
            if entry.settled:
                author = entry.contribution.contributor
                self.driver.observe(Paid(entry.contribution, author, entry.refunded, Wei(0)))

    def _resume(self, standing: Standing) -> None:
        bots = {each.address: self.agent(each) for each in self.people if each.bot}
        self.driver.resume(standing, bots)

    def _same_address(self, address: Address) -> None:
        if address != self.engine.shared.address:
            raise StoreError("The room’s file is about another contract.")


def _added(entry: Entry) -> Added:
    return Added(entry.contribution, entry.deposit, entry.receipt)


def _state(entry: Entry) -> State:
    return State(entry.deposit, entry.claimable, entry.receipt, entry.settled)
