"""Joining in a browser: who one is survives a reload, and goes to no other browser by itself."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import friends, join, query, settled

IN_ROOM = re.compile("You are in room")


def path_of(page):
    url = urlsplit(page.url)
    return f"{url.path[1:]}?{url.query}"


def test_a_reload_resumes_and_another_browser_takes_the_words(visit):
    code = friends(visit(), "Grace")
    phone = visit(f"join?room={code}", device="phone", color_scheme="dark")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    join(phone, "Alan", "Attacker")
    words = phone.locator(".sum-words").inner_text()
    assert len(words.split()) == 4
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    ticket = query(phone)["me"]
    phone.reload()
    expect(settled(phone).get_by_role("heading", name=IN_ROOM)).to_be_visible()
    assert query(phone) == {"room": code, "me": ticket}
    expect(phone.locator(".sum-words")).to_have_count(0)
    # The same address, in another browser.
    laptop = visit(path_of(phone))
    expect(laptop.get_by_text("of no use in this browser")).to_be_visible()
    assert query(laptop) == {"room": code}
    laptop.get_by_label("Your four words").fill(words.upper())
    laptop.get_by_role("button", name="Come back").click()
    expect(laptop.get_by_role("heading", name=IN_ROOM)).to_be_visible()
    settled(laptop)
    assert query(laptop)["me"] != ticket
    laptop.get_by_role("button", name="Go on to attack").click()
    expect(laptop.locator(".st-key-me")).to_contain_text("Alan")


def test_a_personal_link_leaves_the_address(visit):
    code = friends(visit(), "Grace")
    phone = join(visit(f"join?room={code}", device="phone"), "Alan")
    phone.get_by_text("Show my personal link").click()
    link = settled(phone).get_by_test_id("stCode").inner_text().strip()
    key = link.partition("&as=")[2]
    assert key not in phone.url
    other = visit(f"contribute?room={code}&as={key}")
    expect(other.locator(".st-key-me")).to_contain_text("Alan")
    assert set(query(other)) == {"room", "me"}
    assert key not in other.url
    other.reload()
    expect(settled(other).locator(".st-key-me")).to_contain_text("Alan")
