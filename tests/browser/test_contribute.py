"""Contribute, as people do: with a mouse, a finger, and an eye on the screen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import looked_again, settled


def the_model_says(page):
    text = page.get_by_text(re.compile(r"The model says: ")).first
    expect(text).to_be_visible(timeout=30_000)
    return text.inner_text().rsplit(" ", 1)[-1].strip()


def choose(page, label):
    page.locator(".st-key-step-send").get_by_role("radio", name=label, exact=True).click()
    settled(page)


def press(page, name):
    page.get_by_role("button", name=name).first.click()
    return settled(page)


def draw(page, points):
    """One stroke with the mouse; points are fractions of the pad."""
    box = page.locator(".pad").bounding_box()
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    page.mouse.up()
    settled(page)


def inked(page):
    return page.locator(".pad button[aria-pressed=true]").count()


def assert_no_sideways_scrolling(page):
    main = page.get_by_test_id("stMain")
    assert main.evaluate("each => each.scrollWidth <= each.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_contribute_and_refund(visit):
    page = visit("contribute")
    choose(page, the_model_says(page))
    press(page, re.compile("^Send, with"))
    expect(page.get_by_text("Sent: this is what changed")).to_be_visible()
    press(page, re.compile("Try: get it back"))
    expect(page.get_by_text("It is too early")).to_be_visible()
    press(page, re.compile("Skip .* to your next claim"))
    press(page, re.compile("^Get it back|^Collect all"))
    expect(page.get_by_text("went back to its contributor").first).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as CSV").click()
    looked_again(page)  # a browser that is slow finds it still there
    assert page.request.get(saved.value.url).text().startswith("number,")


def test_double_click_sends_once(visit):
    page = visit("contribute")
    choose(page, the_model_says(page))
    page.get_by_role("button", name=re.compile("Send, with")).dblclick()
    settled(page)
    expect(page.get_by_text("Sent: this is what changed")).to_be_visible()
    expect(page.get_by_text(re.compile("^1 so far;"))).to_be_visible()


def test_draw_with_the_mouse(visit):
    page = visit("contribute")
    page.get_by_text("Draw one").click()
    settled(page)
    expect(page.get_by_text("The pad is blank")).to_be_visible()
    draw(page, [(0.3, 0.2), (0.7, 0.2), (0.7, 0.8), (0.3, 0.8)])
    assert inked(page) == 12  # a fast stroke leaves no gaps
    the_model_says(page)
    draw(page, [(0.7, 0.2), (0.7, 0.4)])  # starts on ink: rubs out
    assert inked(page) < 12
    choose(page, "3")
    press(page, re.compile("Send, with"))
    expect(page.get_by_text("Sent: this is what changed")).to_be_visible()
    press(page, "Contribute another")
    assert inked(page) == 0


def test_draw_with_the_keyboard(visit):
    page = visit("contribute")
    page.get_by_text("Draw one").click()
    settled(page)
    page.locator(".pad button").nth(9).focus()
    page.keyboard.press("Enter")
    settled(page)
    assert inked(page) == 1
    the_model_says(page)
    press(page, "Clear the pad")
    expect(page.get_by_text("The pad is blank")).to_be_visible()


def test_draw_with_a_finger(visit):
    phone = visit("contribute", device="phone")
    phone.get_by_text("Draw one").click()
    settled(phone)
    pad = phone.locator(".pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    phone.touchscreen.tap(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    settled(phone)
    assert inked(phone) == 1


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_phone_never_scrolls_sideways(visit, color_scheme):
    phone = visit("contribute", device="phone", color_scheme=color_scheme)
    choose(phone, the_model_says(phone))
    assert_no_sideways_scrolling(phone)
    press(phone, re.compile("Send, with"))
    expect(phone.get_by_text("Sent: this is what changed")).to_be_visible()
    assert_no_sideways_scrolling(phone)
    background = phone.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    assert (background == "rgb(16, 21, 28)") == (color_scheme == "dark")


def test_sample_is_a_picture(visit):
    page = visit("contribute")
    picture = page.locator(".st-key-step-sample img")
    expect(picture).to_be_visible()
    assert picture.evaluate("each => each.complete && each.naturalWidth > 0")
