"""The reward market under Hypothesis: its books, and what can be done in each of its phases."""

from collections import Counter
from dataclasses import astuple, dataclass

from hypothesis import strategies as st

from sum.incentives.market_rules import Offer, Portion, pack
from sum.incentives.reward_market import SCORE_WAIT, MarketTerms, Phase
from sum.market import Market
from sum.units import SCALE
from tests.properties.books import SILENT, Books
from tests.properties.moves import USUAL, CollectingMoves, anybody, move, picks
from tests.properties.play import CALLER, CLOSER, FEATURES, PEOPLE, REFUSER

SHOW, PARTICIPATE, REVEAL = 50_000, 300_000, 400_000
"""Seconds after a market opened at which its deadlines are."""
UNIT, ROUNDS, CAP, FORFEIT = 7_000, 3, 6, 300
RESERVE = 1_000_000


@dataclass
class Stake:
    """A contribution to the market that is open."""

    contributor: str
    wei: int


class MarketBooks(Books):
    """What the sponsor put in, what is staked, and what is owed to whom."""

    silent = SILENT | {"PortionDrawn", "PortionRevealed", "Scored", "Dropped", "Played", "GivenUp"}

    def __init__(self, terms):
        super().__init__(terms)
        self.escrow, self.sponsor, self.beneficiary = 0, None, None
        self.stakes = {}
        self.credit = Counter()

    def owed(self):
        return self.escrow + self.credit.total() + sum(each.wei for each in self.stakes.values())

    def stake(self, deposit):
        return deposit, 0

    def check_refund(self, *_):
        raise AssertionError("there are no refunds in a market")

    check_take = check_refund

    def on_MarketOpened(self, step, number, sponsor, escrow):  # noqa: ARG002, N802
        assert self.sponsor is None, "one at a time"
        self.escrow, self.sponsor = escrow, sponsor
        self.beneficiary = step.ask("market")[-1][1]
        self.indices = 0
        step.flows[sponsor] -= escrow

    def on_DataAdded(self, step, contributor, sample, label, deposit):  # noqa: N802
        super().on_DataAdded(step, contributor, sample, label, deposit)
        self.stakes[self.indices] = Stake(contributor, deposit)
        self.indices += 1

    def on_Settled(self, step, index, contributor, amount):  # noqa: ARG002, N802
        stake = self.stakes.pop(index)  # once
        assert contributor == stake.contributor, "somebody else's"
        self.credit[contributor] += amount
        self.escrow += stake.wei - amount
        assert self.escrow >= 0, "more than there was"

    def on_MarketClosed(self, step, number, sponsor_gets):  # noqa: ARG002, N802
        assert not self.stakes, "somebody was forgotten"
        self.credit[self.sponsor] += sponsor_gets
        self.credit[self.beneficiary] += self.escrow - sponsor_gets
        assert self.escrow >= sponsor_gets, "more than there was"
        self.escrow, self.sponsor = 0, None

    def on_Collected(self, step, account, to, amount):  # noqa: N802
        assert amount == self.credit.pop(account) > 0
        step.flows[to] += amount

    def compare(self, ask):
        for account, amount in self.credit.items():
            assert ask("collectable", account) == amount


def portions(form):
    """A hidden test set of four samples in three portions."""
    rows = {
        "sparse": [(0, 1), (2,), (1, 3), (0,)],
        "dense": [(SCALE, 0, 0, -SCALE), (0,) * FEATURES, (0, SCALE, 0, 0), (-SCALE,) * FEATURES],
    }[form]
    labelled = [(data, n % 2) for n, data in enumerate(rows)]
    parts = labelled[:2], labelled[2:3], labelled[3:]
    return [Portion(tuple(part), bytes([n]) * 32) for n, part in enumerate(parts)]


