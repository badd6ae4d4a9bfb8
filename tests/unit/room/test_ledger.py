"""Random play: the books and the claims say what the contract says, to the wei and second."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sum.chain.base import PURSE
from sum.errors import SumError
from sum.room import Settings, claim_state, forget_room, next_opening, open_room, ripe
from sum.units import DAY, HOUR

pytestmark = pytest.mark.slow

WHO = st.integers(0, 2)
ACTIONS = st.one_of(
    st.tuples(st.just("contribute"), WHO, st.integers(0, 40), st.booleans()),
    st.tuples(
        st.just("attack"), WHO, st.sampled_from(["label_flipping", "self_validating_refund"])
    ),
    st.tuples(st.sampled_from(["collect", "refund", "report"]), WHO),
    st.tuples(st.just("jump"), st.sampled_from([60, HOUR, DAY, 4 * DAY, 9 * DAY])),
)


def act(room, keys, nonce, action):
    """Do it, or be refused: both are part of play."""
    kind, *rest = action
    try:
        if kind == "jump":
            room.jump(keys[0], nonce, rest[0])
            return
        key = keys[rest[0]]
        if kind == "contribute":
            sample = room.dataset.pool[rest[1]]
            room.contribute(key, nonce, sample.data, sample.label ^ rest[2])
        elif kind == "attack":
            room.attack(key, nonce, rest[1], 3)
        elif kind == "collect":
            room.collect(key, nonce)
        else:
            for number in range(1, len(room.snapshot.entries) + 1):
                getattr(room, kind)(key, f"{nonce}-{number}", number)
    except SumError:
        pass


@settings(max_examples=4)
@given(actions=st.lists(ACTIONS, min_size=4, max_size=8))
def test_random_play(actions):
    room, host = open_room(
        Settings(running=False, bots=("honest", "malicious")), shared=True, nickname="Hanna"
    )
    try:
        keys = [host, *(room.join(name, "attacker", "n") for name in ("Ben", "Cara"))]
        for nonce, action in enumerate(actions):
            act(room, keys, str(nonce), action)
            check_money(room)
            check_claims(room)
        check_books(room)
    finally:
        forget_room(room.code)


def check_money(room):
    snapshot, chain = room.snapshot, room._game.chain
    assert sum(person.profit for person in snapshot.people) + snapshot.held == 0
    gas = {person.id: 0 for person in snapshot.people}
    for call in snapshot.calls:
        gas[call.sender] += call.gas_used * chain.transaction(call.hash).gas_price
    for person in snapshot.people[1:]:
        assert person.ether == PURSE + person.profit - gas[person.id]


def check_books(room):
    snapshot, shared = room.snapshot, room._game.engine.shared
    for entry in snapshot.entries:
        said = shared.state(entry.contribution)
        assert (entry.deposit, entry.claimable) == (said.deposit, said.claimable)
        assert (entry.receipt, entry.settled) == (said.receipt, said.settled)
        if not entry.settled:
            assert snapshot.prediction(entry) == shared.predict(entry.contribution.data)
        for person in snapshot.people:
            taken = any(take.person == person.id for take in entry.takes)
            late = entry.settled  # a late claim is no take in the contract's own books
            assert taken == shared.has_taken(person.address, entry.contribution) or late
    assert [person.good for person in snapshot.people] == [
        shared.good(person.address) for person in snapshot.people
    ]
    for person in snapshot.people:
        own = [entry for entry in snapshot.entries if entry.person == person.id]
        assert person.at_stake == sum(entry.claimable for entry in own)
        assert person.contributions == len(own)
        assert snapshot.entries_of(person.id) == own
    check_lists(snapshot)
    assert snapshot.total_good == shared.total_good()
    assert snapshot.held == shared.held()
    assert snapshot.model.words() == shared.download().words()


def check_lists(snapshot):
    """What is kept in lists of its own is what one would find by looking at everything."""
    left = [entry for entry in snapshot.entries if not entry.settled]
    assert snapshot.unsettled == tuple(entry.number for entry in left)
    denied = [e for e in left if snapshot.prediction(e) != e.contribution.label]
    assert snapshot.wrong == tuple(entry.number for entry in denied)
    assert len(snapshot.says) == len(snapshot.entries)
    assert all(snapshot.prediction(e) == e.said for e in snapshot.entries if e.settled)
    some = [call.hash for call in snapshot.calls[::3]]
    assert [call.hash for call in snapshot.calls_of([*reversed(some), "0xgone"])] == some
    paid = [payout for payout in snapshot.payouts if payout.transaction in some]
    assert snapshot.payouts_by(some) == paid
    assert snapshot.payouts_by([]) == snapshot.calls_of([]) == []
    now, waits = snapshot.clock.now, snapshot.settings.terms.waits
    for person in snapshot.people:
        could = {entry.number for entry in left if could_claim(snapshot, person.id, entry, now)}
        assert {entry.number for entry in ripe(snapshot, person.id, now)} == could, waits


def could_claim(snapshot, person, entry, now):
    """Whether something of an entry can be claimed by its age, and by what the model says."""
    waits, age = snapshot.settings.terms.waits, now - entry.contribution.time
    agrees = snapshot.prediction(entry) == entry.contribution.label
    if entry.person == person:
        return age >= min(waits.late, waits.left, waits.refund if agrees else waits.report)
    return age >= (waits.left if agrees else min(waits.report, waits.left))


def check_claims(room):
    """At this moment, and a second before and at every moment at which something may open."""
    snapshot, engine = room.snapshot, room._game.engine
    terms, now = snapshot.settings.terms, room.now()
    left = [entry for entry in snapshot.entries if not entry.settled]
    for person in snapshot.people:
        for entry in left:
            claim = claim_state(snapshot, person.id, entry.number, now)
            own = entry.person == person.id
            may = engine.can_report(person.address, entry.contribution).ok
            refund = own and engine.can_refund(entry.contribution).ok
            assert claim.ok == (may or refund)
            if may and not refund:
                assert claim.amount == engine.shared.share(person.address, entry.contribution)
        moments = {
            entry.contribution.time + wait + early
            for entry in left
            for wait in (terms.refund_wait, terms.any_wait)
            for early in (-1, 0)
        }
        opened = (
            moment
            for moment in sorted(moments)
            if moment > now
            and any(opens(snapshot, person.id, entry, now, moment) for entry in left)
        )
        assert next_opening(snapshot, person.id, now) == next(opened, None)


def opens(snapshot, person, entry, now, moment):
    """Whether a claim that is closed now, and somebody's own to wait for, is open then."""
    then = claim_state(snapshot, person, entry.number, moment)
    own = then.kind != "late" or entry.person == person
    return own and then.ok and not claim_state(snapshot, person, entry.number, now).ok
