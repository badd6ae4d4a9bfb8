"""QR codes: what is drawn is a code, and nothing that is written in it gets out."""

import base64
import re

import pytest

from sum.viz.qr import QUIET, qr_img, qr_svg

LINK = "http://192.168.0.10:8501/join?room=KXR7M"


def modules(svg):
    """Where the code is dark, as sets of (row, column), read back from its path."""
    dark, x, y = set(), 0.0, 0.0
    for step, first, second in re.findall(
        r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?",
        re.search(r'd="(M[^"]*h\d[^"]*)"/?>\s*</svg>', svg)[1],
    ):
        if step == "h":
            dark |= {(int(y), int(x) + each) for each in range(int(float(first)))}
            x += float(first)
        else:
            x, y = (
                (0.0 if step == "M" else x) + float(first),
                (0.0 if step == "M" else y) + float(second),
            )
    return dark


def test_it_has_the_three_corners_and_a_quiet_zone():
    svg = qr_svg(LINK)
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    dark = modules(svg)
    corner = {(r, c) for r in range(7) for c in range(7)}
    ring = {(r, c) for r, c in corner if {r, c} & {0, 6} or (2 <= r <= 4 and 2 <= c <= 4)}
    far = size - 2 * QUIET - 7
    for row, column in ((0, 0), (0, far), (far, 0)):
        here = {(r + QUIET + row, c + QUIET + column) for r, c in corner}
        assert dark & here == {(r + QUIET + row, c + QUIET + column) for r, c in ring}
    assert all(QUIET <= each < size - QUIET for place in dark for each in place)


def test_a_label_is_escaped():
    assert "<script" not in qr_svg(LINK, '"><script>')
    assert "<script" not in qr_img(LINK, '"><script>')


def test_the_picture_is_the_code():
    encoded = re.search(r"base64,([^\"]+)", qr_img(LINK, "QR code"))[1]
    assert base64.b64decode(encoded).decode() == qr_svg(LINK, "QR code")


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(ValueError, match="too large"):
        qr_svg("x" * 5_000)
