"""One room and the processes of the app: one that is killed, and one more beside it."""

import os
import re
import signal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import free_port, settled, start, stop
from tests.browser.test_class import open_a_class, sees
from tests.browser.test_contribute import choose, press, the_model_says

AGAIN = 60_000
"""Milliseconds in which a page has found the app again, on a machine that is busy."""


class App:
    """The app in a process that a test may kill."""

    def __init__(self, home, log):
        self.home, self.log, self.port = home, log, free_port()
        self.process = start(self.port, home, log)

    def kill_and_restart(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = start(self.port, self.home, self.log)


@pytest.fixture(scope="module")
def app(new_home, tmp_path_factory):
    app = App(new_home(), tmp_path_factory.mktemp("killed") / "log")
    yield app
    stop(app.process)


@pytest.fixture
def server(app):
    """The address that visitors go to."""
    return f"http://127.0.0.1:{app.port}"


def test_a_class_goes_on_after_the_app_was_killed(visit, app):
    host = visit("host")
    code, _ = open_a_class(host)
    board, ann = visit(f"board?room={code}"), visit(f"join?room={code}")
    come_in(ann, "Ann")
    sees(board, "Ann")
    press(host, "Start round 1")
    ann.wait_for_url(re.compile("/contribute"))
    contribute(settled(ann), 1)
    app.kill_and_restart()
    # Without anybody doing anything, everybody is back.
    for page in (host, ann, board):
        app_there = page.get_by_test_id("stApp")
        expect(app_there).to_have_attribute(
            "data-test-connection-state", "CONNECTED", timeout=AGAIN
        )
        settled(page)
    sees(ann, re.compile("^1 so far;"))
    contribute(ann, 2)
    sees(board, re.compile("Ann labelled an image"))
    press(host, "Pause")
    sees(ann, re.compile("stopped the game for a moment"))


def test_another_process_serves_the_same_room(visit, app, tmp_path):
    host = visit("host")
    code, _ = open_a_class(host)
    board, ann = visit(f"board?room={code}"), visit()
    other = App(app.home, tmp_path / "log")
    try:
        ann.goto(f"http://127.0.0.1:{other.port}/join?room={code}")
        come_in(settled(ann), "Ann")
        sees(board, "Ann")
        press(host, "Start round 1")
        ann.wait_for_url(re.compile("/contribute"))
        contribute(settled(ann), 1)
        sees(board, re.compile("Ann labelled an image"))
        press(host, "Pause")
        sees(ann, re.compile("stopped the game for a moment"))
    finally:
        ann.goto(f"http://127.0.0.1:{app.port}/_stcore/health")
        stop(other.process)


def come_in(page, name):
    page.get_by_label("Your nickname").fill(name)
    page.get_by_role("button", name="Join", exact=True).click()
    sees(page, f", {name}")
    settled(page)


def contribute(page, count):
    """Send what the model says; that is the person's contribution of this number."""
    again = page.get_by_role("button", name="Contribute another")
    if again.count():
        press(page, "Contribute another")
    choose(page, the_model_says(page))
    press(page, re.compile("^Send, with"))
    sees(page, re.compile(f"^{count} so far;"))
