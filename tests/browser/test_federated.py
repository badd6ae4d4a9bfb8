"""The Federated page in a browser: it runs, is drawn, and fits a phone."""

from playwright.sync_api import expect

from tests.browser.conftest import query, settled
from tests.browser.test_board import WATCH
from tests.browser.test_class import SOON, open_a_class
from tests.browser.test_contribute import press

TOO_WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"
DRAWN = "canvas, svg.marks"
LONG = 120_000
"""Milliseconds. A contract may have to be compiled first, and a round is a hundred transactions."""


def test_a_federation_is_played_on_a_phone_and_the_sum_comes_back(visit):
    page = visit("federated?clients=10&rounds=10", device="phone", color_scheme="dark")
    page.reload()
    assert query(settled(page)) == {"clients": "10", "rounds": "10"}
    page.get_by_role("button", name="Run it").click()
    expect(page.get_by_role("button", name="Rounds (CSV)")).to_be_visible(timeout=60_000)
    charts = settled(page).get_by_test_id("stVegaLiteChart")
    expect(charts).to_have_count(5)
    for number in range(5):
        expect(charts.nth(number).locator(DRAWN)).to_have_count(1)
    assert not page.evaluate(TOO_WIDE)
    page.get_by_text("Pull the plug").first.click()
    settled(page).get_by_role("button", name="All steps").click()
    expect(page.get_by_text("to the last bit")).to_be_visible()
    assert not page.evaluate(TOO_WIDE)


def test_a_class_plays_a_round_on_phones_and_one_pulls_the_plug(visit):
    host = visit("host")
    code, _ = open_a_class(host)
    phones = {name: on_a_phone(visit, code, name) for name in ("Ann", "Ben")}
    press(host, "Start round 1")
    host.goto(host.url.replace("/host", "/federated"))
    settled(host).get_by_label("Clients", exact=True).fill("5")
    host.get_by_label("Clients", exact=True).press("Enter")
    settled(host)
    press(host, "Deal the data out")
    expect(host.get_by_text("Round 1 of 5 comes next")).to_be_visible(timeout=LONG)
    for page in phones.values():
        settled(page)
        expect(page.get_by_text("Its data:")).to_have_count(1, timeout=SOON)
        assert not page.evaluate(TOO_WIDE)
    honest = next(page for page in phones.values() if page.get_by_role("radiogroup").count() > 1)
    honest.get_by_text("Pull the plug after sending").click()
    expect(honest.get_by_text("Decided.")).to_be_visible()
    press(host, "Play round 1")
    for page in (host, *phones.values()):
        expect(page.get_by_text("What came of it")).to_be_visible(timeout=LONG)
        expect(page.locator(".fed-receipts")).to_contain_text("1.00", timeout=SOON)
        expect(page.get_by_text("Who attacks is revealed when")).to_be_visible()
    expect(honest.get_by_text("It lost its stake of 1 ETH")).to_be_visible()
    assert not honest.evaluate(TOO_WIDE)
    settled(honest).evaluate(WATCH)
    press(host, "Play round 2")
    expect(honest.get_by_text("Round 3 of 5 comes next")).to_be_visible(timeout=LONG)
    assert settled(honest).evaluate("window.gone") == 0


def on_a_phone(visit, code, name):
    """Somebody joins, and goes to where the real rounds are."""
    page = visit(f"join?room={code}", device="phone", color_scheme="dark")
    page.get_by_label("Your nickname").fill(name)
    press(page, "Join")
    expect(page.get_by_text(f", {name}")).to_be_visible()
    page.goto(page.url.replace("/join", "/federated"))
    return settled(page)
