"""Joining a class: the door, roles, the way back, and what the playing pages say meanwhile."""

import re
from dataclasses import replace

import pytest
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from sum.incentives.reward_market import MarketTerms
from sum.room import Classroom, Settings, find_room, open_class, open_room
from sum.ui.join import browser
from tests.app.conftest import find, press

pytestmark = pytest.mark.slow

QUIET = Settings(running=False, bots=(), ready=False)


def led(settings=QUIET, **classroom):
    return open_class(settings, Classroom(**{"phase": "lobby", "title": "A class"} | classroom))


def enter(app, nickname, role=""):
    app.text_input[0].set_value(nickname)
    if role:
        app.radio[0].set_value(role)
    press(app, "Join")
    return app


def words(app, texts):
    shown = re.search(r'class="sum-words">(.*?)</div>', texts(app))
    return re.sub("<.*?>", "", shown.group(1)) if shown else ""


@pytest.fixture
def two_masks():
    """One secret as Streamlit masks it, on two visits."""
    secret = bytes.fromhex(COOKIE.split("|")[2])
    return [generate_xsrf_token_string(secret, 1_796_060_843) for _ in range(2)]


@pytest.fixture
def elsewhere(monkeypatch):
    """Call it to be in another browser from now on."""
    return lambda name="another": monkeypatch.setattr(browser, "browser", lambda: name)


def test_joining_gives_a_ticket_four_words_and_waits(visit, texts, elsewhere):
    room, _, host = led()
    app = enter(visit("join", room=room.code.lower()), "Ann", "attacker")
    [ann] = [each for each in room.snapshot.people if each.name == "Ann"]
    assert ann.role == "attacker"
    assert app.query_params["room"] == room.code
    assert "has not started yet" in texts(app)
    phrase, key = words(app, texts), room.admit(app.query_params["me"], "")
    assert key not in texts(app)
    assert key not in str(app.query_params)
    assert room.resume(phrase) == key
    app.run()
    assert words(app, texts) == phrase
    # A reload, which is a new session, shows no words, and knows who it is.
    again = visit("join", room=room.code, me=app.query_params["me"])
    assert "You are in room" in texts(again)
    assert not words(again, texts)
    # In another browser the same address is of no use.
    elsewhere()
    stranger = visit("join", room=room.code, me=app.query_params["me"])
    assert "of no use in this browser" in texts(stranger)
    assert "me" not in stranger.query_params
    # The words are.
    stranger.text_input[1].set_value(phrase.upper())
    press(stranger, "Come back")
    assert "You are in room" in texts(stranger)
    assert room.admit(stranger.query_params["me"], "another") == key
    # Once it begins, whoever waits goes on to where their role plays.
    room.begin(host, "n")
    stranger.run()
    assert "1 · Choose an attack" in texts(stranger)


def test_a_personal_link_is_exchanged_at_once(visit, elsewhere):
    room, _, _ = led(phase="playing")
    key = room.join("Ann", "contributor", "n")
    elsewhere()
    for page in ("join", "contribute"):
        app = visit(page, room=room.code, **{"as": key})
        assert "as" not in app.query_params
        assert room.admit(app.query_params["me"], "another") == key
    app = visit("join", room=room.code, me=app.query_params["me"])
    app.toggle[0].set_value(True).run()
    [link] = [each.value for each in app.code]
    assert link.endswith(f"/join?room={room.code}&as={key}")


def test_what_is_almost_a_key_lets_nobody_in_and_leaves_the_address(visit, texts):
    room, _, host = led(phase="playing")
    ann, ben = (room.join(name, "contributor", name) for name in ("Ann", "Ben"))
    other, _, _ = led()
    foreign = other.join("Ann", "contributor", "n")
    mixed = f"{ben.partition('.')[0]}.{ann.partition('.')[2]}"
    for forged in (mixed, ann[:-1], foreign, "h0.", "\0", f"{ann}x", room.ticket(host, "")):
        app = visit("contribute", room=room.code, **{"as": forged})
        assert "Who are you?" in texts(app), forged
        assert "as" not in app.query_params
    for forged in (ann, mixed, room.ticket(ann, "elsewhere"), other.ticket(foreign, "")):
        app = visit("contribute", room=room.code)
        app.query_params["me"] = forged
        app.run()
        assert "Who are you?" in texts(app), forged


