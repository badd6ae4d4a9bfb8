"""Charts as pictures, made here: no browser, no network.

>>> svg({"mark": "point", "data": {"values": [{}]}})[:4]
'<svg'
"""

import json
from typing import Any

import vl_convert

from sum.viz.charts import Spec
from sum.viz.palette import Theme

WIDTH = 760
"""Pixels, of a chart that is as wide as its page."""
_GROUNDS: dict[Theme, tuple[str, str]] = {
    "light": ("#FFFFFF", "#1A2330"),
    "dark": ("#10151C", "#E6ECF2"),
}


def svg(spec: Spec, theme: Theme = "light", title: str = "") -> str:
    """A specification with its data as SVG.

    Parameters
    ----------
    spec : dict
    theme : {"light", "dark"}
    title : str
        Above the chart.
    """
    found: str = vl_convert.vegalite_to_svg(_whole(spec, title), config=_config(theme))
    return found


def png(spec: Spec, theme: Theme = "light", title: str = "") -> bytes:
    """The same as PNG, at twice the size for sharp screens and print."""
    found: bytes = vl_convert.vegalite_to_png(_whole(spec, title), scale=2.0, config=_config(theme))
    return found


def _whole(spec: Spec, title: str) -> str:
    wide: dict[str, Any] = {**spec}
    if wide.get("width", "container") == "container":
        wide["width"] = WIDTH
    if title:
        wide["title"] = title
    return json.dumps(wide)


def _config(theme: Theme) -> dict[str, Any]:
    ground, ink = _GROUNDS[theme]
    text = {"labelColor": ink, "titleColor": ink, "labelFontSize": 12}
    return {
        "background": ground,
        "padding": 16,
        "axis": {**text, "gridColor": ink, "gridOpacity": 0.12, "domainOpacity": 0.4},
        "legend": text,
        "title": {"color": ink, "anchor": "start"},
        "view": {"stroke": None},
    }
