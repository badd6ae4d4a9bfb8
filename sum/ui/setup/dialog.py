"""What a room's model learns: data set, encoder and model, chosen with a look at each.

Nothing has to be chosen: every part has a usual one, and a room can be opened as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import streamlit as st

from sum.datasets import FETCHED, Dataset, available, encoders, load, title_of
from sum.encoders import ENCODERS
from sum.errors import SumError
from sum.incentives import Terms
from sum.incentives.base import AnyTerms
from sum.models import MODELS, models_for
from sum.room.preview import preview
from sum.room.records import Settings
from sum.ui.facts import facts, plain
from sum.ui.page import safely
from sum.ui.sample import picture
from sum.ui.sample_own import show_plane
from sum.ui.setup.own import (
    CSV,
    OPENML,
    fetch_if_asked,
    fetch_named,
    fetch_openml,
    kept_table,
    upload,
)
from sum.ui.setup.terms import choose_terms
from sum.ui.typical import typical

_MOST = {"image": 10, "sentence": 3, "point": 0, "row": 3}
"""How many samples of each kind are shown at most: one of each class."""
_SMALL_PICTURE, _PICTURE = 72, 120
_ROW, _VALUES = 210, 6
"""Width of a row, in pixels, so that it keeps its own line on a phone; how many values it shows."""


@dataclass(frozen=True)
class Choice:
    """What a model learns, and what makes good data pay; "" is the usual one, as in `Settings`.

    Attributes
    ----------
    dataset, encoder, model : str
    terms : AnyTerms
    """

    dataset: str = Settings.dataset
    encoder: str = ""
    model: str = ""
    terms: AnyTerms = field(default_factory=Terms)

    @property
    def title(self) -> str:
        """What a person reads for it; nothing is loaded."""
        parts = [title_of(self.dataset)]
        if self.encoder and self.encoder != encoders(self.dataset)[0]:
            parts.append(ENCODERS[self.encoder].title)
        if self.model:
            parts.append(MODELS[self.model].title)
        return " · ".join(parts)

    def settings(self, base: Settings | None = None) -> Settings:
        """The settings of a room whose model learns this."""
        return replace(
            base or Settings(),
            dataset=self.dataset,
            encoder=self.encoder,
            model=self.model,
            terms=self.terms,
        )


def choose_model(key: str, start: Choice | None = None) -> Choice | None:
    """Let a visitor choose what a model learns.

    Parameters
    ----------
    key : str
        Names the widgets.
    start : Choice, optional
        What is chosen at first.

    Returns
    -------
    Choice or None
        None while nothing can be opened with what is on the page.
    """
    name = _choose_dataset(key, start or Choice())
    if name == CSV:
        upload(key)
        return None
    if name == OPENML:
        fetch_openml(key)
        return None
    if name not in available():
        fetch_named(key, name)
        return None
    try:
        return _choose_rest(key, name, start or Choice())
    except SumError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return None


def ask_model(
    key: str, label: str, done: Callable[[Choice], None], start: Choice | None = None
) -> None:
    """Open a dialog in which a visitor chooses what a model learns, and what pays.

    Parameters
    ----------
    key : str
        Names the widgets.
    label : str
        Of the button that ends it.
    done : callable
        Told what was chosen; afterwards the page is run again.
    start : Choice, optional
        What is chosen at first.
    """

    def draw() -> None:
        with safely():
            learns, pays = st.tabs(
                [":material/school: What it learns", ":material/balance: What makes data pay"]
            )
            with learns:
                chosen = choose_model(key, start)
            with pays:
                terms = choose_terms(key, (start or Choice()).terms)
            chosen = replace(chosen, terms=terms) if chosen and terms else None
            if terms is None:
                st.caption("The parameters of the mechanism cannot be used as they are.")
            pressed = st.button(
                label,
                type="primary",
                icon=":material/check:",
                key=f"{key}-done",
                disabled=chosen is None,
            )
            if pressed and chosen:
                done(chosen)
                st.rerun()

    st.dialog("The model of this room", width="large", icon=":material/school:")(draw)()


def _choose_dataset(key: str, start: Choice) -> str:
    wanted = fetch_if_asked(key) or kept_table(key)
    slot, names = f"{key}-dataset", list(available())
    if wanted:
        st.session_state[slot] = wanted
    options = [*names, *(name for name in FETCHED if name not in names), OPENML, CSV]
    if st.session_state.get(slot) not in options:
        st.session_state[slot] = start.dataset if start.dataset in names else names[0]
    return str(
        st.selectbox(
            "Data set",
            options,
            format_func=lambda name: _dataset_title(name, here=name in names),
            key=slot,
        )
    )


def _dataset_title(name: str, *, here: bool) -> str:
    if name == CSV:
        return "A table of your own (CSV) …"
    if name == OPENML:
        return "Another one, from OpenML …"
    return title_of(name) if here else f"{title_of(name)}: to be downloaded"


def _choose_rest(key: str, name: str, start: Choice) -> Choice:
    """Encoder and model, between what the data looks like and what to expect."""
    same = name == start.dataset
    about, choice = st.columns([3, 2], gap="medium")
    with choice:
        ways = encoders(name)
        encoder = st.selectbox(
            "What the model sees of a sample",
            ways,
            index=ways.index(start.encoder) if same and start.encoder in ways else 0,
            format_func=lambda each: _titled(ENCODERS[each].title, usual=each == ways[0]),
            key=f"{key}-encoder-{name}",
        )
        with st.spinner("Getting the data ready …"):
            dataset = load(name, Settings.seed, encoder)
        kinds = models_for(dataset.form)
        model = st.selectbox(
            "How it learns",
            kinds,
            index=kinds.index(start.model) if same and start.model in kinds else 0,
            format_func=lambda each: _titled(MODELS[each].title, usual=each == kinds[0]),
            key=f"{key}-model-{dataset.form}",
        )
        st.caption(plain(MODELS[model].summary))
        chosen = Choice(name, encoder, model)
        _expect(dataset, chosen)
    with about:
        _show_dataset(dataset, chosen)
    return chosen


def _titled(title: str, *, usual: bool) -> str:
    return f"{title} (usual)" if usual else title


def _show_dataset(dataset: Dataset, chosen: Choice) -> None:
    """What the data is, and what its samples look like."""
    st.markdown(f"**{plain(dataset.summary)}**")
    if dataset.kind == "point":
        tried = preview(dataset.name, dataset.seed, chosen.encoder, chosen.model)
        show_plane(dataset, tried.model)
        st.caption("The ground shows what the model says there before anybody contributes.")
    else:
        _show_samples(dataset)
    st.caption(plain(f"Source: {dataset.source}. Licence: {dataset.licence}."))


def _show_samples(dataset: Dataset) -> None:
    most = _MOST[dataset.kind]
    samples = typical(dataset, min(most, dataset.n_classes))
    size = _PICTURE if len(samples) <= 4 else _SMALL_PICTURE  # noqa: PLR2004 - in a row
    with st.container(horizontal=True, gap="small"):
        for sample in samples:
            width = {"image": size, "row": _ROW}.get(dataset.kind, "stretch")
            with st.container(gap=None, width=width):  # type: ignore[arg-type]
                st.markdown(f"**{plain(dataset.classes[sample.label])}**")
                st.html(picture(sample.raw, dataset, size, _VALUES))
    if dataset.n_classes > most:
        st.caption(f"… and {dataset.n_classes - most} more classes.")


def _expect(dataset: Dataset, chosen: Choice) -> None:
    """How often it will be right."""
    with st.spinner("Trying it out …"):
        found = preview(dataset.name, dataset.seed, chosen.encoder, chosen.model)
    facts(
        [
            ("Right at the start", f"{found.start:.1%}", "on the hidden test set"),
            (
                "After honest contributions",
                f"{found.taught:.1%}",
                f"the pool’s {found.contributions:,}, once each",
            ),
            ("Hidden test set", f"{len(dataset.hidden):,}", "samples"),
            ("A sample has", f"{dataset.n_features:,}", "features"),
            ("Classes", f"{dataset.n_classes}", ""),
        ],
        "setup",
    )
