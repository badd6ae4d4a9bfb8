"""Small rules of the guarded game, and what it keeps of a contribution."""

from dataclasses import dataclass

from sum.units import Seconds, Wei, format_exact


@dataclass(frozen=True)
class Entry:
    """What is kept of a contribution.

    Attributes
    ----------
    number : int
        Its own, from 1.
    others : int
        How many contributions others had made before it.
    novel : bool
        Whether both models predicted another label.
    """

    number: int
    others: int
    novel: bool


@dataclass(frozen=True)
class Dispute:
    """A report's first step.

    Attributes
    ----------
    reporter : str
    time : Seconds
    others : int
        How many contributions others than the reporter had made before it.
    """

    reporter: str
    time: Seconds
    others: int


def fee(cost: Wei, per_mille: int) -> Wei:
    """What of a price goes to the pot (`_on_add` of the contract).

    >>> fee(1_000, 20), fee(1_999, 20)
    (20, 39)
    """
    return Wei(cost * per_mille // 1_000)


def share(deposit: Wei, older: int, total: int) -> Wei:
    """What a dispute pays its reporter (`_report_cause` of the contract).

    ::

        share = deposit * older // total

    Parameters
    ----------
    deposit : Wei
    older : int
        Of the reporter's upheld contributions, those from before the disputed one was made.
    total : int
        Upheld contributions of everybody.

    Examples
    --------
    >>> share(1_000, 1, 3), share(2, 1, 3)
    (333, 0)
    """
    return Wei(deposit * older // total)


def explain_share(deposit: Wei, older: int, total: int) -> str:
    """`share` with the numbers put in, for a page.

    >>> explain_share(Wei(10**17), 1, 4), explain_share(Wei(3), 1, 4)
    ('0.1 ETH × 1 ÷ 4 = 0.025 ETH', '3 wei × 1 ÷ 4 = 0 wei, which is refused')
    """
    part = share(deposit, older, total)
    formula = f"{format_exact(deposit)} × {older:,} ÷ {total:,} = {format_exact(part)}"
    return formula if part else f"{formula}, which is refused"
