"""The app, running, and browsers to visit it with.

``page`` and ``phone`` are one visitor each; ``visit`` makes as many as a test needs, each in a
window of its own that shares nothing with the others, as on another machine. After each test every
open page is checked: no exception on screen, no error in its scripts. Then the windows are wiped
and kept for the next test: a new one would load and compile all of the app's scripts again.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from playwright.sync_api import Error, Page, expect, sync_playwright

from tests.browser.install_chromium import IN_CI, MISSING, find_chromium

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "test-results"

FLAGS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    # Nothing may leave the machine: the browser is here for one address.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DEVICES = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}

WINDOWS = pytest.StashKey["Windows"]()
FAILED = pytest.StashKey[bool]()
OPEN_PAGES = pytest.StashKey[list[Page]]()

START_SECONDS = 60
SETTLE_MS = 30_000

# Notes when something was last said to the server or heard from it, and whether an answer is due.
LISTEN = """
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (...data) {
    if (!this.heard) {
        this.heard = () => { window.lastWord = performance.now(); window.isDue = false; };
        this.addEventListener('message', this.heard);
    }
    window.lastWord = performance.now();
    window.isDue = true;
    window.asked = (window.asked ?? 0) + 1;
    return send.apply(this, data);
};
"""

# Streamlit's own state would not do: between a click and the server's answer it is still idle.
IS_SETTLED = """
since => {
    const app = document.querySelector('[data-testid=stApp]');
    const idle = app?.dataset.testScriptState === 'notRunning'
        && app.dataset.testConnectionState === 'CONNECTED'
        && document.querySelector('[data-testid=stElementContainer]') !== null;
    const quiet = performance.now() - Math.max(since, window.lastWord ?? 0);
    return idle && quiet > (window.isDue ? 2000 : 150);
}
"""


def settled(page: Page) -> Page:
    """Wait until the server has finished with what the visitor did last."""
    since = page.evaluate("performance.now()")
    page.wait_for_function(IS_SETTLED, arg=since, timeout=SETTLE_MS, polling=30)
    return page


def looked_again(page: Page, times: int = 4) -> Page:
    """Wait until the page has looked at the room by itself so many times more."""
    enough = page.evaluate("window.asked") + times
    page.wait_for_function("enough => window.asked >= enough", arg=enough, polling=30)
    return settled(page)


def query(page: Page) -> dict[str, str]:
    """What the page's address asks for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def friends(page: Page, nickname: str) -> str:
    """Open a room that nobody leads, on Home; gives its code."""
    page.get_by_label("Your nickname").fill(nickname)
    page.get_by_role("button", name="Open the room").click()
    # It takes a second to make one, and longer the first time.
    expect(page.get_by_role("heading", name="You are in room")).to_be_visible(timeout=30_000)
    return query(settled(page))["room"]


def join(page: Page, nickname: str, role: str = "") -> Page:
    """Join the room at whose door the page is."""
    page.get_by_label("Your nickname").fill(nickname)
    if role:
        page.locator(".st-key-role-cards label", has_text=role).click()
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("heading", name="You are in room")).to_be_visible()
    return settled(page)


def pytest_collection_modifyitems(items):
    """Mark what is in this folder, so that no test can forget to."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Keep a picture of every open page when a test fails."""
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
        SCREENSHOTS.mkdir(exist_ok=True)
        for number, page in enumerate(item.stash.get(OPEN_PAGES, [])):
            with suppress(Error):  # a page that is gone must not hide why the test failed
                page.screenshot(path=SCREENSHOTS / f"{item.name}-{number}.png")
    return report


@pytest.fixture(scope="session")
def server(new_home, tmp_path_factory):
    """Address of the app, running in a process and a SUM_HOME of its own."""
    port, log = free_port(), tmp_path_factory.mktemp("server") / "log"
    process = start(port, new_home(), log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process)


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def start(port, home, log, **environment):
    """Run the app in a process of its own, until it answers."""
    options = {"address": "127.0.0.1", "port": port, "headless": "true"}
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py"]
            + [f"--server.{name}={value}" for name, value in options.items()],
            cwd=ROOT,
            env=os.environ | environment | {"SUM_HOME": str(home)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that what the app starts ends with it
        )
    try:
        _wait_until_healthy(process, f"http://127.0.0.1:{port}", log)
    except BaseException:
        stop(process)
        raise
    return process


def _wait_until_healthy(process, url, log):
    # Loopback only: a proxy from the environment must not be asked.
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with ask(f"{url}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the app did not start:\n{log.read_text()}")


def stop(process):
    """End the app, as a service is ended."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Windows:
    """Chromium, without a window on screen, and the pages that tests have opened in it."""

    def __init__(self, path):
        self._open = ExitStack()
        playwright = self._open.enter_context(sync_playwright())
        self.chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        self._open.callback(self.chromium.close)
        self.close = self._open.close
        self._kept = defaultdict(list)

    def take(self, device, color_scheme):
        """A page that nobody uses, in a context of its own."""
        if kept := self._kept[device, color_scheme]:
            return kept.pop()
        context = self.chromium.new_context(color_scheme=color_scheme, **DEVICES[device])
        context.add_init_script(LISTEN)
        return context.new_page()

    def give_back(self, page, device, color_scheme):
        """Wipe what a visitor left in the page, and keep it."""
        # Of the app's own origin, so that its storage can be cleared and its process lives on.
        page.goto(urljoin(page.url, "/_stcore/health"))
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        page.context.clear_cookies()
        self._kept[device, color_scheme].append(page)


@pytest.fixture
def windows(request):
    """One Chromium for all browser tests of a worker."""
    stash = request.session.stash
    if WINDOWS not in stash:
        path = find_chromium()
        if path is None:
            (pytest.fail if IN_CI else pytest.skip)(MISSING)
        stash[WINDOWS] = Windows(path)
    return stash[WINDOWS]


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item, nextitem):
    """Close Chromium after the last browser test, if that is not the last of all."""
    here, stash = Path(__file__).parent, item.session.stash
    is_last = nextitem is None or not nextitem.path.is_relative_to(here)
    if is_last and WINDOWS in stash:
        # As long as Playwright lives, no other test can run an event loop.
        stash[WINDOWS].close()
        del stash[WINDOWS]


@pytest.fixture
def browser(windows):
    """Chromium itself."""
    return windows.chromium


@pytest.fixture
def visit(windows, server, request):
    """Call it for one more visitor: ``visit("attack", device="phone", color_scheme="dark")``."""
    pages = request.node.stash.setdefault(OPEN_PAGES, [])
    kinds, errors = [], []

    # A function, because Playwright sets an attribute on it, and a list's method takes none.
    def keep(error):
        errors.append(error)

    def new_visitor(path="", *, device="desktop", color_scheme="light"):
        page = windows.take(device, color_scheme)
        pages.append(page)
        kinds.append((device, color_scheme))
        page.on("pageerror", keep)
        page.goto(f"{server}/{path}")
        return settled(page)

    yield new_visitor
    failed = request.node.stash.get(FAILED, False)
    try:
        for page in pages:
            expect(page.get_by_test_id("stException")).to_have_count(0)
        assert errors == []
    except AssertionError:
        failed = True
        raise
    finally:
        for page, kind in zip(pages, kinds, strict=True):
            page.remove_listener("pageerror", keep)
            if failed:
                page.context.close()  # who knows what it has become
            else:
                windows.give_back(page, *kind)


@pytest.fixture
def page(visit):
    """One visitor at a desk."""
    return visit()


@pytest.fixture
def phone(visit):
    """One visitor with a phone."""
    return visit(device="phone")
