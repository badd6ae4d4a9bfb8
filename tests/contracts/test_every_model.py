"""One suite of checks that every model has to pass, contract and twin alike.

Whoever adds a model gets it for nothing: put the contract into ``sum/contracts/models/NAME.vy``,
its twin into ``sum/models/NAME.py`` (a `sum.models.twin.Twin` with ``name = "NAME"``), and the
twin's class into `sum.models.MODELS`. The checks know a model by its form (`sum.samples`) and by
``words()`` and ``from_words()``, never by how it keeps its numbers; what a rule learns, and why,
belongs into tests of its own. Three files have more of them: test_every_refusal.py,
test_every_twin.py and test_compositions.py; tests/properties has the same for random calls. What
has to be renewed is gas.json (test_gas.py says how).

A new check is a test that takes ``case`` (and ``chain``) under one of the marks of model_cases.py:
``every_model``, ``every_size``, ``few_of_every_size`` or ``one_of_a_form``. A case is a model of
one size, and makes samples, good ones and bad ones; a `Pair` is a contract with its twin.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sum.chain.compiler import CONTRACTS
from sum.errors import InputError, Refused
from sum.models import MODELS, models_for
from sum.samples import DENSE_LIMIT
from sum.shared_model import CHUNK, SharedModel
from tests.contracts.model_cases import (
    LARGE,
    TERMS,
    Case,
    Pair,
    answered,
    every_model,
    every_size,
    few_of_every_size,
    one_of_a_form,
)

pytestmark = pytest.mark.slow

FEW, MANY = 6, 60
"""Contributions in a fast check, and in a slow one."""
LONG = 500
"""Classes times features of a model on which every contribution takes long."""


@pytest.fixture
def rng():
    return np.random.default_rng(7)


# ------------------------------------------------------------------------- contract and twin belong


def test_every_contract_has_a_twin_and_every_twin_a_contract():
    contracts = {path.stem for path in (CONTRACTS / "models").glob("*.vy")}
    assert contracts == set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_a_twin_says_what_it_is(name):
    model = MODELS[name]
    assert model.name == name == Path(model.__module__.replace(".", "/")).name
    assert name in models_for(model.form)
    assert model.title
    assert model.summary.endswith(".")


@every_size
def test_a_new_contract_is_what_its_new_twin_is(chain, case):
    pair = Pair(chain, case)
    assert pair.ask("model_name") == case.model.name
    assert tuple(pair.ask("model_arguments")) == case.new().arguments()
    assert (pair.ask("classes"), pair.ask("features")) == (case.n_classes, case.n_features)
    words = case.new().words()
    assert list(pair.ask("parameters", 0, CHUNK)) == words[:CHUNK]
    assert not any(words)
    pair.agree()


@every_model
def test_the_models_own_arguments_survive(chain, case):
    others = case.own_parameters()
    model = case.new(**others)
    assert len(set(model.arguments())) >= len(others)
    shared = SharedModel.deploy(chain, model, TERMS)
    found = shared.download()
    assert found.arguments() == model.arguments()
    assert found.get_params() == model.get_params()
    assert (found.arguments() != case.new().arguments()) == bool(others)


# ---------------------------------------------------------------------------------- exact parity


def same_after(pair, rng, count):
    """Contribute at random, now and then what is refused, and compare after every step."""
    bad = [data for data, _ in pair.case.bad_samples()]
    learned = 0
    for n in range(count):
        data, label = pair.case.matters(rng)
        if rng.random() < 0.1:
            data = bad[int(rng.integers(len(bad)))]
        receipt, _ = pair.add(data, label)
        learned += bool(receipt)
        if n % 10 == 0:
            pair.agree()
    pair.agree(pair.case.samples(rng, 4))
    return learned


@every_model
def test_same_after_a_few_contributions(chain, case, rng):
    assert same_after(Pair(chain, case), rng, FEW)


@pytest.mark.parametrize("case", LARGE, ids=str)
def test_same_at_every_size(chain, case, rng):
    count = FEW if case.n_classes * case.n_features < LONG else FEW // 2
    assert same_after(Pair(chain, case), rng, 2 * count)
    assert same_after(Pair(chain, case, case.trained(rng, 2_000)), rng, count)


@one_of_a_form
def test_the_same_contributions_make_the_same_model_and_cost_the_same(chain, case, rng):
    story = [case.matters(rng) for _ in range(3)]
    start = case.trained(rng)
    ends = []
    for _ in range(2):
        pair = Pair(chain, case, start)
        receipts = [pair.add(*each) for each in story]
        ends.append((receipts, pair.words(), pair.gas))
    assert ends[0] == ends[1]


def test_dense_values_below_the_limit_are_taken(chain, rng):
    for model in (MODELS[name] for name in models_for("dense")):
        case = Case(model, 2, 5)
        pair = Pair(chain, case)
        for n, value in enumerate((DENSE_LIMIT - 1, 1 - DENSE_LIMIT)):
            assert pair.add((value,) * 5, n)[1] == ""
            assert pair.add((value,) * 5, 1 - n)[1] == ""
        pair.agree(case.samples(rng, 3))


# ---------------------------------------------------------------------------------- in and out


@pytest.fixture
def closed(chain, case, rng):
    """A trained twin, and a contract into which nothing has been loaded."""
    twin = case.trained(rng)
    shared = SharedModel.deploy(chain, case.new(), TERMS, open_now=False)
    return twin, shared


def load(shared, start, words):
    data = shared.artifact.interface.encode("load", start, words)
    shared.chain.send(shared.owner(), shared.address, data)


@one_of_a_form
def test_loading_in_chunks_is_loading_in_one_go(chain, case, rng, closed):
    twin, shared = closed
    words, whole = twin.words(), SharedModel.deploy(chain, twin, TERMS)
    edges = [0, *sorted(set(rng.integers(0, len(words) + 1, 2).tolist())), len(words)]
    for first, last in reversed(list(pairwise(edges))):
        load(shared, first, words[first:last])
    assert shared.download().words() == whole.download().words() == words
    data = case.sample(rng)
    assert shared.predict(data) == whole.predict(data) == twin.predict_one(data)


@every_model
def test_any_words_can_be_loaded_and_read_in_any_parts(rng, closed):
    twin, shared = closed
    words = [int.from_bytes(rng.bytes(32)) for _ in twin.words()]
    load(shared, 0, words)
    interface = shared.artifact.interface
    for start, count in [(0, 512), (1, 512), (0, 1), (len(words) - 1, 3), (len(words), 5), (0, 0)]:
        call = interface.encode("parameters", start, count)
        found = interface.decode("parameters", shared.chain.call(shared.address, call))
        assert list(found) == words[start : start + count]


@one_of_a_form
def test_whatever_the_owner_loads_is_predicted_alike(case, rng, closed):
    twin, shared = closed
    words = [int.from_bytes(rng.bytes(32)) for _ in twin.words()]
    try:
        twin = case.model.from_words(twin.arguments(), words)
    except InputError:  # no samples could have made these
        words = twin.words()
    load(shared, 0, words)
    for data in case.samples(rng, 4):
        assert shared.predict(data) == twin.predict_one(data)


@one_of_a_form
def test_loading_out_of_range_is_refused(closed):
    twin, shared = closed
    count = len(twin.words())
    for start, words in [(count, [1]), (0, [1] * (count + 1)), (count + 1, []), (2**256 - 1, [1])]:
        refused = answered(lambda start=start, words=words: load(shared, start, words))
        assert refused == (None, "model: load out of range")
    assert not any(shared.download().words())


@few_of_every_size
def test_a_trained_model_predicts_on_the_chain_as_off_it(chain, case, rng):
    count = FEW if case.n_classes * case.n_features < LONG else FEW // 3
    for first in (True, False):
        Pair(chain, case, case.trained(rng, first=first)).agree(case.samples(rng, count))


@one_of_a_form
def test_among_equals_both_take_the_same(chain, case, rng):
    Pair(chain, case, case.tied(rng)).agree(case.samples(rng, 4))


@one_of_a_form
def test_a_download_predicts_and_learns_like_the_chain(chain, case, rng):
    pair = Pair(chain, case, case.trained(rng))
    pair.add(*case.matters(rng))
    offline = pair.shared.download()
    assert type(offline) is case.model
    for data in case.samples(rng, 4):
        assert offline.predict_one(data) == pair.ask("predict", data)
    for _ in range(3):
        data, label = case.matters(rng)
        assert offline.learn_one(data, label) == pair.add(data, label)[0]
    assert offline.words() == pair.words()


@every_model
def test_words_that_are_too_many_or_too_few_are_refused(case, rng):
    twin = case.trained(rng)
    words = twin.words()
    assert case.model.from_words(twin.arguments(), words).words() == words
    for wrong in (words[:-1], [*words, 0]):
        with pytest.raises(InputError):
            case.model.from_words(twin.arguments(), wrong)


# ------------------------------------------------------------------------------------------- gas


def gas_does_not_depend_on(chain, case, rng, count):
    """Compare an add to a contract with a history with the same add to one without.

    Both have the same parameters word for word; each has had one contribution of the same account
    since, so that what the first one writes anew is in use; as much time has passed; the sample
    and the label are the same, so that the same words are read and written. Gives back of how much
    of the history something was learned.
    """
    old = Pair(chain, case, case.trained(rng))
    learned = same_after(old, rng, count)
    new = Pair(chain, case, old.twin)
    warm, *story = [case.matters(rng) for _ in range(3)]
    for pair in (old, new):
        for each in (warm, *story):
            pair.add(*each)
    assert old.words() == new.words()
    assert old.gas[-len(story) :] == new.gas[-len(story) :]
    return learned


@one_of_a_form
def test_gas_does_not_depend_on_how_many_came_before(chain, case, rng):
    gas_does_not_depend_on(chain, case, rng, 3)


@every_model
def test_after_very_many_both_are_the_same_and_gas_is_what_it_was(chain, case, rng):
    assert gas_does_not_depend_on(chain, case, rng, MANY) > MANY // 4


def gas_stays_the_same(chain, case, rng, count):
    """Contribute one sample with every label in turn; compare what is the same but for the number.

    That is: the model predicted the same before, the label is the same, and it learned or did not.
    The first turn is left out, in which numbers that are zero can come into use.
    """
    pair, data = Pair(chain, case, case.trained(rng)), case.sample(rng)
    seen = {}
    for n in range(count):
        label = n % case.n_classes
        before = pair.twin.predict_one(data)
        receipt, _ = pair.add(data, label)
        if n >= case.n_classes:
            seen.setdefault((before, label, bool(receipt)), set()).add(pair.gas[-1])
    assert all(len(gas) == 1 for gas in seen.values()), seen


@one_of_a_form
def test_gas_of_the_same_sample_stays_the_same(chain, case, rng):
    gas_stays_the_same(chain, case, rng, FEW)


@every_model
def test_gas_of_the_same_sample_stays_the_same_for_long(chain, case, rng):
    gas_stays_the_same(chain, case, rng, MANY)


# ------------------------------------------------------------------------- the suite finds faults


class TestWhatABrokenTwinFails:
    @pytest.fixture
    def broken(self, monkeypatch):
        """A perceptron that now and then learns what it should not."""
        good = MODELS["sparse_perceptron"]

        class Broken(good):
            def _learn(self, data, label):
                receipt = super()._learn(data, label)
                if receipt and len(data) == 7:
                    super()._learn(data, label)
                    self.weights_[0] += 1
                return receipt

        monkeypatch.setattr("sum.shared_model.MODELS", {good.name: Broken})
        return Case(Broken, 3, 9)

    def test_parity(self, chain, broken, rng):
        with pytest.raises(AssertionError):
            same_after(Pair(chain, broken), rng, MANY)

    def test_a_refusal_for_another_reason(self, chain, broken, rng, monkeypatch):
        def check(*_):
            raise Refused("model: no features")

        pair = Pair(chain, broken, broken.trained(rng))
        monkeypatch.setattr(broken.model, "_check", check)
        with pytest.raises(AssertionError):
            pair.refused((9,))
