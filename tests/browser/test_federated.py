"""The Federated page in a browser: it runs, is drawn, and fits a phone."""

from playwright.sync_api import expect

from tests.browser.conftest import settled

TOO_WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"
DRAWN = "canvas, svg.marks"


def test_a_federation_is_played_on_a_phone_and_the_sum_comes_back(visit):
    page = visit("federated", device="phone", color_scheme="dark")
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
