"""What came of a round: for each person what they won, and how much they helped the model."""

from collections.abc import Sequence
from itertools import pairwise

from sum.room.books import AccuracyPoint, Entry
from sum.room.classroom import Line, RoundResult
from sum.room.disguise import known_as
from sum.room.game import Game
from sum.room.records import OWNER
from sum.units import Wei


def helped(accuracy: Sequence[AccuracyPoint], entries: Sequence[Entry]) -> dict[str, float]:
    """By how much accuracy on the hidden test set rose through each person's contributions.

    What a contribution changes counts for whoever made it, at the moment when it was made; all
    together are the accuracy now minus the accuracy at the opening.

    Parameters
    ----------
    accuracy : sequence of AccuracyPoint
        In order; the first is the opening's.
    entries : sequence of Entry

    Returns
    -------
    dict of str to float
        By person, of 1; who never changed the model is not in it.
    """
    by_block = {entry.block: entry.person for entry in entries}
    found: dict[str, float] = {}
    for before, after in pairwise(accuracy):
        person = by_block.get(after.block)
        if person:
            found[person] = found.get(person, 0.0) + after.accuracy - before.accuracy
    return found


def round_result(game: Game) -> RoundResult:
    """What came of the round so far."""
    books, terms, twin = game.ledger, game.settings.terms, game.engine.incentive
    help_of = helped(books.accuracy, books.entries)
    lines = tuple(
        Line(
            person=member.id,
            name=known_as(game.people, member, hidden=False),
            role=member.role,
            bot=member.bot,
            # What is still theirs to claim, or at stake, counts as neither won nor lost.
            profit=Wei(
                books.profits.get(member.id, 0)
                + books.stakes.get(member.id, 0)
                + twin.collectable(member.address)
            ),
            points=books.points.get(member.id, 0),
            contributions=books.made.get(member.id, 0),
            good=twin.good(member.address),
            helped=help_of.get(member.id, 0.0),
        )
        for member in game.people
        if member.id != OWNER and member.role != "observer"
    )
    return RoundResult(
        number=game.classroom.round,
        title=f"{game.dataset.title} · {game.engine.peek().title} · {terms.title}",
        mechanism=terms.name,
        money=terms.money,
        accuracy=(books.accuracy[0].accuracy, books.accuracy[-1].accuracy),
        contributions=len(books.entries),
        lines=lines,
    )
