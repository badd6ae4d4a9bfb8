"""The last matrix of a network as a data set for clients; 170 and 650 weights on the chain."""

from dataclasses import replace

import numpy as np
import pytest

from sum.federated import shards
from sum.federated.direction import FEATURE_ONE
from sum.federated.lab import Federation, play
from sum.federated.lanes import ONE
from sum.federated.network import OUTPUTS, OWNERS, owned
from sum.federated.settings import DIALS, Settings
from sum.federated.shards import LAST_MATRIX, _owners_places, divide
from sum.federated.staged import Staged, on_twin, terms_of

pytestmark = pytest.mark.slow

SMALL = Settings(data=LAST_MATRIX, clients=5, rounds=2, attack="sign_flip", group=2, seed=1)


@pytest.fixture(scope="module")
def division():
    return divide(LAST_MATRIX, clients=20, rounds=30, alpha=0.5, seed=2)


def everything(division):
    return (*division.shards, *division.portions, division.test, division.spare)


def mixes(division):
    return sum(np.array(part.mix(OUTPUTS)) for part in everything(division))


def test_it_is_a_linear_model_of_170(division):
    task = division.task
    assert (task.features, task.outputs) == (17, 10)
    assert (division.test.samples[:, -1] == FEATURE_ONE).all()
    assert division.test.samples.min() == 0 < division.test.samples.max()


def test_the_owners_samples_are_nobodys(monkeypatch):
    seen = []

    def spy(pixels, labels, seed):
        seen.append((pixels, labels))
        return owned(pixels, labels, seed)

    monkeypatch.setattr(shards, "owned", spy)
    given = {"clients": 4, "rounds": 3, "alpha": 0.5, "seed": [2, 77]}
    division, whole = divide(LAST_MATRIX, **given), divide("digits", **given)
    [(pixels, labels)] = seen
    own = {tuple(row) for row in (pixels * FEATURE_ONE).tolist()}
    digits = [tuple(row[:-1]) for part in everything(whole) for row in part.samples.tolist()]
    rows = [tuple(row) for part in everything(division) for row in part.samples.tolist()]
    assert len(own & set(digits)) == OWNERS
    assert len(rows) == len(set(rows)) == len(digits) - OWNERS
    assert (mixes(whole) - mixes(division)).tolist() == np.bincount(labels).tolist()


def test_the_seed_decides_what_the_owner_has(division):
    again, other = (
        divide(LAST_MATRIX, clients=20, rounds=30, alpha=0.5, seed=seed) for seed in (2, [3])
    )
    assert (again.test.samples == division.test.samples).all()
    assert again.test.samples is not division.test.samples
    assert not np.array_equal(other.test.samples, division.test.samples)


def test_an_owner_has_as_many_of_each_class():
    labels = np.repeat(np.arange(OUTPUTS), 30)
    places = _owners_places(labels, OUTPUTS, np.random.default_rng(0))
    assert np.bincount(labels[places]).tolist() == [OWNERS // OUTPUTS] * OUTPUTS
    assert len(set(places.tolist())) == OWNERS


def test_it_is_learned_from_nothing():
    run = play(Settings(data=LAST_MATRIX, rounds=15, seed=1))
    assert run.start < 0.2
    assert run.accuracy > 0.8


@pytest.mark.parametrize("dial", DIALS)
def test_masks_and_money_in_full_give_the_same(dial):
    settings = replace(SMALL, dial=dial)
    federation = Federation(settings)
    federation._engine = Staged(settings, federation.division, on_twin)
    list(federation)
    assert federation.result().digest() == play(settings).digest()


@pytest.mark.parametrize("dial", DIALS)
@pytest.mark.parametrize("epsilon", [2.0, 8.0, 32.0])
def test_the_contract_takes_any_noise(dial, epsilon):
    for data in shards.DATA:
        settings = Settings(data=data, dial=dial, epsilon=epsilon)
        division = divide(data, clients=5, rounds=1, alpha=None, seed=0)
        bound = terms_of(settings, division, "0x" + "01" * 20).bound / ONE
        assert dial == "masked" or settings.clip < bound < 2


def test_the_contract_trains_170_weights():
    found = play(replace(SMALL, engine="tester"))
    assert found.digest() == play(SMALL).digest()
    assert found.gas > 10**7


def test_the_contract_trains_650_weights():
    settings = replace(SMALL, data="digits", clients=4, rounds=1)
    found = play(replace(settings, engine="tester"))
    assert found.digest() == play(settings).digest()
    assert found.gas > 2 * 10**7
