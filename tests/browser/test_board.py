"""Board in a browser: it follows the room by itself, without a flicker, and keeps the zoom."""

from playwright.sync_api import expect

from tests.browser.conftest import looked_again

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
    page.get_by_role("button", name="Open the room").click()
    expect(page.get_by_text("You are in room")).to_be_visible()
    board = visit(f"board?room={page.url.split('room=')[1][:5]}")
    page.get_by_role("button", name="Ask").first.click()
    page.get_by_role("button", name="Contribute it as").click()
    expect(board.get_by_text("Facilitator labelled an image")).to_be_visible()


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
