"""What goes on in a room, without locks: the engine, the bots, the books, kept in step.

Every change goes through the engine, and what the contract answered is entered in the ledger.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from sum.agents import BOTS, Agent, Contribute, Refund
from sum.chain import Address, Receipt, connect
from sum.datasets import Dataset, load
from sum.errors import InputError, RoomError
from sum.models.starting import starting_model
from sum.records import Added, Paid
from sum.room.clock import Clock
from sum.room.ledger import Ledger, Origin
from sum.room.people import Member, People
from sum.room.records import ClockView, Entry, Person, Role, Settings, Snapshot
from sum.room.telling import added_text, paid_text
from sum.simulation.chain_engine import ChainEngine
from sum.simulation.chain_engine import Memento as EngineMemento
from sum.simulation.driver import Driver
from sum.simulation.driver import Memento as DriverMemento
from sum.simulation.events import Step
from sum.units import HOUR, Seconds, Wei

MAX_BOTS = 12
BOT_WAITS = {"honest": 6 * HOUR, "careless": 6 * HOUR, "malicious": 12 * HOUR}
"""How long each kind of bot waits between two visits on average, in block time."""

_NAMES = {
    "honest": ("Ada", "Blaise", "Carl", "Dorothy", "Emmy", "Frances"),
    "careless": ("Hasty Hal", "Hasty Ivy", "Hasty Jon", "Hasty Kim"),
    "malicious": ("Mallory", "Moriarty", "Maleficent", "Mordred"),
}


@dataclass(frozen=True)
class Kept:
    """What an action that fails goes back to."""

    ledger: Ledger
    people: People
    engine: ChainEngine
    engine_state: EngineMemento
    driver: Driver
    driver_state: DriverMemento


class Game:
    """One shared model with its people, bots, clock and books. Not safe for threads.

    Parameters
    ----------
    settings : Settings
    code : str
        The room's code; accounts are made from it.
    """

    def __init__(self, settings: Settings, code: str) -> None:
        self.settings = settings
        self.code = code
        self.dataset: Dataset = load(settings.dataset, settings.seed)
        self.chain = connect()
        self.people = People()
        self.people.add("Owner", "owner", self.chain.accounts[0])
        self.clock = Clock(self.chain.now, settings.factor, running=False)
        self._setting_up: list[tuple[Receipt, bytes, Wei]] | None = None
        self.deploy()
        for kind in settings.bots:
            self.add_bot(kind)
        if settings.ready:
            self.make_ready()
        self.clock.set(running=settings.running)

    # ------------------------------------------------------------------------------ the contract

    def deploy(self) -> None:
        """Make a new contract with a freshly trained model, and new books; bots are kept."""
        self.ledger = Ledger(self.dataset)
        model = starting_model(self.dataset)
        self.keep_time()
        self._setting_up = []
        self.engine = ChainEngine(
            self.chain, model, self.settings.terms, name=self.code, listener=self._heard
        )
        waiting, self._setting_up = self._setting_up, None
        for receipt, data, value in waiting:
            self._heard(receipt, data, value)
        self.driver = Driver(
            self.engine,
            self.dataset,
            self.settings.seed,
            refund_wait=self.settings.terms.refund_wait,
            watch=self._stepped,
        )
        self._known = self.engine.peek()
        for member in self.people:
            if member.bot:
                self.driver.add_agent(_agent(member), member.address)
        opening = self.ledger.calls[-1]
        self.ledger.measure(self.engine.peek(), opening.block, opening.time)
        self.ledger.say("", "open", "The model is open for contributions.", opening.time)

    def _heard(self, receipt: Receipt, data: bytes, value: Wei) -> None:
        """Enter a transaction; while the contract is being made, once it is known."""
        if self._setting_up is not None:
            self._setting_up.append((receipt, data, value))
            return
        artifact = self.engine.shared.artifact
        block = self.chain.block(receipt.block)
        self.ledger.transaction(receipt, data, value, block, artifact, self.people.by_address)

    def keep_time(self) -> None:
        """Let the chain's next block have the clock's time."""
        self.chain.set_time(self.clock.now())

    # ------------------------------------------------------------------------------------ people

    def add_person(self, nickname: str, role: Role) -> Member:
        """Add a human, with an account and ether."""
        name = self.people.free_name(nickname)
        self.keep_time()
        account = self.engine.create_account(f"person {name} {secrets.token_hex(8)}")
        return self.people.add(name, role, account)

    def add_bot(self, kind: str) -> Member:
        """Add a bot of a kind.

        Raises
        ------
        InputError
            When there is no such kind, or there are too many already.
        """
        if kind not in _NAMES:
            raise InputError(f"There is no kind of bot called {kind!r}.")
        if sum(bool(member.bot) for member in self.people) >= MAX_BOTS:
            raise InputError(f"There are {MAX_BOTS} bots already, which is the most.")
        taken = {member.name for member in self.people}
        name = next(each for each in _bot_names(kind) if each not in taken)
        self.keep_time()
        account = self.engine.create_account(f"bot {name}")
        member = self.people.add(name, BOTS[kind](name=name).role, account, bot=kind)
        self.driver.add_agent(_agent(member), account)
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

    def contribute(self, me: Member, data: tuple[int, ...], label: int, origin: Origin) -> Entry:
        """Contribute a sample as somebody."""
        added = self.engine.add(me.address, data, label)
        self.driver.observe(added)
        return self._added(me, added, origin)

    def refund(self, me: Member, entry: Entry) -> Entry:
        """Take back a deposit as somebody."""
        paid = self.engine.refund(me.address, entry.contribution)
        self.driver.observe(paid)
        return self._paid(me, paid, "refund")

    def report(self, me: Member, entry: Entry) -> Entry:
        """Take of a deposit as somebody."""
        paid = self.engine.report(me.address, entry.contribution)
        self.driver.observe(paid)
        return self._paid(me, paid, "take")

    def claim_all(self, me: Member, *, refund: bool) -> list[Entry]:
        """Refund (or take) everything that is open to somebody now."""
        claimed = []
        for entry in list(self.ledger.entries):
            if entry.settled or (entry.person == me.id) != refund:
                continue
            can = (
                self.engine.can_refund(entry.contribution)
                if refund
                else (self.engine.can_report(me.address, entry.contribution))
            )
            if can.ok:
                claimed.append(self.refund(me, entry) if refund else self.report(me, entry))
        return claimed

    def attack(self, me: Member, agent: Agent, limit: int) -> Iterator[Entry]:
        """Let a strategy contribute once as somebody, one transaction at a time."""
        for step in self.driver.play(agent, me.address, limit):
            if isinstance(step.outcome, Added):
                yield self.ledger.entries[-1]

    # -------------------------------------------------------------------------------------- bots

    def next_bot(self) -> Seconds | None:
        """When the next bot acts; None when there is none."""
        return self.driver.next_time

    def step(self, limit: int | None = None) -> int:
        """Let the bot that is due next act; how many transactions it made."""
        events = self.driver.step(limit)
        self.clock.move_to(Seconds(self.chain.now - 1))
        return len(events)

    def postpone(self, until: Seconds) -> None:
        """Move the visits of bots that are due by then to after it."""
        for _ in self.driver.run_until(until, limit=0):
            pass

    def make_ready(self) -> None:
        """Let time pass until every honest bot has a good contribution, a week at most.

        And an hour more, so that the first price that a visitor sees is an ordinary one.
        """
        honest = [member.id for member in self.people if member.bot == "honest"]
        end = self.clock.now() + 7 * self.settings.terms.refund_wait
        while not all(self.ledger.good.get(each) for each in honest):
            due = self.next_bot()
            if due is None or due > end:
                break
            self.step()
        self.clock.move_to(Seconds(self.clock.now() + HOUR))

    def _stepped(self, step: Step) -> None:
        """Enter what a bot or a strategy has just done."""
        me = self.people.members[self.people.by_address(step.account)]
        if isinstance(step.outcome, Added) and isinstance(step.action, Contribute):
            sample = step.action.sample
            self._added(me, step.outcome, Origin(sample.raw, sample.label))
        elif isinstance(step.outcome, Paid):
            self._paid(me, step.outcome, "refund" if isinstance(step.action, Refund) else "take")

    # ------------------------------------------------------------------------------------- books

    def _added(self, me: Member, added: Added, origin: Origin) -> Entry:
        before = self._known.predict_one(added.contribution.data)
        self._known = self.engine.peek()
        entry = self.ledger.add(me.id, added, origin, before, self._known)
        text = added_text(me.name, entry, self.dataset)
        self.ledger.say(me.id, "add", text, added.contribution.time)
        return entry

    def _paid(self, me: Member, paid: Paid, kind: Literal["refund", "take"]) -> Entry:
        enter = self.ledger.refund if kind == "refund" else self.ledger.take
        entry = enter(me.id, paid)
        author = self.people.members[entry.person]
        text = paid_text(me.name, author.name, paid, entry, self.dataset, kind)
        self.ledger.say(me.id, kind, text, self.ledger.calls[-1].time)
        return entry

    def save(self) -> Kept:
        """Remember everything that is not on the chain."""
        return Kept(
            self.ledger.save(),
            self.people.save(),
            self.engine,
            self.engine.save(),
            self.driver,
            self.driver.save(),
        )

    def restore(self, kept: Kept) -> None:
        """Go back to what `save` remembered."""
        self.ledger, self.people = kept.ledger, kept.people
        self.engine, self.driver = kept.engine, kept.driver
        self.engine.restore(kept.engine_state)
        self.driver.restore(kept.driver_state)
        self._known = self.engine.peek()

    def look(self, code: str, *, version: int, shared: bool) -> Snapshot:
        """Everything that a page draws, frozen."""
        books = self.ledger
        start = next(call.time for call in books.calls if call.function == "open")
        self.keep_time()
        return Snapshot(
            version=version,
            code=code,
            shared=shared,
            settings=self.settings,
            dataset=self.dataset,
            address=self.engine.shared.address,
            held=self.engine.held(),
            deposit=self.engine.cost((0,), 0),
            last=books.last or start,
            total_good=books.total_good,
            clock=ClockView(self.chain.now, start, self.clock.running, self.clock.factor),
            model=self.engine.peek(),
            accuracy=tuple(books.accuracy),
            people=tuple(self._person(member) for member in self.people),
            entries=tuple(books.entries),
            feed=tuple(books.feed),
            balances=tuple(books.balances),
            calls=tuple(books.calls),
        )

    def _person(self, member: Member) -> Person:
        books = self.ledger
        return Person(
            id=member.id,
            name=member.name,
            role=member.role,
            bot=member.bot,
            address=member.address,
            ether=self.chain.balance(Address(member.address)),
            profit=Wei(books.profits.get(member.id, 0)),
            at_stake=Wei(books.stakes.get(member.id, 0)),
            good=books.good.get(member.id, 0),
            contributions=books.made.get(member.id, 0),
        )


def _agent(member: Member) -> Agent:
    wait = BOT_WAITS[member.bot]
    return BOTS[member.bot](
        name=member.name, mean_wait=Seconds(wait), wait_deviation=Seconds(wait // 3)
    )


def _bot_names(kind: str) -> Iterator[str]:
    yield from _NAMES[kind]
    yield from (f"{kind.title()} bot {number}" for number in range(1, MAX_BOTS + 1))
