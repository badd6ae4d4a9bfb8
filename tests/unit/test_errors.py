"""Every reason of the contracts has its error, and the tree in the docstring is the real one."""

import re
from itertools import takewhile
from pathlib import Path

import pytest

from sum import errors
from sum.errors import REASONS, Refused, SumError, explain, refusal

CONTRACTS = Path(__file__).parents[2] / "sum" / "contracts"
ONLY_IN_PYTHON = {"model: too many features"}
"""What a call cannot carry at all is refused before there is one."""


def reasons_in_sources():
    text = "\n".join(path.read_text(encoding="utf-8") for path in CONTRACTS.rglob("*.vy"))
    return set(re.findall(r'"((?:trainer|registry|model|incentive|federation): [^"]+)"', text))


def classes():
    found = [each for each in vars(errors).values() if isinstance(each, type)]
    return [each for each in found if issubclass(each, SumError)]


def drawn():
    """The docstring's tree as (parent, child)."""
    tree, path = [], []
    lines = iter(errors.__doc__.partition("::\n\n")[2].splitlines())
    for line in takewhile(str.strip, lines):
        indent, name = re.match(r"([ │├└─]*)(\w+)", line).groups()
        depth = len(indent) // 4 - 1
        path = [*path[:depth], name]
        tree.append((path[-2] if depth else None, name))
    return tree


class TestReasons:
    def test_the_sources_give_exactly_these(self):
        assert len(reasons_in_sources()) > 20
        assert reasons_in_sources() == REASONS - ONLY_IN_PYTHON

    @pytest.mark.parametrize("reason", sorted(REASONS))
    def test_each_has_a_class_and_words_of_its_own(self, reason):
        error = refusal(reason)
        assert type(error) in Refused.__subclasses__()
        assert error.reason == reason
        assert str(error) == explain(reason)
        assert re.fullmatch(r"[A-Z].*\.", str(error))
        assert reason not in str(error)
        assert [other for other in REASONS if explain(other) == str(error)] == [reason]

    @pytest.mark.parametrize("kind", Refused.__subclasses__())
    def test_each_class_stands_for_some(self, kind):
        assert any(type(refusal(reason)) is kind for reason in REASONS)

    def test_an_unknown_one_is_kept(self):
        error = refusal("points: all gone")
        assert type(error) is Refused
        assert (error.reason, str(error)) == (
            "points: all gone",
            "The contract refused: points: all gone.",
        )

    def test_none_is_said_to_be_none(self):
        assert str(refusal("")) == "The contract refused: no reason given."


class TestTree:
    def test_the_docstring_draws_it(self):
        assert sorted(drawn()[1:]) == sorted(
            (each.__bases__[0].__name__, each.__name__) for each in classes() if each != SumError
        )
        assert drawn()[0] == (None, "SumError")

    def test_each_class_is_caught_by_the_root_and_says_what_it_is(self):
        for each in classes():
            assert issubclass(each, SumError)
            assert each.__doc__

    def test_what_is_typed_wrong_is_a_value_error_too(self):
        assert [each.__name__ for each in classes() if issubclass(each, ValueError)] == [
            "InputError"
        ]
