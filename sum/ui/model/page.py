"""The model from the inside: what it has learned, from whom, and how well; for anybody."""

from collections.abc import Callable
from types import MappingProxyType

import streamlit as st

from sum.room import Snapshot
from sum.ui.facts import change, facts, plain
from sum.ui.identity import Visit
from sum.ui.model.change import show_change
from sum.ui.model.learned import show_learned
from sum.ui.model.right import show_right
from sum.ui.model.sample import show_sample
from sum.ui.model.style import STYLE
from sum.ui.model.take import show_take
from sum.ui.page import live

EVERY = 2.0
"""Seconds between two looks at the room."""

VIEW = "look"
"""The chosen view's name in the page's address."""

VIEWS: MappingProxyType[str, tuple[str, Callable[[Visit, Snapshot], None]]] = MappingProxyType(
    {
        "inside": (":material/neurology: What it has learned", show_learned),
        "change": (":material/difference: What changed it", show_change),
        "right": (":material/fact_check: How often it is right", show_right),
        "sample": (":material/search: One sample", show_sample),
        "take": (":material/download: Take it along", show_take),
    }
)
"""By name: title, and what draws it."""

_LONGEST = 48
_CHOSEN = "model-view"


def model_page(visitor: Visit) -> None:
    """Show the page; it follows the room by itself."""
    st.html(STYLE)
    # One fragment, and one view at a time: a class of fifty looks at it.
    live(lambda: _draw(visitor), EVERY)


def _draw(visitor: Visit) -> None:
    snapshot = visitor.room.tick()
    _top(snapshot)
    asked = st.query_params.get(VIEW, "")
    st.session_state.setdefault(_CHOSEN, asked if asked in VIEWS else next(iter(VIEWS)))
    name = st.segmented_control(
        "What to look at",
        list(VIEWS),
        required=True,
        format_func=lambda each: VIEWS[each][0],
        key=_CHOSEN,
        on_change=_choose,
        label_visibility="collapsed",
    )
    with st.container(border=True, key=f"model-{name}"):
        VIEWS[name or next(iter(VIEWS))][1](visitor, snapshot)


def _few(names: tuple[str, ...]) -> str:
    """The names of all classes, or how many there are."""
    text = f"{', '.join(names[:-1])} and {names[-1]}"
    return text if len(text) <= _LONGEST else f"{len(names)} classes"


def _choose() -> None:
    st.query_params[VIEW] = st.session_state[_CHOSEN]


def _top(snapshot: Snapshot) -> None:
    """What kind of model it is, how well it does, how much it has learned."""
    model, dataset = snapshot.model, snapshot.dataset
    st.markdown(
        f"**{plain(model.title)}.** {plain(model.summary)} Here it tells"
        f" {plain(_few(dataset.classes))} apart. All that you see is read off the contract, which"
        " is free, for anybody."
    )
    first, last = snapshot.accuracy[0].accuracy, snapshot.accuracy[-1].accuracy
    taught = sum(bool(entry.receipt) for entry in snapshot.entries)
    since = change(first, last)
    facts(
        [
            (
                "Right on the hidden test set",
                f"{last:.1%}",
                f"{since} since it opened" if since else "",
            ),
            ("Contributions that changed it", f"{taught}", f"of {len(snapshot.entries)}"),
            ("It looks at", f"{model.n_features:,} features", dataset.encoder.title),
        ],
        "model",
    )
