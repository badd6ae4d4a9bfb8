"""Data that is not there yet: a table of the visitor's own, or a data set to download."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from sum.datasets import fetch, title_of
from sum.datasets.csv_text import MAX_BYTES
from sum.datasets.table import MISSING, Missing, Table, keep, problems, read
from sum.errors import SumError
from sum.ui.facts import plain

CSV, OPENML = "csv", "openml"
"""What the list of data sets calls them; no data set has these names."""

_MEGABYTES = MAX_BYTES // 1024**2
_ROWS, _FEW_NAMES = 5, 3
_MANY, _TALL = 8, 320
"""Of more columns than this the list scrolls, at this height in pixels."""


def upload(key: str) -> None:
    """Let a visitor upload a table, look at it, and keep it as a data set."""
    st.caption(
        f"A CSV file of at most {_MEGABYTES} MB; its first row names the columns. What you keep can"
        " be chosen by everybody who uses this server, so upload nothing confidential."
    )
    file = st.file_uploader(
        "A table",
        type=["csv", "tsv", "txt"],
        max_upload_size=_MEGABYTES,
        key=f"{key}-file",
        label_visibility="collapsed",
    )
    if file is None:
        st.session_state.pop(_slot(key, "table"), None)
        return
    try:
        table = _read(key, file)
    except SumError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return
    _show(table)
    _choose(key, table)


def fetch_named(key: str, name: str) -> None:
    """Offer to download a data set that is known by its name."""
    st.write(f"**{plain(title_of(name))}** is not on this machine yet.")
    st.button(
        "Download it",
        icon=":material/download:",
        key=f"{key}-fetch-{name}",
        on_click=_ask_for,
        args=(key, name),
    )


def fetch_openml(key: str) -> None:
    """Let a visitor name a data set of OpenML, and download it."""
    st.caption(
        "Any table of https://www.openml.org with a column of classes; its columns of numbers are"
        " used. It is downloaded when you say so, and kept."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Its name there",
            placeholder="vehicle, or vehicle:1",
            key=f"{key}-openml",
            max_chars=100,
        )
        st.button(
            "Download it",
            icon=":material/download:",
            key=f"{key}-openml-fetch",
            on_click=_ask_for,
            args=(key, ""),
        )
    if not text.strip():
        st.caption("Type a name first.")


def fetch_if_asked(key: str) -> str:
    """Download what the visitor has asked for, with its progress shown.

    Returns
    -------
    str
        The name of the data set that is here now; "" when nothing was asked for, or it failed.
    """
    name = st.session_state.pop(_slot(key, "fetch"), "")
    if not name:
        return ""
    bar = st.progress(0.0, "Asking for it …")

    def told(done: float | None, text: str) -> None:
        bar.progress(done or 0.0, plain(text))

    try:
        return fetch(name, told)
    except SumError as error:
        st.error(plain(str(error)), icon=":material/cloud_off:")
    finally:
        bar.empty()
    return ""


def kept_table(key: str) -> str:
    """The name of the table that the visitor has just kept; "" when there is none."""
    return str(st.session_state.pop(_slot(key, "kept"), ""))


def _ask_for(key: str, name: str) -> None:
    typed = str(st.session_state.get(f"{key}-openml") or "").strip()
    wanted = name or (f"openml:{typed.removeprefix('openml:')}" if typed else "")
    st.session_state[_slot(key, "fetch")] = wanted


def _slot(key: str, name: str) -> str:
    return f"_{key}-{name}"


def _read(key: str, file: UploadedFile) -> Table:
    """Read an upload once, however often the page is run."""
    slot = _slot(key, "table")
    kept = st.session_state.get(slot)
    if not kept or kept[0] != file.file_id:
        with st.spinner("Reading the table …"):
            kept = (file.file_id, read(file.getvalue(), file.name))
        st.session_state[slot] = kept
    table: Table = kept[1]
    return table


def _show(table: Table) -> None:
    """What was understood of it."""
    st.markdown(f"**{plain(table.title)}**: {len(table):,} rows, {len(table.columns):,} columns")
    for note in table.notes:
        st.caption(plain(note))
    nameless = [column.name for column in table.columns if _is_number(column.name)]
    if nameless:
        st.warning(
            f"The first row is taken for the names of the columns, but {_quoted(nameless)} looks"
            " like data. If the names are missing, put a row with them on top.",
            icon=":material/warning:",
        )
    looks, preview = st.tabs(["What was guessed of the columns", f"The first {_ROWS} rows"])
    with looks:
        st.dataframe(
            [
                {
                    "column": column.name,
                    "type": column.type,
                    "different values": column.distinct,
                    "missing": column.missing,
                    "for example": ", ".join(column.examples),
                }
                for column in table.columns
            ],
            hide_index=True,
            height=_TALL if len(table.columns) > _MANY else "content",
        )
    with preview:
        st.dataframe(table.frame.head(_ROWS), hide_index=True)


def _is_number(text: str) -> bool:
    try:
        float(text.strip().replace(",", "."))
    except ValueError:
        return False
    return True


def _quoted(names: list[str]) -> str:
    return ", ".join(f"“{plain(name)}”" for name in names[:_FEW_NAMES])


def _choose(key: str, table: Table) -> None:
    """Label and columns, what stands against them, and the button that keeps them."""
    if not table.labels:
        st.error(
            "No column can be the label: it has to have 2 to 32 different values, and each of them"
            " in more than one row.",
            icon=":material/block:",
        )
        return
    label = st.selectbox(
        "The label: what the model is to predict",
        table.labels,
        index=table.labels.index(table.label) if table.label in table.labels else 0,
        key=f"{key}-label",
    )
    columns = st.multiselect(
        "What it learns from: columns of numbers, or one text",
        [column.name for column in table.columns if column.name != label],
        default=list(table.features(label)),
        key=f"{key}-columns-{label}",
    )
    missing: Missing = "refuse"
    if any(table.column(name).missing for name in (label, *columns)):
        missing = st.selectbox(
            "Missing values", list(MISSING), format_func=MISSING.__getitem__, key=f"{key}-missing"
        )
    found = problems(table, label, columns, missing)
    if found:
        told = "\n".join(f"- {plain(problem)}" for problem in found)
        st.error(f"This table cannot be used as it is:\n\n{told}", icon=":material/block:")
    refused = st.session_state.pop(_slot(key, "refused"), "")
    if refused:
        st.error(plain(refused), icon=":material/block:")
    st.button(
        "Keep this table",
        type="primary",
        icon=":material/save:",
        key=f"{key}-keep",
        disabled=bool(found),
        on_click=_keep,
        args=(key, table, label, columns, missing),
    )


def _keep(key: str, table: Table, label: str, columns: list[str], missing: Missing) -> None:
    try:
        st.session_state[_slot(key, "kept")] = keep(table, label, columns, missing)
    except SumError as error:
        st.session_state[_slot(key, "refused")] = str(error)
    else:
        st.session_state.pop(_slot(key, "table"), None)
