"""The rules in words, and what each of them hangs on."""

import pytest

from sum.errors import InputError
from sum.room import OWNER, claim_state, open_room
from sum.units import DAY
from tests.unit.room.conftest import QUIET


@pytest.fixture(scope="module")
def played():
    """A room in which the attacker has just sent one bad contribution, and who is who."""
    room, key = open_room(QUIET)
    you, attacker = room.identify(key).ids
    pool = room.dataset.pool
    room.switch(key, attacker)
    number = next(
        len(room.snapshot.entries)
        for n in range(50)
        if room.contribute(key, str(n), pool[n].data, 1 - pool[n].label)
        and room.snapshot.says[-1] == pool[n].label
    )
    added = room.snapshot.entries[number - 1].contribution.time
    bot = next(person.id for person in room.snapshot.people if person.bot)
    return room.snapshot, number, added, {"you": you, "attacker": attacker, "bot": bot}


def broken(claim):
    return [rule.text for rule in claim.rules if not rule.ok]


def test_too_early(played):
    snapshot, number, added, who = played
    claim = claim_state(snapshot, who["bot"], number, added + DAY - 60)
    assert (claim.kind, claim.ok, claim.opens_at) == ("take", False, added + DAY)
    assert broken(claim) == ["1 d have passed since it was added."]
    assert claim.rules[0].detail == "1 min to go."


def test_a_take_to_the_second(played):
    snapshot, number, added, who = played
    assert not claim_state(snapshot, who["bot"], number, added + DAY - 1).ok
    claim = claim_state(snapshot, who["bot"], number, added + DAY)
    assert (claim.ok, claim.opens_at) == (True, None)
    assert 0 < claim.amount <= snapshot.entries[number - 1].deposit


def test_nobody_takes_without_a_good_contribution(played):
    snapshot, number, added, who = played
    claim = claim_state(snapshot, who["you"], number, added + 2 * DAY)
    assert (claim.ok, claim.amount) == (False, 0)
    assert broken(claim) == ["You have a good contribution: one that was refunded."]


def test_no_refund_while_the_model_disagrees(played):
    snapshot, number, added, who = played
    claim = claim_state(snapshot, who["attacker"], number, added + 2 * DAY)
    assert (claim.kind, claim.ok) == ("refund", False)
    assert broken(claim) == ["The model agrees with its label."]


@pytest.mark.parametrize("who", ["you", "attacker", "bot", "owner"])
def test_after_the_long_wait_it_is_anybodys(played, who):
    snapshot, number, added, ids = played
    person = ids.get(who, OWNER)
    claim = claim_state(snapshot, person, number, added + 9 * DAY)
    assert (claim.kind, claim.ok) == ("late", True)
    assert claim.amount == snapshot.entries[number - 1].claimable


def test_nothing_left(played):
    snapshot, _, added, who = played
    settled = next(entry for entry in snapshot.entries if entry.settled)
    claim = claim_state(snapshot, who["you"], settled.number, added)
    assert (claim.kind, claim.ok, claim.amount) == ("none", False, 0)


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_an_entry_that_is_not_there(played, number):
    snapshot, _, added, who = played
    with pytest.raises(InputError):
        claim_state(snapshot, who["you"], number, added)
