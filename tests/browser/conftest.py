"""The app, running, and browsers to visit it with.

``page`` and ``phone`` are one visitor each; ``visit`` makes as many as a test needs, each with a
browser context of its own, as on another machine. After each test every open page is checked:
no exception on screen, no error in its scripts.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

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

OPEN_PAGES = pytest.StashKey[list[Page]]()

START_SECONDS = 60
SETTLE_MS = 30_000

# Idle, and for long enough: between a click and the server's answer the state is still idle.
IS_SETTLED = """
() => {
    const app = document.querySelector('[data-testid=stApp]');
    const idle = app?.dataset.testScriptState === 'notRunning'
        && app.dataset.testConnectionState === 'CONNECTED'
        && document.querySelector('[data-testid=stElementContainer]') !== null;
    window.idleSince = idle ? (window.idleSince ?? performance.now()) : undefined;
    return idle && performance.now() - window.idleSince > 300;
}
"""


def settled(page: Page) -> Page:
    """Wait until the server has finished with what the visitor did last."""
    page.evaluate("() => { window.idleSince = undefined; }")
    page.wait_for_function(IS_SETTLED, timeout=SETTLE_MS)
    return page


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
        SCREENSHOTS.mkdir(exist_ok=True)
        for number, page in enumerate(item.stash.get(OPEN_PAGES, [])):
            with suppress(Error):  # a page that is gone must not hide why the test failed
                page.screenshot(path=SCREENSHOTS / f"{item.name}-{number}.png")
    return report


@pytest.fixture(scope="session")
def server(new_home, tmp_path_factory):
    """Address of the app, running in a process and a SUM_HOME of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    log = tmp_path_factory.mktemp("server") / "log"
    options = {"address": "127.0.0.1", "port": port, "headless": "true"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py"]
            + [f"--server.{name}={value}" for name, value in options.items()],
            cwd=ROOT,
            env=os.environ | {"SUM_HOME": str(new_home())},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that what the app starts ends with it
        )
    try:
        _wait_until_healthy(process, url, log)
        yield url
    finally:
        _stop(process)


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


def _stop(process):
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


# Not for the session: as long as Playwright lives, no other test can run an event loop.
@pytest.fixture(scope="module")
def browser():
    """Chromium, without a window."""
    path = find_chromium()
    if path is None:
        (pytest.fail if IN_CI else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, server, request):
    """Call it for one more visitor: ``visit("attack", device="phone", color_scheme="dark")``."""
    pages = request.node.stash.setdefault(OPEN_PAGES, [])
    errors = []

    def new_visitor(path="", *, device="desktop", color_scheme="light"):
        context = browser.new_context(color_scheme=color_scheme, **DEVICES[device])
        page = context.new_page()
        # A lambda, because Playwright sets an attribute on it, and a list's method takes none.
        page.on("pageerror", lambda error: errors.append(error))  # noqa: PLW0108
        pages.append(page)
        page.goto(f"{server}/{path}")
        return settled(page)

    yield new_visitor
    try:
        for page in pages:
            expect(page.get_by_test_id("stException")).to_have_count(0)
        assert errors == []
    finally:
        for page in pages:
            page.context.close()


@pytest.fixture
def page(visit):
    """One visitor at a desk."""
    return visit()


@pytest.fixture
def phone(visit):
    """One visitor with a phone."""
    return visit(device="phone")
