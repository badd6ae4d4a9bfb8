"""The guarded deposit under Hypothesis: its books, and disputes, the pot and the owner's broom."""

from dataclasses import dataclass

from hypothesis import strategies as st

from sum.incentives.guarded_deposit import GuardedTerms
from sum.incentives.price import price
from sum.units import SCALE
from tests.properties.books import Books
from tests.properties.moves import CollectingMoves, contributors, move, picks, samples
from tests.properties.play import CALLER, CLOSER, FEATURES, PEOPLE, REFUSER, claim


@dataclass
class Dispute:
    reporter: str
    time: int


class GuardedBooks(Books):
    """Deposits; and beside them the pot, to which fees go, and deposits that were lost."""

    def __init__(self, terms):
        super().__init__(terms)
        self.pot = 0
        self.last = self.last_price = 0
        self.disputes = {}

    def owed(self):
        return self.pot

    def remains(self):
        """Nothing at all: the owner may sweep even what was forced on the contract."""
        return 0

    def on_DataAdded(self, step, contributor, sample, label, deposit):  # noqa: N802
        cost = price(self.terms.floor, self.last_price, step.time - self.last)
        fee = cost * self.terms.fee // 1_000
        assert deposit == cost - fee
        super().on_DataAdded(step, contributor, sample, label, deposit)
        step.flows[contributor] -= fee
        self.pot += fee
        self.last, self.last_price = step.time, cost

    def praise(self, step, account):
        """Not every refund upholds: the settled model has its say."""
        self.goods[account] = step.ask("good", account)

    def check_take(self, step, entry, reporter, amount, left):
        terms, elapsed = self.terms, step.time - entry.time
        name = tuple(map(tuple, entry.names[:1])) + tuple(entry.names[1:])
        if elapsed >= terms.expiry:
            assert amount == left == 0, "nobody gets what came too late"
            self.pot += entry.claimable
            return
        assert reporter != entry.contributor, "one's own"
        assert self.goods[reporter], "no credit"
        if left:
            assert amount == 0
            assert left == entry.claimable, "a first step costs nothing"
            self.disputes[name] = Dispute(reporter, step.time)
            return
        dispute = self.disputes.pop(name)
        assert dispute.reporter == reporter, "somebody else's dispute"
        young = step.time - dispute.time
        assert terms.dispute_wait <= young < terms.dispute_wait + terms.k_wait
        assert elapsed >= terms.refund_wait, "too early"
        assert 0 < amount <= entry.deposit * self.goods[reporter] // self.goods.total()
        self.pot += entry.claimable - amount

    def on_Collected(self, step, account, to, amount):  # noqa: ARG002, N802
        assert 0 < amount <= self.pot
        self.pot -= amount
        step.flows[to] += amount

    def on_Swept(self, step, to, amount):  # noqa: N802
        dropped = amount - self.forced
        if step.time - self.last < self.terms.final_wait:
            assert dropped == 0, "too early"
        assert 0 <= dropped <= self.pot
        self.forced, self.pot = 0, self.pot - dropped
        step.flows[to] += amount

    def compare(self, ask):
        kept, unshared, _ = ask("books")
        assert kept == self.claimable() + self.pot
        assert unshared <= self.pot


class GuardedMoves(CollectingMoves):
    """Reports in two steps; what the pot owes is collected; the owner sweeps."""

    terms = GuardedTerms(
        floor=1_000,
        fee=100,
        quorum=1,
        refund_wait=100,
        k_wait=200,
        dispute_wait=50,
        long_wait=400,
        grace_wait=100,
    )
    waits = (100, 200, 400, 500)
    books = GuardedBooks
    spent = 9  # in the end everybody claims and collects

    @classmethod
    def prepare(cls, play):
        """Ann and the caller have brought news, and more that was upheld: they share the pot."""
        news = {"sparse": ([0, 1], [2]), "dense": ([SCALE] * FEATURES, [0, SCALE, 0, 0])}[play.form]
        for who, data, label in (("ann", news[0], 1), (CALLER, news[1], 0)):
            known = play.game.ask("predict", data)
            for made in ([(data, known)] * 6, [(data, label)]):
                for each in made:
                    cost = play.game.ask("add_data_cost", *each)
                    assert play.call(who, (cost, "add_data", *each))
                play.chain.advance(cls.terms.k_wait)
                for entry in list(play.books.entries.values())[-len(made) :]:
                    play.call(who, claim("refund", entry))

    @move(
        number=picks,
        who=st.sampled_from(["bob", "cyd", REFUSER, "ann"]),
        other=contributors,
        data=samples,
        reporter=st.sampled_from(["ann", "ann", CALLER, CALLER, "bob"]),
        late=st.sampled_from([-1, 0, 0, 0, 1]),
        lapses=st.sampled_from([False, False, False, True]),
    )
    def dispute(self, number, who, other, data, reporter, late, lapses):
        """Both steps of a report, with contributions before and between; or a moment too early."""
        play, terms = self.play, self.terms
        label = 1 - play.game.ask("predict", data)
        self.contribute(who, data, label)
        self.contribute(other, data, 1 - label)
        entry = self.newest(label) if number % 4 else play.pick(number)
        play.call(reporter, claim("report", entry))
        begun = play.chain.now - 1
        self.contribute(other, data, 1 - label)
        wait = terms.dispute_wait + terms.k_wait * lapses
        due = max(begun + wait, entry.time + terms.refund_wait)
        play.chain.set_time(max(play.chain.now, due + late))
        play.call(reporter, claim("report", entry))

    @move(
        who=st.sampled_from(["owner", "owner", "ann"]),
        to=st.sampled_from(PEOPLE),
        late=st.sampled_from([None, -1, 0]),
    )
    def sweep(self, who, to, late):
        if late is not None:
            due = self.play.books.last + self.terms.final_wait + late
            self.play.chain.set_time(max(self.play.chain.now, due))
        self.play.call(who, (0, "sweep", self.play.accounts[to]))

    def finish(self):
        """A deposit is refunded or goes to the pot, however late; the pot is emptied."""
        play, books, terms = self.play, self.play.books, self.terms
        for name in (CALLER, REFUSER):  # now they take what is theirs
            play.set_up(name, lambda it: it.on_payment())
        play.chain.advance(terms.dispute_wait + terms.k_wait)  # no dispute is left
        for entry in [each for each in books.entries.values() if not each.settled]:
            verdict, reason = play.game.ask("can_refund", *entry.names)
            if verdict:
                assert play.call(play.names[entry.contributor], claim("refund", entry))
            else:
                assert reason == "incentive: model disagrees"
                assert play.call(CLOSER, claim("report", entry))
        assert not books.claimable()
        play.chain.advance(terms.final_wait)
        self.collect_all("cyd")
        if play.balances[play.game.address]:
            assert play.call("owner", (0, "sweep", play.accounts["cyd"]))
