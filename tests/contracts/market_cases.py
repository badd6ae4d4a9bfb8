"""A market for the tests: contract and twin side by side, step by step."""

from dataclasses import replace

import numpy as np

from sum.chain import Address
from sum.errors import Refused
from sum.incentives.market_rules import Offer
from sum.incentives.reward_market import MarketTerms
from sum.market import Market, hide
from sum.models import SparsePerceptron
from sum.shared_model import SharedModel
from sum.units import Seconds, Wei
from tests.contracts.model_cases import Case

TERMS = MarketTerms(Wei(1_000), Seconds(10_000))
SMALL = Case(SparsePerceptron, 2, 9)
UNIT, ROUNDS = Wei(70), 3
SHOW, JOIN, REVEAL = 100, 1_000, 2_000


def salt(number):
    return bytes([number + 1] * 32)


def reason(act):
    """Why not; "" where it is done."""
    try:
        act()
    except Refused as refused:
        return refused.reason
    return ""


class Pair:
    """A shared model with a market, and its twin: what one refuses, the other does, too.

    The last account opens it, the first ones contribute.
    """

    def __init__(self, chain, case=SMALL, seed=0, start=None, terms=TERMS):
        self.chain, self.case = chain, case
        self.rng = np.random.default_rng(seed)
        self.model = case.trained(self.rng, 8) if start is None else start
        self.shared = SharedModel.deploy(chain, self.model, terms)
        self.gas = []
        self.shared.listener = lambda receipt, *_: self.gas.append(receipt.gas_used)
        self.market = Market(self.shared)
        self.twin = terms.mechanism(self.model)
        self.twin.open(Seconds(self.shared.last_time()))
        self.owner, self.ann, self.bob, self.cyd, self.eve, self.sponsor = chain.accounts[:6]
        self.people = chain.accounts[:6]
        self.live = self.model.copy()

    def portions(self, sizes=(2, 3, 2)):
        """A hidden test set of random samples."""
        samples = [self.case.matters(self.rng) for _ in range(sum(sizes))]
        whole = [hide(samples, 2, salt)[0]] * len(sizes)
        cuts = np.cumsum([0, *sizes]).tolist()
        return tuple(
            replace(portion, samples=tuple(samples[start:end]), salt=salt(number))
            for number, (portion, start, end) in enumerate(zip(whole, cuts, cuts[1:], strict=False))
        )

    def offer(self, portions, **options):
        now = self.chain.now
        usual = Offer(
            hashes=tuple(portion.hash() for portion in portions),
            counts=tuple(len(portion.samples) for portion in portions),
            features=9,
            unit=UNIT,
            rounds=ROUNDS,
            cap=20,
            show_by=Seconds(now + SHOW),
            participate_until=Seconds(now + JOIN),
            reveal_until=Seconds(now + REVEAL),
            beneficiary=self.eve,
            forfeit=300,
        )
        return replace(usual, **options)

    def both(self, chain, twin):
        """Do something on both; gives back the reason that both refuse it for."""
        why = reason(chain)
        assert reason(twin) == why
        self.agree()
        return why

    def commit(self, offer, value=None, sponsor=None):
        now, sponsor = self.chain.now, sponsor or self.sponsor
        sent = offer.escrow if value is None else value
        return self.both(
            lambda: self.market.commit(sponsor, offer, sent),
            lambda: self.twin.commit(sponsor, offer, sent, now, self.live),
        )

    def draw(self):
        now, drawn = self.chain.now, []
        return self.both(
            lambda: drawn.append(self.market.draw(self.bob)),
            lambda: self.twin.draw(drawn[0] if drawn else 0, now),
        )

    def reveal(self, number, portion):
        now = self.chain.now
        return self.both(
            lambda: self.market.reveal(self.sponsor, number, portion),
            lambda: self.twin.reveal(number, portion, now),
        )

    def add(self, who, data, label, value=None):
        now, sent = self.chain.now, self.twin.cost(self.chain.now) if value is None else value
        found = []
        why = reason(lambda: found.append(self.shared.add_data(Address(who), data, label, sent)))
        assert reason(lambda: self.twin.stake(sent, now)) == why
        if not why:
            contribution = found[0].contribution
            self.live.learn_one(data, label)
            self.twin.on_add(contribution, self.twin.stake(sent, contribution.time), None)
        self.agree()
        return why

    def score(self, gas=None):
        why = self.both(lambda: self.market.score(self.cyd, gas), self.twin.score)
        assert why or self.market.outcome() == self.twin.outcome
        return why

    def settle(self):
        why = self.both(lambda: self.market.settle(self.cyd), self.twin.settle)
        assert why or self.market.payouts() == tuple(self.twin.payouts)
        return why

    def give_up(self, *, expired=False):
        now = self.chain.now
        return self.both(
            lambda: self.market.give_up(self.cyd), lambda: self.twin.give_up(now, expired=expired)
        )

    def collect(self, who):
        return self.both(
            lambda: self.shared.collect(who), lambda: self.twin.collect(who, self.chain.now)
        )

    def collect_all(self):
        """Everybody pulls; what is left in the contract."""
        for who in self.people:
            assert self.collect(who) in {"", "incentive: nothing to collect"}
        return self.shared.held()

    # ------------------------------------------------------------------------------ whole phases

    def begin(self, portions, **options):
        """Open a market and draw."""
        assert self.commit(self.offer(portions, **options)) == ""
        self.market.keep_base(self.ann)
        assert self.draw() == ""

    def show(self, portions, **options):
        """Open a market and show the portion that is drawn."""
        self.begin(portions, **options)
        assert self.reveal(self.twin.drawn, portions[self.twin.drawn]) == ""

    def contribute(self, count):
        """Random contributions of three people."""
        for n in range(count):
            data, label = self.case.matters(self.rng)
            assert self.add((self.ann, self.bob, self.cyd)[n % 3], data, label) == ""

    def reveal_all(self, portions):
        """Reveal everything once contributing is over."""
        self.chain.set_time(self.twin.offer.participate_until)
        for number, portion in enumerate(portions):
            if number != self.twin.drawn:
                assert self.reveal(number, portion) == ""

    def agree(self):
        """Assert that both stand the same."""
        state, twin = self.market.state(), self.twin
        assert (state.number, state.phase) == (twin.number, twin.phase)
        assert state.contributions == len(twin.contributions)
        for who in self.people:
            assert self.shared.collectable(who) == twin.collectable(who)
        if twin.phase:
            assert (state.drawn, state.scored) == (twin.drawn, twin.scored)
            assert state.revealed == tuple(sorted(twin.revealed))
            assert self.shared.cost((0,), 0) == twin.cost(self.chain.now)
