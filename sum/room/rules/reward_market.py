"""The sponsor's market, in words."""

from sum.errors import refusal
from sum.incentives.reward_market import MarketTerms, Phase, RewardMarket
from sum.room.books import PayoutKind
from sum.room.records import Snapshot
from sum.room.rules.base import Case, Claim, Formula, Words
from sum.simulation.chain_engine import Granted
from sum.units import Seconds, Wei, format_duration, format_ether, format_time

_WHY = (
    "A stake is put into the market, not a fee. It grows by every sample of the hidden test set"
    " that a contribution makes the model get right, and shrinks by every one it gets wrong:"
)
_LATEX = r"\text{payout} = \text{stake} + \sum_{\text{rounds}} \text{score} \times \text{unit}"
_PHASES = {
    Phase.NONE: (
        "No market is open: a sponsor has to open one, with a bounty and a hidden test set."
    ),
    Phase.COMMITTED: (
        "A sponsor has put up a bounty and committed to a hidden test set. Which part of it is"
        " shown is to be drawn now."
    ),
    Phase.DRAWN: "It is drawn which part of the test set is shown; the sponsor has to show it now.",
    Phase.SHOWN: "The market is open: contributions are taken.",
    Phase.SCORING: (
        "The hidden test set is revealed. Contributions are being scored; none is taken now."
    ),
    Phase.PAYING: "The scores are known. What everybody is owed is being worked out.",
    Phase.RETURNING: (
        "A part of the test set was not revealed: stakes return, and the bounty is split equally."
    ),
}


class MarketWords(Words):
    """Words for `sum.incentives.reward_market`."""

    limits = "The least bounty is 1,000 wei or more; a market takes at least a second."

    def rules(self, terms: MarketTerms) -> tuple[str, ...]:
        """What can become of a stake."""
        longest, least = format_duration(terms.longest), format_ether(terms.least_bounty)
        sponsor = (
            f"**A sponsor pays.** For {least} or more anybody opens a market, for {longest} at"
            " most, and commits to a hidden test set. A part of it, drawn by lot, is shown."
        )
        score = (
            "**You are scored.** Afterwards the rest is revealed. Each contribution is worth the"
            " hits after it minus the hits before it. Who falls below the stake is dropped, and the"
            " others are scored again without it."
        )
        paid = (
            "**You collect.** What is left of the stake, and what the bounty adds to it. If the"
            " sponsor reveals nothing, stakes return and the bounty is split."
        )
        return sponsor, score, paid

    def pricing(self, terms: MarketTerms) -> Formula:
        """The sponsor names unit, rounds and test set in each market."""
        lines = (
            "stake = scored samples × unit, for example 50 × 0.001 ETH = 0.05 ETH",
            "bounty = rounds × scored samples × unit = 20 × 50 × 0.001 ETH = 1 ETH",
            f"at least {format_ether(terms.least_bounty)}",
        )
        return Formula(_WHY, _LATEX, lines)

    def price(self, snapshot: Snapshot, now: Seconds) -> Formula:  # noqa: ARG002
        """The stake in the market that is open."""
        twin = _twin(snapshot.incentive)
        if twin.offer is None or not twin.scored:
            return Formula(_WHY, _LATEX, ("no market is open: no stake yet",))
        unit, stake = format_ether(twin.offer.unit), format_ether(twin.stake_of_one)
        return Formula(
            _WHY,
            _LATEX,
            (
                f"stake: {twin.scored:,} scored samples × {unit} = {stake}",
                f"bounty: {twin.offer.rounds:,} rounds × {stake} = {format_ether(twin.bounty)}",
            ),
            "The same for everybody, whenever they come.",
        )

    def burst(self, snapshot: Snapshot, now: Seconds, count: int) -> list[Wei]:
        """The same stake for all of them."""
        return [snapshot.incentive.cost(now)] * count

    def burst_text(self, snapshot: Snapshot, now: Seconds) -> str:
        """Why a burst costs what it does."""
        stake = format_ether(snapshot.incentive.cost(now))
        return (
            f"Every contribution stakes the same, {stake}. What makes the model worse on the hidden"
            " test set loses it, and is scored no further."
        )

    def closed(self, snapshot: Snapshot, now: Seconds) -> str:
        """Why no contributions are taken now."""
        twin = _twin(snapshot.incentive)
        if twin.phase != Phase.SHOWN or twin.offer is None:
            return _PHASES[twin.phase]
        if now >= twin.offer.participate_until:
            return "The time for contributions is over; the hidden test set is to be revealed."
        if len(twin.contributions) >= twin.offer.cap:
            return f"The market is full: it takes {twin.offer.cap:,} contributions."
        return ""

    def phase(self, snapshot: Snapshot) -> str:
        """Where the market stands, and until when."""
        twin = _twin(snapshot.incentive)
        text = _PHASES[twin.phase]
        if twin.phase == Phase.SHOWN and twin.offer:
            until = format_time(twin.offer.participate_until, snapshot.clock.start)
            text += f" Until {until}, {len(twin.contributions)} of {twin.offer.cap:,} so far."
        return text

    def usual_wait(self, terms: MarketTerms) -> Seconds:
        """There is nothing to wait for by oneself."""
        return terms.longest

    def chance(self, terms: MarketTerms, *, agrees: bool, learns: bool) -> str:  # noqa: ARG002
        """What is likely to come of a label."""
        if agrees and not learns:
            return (
                "The model says the same, so it learns nothing from you, and you get your stake"
                " back when the market is over."
            )
        return (
            "The model will learn from you. If that makes it better on the hidden test set, the"
            " bounty pays you; if it makes it worse, you lose of your stake."
        )

    def claim(self, case: Case) -> Claim:  # noqa: ARG002
        """There are none: a market pays by itself."""
        raise refusal("incentive: the market pays")

    def payout(self, granted: Granted) -> tuple[PayoutKind, tuple[str, ...]]:
        """What was owed from markets, contribution by contribution of the last one."""
        twin = _twin(granted.incentive)
        lines = [
            f"contribution {paid.index + 1} of market {twin.number}: stake"
            f" {format_ether(paid.stake)}, paid {format_ether(paid.amount)}"
            for paid in twin.payouts
            if paid.account == granted.account
        ]
        if granted.account == twin.sponsor:
            lines.append(f"what is left of the bounty of market {twin.number}")
        return "collect", (*lines, f"together {format_ether(granted.amount)}")

    def credit(self, number: int) -> str:  # noqa: ARG002
        """There is none."""
        return "scored by the market"

    def pot(self, snapshot: Snapshot) -> Wei:
        """Bounty and stakes of the market under way."""
        twin = _twin(snapshot.incentive)
        if twin.offer is None or twin.phase == Phase.NONE:
            return Wei(0)
        return Wei(twin.offer.escrow + len(twin.contributions) * twin.stake_of_one)


def _twin(twin: object) -> RewardMarket:
    if not isinstance(twin, RewardMarket):
        raise TypeError(twin)
    return twin
