"""A table replaces what stands between its markers, or nothing is written."""

import json
from pathlib import Path

import pytest

from sum.bench.gas import Row
from sum.cli.gas import markdown
from sum.cli.pages import markers, put
from sum.errors import InputError

ROOT = Path(__file__).parents[3]

PAGE = "# T\n<!-- a: begin -->\nold\n<!-- a: end -->\nrest\n"


def test_only_what_is_between_the_markers_changes(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    put(page, "a", "new\nlines\n")
    assert page.read_text() == PAGE.replace("old", "new\nlines")
    put(page, "a", "new\nlines")
    assert page.read_text() == PAGE.replace("old", "new\nlines")


@pytest.mark.parametrize(
    "text",
    [
        "no marker\n",
        "<!-- a: begin -->\nno end\n",
        "<!-- a: end -->\n<!-- a: begin -->\n",
        PAGE.replace("old", "<!-- a: begin -->"),
    ],
)
def test_a_page_without_the_markers_stays_as_it_is(text, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(text)
    with pytest.raises(InputError, match="has no lines"):
        put(page, "a", "new")
    assert page.read_text() == text


def test_a_missing_page_is_a_sentence(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        put(tmp_path / "page.md", "a", "new")


def test_the_page_has_the_gas_of_the_golden_file():
    golden = json.loads((ROOT / "tests" / "contracts" / "gas.json").read_text(encoding="utf-8"))
    begin, end = markers("gas")
    page = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    inside = page.partition(f"{begin}\n")[2].partition(f"\n{end}")[0]
    assert inside.splitlines() == list(markdown(Row(**each) for each in golden))