def test_without_a_cookie_the_session_alone_knows(visit, texts, elsewhere):
    room, _, _ = led()
    elsewhere(None)
    app = enter(visit("join", room=room.code), "Ann")
    assert "me" not in app.query_params
    assert "You are in room" in texts(app.run())
    key = room.join("Ben", "contributor", "n")
    assert "Who are you?" in texts(visit("join", room=room.code, me=key))


COOKIE = "2|00000000|000102030405060708090a0b0c0d0e0f|1796060843"


def test_a_browser_is_known_by_what_its_cookie_hides_not_by_the_cookie(two_masks):
    assert {browser.secret_of(each) for each in two_masks} == {COOKIE.split("|")[2]}


@pytest.mark.parametrize(
    "cookie",
    ["", "2|||", "1|0|0|0", COOKIE[:-30], COOKIE.replace("0f", "0g"), COOKIE + "|", "2|00|" * 9],
)
def test_a_cookie_that_is_none_names_no_browser(cookie):
    assert browser.secret_of(cookie) is None


@pytest.mark.parametrize(
    ("nickname", "why"),
    [
        ("ann", "already called"),
        pytest.param("", "1 to 24", marks=pytest.mark.slow),
        pytest.param("You", "cannot|can have", marks=pytest.mark.slow),
    ],
)
def test_a_nickname_that_cannot_be_used_loses_nothing(visit, texts, nickname, why):
    room, _, _ = led()
    room.join("Ann", "contributor", "n")
    app = visit("join", room=room.code)
    own = dict(app.query_params)
    enter(app, nickname, "attacker")
    assert re.search(why, app.error[0].value)
    assert app.radio[0].value == "attacker"
    assert dict(app.query_params) == own
    enter(app, "Anna")
    assert "You are in room" in texts(app)


def test_wrong_words_are_told_apart_from_unknown_ones(visit):
    room, _, _ = led()
    app = visit("join", room=room.code)
    for typed, why in (
        ("apple river stone", "four words"),
        ("apple rivver stone moon", "river"),
        ("apple river stone moon", "goes by that"),
    ):
        app.text_input[1].set_value(typed)
        press(app, "Come back")
        assert why in app.error[0].value


def test_a_wrong_code_asks_again(visit, texts):
    app = visit("join", room="XXXXX")
    assert "no room with the code XXXXX" in app.error[0].value
    room, _, _ = led()
    app.text_input[0].set_value(f" {room.code.lower()} ")
    press(app, "Go on")
    assert "Who are you?" in texts(app)
    assert app.query_params["room"] == room.code


def test_a_locked_or_ended_room_says_so_and_takes_back_who_was_there(visit, texts):
    room, _, host = led(phase="playing")
    phrase = room.phrase(room.join("Ann", "contributor", "n"))
    room.lead(host, "lock", locked=True)
    app = visit("join", room=room.code)
    assert "locked this room" in app.info[0].value
    room.finish(host, "end")
    app.run()
    assert "has ended" in app.info[0].value
    app.text_input[0].set_value(phrase)
    press(app, "Come back")
    assert "You are in room" in texts(app)


def test_roles_that_are_dealt_are_known_to_oneself_alone(visit, texts):
    room, _, host = led(roles="dealt", attackers=0.5)
    app = visit("join", room=room.code)
    assert app.radio[0].options == [
        ":material/question_mark: Player",
        ":material/visibility: Observer",
    ]
    enter(app, "Ann")
    ben = room.join("Ben", "contributor", "n")
    room.begin(host, "n")
    roles = {room.role(key) for key in (room.admit(app.query_params["me"], ""), ben)}
    assert roles == {"contributor", "attacker"}
    for key in (room.admit(app.query_params["me"], ""), ben):
        mine = room.role(key)
        page = "attack" if mine == "attacker" else "contribute"
        shown = texts(visit(page, room=room.code, me=key))
        assert (
            f"You play {'an attacker' if mine == 'attacker' else 'a contributor'}, in secret"
            in shown
        )
        others = {each.role for each in room.snapshot.people if each.role != "owner"}
        assert others == {"hidden"}
        if mine == "contributor":
            assert "only attackers run attacks" in texts(visit("attack", room=room.code, me=key))