class MarketMoves(CollectingMoves):
    """Sponsors open markets, and anybody carries them on."""

    terms = MarketTerms(least_bounty=1_000, longest=10**6)
    books = MarketBooks
    waits = (1, 60)
    spent = 11  # carrying a market to its end, and collecting, takes some more

    @classmethod
    def prepare(cls, play):
        """A market is over, of which nobody has collected; another one takes contributions."""
        moves = cls.__new__(cls)
        moves.play = play
        for turn in range(2):
            moves.open_market("ann", "bob")
            while moves.phase < Phase.SHOWN:
                assert moves.next_step("cyd")
            for n, who in enumerate((CALLER, "bob", REFUSER)):
                assert moves.contribute(who, USUAL[play.form], n % 2)
            if turn == 0:
                play.chain.set_time(moves.state[6])
                while moves.phase:
                    assert moves.next_step("cyd")

    @property
    def state(self):
        """Number, phase, contributions, cap, scored, unit, participate_until; the market."""
        return self.play.game.ask("market")

    @property
    def phase(self):
        return self.state[1]

    def offer(self, beneficiary):
        hidden, now = portions(self.play.form), self.play.chain.now
        return Offer(
            tuple(each.hash() for each in hidden),
            tuple(len(each.samples) for each in hidden),
            FEATURES,
            UNIT,
            ROUNDS,
            CAP,
            now + SHOW,
            now + PARTICIPATE,
            now + REVEAL,
            self.play.accounts[beneficiary],
            FORFEIT,
        )

    def open_market(self, sponsor, beneficiary, more=0):
        offer = self.offer(beneficiary)
        return self.play.call(sponsor, (max(0, offer.escrow + more), "commit", *astuple(offer)))

    def next_step(self, who):
        """Whatever brings the market on; gives back whether it was done."""
        return self.play.call(who, (0, *STEPS[Phase(self.phase)](self)))

    def draw(self):
        based = self.state[-1][14]
        return ("draw",) if based else ("keep_base", 512)

    def reveal(self, number=None):
        """Show the portion that was drawn, or reveal the next of the others."""
        market = self.state[-1]
        drawn, revealed = market[11], market[12]
        left = [n for n in range(3) if not revealed >> n & 1]
        if number is None:
            number = drawn if self.phase == Phase.DRAWN else (left or [0])[0]
        portion = portions(self.play.form)[number]
        packed, labels = zip(*((pack(data), label) for data, label in portion.samples), strict=True)
        return "reveal", number, portion.salt, packed, labels

    def score(self):
        """All that comes next, in one call."""
        market = Market(self.play.game.shared)
        return "score", RESERVE, *market._call(market.samples(), market.contributions())

    # --------------------------------------------------------------------------------------- moves

    # Nothing comes of claims; that they are refused, others find out.
    claim_now = claim_at_an_edge = quarrel = None

    @move(
        sponsor=anybody,
        beneficiary=st.sampled_from(PEOPLE),
        more=st.sampled_from([0, 0, 0, 1, -1]),
    )
    def sponsor_a_market(self, sponsor, beneficiary, more):
        self.open_market(sponsor, beneficiary, more)

    @move(who=anybody, late=st.sampled_from([-1, 0, 0, 0, 1]), times=st.integers(1, 5))
    def carry_on(self, who, late, times):
        """In time for what comes next, or just not."""
        for step in range(times):
            if self.phase == Phase.SHOWN:
                self.play.chain.set_time(self.state[6] + (0 if step else late))
            self.next_step(who)

    @move(who=anybody, number=picks, late=st.sampled_from([-1, 0, 1]))
    def give_up(self, who, number, late):
        market, until = self.state[-1], self.state[6]
        edges = [market[6], until, market[7], market[7] + SCORE_WAIT]
        self.play.chain.set_time(max(self.play.chain.now, edges[number % 4] + late))
        self.play.call(who, (0, "give_up"))

    @move(who=anybody, number=st.integers(0, 2))
    def reveal_something(self, who, number):
        self.play.call(who, (0, *self.reveal(number)))

    @move(who=anybody, count=st.sampled_from([0, 1, 2, 512]))
    def settle_some(self, who, count):
        self.play.call(who, (0, "settle", count))

    def finish(self):
        """Whoever comes by ends the market; then everybody collects."""
        play, phase = self.play, self.phase
        if phase in {Phase.COMMITTED, Phase.DRAWN, Phase.SHOWN, Phase.SCORING}:
            market = self.state[-1]
            edge = market[6] if phase < Phase.SHOWN else market[7]
            play.chain.set_time(max(play.chain.now, edge + SCORE_WAIT * (phase == Phase.SCORING)))
            assert play.call(CLOSER, (0, "give_up"))
        if self.phase != Phase.NONE:
            assert play.call(CLOSER, (0, "settle", 512))
        self.collect_all("cyd")


STEPS = {
    Phase.NONE: lambda _: ("settle", 1),
    Phase.COMMITTED: MarketMoves.draw,
    Phase.DRAWN: MarketMoves.reveal,
    Phase.SHOWN: MarketMoves.reveal,
    Phase.SCORING: MarketMoves.score,
    Phase.PAYING: lambda _: ("settle", 512),
    Phase.RETURNING: lambda _: ("settle", 512),
}
