"""What scores are worth: who is left out, who is slashed, who is paid how much.

All in integers, as the contract has it. The rule is our own and unreviewed; docs/federated.md
argues for it and names its holes.

A single score is mostly noise: where shards are unlike, a third of honest ones is negative. So
scores are not judged one by one but added up, in two accounts of each client (`Account`): in
thousandths of the round's median score.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sum.errors import InputError
from sum.units import trunc_div

POINT = 1_000
"""A score as large as the round's median."""
PER_MILLE = 1_000


@dataclass(frozen=True)
class Account:
    """What a client has gathered, in thousandths of a point.

    Attributes
    ----------
    standing : int
        Of raw scores. Below 0 a client's update is left out of the sum; whoever would fall below
        `PayRule.limit` loses the stake and stays there, so that each bad round costs one more.
    due : int
        Of news. What is above 0 is paid for and is then gone, what is below 0 has to be made up for
        first: noise does not pay, since a good round pays for the bad ones before it. Newcomers
        begin below 0, so that a new name is no way out of a debt.
    """

    standing: int
    due: int

    def sunk(self, rule: "PayRule") -> "Account":
        """The account after a lie about the scores that were entered has come out."""
        return Account(min(self.standing, rule.outside), self.due)


@dataclass(frozen=True)
class PayRule:
    """The rule's numbers, in thousandths of a point up to `outside`; the contract has these.

    Attributes
    ----------
    top : int
        The highest standing: a good past covers few bad rounds.
    limit : int
        How far below 0 accounts can be.
    probation : int
        How far below 0 a newcomer's news begin.
    worst, best : int
        What a raw score counts, at least (below 0) and at most.
    worst_news, best_news : int
        The same of news.
    grace : int
        Added to every round's raw points: honest bad luck fades.
    mercy : int
        Added instead where only what speaks against a client counts, so that the honest come back.
    absence : int
        What news count there, at least, against it: else it would pay to tell the truth when chance
        has made it good, and nothing when not.
    toll : int
        Taken off every round's news: what is due for nothing but noise fades.
    outside : int
        Standing, at most, of whoever was out of range, or has lied.
    fee : int
        Per mille of the stake, into the pot: who brings nothing loses it.
    price : int
        What a point is paid at most, in equal shares of a round's bounty: where nobody has news the
        bounty is kept, not shared out among noise.
    known : int
        What news has to be apart from: 0 nothing, 1 the last step, 2 the model, too.
    focus : bool
        Whether samples that the model gets wrong count for more (`sum.federated.direction`).
    audits : bool
        Whether chance has pairs show their seeds (`sum.federated.audits`).
    """

    top: int = 3 * POINT
    limit: int = -12 * POINT
    probation: int = -POINT
    worst: int = -2 * POINT
    best: int = 3 * POINT
    worst_news: int = -3 * POINT
    best_news: int = 2 * POINT
    grace: int = 100
    mercy: int = 300
    absence: int = POINT
    toll: int = 200
    outside: int = -3 * POINT
    fee: int = 20
    price: int = 4
    known: int = 2
    focus: bool = True
    audits: bool = True

    def newcomer(self) -> Account:
        """The account of a name that was never seen."""
        return Account(0, self.probation)


RULE = PayRule()


@dataclass(frozen=True)
class Verdict:
    """What a round's scores mean for a client.

    Attributes
    ----------
    account : Account
        Afterwards.
    slashed : bool
        Whether it loses its stake.
    weight : int
        Its part of what is paid.
    """

    account: Account
    slashed: bool
    weight: int

    @property
    def included(self) -> bool:
        """Whether its update is part of the sum."""
        return not self.slashed and self.account.standing >= 0


