"""Take the model along: as a file, into a notebook, or as the words that the contract stores."""

from functools import partial

import streamlit as st

from sum.models.saved import SavedModel
from sum.room import Snapshot
from sum.ui.identity import Visit
from sum.viz.model.storage import layout, unpack

_WORDS = 8
"""How many words a page has."""


def show_take(visitor: Visit, snapshot: Snapshot) -> None:
    """Draw the view."""
    name = file_name(snapshot)
    st.write(
        "The model is not locked up in the contract: whoever can read the chain has it. Take it"
        " along as a file; it names its data set and knows how to turn a sample into features."
    )
    st.download_button(
        "Download the model",
        data=partial(_file, visitor),
        file_name=name,
        mime="application/json",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        key="model-download",
    )
    st.markdown("**In a notebook**, where this package is installed:")
    st.code(notebook(snapshot, name), language="python")
    st.markdown("**In the contract**")
    _words(snapshot)


def file_name(snapshot: Snapshot) -> str:
    """What the download is called; no letter of it needs quoting anywhere."""
    data = "".join(sign if sign.isalnum() else "-" for sign in snapshot.dataset.name)
    return f"model-{data}-{snapshot.code}.json"


def notebook(snapshot: Snapshot, name: str) -> str:
    """Five lines that use the downloaded file."""
    dataset = snapshot.dataset
    first, others = f'load("{dataset.name}", seed={dataset.seed}).hidden', "[0].raw"
    if dataset.kind in {"sentence", "point"}:
        first, others = repr(dataset.hidden[0].raw), ""
    lines = (
        "from sum.datasets import load" if others else "",
        "from sum.models.saved import SavedModel",
        f'saved = SavedModel.read("{name}")',
        f"sample = {first}{others}",
        "print(saved.predict(sample))",
        "print(saved.scores(sample))" if not others else "",
    )
    return "\n".join(filter(None, lines))


def _file(visitor: Visit) -> str:
    snapshot = visitor.snapshot
    return SavedModel.of(snapshot.model, snapshot.dataset).to_json()


def _words(snapshot: Snapshot) -> None:
    """The first storage words, and the rest by pages."""
    model = snapshot.model
    count = len(model.words())
    size = "Together one word" if count == 1 else f"Together {count:,} words"
    st.write(
        f"{layout(model)} {size} of 256 bits. Anybody reads them with"
        f" `parameters(start, count)`, a call that costs nothing, at `{snapshot.address}`."
    )
    page = 1
    if count > _WORDS:
        pages = -(-count // _WORDS)
        page = int(
            st.number_input(f"Page (of {pages:,})", 1, pages, 1, key="model-words", width=160)
        )
    st.dataframe(
        [
            {
                "word": each.word,
                "bits": each.bits,
                "hex": each.hex,
                "what": each.what,
                "value": each.value,
            }
            for each in unpack(model, snapshot.dataset, (page - 1) * _WORDS, _WORDS)
        ],
        hide_index=True,
    )
