"""The linear models on a chain: what they refuse, and that they are their twins, edges included."""

from itertools import product

import numpy as np
import pytest

from sum.chain.compiler import compose
from sum.errors import BadSample, NotOpen, Refused
from sum.models import (
    DensePassiveAggressive,
    DensePerceptron,
    SparsePassiveAggressive,
    SparsePerceptron,
)
from sum.samples import DENSE_LIMIT
from sum.units import INT64_MAX, SCALE

DENSE = [DensePerceptron, DensePassiveAggressive]
LINEAR = [SparsePerceptron, SparsePassiveAggressive, *DENSE]
EDGE = DENSE_LIMIT - 1
MOST, LEAST = INT64_MAX, -INT64_MAX - 1

dense = pytest.mark.parametrize("kind", DENSE)


def started(kind, n_features, n_classes=2, step=SCALE, weights=()):
    model = kind(n_features, n_classes, step)
    model.words()  # starts it
    model.weights_[: len(weights)] = map(int, weights)
    return model


def sample(rng, model):
    """A random sample; of a dense one now and then the largest values."""
    n = model.n_features
    if model.form == "sparse":
        return sorted(rng.choice(n, rng.integers(1, n + 1), replace=False).tolist())
    values = rng.integers(-2 * SCALE, 2 * SCALE, n)
    at_the_edge = rng.random(n) < 0.1
    return np.where(at_the_edge, rng.choice([EDGE, -EDGE, 0], n), values).tolist()


