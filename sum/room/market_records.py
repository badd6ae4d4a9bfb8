"""A room's reward markets as records: contributions, passes of the scoring, payouts."""

from dataclasses import dataclass
from decimal import Decimal

from sum.incentives.market_rules import Labelled
from sum.room.books import Call, Entry
from sum.units import Seconds, Wei


@dataclass(frozen=True)
class Scored:
    """A contribution in one pass of the scoring.

    Attributes
    ----------
    before, after : int or None
        How many of the scored samples the model got right; None where nobody has counted.
    score : int
        The difference.
    balance : int or None
        In units, after the rounds of this pass; None before they are played.
    dropped : bool
        Whether that is below the stake, so that it is left out from here on.
    """

    before: int | None
    after: int | None
    score: int
    balance: int | None = None
    dropped: bool = False


@dataclass(frozen=True)
class Pass:
    """One pass of the scoring: everybody who was still in.

    Attributes
    ----------
    scored : dict of int to Scored
        By the contribution's place in the market, from 0; as far as it is scored.
    rounds : int or None
        How often the scores were paid; None while the pass is under way.
    """

    scored: dict[int, Scored]
    rounds: int | None


@dataclass(frozen=True)
class Part:
    """A contribution in a market.

    Attributes
    ----------
    index : int
        Its place in the market, from 0.
    entry : Entry
    passes : tuple of Scored
        Those in which it was still in.
    payout : Wei or None
        None before the market is settled.
    lines : tuple of str
        How it came to that, with the numbers put in.
    """

    index: int
    entry: Entry
    passes: tuple[Scored, ...]
    payout: Wei | None
    lines: tuple[str, ...]

    @property
    def dropped(self) -> bool:
        """Whether it was left out in the end."""
        return any(each.dropped for each in self.passes)

    @property
    def balance(self) -> int | None:
        """In units, as of the last pass that was played; None before the first."""
        played = [each.balance for each in self.passes if each.balance is not None]
        return played[-1] if played else None


@dataclass(frozen=True)
class Story:
    """A market from its opening on, as far as it has come.

    Attributes
    ----------
    number : int
        1 for the model's first one.
    sponsor, beneficiary : str
        Ids of the people; "" for an account that is nobody's here.
    escrow, unit : Wei
    rounds, cap, forfeit : int
        As the sponsor has offered; the last one per mille.
    counts : tuple of int
        How many samples each portion has.
    show_by, participate_until, reveal_until : Seconds
    drawn : int or None
        The portion that is shown.
    scored : int
        How many samples are scored; 0 before the draw.
    shown : dict of int to tuple of (tuple of int, int)
        The portions that everybody knows, by number: data and label of each sample.
    passes : tuple of Pass
    parts : tuple of Part
    base : int or None
        How many scored samples the model had right when the market opened.
    given_up : str
        "show" or "reveal": what was not done by its deadline, "score" when nobody could finish
        that; "" for none.
    closed : bool
    sponsor_gets : Wei or None
        What was booked for the sponsor in the end.
    calls : tuple of Call
        Every transaction of it but contributions and collecting.
    """

    number: int
    sponsor: str
    beneficiary: str
    escrow: Wei
    unit: Wei
    rounds: int
    cap: int
    forfeit: int
    counts: tuple[int, ...]
    show_by: Seconds
    participate_until: Seconds
    reveal_until: Seconds
    drawn: int | None
    scored: int
    shown: dict[int, tuple[Labelled, ...]]
    passes: tuple[Pass, ...]
    parts: tuple[Part, ...]
    base: int | None
    given_up: str
    closed: bool
    sponsor_gets: Wei | None
    calls: tuple[Call, ...]

    @property
    def stake(self) -> Wei:
        """What a contribution stakes; 0 before the draw."""
        return Wei(self.scored * self.unit)

    @property
    def bounty(self) -> Wei:
        """What all together can earn at most; 0 before the draw."""
        return Wei(self.rounds * self.stake)

    @property
    def gas(self) -> int:
        """What all of its transactions took."""
        return sum(call.gas_used for call in self.calls)

    @property
    def forfeited(self) -> Wei:
        """What the beneficiary gets, or would get, where no portion is shown."""
        return Wei(self.escrow * self.forfeit // 1_000)

    @property
    def share(self) -> Wei:
        """What each contribution gets of the bounty where not everything is revealed."""
        return Wei(self.bounty // max(1, len(self.parts)))

    @property
    def dust(self) -> Wei:
        """What the beneficiary gets where not everything is revealed."""
        return Wei(self.bounty - self.share * len(self.parts))

    def hits(self) -> list[tuple[int, int]]:
        """How many samples the model had right after each contribution, in the first pass."""
        scored = self.passes[0].scored if self.passes else {}
        return [(index, each.after) for index, each in scored.items() if each.after is not None]


def exact(wei: int) -> str:
    """Wei as ether, to the last digit.

    >>> exact(1_250_000_000_000_000)
    '0.00125 ETH'
    """
    return f"{Decimal(wei).scaleb(-18).normalize():f} ETH"
