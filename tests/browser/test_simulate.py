"""The Simulate page in a browser: live charts, a link for others, a heat map to click into."""

import re

from playwright.sync_api import expect

from sum.simulation.lab import simulate
from sum.simulation.scenario import Scenario, with_value
from tests.browser.conftest import settled

TOO_WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"
DRAWN = "canvas, svg.marks"


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    return settled(page)


def charts_drawn(page, count):
    charts = page.get_by_test_id("stVegaLiteChart")
    expect(charts).to_have_count(count, timeout=60_000)
    for number in range(count):
        expect(charts.nth(number).locator(DRAWN)).to_have_count(1, timeout=30_000)


def digest(page):
    said = page.get_by_text(re.compile("digest [0-9a-f]{16}"))
    expect(said).to_be_visible(timeout=60_000)
    return re.search("digest ([0-9a-f]{16})", said.inner_text())[1]


def test_it_runs_before_ones_eyes_and_others_can_run_it_too(visit):
    page = visit("simulate?set=run.contributions%3D60")
    page.get_by_role("button", name="How it runs").click()
    page.get_by_text("In slow motion").click()
    settled(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Run it").click()
    charts_drawn(page, 3)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text(re.compile("^Paused: day"))).to_be_visible()
    charts_drawn(page, 3)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("it was stopped")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Take it along").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Accuracy (PNG)").click()
    assert download.value.path().read_bytes()[1:4] == b"PNG"
    with page.expect_download() as download:
        page.get_by_role("button", name="Events (CSV)").click()
    assert download.value.path().read_text(encoding="utf-8").startswith("time_s,person")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Share").click()
    link = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").inner_text()
    assert link.endswith("/simulate?set=run.contributions=60")
    other = visit(link.rpartition("/")[2])
    other.get_by_role("button", name="Run it").click()
    scenario = with_value(Scenario(), "run.contributions", 60)
    assert simulate(scenario).digest().startswith(digest(other))


def test_a_cell_of_a_heat_map_opens_as_the_scenario(visit):
    page = visit("simulate?look=sweep&set=run.contributions%3D8")
    page.get_by_label("And, if you like").click()
    page.keyboard.type("for a refund")
    page.keyboard.press("Enter")
    settled(page)
    for place, values in enumerate(("0,2", "6 h, 1 day")):
        page.get_by_role("textbox", name="Values").nth(place).fill(values)
        page.keyboard.press("Enter")
        settled(page)
    press(page, "Run them all")
    expect(page.get_by_text("Click a cell to open it")).to_be_visible(timeout=90_000)
    charts_drawn(page, 1)
    chart = page.get_by_test_id("stVegaLiteChart").locator(DRAWN)
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    chart.click(position={"x": box["width"] * 0.8, "y": box["height"] * 0.65})
    expect(page.get_by_role("button", name="Run it")).to_be_visible()
    settled(page)
    assert "agents.attacker.count%3D2" in page.url
    press(page, "Undo")
    assert "agents.attacker.count" not in page.url


def test_it_fits_a_phone_and_marks_mistakes(visit):
    page = visit("simulate?set=run.contributions%3D20", device="phone", color_scheme="dark")
    page.get_by_role("button", name="Run it").click()
    digest(page)
    page.get_by_text("Change the scenario").click()
    assert not page.evaluate(TOO_WIDE)
    page.get_by_text("Text (TOML)").click()
    settled(page)
    text = page.get_by_role("textbox", name="The scenario as TOML")
    expect(text).to_have_value(re.compile("count = 8"))
    text.fill(text.input_value().replace("count = 8", 'count = "8"'))
    page.keyboard.press("Control+Enter")
    settled(page)
    expect(page.locator(".sim-wrong")).to_contain_text('count = "8"')
    assert not page.evaluate(TOO_WIDE)
    page.get_by_text("Kept runs").click()
    settled(page)
    page.get_by_role("checkbox", name=re.compile("Eight honest")).first.check(force=True)
    settled(page)
    charts_drawn(page, 3)
    assert not page.evaluate(TOO_WIDE)
