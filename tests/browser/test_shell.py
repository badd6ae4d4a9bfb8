"""The shell in a browser: deep links, the address, the guard against a page of its own."""

import os
import socket
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import conftest
from tests.browser.conftest import settled

PAGES = ["", "board"]


def query(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


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
        conftest._stop(process)


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
    host = visit()
    host.get_by_label("Your nickname").last.fill("Teacher")
    host.get_by_role("button", name="Open the room").click()
    expect(host.get_by_text("You are in room")).to_be_visible()
    code = query(settled(host))["room"]
    watcher = visit(f"board?room={code}", device="phone")
    expect(watcher.get_by_text("Teacher")).to_be_visible()
    assert query(watcher) == {"room": code}
