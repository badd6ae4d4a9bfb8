"""How often the model is right, class by class: the confusion matrix."""

from collections.abc import Sequence
from html import escape

import numpy as np
import numpy.typing as npt

from sum.viz.palette import css_colour, css_side


def confusion_html(table: npt.NDArray[np.int64], classes: Sequence[str]) -> str:
    """Draw a confusion matrix as an HTML table; the more in a row, the stronger a cell.

    Parameters
    ----------
    table : numpy.ndarray of shape (n_classes, n_classes)
        Row: what a sample is. Column: what the model says.
    classes : sequence of str
        Their names; they are escaped.

    Returns
    -------
    str
    """
    names = [escape(name) for name in classes]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    body = "".join(
        f'<tr><th scope="row">{name}</th>{_cells(table[n], n, names)}'
        f'<td class="mod-right">{_share(table[n], n)}</td></tr>'
        for n, name in enumerate(names)
    )
    return (
        '<div class="sum-scroll"><table class="mod-confusion"><thead>'
        f'<tr><td></td><th colspan="{len(names)}" class="mod-says">the model says</th>'
        "<td></td></tr>"
        f'<tr><th class="mod-is">it is</th>{head}<th class="mod-right">right</th></tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def worst(table: npt.NDArray[np.int64]) -> tuple[int, int, int] | None:
    """The commonest mistake: what it is, what the model says, how often; None without any.

    >>> worst(np.array([[5, 2], [1, 7]]))
    (0, 1, 2)
    """
    wrong = table.copy()
    np.fill_diagonal(wrong, 0)
    is_, says = np.unravel_index(int(wrong.argmax()), wrong.shape)
    count = int(wrong[is_, says])
    return (int(is_), int(says), count) if count else None


def _cells(row: npt.NDArray[np.int64], label: int, names: Sequence[str]) -> str:
    total = max(1, int(row.sum()))
    cells = []
    for column, count in enumerate(row.tolist()):
        colour = css_colour("model") if column == label else css_side(0)
        part = round(100 * count / total) * 0.6 + (15 if count else 0)
        hint = f"{count} × {names[label]}, the model says {names[column]}"
        cells.append(
            f'<td title="{hint}" style="background: color-mix(in srgb, {colour} {part:.0f}%,'
            f' transparent)">{count or ""}</td>'
        )
    return "".join(cells)


def _share(row: npt.NDArray[np.int64], label: int) -> str:
    total = int(row.sum())
    return f"{row[label] / total:.0%}" if total else "–"
