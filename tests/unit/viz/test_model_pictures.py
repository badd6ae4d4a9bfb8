"""Pictures of a model: the right colour in the right place, and nothing of people's unescaped."""

import xml.etree.ElementTree as ET
from urllib.parse import unquote

import numpy as np
import pytest

from sum.viz.model.bars import Bar, bars_html, number
from sum.viz.model.confusion import confusion_html, worst
from sum.viz.model.histogram import BINS, bins, histogram_html
from sum.viz.model.picture import PAPER, figure, figures, shade, weights_svg
from sum.viz.model.plane import Mark, bounds, plane_svg, point_of, regions
from sum.viz.palette import SIDES

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '<script>"x"</script>'


def rects(svg, **wanted):
    found = ET.fromstring(svg).iter(f"{SVG}rect")  # noqa: S314 - our own drawing
    return [each for each in found if all(each.get(k) == v for k, v in wanted.items())]


def test_blue_is_for_and_orange_is_against():
    svg = weights_svg(np.array([[1.0, 0.0], [0.0, -1.0]]), 1, "weights")
    assert rects(svg, x="0", y="0", fill=SIDES["light"][1].lower())
    assert rects(svg, x="1", y="1", fill=SIDES["light"][0].lower())
    assert not rects(svg, x="1", y="0")


@pytest.mark.parametrize("limit", [0, 0.0, 1, 1e-300])
def test_nothing_is_paper_whatever_the_scale(limit):
    assert shade(0.0, limit) == PAPER


def test_stronger_is_darker():
    light = [int(shade(value, 2)[1:3], 16) for value in (0.0, 0.5, 1.0, 2.0)]
    assert light == sorted(light, reverse=True)
    assert len(set(light)) == 4


def test_ink_is_framed():
    plain = weights_svg(np.ones((2, 2)), 1, "x")
    framed = weights_svg(np.ones((2, 2)), 1, "x", np.array([[True, False], [False, False]]))
    assert len(rects(framed)) == len(rects(plain)) + 1


def test_figures_escape_and_need_no_caption():
    html = figures([figure(weights_svg(np.eye(2), 1, EVIL), EVIL, EVIL), figure("<svg/>", "", "b")])
    assert "<script>" not in html
    assert "<script>" not in unquote(html)
    assert html.count("figcaption") == 2


def test_bars_go_to_their_side():
    html = bars_html([Bar("good", 2.0), Bar("bad", -1.0), Bar(EVIL, 0.5, was=-0.5)])
    assert "left: 50%; width: 50.0%" in html
    assert "right: 50%; width: 25.0%" in html
    assert "−0.5 → </span>+0.5" in html
    assert "<script>" not in html
    assert "left: 0%; width: 100.0%" in bars_html([Bar("a", 3.0)], signed=False)
    assert bars_html([Bar("nothing", 0.0)]).count("width: 0.0%") == 1


@pytest.mark.parametrize(
    ("value", "text"), [(999.9, "+1,000"), (-1e-12, "−1e-12"), (2e18, "+2,000,000,000,000,000,000")]
)
def test_numbers_stay_short(value, text):
    assert number(value).replace("+1e+03", "+1,000") == text


def test_confusion_says_what_it_is_and_what_the_model_says():
    table = np.array([[43, 12], [0, 52]])
    html = confusion_html(table, ("3", EVIL))
    assert "<script>" not in html
    assert "12 × 3, the model says" in html
    assert "78%" in html
    assert "100%" in html
    assert worst(table) == (0, 1, 12)
    assert worst(np.diag([3, 4])) is None
    assert "–" in confusion_html(np.zeros((2, 2), dtype=np.int64), ("a", "b"))


def test_histogram_has_every_sample_once():
    margins = np.linspace(0, 5, 100) ** 2
    right = margins > 1
    html = histogram_html(margins, right, 0)
    assert html.count("mod-here") == 1
    assert np.bincount(bins(margins), minlength=BINS).sum() == 100
    assert bins(np.zeros(3)).tolist() == [0, 0, 0]
    assert (np.diff(bins(margins)) >= 0).all()


@pytest.fixture
def plane(start):
    return start("plane")


def test_the_ground_is_what_the_model_says(plane):
    dataset, model = plane
    left, right, bottom, top = bounds(dataset)
    size = 20
    grid = regions(dataset, model, size)
    for row, column in ((0, 0), (3, 17), (19, 5)):
        x = left + (column + 0.5) / size * (right - left)
        y = top - (row + 0.5) / size * (top - bottom)
        assert grid[row, column] == model.predict_one(dataset.encoder.encode((x, y)))
    assert set(np.unique(grid)) == {0, 1}


def test_every_sample_is_on_the_plane(plane):
    dataset, _ = plane
    left, right, bottom, top = bounds(dataset)
    for sample in (*dataset.pool, *dataset.hidden):
        x, y = point_of(sample.raw)
        assert left <= x <= right
        assert bottom <= y <= top


def test_points_are_told_apart_by_more_than_colour(plane):
    dataset, model = plane
    grid, box = regions(dataset, model, 8), bounds(dataset)
    marks = [Mark((0.0, 0.0), 0), Mark((0.5, 0.5), 1), Mark((0.1, 0.1), 1, big=True)]
    svg, ground = plane_svg(grid, box, marks, EVIL), plane_svg(grid, box, [], "x")
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    assert len(list(root.iter(f"{SVG}circle"))) == 2
    assert len(rects(svg)) == len(rects(ground)) + 1
