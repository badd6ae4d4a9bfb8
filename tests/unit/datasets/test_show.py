"""Samples for people: the right marks at the right places, and nothing that is not escaped."""

import re
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from sum.datasets import DATASETS, load
from sum.datasets.build import About, Raw, build
from sum.datasets.show import as_svg, in_words, picture, point_svg
from sum.errors import InputError


def parsed(html):
    html = re.sub("(<img [^>]*)>", r"\1/>", html)  # as XML closes it
    return ET.fromstring(f"<body>{html}</body>")  # noqa: S314 - our own


@pytest.mark.parametrize("name", DATASETS)
def test_every_kind_has_a_picture_that_is_well_formed(name):
    dataset = load(name)
    html = picture(dataset.pool[0].raw, dataset)
    parsed(html)
    if dataset.kind in ("image", "point"):
        source = re.search(r'src="data:image/svg\+xml,([^"]*)"', html)[1]
        assert parsed(unquote(source))[0].tag.endswith("svg")
    assert picture(None, dataset) == "a sample"


def test_picture_has_a_mark_for_every_pixel_with_ink():
    svg = as_svg([[0, 16], [8, 0]], title="<3>")
    assert svg.count('width="1" height="1"') == 2
    assert 'fill-opacity="0.5"' in svg
    assert "&lt;3&gt;" in svg


@pytest.mark.parametrize("raw", ["text", [1, 2], [[1], [2, 3]], [], [["a"]], None])
def test_no_picture(raw):
    with pytest.raises(InputError):
        as_svg(raw)


@pytest.mark.parametrize(
    ("point", "x", "y"), [((0, 0), 50, 50), ((1.5, 0), 95.45, 50), ((-0.75, 0.75), 25, 25)]
)
def test_a_point_is_where_it_belongs(point, x, y):
    circle = re.search(r'cx="(.*?)" cy="(.*?)"', point_svg(point))
    assert (float(circle[1]), float(circle[2])) == pytest.approx((x, y), abs=0.1)


def test_a_point_far_away_is_inside_its_picture():
    circle = re.search(r'cx="(.*?)" cy="(.*?)"', point_svg((1e6, -12)))
    assert 0 < float(circle[1]) < 100


@pytest.mark.parametrize("raw", [(1,), (1, 2, 3), "ab", (1, float("nan")), None, ((1, 2),)])
def test_no_point(raw):
    with pytest.raises(InputError):
        point_svg(raw)


def test_a_row_is_a_list_with_units_and_the_most_telling_first():
    iris = load("iris")
    texts = [each.text for each in parsed(picture((5, 3.5, 1.25, 0.2), iris, most=3)).iter()]
    assert [text for text in texts if text] == [
        *("petal length", "1.25 cm", "petal width", "0.2 cm", "sepal length", "5 cm"),
        "and 1 more",
    ]
    assert in_words((5, 3.5, 1.25, 0.2), iris, most=1) == "petal length: 1.25 cm, …"


def test_other_kinds_in_words():
    plane, reviews, digits = load("plane"), load("reviews"), load("digits")
    assert in_words((0.5, -1), plane) == "(0.5, -1)"
    assert in_words("Good <soup>.", reviews) == "Good <soup>."
    assert in_words(digits.pool[0].raw, digits) == ""


def test_everything_is_escaped():
    evil = "<script>alert('&')</script>"
    reviews = load("reviews")
    assert "<script" not in picture(evil, reviews)
    about = About("x", "X", "row", "", "", "", ("a", "b"), (evil, "y"), (evil, ""))
    rows = [(float(n), float(n * n)) for n in range(20)]
    dataset = build(
        Raw(about, rows, [n % 2 for n in range(20)]), "standardised", 0, np.random.default_rng(0)
    )
    html = picture(rows[0], dataset)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 2


def test_a_long_text_is_cut_at_a_word():
    html = picture("word " * 2_000, load("reviews"))
    assert len(html) < 600
    assert html.endswith("word …</q>")


@pytest.mark.parametrize(
    ("name", "raw"), [("reviews", 5), ("iris", (1, 2)), ("iris", "abc"), ("plane", (1, 2, 3))]
)
def test_a_sample_of_another_kind(name, raw):
    with pytest.raises(InputError):
        picture(raw, load(name))
    with pytest.raises(InputError):
        in_words(raw, load(name))
