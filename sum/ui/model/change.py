"""What a contribution changed: the model before, after, and the difference."""

import numpy as np
import streamlit as st

from sum.datasets import Dataset
from sum.datasets.show import picture
from sum.models.base import Model
from sum.room import Entry, Snapshot
from sum.room.past import last_change, model_after
from sum.ui.facts import arrow, change, facts, plain
from sum.ui.identity import Visit
from sum.ui.model.learned import limit_of, show_legend
from sum.ui.widgets import clock_text, show_person
from sum.viz.model.bars import Bar, bars_html
from sum.viz.model.lens import name_of, shape_of, shown
from sum.viz.model.picture import figure, figures, weights_svg
from sum.viz.model.plane import Mark, bounds, plane_svg, point_of, regions
from sum.viz.model.reading import Change, Floats, compare, is_one_row, strongest
from sum.viz.model.words import always_learns

_MOST = 14
_ROWS = 2
"""Of how many classes before and after are shown."""
_PICKED = "_model_contribution"


def show_change(visitor: Visit, snapshot: Snapshot) -> None:
    """Draw the view."""
    if not snapshot.entries:
        st.info("Nobody has contributed yet: this is the model as its owner made it.")
        return
    followed = last_change(snapshot) or len(snapshot.entries)
    number = _picked(snapshot) or followed
    entry = snapshot.entries[number - 1]
    _steps(snapshot, number, following=_picked(snapshot) is None)
    before, after = model_after(snapshot, number - 1), model_after(snapshot, number)
    changed = compare(snapshot.dataset, before, after)
    left, right = st.columns([1, 2], gap="large")
    with left:
        _contribution(visitor, snapshot, entry)
    with right:
        if entry.receipt:
            _effect(snapshot.dataset, entry, (before, after), changed)
        else:
            _nothing(after)


def _picked(snapshot: Snapshot) -> int | None:
    """The contribution that the visitor has chosen; None while the last change is followed."""
    kept = st.session_state.get(_PICKED)
    if kept and kept[0] == snapshot.address and 1 <= kept[1] <= len(snapshot.entries):
        return int(kept[1])
    return None


def _pick(address: str, number: int | None) -> None:
    st.session_state[_PICKED] = (address, number) if number else None


