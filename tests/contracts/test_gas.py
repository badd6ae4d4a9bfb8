"""Gas, to the last unit, against gas.json.

After a change that is meant, and with the virtual environment's Python::

    python -m sum gas --json > tests/contracts/gas.json

and the table of docs/models.md by ``python -m sum gas --markdown``, between its markers.
"""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from sum.bench.gas import Row, measure, measure_all, peer_of
from sum.bench.gas_settings import PEERS, SETTINGS, filled
from sum.chain import ETH_TESTER, connect
from sum.cli.gas import markdown
from sum.errors import InputError
from sum.models import MODELS, models_for
from sum.models.linear import Linear

GOLDEN = [
    Row(**row)
    for row in json.loads(Path(__file__).with_name("gas.json").read_text(encoding="utf-8"))
]

DOCS = Path(__file__).parents[2] / "docs" / "models.md"

LIMITS = {
    "deploy": 9_000_000,
    "add_agree": 125_000,
    "add_disagree": 195_000,
    "refund_first": 122_000,
    "refund_later": 105_000,
    "report": 122_000,
}
"""What the project promises of the sparse perceptron and a text of 20 words."""

SHARES = {"deploy": 0.45, "add_agree": 0.60, "add_disagree": 0.60}
"""What it promises of every model, as a share of what the peer's takes."""

COMPARED = [row for row in GOLDEN if peer_of(row)]


def same(model):
    """Nothing costs more or less than it did."""
    assert list(measure_all(model)) == [row for row in GOLDEN if model in {"", row.model}]


@pytest.mark.slow
def test_the_sparse_perceptron_costs_what_it_did():
    same("sparse_perceptron")


@pytest.mark.slow
@pytest.mark.parametrize("model", [name for name in MODELS if name != "sparse_perceptron"])
def test_every_other_model_costs_what_it_did(model):
    same(model)


def test_every_model_and_size_is_there():
    measured = [(row.model, row.sample, row.features, row.classes) for row in GOLDEN]
    assert measured == [
        (each.model, each.title, each.n_features, each.n_classes) for each in SETTINGS
    ]
    for name in MODELS:
        sizes = {(row.features, row.classes) for row in GOLDEN if row.model == name}
        assert len(sizes) >= 3
        assert len({classes for _, classes in sizes}) == 3


def test_every_kind_is_compared_that_the_peer_was_measured_in():
    assert {row.model for row in COMPARED} == set(PEERS) <= set(MODELS)
    for row in COMPARED:
        size = (20, 1_000, 2) if row.model in models_for("sparse") else (9, 9, 2)
        assert (row.values, row.features, row.classes) == size


@pytest.mark.parametrize("row", COMPARED, ids=lambda row: row.model)
@pytest.mark.parametrize("step", Row.STEPS)
def test_it_costs_less_than_the_peers_by_what_is_promised(row, step):
    assert getattr(row, step) <= SHARES.get(step, 1) * peer_of(row)[step]


@pytest.mark.parametrize("step", Row.STEPS)
def test_a_text_costs_no_more_than_is_promised(step):
    assert getattr(GOLDEN[0], step) <= LIMITS[step] < peer_of(GOLDEN[0])[step]


@pytest.mark.parametrize("step", Row.STEPS)
def test_the_dearest_sample_costs_less_than_the_peers(step):
    text, spread = GOLDEN[:2]
    assert spread.sample == "spread out"
    assert text.add_disagree < spread.add_disagree
    assert getattr(spread, step) < peer_of(text)[step]


@pytest.mark.parametrize("url", [None, pytest.param(ETH_TESTER, marks=pytest.mark.slow)])
def test_the_same_is_measured_every_time_and_by_others(url):
    assert measure(SETTINGS[0], connect(url)) == GOLDEN[0]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda each: f"{each.model}-{each.title}")
def test_what_is_measured_is_what_is_said(setting):
    model = filled(setting)
    assert model.arguments()[:2] == (setting.n_classes, setting.n_features)
    assert all(model.words())
    label = model.predict_one(setting.sample)
    # A linear model that agrees has nothing to learn; whoever counts always learns.
    assert bool(model.learn_one(setting.sample, label)) == (not isinstance(model, Linear))
    assert model.learn_one(setting.sample, (label + 1) % setting.n_classes)


def test_the_documentation_shows_it():
    text = DOCS.read_text(encoding="utf-8")
    shown = text.split("<!-- gas: begin -->")[1].split("<!-- gas: end -->")[0].strip()
    assert shown.splitlines() == list(markdown(GOLDEN))


def test_the_rows_are_plain_numbers():
    for row in GOLDEN:
        *names, _, _, _ = list(asdict(row))[:6]
        assert names == ["model", "incentive", "sample"]
        assert all(type(value) is int for value in list(asdict(row).values())[3:])


def test_an_unknown_model_is_refused():
    with pytest.raises(InputError, match="There is no model 'nonsense'"):
        measure_all("nonsense")
