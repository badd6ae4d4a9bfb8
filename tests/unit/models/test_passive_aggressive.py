"""PA-I in integers: how far a step goes, what its receipt says, what it is like in floats."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.datasets import load
from sum.errors import Refused
from sum.models import DensePassiveAggressive, SparsePassiveAggressive
from sum.models.starting import LEARNING_RATE, starting_model
from sum.units import INT64_MAX, SCALE

ONE = SCALE


def started(kind, n_features, n_classes=2, cap=ONE, weights=()):
    model = kind(n_features, n_classes, cap)
    model.words()  # starts it
    model.weights_[: len(weights)] = weights
    return model


class TestSparse:
    def test_a_step_makes_the_margin_one(self):
        model = started(SparsePassiveAggressive, 3)
        receipt = model.learn_one((0, 1, 2), 0)
        assert receipt == (ONE // 4 << 6) | 2
        assert model.weights_ == [-ONE // 4] * 4
        assert model.learn_one((0, 1, 2), 0) == 0  # right by a margin of one

    def test_what_is_right_by_less_than_one_moves_it_too(self):
        model = started(SparsePassiveAggressive, 1, weights=[ONE // 2, 0])
        assert model.learn_one((0,), 1) == (ONE // 4 << 6) | 1
        assert model.weights_ == [ONE * 3 // 4, ONE // 4]

    def test_the_cap_ends_it(self):
        model = started(SparsePassiveAggressive, 3, cap=5)
        assert model.learn_one((0, 2), 1) == (5 << 6) | 1
        assert model.weights_ == [5, 0, 5, 5]

    def test_of_many_the_best_of_the_others_loses(self):
        weights = [0, 6, 6, 0, 0, 0]  # feature 0, then the bias
        model = started(SparsePassiveAggressive, 1, 3, weights=weights)
        step = (ONE + 6) // 4
        assert model.learn_one((0,), 0) == (step << 6) | 2  # the lower one of two equals
        assert model.weights_ == [step, 6 - step, 6, step, -step, 0]

    def test_what_rounds_to_nothing_is_nothing(self):
        model = started(SparsePassiveAggressive, 2, weights=[ONE - 2, 0, 0])
        assert model.learn_one((0, 1), 1) == 0  # a lack of 2 over a length of 3
        assert model.weights_ == [ONE - 2, 0, 0]

    def test_an_overflow_changes_nothing(self):
        weights = [INT64_MAX, -INT64_MAX - 1, 0]
        model = started(SparsePassiveAggressive, 2, weights=weights)
        with pytest.raises(Refused, match="overflow"):
            model.learn_one((0, 1), 1)
        assert model.weights_ == weights


class TestDense:
    def test_a_step_makes_the_margin_one(self):
        model = started(DensePassiveAggressive, 2)
        receipt = model.learn_one((ONE, -ONE // 2), 1)  # its squared length is 2.25
        step = ONE * 4 // 9
        assert receipt == (step << 6) | 1
        assert model.weights_ == [step, -step // 2, step]
        assert model.decision_function([[1, -0.5]])[0] == pytest.approx(ONE, abs=3)

    def test_of_many_two_move(self):
        model = started(DensePassiveAggressive, 1, 3)
        assert model.learn_one((ONE,), 2) == (ONE // 4 << 6) | 1
        assert model.weights_ == [-ONE // 4, -ONE // 4, 0, 0, ONE // 4, ONE // 4]

    def test_the_cap_ends_it(self):
        model = started(DensePassiveAggressive, 1, cap=7)
        assert model.learn_one((3 * ONE,), 0) == (7 << 6) | 2
        assert model.weights_ == [-21, -7]


@given(
    st.sampled_from([SparsePassiveAggressive, DensePassiveAggressive]),
    st.integers(2, 4),
    st.sampled_from([1, ONE // 10, ONE, 2**32]),
    st.integers(0, 2**32),
)
def test_a_receipt_undoes_its_update(kind, n_classes, cap, seed):
    rng = np.random.default_rng(seed)
    model = started(kind, 5, n_classes, cap)
    for _ in range(8):
        if kind.form == "sparse":
            data = tuple(np.flatnonzero(rng.random(5) < 0.6).tolist()) or (0,)
        else:
            data = tuple(rng.integers(-2 * ONE, 2 * ONE, 5).tolist())
        before, label = list(model.weights_), int(rng.integers(n_classes))
        receipt = model.learn_one(data, label)
        rival, step = (receipt & 63) - 1, receipt >> 6
        assert 0 <= receipt < 2**64
        assert (receipt == 0) == (model.weights_ == before)
        if receipt:
            assert rival != label
            undone = model.copy()
            if n_classes == 2:
                moved = undone._moved(data, 0, -step if label else step)
            else:
                moved = undone._moved(data, label, -step) | undone._moved(data, rival, step)
            for at, weight in moved.items():
                undone.weights_[at] = weight
            assert undone.weights_ == before


@pytest.mark.parametrize("n_classes", [2, 3])
def test_it_is_the_rule_in_floats(n_classes):
    rng = np.random.default_rng(n_classes)
    model = started(DensePassiveAggressive, 6, n_classes, ONE // 2)
    weights = np.zeros((n_classes, 7))
    for _ in range(300):
        x, label = np.append(rng.normal(size=6), 1.0), int(rng.integers(n_classes))
        model.learn_one(tuple(np.rint(x[:-1] * SCALE).astype(int).tolist()), label)
        if n_classes == 2:
            sign = 2 * label - 1
            lack, length, moves = 1 - sign * weights[0] @ x, x @ x, [(0, sign)]
        else:
            scores = weights @ x
            rival = max((n for n in range(3) if n != label), key=lambda n: scores[n])
            lack, length = 1 - scores[label] + scores[rival], 2 * (x @ x)
            moves = [(label, 1), (rival, -1)]
        for lane, sign in moves:
            weights[lane] += sign * min(0.5, max(0.0, lack) / length) * x
    lanes = 1 if n_classes == 2 else n_classes
    mine = np.array(model.weights_).reshape(lanes, 7) / SCALE
    np.testing.assert_allclose(mine, weights[:lanes], atol=1e-6)


@pytest.mark.parametrize(
    ("name", "kind"), [("digits-3-or-8", SparsePassiveAggressive), ("iris", DensePassiveAggressive)]
)
def test_a_starting_model_is_capped_at_a_tenth(name, kind):
    dataset = load(name)
    start = starting_model(dataset, kind.name)
    assert start.arguments() == (dataset.n_classes, dataset.n_features, LEARNING_RATE)
    assert start.score(dataset.hidden.matrix(), dataset.hidden.labels) > 0.85
