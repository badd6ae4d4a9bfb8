"""A script that floods a room is held up; whoever plays fast, and whoever comes back, is not."""

import threading
from itertools import count

import pytest

from sum.errors import PersonNotFound, RoomError, TooFast
from sum.room import Classroom, Settings, open_class, open_room
from sum.room import limits as rules
from sum.room.limits import ACTIONS, ALL_GUESSES, Bucket, Buckets, Limits, Rate, checked_typed


class Time:
    """A clock that stands still until somebody moves it."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def limits(time, monkeypatch):
    monkeypatch.setattr(rules, "_guesses_everywhere", Bucket(Rate(1_000, 100), time))
    return Limits(time)


NONCES = map(str, count())


def allowed(work, most=1_000):
    """How often something works, until it is too fast."""
    for done in range(most):
        try:
            work()
        except TooFast:
            return done
        except RoomError:  # it was no good, and counts all the same
            pass
    return most


def wrong_guess(limits, browser):
    with pytest.raises((PersonNotFound, TooFast)) as caught, limits.guess(browser):
        raise PersonNotFound
    if caught.type is TooFast:
        raise caught.value


def test_purse_fills_up_again_and_no_further(time):
    bucket = Bucket(Rate(burst=3, a_second=2), time)
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 0.5]
    time.now += 0.5
    assert bucket.take() == 0
    time.now += 1_000
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 0.5]


def test_purse_can_owe(time):
    bucket = Bucket(Rate(burst=3, a_second=1), time)
    bucket.add(-5)
    assert bucket.take() == 3
    time.now += 3
    assert bucket.take() == 0


def test_purse_is_safe_for_threads(time):
    bucket, got = Bucket(Rate(burst=500, a_second=1), time), []

    def take():
        got.extend(bucket.take() == 0 for _ in range(300))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert got.count(True) == 500


def test_who_was_not_heard_of_for_longest_is_forgotten(time, monkeypatch):
    monkeypatch.setattr(rules, "REMEMBERED", 2)
    buckets = Buckets(Rate(1, 1), time)
    first = buckets.of("a")
    buckets.of("b")
    assert buckets.of("a") is first
    buckets.of("c")
    assert buckets.of("a") is first
    assert len(buckets._by_name) == 2


def test_who_plays_fast_is_not_held_up(limits, time):
    for _ in range(600):  # two contributions a second, for five minutes
        limits.act("h1")
        limits.acted("h1", 1)
        time.now += 0.5


def test_script_is_held_up_and_says_for_how_long(limits, time):
    assert allowed(lambda: limits.act("h1")) == ACTIONS.burst
    with pytest.raises(TooFast, match=r"try again in a second\. Nothing was sent") as caught:
        limits.act("h1")
    assert isinstance(caught.value, RoomError)
    limits.act("h2")
    time.now += caught.value.wait
    limits.act("h1")


def test_big_attacks_count_for_more(limits):
    def attack():
        limits.act("h1")
        limits.acted("h1", 25)

    assert 5 <= allowed(attack) <= 10


def test_all_together_are_held_up_too_and_nobody_pays_for_it(limits):
    names = [f"h{n}" for n in range(20)]
    assert sum(allowed(lambda name=name: limits.act(name)) for name in names) == 300
    assert limits._actions.of("h19").take(ACTIONS.burst) == 0


def test_whole_class_can_join_at_once(limits):
    assert allowed(limits.join) >= 50


def test_guesser_in_one_browser_keeps_nobody_else_out(limits):
    assert allowed(lambda: wrong_guess(limits, "a")) == rules.GUESSES.burst
    with limits.guess("b"):
        pass


def test_guesser_with_many_browsers_is_held_up_and_others_for_a_moment_only(limits, time):
    made = sum(allowed(lambda n=n: wrong_guess(limits, f"b{n}"), most=5) for n in range(50))
    assert made == ALL_GUESSES.burst
    with pytest.raises(TooFast) as caught, limits.guess("owner"):
        pass
    assert caught.value.wait <= 1
    time.now += caught.value.wait
    with limits.guess("owner"):
        pass


def test_whole_class_can_come_back_at_once(limits):
    for n in range(120):
        with limits.guess(f"b{n}"):
            pass


def test_what_cannot_be_a_phrase_is_not_looked_up():
    assert checked_typed("apple river stone moon") == "apple river stone moon"
    with pytest.raises(PersonNotFound):
        checked_typed("x" * 100_000)


@pytest.mark.slow
def test_flood_in_a_room_keeps_nobody_else_from_playing(monkeypatch):
    monkeypatch.setattr(rules, "ACTIONS", Rate(burst=5, a_second=0.001))
    monkeypatch.setattr(rules, "ALL_GUESSES", Rate(burst=3, a_second=0.001))
    room, _, host = open_class(Settings(running=False, bots=(), ready=False), Classroom())
    flooder, other = (room.join(name, "contributor", name) for name in ("Mal", "Ann"))
    data = room.dataset.pool[0].data
    first = room.contribute(flooder, "n0", data, 0)
    before = room.snapshot
    assert allowed(lambda: room.collect(flooder, next(NONCES)), most=20) <= 5
    assert room.contribute(flooder, "n0", data, 0) == first  # a double click is no action
    assert room.snapshot.calls == before.calls
    assert room.contribute(other, "n0", data, 0).calls
    assert room.pause(host, "p").text
    phrase = room.phrase(other)
    for _ in range(3):
        with pytest.raises(PersonNotFound):
            room.resume("a b c d", "somewhere")
    with pytest.raises(TooFast):
        room.resume(phrase, "somewhere else")
    assert room.me(other).name == "Ann"
    room.close()


@pytest.mark.slow
def test_private_room_has_no_limit(monkeypatch):
    monkeypatch.setattr(rules, "ACTIONS", Rate(burst=1, a_second=0.001))
    room, key = open_room(Settings(running=False, bots=(), ready=False))
    for n in range(3):
        room.set_clock(key, str(n), factor=10)


def test_openings(time, monkeypatch):
    monkeypatch.setattr(rules, "_openings", Bucket(rules.OPENINGS, time))
    assert allowed(rules.opening) == rules.OPENINGS.burst
