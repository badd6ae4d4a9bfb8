"""How sure the model is of many samples, and where one of them is."""

import numpy as np
import numpy.typing as npt

from sum.viz.palette import css_colour, css_side

BINS = 24


def histogram_html(
    margins: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], index: int
) -> str:
    """Draw the margins as columns of HTML, the least certain at the left.

    Parameters
    ----------
    margins : numpy.ndarray of shape (n,)
        Not negative.
    right : numpy.ndarray of bool of shape (n,)
        Whether the model is right.
    index : int
        The sample whose column is marked.

    Returns
    -------
    str
    """
    places = bins(margins)
    good = np.bincount(places[right], minlength=BINS)
    bad = np.bincount(places[~right], minlength=BINS)
    most = max(1, int((good + bad).max()))
    columns = "".join(
        f'<div class="{"mod-here" if n == places[index] else ""}"'
        f' title="{good[n]} right, {bad[n]} wrong">{_piece(good[n], most, css_colour("model"))}'
        f"{_piece(bad[n], most, css_side(0))}</div>"
        for n in range(BINS)
    )
    return (
        '<div style="padding-top: 1.1rem"><div class="mod-hist" role="img"'
        f' aria-label="Margins of {len(margins)} samples">{columns}</div>'
        '<div class="mod-ends"><span>unsure</span><span>very sure</span></div>'
        f'<div class="mod-legend">{_key(css_colour("model"), "right")}'
        f"{_key(css_side(0), 'wrong')}</div></div>"
    )


def bins(margins: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The column of each margin, from 0 to `BINS` - 1; the last one takes what is far out.

    >>> bins(np.array([0.0, 0.5, 1.0])).tolist()
    [0, 12, 23]
    """
    top = float(np.quantile(margins, 0.98)) or float(margins.max()) or 1.0
    return (np.clip(margins / top, 0, 1) * (BINS - 1e-6)).astype(np.int64)


def _key(colour: str, text: str) -> str:
    return f'<span><i style="background: {colour}"></i>{text}</span>'


def _piece(count: int, most: int, colour: str) -> str:
    if not count:
        return ""
    # A single sample has to be seen, too.
    return f'<i style="height: max(3px, {84 * count / most:.1f}%); background: {colour}"></i>'
