"""Attack, and be paid for the answer: cheating in one window, taking in another."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import settled
from tests.browser.test_contribute import (
    assert_no_sideways_scrolling,
    choose,
    press,
    the_model_says,
)


def attack(page):
    page.get_by_text("It will pay").click()
    settled(page)
    press(page, re.compile("Run the attack"))
    expect(page.get_by_text("The story so far")).to_be_visible()


def test_attack_costs_the_attacker(visit):
    page = visit("attack")
    expect(page.get_by_role("button", name=re.compile("Run the attack"))).to_be_disabled()
    attack(page)
    expect(page.get_by_text("Undecided")).to_be_visible()
    press(page, re.compile("^Collect"))
    expect(page.get_by_text("There is nothing to collect")).to_be_visible()
    press(page, re.compile("until the wait is over"))
    press(page, re.compile("let the others come by"))
    expect(
        page.get_by_text(re.compile("Your deposit pays those whose data was good"))
    ).to_be_visible()


def test_attack_then_take_as_the_contributor(visit):
    page = visit("contribute")
    choose(page, the_model_says(page))
    press(page, re.compile("Send, with"))
    press(page, re.compile("Skip .* to your next claim"))
    press(page, re.compile("Collect all"))
    page.get_by_test_id("stSidebarNav").get_by_text("Attack").click()
    settled(page)
    attack(page)
    press(page, re.compile("until the wait is over"))
    page.get_by_test_id("stSidebarNav").get_by_text("Contribute").click()
    settled(page)
    page.get_by_text("Others’, to take").click()
    settled(page)
    press(page, re.compile("^Take a share"))
    expect(page.get_by_text(re.compile("You took .* of your attacker’s deposit"))).to_be_visible()


def test_double_click_attacks_once(visit):
    page = visit("attack")
    page.get_by_text("It will cost").click()
    settled(page)
    page.get_by_role("button", name=re.compile("Run the attack")).dblclick()
    settled(page)
    expect(page.get_by_text(re.compile("at stake for 6 wrong labels"))).to_be_visible()


def test_phone_never_scrolls_sideways(visit):
    phone = visit("attack", device="phone", color_scheme="dark")
    expect(phone.get_by_text("2 · What it will do, and cost")).to_be_visible()
    assert_no_sideways_scrolling(phone)
    attack(phone)
    assert_no_sideways_scrolling(phone)
