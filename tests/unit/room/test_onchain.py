"""Rooms on a node that is shared, is away, is restarted, and changes its mind."""

import inspect
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

import pytest

from sum.chain import Database, as_of, delivery
from sum.errors import NodeDown, PersonNotFound, RoomError, SumError, TooEarly
from sum.home import home
from sum.incentives import PointsTerms
from sum.room import Settings, open_class
from sum.room.audit import audit
from sum.room.classroom import Classroom
from sum.room.limits import Limits
from sum.room.onchain import ACTIONS, FREE, NodeRoom
from sum.room.registry import forget_room
from sum.units import ETHER, Wei
from tests.node.anvils import KEY, Anvil

pytestmark = pytest.mark.slow

CODE = "ABCD-EFGH-JKMN-PQRS"
QUIET = Settings(running=False, bots=(), ready=False)


@pytest.fixture(scope="module")
def anvil():
    node = Anvil()
    yield node
    node.stop()


@pytest.fixture(autouse=True)
def node(anvil, monkeypatch):
    monkeypatch.setenv("SUM_RPC_URL", anvil.url)
    monkeypatch.setenv("SUM_RPC_KEY", KEY)
    monkeypatch.setenv("SUM_RPC_PATIENCE", "0.2")
    monkeypatch.setattr(delivery, "_LOOK", 0.1)
    yield anvil
    anvil.hold(automine=True)
    anvil.ask("evm_mine")


@pytest.fixture
def database(tmp_path):
    return Database(tmp_path / "room.room", shared=True)


@pytest.fixture
def room(database):
    room = NodeRoom(QUIET, "ROOMS", shared=True, database=database)
    yield room
    room.close()


@pytest.fixture
def people(room):
    """Three people's keys."""
    return [room.join(name, "contributor", name) for name in ("Ann", "Ben", "Cleo")]


def sample(room, number):
    found = room.dataset.pool[number]
    return found.data, found.label


def contribute(room, key, number, nonce=""):
    return room.contribute(key, nonce or f"c{number}", *sample(room, number))


def check(room):
    """Nothing is lost and nothing is there twice."""
    snapshot = room.snapshot
    found = audit(snapshot)
    assert found.adds_up, found
    hashes = [call.hash for call in snapshot.calls]
    assert len(set(hashes)) == len(hashes)
    contract = room._game.engine.shared
    assert [each.contribution for each in contract.contributions()] == [
        entry.contribution for entry in snapshot.entries
    ]
    assert contract.download().words() == snapshot.model.words()


def test_every_action_is_written_down_or_need_not_be():
    acting = {
        name
        for name, method in inspect.getmembers(NodeRoom.__base__, inspect.isfunction)
        if any(call in inspect.getsource(method) for call in ("self._act(", "self._whole()"))
    }
    inside = {"_act", "_do", "_let_in", "_whole"}
    assert acting - inside - set(ACTIONS) - set(FREE) == set()


def test_a_class_plays(room, people):
    for number, key in enumerate(people):
        assert contribute(room, key, number).calls
    again = contribute(room, people[0], 0)
    assert again.text == contribute(room, people[0], 0).text
    check(room)
    assert len(room.snapshot.entries) == 3
    assert room.snapshot.controls.undo


def cut_off(monkeypatch, room, after):
    """Let the node be gone as soon as an action has sent so many transactions."""
    wait, count = room._node._delivery.wait, iter(range(after))

    def waits(*args, **kwargs):
        if next(count, None) is None:
            raise NodeDown("The node does not answer.")
        return wait(*args, **kwargs)

    monkeypatch.setattr(room._node._delivery, "wait", waits)


class TestAnActionThatIsCutOff:
    def test_is_carried_out_again_by_whoever_comes_next(self, room, people, monkeypatch):
        contribute(room, people[1], 0)
        before = room.snapshot
        cut_off(monkeypatch, room, 2)
        with pytest.raises(NodeDown):
            room.attack(people[0], "attack", "label_flipping", 4)
        assert room.snapshot is before
        monkeypatch.undo()
        contribute(room, people[1], 1)  # waits for the attack
        check(room)
        assert [entry.person for entry in room.snapshot.entries] == [
            room.snapshot.entries[0].person,
            *4 * [room.identify(people[0]).id],
            room.identify(people[1]).id,
        ]
        outcome = room.attack(people[0], "attack", "label_flipping", 4)
        assert len(outcome.entries) == 4
        assert len(room.snapshot.entries) == 6

    def test_is_carried_out_by_another_process(self, room, people, database, monkeypatch):
        cut_off(monkeypatch, room, 1)
        with pytest.raises(NodeDown):
            room.attack(people[0], "attack", "label_flipping", 3)
        other = NodeRoom.reopened(Database(database.path, shared=True))
        assert not other.snapshot.entries
        assert audit(other.snapshot).adds_up
        other.tick()
        check(other)
        assert len(other.snapshot.entries) == 3
        assert len(other.attack(people[0], "attack", "label_flipping", 3).entries) == 3
        room.tick()
        assert len(room.snapshot.entries) == 3
        check(room)
        other.close()

    def test_a_person_who_joins_gets_one_account(self, room, monkeypatch):
        cut_off(monkeypatch, room, 0)
        with pytest.raises(NodeDown):
            room.join("Ann", "contributor", "n")
        monkeypatch.undo()
        key = room.join("Ann", "contributor", "n")
        assert room.identify(key).id in {each.id for each in room.snapshot.people}
        assert len(room.snapshot.people) == 2
        check(room)


