"""Twin of incentives/points.vy: a game without money.

Contributing is free. While the model agrees with a contribution, its contributor has it validated
and earns a point; where the model disagrees, the first who says so gets a point from the
contributor.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from sum.errors import refusal
from sum.incentives.base import NEVER, Claim, NoPot, Stake, Waits, about
from sum.models.base import Model
from sum.records import Contribution
from sum.units import DAY, Seconds, Wei

MAX_WAIT = 2**40 - 1


@dataclass(frozen=True)
class PointsTerms:
    """The mechanism's parameters.

    Attributes
    ----------
    refund_wait : Seconds
        From when on a contribution can be validated or reported; a day, as in the published game.
    any_wait : Seconds
        From when on anybody may report it, without a good contribution; nine days.

    Raises
    ------
    NotOpen
        When they are not what the contract takes.
    """

    name: ClassVar[str] = "points"
    title: ClassVar[str] = "Points"
    summary: ClassVar[str] = (
        "A game without money: what the model agrees with earns a point, and a report that holds"
        " moves one from the contributor to the reporter."
    )
    banks: ClassVar[int] = 1
    money: ClassVar[bool] = False
    claims: ClassVar[bool] = True

    refund_wait: Seconds = field(
        default=Seconds(DAY),
        metadata=about(
            "Wait for a point", "How old a contribution has to be to be validated or reported.", "s"
        ),
    )
    any_wait: Seconds = field(
        default=Seconds(9 * DAY),
        metadata=about(
            "Wait of anybody", "From when on a report takes no good contribution of one's own.", "s"
        ),
    )

    def __post_init__(self) -> None:
        valid = (
            # An array's integer would overflow where the contract does not.
            all(type(argument) is int for argument in self.arguments())
            and 1 <= self.refund_wait <= self.any_wait <= MAX_WAIT
        )
        if not valid:
            raise refusal("incentive: bad parameters")

    @property
    def waits(self) -> Waits:
        """How old contributions have to be to be claimed."""
        return Waits(self.refund_wait, self.refund_wait, NEVER, self.any_wait)

    def arguments(self) -> tuple[int, ...]:
        """What the contract's constructor takes."""
        return self.refund_wait, self.any_wait

    def mechanism(self, model: Model) -> "Points":  # noqa: ARG002 - there is no second one
        """The twin of a contract that was deployed with these and is not open yet."""
        return Points(self)


@dataclass(frozen=True)
class Tally:
    """What an account's points are made of.

    Attributes
    ----------
    good : int
        Its contributions that were validated.
    upheld : int
        Its reports that held.
    lost : int
        Its contributions that somebody's report settled.

    Examples
    --------
    >>> Tally(good=3, upheld=1, lost=2).points
    2
    """

    good: int = 0
    upheld: int = 0
    lost: int = 0

    @property
    def points(self) -> int:
        """``good + upheld - lost``; less than zero for who has lost more than it has earned."""
        return self.good + self.upheld - self.lost


@dataclass(frozen=True)
class Standing:
    """A line of the leaderboard.

    Attributes
    ----------
    rank : int
        1 for the most points; who has as many has the same.
    account : str
    points : int
    """

    rank: int
    account: str
    points: int


def leaderboard(points: Mapping[str, int]) -> tuple[Standing, ...]:
    """Rank accounts by their points.

    Parameters
    ----------
    points : mapping of str to int
        By account, as in `Points.points` or the contract's last `PointsChanged` of each.

    Returns
    -------
    tuple of Standing
        The most points first; those who have as many in the mapping's order.

    Examples
    --------
    >>> [(each.rank, each.account) for each in leaderboard({"a": 1, "b": 4, "c": -1, "d": 4})]
    [(1, 'b'), (1, 'd'), (3, 'a'), (4, 'c')]
    """
    ordered = sorted(points.items(), key=lambda item: -item[1])
    ranks: dict[int, int] = {}
    for place, (_, number) in enumerate(ordered, 1):
        ranks.setdefault(number, place)
    return tuple(Standing(ranks[number], account, number) for account, number in ordered)


