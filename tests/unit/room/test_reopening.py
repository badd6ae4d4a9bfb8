"""A room in a file: whoever opens it has the room as it was, to the last field."""

import sqlite3

import pytest

from sum.chain import Busy, Database
from sum.errors import ChainError, InputError, RoomError, RoomNotFound, StoreError
from sum.incentives import MECHANISMS
from sum.incentives.reward_market import MarketTerms
from sum.room import OWNER, Classroom, Room, Settings, disk
from sum.room.audit import audit
from sum.room.hidden_set import Plan
from sum.units import DAY, HOUR
from tests.unit.room.same import assert_same

pytestmark = pytest.mark.slow

FACILITATOR = "AAAA-BBBB-CCCC-DDDD"
STILL = Settings(running=False, dataset="plane", bots=("honest",), ready=False)


class Played:
    """A room in a file, with a facilitator and two people."""

    def __init__(self, path, settings=STILL):
        self.path = path
        led = Classroom(title="Monday", led=True)
        self.room = Room(settings, "ABCDE", shared=True, classroom=led, database=self.database())
        self.host = self.room.lead_by(FACILITATOR)
        self.ann = self.room.join("Ann", "contributor", "a")
        self.bob = self.room.join("Bob", "attacker", "b")
        self.open = [self.room]
        self.nonces = 0

    def database(self):
        return Database(self.path, shared=True)

    def again(self):
        """The room once more, as another process has it."""
        self.open.append(Room.reopened(self.database()))
        return self.open[-1]

    def nonce(self):
        self.nonces += 1
        return f"n{self.nonces}"

    def add(self, room, key, *, wrong=False):
        sample = room.dataset.pool[self.nonces % len(room.dataset.pool)]
        label = 1 - sample.label if wrong else sample.label
        return room.contribute(
            *(key, self.nonce(), sample.data, label), raw=sample.raw, truth=sample.label
        )

    def close(self):
        for room in self.open:
            room.close()


@pytest.fixture
def make(tmp_path):
    made = []

    def make(settings=STILL):
        made.append(Played(tmp_path / "ABCDE.room", settings))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.mark.parametrize("name", [name for name in MECHANISMS if name != "reward_market"])
def test_a_reopened_room_is_the_same(make, name):
    settings = Settings(
        running=False,
        dataset="plane",
        bots=("malicious",),
        ready=False,
        terms=MECHANISMS[name](),
    )
    played = make(settings)
    room = played.room
    for number in range(6):
        played.add(room, played.bob if number % 3 else played.ann, wrong=number % 3 > 0)
    room.jump(played.host, "jump", 2 * DAY)
    room.jump(played.host, "again", 2 * DAY)
    last = played.add(room, played.ann)
    again = played.again()
    assert_same(room.snapshot, again.snapshot)
    assert audit(again.snapshot).adds_up
    # It goes on as the other one does: the same people, the same bots.
    assert again.identify(played.ann) == room.identify(played.ann)
    assert again._game.driver.standing() == room._game.driver.standing()
    repeated = again.contribute(played.ann, f"n{played.nonces}", (1,), 0)
    assert repeated == last
    assert again.facilitator(FACILITATOR) == played.host
    again.jump(played.host, "on", DAY)
    assert audit(again.snapshot).adds_up
    assert room.tick().version == again.snapshot.version
    assert_same(room.snapshot, again.snapshot)