@pytest.mark.slow
@pytest.mark.parametrize("kind", LINEAR)
@pytest.mark.parametrize(
    ("n_features", "n_classes", "edge"),
    [
        (5, 3, False),
        *(
            pytest.param(*shape, edge, marks=pytest.mark.slow)
            for shape in ((3, 2), (5, 3), (8, 2), (7, 4))
            for edge in (False, True)
        ),
    ],
)
def test_contract_and_twin_are_one(make, kind, n_features, n_classes, edge):
    rng = np.random.default_rng(n_features)
    twin = started(kind, n_features, n_classes, SCALE // 3)
    if edge:
        sizes = rng.choice([MOST - 10, LEAST + 10, 0, 5], len(twin.weights_)).tolist()
        twin.weights_[:] = sizes
    game = make(twin)
    seen = set()
    for _ in range(30 if edge else 8):
        data, label = sample(rng, twin), int(rng.integers(n_classes))
        assert game.ask("predict", data) == twin.predict_one(data)
        before = list(twin.weights_)
        try:
            receipt = twin.learn_one(data, label)
        except Refused as refused:
            assert twin.weights_ == before
            with game.refuses(refused.reason):
                game.add(game.ann, data, label)
            seen.add("refused")
        else:
            assert game.record(game.add(game.ann, data, label))[2] == receipt
            seen.add("learned" if receipt else "agreed")
        assert game.words() == twin.words()
    assert seen & {"learned", "refused"}


class TestDenseSamples:
    @dense
    @pytest.mark.parametrize(("n_features", "n_classes"), [(4, 2), (5, 3)])
    def test_it_refuses_another_number_of_features(self, make, kind, n_features, n_classes):
        game = make(kind(n_features, n_classes))
        for more in (-1, 1, 4, -4):
            with pytest.raises(BadSample, match="exactly one value for each"):
                game.ask("predict", [1] * (n_features + more))
        with game.refuses("model: wrong number of features"):
            game.add(game.ann, [1] * (n_features + 1), 1)

    @pytest.mark.slow
    @dense
    def test_it_refuses_values_that_are_too_large(self, make, kind):
        game = make(kind(6))
        for value in (DENSE_LIMIT, -DENSE_LIMIT, 2**35, -(2**35), MOST, LEAST):
            for place, other in product(range(6), (EDGE, -EDGE, -1)):
                data = [other] * 6
                data[place] = value
                with pytest.raises(BadSample, match="too large for the model"):
                    game.ask("predict", data)
        with game.refuses("model: feature too large"):
            game.add(game.ann, data, 1)

    @dense
    def test_it_takes_the_largest(self, make, kind):
        game, twin = make(kind(5, step := 3)), kind(5, step)
        for data in ([EDGE] * 5, [-EDGE] * 5, [EDGE, -EDGE, 0, EDGE, -EDGE]):
            game.add(game.ann, data, 1)
            twin.learn_one(data, 1)
            assert game.words() == twin.words()
        assert any(twin.words())

    @dense
    def test_the_label_is_checked_first(self, make, kind):
        game = make(kind(3))
        with game.refuses("model: no such label"):
            game.add(game.ann, [2**40], 2)

    @pytest.mark.slow
    @dense
    def test_as_many_features_and_classes_as_there_can_be_fit_into_a_transaction(self, make, kind):
        game, twin = make(kind(512, 32)), kind(512, 32)
        data = [(n * 37 % 101 - 50) * SCALE // 25 for n in range(512)]
        key = game.add(game.ann, data, 31)
        assert game.record(key)[2] == twin.learn_one(data, 31) > 0
        assert game.shared.download().words() == twin.words()
        assert game.chain.logs(game.address)[-1][0].gas_used < 2**24  # EIP-7825


class TestDenseWeights:
    def test_each_feature_has_a_weight_of_its_own(self, make):
        rows = np.eye(8, dtype=int).tolist()
        game = make(started(DensePerceptron, 8, 8, weights=np.eye(8, 9, dtype=int).ravel()))
        assert [game.ask("predict", row) for row in rows] == list(range(8))

    @pytest.mark.parametrize(
        ("weights", "data", "label"),
        [
            ([MOST] * 5, [EDGE] * 4, 1),
            ([MOST] * 5, [-EDGE] * 4, 0),
            ([LEAST] * 5, [-EDGE] * 4, 1),
            ([MOST, -MOST, 0, 0, 1], [EDGE, EDGE, 0, 0], 1),
            ([MOST, -MOST, 0, 0, -1], [EDGE, EDGE, 0, 0], 0),
            ([MOST, -MOST, 0, 0, 0], [EDGE, EDGE, 0, 0], 0),
        ],
    )
    def test_scores_are_exact(self, make, weights, data, label):
        assert make(started(DensePerceptron, 4, weights=weights)).ask("predict", data) == label

    def test_what_lies_beside_a_short_row_does_not_count(self, make):
        # The owner can load it, since it is part of a word.
        beside = (MOST << 192) + (MOST << 128)
        game = make(DensePerceptron(1, 3), open_now=False)
        game.send(game.owner, "load", 0, [beside, beside + 1, beside])
        game.send(game.owner, "open")
        twin = started(DensePerceptron, 1, 3, weights=[0, 0, 1])
        assert game.ask("predict", [5]) == twin.predict_one([5]) == 1
        game.add(game.ann, [5], 0)
        twin.learn_one([5], 0)
        assert game.shared.download().words() == twin.words()


@pytest.mark.parametrize("kind", LINEAR)
def test_it_says_what_it_is(make, kind):
    game = make(kind(6, 3, 77))
    assert game.ask("model_name") == kind.name
    assert list(game.ask("model_arguments")) == [3, 6, 77]
    assert (game.ask("classes"), game.ask("features")) == (3, 6)


@pytest.mark.parametrize("kind", LINEAR)
def test_it_refuses_the_parameters_that_its_twin_refuses(chain, kind):
    artifact = compose(kind.name, "deposit_refund_take")
    most = kind.max_features
    for arguments in ((), (2, 8), (1, 8, 1), (33, 8, 1), (2, 0, 1), (2, most + 1, 1), (2, 8, 0)):
        with pytest.raises(NotOpen, match="parameters"):
            kind.from_words(arguments, [])
        code = artifact.creation(list(arguments), [1_000, 100, 500, 900])
        with pytest.raises(NotOpen, match="parameters"):
            chain.send(chain.accounts[1], None, code)


@dense
def test_the_contract_is_cheap_to_deploy_and_to_use(make, kind):
    game = make(started(kind, 9, weights=[(n % 7 - 3) * SCALE // 10 + 1 for n in range(10)]))
    data = [(n * 37 % 11 - 5) * SCALE // 3 for n in range(9)]
    spent = []
    game.shared.listener = lambda receipt, *_: spent.append(receipt.gas_used)
    label = game.shared.predict(data)
    game.chain.advance(3_600)
    game.shared.add_data(game.ann, data, label)
    game.chain.advance(3_600)
    assert game.shared.add_data(game.ann, data, 1 - label).receipt
    assert max(spent) < 95_000