@pytest.mark.parametrize("page", ["contribute", "attack", "sponsor"])
def test_who_watches_finds_no_buttons_to_act(visit, texts, page):
    room, _, host = led(phase="playing")
    observer = room.join("Olga", "observer", "n")
    for key in (observer, host):
        app = visit(page, room=room.code, me=key)
        assert "You are here to watch" in texts(app)
        assert not app.radio
        assert not [each for each in app.button if each.label.startswith(("Send", "Run", "Put"))]


def test_the_pages_follow_the_phases(visit, texts):
    room, _, host = led()
    ann = room.join("Ann", "contributor", "n")
    app = visit("contribute", room=room.code, me=ann)
    assert "has not begun yet" in app.info[0].value
    assert "A sample" not in texts(app)
    room.begin(host, "1")
    app.run()
    assert "A sample" in texts(app)
    room.pause(host, "2")
    app.run()
    assert "stopped the game" in app.warning[0].value
    collect = find(app, "Collect all")
    assert collect.disabled
    assert "stopped the game" in collect.help
    room.begin(host, "3")
    app.run()
    assert not app.warning
    room.finish(host, "4")
    app.run()
    assert "has ended" in app.success[0].value


def test_names_that_are_hidden_are_known_to_their_owners(visit, texts):
    room, _, host = led(phase="playing")
    ann = room.join("Ann", "contributor", "n")
    room.lead(host, "hide", anonymous=True)
    shown = texts(visit("contribute", room=room.code, me=ann))
    assert "Ann (you)" in shown
    assert "others read “Player 1”" in shown
    assert "Ann" not in texts(visit("board", room=room.code))


def test_another_role_new_words_and_leaving(visit, texts):
    room, _, _ = led(phase="playing")
    ann = room.join("Ann", "contributor", "n")
    before = room.phrase(ann)
    app = visit("contribute", room=room.code, me=ann)
    app.segmented_control(key="me-role-contributor").set_value("attacker").run()
    assert room.role(ann) == "attacker"
    press(app, "Give me four new words")
    assert room.resume(words(app, texts)) == ann
    assert words(app, texts) != before
    press(app, "Leave this room")
    assert "me" not in app.query_params
    assert "A model that everybody shares" in texts(app)
    assert room.me(ann).name == "Ann"


def test_a_visitor_of_their_own_room_keeps_it_until_they_join(visit, texts):
    app = visit("contribute")
    own = app.query_params["room"]
    room, _, _ = led()
    app.switch_page("pages/join.py").run()
    assert "You are in a room of your own" in texts(app)
    app.text_input[0].set_value(room.code)
    press(app, "Go on")
    assert "Who are you?" in texts(app)
    press(app, "Another room")
    app.switch_page("pages/contribute.py").run()
    assert app.query_params["room"] == own
    assert find_room(own)


def test_somebody_elses_own_room_cannot_be_joined(visit, texts):
    room, _ = open_room(QUIET)
    assert "somebody’s own" in texts(visit("join", room=room.code))


def test_a_market_is_opened_by_a_sponsor_or_by_the_facilitator(visit, texts):
    room, _, host = led(replace(QUIET, terms=MarketTerms()), phase="playing")
    door = visit("join", room=room.code)
    assert any("Sponsor" in each for each in door.radio[0].options)
    enter(door, "Sue", "sponsor")
    press(door, "Go on to sponsor")
    assert find(door, "Put up")
    ann = room.join("Ann", "contributor", "n")
    assert "A sponsor opens the market" in texts(visit("sponsor", room=room.code, me=ann))
    before = len(room.snapshot.people)
    leader = visit("sponsor", room=room.code, me=host)
    assert len(room.snapshot.people) == before
    press(leader, "Be the sponsor myself")
    assert find(leader, "Put up")
    assert "You are here to watch" in texts(visit("contribute", room=room.code, me=host))


def test_a_room_that_nobody_leads_needs_no_waiting(visit, texts):
    room, _ = open_room(QUIET, shared=True, nickname="Grace")
    app = enter(visit("join", room=room.code), "Alan")
    press(app, "Go on to contribute")
    assert "A sample" in texts(app)
    assert "Alan (you)" in texts(app)


def test_a_facilitator_comes_back_by_the_key(visit, texts):
    room, code, host = led()
    assert room.facilitator(code) == host
    app = visit("join", room=room.code, me=host)
    assert "You lead room" in texts(app)
    assert not words(app, texts)
    assert not app.toggle
