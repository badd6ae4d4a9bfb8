"""One colour a role, the same in charts, on chips and in Streamlit's theme."""

import tomllib
from pathlib import Path

import pytest

from sum.viz.palette import COLOURS, colour, css_colour

CONFIG = Path(__file__).parents[3] / ".streamlit" / "config.toml"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_those_of_the_theme(theme):
    configured = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][theme]
    assert list(COLOURS[theme].values()) == configured["chartCategoricalColors"]
    assert len(set(COLOURS[theme].values())) == 5


def test_who_has_no_colour_is_neutral():
    assert colour("owner", "dark") == COLOURS["dark"]["neutral"]
    assert COLOURS["light"]["neutral"] in css_colour("owner")
