"""A shard for the one who holds it: its labels, and a few of its samples."""

from dataclasses import replace
from functools import lru_cache
from html import escape
from urllib.parse import quote

import numpy as np
import numpy.typing as npt
import streamlit as st

from sum.datasets import Dataset, load, show
from sum.federated.direction import FEATURE_ONE
from sum.federated.shards import LAST_MATRIX, Shard, Task, pixels_of
from sum.ui.ground import theme
from sum.viz.updates import mix_spec

_PICTURES, _ROWS, _COLUMNS = 8, 4, 3
_SIZE = 52
"""Of a picture, in pixels."""
_TALL, _LOW, _FEW = 230, 130, 3


def show_data(task: Task, shard: Shard, seed: int, name: str, *, counted: bool) -> None:
    """Draw what labels a shard has, and a few of its samples.

    Parameters
    ----------
    task : Task
    shard : Shard
    seed : int
        By which it was dealt out.
    name : str
        Tells several of a page apart.
    counted : bool
        Whether others see by now how many samples it has, and what most of them are.
    """
    count = f"{len(shard):,} sample{'' if len(shard) == 1 else 's'}"
    what = "a single one" if counted else "this"
    st.markdown(f":material/lock: **Its data: {count}.** Nobody else sees {what}.")
    height = _LOW if len(task.classes) <= _FEW else _TALL
    st.vega_lite_chart(
        {"label": list(task.classes), "count": list(shard.mix(len(task.classes)))},
        mix_spec(theme(), height),
        key=f"federated-mix-{name}",
        height=height,
        alt="How many samples of each class the client has",
    )
    st.html(samples_html(task, shard, seed))
    if task.name == LAST_MATRIX:
        st.caption("It trains on the sixteen numbers that a public first layer makes of each.")


def samples_html(task: Task, shard: Shard, seed: int) -> str:
    """A few samples of a shard, of as many classes as it has: as pictures, or as a table."""
    if task.name == LAST_MATRIX:
        return _pictures(task, replace(shard, samples=pixels_of(shard, seed)))
    dataset = load(task.name)
    return _table(task, shard, dataset) if dataset.kind == "row" else _pictures(task, shard)


def some_of_each(shard: Shard, most: int) -> list[int]:
    """Places of at most so many samples, a class after the other in turn; then by class.

    >>> some_of_each(Shard(np.zeros((4, 1)), np.array([1, 0, 0, 0])), 3)
    [1, 2, 0]
    """
    of_class = [np.flatnonzero(shard.labels == label).tolist() for label in np.unique(shard.labels)]
    turns = [places[turn] for turn in range(most) for places in of_class if turn < len(places)]
    return sorted(turns[:most], key=lambda place: (int(shard.labels[place]), place))


def _pictures(task: Task, shard: Shard) -> str:
    cells = []
    for place in some_of_each(shard, _PICTURES):
        label = escape(task.classes[shard.labels[place]])
        numbers = shard.samples[place, :-1] / FEATURE_ONE
        side = round(len(numbers) ** 0.5)
        ink = numbers.reshape(side, side) * show.FULL
        alt = f"A sample labelled {label}"
        image = f'<img src="data:image/svg+xml,{quote(show.as_svg(ink, _SIZE, alt))}" alt="{alt}">'
        cells.append(f"<figure>{image}<figcaption>{label}</figcaption></figure>")
    return f"{_STYLE}<div class=fed-samples>{''.join(cells)}</div>"


def _table(task: Task, shard: Shard, dataset: Dataset) -> str:
    """The values by which the classes can be told apart best, in plain numbers."""
    columns = dataset.telling[:_COLUMNS]
    middle, spread = _scale(dataset.name)
    units = dataset.units or ("",) * len(dataset.columns)
    rows = ["".join(f"<th>{escape(each)}</th>" for each in ("", *_names(dataset, columns)))]
    for place in some_of_each(shard, _ROWS):
        values = middle + spread * (shard.samples[place, :-1] / FEATURE_ONE)
        cells = [f"<td><b>{escape(task.classes[shard.labels[place]])}</b></td>"]
        cells += [
            f"<td>{escape(f'{values[each]:.3g} {units[each]}'.strip())}</td>" for each in columns
        ]
        rows.append("".join(cells))
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"{_STYLE}<div class=sum-scroll><table class=fed-rows>{body}</table></div>"


def _names(dataset: Dataset, columns: tuple[int, ...]) -> list[str]:
    return [dataset.columns[each] for each in columns]


@lru_cache
def _scale(name: str) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean and spread of a data set’s columns, which are public; shards are standardised."""
    dataset = load(name)
    splits = (dataset.train, dataset.pool, dataset.hidden)
    values = np.array([sample.raw for split in splits for sample in split], dtype=float)
    return values.mean(axis=0), values.std(axis=0)


_STYLE = """
<style>
.fed-samples { display: flex; flex-wrap: wrap; gap: .5rem; }
.fed-samples figure { margin: 0; text-align: center; }
.fed-samples img { display: block; border-radius: .3rem; }
.fed-samples figcaption { font-size: .8rem; opacity: .8; }
.fed-rows { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
.fed-rows th, .fed-rows td { padding: .1rem .8rem .1rem 0; text-align: left; white-space: nowrap; }
.fed-rows th { font-weight: 500; opacity: .75; white-space: normal; }
</style>
"""
