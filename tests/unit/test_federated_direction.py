"""The shared model in integers, against floating point and against plain Python integers."""

from math import isqrt

import numpy as np
import pytest
from eth_utils.crypto import keccak
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.preprocessing import StandardScaler

from sum.errors import InputError
from sum.federated.direction import (
    V_NORM,
    direction,
    fixed_features,
    gradient,
    loss,
    predict,
    probabilities,
    step,
    worsened,
)
from sum.federated.lanes import HALF, ONE, as_lanes, to_lanes
from sum.federated.portions import Portion, portion_hash, unpack_portion


def by_hand(weights, sample, label):
    """One sample's probabilities and loss, with Python's integers, as the contract has them."""
    logits = [sum(w * x for w, x in zip(row, sample, strict=True)) >> 10 for row in weights]
    if len(weights) == 1:
        logits = [0, *logits]
    powers = []
    for logit in logits:
        exponent = (max(logit - max(logits), -32 * 2**20) * 1_512_775) >> 20
        fraction, value = exponent % 2**20, 14_368
        for coefficient in (54_258, 253_283, 726_667, 2**20):
            value = coefficient + (value * fraction >> 20)
        powers.append(value >> -(exponent >> 20))
    shares = [(power << 20) // sum(powers) for power in powers]
    first = 1 if len(weights) == 1 else 0
    shares = shares[first:]
    wrong = [(2**20 if label == c + first else 0) - p for c, p in enumerate(shares)]
    return shares, wrong


@pytest.fixture(params=[1, 4], ids=["logistic", "softmax"])
def example(request):
    rng = np.random.default_rng(request.param)
    weights = rng.integers(-(2**21), 2**21, (request.param, 6))
    samples = fixed_features(rng.normal(size=(9, 5)))
    return weights, samples, rng.integers(0, max(request.param, 2), 9)


def test_everything_is_what_plain_integers_give(example):
    weights, samples, labels = example
    hands = [
        by_hand(weights.tolist(), row, label)
        for row, label in zip(samples.tolist(), labels.tolist(), strict=True)
    ]
    assert probabilities(weights, samples).tolist() == [shares for shares, _ in hands]
    assert loss(weights, samples, labels) == sum(w * w for _, wrong in hands for w in wrong)
    focus = [
        (abs(wrong[0]) if len(wrong) == 1 else wrong[label]) ** 2
        for (_, wrong), label in zip(hands, labels.tolist(), strict=True)
    ]
    pull = [
        sum(
            (wrong[c] * weight >> 32) * row[f]
            for (_, wrong), weight, row in zip(hands, focus, samples.tolist(), strict=True)
        )
        for c in range(len(weights))
        for f in range(samples.shape[1])
    ]
    assert gradient(weights, samples, labels).ravel().tolist() == pull
    norm = isqrt(sum(p * p for p in pull) - 1) + 1
    v = [abs(p) * V_NORM // norm * (1 if p > 0 else -1) for p in pull]
    assert direction(weights, samples, labels).tolist() == v


def test_probabilities_are_those_of_floating_point(example):
    weights, samples, _ = example
    logits = samples @ weights.T / 2**30
    if len(weights) == 1:
        logits = np.hstack([np.zeros_like(logits), logits])
    exact = np.exp(logits - logits.max(axis=1, keepdims=True))
    exact /= exact.sum(axis=1, keepdims=True)
    if len(weights) == 1:
        exact = exact[:, 1:]
    assert np.abs(probabilities(weights, samples) / ONE - exact).max() < 1e-5


@pytest.mark.parametrize("outputs", [1, 16])
def test_nothing_overflows_at_the_bounds(outputs):
    rng = np.random.default_rng(3)
    ends = np.array([-HALF, HALF - 1])
    weights = rng.choice(ends, (outputs, 128))
    samples = rng.choice([-(2**15), 2**15 - 1], (256, 128))
    samples[0] = np.where(weights[0] < 0, -(2**15), 2**15 - 1)  # as large as a logit can be
    labels = rng.integers(0, max(outputs, 2), 256)
    hands = [by_hand(weights.tolist(), row, 0)[0] for row in samples[:4].tolist()]
    assert probabilities(weights, samples)[:4].tolist() == hands
    v = direction(weights, samples, labels)
    assert 0 < sum(int(x) ** 2 for x in v) <= V_NORM**2
    assert 0 <= loss(weights, samples, labels) <= 256 * 16 * ONE**2


def test_a_model_that_is_right_pulls_nowhere():
    samples = fixed_features([[31.0], [-31.0]])
    weights = np.array([[HALF - 1, 0]])
    labels = np.array([1, 0])
    assert probabilities(weights, samples).tolist() == [[ONE], [0]]
    assert not direction(weights, samples, labels).any()
    assert loss(weights, samples, labels) == 0


@pytest.mark.parametrize(
    ("load", "outputs", "least"),
    [(load_digits, 10, 0.93), (load_breast_cancer, 1, 0.97)],
    ids=["digits", "breast cancer"],
)
def test_steps_along_the_direction_train_a_model(load, outputs, least):
    data = load()
    samples = fixed_features(StandardScaler().fit_transform(data.data))
    labels = data.target.astype(np.int64)
    weights = np.zeros((outputs, samples.shape[1]), dtype=np.int64)
    rng = np.random.default_rng(0)
    for _ in range(40):
        drawn = rng.choice(len(samples), 64, replace=False)
        v = direction(weights, samples[drawn], labels[drawn])
        weights = step(weights, to_lanes(v / V_NORM / 2), 1)
    assert (predict(weights, samples) == labels).mean() > least


def test_a_step_divides_towards_zero_and_stops_at_the_ends():
    weights = np.array([[10, 10, HALF - 2, -HALF]])
    assert step(weights, as_lanes([7, -7, 9, -9]), 3).tolist() == [[12, 8, HALF - 1, -HALF]]


def test_a_loss_may_grow_by_the_tolerance_and_no_more():
    assert not worsened(2**52, 2**52 + 2**52 // 1_000, 1)
    assert worsened(2**52, 2**52 + 2**52 // 1_000 + 1, 1)
    assert not worsened(5, 4, 0)


@pytest.mark.parametrize(
    "change",
    [
        lambda w, x, y: (w, x[:, :-1], y),
        lambda w, x, y: (w, x[:0], y[:0]),
        lambda w, x, y: (w, x, y[:-1]),
        lambda w, x, y: (w, x, y + 9),
        lambda w, x, y: (w, x, y - 9),
        lambda w, x, y: (w + 2**31, x, y),
        lambda w, x, y: (w, x + 2**15, y),
        lambda w, x, y: (np.tile(w, (1, 22)), np.tile(x, (1, 22)), y),
    ],
)
def test_what_does_not_fit_is_refused(example, change):
    with pytest.raises(InputError):
        direction(*change(*example))


def test_features_that_are_not_numbers_are_refused():
    with pytest.raises(InputError):
        fixed_features([[np.nan]])


def test_a_portion_is_packed_sixteen_to_a_word_and_hashed_as_the_contract_does():
    samples = np.array([[-1, 2, *[0] * 13, 5], [3, *[0] * 15]])
    portion = Portion(samples, np.array([7, 0]))
    words = portion.words()
    first = 0xFFFF | 2 << 16 | 5 << 240
    assert words == (first, 7, 3, 0)  # sixteen features fill a word, so the label takes one more
    salt = bytes(range(32))
    parts = [64, int.from_bytes(salt, "big"), 4, *words]  # the array's place, the salt, the array
    assert portion.hash(salt) == keccak(b"".join(p.to_bytes(32, "big") for p in parts))
    assert portion_hash(words, salt) == portion.hash(salt)
    back = unpack_portion(words, 16)
    assert (back.samples == samples).all()
    assert back.labels.tolist() == [7, 0]


def test_a_portion_that_is_none_is_refused():
    good = Portion(np.array([[1, 2]]), np.array([0]))
    for words in ((), (1 << 48,)):
        with pytest.raises(InputError):
            unpack_portion(words, 2)
    with pytest.raises(InputError, match="takes 2 words"):
        unpack_portion(good.words(), 16)
    for samples, labels in (
        ([[2**15]], [0]),
        ([[1]], [-1]),
        ([[1]], [0, 1]),
        (np.zeros((257, 1)), np.zeros(257)),
    ):
        with pytest.raises(InputError):
            Portion(np.asarray(samples, dtype=np.int64), np.asarray(labels, dtype=np.int64))