class TestAReorganisation:
    def test_leads_to_books_of_the_new_history(self, room, people, node):
        contribute(room, people[0], 0)
        entry = room.snapshot.entries[0]
        contribute(room, people[1], 1)
        wait = room.snapshot.settings.terms.refund_wait
        host = room.lead_by(CODE)
        room.jump(host, "jump", wait + 60)
        room.refund(people[0], "refund", 1)
        contribute(room, people[2], 2)
        node.ask("anvil_reorg", 4, [])
        contribute(room, people[2], 3)
        check(room)
        entries = room.snapshot.entries
        assert len(entries) == 4
        assert entries[0].contribution.data == entry.contribution.data
        assert "replaced" in " ".join(item.text for item in room.snapshot.feed)
        assert room._node.check() is None

    def test_brings_back_what_somebody_did_who_was_sent_home_since(self, room, people, node):
        host = room.lead_by(CODE)
        contribute(room, people[0], 0)
        room.send_home(host, "home", room.me(people[0]).id)
        contribute(room, people[1], 1)
        node.ask("anvil_reorg", 2, [])
        contribute(room, people[2], 2)
        check(room)
        assert len(room.snapshot.entries) == 3
        assert [each.name for each in room.snapshot.people if each.gone] == ["Gone 1"]
        with pytest.raises(PersonNotFound):
            room.identify(people[0])

    def test_that_is_too_deep_stops_the_room(self, room, people, node, database):
        contribute(room, people[0], 0)
        other = NodeRoom.reopened(Database(database.path, shared=True))
        node.ask("anvil_reorg", 1, [])
        with pytest.raises(RoomError, match="older than"):
            contribute(other, people[0], 1)
        other.tick()
        with pytest.raises(RoomError, match="older than"):
            contribute(other, people[0], 1)
        other.close()
        contribute(room, people[0], 1)  # the process that was there has the way back
        check(room)


class TestARefusal:
    def test_in_a_block_costs_gas_and_nothing_else(self, room, people, monkeypatch):
        contribute(room, people[0], 0)
        monkeypatch.setattr(room._node, "_tried", lambda *_: 1_000_000)
        before = room.snapshot.person(room.identify(people[0]).id)
        with pytest.raises(TooEarly):
            room.refund(people[0], "early", 1)
        after = room.snapshot.person(before.id)
        assert after.gas > before.gas
        assert after.profit == before.profit
        check(room)

    @pytest.mark.usefixtures("people")
    def test_in_the_middle_keeps_what_was_done(self, room):
        host = room.lead_by(CODE)
        gift = ETHER
        room._node._ledger._limit = Wei(room._node.spent + 2 * gift)
        with pytest.raises(RoomError, match=r"spending limit .* Before that, 1 transaction went"):
            room.give(host, "gift", gift)
        check(room)
        given = [each.given for each in room.snapshot.people[1:]]
        assert sorted(each - min(given) for each in given) == [0, 0, gift]
        assert "limit" in room.give(host, "gift", gift).text  # it is not done again


