"""What an action has done, for whoever did it: measured before and after."""

from dataclasses import dataclass

from sum.room.game import Game
from sum.room.ledger import Ledger
from sum.room.people import Member
from sum.room.records import Outcome
from sum.units import Wei


@dataclass(frozen=True)
class Done:
    """What an action has to say of itself.

    Attributes
    ----------
    text : str
        One plain sentence.
    capped : bool
        It stopped at its cap before it was through.
    """

    text: str
    capped: bool = False


@dataclass(frozen=True)
class Measured:
    """What an action changes, as it was at a moment.

    Attributes
    ----------
    books : Ledger
    calls : int
        How many there were in the books.
    accuracy : float
    profit : Wei
    points : int
        The person's.
    prediction : int
        Of the sample that is watched; 0 without one.
    """

    books: Ledger
    calls: int
    accuracy: float
    profit: Wei
    points: int
    prediction: int


def measure(game: Game, me: Member, watch: tuple[int, ...]) -> Measured:
    """Measure what matters to somebody.

    Parameters
    ----------
    game : Game
    me : Member
    watch : tuple of int
        A sample to predict; () for none.
    """
    books = game.ledger
    return Measured(
        books,
        len(books.calls),
        books.accuracy[-1].accuracy,
        Wei(books.profits.get(me.id, 0)),
        books.points.get(me.id, 0),
        game.engine.peek().predict_one(watch) if watch else 0,
    )


def outcome(before: Measured, after: Measured, me: Member, said: Done, *, watched: bool) -> Outcome:
    """What came of an action between two measurements.

    Parameters
    ----------
    before, after : Measured
    me : Member
        Who acted.
    said : Done
    watched : bool
        Whether a sample was watched.
    """
    same = after.books is before.books  # or they are new, and all in them is
    calls = after.books.calls[before.calls if same else 0 :]
    touched = after.books.touched  # since the action began
    mine = dict.fromkeys(number for person, number in touched if person == me.id and number)
    return Outcome(
        text=said.text,
        entries=tuple(mine),
        accuracy=(before.accuracy, after.accuracy),
        profit=(before.profit, after.profit),
        points=(before.points, after.points),
        prediction=(before.prediction, after.prediction) if watched else None,
        calls=tuple(call.hash for call in calls),
        capped=said.capped,
    )
