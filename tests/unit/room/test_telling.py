"""The lines of the feed."""

from types import SimpleNamespace

import pytest

from sum.datasets import load
from sum.records import Contribution, Paid
from sum.room.records import Entry
from sum.room.telling import added_text, paid_text
from sum.units import ETHER

DIGITS = load("digits-3-or-8")


def entry(**changes):
    fields = dict.fromkeys(Entry.__annotations__)
    fields |= {"contribution": Contribution((1,), 1, 0, "x"), "deposit": ETHER, "raw": None}
    return SimpleNamespace(**(fields | changes))


@pytest.mark.parametrize(
    ("changes", "end"),
    [
        ({"receipt": 0, "before": 1, "said": 1}, "; the model had said so already."),
        (
            {"receipt": 1, "before": 0, "said": 1},
            "; the model had said “3”, and now says “8”.",
        ),
        (
            {"receipt": 1, "before": 0, "said": 0},
            "; the model still says “3”, but less surely.",
        ),
        (
            {"receipt": 1, "before": 1, "said": 1},
            "; the model had said so already, and has learned from it all the same.",
        ),
    ],
)
def test_says_what_the_model_made_of_it(changes, end):
    text = added_text("Ann", entry(**changes), DIGITS)
    assert text == f"Ann labelled an image “8” and staked 1 ETH{end}"


def test_quotes_a_sentence():
    reviews = load("reviews")
    made = entry(receipt=0, before=1, said=1, raw="great food")
    assert "labelled “great food”" in added_text("Ann", made, reviews)


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("plane", (0.25, -1.0), "the point (0.25, -1)"),
        ("iris", (5.1, 3.5, 1.4, 0.2), "a row"),
        ("plane", None, "a sample"),
    ],
)
def test_names_a_sample_of_every_kind(name, raw, said):
    made = entry(receipt=0, before=1, said=1, raw=raw)
    assert f"Ann labelled {said} “" in added_text("Ann", made, load(name))


@pytest.mark.parametrize(
    ("name", "author", "kind", "prediction", "text"),
    [
        ("Ann", "Ann", "refund", 1, "Ann got 1 ETH back: the model agrees with “8”."),
        ("Ann", "Ben", "take", 0, "Ann took 1 ETH of Ben’s deposit: the model disagrees with “8”."),
        ("You", "Ben", "take", 0, "You took 1 ETH of Ben’s deposit: the model disagrees with “8”."),
        (
            "Ada",
            "You",
            "take",
            1,
            "Ada took 1 ETH of your deposit: nobody had claimed it in time.",
        ),
        (
            "You",
            "Your attacker",
            "take",
            1,
            "You took 1 ETH of your attacker’s deposit: nobody had claimed it in time.",
        ),
        (
            "Ann",
            "Ann",
            "take",
            0,
            "Ann took 1 ETH of their own deposit: the model disagrees with “8”.",
        ),
    ],
)
def test_says_whose_money_it_was_and_why(name, author, kind, prediction, text):
    paid = Paid(Contribution((1,), 1, 0, "x"), "x", ETHER, 0)
    assert paid_text(name, author, paid, entry(said=prediction), DIGITS, kind) == text
