"""Who is sent home can do nothing more; what they did stays, under another name."""

import pytest

from sum.chain import Database
from sum.errors import PersonNotFound, RoomError
from sum.federated.settings import Settings as Federal
from sum.room import Classroom, Room, Settings
from sum.room.audit import audit

STILL = Settings(running=False, dataset="plane", bots=(), ready=False)


@pytest.fixture
def led(tmp_path):
    room = Room(
        STILL,
        "ABCDE",
        shared=True,
        classroom=Classroom(led=True),
        database=Database(tmp_path / "ABCDE.room", shared=True),
    )
    host = room.lead_by("AAAA-BBBB-CCCC-DDDD")
    yield room, host, room.join("Rude word", "contributor", "r"), room.join("Ann", "attacker", "a")
    room.close()


def test_who_was_sent_home_is_nobody(led):
    room, host, rude, ann = led
    phrase, ticket = room.phrase(rude), room.ticket(rude, "cookie")
    sample = room.dataset.pool[0]
    room.contribute(rude, "c", sample.data, sample.label, truth=sample.label)
    person_id = room.me(rude).id
    room.send_home(host, "home", person_id)
    for use in (
        lambda: room.identify(rude),
        lambda: room.resume(phrase, "b"),
        lambda: room.admit(ticket, "cookie"),
        lambda: room.contribute(rude, "again", sample.data, sample.label),
    ):
        with pytest.raises(PersonNotFound):
            use()
    shot = room.snapshot
    assert shot.person(person_id).name == "Gone 1"
    assert [person.gone for person in shot.people] == [False, True, False]
    assert "Rude word" not in str(shot.feed) + str(shot.people)
    assert len(shot.entries) == 1
    assert audit(shot).adds_up
    assert room.me(ann).name == "Ann"
    again = Room.reopened(Database(room._disk.file.database.path, shared=True))
    assert again.snapshot.people == shot.people
    with pytest.raises(PersonNotFound):
        again.identify(rude)
    again.close()


def test_names_are_gone_from_results_too(led):
    room, host, rude, _ = led
    room.send_home(host, "home", room.me(rude).id)
    room.finish(host, "end")
    assert {line.name for line in room.snapshot.classroom.results[0].lines} == {"Gone 1", "Ann"}


def test_a_client_of_a_federation_is_simulated_then(led):
    room, host, rude, _ = led
    room.open_federation(host, "deal", Federal("masked", data="breast-cancer", clients=4, group=2))
    person_id = room.me(rude).id
    place = room.snapshot.federation.place_of(person_id)
    room.send_home(host, "home", person_id)
    seat = room.snapshot.federation.seats[place]
    assert (seat.person, seat.name) == ("", f"Client {place + 1}")
    assert room.takes_seats == 3


def test_only_the_facilitator_sends_home_and_nobody_twice(led):
    room, host, rude, ann = led
    person_id = room.me(rude).id
    with pytest.raises(RoomError, match="Only the host"):
        room.send_home(ann, "a", person_id)
    room.send_home(host, "b", person_id)
    for nonce, who in (("c", person_id), ("d", "p999"), ("e", "owner")):
        with pytest.raises(RoomError, match="nobody to send"):
            room.send_home(host, nonce, who)
