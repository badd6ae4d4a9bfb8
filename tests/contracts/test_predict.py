"""`predict`: free, exact, and particular about samples."""

import pytest

from sum.models import SparsePerceptron
from tests.contracts.conftest import FEATURES, pack
from tests.contracts.test_add_data import bad_samples

MOST, LEAST = 2**63 - 1, -(2**63)


def start(make, weights, classes=2):
    lanes = 1 if classes == 2 else classes
    features = len(weights) // lanes - 1
    return make(SparsePerceptron.from_words((classes, features, 1), pack(weights)))


class TestTwoClasses:
    @pytest.mark.parametrize(
        ("weights", "data", "label"),
        [
            ([0, 0, 0], [0, 1], 0),  # a margin of zero
            ([1, -1, 0], [0, 1], 0),
            ([1, 0, 0], [0, 1], 1),
            ([-1, 0, 0], [0, 1], 0),
            ([0, 0, 1], [0], 1),  # the bias alone
            ([1, 0, -1], [0], 0),
            ([2, 0, -1], [0], 1),
            ([5, -9, 0], [0], 1),  # what is absent does not count
            ([5, -9, 0], [1], 0),
            ([MOST, MOST, MOST], [0, 1], 1),  # sums above 64 bits do not wrap
            ([LEAST, LEAST, LEAST], [0, 1], 0),
            ([MOST, LEAST, 1], [0, 1], 0),
            ([MOST, LEAST, 2], [0, 1], 1),
        ],
    )
    def test_the_second_wins_with_a_positive_score(self, make, weights, data, label):
        assert start(make, weights).ask("predict", data) == label

    @pytest.mark.parametrize(
        "bias", [512, *(pytest.param(each, marks=pytest.mark.slow) for each in (511, 513))]
    )
    def test_512_features_count_each(self, make, bias):
        game = start(make, [*[-1] * 512, bias])
        assert game.ask("predict", list(range(512))) == int(bias > 512)

    @pytest.mark.slow
    def test_512_of_the_largest_do_not_wrap(self, make):
        data = list(range(512))
        assert start(make, [MOST] * 513).ask("predict", data) == 1
        assert start(make, [LEAST] * 513).ask("predict", data) == 0

    @pytest.mark.parametrize(
        "feature",
        [4, *(pytest.param(each, marks=pytest.mark.slow) for each in (0, 1, 2, 3, 5, 6, 7, 8))],
    )
    def test_each_feature_has_a_weight_of_its_own(self, make, feature):
        weights = [0] * 10
        weights[feature] = 1
        game = start(make, weights)
        assert [game.ask("predict", [n]) for n in range(9)] == [n == feature for n in range(9)]


class TestMany:
    @pytest.mark.parametrize(
        ("rows", "data", "label"),
        [
            ([[0, 0, 0], [0, 0, 0]], [0], 0),  # among equals the lowest
            ([[0, 1, 1], [0, 0, 0]], [0], 1),
            ([[0, 1, 1], [0, 0, 1]], [0], 2),
            ([[-1, -1, 0], [0, 0, 0]], [0], 2),
            ([[9, 0, 0], [0, 1, 0], [0, 0, 0]], [1], 1),
            ([[MOST] * 3, [MOST, MOST, MOST - 1], [0, 0, 2]], [0, 1], 2),
            ([[LEAST] * 3, [LEAST] * 3, [-2, -1, -2]], [0, 1], 1),
        ],
    )
    def test_the_highest_score_wins(self, make, rows, data, label):
        weights = [weight for row in rows for weight in row]
        assert start(make, weights, classes=3).ask("predict", data) == label

    @pytest.mark.parametrize("classes", [3, 5, pytest.param(32, marks=pytest.mark.slow)])
    def test_each_class_can_win(self, make, classes):
        # Row n makes class n the winner.
        rows = [[int(n == lane) for lane in range(classes)] for n in range(classes)]
        weights = [weight for row in [*rows, [0] * classes] for weight in row]
        game = start(make, weights, classes)
        assert [game.ask("predict", [n]) for n in range(classes)] == list(range(classes))
        assert game.ask("predict", [n for n in range(classes) if n]) == 1

    @pytest.mark.slow
    def test_as_many_features_and_classes_as_there_can_be_fit_into_a_call(self, make):
        game = make(SparsePerceptron(512, 32))
        assert game.ask("predict", list(range(512))) == 0


class TestWhenTheSampleIsBad:
    @bad_samples
    def test_it_refuses(self, game, many, data, reason):
        for each in (game, many):
            with each.refuses(reason):
                each.ask("predict", data)

    def test_it_refuses_more_than_512(self, game):
        with game.refuses(""):
            game.ask("predict", [0] * 513)


class TestWhoAsks:
    def test_anybody_may(self, game):
        for sender in (None, game.ann, game.owner):
            assert game.ask("predict", [FEATURES - 1], sender=sender) == 0
