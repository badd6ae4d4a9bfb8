"""Federated rounds on a room's chain: each a client with data of their own, and nothing is lost."""

import time
from dataclasses import replace

import pytest

from sum.chain import Address, Database
from sum.errors import InputError, RoomError
from sum.federated.contract import FederatedRound
from sum.federated.lab import Federation
from sum.federated.records import HONEST, OUT
from sum.federated.settings import Settings as Federal
from sum.room import Classroom, Room, Settings, federating, open_class, teaching
from sum.room.audit import audit
from sum.room.federating import FOR_GAS
from sum.units import GWEI

pytestmark = pytest.mark.slow

STILL = Settings(running=False, dataset="plane", bots=(), ready=False)
SMALL = Federal(
    data="breast-cancer", dial="masked", clients=5, rounds=2, attackers=0.2, attack="sign_flip"
)
FACILITATOR = "AAAA-BBBB-CCCC-DDDD"


def wait_for(happens, seconds=60):
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.02)


def finished(room):
    """Wait until no round is played; how the federation is then."""
    wait_for(lambda: not room.snapshot.federation.wanted)
    return room.snapshot.federation


def on_twin(room):
    """The same rounds without masks, phases and money."""
    kept = room._game.federation
    bad = [place for place, seat in enumerate(kept.seats) if seat.attacker]
    federation = Federation(kept.settings, bad=bad)
    federation.resume(kept.records)
    return federation.result()


def played(run):
    """What was played, whoever attacks."""
    return replace(run, attackers=()).digest()


@pytest.fixture
def alone():
    """A private room with a federation, in which rounds are played."""
    room = Room(STILL, "ABCDE", shared=False)
    key = room.enter("", "contributor")
    room.open_federation(key, "open", SMALL)
    yield room, key
    finished(room)
    room.close()


@pytest.fixture
def led(tmp_path):
    """A class of four in a file, to whom roles are dealt in secret."""
    room = Room(
        STILL,
        "ABCDE",
        shared=True,
        classroom=Classroom(led=True, roles="dealt", attackers=0.5, phase="lobby"),
        database=Database(tmp_path / "ABCDE.room", shared=True),
    )
    host = room.lead_by(FACILITATOR)
    keys = [room.join(name, "contributor", name) for name in ("Ann", "Bob", "Cyd", "Dan")]
    yield room, host, keys
    room.close()


def test_rounds_are_played_on_the_rooms_chain(alone):
    room, key = alone
    before = room.snapshot
    assert before.federation.seats[0].name == "You"
    assert [seat.attacker for seat in before.federation.seats][:2] == [False, True]
    room.play_rounds(key, "play", 2)
    found = finished(room)
    assert found.over
    assert found.problem == ""
    assert found.run.digest() == on_twin(room).digest()
    assert found.gas == sum(each.outcome.gas for each in found.run.records) > 10**6
    assert audit(room.snapshot).adds_up
    assert room.snapshot.feed[-1].text.startswith("Federated round 2: the model is right")
    assert_all_is_somewhere(room, found)


def assert_all_is_somewhere(room, found):
    """The model is the contract's, and not a wei is missing."""
    kept, chain, last = room._game.federation, room._game.chain, found.run.records[-1]
    contract = FederatedRound.connect(chain, kept.address)
    assert contract.model().tolist() == last.outcome.model.tolist()
    for seat, profit, balance in zip(kept.seats, last.profits, kept.balances, strict=True):
        assert chain.balance(Address(seat.account)) == balance
        paid = SMALL.means + FOR_GAS + profit - balance - contract.collectable(seat.account)
        assert 0 < paid < GWEI * found.gas  # what is missing is what its transactions cost
    assert sum(last.profits) + last.outcome.carried == SMALL.rounds * SMALL.bounty


def test_everybody_decides_for_their_own_client(alone):
    room, key = alone
    room.decide(key, "out", 0, OUT)
    you, attacker = room.clients(key)
    assert (you.does, attacker.does) == (OUT, "sign_flip")
    room.decide(key, "flip", 1, "label_flip")
    for place, does in ((0, "label_flip"), (1, "none"), (1, ""), (2, HONEST), (-1, HONEST)):
        with pytest.raises((RoomError, InputError)):
            room.decide(key, f"{place}{does}", place, does)
    room.play_rounds(key, "play", 1)
    record = finished(room).run.records[0]
    assert record.choices[:2] == (OUT, "label_flip")
    assert not record.present[0]
    assert record.profits[0] == 0


def test_whoever_vanishes_loses_the_stake(alone):
    room, key = alone
    room.decide(key, "gone", 0, "drop_out")
    room.open_federation(key, "scalar", replace(SMALL, dial="scalar"))
    room.decide(key, "gone again", 0, "drop_out")
    room.play_rounds(key, "play", 1)
    record = finished(room).run.records[0]
    assert record.outcome.settlements[0].lost[0] == SMALL.stake
    assert record.silent[0]
    assert not record.outcome.included[0]


