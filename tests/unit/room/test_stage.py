"""How a room acts: whole, once, published; each test here broke something once."""

import threading
from dataclasses import replace

import pytest

from sum.agents.policies import Policy
from sum.chain.base import PURSE
from sum.errors import InputError, PersonNotFound, RoomError
from sum.room import JUMP_ACTIONS, Room, find_room, open_room
from sum.room.playing import COLLECT_ACTIONS
from sum.shared_model import SharedModel
from sum.simulation.driver import Driver
from sum.units import DAY, HOUR
from tests.unit.room.conftest import QUIET

pytestmark = pytest.mark.slow

ALONE = replace(QUIET, bots=(), ready=False)


class PowerCut(Exception):
    pass


def failing(after):
    """A function that raises when it has been called often enough."""

    def wrap(function):
        calls = []

        def wrapped(*args, **kwargs):
            calls.append(args)
            if len(calls) > after:
                raise PowerCut
            return function(*args, **kwargs)

        return wrapped

    return wrap


def state(room):
    """Everything that a room is: what it shows, and what it keeps behind."""
    game = room._game
    kept = game.save()
    driver = kept.driver_state
    return (
        room.snapshot,
        game.chain.head,
        kept.ledger.books(),
        kept.people,
        kept.opened,
        kept.engine_state.profits,
        (driver.visits, driver.count, driver.rng),
        open_claims(driver.knowledge.claims),
        {name: (seat.agent, seat.order, rng) for name, (seat, rng) in driver.seats.items()},
        [game.chain.balance(member.address) for member in game.people],
        set(room._done),
    )


def open_claims(claims):
    """What is open to whom; how that is found quickly is nobody's business."""
    owns = {account: vars(own) for account, own in claims._own.items()}
    return claims._entries, claims._waiting, owns, claims._wrong, claims._left, claims._done


def add(room, key, nonce, number=0, *, wrong=False):
    sample = room.dataset.pool[number]
    return room.contribute(key, nonce, sample.data, sample.label ^ wrong)


def agreeing(room, start=0):
    """A sample of which the model knows the label already."""
    pool = room.dataset.pool
    return next(n for n in range(start, len(pool)) if room.predict(pool[n].data) == pool[n].label)


def stubborn(room):
    """A sample of which the model is so sure that one wrong label does not turn it."""

    def still_right(sample):
        model = room.snapshot.model.copy()
        model.learn_one(sample.data, 1 - sample.label)
        return model.predict_one(sample.data) == sample.label

    return next(n for n, sample in enumerate(room.dataset.pool) if still_right(sample))


class TestSecrets:
    def test_what_somebody_joined_with_gives_nobody_their_key(self, shared):
        room, _ = shared
        key = room.join("Ben", "attacker", "n")
        for guess in ("join", "", "n"):
            with pytest.raises(PersonNotFound):
                add(room, guess, "n")
        assert room.join("Eve", "attacker", "n") != key
        assert room.join("Ben", "attacker", "n") == key

    def test_another_persons_nonce_is_another_action(self, shared):
        room, host = shared
        other = room.join("Ben", "contributor", "j")
        first, second = add(room, host, "n"), add(room, other, "n", 1)
        assert first.entries != second.entries


