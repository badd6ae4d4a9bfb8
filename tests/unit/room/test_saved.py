"""Books as they were: whoever goes back finds them so, and they cost little to remember."""

from dataclasses import replace

import pytest

from sum.room import Room
from sum.units import DAY
from tests.unit.room.conftest import QUIET

pytestmark = pytest.mark.slow

LISTS = ("entries", "says", "feed", "accuracy", "payouts", "moves", "calls", "models", "touched")
COUNTS = ("profits", "stakes", "given", "gas", "points", "made", "owned")


def play(room, key, first, last):
    """Contribute, and collect what is due before the last two."""
    for number in range(first, last):
        if number == last - 2:
            room.jump(key, f"j{last}", 2 * DAY)
            room.collect(key, f"c{last}")
        sample = room.dataset.pool[number]
        label = 1 - sample.label if number % 3 == 0 else sample.label
        room.contribute(key, f"n{number}", sample.data, label, raw=sample.raw)


def parts(books):
    """Everything that is in books, as it is at this moment."""
    return (
        {name: list(getattr(books, name)) for name in LISTS},
        {name: dict(getattr(books, name)) for name in COUNTS},
        set(books.wrong),
        dict(books.places),
        books.unsettled,
    )


@pytest.fixture(scope="module")
def gone_on():
    """Books that were saved, what was in them then, and the room that has gone on since."""
    room = Room(replace(QUIET, bots=(), ready=False), "SAVED", shared=False)
    key = room.enter("Ann", "contributor")
    play(room, key, 0, 6)
    ledger = room._game.ledger
    saved, then = ledger.save(), parts(ledger)
    play(room, key, 6, 12)
    yield room, key, saved, then
    room.close()


def test_saved_books_are_as_they_were(gone_on):
    room, _, saved, then = gone_on
    now = parts(room._game.ledger)
    assert all(len(now[0][name]) > len(then[0][name]) for name in ("entries", "calls", "payouts"))
    assert any(
        one is not two for one, two in zip(now[0]["entries"], then[0]["entries"], strict=False)
    )
    assert then[4]  # something was open, and is followed again
    assert parts(saved.books()) == then


def test_they_are_good_for_going_back_more_than_once(gone_on):
    room, _, saved, then = gone_on
    first = saved.books()
    first.say("", "clock", "This was never said.", room.now())
    first.entries.clear()
    first.owned.clear()
    assert parts(saved.books()) == then


def test_books_that_went_back_go_on(gone_on):
    """What the model says of the contributions that were open is followed as before."""
    room, key, saved, _ = gone_on
    kept = room._game.save()
    now = parts(room._game.ledger)
    room._game.restore(replace(kept, ledger=room._game.ledger.save()))
    play(room, key, 12, 16)
    shot, model = room.snapshot, room._game.engine.peek()
    left = [entry for entry in shot.entries if not entry.settled]
    assert shot.unsettled == tuple(entry.number for entry in left) != now[4]
    says = [model.predict_one(entry.contribution.data) for entry in left]
    assert [shot.prediction(entry) for entry in left] == says
    assert parts(saved.books()) == gone_on[3]


def test_what_only_grows_is_not_copied(gone_on):
    room, _, saved, _ = gone_on
    books = room._game.ledger.save()
    for name in ("feed", "payouts", "moves", "calls"):
        assert books.growing[name] is getattr(room._game.ledger, name)
        assert name not in books.others
    assert saved.lengths["calls"] < books.lengths["calls"]
