"""A run as tables: every number is the record's."""

from io import BytesIO

import pandas as pd
import pytest

from sum.simulation.lab import simulate
from sum.simulation.lab.tables import csv_of, events_table, moments_table, parquet_of
from sum.simulation.scenario import Scenario, with_value
from sum.units import ETHER


@pytest.fixture(scope="module")
def run():
    return simulate(with_value(Scenario(), "run.contributions", 30))


def test_moments(run):
    table = moments_table(run)
    assert len(table) == len(run.moments)
    last, moment = table.iloc[-1], run.moments[-1]
    assert last["accuracy"] == moment.right / run.tested
    for person, wei in zip(run.people, moment.balances, strict=True):
        assert last[f"balance_eth {person.name}"] == wei / ETHER


def test_events(run):
    table = events_table(run)
    assert len(table) == len(run.events)
    first, event = table.iloc[0], run.events[0]
    assert first["person"] == run.people[event.person].name
    assert int(first["amount_wei"]) == event.amount
    assert (first["label"], first["truth"]) == (event.label, event.truth)
    assert table["label"].isna().sum() == sum(event.label < 0 for event in run.events)


def test_files_hold_the_tables(run):
    table = events_table(run)
    pd.testing.assert_frame_equal(pd.read_parquet(BytesIO(parquet_of(table))), table)
    read = pd.read_csv(BytesIO(csv_of(table)), dtype={"amount_wei": str})
    assert list(read["amount_wei"]) == list(table["amount_wei"])
