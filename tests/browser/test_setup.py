"""Choosing what a model learns, and clicking on the plane, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled


def pick(page, label, option):
    page.get_by_label(label).first.click()
    page.get_by_role("option", name=option).first.click()
    settled(page)


def own_room(page, dataset):
    """Open a room of one's own by the dialog on Home."""
    page.get_by_role("button", name="Choose what it learns").click()
    settled(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Right at the start")).to_be_visible()
    pick(page, "Data set", dataset)
    expect(dialog.get_by_text("After honest contributions")).to_be_visible()
    page.get_by_role("button", name="Open a room with this").click()
    page.wait_for_url(re.compile("/contribute"))
    return settled(page)


def send(page, label):
    button = page.get_by_role("button", name="Send, with")
    for _ in range(2):  # a click into a page that is just being drawn anew is lost
        if not button.is_visible():
            page.get_by_test_id("stButtonGroup").get_by_text(label, exact=True).click()
            settled(page)
    button.click()
    expect(page.get_by_text("Sent: this is what changed")).to_be_visible()


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_a_point_of_the_plane_is_clicked_and_sent(visit, device):
    page = own_room(visit(device=device), "Points in the plane")
    plane = page.locator(".plane")
    box = plane.bounding_box()
    at = {"x": box["width"] / 4, "y": box["height"] / 4}
    plane.click(position=at) if device == "desktop" else plane.tap(position=at)
    settled(page)
    x, y = (float(page.get_by_label(name, exact=True).input_value()) for name in "xy")
    assert x < 0 < y
    plane.press("ArrowRight")
    settled(page)
    assert float(page.get_by_label("x", exact=True).input_value()) > x
    page.get_by_label("y", exact=True).fill("-0.5")
    page.get_by_label("y", exact=True).press("Enter")
    settled(page)
    mark, box = page.locator(".mark").bounding_box(), plane.bounding_box()
    assert mark["y"] > box["y"] + box["height"] / 2
    send(page, "blue")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_host_lets_the_model_learn_something_else(visit):
    page = visit("contribute")
    code = re.search(r"room=(\w{5})", page.url).group(1)
    page.get_by_role("button", name="Time").click()
    page.get_by_text("Yes, start over").click()
    settled(page)
    page.get_by_role("button", name="Change model or mechanism").click()
    settled(page)
    pick(page, "Data set", "Iris")
    page.get_by_role("button", name="Start over with this").click()
    expect(page.get_by_text("Which of three kinds of iris").first).to_be_visible()
    settled(page)
    assert f"room={code}" in page.url
    send(page, "setosa")


def test_a_table_of_ones_own(visit, tmp_path):
    table = tmp_path / "animals.csv"
    rows = [f"{n % 2 * 4 + n / 30:.2f},{'cat' if n % 2 else 'mouse'}" for n in range(60)]
    table.write_text("\n".join(["size,kind", *rows]))
    page = visit()
    page.get_by_role("button", name="Choose what it learns").click()
    settled(page)
    pick(page, "Data set", "A table of your own")
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_role("button", name="Keep this table").click()
    settled(page)
    page.get_by_role("button", name="Open a room with this").click()
    page.wait_for_url(re.compile("/contribute"))
    settled(page)
    send(page, "cat")


def test_a_table_that_is_too_big_is_refused_in_words(visit, tmp_path):
    table = tmp_path / "big.csv"
    with table.open("wb") as file:
        file.truncate(51 * 1024**2)
    page = visit(device="phone")
    page.get_by_role("button", name="Choose what it learns").click()
    settled(page)
    pick(page, "Data set", "A table of your own")
    page.locator("input[type=file]").set_input_files(table)
    why = page.get_by_text("must be 50.0MB or smaller")
    expect(why).to_be_visible()
    assert why.bounding_box()["width"] > 60  # not for screen readers alone
