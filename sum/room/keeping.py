"""Keeps a room's books in step: every answer of the contract is entered in the ledger."""

from sum.agents import Agent, Contribute
from sum.chain import Address, Chain, Receipt
from sum.datasets import Dataset
from sum.incentives.base import Stake
from sum.models.base import Model
from sum.records import Added, Collected, Paid
from sum.room.books import FeedKind, Payout, PayoutKind
from sum.room.bots import bot_agent
from sum.room.ledger import Grant, Ledger, Origin
from sum.room.people import Member, People
from sum.room.records import OWNER, Entry, Settings
from sum.room.rules import words_of
from sum.room.telling import added_text, collected_text, paid_text
from sum.simulation.chain_engine import ChainEngine, Granted
from sum.simulation.events import Step
from sum.units import Wei


class Keeping:
    """What a game has, and how what happened to it gets into the books."""

    settings: Settings
    dataset: Dataset
    chain: Chain
    people: People
    ledger: Ledger
    engine: ChainEngine
    _known: Model
    _setting_up: list[tuple[Receipt, bytes, Wei]] | None
    _explained: tuple[PayoutKind, tuple[str, ...]]

    def agent(self, member: Member) -> Agent:
        """The policy that plays a bot: hasty in real time, thrifty with little ether."""
        haste = 1 if self.chain.can_set_time else self.settings.factor
        return bot_agent(member, haste, self.chain.purse)

    # ------------------------------------------------------------------------------ told by others

    def _heard(self, receipt: Receipt, data: bytes, value: Wei) -> None:
        """Enter a transaction; while the contract is being made, once it is known."""
        if self._setting_up is not None:
            self._setting_up.append((receipt, data, value))
            return
        artifact = self.engine.shared.artifact
        block = self.chain.block(receipt.block)
        price = self.chain.transaction(receipt.transaction).gas_price
        self.ledger.transaction(
            receipt, data, value, price, block, artifact, self.people.by_address
        )

    def _granting(self, granted: Granted) -> None:
        """Note how the mechanism stands, just before it is told what the contract granted."""
        words = words_of(self.settings.terms)
        self._explained = words.payout(granted)

    def _stepped(self, step: Step) -> None:
        """Enter what a bot or a strategy has just done."""
        me = self.people.members[self.people.by_address(step.account)]
        if isinstance(step.outcome, Added) and isinstance(step.action, Contribute):
            sample = step.action.sample
            self._added(me, step.outcome, Origin(sample.raw, sample.label))
        elif isinstance(step.outcome, Paid):
            self._paid(me, step.outcome)
        elif isinstance(step.outcome, Collected):
            self._collected(me, step.outcome.amount)

    # ------------------------------------------------------------------------------------- entries

    def _added(self, me: Member, added: Added, origin: Origin) -> Entry:
        before = self._known.predict_one(added.contribution.data)
        self._known = self.engine.peek()
        spent = self.ledger.profits.get(me.id, 0) - self.engine.profit(me.address)
        state = self.engine.peek_state(added.contribution)
        stake = Stake(Wei(spent), state.deposit, state.claimable)
        entry = self.ledger.add(me.id, added, stake, origin, before, self._known)
        text = added_text(me.name, entry, self.dataset)
        self.ledger.say(me.id, "add", text, added.contribution.time)
        return entry

    def _paid(self, me: Member, paid: Paid) -> Payout:
        author = self.ledger.find(paid.contribution).person
        payout = self.ledger.paid(me.id, paid, self._grant(me.id, author))
        entry = self.ledger.entries[payout.entry - 1]
        name = self.people.members[author].name
        text = paid_text(me.name, name, paid, entry, self.dataset, payout.kind)
        kind: FeedKind = "refund" if payout.kind == "refund" else "take"
        self.ledger.say(me.id, kind, text, payout.time, payout.number)
        return payout

    def _collected(self, me: Member, amount: Wei) -> Payout:
        payout = self.ledger.collect(me.id, amount, self._grant(me.id))
        text = collected_text(me.name, amount)
        self.ledger.say(me.id, "claim", text, payout.time, payout.number)
        return payout

    def _grant(self, *people: str) -> Grant:
        """What was just granted, and whose points it changed."""
        kind, lines = self._explained
        words, twin, changes = words_of(self.settings.terms), self.engine.incentive, {}
        for person in people:
            points = words.points(twin, self.people.members[person].address)
            change = points - self.ledger.points.get(person, 0)
            if change:
                changes[person] = change
        return Grant(kind, lines, changes)

    def _purse(self, member: Member) -> None:
        """Note what somebody has to begin with."""
        if member.id != OWNER and member.address:
            self.ledger.given[member.id] = self.chain.balance(Address(member.address))
