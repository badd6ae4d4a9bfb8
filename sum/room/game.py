"""What goes on in a room, without locks: the engine, the bots, the books, kept in step.

Every change goes through the engine, and what the contract answered is entered in the ledger.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from sum.agents import BOTS, Agent
from sum.chain import Address, Chain, Database
from sum.chain.rpc import room_chain
from sum.datasets import Dataset, load
from sum.errors import InputError, RoomError
from sum.models.starting import starting_model
from sum.room.books import Payout
from sum.room.bots import MAX_BOTS, check_bots, free_bot_name
from sum.room.classroom import Classroom
from sum.room.clock import Clock
from sum.room.disguise import Disguise
from sum.room.federation import Federated, Underway
from sum.room.file import RoomFile
from sum.room.file_parts import Container
from sum.room.ledger import Ledger, Origin, Saved
from sum.room.people import Member, People
from sum.room.real import fitted
from sum.room.records import OWNER, Controls, Entry, Role, Settings
from sum.room.reopening import Reopening
from sum.room.rules import words_of
from sum.simulation.chain_engine import ChainEngine
from sum.simulation.chain_engine import Memento as EngineMemento
from sum.simulation.driver import Driver
from sum.simulation.driver import Memento as DriverMemento
from sum.simulation.events import Step
from sum.units import HOUR, Seconds, Wei

NOT_OURS = (
    "This room is on a network whose time goes by for everybody: waits are real time, and it can"
    " be neither sped up nor skipped."
)
FOR_EVER = (
    "This room is on a network that never goes back: what is in a block stays there, and nothing"
    " can be undone."
)
READY_VISITS = 400
"""How many visits of bots there are at most before a room opens."""


@dataclass(frozen=True)
class Kept:
    """What an action that fails goes back to."""

    settings: Settings
    classroom: Classroom
    dataset: Dataset
    ledger: Saved
    people: People
    accounts: dict[str, str]
    opened: Seconds
    engine: ChainEngine
    engine_state: EngineMemento
    driver: Driver
    driver_state: DriverMemento
    federation: Federated | None
    underway: Underway | None


class Game(Reopening):
    """One shared model with its people, bots, clock and books. Not safe for threads.

    Nothing in here moves the clock: it follows the chain once an action is through.

    Parameters
    ----------
    settings : Settings
    code : str
        The room's code.
    classroom : Classroom, optional
        How the room is led.
    database : Database, optional
        Where its chain is kept; by default in memory.

    Attributes
    ----------
    played : Clock
        Counts the real seconds that the round has been played for.
    accounts : dict of str to str
        By address, the name that an account's key is made from; it has a secret in it.
    is_shared : bool
        Whether other processes may play the same room.
    """

    def __init__(
        self,
        settings: Settings,
        code: str,
        classroom: Classroom | None = None,
        database: Database | None = None,
    ) -> None:
        check_bots(settings.bots)
        self._begin(code, database)
        if not self.chain.can_set_time:
            terms = fitted(settings.terms, settings.factor, self.chain.purse)
            settings = replace(settings, terms=terms)
        self.settings = settings
        self.classroom = classroom or Classroom()
        self.dataset: Dataset = load(settings.dataset, settings.seed, settings.encoder)
        self.people, self.accounts = People(), {}
        self.people.add("Owner", "owner", self.chain.accounts[0])
        self.deploy()
        for kind in settings.bots:
            self.add_bot(kind)
        if settings.ready:
            self.make_ready()
        is_on = self.classroom.phase == "playing"
        self._set_clocks(settings.factor, running=settings.running and is_on, is_on=is_on)

    @classmethod
    def reopened(cls, code: str, file: RoomFile, extras: Mapping[str, Container]) -> "Game":
        """The game that a room's file has.

        Parameters
        ----------
        code : str
        file : RoomFile
        extras : mapping of str to Container
            What the room keeps beside its game; it is filled.

        Raises
        ------
        StoreError
            When the file is damaged.
        """
        game = cls.__new__(cls)
        game._reopen(code, file, extras)  # noqa: SLF001 - of this class
        return game

    def _reopen(self, code: str, file: RoomFile, extras: Mapping[str, Container]) -> None:
        self._begin(code, file.database)
        self.read(file, extras)
        self._set_clocks(self.settings.factor, running=False, is_on=False)

    def _begin(self, code: str, database: Database | None) -> None:
        self.code = code
        self.disguise = Disguise()
        self.is_shared = database is not None
        self.chain = room_chain(database)
        self.controls = _controls(self.chain)
        self.federation, self.underway = None, None
        self._setting_up = None

    def _set_clocks(self, factor: int, *, running: bool, is_on: bool) -> None:
        # Other processes have the same time of day, and it goes on while none of them is there.
        real = time.time if self.is_shared else time.monotonic
        pace = factor if self.chain.can_set_time else 1
        self.clock = Clock(self.chain.now, pace, running=running, real=real)
        self.played = Clock(Seconds(0), 1, running=is_on, real=real)

    # ------------------------------------------------------------------------------ the contract

    def deploy(self) -> None:
        """Make a new contract with a freshly trained model, and new books; bots are kept."""
        self.ledger = Ledger(self.dataset)
        model, terms = starting_model(self.dataset, self.settings.model), self.settings.terms
        self._setting_up = []
        try:
            self.engine = ChainEngine(
                self.chain,
                model,
                terms,
                name=self.code,
                listener=self._heard,
                granting=self._granting,
            )
        finally:
            heard, self._setting_up = self._setting_up, None
        for receipt, data, value in heard:
            self._heard(receipt, data, value)
        self.driver = Driver(self.engine, self.dataset, self.settings.seed, watch=self._stepped)
        for member in self.people:
            if member.bot:
                self.driver.add_agent(self.agent(member), member.address)
        self._known = self.engine.peek()
        self.ledger.models.append(self._known)
        opening = self.ledger.calls[-1]
        self.opened = opening.time
        self.ledger.measure(self._known, opening.block, opening.time)
        self.ledger.say("", "open", "The model is open for contributions.", opening.time)

    def start_over(self, settings: Settings | None = None) -> None:
        """Make a new contract for the same people, each with a full purse.

        Parameters
        ----------
        settings : Settings, optional
            What the new model learns, and by which terms; by default as before.
        """
        if settings is not None:
            self.dataset = load(settings.dataset, settings.seed, settings.encoder)
            self.settings = settings
        self.deploy()
        for member in self.people:
            self._purse(member)  # should there be no ether to give, they begin with what they have
        for member in self.people:
            self.fill_purse(member)
        if self.settings.ready:
            self.make_ready()

    def fill_purse(self, member: Member) -> None:
        """Give somebody what is missing of a full purse, to begin anew with."""
        address = Address(member.address)
        if member.id == OWNER or not address:
            return
        missing = self.chain.purse - self.chain.balance(address)
        if missing > 0:
            self.chain.send(self.chain.accounts[0], address, value=Wei(missing))
        self._purse(member)

    def give(self, member: Member, amount: Wei) -> None:
        """Give somebody ether beside the game: it is no profit."""
        self.chain.send(self.chain.accounts[0], Address(member.address), value=amount)
        self.ledger.given[member.id] = self.ledger.given.get(member.id, 0) + amount

    def keep_time(self) -> None:
        """Let the chain's next block have the clock's time, where that is ours to say."""
        if self.chain.can_set_time:
            self.chain.set_time(self.clock.now())

    # ------------------------------------------------------------------------------------ people

    def add_person(self, name: str, role: Role) -> Member:
        """Add a human, with an account and ether.

        Raises
        ------
        InputError
            When the room is full, or somebody has this name.
        """
        self.people.free_name(name)
        if role == "observer":  # watches, and needs no ether
            return self.people.add(name, role, "")
        account = self.account(f"person {name}")
        member = self.people.add(name, role, account)
        self._purse(member)
        return member

    def account(self, whose: str, *, empty: bool = False) -> str:
        """Make an account: the same for whoever does the same again, and nobody else can.

        Parameters
        ----------
        whose : str
        empty : bool
            Whether it is left without ether.
        """
        name = f"{whose} {self.people.keyring.account_seed()}"
        engine = self.engine
        account = engine.open_account(name) if empty else engine.create_account(name)
        self.accounts[account] = name
        return account

    def add_bot(self, kind: str) -> Member:
        """Add a bot of a kind.

        Raises
        ------
        InputError
            When there is no such kind, or there are too many already.
        """
        check_bots((kind,))
        if sum(bool(member.bot) for member in self.people) >= MAX_BOTS:
            raise InputError(f"There are {MAX_BOTS} bots already, which is the most.")
        name = free_bot_name(kind, self.people)
        account = self.account(f"bot {name}")
        member = self.people.add(name, BOTS[kind](name=name).role, account, bot=kind)
        self._purse(member)
        self.driver.add_agent(self.agent(member), account)
        return member

    def remove_bot(self, person_id: str) -> Member:
        """Send a bot home; what it did stays in the books.

        Raises
        ------
        RoomError
            When it is not a bot.
        """
        bot = self.people.members.get(person_id)
        if bot is None or not bot.bot:
            raise RoomError("There is no such bot.")
        self.driver.remove_agent(bot.address)
        self.people.members[person_id] = replace(bot, bot="")
        return bot

    # ----------------------------------------------------------------------------------- actions

    def contribute(
        self, me: Member, data: tuple[int, ...], label: int, origin: Origin, value: Wei
    ) -> Entry:
        """Contribute a sample as somebody, who sends `value` along."""
        added = self.engine.add(me.address, data, label, value)
        self.driver.observe(added)
        return self._added(me, added, origin)

    def refund(self, me: Member, entry: Entry) -> Payout:
        """Take back a deposit as somebody."""
        paid = self.engine.refund(me.address, entry.contribution)
        self.driver.observe(paid)
        return self._paid(me, paid)

    def report(self, me: Member, entry: Entry) -> Payout:
        """Report a contribution as somebody: take of its deposit."""
        paid = self.engine.report(me.address, entry.contribution)
        self.driver.observe(paid)
        return self._paid(me, paid)

    def collect(self, me: Member, to: Member | None = None) -> Payout:
        """Pull what the mechanism itself owes somebody, for somebody else if they like."""
        amount = self.engine.collect(me.address, to.address if to else "")
        return self._collected(to or me, amount)

    def attack(self, me: Member, agent: Agent, limit: int) -> Iterator[Step]:
        """Let a strategy contribute once as somebody, one transaction at a time."""
        return self.driver.play(agent, me.address, limit)

    # -------------------------------------------------------------------------------------- bots

    def next_bot(self) -> Seconds | None:
        """When the next bot acts; None when there is none."""
        return self.driver.next_time

    def run_bots(
        self, until: Seconds, limit: int, told: Callable[[Seconds], None] = lambda _: None
    ) -> bool:
        """Let the bots that are due by then act, in the order of time.

        Parameters
        ----------
        until : Seconds
        limit : int
            How many transactions they may make; a visit without any counts as one. What they do
            not come to is put off until after `until`.
        told : callable
            Told how far the time is after every visit.

        Returns
        -------
        bool
            Whether something was put off.
        """
        left = limit
        while (due := self.next_bot()) is not None and due <= until:
            if left <= 0:
                list(self.driver.run_until(until, limit=0))
                return True
            left -= max(1, len(self.driver.step(left)))
            told(due)
        return False

    def make_ready(self) -> None:
        """Let time pass until every honest bot has a good contribution, seven waits at most.

        And an hour more, so that the first price that a visitor sees is an ordinary one. Where
        time is not ours to set, a room begins as it is.
        """
        if not self.chain.can_set_time:
            return
        terms = self.settings.terms
        honest = [member.address for member in self.people if member.bot == "honest"]
        end = self.chain.now + (7 * words_of(terms).usual_wait(terms) if terms.claims else 0)
        for _ in range(READY_VISITS):
            due, twin = self.next_bot(), self.engine.incentive
            if due is None or due > end or all(twin.good(each) for each in honest):
                break
            self.driver.step()
        self.chain.advance(Seconds(HOUR))

    # -------------------------------------------------------------------------------------- undo

    def save(self) -> Kept:
        """Remember everything that is neither on the chain nor the clock's."""
        return Kept(
            self.settings,
            self.classroom,
            self.dataset,
            self.ledger.save(),
            self.people.save(),
            dict(self.accounts),
            self.opened,
            self.engine,
            self.engine.save(),
            self.driver,
            self.driver.save(),
            self.federation,
            self.underway,
        )

    def restore(self, kept: Kept) -> None:
        """Go back to what `save` remembered, once; the chain has to be back already."""
        self.settings, self.dataset = kept.settings, kept.dataset
        self.classroom, self.accounts = kept.classroom, dict(kept.accounts)
        self.ledger, self.people, self.opened = kept.ledger.books(), kept.people, kept.opened
        self.engine, self.driver = kept.engine, kept.driver
        self.federation, self.underway = kept.federation, kept.underway
        self.engine.restore(kept.engine_state)
        self.driver.restore(kept.driver_state)
        self._known = self.engine.peek()


def _controls(chain: Chain) -> Controls:
    """What can be done with time on a chain."""
    time_text = "" if chain.can_set_time else NOT_OURS
    return Controls(time_text, time_text, "" if chain.can_go_back else FOR_EVER)
