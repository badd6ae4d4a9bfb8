"""One action is whole or not at all, once, and everybody sees the same."""

import threading
from dataclasses import FrozenInstanceError, replace

import pytest

from sum.errors import (
    BadLabel,
    BadSample,
    InputError,
    NothingLeft,
    PersonNotFound,
    Refused,
    RoomError,
    RoomNotFound,
    TooEarly,
    UnknownContribution,
)
from sum.room import (
    JUMP_ACTIONS,
    OWNER,
    claim_state,
    find_room,
    forget_room,
    next_opening,
    open_room,
)
from sum.units import DAY, HOUR, Wei
from tests.unit.room.conftest import QUIET

pytestmark = pytest.mark.slow


def contribute(room, key, nonce, *, wrong=False, number=0):
    sample = room.dataset.pool[number]
    label = 1 - sample.label if wrong else sample.label
    return room.contribute(key, nonce, sample.data, label, raw=sample.raw, truth=sample.label)


def everything(room):
    """What must not change when something is refused, version and clock apart."""
    snapshot = replace(room.snapshot, version=0)
    return snapshot, room._game.chain.head, room._game.driver.next_time


def conserved(room):
    snapshot = room.snapshot
    return sum(person.profit for person in snapshot.people) + snapshot.held == 0


class TestPrivateRoom:
    def test_visitor_plays_two_people(self, private):
        room, key = private
        you, attacker = room.identify(key).ids
        roles = [room.snapshot.person(each).role for each in (you, attacker)]
        assert roles == ["contributor", "attacker"]
        assert room.switch(key, attacker).id == attacker
        with pytest.raises(PersonNotFound):
            room.switch(key, OWNER)

    def test_bots_have_good_contributions_already(self, private):
        room, _ = private
        bots = [person for person in room.snapshot.people if person.bot]
        assert len(bots) == 2
        assert all(bot.good for bot in bots)

    def test_nobody_can_join(self, private):
        with pytest.raises(RoomError):
            private[0].join("Eve", "attacker", "n")

    def test_the_key_is_in_no_snapshot(self, private):
        room, key = private
        assert len(key) >= 20
        assert key not in repr(room.snapshot)


class TestSharedRoom:
    def test_is_found_by_its_code_in_any_case(self, shared):
        room, _ = shared
        assert find_room(f" {room.code.lower()} ") is room
        forget_room(room.code)
        with pytest.raises(RoomNotFound):
            find_room(room.code)

    def test_somebody_joins_once_for_a_nonce(self, shared):
        room, _ = shared
        key = room.join("Ben", "attacker", "n")
        assert room.join("Ben", "attacker", "n") == key
        names = [person.name for person in room.snapshot.people]
        assert names.count("Ben") == 1

    @pytest.mark.parametrize(
        "name", ["", "   ", "x" * 25, "a\u200bb", "hanna", "HANNA", "You", "\uff28anna"]
    )
    def test_nickname_that_cannot_be_used(self, shared, name):
        room, _ = shared
        before = everything(room)
        with pytest.raises(InputError):
            room.join(name, "contributor", "n")
        assert everything(room) == before

    def test_role_that_is_not_there(self, shared):
        with pytest.raises(InputError):
            shared[0].join("Ben", "owner", "n")

    def test_unknown_key(self, shared):
        with pytest.raises(PersonNotFound):
            contribute(shared[0], "guess", "n")

    def test_only_the_host_moves_time_and_bots(self, shared):
        room, host = shared
        guest = room.join("Ben", "contributor", "n")
        attempts = [
            lambda key: room.jump(key, "a", HOUR),
            lambda key: room.set_clock(key, "b", running=False),
            lambda key: room.add_bot(key, "c", "honest"),
            lambda key: room.remove_bot(key, "d", "p1"),
            lambda key: room.start_over(key, "e"),
        ]
        for attempt in attempts:
            with pytest.raises(RoomError, match="host"):
                attempt(guest)
            attempt(host)