def test_several_processes_serve_one_room(room, people, database):
    other = NodeRoom.reopened(Database(database.path, shared=True))
    found = []

    def play(room, key, numbers):
        for number in numbers:
            try:
                contribute(room, key, number)
            except Exception as error:  # noqa: BLE001 - shown below
                found.append(error)

    threads = [
        threading.Thread(target=play, args=(room, people[0], range(4))),
        threading.Thread(target=play, args=(other, people[1], range(4, 8))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == []
    room.tick()
    check(room)
    assert len(room.snapshot.entries) == 8
    other.tick()
    assert other.snapshot.entries == room.snapshot.entries
    other.close()


def test_a_public_network_has_real_time_and_small_purses(monkeypatch):
    node = Anvil("--chain-id", "11155111")
    try:
        monkeypatch.setenv("SUM_RPC_URL", node.url)
        settings = Settings(bots=("honest",), factor=1_200)
        room, _, host = open_class(settings, Classroom(phase="playing"))
        assert isinstance(room, NodeRoom)
        assert "worth nothing" in room.network.warning
        shot = room.snapshot
        assert shot.settings.terms.refund_wait == 72
        assert all(shot.controls.__dict__.values())
        with pytest.raises(RoomError, match="real time"):
            room.jump(host, "jump", 60)
        with pytest.raises(RoomError, match="real time"):
            room.set_clock(host, "clock", factor=60)
        with pytest.raises(RoomError, match="never goes back"):
            room.undo(host, "undo")
        key = room.join("Ann", "contributor", "n")
        assert room.snapshot.people[-1].given == ETHER // 50
        contribute(room, key, 0)
        assert abs(room.snapshot.entries[0].contribution.time - time.time()) < 30
        for gas in (sent.gas for sent in room._node._outbox.sent(room._node._last())):
            assert gas < 5_000_000  # it is estimated where it costs something
        node.ask("evm_increaseTime", 100)
        node.ask("evm_mine")
        room.refund(key, "refund", 1)
        room.next_round(host, "next", terms=PointsTerms())
        assert room.snapshot.settings.terms.refund_wait == 72
        check(room)
        forget_room(room.code)
    finally:
        node.stop()


CRASHING = """
import os, signal, sys
from sum.chain import Database
from sum.chain.live import LiveChain
from sum.room.limits import Limits
from sum.room.onchain import NodeRoom
from pathlib import Path

path, key, after = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
room = NodeRoom.reopened(Database(path, shared=True))
wait, count = room._node._delivery.wait, iter(range(after))

def waits(*args, **kwargs):
    if next(count, None) is None:
        os.kill(os.getpid(), signal.SIGKILL)
    return wait(*args, **kwargs)

room._node._delivery.wait = waits
room.attack(key, "attack", "label_flipping", 3)
"""


@pytest.mark.slow
def test_nothing_is_lost_when_the_process_is_killed(room, people, database):
    command = [sys.executable, "-c", CRASHING, str(database.path), people[0], "1"]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL  # noqa: S603
    room.tick()
    assert len(room.snapshot.entries) == 3
    assert len(room.attack(people[0], "attack", "label_flipping", 3).entries) == 3
    check(room)


@pytest.mark.slow
def test_the_node_is_restarted(tmp_path, monkeypatch):
    node = Anvil("--state", str(tmp_path / "state"))
    try:
        monkeypatch.setenv("SUM_RPC_URL", node.url)
        room, _, _ = open_class(QUIET, Classroom(phase="playing"))
        keys = [room.join(name, "contributor", name) for name in ("Ann", "Ben")]
        contribute(room, keys[0], 0)
        node.stop()
        with pytest.raises(NodeDown):
            contribute(room, keys[1], 1)
        assert room.tick() is room.snapshot
        node.start()
        contribute(room, keys[1], 1)
        assert len(room.snapshot.entries) == 2
        check(room)
        forget_room(room.code)
        assert not list((home() / "rooms").glob(f"{room.code}*"))
    finally:
        node.stop()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_happens_chain_and_books_agree(seed, node, room, people, monkeypatch):
    monkeypatch.setattr(as_of, "_LAG", 0.2)
    monkeypatch.setattr(room, "_limits", Limits())
    chance, host = random.Random(seed), room.lead_by(CODE)  # noqa: S311 - a game
    attacker = room.join("Max", "attacker", "Max")

    def act(nonce):
        key, pool = chance.choice(people), room.dataset.pool
        number = chance.randint(1, max(1, len(room.snapshot.entries)))
        chosen = chance.choice(pool)
        acts = {
            10: lambda: room.contribute(key, nonce, chosen.data, chosen.label),
            3: lambda: room.report(key, nonce, number),
            4: lambda: room.refund(key, nonce, number),
            2: lambda: room.collect(key, nonce),
            5: lambda: room.attack(attacker, nonce, "label_flipping", 3),
            1: lambda: room.jump(host, nonce, 90_000),
        }
        chance.choices(list(acts.values()), list(acts))[0]()

    for step in range(24):
        kind = chance.choices(["act", "cut", "reorg"], [6, 2, 1])[0]
        with suppress(NodeDown, SumError):
            if kind == "reorg":
                node.ask("anvil_reorg", chance.randint(1, 3), [])
            elif kind == "cut":
                with monkeypatch.context() as patch:
                    cut_off(patch, room, chance.randint(0, 2))
                    act(f"{step}")
            else:
                act(f"{step}")
        room._looked = float("-inf")
        room.tick()
        assert not room._lost
        check(room)
    assert len(room.snapshot.entries) > 5