def test_a_failed_piece_is_undone_and_played_again(alone, monkeypatch):
    room, key = alone
    real, calls = room._game.chain.send, []

    def broken(*args, **options):
        calls.append(args)
        if len(calls) == 9:
            raise RoomError("The line is dead.")
        return real(*args, **options)

    monkeypatch.setattr(room._game.chain, "send", broken)
    room.play_rounds(key, "play", 1)
    stopped = finished(room)
    assert stopped.problem == "The line is dead."
    assert not stopped.run.records
    room.play_rounds(key, "again", 2)
    found = finished(room)
    assert found.problem == ""
    assert found.run.digest() == on_twin(room).digest()


def test_rounds_stop_and_go_on_after_a_restart(led):
    room, host, _ = led
    room.open_federation(host, "open", replace(SMALL, dial="self-assessment", clients=6, rounds=3))
    room.play_rounds(host, "play", 3)
    wait_for(lambda: room.snapshot.federation.run.records and room.snapshot.federation.stage)
    room.pause_rounds(host, "pause")
    stopped = finished(room)
    assert not stopped.over
    assert stopped.stage
    again = Room.reopened(Database(room._disk.file.database.path, shared=True))
    assert again.snapshot.federation == stopped
    again.play_rounds(again.facilitator(FACILITATOR), "go on", 3)
    found = finished(again)
    assert found.over
    assert played(found.run) == played(on_twin(again))
    room.refresh()
    assert room.snapshot.federation == found
    again.close()


def test_two_processes_do_not_play_a_round_twice(led):
    room, host, _ = led
    other = Room.reopened(Database(room._disk.file.database.path, shared=True))
    room.open_federation(host, "open", SMALL)
    room.play_rounds(host, "play", 1)
    for each in (room, other):
        wait_for(lambda each=each: each.tick() and not each.snapshot.federation.wanted)
    assert other.snapshot.federation == room.snapshot.federation
    assert played(room.snapshot.federation.run) == played(on_twin(room))
    other.close()


def test_nobody_sees_anybody_elses_data_or_part(led):
    room, host, keys = led
    room.open_federation(host, "open", replace(SMALL, clients=6, attackers=0.5))
    seen = room.snapshot.federation
    assert seen.secret
    assert not any(seat.attacker for seat in seen.seats)
    assert not any(seen.run.attackers)
    assert seen.run.mixes == ()
    mine = [room.clients(key) for key in keys]
    assert [[each.place for each in client] for client in mine] == [[0], [1], [2], [3]]
    assert room.clients(host) == ()
    kept = room._game.federation
    assert sum(seat.attacker for seat in kept.seats) == 3
    assert [client[0].seat.attacker for client in mine] == [s.attacker for s in kept.seats[:4]]
    room.begin(host, "begin")
    room.lead(host, "show", revealed=True)
    assert [s.attacker for s in room.snapshot.federation.seats] == [s.attacker for s in kept.seats]


def test_names_are_hidden_where_the_room_hides_them(led):
    room, host, _ = led
    room.open_federation(host, "open", SMALL)
    room.lead(host, "hide", anonymous=True)
    assert "Ann" not in {seat.name for seat in room.snapshot.federation.seats}


def test_a_latecomer_takes_a_simulated_place(led):
    room, host, keys = led
    room.open_federation(host, "open", SMALL)
    assert room.takes_seats == 1
    late = room.join("Eve", "contributor", "late")
    assert room.clients(late) == ()
    room.take_seat(late, "sit")
    assert room.clients(late)[0].place == 4
    assert room.snapshot.federation.seats[4].name == "Eve"
    with pytest.raises(RoomError, match="already"):
        room.take_seat(keys[0], "another")
    with pytest.raises(RoomError, match="No place"):
        room.take_seat(room.join("Fay", "contributor", "later"), "sit too")


def test_only_who_leads_deals_and_plays(led):
    room, host, keys = led
    for call in (
        lambda key: room.open_federation(key, "open", SMALL),
        lambda key: room.play_rounds(key, "play", 1),
        lambda key: room.pause_rounds(key, "pause"),
    ):
        with pytest.raises(RoomError, match="Only the host"):
            call(keys[0])
    with pytest.raises(RoomError, match="No data"):
        room.play_rounds(host, "early", 1)
    with pytest.raises(InputError, match="There are 4 people"):
        room.open_federation(host, "few", replace(SMALL, clients=3, group=2))
    assert room.snapshot.federation is None
    with pytest.raises(InputError):
        room.open_federation(host, "none", None)


def test_an_undone_minute_undoes_rounds_too(monkeypatch):
    for name, value in {"BACK": 0.0, "LEAST": 0.1, "APART": 0.0}.items():
        monkeypatch.setattr(teaching, name, value)
    monkeypatch.setattr(federating, "PIECE", 60)  # a round is one piece
    room, _, host = open_class(STILL, Classroom(led=True, phase="playing"))
    room.open_federation(host, "open", SMALL)
    opened = room.snapshot.federation
    room.play_rounds(host, "play", 1)
    finished(room)
    time.sleep(0.2)
    room.undo(host, "undo")
    assert room.snapshot.federation == opened
    room.play_rounds(host, "once more", 1)
    found = finished(room)
    assert len(found.run.records) == 1
    assert found.run.digest() == on_twin(room).digest()
