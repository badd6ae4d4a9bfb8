"""A process that plays a room is killed at any moment: what was acknowledged is there, whole."""

import json
import os
import random
import select
import signal
import time
from itertools import pairwise

import pytest

from sum.chain import Address, Database
from sum.federated.lab import Federation
from sum.federated.settings import Settings as Federal
from sum.room import Classroom, Room, Settings
from sum.room.audit import audit
from sum.units import ETHER, HOUR
from tests.unit.room.same import assert_same

pytestmark = pytest.mark.slow

SETTINGS = Settings(running=False, dataset="plane", bots=("malicious",), ready=False)
KILLS = 16
FEDERAL = Federal("self-assessment", "drop_out", "breast-cancer", clients=5, rounds=2, group=2)


def play(path, keys, seed, told):
    """Act again and again, and say what came of each action once it has returned."""
    room = Room.reopened(Database(path, shared=True))
    chance = random.Random(seed)  # noqa: S311 - no secret
    host, *people = keys
    for number in range(10_000):
        nonce, who = f"{seed}-{number}", chance.choice(people)
        sample = chance.choice(room.dataset.pool.samples)
        if number % 9 == 8:
            key, outcome = host, room.jump(host, nonce, 5 * HOUR)
        elif number % 7 == 6:
            key, outcome = host, room.start_over(host, nonce)
        elif number % 7 == 4:
            key, outcome = host, room.give(host, nonce, ETHER)
        elif number % 9 == 5:
            role = chance.choice(["contributor", "attacker"])
            key, outcome = who, room.change_role(who, nonce, role)
        else:
            label = chance.choice([sample.label, 1 - sample.label])
            key, outcome = who, room.contribute(who, nonce, sample.data, label)
        line = {"key": key, "nonce": nonce, "text": outcome.text, "calls": outcome.calls}
        os.write(told, (json.dumps(line) + "\n").encode())


def killed(path, keys, seed, after):
    """Let another process play, and kill it some seconds after its first word."""
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(heard)
            play(path, keys, seed, told)
        finally:
            os._exit(1)
    os.close(told)
    said = b""
    try:
        assert select.select([heard], [], [], 60)[0], "the other process says nothing"
        time.sleep(after)
    finally:
        os.kill(child, signal.SIGKILL)
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    while part := os.read(heard, 65_536):
        said += part
    os.close(heard)
    # The last word may be half a one: then it was not acknowledged.
    return [json.loads(line) for line in said.split(b"\n")[:-1]]


def check_chain(room):
    """The chain is whole, and the books say what it says."""
    shot, game = room.snapshot, room._game
    chain, engine = game.chain, game.engine
    blocks = [chain.block(number) for number in range(chain.head + 1)]
    assert all(one.hash == two.parent for one, two in pairwise(blocks))
    assert [each.hash for each in shot.calls] == list(dict.fromkeys(e.hash for e in shot.calls))
    assert all(chain.receipt(each.hash).block == each.block for each in shot.calls)
    for entry in shot.entries:
        assert engine.state(entry.contribution) == engine.peek_state(entry.contribution)
    assert engine.shared.download().words() == shot.model.words()
    assert engine.total_good() == shot.total_good
    for person in shot.people:
        assert person.ether == chain.balance(Address(person.address))
    assert audit(shot).adds_up


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ABCDE.room"


def test_nothing_is_lost_and_nothing_is_there_half(path):
    led = Classroom(led=True)
    room = Room(SETTINGS, "ABCDE", shared=True, classroom=led, database=Database(path, shared=True))
    keys = [room.lead_by("AAAA-BBBB-CCCC-DDDD")]
    keys += [room.join(name, "contributor", name) for name in ("Ann", "Bob")]
    room.close()
    acknowledged, chance = [], random.Random(1)  # noqa: S311 - no secret
    for seed in range(KILLS):
        acknowledged += (new := killed(path, keys, seed, chance.uniform(0, 0.25)))
        room = Room.reopened(Database(path, shared=True))
        version = room.snapshot.version
        for line in new:
            again = room._disk.done(room.identify(line["key"]).holder, line["nonce"])
            assert (again.text, list(again.calls)) == (line["text"], line["calls"])
            assert all(room._game.chain.receipt(each) for each in again.calls)
        check_chain(room)
        assert room.snapshot.version == version
        # Of what was cut off nothing is there, but for one action that was not said any more.
        assert version - 4 - len(acknowledged) <= seed + 1
        room.close()
    assert len(acknowledged) > KILLS
    one, two = (Room.reopened(Database(path, shared=True)) for _ in range(2))
    last = next(line for line in reversed(acknowledged) if line["key"] != keys[0])
    if last["calls"]:
        assert one.contribute(last["key"], last["nonce"], (1, 2), 0).text == last["text"]
    sample = one.dataset.pool[3]
    one.contribute(keys[1], "on", sample.data, sample.label)
    two.tick()
    assert_same(one.snapshot, two.snapshot)
    one.close()
    two.close()


def test_several_processes_play_at_the_same_time(path):
    room = Room(SETTINGS, "ABCDE", shared=True, database=Database(path, shared=True))
    host = room.enter("Hanna", "contributor")
    keys = [host, *(room.join(name, "contributor", name) for name in ("Ann", "Bob", "Eve"))]
    room.close()
    children = []
    for seed, key in enumerate(keys):
        child = os.fork()
        if not child:
            status = 1
            try:
                mine = Room.reopened(Database(path, shared=True))
                for number in range(6):
                    sample = mine.dataset.pool[seed * 10 + number]
                    mine.contribute(key, f"{seed}-{number}", sample.data, sample.label)
                    mine.tick()
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * len(keys)
    room = Room.reopened(Database(path, shared=True))
    assert len(room.snapshot.entries) == 24
    by_person = [each.contributions for each in room.snapshot.people if each.contributions]
    assert by_person == [6, 6, 6, 6]
    check_chain(room)
    room.close()


def test_federated_rounds_go_on_whoever_is_killed(path):
    room = Room(SETTINGS, "ABCDE", shared=True, database=Database(path, shared=True))
    host = room.enter("Hanna", "contributor")
    room.open_federation(host, "deal", FEDERAL)
    room.close()
    chance, kills = random.Random(2), 0  # noqa: S311 - no secret
    while not (kept := rounds_played(path)).over:
        kills += 1
        assert kills < 10 * KILLS
        kill_who_plays_rounds(path, host, f"play {kills}", chance.uniform(0.1, 0.6))
    assert kills > 1
    room = Room.reopened(Database(path, shared=True))
    check_chain(room)
    bad = [place for place, seat in enumerate(kept.seats) if seat.attacker]
    twin = Federation(kept.settings, bad=bad)
    twin.resume(kept.records)
    assert room.snapshot.federation.run.digest() == twin.result().digest()
    room.close()


def rounds_played(path):
    """The federation of a room, as its file has it."""
    room = Room.reopened(Database(path, shared=True))
    try:
        return room._game.federation
    finally:
        room.close()


def kill_who_plays_rounds(path, host, nonce, after):
    """Let another process play all rounds, and kill it some seconds after it has begun."""
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        try:
            room = Room.reopened(Database(path, shared=True))
            room.play_rounds(host, nonce, FEDERAL.rounds)
            os.write(told, b"!")
            time.sleep(60)
        finally:
            os._exit(1)
    os.close(told)
    try:
        assert select.select([heard], [], [], 60)[0], "the other process says nothing"
        time.sleep(after)
    finally:
        os.kill(child, signal.SIGKILL)
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
        os.close(heard)
