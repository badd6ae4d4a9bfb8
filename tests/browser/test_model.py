"""The Model page in a browser: it follows the room by itself, and fits a phone."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import looked_again, settled

# What a person would see as a flicker: something that is taken out and put back.
WATCH = """
() => {
    window.gone = 0;
    const shown = '[data-testid=stHtml] img, [data-testid=stVegaLiteChart] canvas, svg.marks';
    new MutationObserver(records => records.forEach(record => record.removedNodes.forEach(node => {
        if (node.matches?.(shown) || node.querySelector?.(shown)) window.gone += 1;
    }))).observe(document.body, {childList: true, subtree: true});
}
"""
TOO_WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"


def whose(page):
    """The address's room and key, to be somebody in another tab."""
    found = dict(re.findall(r"(room|me)=([\w-]+)", page.url))
    return f"room={found['room']}&me={found['me']}"


def test_a_contribution_is_seen_to_change_the_model(page, visit):
    page.get_by_role("button", name="Ask").first.click()
    expect(page.get_by_role("button", name="Contribute it as")).to_be_visible()
    inside = visit(f"model?{whose(page)}&look=change")
    before = inside.locator("h3", has_text="Contribution").all_inner_texts()
    page.get_by_role("button", name="Contribute it as").click()
    expect(page.get_by_text("The model says", exact=True)).to_be_visible()
    expect(inside.get_by_text("Following the last change")).to_be_visible()
    expect(inside.locator("figure", has_text="Difference")).to_be_visible()
    expect(inside.locator(".sum-chip", has_text="You").last).to_be_visible()
    after = inside.locator("h3", has_text="Contribution").all_inner_texts()
    assert after != before


def test_nothing_flickers(visit):
    inside = visit("model")
    expect(inside.locator("figure img")).to_have_count(1)
    inside.evaluate(WATCH)
    looked_again(inside)
    assert inside.evaluate("window.gone") == 0
    inside.get_by_text("How often it is right").click()
    expect(inside.locator(".mod-confusion")).to_be_visible()
    expect(inside.get_by_test_id("stVegaLiteChart").locator("canvas, svg.marks")).to_have_count(1)
    settled(inside).evaluate("window.gone = 0")
    looked_again(inside)
    assert inside.evaluate("window.gone") == 0


def test_every_view_fits_a_phone(phone, visit):
    phone.get_by_role("button", name="Ask").first.click()
    expect(phone.get_by_role("button", name="Contribute it as")).to_be_visible()
    me = whose(phone)
    inside = visit(f"model?{me}", device="phone", color_scheme="dark")
    home = inside.url.partition("model?")[0]
    for view in ("inside", "change", "right", "sample", "take"):
        inside.goto(f"{home}model?{me}&look={view}")
        expect(settled(inside).locator(f".st-key-model-{view}")).to_be_visible()
        assert not inside.evaluate(TOO_WIDE), view


def test_the_model_is_downloaded(visit, tmp_path, monkeypatch, capsys):
    inside = visit("model?look=take")
    with inside.expect_download() as download:
        inside.get_by_role("button", name="Download the model").click()
    assert download.value.suggested_filename.startswith("model-digits-3-or-8-")
    assert '"sparse_perceptron"' in download.value.path().read_text(encoding="utf-8")
    download.value.save_as(tmp_path / download.value.suggested_filename)
    code = inside.get_by_test_id("stCode").first.inner_text()
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "notebook", "exec"), {})  # noqa: S102 - what a reader would do
    assert capsys.readouterr().out.strip() in {"3", "8"}
