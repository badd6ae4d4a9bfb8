"""Board in a browser: it follows the room by itself, without a flicker, and keeps the zoom."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import friends, join, looked_again, query, settled

# What a person would see as a flicker: a chart that is taken out and put back.
WATCH = """
() => {
    window.gone = 0;
    const charts = '[data-testid=stVegaLiteChart], [data-testid=stVegaLiteChart] canvas, svg.marks';
    new MutationObserver(records => records.forEach(record => record.removedNodes.forEach(node => {
        if (node.matches?.(charts) || node.querySelector?.(charts)) window.gone += 1;
    }))).observe(document.body, {childList: true, subtree: true});
}
"""


def test_it_follows_the_room_by_itself(page, visit):
    board = visit(f"board?room={friends(page, 'Grace')}")
    page.get_by_role("button", name="Ask").first.click()
    page.get_by_role("button", name="Contribute it as").click()
    expect(board.get_by_text("Grace labelled an image")).to_be_visible()


def test_nothing_flickers(visit):
    board = visit("board")
    expect(board.get_by_test_id("stVegaLiteChart").locator("canvas, svg.marks")).to_have_count(2)
    clock = board.locator("strong", has_text="Day")
    first = clock.inner_text()
    board.evaluate(WATCH)
    looked_again(board)
    assert clock.inner_text() != first
    assert board.evaluate("window.gone") == 0


def first_day(chart):
    """What the time axis begins with: the leftmost of its labels."""
    return chart.locator("svg").evaluate("""
        svg => {
            const place = text => text.getBoundingClientRect().x;
            return [...svg.querySelectorAll('text')]
                .filter(text => /day|:/.test(text.textContent))
                .filter(text => text.getAttribute('opacity') !== '0')
                .sort((a, b) => place(a) - place(b))[0].textContent;
        }
    """)


def test_zoom_survives_new_data(visit):
    board = visit("board")
    chart = board.get_by_test_id("stVegaLiteChart").first
    chart.hover()
    assert first_day(chart) == "day 1"
    board.keyboard.down("Control")
    for _ in range(4):
        board.mouse.wheel(0, -200)
    board.keyboard.up("Control")
    board.wait_for_timeout(500)
    zoomed = first_day(chart)
    assert zoomed != "day 1"
    looked_again(board)
    assert first_day(chart) == zoomed
    board.mouse.dblclick(*middle(chart))
    expect(chart.locator("svg")).to_contain_text("day 1")


def middle(chart):
    box = chart.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 3


def test_the_host_skips_time_and_adds_a_bot(visit):
    board = visit("board")
    board.get_by_test_id("stPopoverButton").filter(has_text="Bots").click()
    board.get_by_role("button", name="Malicious bot").click()
    expect(board.get_by_text("Mallory joined")).to_be_visible()
    board.keyboard.press("Escape")
    board.get_by_test_id("stPopoverButton").filter(has_text="Time").click()
    board.get_by_role("button", name="1 day", exact=True).last.click()
    expect(board.get_by_text("You let 1 d pass.")).to_be_visible()
    expect(board.get_by_text("Day 3").first).to_be_visible()


# -------------------------------------------------------------------------------------- a class's

# What a person would see as a jump: something that is elsewhere than a moment ago.
JUMPS = """
() => {
    window.jumped = 0;
    new PerformanceObserver(list => list.getEntries().forEach(each => window.jumped += each.value))
        .observe({type: 'layout-shift'});
}
"""
LEFT = """
element => {
    const style = getComputedStyle(element);
    return [style.getPropertyValue('--left'), style.getPropertyValue('--minutes')].map(Number);
}
"""


def a_class(host):
    """Open a room for a class on the page Host; gives its code."""
    host.get_by_role("button", name="Open the room").click()
    host.get_by_role("button", name="Show my key").click()
    host.get_by_role("button", name="I have it: go on to the room").click()
    expect(host.get_by_role("button", name="Start round 1")).to_be_visible()
    return query(settled(host))["room"]


@pytest.mark.slow
def test_a_class_follows_a_round_without_a_flicker_or_a_jump(visit):
    host = visit("host")
    code = a_class(host)
    board = visit(f"board?room={code}")
    board.set_viewport_size({"width": 1920, "height": 1080})
    phone = visit(f"board?room={code}", device="phone", color_scheme="dark")
    try:
        expect(board.get_by_role("img", name="QR code to join")).to_be_visible()
        join(visit(f"join?room={code}"), "Grace")
        for page in (board, phone):
            expect(page.get_by_text("1 is here")).to_be_visible()
            expect(page.get_by_text("Grace")).to_be_visible()
        host.get_by_role("button", name="Start round 1").click()
        expect(board.locator(".sum-count")).to_be_visible()
        expect(board.get_by_test_id("stVegaLiteChart").locator("svg.marks, canvas")).to_have_count(
            2
        )
        settled(board)
        board.evaluate(WATCH)
        board.evaluate(JUMPS)
        [first, minutes] = board.locator(".sum-count").evaluate(LEFT)
        assert minutes == (first - first % 60) / 60
        looked_again(board)
        host.get_by_text("Freeze the board").click()
        expect(board.get_by_text("❄ The board stands still")).to_be_visible()
        host.get_by_text("Freeze the board").click()
        expect(board.get_by_text("❄ The board stands still")).to_have_count(0)
        [last, _] = board.locator(".sum-count").evaluate(LEFT)
        assert last < first
        host.get_by_role("button", name="Pause").click()
        expect(board.get_by_text("Round 1 · Paused")).to_be_visible()
        assert board.evaluate("window.gone") == 0
        assert board.evaluate("window.jumped") == 0
        # All of it is on the screen at once; on a phone it is as wide as that.
        main = board.get_by_test_id("stMain")
        assert main.evaluate("each => each.scrollHeight - each.clientHeight") <= 0
        assert phone.evaluate("document.documentElement.scrollWidth") == 390
    finally:
        board.set_viewport_size({"width": 1280, "height": 800})  # the window is used again
