"""Somebody sends the app whatever they like, while somebody else plays: the other is not hurt."""

import asyncio
import random
import urllib.request
from contextlib import suppress
from statistics import median
from time import perf_counter

import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from sum.bench.visitors import browser as tabs
from sum.bench.visitors.browser import Browser, GaveUp
from sum.bench.visitors.people import Contributor, Deeds
from sum.bench.visitors.server import running_app
from sum.room import Settings, find_room, open_room, registry
from sum.room.audit import audit

pytestmark = pytest.mark.slow

PLAYED = 10.0
"""Seconds."""
BROKEN = (b"", b"\xff" * 400, b"\x0a\xff\xff\xff\xff\x0f", "text", b"\x00" * 3_000_000)
JUNK = (
    "room=" + "A" * 50_000,
    "room=%00&me=%ff",
    "me=h0.0&as=h0.0",
    "room=../../etc&as=" + "é" * 99,
)


@pytest.fixture
def home(new_home, monkeypatch):
    """A home with a shared room in it, where Ann plays; what nobody may read."""
    folder = new_home()
    monkeypatch.setenv("SUM_HOME", str(folder))
    room, host = open_room(Settings(running=False), shared=True, nickname="Host")
    ann = room.join("Ann", "contributor", "n")
    secrets = [host, ann, room.phrase(ann), room._game.people.keyring.secret.hex()]
    room.close()
    registry._rooms().by_code.pop(room.code)
    return folder, room.code, ann, secrets


def test_hostile_client_does_not_hurt_who_plays(home, monkeypatch):
    folder, code, ann, secrets = home
    monkeypatch.setattr(tabs, "PATIENCE", 6.0)
    with running_app(folder) as server:
        deeds, query = asyncio.run(play(server, code, ann))
        with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=5) as answer:  # noqa: S310
            assert answer.status == 200
        log = server.log.read_text(errors="replace")
    assert len(deeds.sent) > len(deeds.lost)
    assert median(deeds.sent) < 2
    room = find_room(code)
    me, shot = room.me(ann), room.snapshot
    own = [each.number for each in shot.entries if each.person == me.id]
    assert set(deeds.numbers) <= set(own)  # none was lost
    assert len(own) <= len(deeds.numbers) + len(deeds.lost)  # nobody acted as Ann
    assert {each.person for each in shot.entries if not shot.person(each.person).bot} == {me.id}
    assert audit(shot).adds_up
    ticket = query.partition("me=")[2].partition("&")[0]
    assert ticket.count(".") == 1
    assert [each for each in (*secrets, ticket) if each in log] == []


async def play(server, code, key):
    """Let Ann play while a stranger does their worst; she reloads the page when she has to wait."""
    deeds, end = Deeds(), perf_counter() + PLAYED
    first = await come(server, code, key)
    ids = [each.proto.id for each in first.browser.screen.widgets()]
    await first.browser.close()
    async with asyncio.TaskGroup() as group:
        for worst in (broken(server, end), junk(server, code, ids, end), flood(server, code, end)):
            group.create_task(worst)
        while perf_counter() < end:
            person = await come(server, code, key)
            await person.play(perf_counter() + 2)
            await person.browser.close()
            for name in ("sent", "numbers", "lost", "refused"):
                getattr(deeds, name).extend(getattr(person.deeds, name))
    return deeds, person.browser.query


async def come(server, code, key):
    """Open a tab of Ann's, who contributes a few times a second."""
    person = Contributor(Browser(f"{server.url}/contribute?room={code}&as={key}"), 0.5, 1)
    await person.browser.open()
    await person.browser.until(lambda screen: screen.find("button_group", "Your label"), "a sample")
    return person


async def broken(server, end):
    """Frames that are no messages, and such as are far too long."""
    address = f"ws{server.url.removeprefix('http')}/_stcore/stream"
    while perf_counter() < end:
        for frame in BROKEN:
            with suppress(WebSocketException, OSError):
                async with connect(address, subprotocols=["streamlit"]) as socket:
                    await socket.send(frame)
                    async with asyncio.timeout(1):
                        await socket.recv()
            await asyncio.sleep(0.1)


async def junk(server, code, ids, end):
    """Messages that are right in form, and say what no page would."""
    rng = random.Random(1)  # noqa: S311
    while perf_counter() < end:
        tab = Browser(f"{server.url}/contribute?room={code}")
        with suppress(GaveUp, OSError):
            await tab.open()
            for message in messages(rng, ids):
                await tab._send(message)
                await asyncio.sleep(0.05)
        with suppress(GaveUp, OSError):
            await tab.close()


def messages(rng, ids):
    """One of each kind, with anything in it."""
    wrong = [
        WidgetState(id=each, **value)
        for each in (*ids, "$$ID-0-None", "x" * 10_000)
        for value in ({"trigger_value": True}, {"string_value": "x"}, {"int_value": -(2**60)})
    ]
    for query in JUNK:
        yield BackMsg(rerun_script=ClientState(query_string=query))
    for fragment in ("nobody’s", "x" * 10_000):
        yield BackMsg(rerun_script=ClientState(fragment_id=fragment, is_auto_rerun=True))
    for _ in range(4):
        states = WidgetStates(widgets=rng.sample(wrong, min(40, len(wrong))))
        hashes = [rng.randbytes(8).hex() for _ in range(500)]
        yield BackMsg(
            rerun_script=ClientState(
                widget_states=states, page_script_hash="0" * 32, cached_message_hashes=hashes
            )
        )
    asked = BackendOperationRequest(request_id="1", session_id="somebody’s")
    asked.deferred_file.file_id = "../../etc/passwd"
    yield BackMsg(backend_operation_request=asked)
    yield BackMsg(clear_cache=True)
    yield BackMsg(debug_shutdown_runtime=True)
    yield BackMsg(stop_script=True)


async def flood(server, code, end):
    """A run after the other, without a pause."""
    tab = Browser(f"{server.url}/board?room={code}")
    await tab.open()
    while perf_counter() < end:
        with suppress(GaveUp):
            for _ in range(5):
                await tab._ask(tab._values.all())
        await asyncio.sleep(0.02)
    await tab.close()
