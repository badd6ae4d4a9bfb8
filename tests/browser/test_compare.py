"""The Compare page in a browser: it runs, is drawn, can be stopped, shared and taken along."""

import json
import re

from playwright.sync_api import expect

from tests.browser.conftest import settled

TOO_WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"
DRAWN = "canvas, svg.marks"


def press(page, name):
    page.get_by_role("button", name=name).click()
    return settled(page)


def test_a_bet_a_run_and_a_link_for_others(visit):
    page = visit("compare?days=5&arrives=1")
    page.get_by_test_id("stRadio").get_by_text("Under none").click()
    settled(page)
    press(page, "Run it")
    expect(page.get_by_text("You bet on “Under none")).to_be_visible()
    charts = page.get_by_test_id("stVegaLiteChart")
    for number in range(charts.count()):
        expect(charts.nth(number).locator(DRAWN)).to_have_count(1)
    table = page.locator(".cmp-table").inner_text()
    page.get_by_role("button", name="Share these settings").click()
    link = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").inner_text()
    assert link.endswith("/compare?arrives=1&days=5")
    other = visit(link.rpartition("/")[2])
    assert other.locator(".cmp-table").count() == 0  # others place a bet of their own
    press(other, "Run it")
    assert other.locator(".cmp-table").inner_text() == table


def test_the_result_is_there_again_after_a_reload(visit):
    page = visit("compare?days=5&arrives=1")
    press(page, "Run it")
    expect(page.locator(".cmp-table")).to_be_visible()
    page.reload()
    settled(page)
    expect(page.locator(".cmp-table")).to_be_visible()
    press(page, "Reset")
    expect(page.locator(".cmp-table")).to_have_count(0)
    assert re.search(r"/compare$", page.url)


def test_a_run_can_be_stopped_and_started_again(visit):
    page = visit("compare?days=20&burst=12&seed=11")
    page.get_by_role("button", name="Run it").click()
    page.get_by_role("button", name="Stop").click()
    settled(page)
    expect(page.locator(".cmp-table")).to_have_count(0)
    page.get_by_role("button", name="Run it").click()
    expect(page.locator(".cmp-table")).to_be_visible(timeout=60_000)


def test_it_fits_a_phone(visit):
    page = visit("compare?days=5&arrives=1", device="phone", color_scheme="dark")
    press(page, "Run it")
    expect(page.locator(".cmp-table")).to_be_visible()
    assert not page.evaluate(TOO_WIDE)


def test_it_can_be_taken_along(visit, tmp_path):
    page = visit("compare?days=5&arrives=1&under=points")
    press(page, "Run it")
    with page.expect_download() as download:
        page.get_by_role("button", name="Everything (JSON)").click()
    download.value.save_as(tmp_path / "all.json")
    found = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert [run["name"] for run in found["runs"]] == ["points"]
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.path().read_text(encoding="utf-8").startswith("mechanism,series,who")
