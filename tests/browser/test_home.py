"""Home in a browser: ask, teach, open a room, join it with a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import friends, join, query, settled


def test_asking_and_teaching(page):
    page.get_by_role("button", name="Ask").first.click()
    expect(page.get_by_role("heading", name="The model says")).to_be_visible()
    send = page.get_by_role("button", name="Contribute it as")
    send.dblclick()
    expect(page.get_by_text("Contribution 13 is on the chain")).to_be_visible()
    settled(page)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Board").click()
    settled(page)
    expect(page.get_by_text("1 sent · 0 proved good")).to_be_visible()


def test_opening_a_room_and_joining_it_with_a_phone(page, phone):
    code = friends(page, "Grace")
    phone.get_by_label("Room code").fill(code.lower())
    phone.get_by_role("button", name="Join", exact=True).click()
    expect(phone.get_by_text("Who are you?")).to_be_visible()
    join(settled(phone), "Alan")
    assert query(phone)["room"] == code
    page.get_by_test_id("stSidebar").get_by_role("link", name="Board").click()
    expect(page.get_by_text("Alan joined.")).to_be_visible()


def test_pictures_are_drawn(phone):
    pictures = phone.get_by_test_id("stImage").locator("img")
    expect(pictures).to_have_count(4)
    assert all(each.evaluate("image => image.naturalWidth") > 0 for each in pictures.all())


def test_start_here_leads_on(page):
    page.get_by_role("button", name="Start here").click()
    page.wait_for_url(re.compile("/contribute"))


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_no_figure_of_an_outcome_is_cut_off(visit, device):
    home = visit(device=device)
    home.get_by_role("button", name="Ask").first.click()
    settled(home)
    home.get_by_role("button", name="Contribute it as").click()
    settled(home)
    figures = home.get_by_test_id("stMetricValue").locator("*")
    expect(figures.first).to_be_visible()
    assert "ETH" in figures.last.inner_text()
    assert not any(
        figures.evaluate_all("all => all.map(each => each.scrollWidth > each.clientWidth + 1)")
    )
