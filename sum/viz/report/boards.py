"""The tables of a report: rounds, leaderboards, and everybody's line, as HTML."""

from collections.abc import Iterable, Sequence
from html import escape

from sum.room.classroom import Line, RoundResult
from sum.room.standings import By, amount, overall, ranked, won
from sum.viz.palette import css_colour
from sum.viz.report.rounds import SIGNS, role_word

_HEADS: dict[By, str] = {
    "profit": "By what they won",
    "points": "By points",
    "helped": "By how much they helped the model",
}


def leaderboards_html(rounds: Sequence[RoundResult]) -> str:
    """Who won most, and who helped most, in all rounds together."""
    kinds: list[By] = sorted({_paid(each) for each in rounds}, reverse=True)
    lines = overall(rounds)
    return f'<div class="boards">{"".join(_board(lines, by) for by in (*kinds, "helped"))}</div>'


def rounds_html(rounds: Iterable[RoundResult]) -> str:
    """A line for each round."""
    rows = (
        (
            f"<b>{each.number}</b>",
            escape(each.title),
            f"{each.accuracy[0]:.1%} → <b>{each.accuracy[1]:.1%}</b>",
            f"{each.contributions:,}",
        )
        for each in rounds
    )
    return table(("Round", "What was played", "The model was right", "Contributions"), rows, last=1)


def people_html(result: RoundResult) -> str:
    """A line for everybody who played in a round."""
    by = _paid(result)
    rows = (
        (
            who(line),
            escape(role_word(line)),
            won(line, by),
            amount(line.helped, "helped"),
            f"{line.contributions:,}",
            f"{line.good:,}",
        )
        for line in (place.line for place in ranked(result.lines, by))
    )
    heads = ("Who", "Role", "Won" if result.money else "Points", "Accuracy", "Contributions")
    return table((*heads, "Proved good"), rows, last=4)


def who(line: Line) -> str:
    """Somebody's sign and name in their colour."""
    name = f"{SIGNS.get(line.role, '○')} {escape(line.name)}"
    return f'<span class="who" style="color: {css_colour(line.role)}">{name}</span>'


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, last: int = 0) -> str:
    """A table whose cells are HTML already; the last ones of each row are numbers."""
    count = len(heads)

    def cells(tag: str, row: Sequence[str]) -> str:
        return "".join(
            f'<{tag} class="{"end" if place >= count - last else ""}">{cell}</{tag}>'
            for place, cell in enumerate(row)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    head = f"<thead><tr>{cells('th', heads)}</tr></thead>"
    return f'<div class="scroll"><table>{head}<tbody>{body}</tbody></table></div>'


def _board(lines: Sequence[Line], by: By) -> str:
    rows = ((f"{place.rank}", who(place.line), won(place.line, by)) for place in ranked(lines, by))
    return f"<section><h3>{_HEADS[by]}</h3>{table(('', 'Who', ''), rows, last=1)}</section>"


def _paid(result: RoundResult) -> By:
    return "profit" if result.money else "points"
