"""QR codes as SVG: for joining a room with a phone."""

from base64 import b64encode
from functools import lru_cache
from html import escape
from io import BytesIO

import segno

QUIET = 4
"""Light modules around the code, which cameras need to find it."""


@lru_cache(maxsize=64)
def qr_svg(text: str, label: str = "") -> str:
    """A text as a QR code: dark on white whatever the theme, as large as the box it stands in.

    Parameters
    ----------
    text : str
        What a camera reads, usually an address.
    label : str
        What a screen reader says; by default the text itself.

    Returns
    -------
    str
        An ``<svg>`` element; everything in it is escaped.

    Raises
    ------
    ValueError
        When the text is longer than a QR code can be.

    Examples
    --------
    >>> qr_svg("http://example.org/join?room=KXR7M")[:37]
    '<svg role="img" aria-label="http://ex'
    """
    # Level Q: a quarter of it may be glare, or behind somebody's head.
    code = segno.make_qr(text, error="q", boost_error=False)
    found = BytesIO()
    code.save(
        found,
        kind="svg",
        border=QUIET,
        dark="#000",
        light="#fff",
        omitsize=True,
        xmldecl=False,
        svgns=True,
        nl=False,
    )
    drawn = found.getvalue().decode()
    says = escape(label or text, quote=True)
    style = "display: block; width: 100%; height: auto; border-radius: .5rem"
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{says}" style="{style}" ', 1)


def qr_img(text: str, label: str = "") -> str:
    """The same as an ``<img>`` element: Streamlit takes SVG out of the HTML that it shows.

    Examples
    --------
    >>> qr_img("http://example.org/join?room=KXR7M", "QR code")[:55]
    '<img alt="QR code" src="data:image/svg+xml;base64,PHN2Z'
    """
    drawn = b64encode(qr_svg(text, label).encode()).decode()
    says = escape(label or text, quote=True)
    style = "display: block; width: 100%; height: auto; border-radius: .5rem"
    return f'<img alt="{says}" src="data:image/svg+xml;base64,{drawn}" style="{style}">'