class TestWhole:
    @pytest.mark.parametrize(
        ("where", "name", "after"),
        [
            (SharedModel, "open", 0),  # the contract was made already
            (Driver, "step", 2),  # so were some of the bots' contributions
        ],
    )
    def test_start_over(self, private, monkeypatch, where, name, after):
        room, key = private
        add(room, key, "a")
        before = state(room)
        monkeypatch.setattr(where, name, failing(after)(getattr(where, name)))
        with pytest.raises(PowerCut):
            room.start_over(key, "b")
        monkeypatch.undo()
        assert state(room) == before
        assert len(add(room, key, "c", 1).calls) == 1
        assert len(room.start_over(key, "b").calls) > 1

    @pytest.mark.parametrize("after", [1, 4])
    def test_jump(self, private, monkeypatch, after):
        room, key = private
        before, now = state(room), room.now()
        monkeypatch.setattr(Driver, "step", failing(after)(Driver.step))
        with pytest.raises(PowerCut):
            room.jump(key, "n", 2 * DAY)
        monkeypatch.undo()
        assert state(room) == before
        assert room.now() == now
        assert room.jump(key, "n", 2 * DAY).calls

    def test_collect(self, monkeypatch):
        room, key = open_room(ALONE)
        for nonce in range(3):
            add(room, key, str(nonce), agreeing(room, 5 * nonce))
        room.jump(key, "j", 2 * DAY)
        before = state(room)
        monkeypatch.setattr(SharedModel, "refund", failing(1)(SharedModel.refund))
        with pytest.raises(PowerCut):
            room.collect(key, "c")
        monkeypatch.undo()
        assert state(room) == before
        assert len(room.collect(key, "c").calls) == 3

    def test_what_cannot_be_published(self, private, monkeypatch):
        room, key = private
        before = state(room)
        monkeypatch.setattr(SharedModel, "held", failing(0)(SharedModel.held))
        with pytest.raises(PowerCut):
            add(room, key, "n")
        monkeypatch.undo()
        assert state(room) == before
        assert len(add(room, key, "n").entries) == 1

    def test_tick(self, monkeypatch):
        room, key = open_room(replace(QUIET, factor=86_400, running=True))
        real = room._game.clock._real
        monkeypatch.setattr(room._game.clock, "_real", lambda: real() + 10)
        monkeypatch.setattr(Driver, "step", failing(1)(Driver.step))
        before = state(room)
        with pytest.raises(PowerCut):
            room.tick()
        monkeypatch.undo()
        assert state(room) == before
        assert key


class TestOutcome:
    def test_of_a_claim_names_what_was_claimed(self):
        room, key = open_room(ALONE)
        numbers = [add(room, key, str(n), agreeing(room, 5 * n)).entries[0] for n in range(3)]
        room.jump(key, "j", DAY)
        assert room.refund(key, "r", numbers[0]).entries == (numbers[0],)
        assert room.collect(key, "c").entries == tuple(numbers[1:])

    def test_of_a_new_start_is_about_the_new_contract(self, private):
        room, key = private
        add(room, key, "a")
        outcome = room.start_over(key, "b")
        assert outcome.calls == tuple(call.hash for call in room.snapshot.calls)
        assert outcome.entries == ()
        assert outcome.profit[0] < 0 == outcome.profit[1]

    def test_collect_takes_back_what_is_ones_own_late(self):
        room, key = open_room(ALONE)
        number = stubborn(room)
        add(room, key, "a", number, wrong=True)
        room.jump(key, "b", 8 * DAY)
        with pytest.raises(RoomError):
            room.collect(key, "c")
        room.jump(key, "d", 2 * DAY)
        assert room.collect(key, "e").entries == (1,)
        assert room.snapshot.held == 0

    def test_collect_stops_at_its_cap_and_says_so(self, monkeypatch):
        monkeypatch.setattr("sum.room.playing.COLLECT_ACTIONS", 2)
        room, key = open_room(ALONE)
        for n in range(3):
            add(room, key, str(n), agreeing(room, 5 * n))
        room.jump(key, "j", DAY)
        assert COLLECT_ACTIONS > 2
        assert room.collect(key, "c").capped
        assert not room.collect(key, "d").capped
        assert room.snapshot.held == 0


