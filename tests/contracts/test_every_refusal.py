"""What every model refuses: contract and twin for the same reason, and nothing changes.

A part of the suite that test_every_model.py describes.
"""

import numpy as np
import pytest

from sum.chain.compiler import compose
from sum.errors import BadSample, InputError, NotOpen
from sum.models import MODELS, models_for
from sum.samples import DENSE_LIMIT, MAX_VALUES
from tests.contracts.model_cases import (
    NO_LABEL,
    PLENTY,
    TERMS,
    Case,
    Pair,
    answered,
    every_model,
    few_of_every_size,
    one_of_a_form,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@few_of_every_size
def test_a_bad_sample_is_refused_and_nothing_changes(chain, case, rng):
    pair = Pair(chain, case, case.trained(rng))
    with pair.unchanged():
        for data, reason in case.bad_samples():
            assert pair.refused(data) == reason, data
    assert pair.add(*case.matters(rng))[1] == ""
    pair.agree()


@one_of_a_form
def test_a_bad_sample_is_not_predicted_either(chain, case, rng):
    pair = Pair(chain, case, case.trained(rng))
    for data, reason in case.bad_samples():
        assert answered(lambda data=data: pair.ask("predict", data)) == (None, reason)
        with pytest.raises(BadSample) as refused:
            pair.twin.predict_one(data)
        assert refused.value.reason == reason


@one_of_a_form
def test_of_two_faults_both_name_the_same(chain, case, rng):
    pair = Pair(chain, case, case.trained(rng))
    with pair.unchanged():
        for data, label in case.doubly_bad():
            assert pair.refused(data, label)


@one_of_a_form
def test_a_bad_label_is_refused_and_nothing_changes(chain, case, rng):
    pair, data = Pair(chain, case, case.trained(rng)), case.sample(rng)
    with pair.unchanged():
        for label in (case.n_classes, case.n_classes + 1, 255, 2**64, 2**256 - 1):
            assert pair.refused(data, label) == NO_LABEL
        assert answered(lambda: pair.twin.learn_one(data, -1)) == (None, NO_LABEL)
    assert pair.add(data, case.n_classes - 1)[1] == ""
    pair.agree()


@pytest.mark.parametrize("name", models_for("dense"))
def test_of_values_at_the_limit_each_one_counts(chain, rng, name):
    pair = Pair(chain, Case(MODELS[name], 2, 9))
    most = DENSE_LIMIT - 1
    good = [most, -most, 0, 1, -1]
    bad = [most + 1, -most - 1, most + 2, 2 * most + 1, 2**35, -(2**35), 2**63 - 1, -(2**63)]
    for n in range(40):
        data = rng.choice(good, 9).tolist()
        for at in rng.integers(9, size=n % 3):
            data[at] = int(rng.choice(bad))
        mine = answered(lambda data=data: pair.ask("predict", data))
        assert mine == answered(lambda data=data: pair.twin.predict_one(data)), data
        assert (mine[1] == "") == (n % 3 == 0)


@one_of_a_form
def test_what_does_not_fit_into_64_bits_is_refused(chain, case, rng):
    pair, data = Pair(chain, case, case.trained(rng)), list(case.sample(rng))
    for value in (2**63, -(2**63) - 1, 2**64, 2**64 + data[-1], 2**255 - 1, -(2**255)):
        found = answered(lambda v=value: pair.send("add_data", [*data[:-1], v], 0, value=PLENTY))
        assert found == (None, "trainer: value out of range")
        with pytest.raises(BadSample):
            pair.twin.learn_one([*data[:-1], value], 0)
    pair.agree()


@every_model
def test_more_values_than_a_call_carries_are_refused(chain, case):
    pair, data = Pair(chain, case), list(range(MAX_VALUES + 1))
    assert answered(lambda: pair.send("add_data", data, 0, value=PLENTY)) == (None, "")
    for act in (lambda: pair.twin.learn_one(data, 0), lambda: pair.twin.predict_one(data)):
        with pytest.raises(BadSample):
            act()
    pair.agree()


# A value of every argument that some model may take, and some none does.
PROBES = (0, 1, 2, 3, 31, 32, 33, 512, 513, 2**17, 2**22, 2**32, 2**32 + 1, 2**64, 2**256 - 1)


@one_of_a_form
def test_contract_and_twin_take_the_same_arguments(chain, case):
    good = list(case.new().arguments())
    probes = [
        [],
        good[:-1],
        [*good, 1],
        *([*good[:n], v, *good[n + 1 :]] for n, v in changes(good)),
    ]
    artifact = compose(case.model.name, TERMS.name)
    for arguments in probes:
        code = artifact.creation(arguments, list(TERMS.arguments()))
        _, reason = answered(lambda code=code: chain.send(chain.accounts[0], None, code))
        assert takes(case.model, arguments) == (reason == ""), arguments
        assert reason in {"", "model: bad parameters"}


def changes(good):
    return [(n, value) for n in range(len(good)) for value in PROBES]


def takes(model, arguments):
    """Whether the twin does; that there are no words is another matter."""
    try:
        model.from_words(arguments, [])
    except InputError:
        return True
    except NotOpen:
        return False
    raise AssertionError("a model without words")


@pytest.mark.parametrize(
    ("n_classes", "n_features"),
    [(0, 9), (1, 9), (33, 9), (2, 0), (-1, 9), (2, -1), (2.5, 9), (2, 2**256 - 1), (2, "9")],
)
@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_nobody_takes_arguments_that_make_no_sense(model, n_classes, n_features):
    with pytest.raises(NotOpen) as refused:
        model(n_features=n_features, n_classes=n_classes).words()
    assert refused.value.reason == "model: bad parameters"
