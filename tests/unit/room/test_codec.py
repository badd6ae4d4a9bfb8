"""Values of a room as bytes: everything that a room is made of, and nothing else."""

import dataclasses
import importlib
import os
import pickle
import pkgutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum import incentives
from sum.datasets import load
from sum.errors import StoreError
from sum.incentives import MECHANISMS, Terms
from sum.incentives.market_rules import Offer, Phase, Portion
from sum.models import MODELS
from sum.records import Contribution
from sum.room import codec
from sum.room.books import Entry, Take
from sum.room.classroom import Classroom, Line, RoundResult
from sum.room.codec import dumps, loads
from sum.room.records import Settings
from sum.units import Seconds, Wei
from tests.unit.room.same import differences

NOT_KEPT = {
    # Made anew from what is kept, or only passed on.
    "books.Grant",
    "books.Origin",
    "hidden_set.Plan",
    "records.ClockView",
    "records.Person",
    "records.Snapshot",
}
"""Records of the modules below that are in no file."""
KEPT_MODULES = ("books", "classroom", "keys", "people", "records")

SAMPLE = Contribution((1, 2, 3), 1, Seconds(5), "0xA")


def entry(number, contribution=SAMPLE):
    return Entry(
        *(number, contribution, "p1", np.arange(6.0).reshape(2, 3), 1, Wei(5), Wei(5), Wei(2)),
        *(7, 0, 1, Wei(0), (Take("p2", Wei(3), Seconds(9)),), (1,), False, 4, "0xB"),
    )


def test_records_of_every_kind_come_back():
    line = Line("p1", "Ann", "attacker", "", Wei(2**70), -3, 4, 2, -0.25)
    result = RoundResult(1, "Digits", "points", bool(line), (0.5, 0.75), 9, (line, line))
    values = [
        Settings(terms=Terms(), bots=()),
        Classroom(title="Monday", led=True, phase="over", results=(result,)),
        Offer((b"a" * 32,), (1,), 2, Wei(3), 4, 5, Seconds(6), Seconds(7), Seconds(8), "0x9"),
        Portion((((1, 2), 0),), b"salt"),
        Phase.SCORING,
        entry(1),
        {"wei": Wei(2**200), "lists": [1, (2.5, None)], "set": {1, 2}, "bytes": b"\0"},
        *(terms() for terms in MECHANISMS.values()),
    ]
    for value in values:
        again = loads(dumps(value))
        assert not differences(value, again), value
        assert type(again) is type(value)


@pytest.mark.parametrize("name", MODELS)
def test_models_come_back(name):
    model = MODELS[name](n_features=5)
    sample = (0, 3) if model.form == "sparse" else (10**9, 0, -5, 7, 1)
    model.learn_one(sample, 1)
    again = loads(dumps(model))
    assert type(again) is type(model)
    assert (again.arguments(), again.words()) == (model.arguments(), model.words())
    assert again.learn_one(sample, 0) == model.learn_one(sample, 0)
    assert again.words() == model.words()


@given(
    st.sampled_from(["<f8", "<i8", "|u1", "|b1", "<U4"]),
    st.lists(st.integers(0, 3), max_size=3),
)
def test_arrays_come_back(kind, shape):
    array = np.zeros(shape, dtype=kind)
    again = loads(dumps(array))
    assert (again.dtype, again.shape) == (array.dtype, array.shape)
    assert loads(dumps(np.float64(0.1))) == 0.1


def test_what_people_see_of_every_kind_of_data_comes_back():
    for name in ("digits-3-or-8", "reviews", "plane", "wine"):
        raw = load(name).pool[0].raw
        assert not differences(loads(dumps(raw)), raw)


def test_contributions_of_the_books_are_written_as_their_number():
    other = Contribution((4,), 0, Seconds(6), "0xC")
    entries = [entry(1), entry(2, other)]
    places = {SAMPLE: 1, other: 2}
    written = dumps({(other, "0xD"): SAMPLE}, places)
    assert len(written) < len(dumps({(other, "0xD"): SAMPLE})) / 2
    (key,), (value,) = zip(*loads(written, entries).items(), strict=True)
    assert key[0] is other
    assert value is SAMPLE
    with pytest.raises(StoreError, match="does not have"):
        loads(written, entries[:1])


def test_equal_keys_have_equal_bytes():
    name = "Ann and Bob"
    other = name[:5] + name[5:]
    assert other is not name
    assert dumps((name, name), same=True) == dumps((name, other), same=True)


class Evil:
    """What a file must not be able to do."""

    def __init__(self, call, *arguments):
        self.what = call, arguments

    def __reduce__(self):
        return self.what


@pytest.mark.parametrize(
    "evil",
    [
        Evil(os.system, "echo hacked"),
        Evil(eval, "1 + 1"),
        Evil(getattr, Classroom, "__init__"),
        Evil(importlib.import_module, "os"),
        Evil(np.load, "file.npy"),
        [Evil(os.getenv, "HOME")],
    ],
)
def test_a_file_cannot_call_anything(evil, monkeypatch):
    called = []
    monkeypatch.setattr(os, "system", lambda *arguments: called.append(arguments))
    with pytest.raises(StoreError, match="may not hold"):
        loads(pickle.dumps(evil))
    with pytest.raises(StoreError):
        dumps(evil)
    assert not called


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"no pickle",
        dumps(entry(1))[:-9],
        pickle.dumps(Evil(codec.array, "<f8", (10**9, 10**9), b"")),
        pickle.dumps(Evil(codec.array, "O", (1,), b"\0" * 8)),
        pickle.dumps(Evil(codec.array, "<f8", (-1,), b"")),
        pickle.dumps(Evil(codec.array, ["<f8"], (1,), b"\0" * 8)),
        pickle.dumps(Evil(codec.model, "no model", (1, 2), b"")),
        pickle.dumps(Evil(codec.model, "sparse_perceptron", (2, 10**12, 5), b"")),
        pickle.dumps(Evil(Terms, 0, 0, 0, 0, 0)),
        pickle.dumps(Evil(Phase, 99)),
        pickle.dumps(Evil(Take, "p1")),
    ],
)
def test_what_is_damaged_is_said(damaged):
    with pytest.raises(StoreError):
        loads(damaged)


def test_what_is_no_part_of_a_room_is_not_written():
    for value in (object(), open, os, lambda: None, {1: object()}):
        with pytest.raises(StoreError):
            dumps(value)


def test_no_record_was_forgotten():
    """A new record has to be told the codec, or be named above."""
    known = {f"{each.__module__}.{each.__qualname__}" for each in codec.RECORDS}
    for name in KEPT_MODULES:
        module = importlib.import_module(f"sum.room.{name}")
        for each in vars(module).values():
            if dataclasses.is_dataclass(each) and each.__module__ == module.__name__:
                short = f"{name}.{each.__qualname__}"
                frozen = each.__dataclass_params__.frozen
                full = f"{each.__module__}.{each.__qualname__}"
                assert not frozen or full in known or short in NOT_KEPT, short


def test_records_of_mechanisms_were_not_forgotten():
    known = set(codec.RECORDS)
    private = {"Standing"}  # a leaderboard's line is worked out
    for found in pkgutil.iter_modules(incentives.__path__):
        module = importlib.import_module(f"sum.incentives.{found.name}")
        for each in vars(module).values():
            if dataclasses.is_dataclass(each) and each.__module__ == module.__name__:
                frozen = each.__dataclass_params__.frozen
                assert not frozen or each in known or each.__name__ in private, each
