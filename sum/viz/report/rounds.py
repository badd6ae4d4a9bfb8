"""The rounds of a room as everybody may see them, the one that is being played too."""

from dataclasses import replace

from sum.room.classroom import Line, RoundResult
from sum.room.records import Snapshot
from sum.room.standings import lines, veiled

SIGNS = {"contributor": "●", "attacker": "▲", "sponsor": "◆", "hidden": "?"}
"""A sign for each role, for those who cannot tell its colour."""


def shown_rounds(snapshot: Snapshot) -> tuple[RoundResult, ...]:
    """What came of every round so far, in order, without what people may not see yet.

    Parameters
    ----------
    snapshot : Snapshot

    Returns
    -------
    tuple of RoundResult
        Never empty: the last one is the round that the snapshot is of.
    """
    led = snapshot.classroom
    past = tuple(replace(each, lines=veiled(each, snapshot)) for each in led.results)
    return past if led.phase == "ended" and past else (*past, _now(snapshot))


def role_word(line: Line) -> str:
    """What somebody plays, in words.

    >>> role_word(Line("p1", "Ann", "attacker", "", 0, 0, 0, 0, 0.0))
    'Attacker'
    """
    if line.bot:
        return f"{line.bot.capitalize()} bot"
    return "Role unknown" if line.role == "hidden" else line.role.capitalize()


def _now(snapshot: Snapshot) -> RoundResult:
    terms = snapshot.settings.terms
    return RoundResult(
        number=snapshot.classroom.round,
        title=f"{snapshot.dataset.title} · {snapshot.model.title} · {terms.title}",
        mechanism=terms.name,
        money=terms.money,
        accuracy=(snapshot.accuracy[0].accuracy, snapshot.accuracy[-1].accuracy),
        contributions=len(snapshot.entries),
        lines=lines(snapshot),
    )