@dataclass
class Points(NoPot):
    """The mechanism with its state: the contract's checks in the contract's order.

    Attributes
    ----------
    terms : PointsTerms
    last : Seconds
        Block time of the last contribution, or of the opening.
    opened : bool
    tallies : dict of str to Tally
        By account; of those whose points have ever changed.
    total_good : int
        All contributions that were validated; also the sum of all points.
    """

    terms: PointsTerms
    last: Seconds = Seconds(0)
    opened: bool = False
    tallies: dict[str, Tally] = field(default_factory=dict)
    total_good: int = 0

    def tally(self, account: str) -> Tally:
        """What an account's points are made of."""
        return self.tallies.get(account, Tally())

    def good(self, account: str) -> int:
        """How many good contributions an account has."""
        return self.tally(account).good

    def points(self) -> dict[str, int]:
        """The points of all accounts whose points have ever changed."""
        return {account: tally.points for account, tally in self.tallies.items()}

    def open(self, now: Seconds) -> None:
        """Take contributions from now on.

        Raises
        ------
        NotOpen
            When it is open already.
        """
        if self.opened:
            raise refusal("trainer: already open")
        self.opened, self.last = True, now

    def cost(self, now: Seconds) -> Wei:  # noqa: ARG002 - the price is the same at any time
        """What a contribution has to put at stake: nothing."""
        return Wei(0)

    def stake(self, value: Wei, now: Seconds) -> Stake:  # noqa: ARG002
        """What a contribution puts at stake: nothing, all that is sent along comes back.

        Raises
        ------
        NotOpen
        """
        if not self.opened:
            raise refusal("trainer: not open")
        return Stake(Wei(0), Wei(0), Wei(0))

    def on_add(self, contribution: Contribution, stake: Stake, looked: None) -> None:  # noqa: ARG002
        """Remember when it was."""
        self.last = contribution.time

    def refund_cause(self, claim: Claim) -> str:
        """Why a contribution is not validated now, "" when it is.

        From `refund_wait` on, while the model agrees with the label.
        """
        if claim.elapsed < self.terms.refund_wait:
            return "incentive: too early"
        return "" if claim.agrees() else "incentive: model disagrees"

    def on_refund(self, claim: Claim) -> None:
        """A point for the contributor."""
        mine = self.tally(claim.account)
        self.tallies[claim.account] = replace(mine, good=mine.good + 1)
        self.total_good += 1

    def report_cause(self, claim: Claim) -> tuple[str, Wei]:
        """Why a report does not hold now, "" when it does; and the wei it pays, always 0.

        From `refund_wait` on, by somebody with a good contribution, where the model disagrees with
        the label; from `any_wait` on, by anybody. There is no money that could be trapped, so the
        model is asked however late it is.
        """
        if claim.account == claim.contribution.contributor:
            return "incentive: own contribution", Wei(0)
        if claim.elapsed < self.terms.refund_wait:
            return "incentive: too early", Wei(0)
        if claim.elapsed < self.terms.any_wait and not self.good(claim.account):
            return "incentive: no good contribution yet", Wei(0)
        return "incentive: model agrees" if claim.agrees() else "", Wei(0)

    def on_report(self, claim: Claim, amount: Wei) -> Wei:
        """A point moves from the contributor to the reporter."""
        mine, theirs = claim.account, claim.contribution.contributor
        self.tallies[mine] = replace(self.tally(mine), upheld=self.tally(mine).upheld + 1)
        self.tallies[theirs] = replace(self.tally(theirs), lost=self.tally(theirs).lost + 1)
        return amount

    def copy(self) -> "Points":
        """The same state, on its own from here."""
        return replace(self, tallies=dict(self.tallies))
