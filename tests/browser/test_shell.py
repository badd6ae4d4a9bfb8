"""The shell in a browser: deep links, the address, the guard against a page of its own."""

import os
import re
import socket
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser import conftest
from tests.browser.conftest import friends, join, query, settled

PAGES = ["", "board"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_fits_a_phone(visit, path, color_scheme):
    phone = visit(path, device="phone", color_scheme=color_scheme)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


@pytest.fixture
def new_server(new_home, tmp_path):
    """Address of an app that nobody has visited yet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url, log = f"http://127.0.0.1:{port}", tmp_path / "log"
    options = ["--server.address=127.0.0.1", f"--server.port={port}", "--server.headless=true"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=conftest.ROOT,
            env=os.environ | {"SUM_HOME": str(new_home())},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        conftest._wait_until_healthy(process, url, log)
        yield url
    finally:
        conftest.stop(process)


def test_first_visit_of_all_by_a_deep_link(browser, new_server):
    # Until somebody has come by app.py, Streamlit takes pages/ for an app of the old kind.
    page = browser.new_page()
    page.goto(f"{new_server}/board")
    expect(page.get_by_role("heading", name="Who won, who lost")).to_be_visible(timeout=60_000)
    expect(page).to_have_title("Board · Sharing Updatable Models")
    sections = page.get_by_test_id("stSidebarNav")
    expect(sections.get_by_text("Learn")).to_be_visible()
    expect(sections.get_by_role("link", name="app")).to_have_count(0)
    assert set(query(page)) == {"room", "me"}
    page.close()


def test_the_room_survives_a_change_of_page_and_a_reload(visit):
    page = visit("board")
    before = query(page)
    assert set(before) == {"room", "me"}
    page.get_by_test_id("stSidebar").get_by_role("link", name="Home").click()
    settled(page)
    assert query(page) == before
    page.reload()
    settled(page)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Board").click()
    settled(page)
    assert query(page) == before


def test_two_visitors_have_two_rooms(visit):
    assert query(visit("board"))["room"] != query(visit("board"))["room"]


def test_a_shared_link_asks_for_a_nickname_only_where_one_plays(visit):
    code = friends(visit(), "Teacher")
    watcher = visit(f"board?room={code}", device="phone")
    expect(watcher.get_by_text("Teacher")).to_be_visible()
    assert query(watcher) == {"room": code}


def contrast(element):
    """How much brighter one of text and ground is, as WCAG counts it."""

    def light(colour):
        parts = [part / 255 for part in colour]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    text, ground = (
        light([float(part) for part in re.findall(r"[\d.]+", element.evaluate(COLOUR, where))[:3]])
        for where in ("color", "backgroundColor")
    )
    return (max(text, ground) + 0.05) / (min(text, ground) + 0.05)


COLOUR = """
(each, where) => {
    if (where === 'color') return getComputedStyle(each).color;
    // Thin colours are passed over: what is under them is nearly the same.
    const opaque = colour => !/rgba\\(.*, 0(\\.\\d+)?\\)/.test(colour);
    while (each && !opaque(getComputedStyle(each)[where])) each = each.parentElement;
    return getComputedStyle(each ?? document.body)[where];
}
"""


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_what_is_selected_can_be_read_on_the_page_and_above_it(visit, color_scheme):
    page = visit("contribute", color_scheme=color_scheme)
    chosen = page.locator("[data-variant=segmented_control][aria-checked=true]")
    expect(chosen.first).to_be_visible()
    for name, what in (("Time", chosen), ("Bots", page.locator(".sum-chip"))):
        page.get_by_role("button", name=name).click()
        above = settled(page).get_by_test_id("stPopoverBody").locator(what)
        expect(above.first).to_be_visible()
        assert contrast(above.first) > 4.5
        page.keyboard.press("Escape")
    assert contrast(chosen.first) > 4.5


def test_everybody_sees_that_the_host_has_started_over(visit):
    host = visit()
    room = friends(host, "Teacher")
    guests = []
    for name, path, role in (("Ann", "contribute", "Contributor"), ("Ben", "attack", "Attacker")):
        guests.append(visit(f"{path}?room={room}", color_scheme="dark"))
        join(guests[-1], name, role).get_by_role("button", name="Go on to").click()
        settled(guests[-1])
    ann, ben = guests
    ann.get_by_test_id("stButtonGroup").get_by_text("3", exact=True).click()
    settled(ann).get_by_role("button", name="Send, with").click()
    expect(ann.get_by_text("Sent: this is what changed")).to_be_visible()
    ben.get_by_text("It will cost").click()
    settled(ben).get_by_role("button", name="Run the attack").click()
    expect(ben.get_by_text("The story so far")).to_be_visible()
    host.get_by_test_id("stSidebar").get_by_role("link", name="Contribute").click()
    settled(host).get_by_role("button", name="Time").click()
    host.get_by_text("Yes, start over").click()
    settled(host).get_by_role("button", name="Start over", exact=True).click()
    for guest in guests:
        expect(guest.get_by_text("this is a new model")).to_be_visible(timeout=10_000)
    expect(ann.get_by_text("Sent: this is what changed")).to_have_count(0)
    expect(ben.get_by_text("1 · Choose an attack")).to_be_visible()
    expect(ben.get_by_text("Something went wrong")).to_have_count(0)
