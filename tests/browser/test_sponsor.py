"""Sponsor, in a browser: a whole market at a desk, and a look at it on a phone."""

import re

from playwright.sync_api import expect

from tests.browser.test_contribute import assert_no_sideways_scrolling, press


def test_whole_market(visit):
    page = visit("sponsor")
    press(page, "Set this room up")
    press(page, re.compile("Put up 1 ETH"))
    expect(page.get_by_text("The contract has locked 1 ETH")).to_be_visible()
    press(page, "Draw a portion")
    press(page, "Show the portion")
    expect(page.get_by_text("4 · Take part")).to_be_visible()
    press(page, re.compile("the end of contributing"))
    expect(page.get_by_text("5 · Reveal")).to_be_visible()
    press(page, "Reveal the hidden test set")
    press(page, "Score up to the next change")
    press(page, "Score all of them")
    expect(page.get_by_text("7 · Settle")).to_be_visible()
    press(page, re.compile("^Settle"))
    expect(page.get_by_text("Who earned what")).to_be_visible()
    line = page.locator("details.sum-payout").first
    line.locator("summary").click()
    expect(line.get_by_text(re.compile("payout = "))).to_be_visible()
    press(page, re.compile("^Collect .* ETH"))
    expect(
        page.get_by_text(re.compile("You collected .* that the contract owed you"))
    ).to_be_visible()


def test_double_click_puts_up_one_bounty(visit):
    page = visit("sponsor")
    press(page, "Set this room up")
    page.get_by_role("button", name=re.compile("Put up 1 ETH")).dblclick()
    expect(page.get_by_text("2 · Draw")).to_be_visible()
    expect(page.get_by_text("There is a market already")).to_have_count(0)


def test_phone_never_scrolls_sideways(visit):
    phone = visit("sponsor", device="phone", color_scheme="dark")
    press(phone, "Set this room up")
    expect(phone.get_by_text("1 · Fund & commit")).to_be_visible()
    assert_no_sideways_scrolling(phone)
    press(phone, re.compile("Put up 1 ETH"))
    press(phone, "Draw a portion")
    press(phone, "Show the portion")
    press(phone, re.compile("the end of contributing"))
    press(phone, "Reveal the hidden test set")
    press(phone, "Score all of them")
    expect(phone.get_by_text("Contribution by contribution")).to_be_visible()
    assert_no_sideways_scrolling(phone)
