"""Mechanism and audit in a browser: choose, play, open a formula, add up."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled


@pytest.mark.parametrize(("device", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_a_room_for_points_from_the_chooser(visit, device, scheme):
    page = visit(device=device, color_scheme=scheme)
    page.get_by_role("button", name="Choose what it learns").click()
    settled(page)
    page.get_by_role("tab", name="What makes data pay").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("0.00166667 ETH × 3,600").first).to_be_visible()
    dialog.get_by_text("Points", exact=True).click()
    settled(page)
    expect(dialog.get_by_text("3 validated + 1 reported − 2 lost = 2")).to_be_visible()
    page.get_by_role("button", name="Open a room with this").click()
    page.wait_for_url(re.compile("/contribute"))
    settled(page)
    page.get_by_test_id("stButtonGroup").get_by_text("3", exact=True).last.click()
    settled(page)
    page.get_by_role("button", name="Send, for free").click()
    expect(page.get_by_text("It was free")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_audit_adds_up_and_a_payout_opens(visit, device):
    page = visit("board", device=device)
    payout = page.locator("details.sum-payout").first
    expect(payout).to_be_visible()
    payout.locator("summary").click()
    expect(payout.locator(".sum-formula")).to_be_visible()
    page.get_by_role("button", name="Audit").click()
    settled(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("adds up to the wei")).to_be_visible()
    expect(dialog.get_by_text("All of them")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