def judge(
    accounts: Sequence[Account],
    raw: Sequence[int],
    news: Sequence[int],
    furthest: tuple[int, int],
    rule: PayRule = RULE,
    seen: Sequence[bool] | None = None,
) -> list[Verdict]:
    """Enter a round's scores.

    Of an update that stays out of the sum the own mask is never shown, so nobody knows whether its
    opening is true. What speaks against a client counts in any case, what speaks for it only when
    its mask is shown: mercy alone lets it rise as long as it is out.

    Parameters
    ----------
    accounts : sequence of Account
        Of those whose openings stand.
    raw, news : sequence of int
        Their scores.
    furthest : tuple of int
        How large a raw score and news can be, either way; who is beyond is slashed.
    rule : PayRule
    seen : sequence of bool, optional
        Whose own masks are shown. By default of those who stand at 0 or above afterwards, since
        their updates are in the sum then.

    Raises
    ------
    InputError
        When there are not as many scores as accounts.
    """
    if not len(accounts) == len(raw) == len(news):
        raise InputError("Every client who is scored has a raw score and news.")
    gained = points(raw, rule.worst, rule.best)
    brought = points(news, rule.worst_news, rule.best_news)
    verdicts = []
    for place, account in enumerate(accounts):
        outside = abs(raw[place]) > furthest[0] or abs(news[place]) > furthest[1]
        shown = account.standing + gained[place] + rule.grace >= 0 if seen is None else seen[place]
        verdicts.append(
            _enter(account, gained[place], brought[place], rule, outside=outside, shown=shown)
        )
    return verdicts


def _enter(
    account: Account, gained: int, brought: int, rule: PayRule, *, outside: bool, shown: bool
) -> Verdict:
    """Enter a client's points."""
    if not shown:
        gained, brought = min(0, gained), min(-rule.absence, brought)
    grace = rule.grace if shown else rule.mercy
    standing = min(rule.top, account.standing + gained + grace)
    slashed = outside or standing < rule.limit
    standing = max(rule.limit, min(standing, rule.outside) if outside else standing)
    due = account.due + brought - rule.toll
    weight = max(0, due) if not slashed and standing >= 0 else 0
    return Verdict(Account(standing, max(rule.limit, min(0, due))), slashed, weight)


def points(scores: Sequence[int], worst: int, best: int) -> list[int]:
    """Scores in thousandths of the (lower) median of their sizes.

    Parameters
    ----------
    scores : sequence of int
    worst, best : int
        What one counts at least and at most.

    Examples
    --------
    >>> points([100, -50, 50, 900], -2_000, 3_000)
    [2000, -1000, 1000, 3000]
    """
    if not scores:
        return []
    median = max(1, sorted(map(abs, scores))[(len(scores) - 1) // 2])
    return [max(worst, min(best, trunc_div(score * POINT, median))) for score in scores]


@dataclass(frozen=True)
class Payment:
    """What a round pays, in wei.

    Attributes
    ----------
    pays : tuple of int
        To each of those who were scored, without the stake that comes back.
    fees : tuple of int
        What each has paid.
    carried : int
        What is kept for the next round; the organiser's after the last.
    """

    pays: tuple[int, ...]
    fees: tuple[int, ...]
    carried: int


def pay(
    verdicts: Sequence[Verdict], *, stake: int, bounty: int, carried: int, rule: PayRule = RULE
) -> Payment:
    """Share a round's bounty out by what was judged.

    Parameters
    ----------
    verdicts : sequence of Verdict
        Of those who were scored.
    stake, bounty, carried : int
        A client's stake, the round's bounty, and what earlier rounds have kept; in wei.
    rule : PayRule

    Examples
    --------
    >>> good, idle = Verdict(Account(0, 0), False, 500), Verdict(Account(0, 0), False, 0)
    >>> pay([good, idle], stake=1_000, bounty=400, carried=0)
    Payment(pays=(400, 0), fees=(20, 20), carried=40)
    """
    fee = stake * rule.fee // PER_MILLE
    fees = tuple(0 if verdict.slashed else fee for verdict in verdicts)
    pot, weights = carried + bounty + sum(fees), sum(verdict.weight for verdict in verdicts)
    full = len(verdicts) * POINT
    pays = tuple(
        min(pot * each.weight // weights, rule.price * bounty * each.weight // full)
        if each.weight
        else 0
        for each in verdicts
    )
    return Payment(pays, fees, pot - sum(pays))


def pay_equally(included: int, *, bounty: int, carried: int) -> tuple[int, int]:
    """Share a round's bounty out where nothing is known of anybody's update.

    Parameters
    ----------
    included : int
        How many updates are in the sum.
    bounty, carried : int
        In wei.

    Returns
    -------
    tuple of int
        What each of them gets, and what is kept.

    Examples
    --------
    >>> pay_equally(3, bounty=100, carried=1)
    (33, 2)
    """
    pot = bounty + carried
    each = pot // included if included else 0
    return each, pot - included * each