class TestTime:
    def test_transactions_follow_the_clock_a_second_apart(self, private):
        room, key = private
        room.jump(key, "j", HOUR)
        start = room.now()
        for n in range(3):
            assert room.quote()[1] == room.snapshot.clock.now == start + n
            add(room, key, str(n), n)
            assert room.now() == room.snapshot.entries[-1].contribution.time == start + n
        room.jump(key, "k", HOUR)
        assert room.now() >= start + 2 + HOUR

    def test_visits_that_come_to_nothing_count_too(self, private, monkeypatch):
        room, key = private
        monkeypatch.setattr(Policy, "act", lambda *_: iter(()))
        parts = []
        outcome = room.jump(key, "n", 60 * DAY, lambda part, _: parts.append(part))
        assert outcome.capped
        assert len(parts) <= JUMP_ACTIONS + 1
        assert parts[-1] == 1.0

    def test_bots_act_later_when_there_was_too_much_to_do(self, private, monkeypatch):
        monkeypatch.setattr("sum.room.hosting.JUMP_ACTIONS", 3)
        room, key = private
        outcome = room.jump(key, "n", 3 * DAY)
        assert outcome.capped
        assert len(outcome.calls) == 3
        assert room._game.next_bot() > room.now() - 1
        assert room.jump(key, "m", DAY).calls

    def test_ticks_from_many_threads(self):
        room, _ = open_room(replace(QUIET, factor=20_000, running=True))
        seen, wrong = [], []

        def poll():
            last = room.snapshot
            for _ in range(30):
                snapshot = room.tick()
                if snapshot.version < last.version or not consistent(snapshot):
                    wrong.append(snapshot.version)
                last = snapshot
                seen.append(snapshot.version)

        run_all([poll] * 6)
        assert not wrong
        assert max(seen) > 2

    def test_a_bar_may_poll_while_its_own_action_runs(self, private):
        room, key = private
        room.set_clock(key, "c", running=True, factor=86_400)
        clock = room._game.clock

        def poll(*_):
            clock._real = lambda: clock._hand.real + 10  # long enough for bots to be due
            assert room.tick() is room.snapshot

        assert len(room.attack(key, "a", "label_flipping", 2, poll).calls) == 2
        assert room._game.next_bot() <= room.now()
        assert consistent(room.tick())


class TestMany:
    def test_readers_see_whole_actions_only(self, shared):
        room, host = shared
        keys = [host, *(room.join(f"P{n}", "attacker", "n") for n in range(2))]
        stop, wrong = threading.Event(), []

        def read():
            while not stop.is_set():
                snapshot = room.snapshot
                if not consistent(snapshot) or find_room(room.code) is not room:
                    wrong.append(snapshot.version)

        def act(key):
            for nonce in range(3):
                room.attack(key, str(nonce), "label_flipping", 3)

        readers = [threading.Thread(target=read) for _ in range(2)]
        for reader in readers:
            reader.start()
        before = len(room.snapshot.entries)
        run_all([lambda key=key: act(key) for key in keys])
        stop.set()
        for reader in readers:
            reader.join()
        assert not wrong
        assert len(room.snapshot.entries) == before + 27

    def test_bots_come_and_go(self, private):
        room, key = private
        for n in range(20):
            room.add_bot(key, f"a{n}", "honest")
            room.remove_bot(key, f"r{n}", room.snapshot.people[-1].id)
        assert sum(bool(person.bot) for person in room.snapshot.people) == 2


def test_new_start_fills_every_purse(private):
    room, key = private
    room.attack(key, "a", "label_flipping", 25)
    room.start_over(key, "b")
    people = [person for person in room.snapshot.people if person.id in room.identify(key).ids]
    assert all(person.ether == PURSE for person in people)


def test_opener_who_cannot_be_let_in_leaves_nothing(monkeypatch):
    closed = []
    monkeypatch.setattr(Room, "close", lambda room: closed.append(room.code))
    with pytest.raises(InputError, match="already called"):
        open_room(QUIET, shared=True, nickname="ada")
    assert len(closed) == 1


def consistent(snapshot):
    """Whether all parts of a snapshot are of the same moment."""
    stakes = sum(entry.claimable for entry in snapshot.entries)
    return (
        stakes == snapshot.held == -sum(person.profit for person in snapshot.people)
        and sum(person.contributions for person in snapshot.people) == len(snapshot.entries)
        and sum(person.at_stake for person in snapshot.people) == stakes
        and len(snapshot.entries) == sum(call.function == "add_data" for call in snapshot.calls)
    )


def run_all(works):
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
