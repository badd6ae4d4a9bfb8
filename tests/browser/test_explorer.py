"""The explorer in a browser: first visits, a live list, a phone, the dark."""

import json
import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import settled

CARDS = ".exp-card"


def blocks(page):
    """The numbers of the blocks in the list, from the top."""
    return [
        int(re.search(r"\d+", text)[0])
        for text in page.locator(f"{CARDS} b:first-child").all_inner_texts()
        if text.startswith("Block")
    ]


def title(page):
    return page.get_by_test_id("stHeading").filter(has_text="Block")


def open_explorer(visit, path="explorer", **options):
    page = visit(path, **options)
    expect(page.locator(CARDS).first).to_be_visible(timeout=30_000)
    return settled(page)


def jump(page):
    """Let a day pass, as the room’s host."""
    page.get_by_role("button", name="Time").click()
    page.get_by_role("button", name="1 day").click()
    page.keyboard.press("Escape")


def test_a_first_visit_by_a_deep_link_shows_the_block(visit):
    page = open_explorer(visit, "explorer?block=7")
    expect(title(page)).to_have_text("Block 7")
    assert 7 in blocks(page)
    assert "block=7" in page.url
    expect(page.get_by_text("def _add_data").first).to_be_visible()


def test_a_bad_link_is_said_plainly(visit):
    page = open_explorer(visit, "explorer?block=%3Cb%3E")
    expect(page.get_by_text("not by a number")).to_be_visible()
    expect(title(page)).to_be_visible()


def test_each_parent_is_the_hash_below(visit):
    page = open_explorer(visit, "explorer?block=10")
    pairs = page.evaluate(
        "() => [...document.querySelectorAll('.exp-card')].map("
        "c => [c.querySelector('.exp-top code').title, c.querySelector('.exp-parent code').title])"
    )
    numbers = blocks(page)
    joined = [
        parent == below[0]
        for (_, parent), below, number, next_number in zip(
            pairs, pairs[1:], numbers, numbers[1:], strict=False
        )
        if number == next_number + 1
    ]
    assert len(joined) > 3
    assert all(joined)


def test_new_blocks_appear_by_themselves_and_leave_the_selection(visit):
    page = open_explorer(visit)
    before = blocks(page)[0]
    page.get_by_role("button", name=f"Show block {before - 1}", exact=True).click()
    expect(title(page)).to_have_text(f"Block {before - 1}")
    page.get_by_role("tab", name="The cost").click()
    # The same browser: in another one the address would be a stranger's.
    other = page.context.new_page()
    other.goto(page.url.replace("explorer", "board").split("&block")[0])
    jump(settled(other))
    other.close()
    page.wait_for_function(
        "before => !document.querySelector('.exp-card').innerText.includes(`Block ${before}`)",
        arg=before,
        timeout=10_000,
    )
    assert blocks(page)[0] > before
    expect(title(page)).to_have_text(f"Block {before - 1}")
    expect(page.get_by_role("tab", name="The cost")).to_have_attribute("aria-selected", "true")
    assert f"block={before - 1}" in page.url


def test_a_link_with_a_block_can_be_passed_on(visit):
    page = open_explorer(visit, "explorer?block=8")
    again = open_explorer(visit, page.url.split("/", 3)[3])
    expect(title(again)).to_have_text("Block 8")
    assert again.locator(".exp-on code").first.get_attribute("title") == page.locator(
        ".exp-on code"
    ).first.get_attribute("title")


def test_the_lines_have_the_numbers_of_the_file(visit):
    page = open_explorer(visit, "explorer?block=7")
    lines = page.locator("[class*=st-key-explorer-lines-]").first
    first = int(re.search(r"lines (\d+)", lines.inner_text())[1])
    assert first > 1
    reset = lines.locator("code").first.evaluate("code => getComputedStyle(code).counterReset")
    assert reset == f"exp-line {first - 1}"
    own = lines.locator(".linenumber").first
    assert own.evaluate("one => getComputedStyle(one).fontSize") == "0px"
    assert "counter" in own.evaluate("one => getComputedStyle(one, '::before').content")


def test_search_selects_a_contribution(visit):
    page = open_explorer(visit)
    page.get_by_label("Search").fill("1")
    page.get_by_label("Search").press("Enter")
    expect(page.get_by_text("Everything about contribution 1.")).to_be_visible()
    expect(title(page)).to_have_text("Block 6")


def test_the_chain_can_be_taken_home(visit):
    page = open_explorer(visit)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="JSON").click()
    rows = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))["transactions"]
    assert rows[0]["function"] == "constructor"
    assert len(rows) > 10


def test_a_phone_scrolls_no_page_sideways(visit):
    page = open_explorer(visit, "explorer?block=7", device="phone", color_scheme="dark")
    for tab in ("The code that ran", "The numbers", "The cost", "The chain"):
        page.get_by_role("tab", name=tab).click()
        settled(page)
        wide = page.get_by_test_id("stMain").evaluate("main => main.scrollWidth - main.clientWidth")
        assert wide == 0, tab
        assert page.evaluate("() => document.documentElement.scrollWidth") == 390, tab


def test_on_a_phone_a_tap_leads_to_the_block(visit):
    page = open_explorer(visit, device="phone")
    page.get_by_role("button", name=f"Show block {blocks(page)[2]}", exact=True).tap()
    expect(title(page)).to_be_in_viewport(timeout=10_000)


def test_pictures_are_drawn_in_both_grounds(visit):
    for scheme in ("light", "dark"):
        page = open_explorer(visit, "explorer?block=7", color_scheme=scheme)
        pictures = page.locator(".exp-samples img")
        expect(pictures).to_have_count(2)
        assert pictures.evaluate_all("all => all.every(one => one.naturalWidth > 0)")