def test_two_processes_play_one_room(make):
    played = make()
    one, two = played.room, played.again()
    for number in range(8):
        played.add((one, two)[number % 2], (played.ann, played.bob)[number // 2 % 2])
    eve = two.join("Eve", "contributor", "e")
    assert one.identify(eve).id == two.identify(eve).id
    assert one.join("Eve", "contributor", "e") == eve
    with pytest.raises(InputError, match="already called Eve"):
        one.join("Eve", "contributor", "another")
    assert played.add(one, eve).entries == (9,)
    one.jump(played.host, "j", 9 * DAY)
    two.tick()
    assert_same(one.snapshot, two.snapshot)
    assert len(one.snapshot.entries) == len({each.transaction for each in two.snapshot.entries})
    assert audit(two.snapshot).adds_up
    assert_same(two.snapshot, played.again().snapshot)


def test_what_one_process_has_done_the_other_does_not_do_again(make):
    played = make()
    one, two = played.room, played.again()
    done = played.add(one, played.ann)
    repeated = two.contribute(played.ann, f"n{played.nonces}", (1, 2), 0)
    assert repeated == done
    assert len(two.snapshot.entries) == 1
    # The same nonce is another one's action, where another person uses it.
    sample = two.dataset.pool[5]
    assert two.contribute(played.bob, f"n{played.nonces}", sample.data, sample.label).entries == (
        2,
    )


def test_a_new_round_and_going_back_reach_the_other_process(make, monkeypatch):
    played = make()
    one, two = played.room, played.again()
    for number in range(4):
        played.add(one, played.ann, wrong=number == 2)
    monkeypatch.setattr("sum.room.teaching.LEAST", -1.0)
    monkeypatch.setattr("sum.room.teaching.APART", 0.0)
    played.add(one, played.bob)
    one.undo(played.host, "u")
    assert len(one.snapshot.entries) < 5
    assert len(two.tick().entries) == len(one.snapshot.entries)
    assert_same(one.snapshot, two.snapshot)
    played.add(two, played.ann)
    one.next_round(played.host, "next", terms=MECHANISMS["guarded_deposit"]())
    assert not two.tick().entries
    assert_same(one.snapshot, two.snapshot)
    two.begin(played.host, "b")
    played.add(two, played.ann)
    one.tick()
    assert_same(one.snapshot, two.snapshot)
    assert_same(one.snapshot, played.again().snapshot)
    assert audit(one.snapshot).adds_up


def test_nobody_sees_a_room_that_is_read_by_half(make, monkeypatch):
    played = make()
    one, two = played.room, played.again()
    played.add(one, played.ann)
    two.tick()
    before, seen, read = two.snapshot, [], disk.RoomFile.read

    def look(file, parts):
        read(file, parts)
        seen.append((two.me(played.ann).name, two.role(played.bob), two.snapshot is before))

    one.next_round(played.host, "next")
    monkeypatch.setattr(disk.RoomFile, "read", look)
    two.tick()
    assert seen == [("Ann", "attacker", True)]
    assert_same(one.snapshot, two.snapshot)


def test_one_process_undoes_what_another_has_done(make, monkeypatch):
    played = make()
    one, two = played.room, played.again()
    monkeypatch.setattr("sum.room.teaching.LEAST", -1.0)
    monkeypatch.setattr("sum.room.teaching.APART", 0.0)
    played.add(two, played.ann)
    one.tick()
    played.add(two, played.bob, wrong=True)
    one.tick()
    assert len(one.snapshot.entries) == 2
    one.undo(played.host, "u")
    assert one.snapshot.entries == ()
    assert one.snapshot.held == 0
    assert_same(two.tick(), one.snapshot)
    assert not two._points  # the moments that it knew are gone
    assert audit(one.snapshot).adds_up


def test_an_action_that_fails_leaves_nothing_in_the_file(make, monkeypatch):
    played = make()
    room = played.room
    played.add(room, played.ann)
    before = room.snapshot
    with pytest.raises(RoomError, match="nothing to collect"):
        room.collect(played.ann, "c")
    monkeypatch.setattr(disk.Disk, "note_done", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        played.add(room, played.ann)
    monkeypatch.undo()
    assert room.snapshot is before
    assert_same(played.again().snapshot, before)
    assert played.add(room, played.ann).entries == (2,)
    assert_same(played.again().snapshot, room.snapshot)


def test_a_write_that_fails_leaves_nothing(make, monkeypatch):
    played = make()
    room = played.room
    played.add(room, played.ann)
    before = room.snapshot

    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(disk.Disk, "write", full)
    for _ in range(2):
        with pytest.raises(ChainError, match="cannot be written"):
            played.add(room, played.bob)
    with pytest.raises(ChainError):
        room.join("Eve", "contributor", "e")
    monkeypatch.undo()
    assert room.snapshot is before
    assert room.join("Eve", "contributor", "e")
    played.add(room, played.bob)
    assert_same(played.again().snapshot, room.snapshot)
    assert audit(room.snapshot).adds_up


def test_a_market_goes_on_after_a_restart(make):
    settings = Settings(running=False, dataset="plane", bots=(), ready=False, terms=MarketTerms())
    played = make(settings)
    room = played.room
    bob = room.identify(played.bob).id
    plan = Plan(portions=3, size=4, rounds=4, show_for=HOUR, take_part_for=HOUR, beneficiary=bob)
    room.switch(played.host, room.sponsor(played.host).ids[-1])
    room.open_market(played.host, "open", plan)
    room = played.again()
    assert room.secret(played.host)
    room.draw(played.host, "draw")
    room.show(played.host, "show")
    played.add(room, played.ann)
    played.add(room, played.bob, wrong=True)
    room = played.again()
    assert_same(room.snapshot, played.open[-2].snapshot)
    room.jump(played.host, "later", 2 * HOUR)
    room.reveal(played.host, "reveal")
    room = played.again()
    room.score(played.ann, "score")
    room = played.again()
    room.settle(played.bob, "settle")
    room = played.again()
    room.collect(played.ann, "collect")
    assert audit(room.snapshot).adds_up
    assert_same(room.snapshot, played.again().snapshot)


def test_who_acts_waits_for_no_other_process_when_it_only_looks(make):
    played = make()
    one, two = played.room, played.again()
    with one._disk.file.database.whole("long"):
        before = two.snapshot
        assert two.tick() is before
        assert two.now()
        two._disk.file.database._patience = 0.01
        with two._disk.file.database.at_once(), pytest.raises(Busy, match="try again"):
            played.add(two, played.ann)
    assert played.add(two, played.ann).entries == (1,)


def test_the_clock_stands_still_while_nobody_is_there(make, monkeypatch):
    played = make(Settings(dataset="plane", bots=(), ready=False, factor=100))
    room = played.room
    at = room.now()
    played.close()
    real = room._game.clock._real
    monkeypatch.setattr("sum.room.game.time.time", lambda: real() + 86_400)
    late = played.again()
    late.tick()
    # Somebody may still have been looking for some seconds after the last word in the file.
    assert at <= late.now() <= at + 100 * (2 * disk.ATTENTION + 5)
    assert late.left() is None


def test_clocks_go_on_in_the_file_while_somebody_looks(make, monkeypatch):
    played = make(Settings(dataset="plane", bots=(), ready=False, factor=100))
    one, two = played.room, played.again()
    monkeypatch.setattr(disk, "BEAT", -1.0)
    hand = one._game.clock.hand
    one.tick()
    assert one._game.clock.hand.seen > hand.seen
    two.tick()
    assert two._game.clock.hand.seen >= one._game.clock.hand.seen
    assert two.snapshot.version == one.snapshot.version


def test_a_room_that_is_too_large_takes_nothing_more(make, monkeypatch):
    played = make()
    room = played.room
    size = room._disk.file.database.size
    monkeypatch.setattr(disk, "MOST_BYTES", size - 1)
    for attempt in (
        lambda: played.add(room, played.ann),
        lambda: room.join("Eve", "contributor", "e"),
    ):
        with pytest.raises(RoomError, match="has reached"):
            attempt()
    assert room.finish(played.host, "f")


def test_secrets_are_in_the_file_as_little_as_can_be(make):
    played = make()
    phrase = played.room.phrase(played.ann)
    played.close()
    data = played.path.read_bytes()
    for secret in (FACILITATOR, phrase, played.ann, played.bob, played.host):
        assert secret.encode() not in data


def test_files_that_are_no_room(tmp_path):
    path = tmp_path / "X.room"
    Database(path, shared=True).close()
    with pytest.raises((StoreError, RoomNotFound, ChainError)):
        Room.reopened(Database(path, shared=True))


def damage(path, command):
    with sqlite3.connect(path) as connection:
        connection.execute(command)
    connection.close()


@pytest.mark.parametrize(
    "command",
    [
        "DELETE FROM slots WHERE name = 'settings'",
        "UPDATE slots SET value = X'00'",
        "DELETE FROM items WHERE part = 'ledger.entries' AND key = 0",
        "UPDATE items SET value = X'80'",
        "DELETE FROM room WHERE name = 'hands'",
        "UPDATE room SET value = 99 WHERE name = 'schema'",
        "INSERT INTO slots VALUES ('ledger.unknown', 1, X'80054E2E')",
        "UPDATE slots SET value = X'80054E2E' WHERE name = 'address'",
    ],
)
def test_a_damaged_room_says_so(make, command):
    played = make()
    for _ in range(3):
        played.add(played.room, played.ann)
    played.close()
    damage(played.path, command)
    with pytest.raises(StoreError):
        Room.reopened(played.database())


def test_the_owner_plays_no_part_after_a_restart_either(make):
    again = make().again()
    assert again.snapshot.person(OWNER).given == 0
