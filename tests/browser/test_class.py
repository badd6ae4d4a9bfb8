"""A class: a facilitator, three people and a board in one room, from the opening to the results."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import settled
from tests.browser.test_contribute import (
    assert_no_sideways_scrolling,
    choose,
    press,
    the_model_says,
)

SOON = 10_000
"""Milliseconds. What others see follows within two seconds where the machine has nothing else."""


def test_a_class_plays_a_whole_round(visit):
    host = visit("host")
    code, key = open_a_class(host)
    board, people = gather(visit, host, code)
    press(host, "Start round 1")
    attacker, honest, other = find_the_attacker(people, board)
    play(honest, people[attacker], board, attacker)
    pause(host, other, board)
    a_day_passes(host, honest)
    undo(host)
    end(host, board, people, attacker)
    for page in (host, board, *people.values()):
        assert key not in page.content()
    come_back(visit, host.url, key)


def open_a_class(host, roles="Dealt in secret"):
    """Open the shortest lesson without bots: the room's code, and the key."""
    host.get_by_role("radio", name=roles).click()
    settled(host)
    for kind in ("Honest bots", "Malicious bots"):
        host.get_by_label(kind).fill("0")
        host.get_by_label(kind).press("Enter")
        settled(host)
    press(host, "Open the room")
    expect(host.get_by_text("First, your key")).to_be_visible()
    press(host, "Show my key")
    key = host.get_by_test_id("stCode").inner_text().strip()
    assert re.fullmatch(r"\w{4}(-\w{4}){3}", key)
    press(host, re.compile("I have it"))
    expect(host.get_by_role("button", name="Start round 1")).to_be_visible()
    return re.search("room=(.....)", host.url)[1], key


def gather(visit, host, code):
    """Three people join: by the link that the QR code has, by the code, and on a phone."""
    link = host.get_by_test_id("stCode").first.inner_text().strip()
    address = urlsplit(link)
    assert (address.path, address.query) == ("/join", f"room={code}")
    board = visit(f"board?room={code}")
    expect(board.get_by_role("img", name=re.compile("QR code"))).to_be_visible()
    ann, ben, cat = visit(f"join?{address.query}", device="phone"), visit("join"), visit()
    ben.get_by_label("Room code").fill(code.lower())
    ben.get_by_label("Room code").press("Enter")
    cat.goto(link)
    people = {"Ann": ann, "Ben": settled(ben), "<b>Cat</b>": settled(cat)}
    for name, page in people.items():
        page.get_by_label("Your nickname").fill(name)
        page.get_by_role("button", name="Join", exact=True).click()
        expect(page.get_by_text(f", {name}")).to_be_visible()
        sees(board, name)
    assert_no_sideways_scrolling(ann)
    return board, people


def find_the_attacker(people, board):
    """One of the three is dealt that role, and nobody else can tell: a name, and two pages."""
    for page in people.values():
        page.wait_for_url(re.compile("/(contribute|attack)"), timeout=SOON)
        settled(page)
    [attacker] = [name for name, page in people.items() if "/attack" in page.url]
    sees(board, "Playing")
    expect(board.get_by_text("▲")).to_have_count(0)
    return attacker, *(page for name, page in people.items() if name != attacker)


def play(honest, bad, board, attacker):
    """One contributes, one attacks, and the board shows it."""
    choose(honest, the_model_says(honest))
    press(honest, re.compile("^Send, with"))
    expect(honest.get_by_text("Sent: this is what changed")).to_be_visible()
    bad.get_by_text("It will cost").click()
    settled(bad)
    press(bad, re.compile("Run the attack"))
    sees(bad, "The story so far")
    sees(board, re.compile(f"{re.escape(attacker)} labelled an image"))


def pause(host, other, board):
    """Everybody stands still, and goes on."""
    press(host, "Pause")
    sees(other, re.compile("stopped the game for a moment"))
    sees(board, re.compile("Paused"))
    press(host, "Go on")


def a_day_passes(host, honest):
    """And the honest deposit comes back."""
    host.get_by_role("radio", name="1 day").last.click()
    settled(host)
    press(host, "Skip ahead")
    sees(host, "1 d have passed")
    press(honest, re.compile("^Collect all"))
    sees(honest, "went back to its contributor")


def undo(host):
    """All of it has happened in the last minute."""
    facts = host.locator(".st-key-host-strip")
    expect(facts).to_contain_text(re.compile(r"Contributions\s*[1-9]"))
    host.get_by_role("button", name="Undo …").click()
    host.get_by_role("button", name="Undo the last minute").click()
    sees(host, re.compile("are undone"))
    expect(facts).to_contain_text(re.compile(r"Contributions\s*0"), timeout=SOON)


def end(host, board, people, attacker):
    """The roles are shown, the game ends, and everybody has the results."""
    host.get_by_text("Show who played what").click()
    settled(host)
    sees(board, f"▲ {attacker}")
    host.get_by_role("button", name="End the game …").click()
    host.get_by_role("button", name="End it and show the results").click()
    sees(board, "The game has ended")
    sees(board, "Who helped the model")
    for page in people.values():
        sees(page, re.compile("game has ended"))


def come_back(visit, url, key):
    """In another browser the address is worth nothing, and the key leads the room."""
    address = urlsplit(url)
    host = visit(f"{address.path[1:]}?{address.query}")
    host.get_by_role("textbox", name="Facilitator’s key", exact=True).fill(key)
    press(host, "Lead it")
    sees(host, "This room: another key, archive, delete")


def sees(page, text):
    expect(page.get_by_text(text).first).to_be_visible(timeout=SOON)
