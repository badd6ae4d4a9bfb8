"""What came of it, on the big screen: who played what, who won, who helped the model."""

from collections.abc import Sequence
from html import escape

from sum.room.classroom import Line, RoundResult
from sum.room.standings import By, amount, overall, ranked, together, won
from sum.ui.board.standing import by_profit, leaderboard_html, tag
from sum.ui.roles import look
from sum.viz.palette import css_colour

HEADS: dict[By, str] = {
    "profit": "Who won, who lost",
    "points": "Who has most points",
    "helped": "Who helped the model",
}
"""What a leaderboard is called."""
FIRST, LAST = 8, 2
"""How many of each end of a leaderboard are shown in the end."""
_DELAY, _STEP = 1.2, 0.45
"""When the first name of the reveal comes, and how long after it each other, in seconds."""
_LONGEST = 6.0
"""When the last one has come, however many they are."""


def reveal_html(lines: Sequence[Line], by: By, *, final: bool) -> str:
    """Who played the attacker, name after name, as HTML; "" when nobody did.

    Parameters
    ----------
    lines : sequence of Line
    by : {"profit", "points"}
    final : bool
        Whether nothing changes any more, so that it can be said what each of them won: the names
        would come again with every change.
    """
    attackers = [each for each in lines if each.role == "attacker"]
    if not attackers:
        return ""
    if final:
        attackers = [place.line for place in ranked(attackers, by)]
    step = min(_STEP, (_LONGEST - _DELAY) / len(attackers))
    names = "".join(
        f'<span class="sum-card" style="animation-delay: {_DELAY + step * number:.2f}s">'
        f"{tag(line)}{f' <b>{won(line, by)}</b>' if final else ''}</span>"
        for number, line in enumerate(attackers)
    )
    after = _DELAY + step * len(attackers)
    sides = (
        f'<div class="sum-card" style="animation-delay: {after:.2f}s">{sides_html(lines, by)}</div>'
        if final
        else ""
    )
    return (
        f'<div class="sum-reveal"><div class="sum-asked">{_ASKED[final]}</div>'
        f'<div class="sum-names">{names}</div>{sides}</div>'
    )


_ASKED = {False: "Who are the attackers?", True: "Who were the attackers?"}


def sides_html(lines: Sequence[Line], by: By) -> str:
    """What those who play the same role have together, as HTML."""
    money, help_ = together(lines, by), together(lines, "helped")
    told = "".join(
        f'<div><b style="color: {css_colour(look(role).role)}">{look(role).sign}'
        f" {_ALL.get(role, 'All together')}: {amount(money[role], by)}</b>"
        f' <span class="sum-note">accuracy {amount(help_[role], "helped")}</span></div>'
        for role in sorted(money)
    )
    return f'<div class="sum-sides">{told}</div>'


_ALL = {
    "contributor": "Contributors together",
    "attacker": "Attackers together",
    "sponsor": "Sponsors together",
}


def leaderboards_html(results: Sequence[RoundResult]) -> tuple[tuple[str, str], ...]:
    """The leaderboards of all rounds together: for each what it is by, and its HTML.

    Where people played for ether in some rounds and for points in others, there is one for each.
    """
    lines = overall(results)
    kinds: list[By] = sorted({by_profit(result.money) for result in results}, reverse=True)
    space = max(1, min(len(lines), FIRST + LAST + 1))  # nobody comes any more
    return tuple(
        (HEADS[by], leaderboard_html(lines, by, first=FIRST, last=LAST, space=space))
        for by in (*kinds, "helped")
    )


def rounds_html(results: Sequence[RoundResult]) -> str:
    """Each round in a line of a table, as HTML."""
    rows = "".join(_round(result) for result in results)
    heads = ("Round", "Model right", "Contributions", "Won most", "Helped most", "Attackers")
    head = "".join(f"<th>{each}</th>" for each in heads)
    return (
        '<div class="sum-scroll"><table class="sum-rounds">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _round(result: RoundResult) -> str:
    before, after = result.accuracy
    cells = (
        f'<b>{result.number}</b> <span class="sum-note">{escape(result.title)}</span>',
        f"{before:.0%} → <b>{after:.0%}</b>",
        f"{result.contributions}",
        _best(result, by_profit(result.money)),
        _best(result, "helped"),
        ", ".join(tag(line) for line in result.lines if line.role == "attacker") or "none",
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _best(result: RoundResult, by: By) -> str:
    """Who was first in something: several when they have as much, nobody when nobody gained."""
    first = [place.line for place in ranked(result.lines, by) if place.rank == 1]
    if not first or getattr(first[0], by) <= 0:
        return "nobody"
    more = f" and {len(first) - 1} more" if len(first) > 1 else ""
    return f"{tag(first[0])} <b>{won(first[0], by)}</b>{more}"