def _steps(snapshot: Snapshot, number: int, *, following: bool) -> None:
    """Go through the contributions."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(f"Contribution {number}", anchor=False, width="content")
        st.caption(f"of {len(snapshot.entries)}", width="content")
        st.space("stretch")
        for name, icon, target in (
            ("Earlier", ":material/arrow_back:", number - 1),
            ("Later", ":material/arrow_forward:", number + 1),
        ):
            st.button(
                name,
                icon=icon,
                key=f"model-{name}",
                disabled=not 1 <= target <= len(snapshot.entries),
                on_click=_pick,
                args=(snapshot.address, target),
            )
        if following:
            st.caption(":material/sensors: Following the last change", width="content")
        else:
            st.button(
                "The last change",
                icon=":material/sensors:",
                key="model-follow",
                type="tertiary",
                on_click=_pick,
                args=(snapshot.address, None),
            )


def _contribution(visitor: Visit, snapshot: Snapshot, entry: Entry) -> None:
    """The sample, and what was said of it."""
    dataset = snapshot.dataset
    show_person(snapshot.person(entry.person), mine=entry.person == visitor.id)
    st.html(picture(entry.raw, dataset, 150))
    label = plain(dataset.classes[entry.contribution.label])
    truth = ""
    if entry.truth is not None:
        right = entry.truth == entry.contribution.label
        truth = (
            ", which is right"
            if right
            else f"; in truth it is **{plain(dataset.classes[entry.truth])}**"
        )
    st.markdown(f"Labelled **{label}**{truth}.")
    st.caption(f"{clock_text(snapshot, entry.contribution.time).capitalize()}, block {entry.block}")


def _nothing(model: Model) -> None:
    st.info(
        "It changed nothing."
        + (
            ""
            if always_learns(model)
            else " The model said the same already, and this one learns only where it is wrong"
            " or not sure enough."
        ),
        icon=":material/info:",
    )


def _effect(dataset: Dataset, entry: Entry, models: tuple[Model, Model], changed: Change) -> None:
    """What is different since: first in numbers, then to look at."""
    said = [dataset.classes[model.predict_one(entry.contribution.data)] for model in models]
    first, last = changed.accuracy
    facts(
        [
            ("The model says", arrow(*said), ""),
            ("Right on the hidden test set", f"{last:.1%}", change(first, last)),
            ("Of its samples", _count(changed.mended, changed.broken), ""),
        ],
        "change",
    )
    if dataset.kind == "point":
        _planes(dataset, entry, models)
        return
    one_row, shape = is_one_row(models[1]), shape_of(dataset)
    labels = [1] if one_row else changed.classes[:_ROWS]
    show_legend(models[1], dataset, one_row=one_row, on_paper=shape is not None)
    for label in labels:
        if not one_row:
            st.markdown(f"**{plain(dataset.classes[label])}**")
        pair = shown(dataset, np.stack([changed.before[label], changed.after[label]]))
        rows = np.stack([*pair, pair[1] - pair[0]])
        if shape is not None:
            _pictures(rows.reshape(-1, *shape))
        else:
            _bars(dataset, rows)
    most = f" Shown: the {_ROWS} classes that changed most, of {len(changed.classes)}."
    st.caption(
        f"{changed.features:,} of {dataset.n_features:,} features count differently now."
        + (most if len(changed.classes) > _ROWS and not one_row else "")
    )


def _count(mended: int, broken: int) -> str:
    parts = [f"{mended} mended"] * bool(mended) + [f"{broken} broken"] * bool(broken)
    return ", ".join(parts) or "all as before"


def _pictures(pixels: Floats) -> None:
    """Three pictures; the difference has a scale of its own, or it could not be seen."""
    limit, own = limit_of(pixels[:2]), limit_of(pixels[2:])
    names = (
        "Before",
        "After",
        f"Difference, {max(1, round(limit / own)) if own else 1} × stronger",
    )
    st.html(
        figures(
            [
                figure(weights_svg(pixels[0], limit, "Before"), names[0], "The model before"),
                figure(weights_svg(pixels[1], limit, "After"), names[1], "The model after"),
                figure(weights_svg(pixels[2], own, "Difference"), names[2], "The difference"),
            ],
            190,
        )
    )
    st.caption("In the difference blue is more than before, orange less.")


def _bars(dataset: Dataset, rows: Floats) -> None:
    """The features that changed most, before and after."""
    picks = strongest(rows[2], _MOST)
    signed = bool((rows[:2, picks] < 0).any())
    st.html(
        bars_html(
            [Bar(name_of(dataset, n), float(rows[1][n]), float(rows[0][n])) for n in picks],
            signed=signed,
        )
    )
    rest = int(np.count_nonzero(rows[2])) - len(picks)
    st.caption(
        "Pale: before. Strong: after."
        + (f" {rest:,} more features changed less." if rest > 0 else "")
    )


def _planes(dataset: Dataset, entry: Entry, models: tuple[Model, Model]) -> None:
    box = bounds(dataset)
    before, after = (regions(dataset, model) for model in models)
    label = entry.contribution.label
    marks = [] if entry.raw is None else [Mark(point_of(entry.raw), label, big=True)]
    moved = float((before != after).mean())
    st.html(
        figures(
            [
                figure(plane_svg(before, box, marks, "Before"), "Before", "The plane before"),
                figure(plane_svg(after, box, marks, "After"), "After", "The plane after"),
            ],
            300,
        )
    )
    st.caption(
        f"The model says something else on {moved:.1%} of the plane now. The point is the"
        " contribution, in the colour of its label."
    )
