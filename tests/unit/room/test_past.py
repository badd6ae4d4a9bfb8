"""The model as it was: what the books keep and the twin learns again is what the chain had."""

import pytest

from sum.models.starting import starting_model
from sum.room import Settings, forget_room, open_room, past
from sum.room.past import last_change, model_after
from sum.units import DAY

# One worker, so that the days pass once.
pytestmark = [pytest.mark.xdist_group("past"), pytest.mark.slow]


@pytest.fixture(scope="module")
def played():
    """Days with an honest and a malicious bot; the books keep every fourth model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sum.room.ledger.EVERY", 4)
        room, key = open_room(Settings(running=False, bots=("honest", "malicious")))
        room.jump(key, "days", 2 * DAY)
        snapshot = room.snapshot
    forget_room(room.code)
    return snapshot


@pytest.fixture(autouse=True)
def _every_fourth(monkeypatch):
    monkeypatch.setattr(past, "EVERY", 4)


def test_it_begins_with_what_the_owner_loaded(played):
    assert model_after(played, 0).words() == starting_model(played.dataset).words()


def test_it_ends_with_the_model_on_the_chain(played):
    count = len(played.entries)
    assert count > 8
    assert model_after(played, count) is played.model
    assert model_after(played, last_change(played)) is played.model


def test_every_contribution_met_the_model_that_the_chain_had(played):
    changed = 0
    for entry in played.entries:
        before, after = (model_after(played, entry.number - step) for step in (1, 0))
        assert before.predict_one(entry.contribution.data) == entry.before
        assert (before.words() != after.words()) == bool(entry.receipt)
        changed += bool(entry.receipt)
    assert (
        changed
        == len({tuple(model_after(played, n).words()) for n in range(len(played.entries) + 1)}) - 1
    )


def test_a_kept_model_is_what_the_contributions_before_it_make(played):
    model = model_after(played, 0).copy()
    for entry in played.entries:
        model.learn_one(entry.contribution.data, entry.contribution.label)
        if entry.number % 4 == 0:
            assert played.models[entry.number // 4].words() == model.words()


def test_looking_back_changes_nothing(played):
    words = [model.words() for model in played.models]
    for number in range(len(played.entries) + 1):
        model_after(played, number)
    assert [model.words() for model in played.models] == words


@pytest.mark.parametrize("number", [-1, 10_000])
def test_there_is_no_such_contribution(played, number):
    with pytest.raises(KeyError):
        model_after(played, number)


@pytest.fixture
def empty():
    """A room in which nothing has happened."""
    return open_room(Settings(running=False, bots=(), ready=False))


def test_a_failed_action_leaves_no_model_behind(empty, monkeypatch):
    room, key = empty
    monkeypatch.setattr("sum.room.ledger.EVERY", 1)
    before = room.snapshot
    sample = room.dataset.pool[0]
    monkeypatch.setattr("sum.room.backstage.look", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        room.contribute(key, "n", sample.data, sample.label)
    assert tuple(room._game.ledger.models) == before.models


def test_starting_over_forgets(empty):
    room, key = empty
    first = room.snapshot.models[0]
    room.start_over(key, "n")
    assert room.snapshot.models[0] is not first
    assert len(room.snapshot.models) == 1
    assert last_change(room.snapshot) == 0
