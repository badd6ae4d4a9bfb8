"""Choosing what a room's model learns."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sum.datasets import available, encoders, load
from sum.datasets.table import PREFIX
from sum.errors import FetchError
from sum.models import models_for
from sum.room import Settings
from sum.room.preview import preview
from sum.ui.setup import own as setup_own
from sum.ui.setup.dialog import Choice

pytestmark = pytest.mark.slow


def _page():
    import streamlit as st  # noqa: PLC0415 - the function is a script of its own

    from sum.ui.setup.dialog import choose_model  # noqa: PLC0415

    st.session_state["chosen"] = choose_model("t")


@pytest.fixture
def app():
    made = AppTest.from_function(_page, default_timeout=60).run()
    assert not made.exception
    return made


@pytest.fixture
def own_home(tmp_path, monkeypatch):
    """A table that a test keeps is nobody else's."""
    monkeypatch.setenv("SUM_HOME", str(tmp_path))


def table(wrong=""):
    rows = [f"{n / 10},{'cat' if n % 2 else 'mouse'},{n % 7}" for n in range(60)]
    if wrong:
        rows[14] = f"{wrong},mouse,3"
    return "\n".join(["size,kind,legs", *rows]).encode()


def upload(app, content):
    app.selectbox(key="t-dataset").set_value("csv").run()
    app.file_uploader[0].set_value(("animals.csv", content, "text/csv")).run()
    assert not app.exception


def said(app):
    kinds = ("markdown", "caption", "error", "html")
    texts = (
        getattr(each, "value", None) or each.proto.body for kind in kinds for each in app.get(kind)
    )
    return "\n".join(texts).replace("\\", "")


def test_nothing_has_to_be_chosen(app):
    assert app.session_state["chosen"].dataset == Settings.dataset
    assert Choice().settings() == Settings()


@pytest.mark.parametrize(
    "name", ["plane", *(pytest.param(each, marks=pytest.mark.slow) for each in ("reviews", "wine"))]
)
def test_every_kind_is_shown_with_what_to_expect(app, name):
    app.selectbox(key="t-dataset").set_value(name).run()
    assert not app.exception
    assert app.session_state["chosen"].dataset == name
    found, dataset = preview(name), load(name)
    text = said(app)
    assert dataset.summary in text
    assert f"{found.start:.1%}" in text
    assert f"{found.taught:.1%}" in text
    assert dataset.licence in text
    assert all(each in text for each in dataset.classes)


def test_encoder_and_model_go_together(app):
    app.selectbox(key="t-encoder-digits-3-or-8").set_value("unit").run()
    assert app.session_state["chosen"].model == models_for("dense")[0]
    app.selectbox(key="t-model-dense").set_value("dense_nearest_centroid").run()
    assert app.session_state["chosen"] == Choice("digits-3-or-8", "unit", "dense_nearest_centroid")
    assert app.session_state["chosen"].title.endswith(" · Nearest centroid")


def test_the_preview_is_the_twin_taught_once():
    found, dataset = preview("plane", model="dense_nearest_centroid"), load("plane")
    taught = found.model.copy()
    for sample in dataset.pool:
        taught.learn_one(sample.data, sample.label)
    assert found.contributions == len(dataset.pool)
    assert found.taught == taught.score(dataset.hidden.matrix(), dataset.hidden.labels)
    assert found.start == found.model.score(dataset.hidden.matrix(), dataset.hidden.labels)
    assert preview("plane", 0, encoders("plane")[0], "dense_nearest_centroid") is found


@pytest.mark.usefixtures("own_home")
def test_a_table_is_kept_and_chosen(app):
    upload(app, table())
    assert "60 rows, 3 columns" in said(app)
    assert app.selectbox(key="t-label").value == "kind"
    assert app.multiselect[0].value == ["size", "legs"]
    assert app.session_state["chosen"] is None
    app.button(key="t-keep").click().run()
    chosen = app.session_state["chosen"]
    assert chosen.dataset.startswith(PREFIX)
    assert load(chosen.dataset).columns == ("size", "legs")
    assert chosen.dataset in available()


@pytest.mark.usefixtures("own_home")
def test_an_error_in_a_table_is_told_by_row_and_column(app):
    upload(app, table(wrong="tall"))
    assert "row 16, column 'size': 'tall' is not a number" in said(app)
    assert app.button(key="t-keep").disabled
    assert not [name for name in available() if name.startswith(PREFIX)]


@pytest.mark.parametrize("content", [b"", b"just one line", b"\x00\x01\x02"])
def test_what_is_no_table_is_refused(app, content):
    upload(app, content)
    assert app.error
    assert "t-keep" not in [button.key for button in app.button]


def test_without_a_network_it_says_so(app, monkeypatch):
    def unreachable(name, progress):
        progress(0.5, "half")
        raise FetchError(f"{name} could not be reached.")

    monkeypatch.setattr(setup_own, "fetch", unreachable)
    app.selectbox(key="t-dataset").set_value("imdb").run()
    app.button(key="t-fetch-imdb").click().run()
    assert app.error[0].value == "imdb could not be reached."
    assert app.session_state["chosen"] is None


def test_an_openml_set_is_asked_for_by_its_name(app, monkeypatch):
    asked = []

    def fetched(name, progress):
        progress(None, "working")
        asked.append(name)
        return "iris"

    monkeypatch.setattr(setup_own, "fetch", fetched)
    app.selectbox(key="t-dataset").set_value("openml").run()
    app.button(key="t-openml-fetch").click().run()
    assert asked == []
    app.text_input[0].set_value(" openml:vehicle ").run()
    app.button(key="t-openml-fetch").click().run()
    assert asked == ["openml:vehicle"]
    assert app.session_state["chosen"].dataset == "iris"


def test_the_limit_is_the_servers_too():
    config = (Path(__file__).parents[2] / ".streamlit/config.toml").read_text()
    assert f"maxUploadSize = {setup_own._MEGABYTES} " in config


@pytest.mark.usefixtures("own_home")
def test_a_table_without_names_is_asked_about(app):
    upload(app, table().partition(b"\n")[2])
    assert "“0.0”, “0” looks like data" in app.warning[0].value.replace("\\", "")
    upload(app, table())
    assert not app.warning