class TestOneAction:
    def test_same_nonce_is_one_action(self, private):
        room, key = private
        outcome = contribute(room, key, "n")
        assert contribute(room, key, "n") is outcome
        assert len(outcome.entries) == 1

    def test_same_nonce_from_many_threads_is_one_action(self, private):
        room, key = private
        before = len(room.snapshot.entries)
        outcomes = []
        threads = [
            threading.Thread(target=lambda: outcomes.append(contribute(room, key, "n")))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(room.snapshot.entries) == before + 1
        assert all(outcome is outcomes[0] for outcome in outcomes)

    def test_many_at_once_lose_nothing(self, shared):
        room, _ = shared
        keys = [room.join(f"Person {n}", "contributor", f"j{n}") for n in range(6)]
        before = len(room.snapshot.entries)
        threads = [
            threading.Thread(target=contribute, args=(room, key, "n"), kwargs={"number": n})
            for n, key in enumerate(keys)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(room.snapshot.entries) == before + 6
        assert conserved(room)

    def test_snapshot_never_changes(self, private):
        room, key = private
        snapshot = room.snapshot
        kept = repr(snapshot.entries)
        contribute(room, key, "n")
        assert repr(snapshot.entries) == kept
        assert room.snapshot.version > snapshot.version
        with pytest.raises(FrozenInstanceError):
            snapshot.version = 1

    @pytest.mark.parametrize(
        ("attempt", "error"),
        [
            (lambda room, key, n: room.refund(key, "r", n), TooEarly),
            (lambda room, key, _: room.refund(key, "r", 1), UnknownContribution),
            (lambda room, key, n: room.report(key, "r", n), Refused),
            (lambda room, key, _: room.refund(key, "r", 10_000), InputError),
            (lambda room, key, _: room.contribute(key, "r", (), 0), BadSample),
            (lambda room, key, _: room.contribute(key, "r", (5, 2), 0), BadSample),
            (lambda room, key, _: room.contribute(key, "r", (900,), 0), BadSample),
            (lambda room, key, _: room.contribute(key, "r", (1, 2), 7), BadLabel),
            (lambda room, key, _: room.contribute(key, "r", (1, 2), 0, most=Wei(1)), RoomError),
            (lambda room, key, _: room.collect(key, "r"), RoomError),
            (lambda room, key, _: room.attack(key, "r", "bribery", 3), InputError),
            (lambda room, key, _: room.attack(key, "r", "label_flipping", 0), InputError),
            (lambda room, key, _: room.jump(key, "r", 0), InputError),
            (lambda room, key, _: room.add_bot(key, "r", "clever"), InputError),
            (lambda room, key, _: room.remove_bot(key, "r", OWNER), RoomError),
            (lambda room, key, _: room.set_clock(key, "r", factor=0), InputError),
        ],
    )
    def test_what_is_refused_changes_nothing(self, private, attempt, error):
        room, key = private
        [number] = contribute(room, key, "n").entries
        before = everything(room)
        with pytest.raises(error):
            attempt(room, key, number)
        assert everything(room) == before

    def test_what_fails_half_way_is_undone(self, private, monkeypatch):
        room, key = private
        room.switch(key, room.identify(key).ids[1])
        before, add, calls = everything(room), type(room._game.engine).add, []

        def fail_at_the_third(engine, *arguments):
            calls.append(arguments)
            if len(calls) == 3:
                raise RuntimeError("power cut")
            return add(engine, *arguments)

        monkeypatch.setattr(type(room._game.engine), "add", fail_at_the_third)
        with pytest.raises(RuntimeError):
            room.attack(key, "n", "label_flipping", 5)
        monkeypatch.undo()
        assert everything(room) == before
        assert len(room.attack(key, "n", "label_flipping", 5).entries) == 5

    def test_a_page_that_is_cut_short_does_not_cut_the_action_short(self, private):
        class Cut(BaseException):
            pass

        def progress(*_):
            raise Cut

        room, key = private
        before = len(room.snapshot.entries)
        with pytest.raises(Cut):
            room.attack(key, "n", "label_flipping", 3, progress)
        assert len(room.snapshot.entries) == before + 3
        assert len(room.attack(key, "n", "label_flipping", 3).entries) == 3
        assert len(room.snapshot.entries) == before + 3


class TestMoney:
    def test_attackers_deposit_goes_to_the_honest(self, private):
        room, key = private
        you, attacker = room.identify(key).ids
        room.switch(key, attacker)
        room.attack(key, "a", "label_flipping", 6)
        room.jump(key, "b", 4 * DAY)
        snapshot = room.snapshot
        bots = sum(person.profit + person.at_stake for person in snapshot.people if person.bot)
        assert snapshot.person(attacker).profit < 0 < bots
        assert snapshot.person(you).profit == 0
        assert conserved(room)

    def test_books_say_what_the_contract_says(self, private):
        room, key = private
        contribute(room, key, "a")
        room.switch(key, room.identify(key).ids[1])
        room.attack(key, "b", "self_validating_refund", 5)
        room.jump(key, "c", 3 * DAY)
        snapshot, shared = room.snapshot, room._game.engine.shared
        for entry in snapshot.entries:
            state = shared.state(entry.contribution)
            assert (entry.deposit, entry.claimable, entry.receipt, entry.settled) == (
                state.deposit,
                state.claimable,
                state.receipt,
                state.settled,
            )
            if not entry.settled:
                assert snapshot.prediction(entry) == shared.predict(entry.contribution.data)
        for person in snapshot.people:
            assert person.good == shared.good(person.address)
        assert snapshot.total_good == shared.total_good()

    def test_claims_say_what_the_contract_says(self, private):
        room, key = private
        contribute(room, key, "a")
        room.switch(key, room.identify(key).ids[1])
        room.attack(key, "b", "label_flipping", 4)
        for step in range(4):
            snapshot, engine = room.snapshot, room._game.engine
            for person in snapshot.people:
                for entry in snapshot.entries:
                    claim = claim_state(snapshot, person.id, entry.number, engine.now)
                    can = (
                        engine.can_refund(entry.contribution)
                        if claim.kind == "refund"
                        else engine.can_report(person.address, entry.contribution)
                    )
                    assert claim.ok == can.ok, (person.name, entry.number, can.reason)
            room.jump(key, f"j{step}", 4 * DAY)

    def test_next_opening_is_when_a_claim_opens(self, private):
        room, key = private
        [number] = contribute(room, key, "a").entries
        me = room.identify(key).id
        opening = next_opening(room.snapshot, me, room.now())
        entry = room.snapshot.entries[number - 1]
        assert opening == entry.contribution.time + DAY
        assert not claim_state(room.snapshot, me, number, opening - 1).ok
        assert claim_state(room.snapshot, me, number, opening).ok

    def test_refund_once(self):
        room, key = open_room(replace(QUIET, bots=(), ready=False))
        sample = next(s for s in room.dataset.pool if room.predict(s.data) == s.label)
        [number] = room.contribute(key, "a", sample.data, sample.label).entries
        room.jump(key, "b", DAY)
        outcome = room.refund(key, "c", number)
        assert outcome.profit[1] == 0
        assert room.snapshot.held == 0
        with pytest.raises(NothingLeft):
            room.refund(key, "d", number)


class TestTime:
    def test_jump_lets_bots_act_in_order(self, private):
        room, key = private
        before, parts = room.now(), []
        seen = len(room.snapshot.entries)
        room.jump(key, "n", 2 * DAY, lambda part, _: parts.append(part))
        assert room.now() >= before + 2 * DAY
        times = [entry.contribution.time for entry in room.snapshot.entries]
        assert times == sorted(times)
        assert len(times) > seen
        assert parts == sorted(parts)
        assert parts

    def test_jump_stops_at_its_cap_and_says_so(self, private):
        room, key = private
        for n in range(4):
            room.add_bot(key, f"b{n}", "honest")
        before = len(room.snapshot.calls)
        outcome = room.jump(key, "n", 40 * DAY)
        assert outcome.capped
        assert len(room.snapshot.calls) - before <= JUMP_ACTIONS
        assert len(room.jump(key, "m", DAY).calls)

    def test_tick_does_nothing_while_the_clock_stands(self, private):
        room, _ = private
        assert room.tick() is room.snapshot
        assert room.tick().version == room.snapshot.version

    def test_start_over_owes_nobody_anything(self, private):
        room, key = private
        contribute(room, key, "a")
        address = room.snapshot.address
        room.start_over(key, "b")
        snapshot = room.snapshot
        assert snapshot.address != address
        assert snapshot.person(room.identify(key).id).profit == 0
        assert {person.name for person in snapshot.people} >= {"You", "Your attacker"}
        assert len(room.jump(key, "c", DAY).calls)
        assert conserved(room)

    def test_start_over_with_something_else_to_learn(self, private):
        room, key = private
        room.start_over(key, "b", dataset="plane", model="dense_nearest_centroid")
        snapshot = room.snapshot
        assert snapshot.dataset.name == snapshot.settings.dataset == "plane"
        assert snapshot.model.name == "dense_nearest_centroid"
        sample = snapshot.dataset.pool[0]
        room.contribute(key, "c", sample.data, sample.label, raw=sample.raw)
        room.start_over(key, "d")
        assert room.snapshot.settings == snapshot.settings

    def test_what_does_not_go_together_changes_nothing(self, private):
        room, key = private
        before = room.snapshot
        with pytest.raises(InputError):
            room.start_over(key, "b", dataset="plane", model="naive_bayes")
        assert room.snapshot.address == before.address
        assert room.dataset is before.dataset
        contribute(room, key, "c")
