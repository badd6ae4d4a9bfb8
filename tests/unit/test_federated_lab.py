"""Federations in the lab: deterministic, as in full, and as fair as docs/federated.md says."""

import statistics
from dataclasses import replace

import numpy as np
import pytest

from sum.errors import InputError
from sum.federated.attackers import ATTACKS
from sum.federated.lab import Federation, play
from sum.federated.lanes import ONE
from sum.federated.pay import RULE
from sum.federated.settings import DIALS, Settings
from sum.federated.staged import Staged, on_tester, on_twin
from sum.units import ETHER

pytestmark = pytest.mark.slow

SMALL = Settings(data="breast-cancer", clients=7, rounds=3, attackers=0.3, group=3, seed=1)


def in_full(settings, make):
    federation = Federation(settings)
    federation.engine = Staged(settings, federation.division, make)
    list(federation)
    return federation.result()


@pytest.mark.parametrize("attack", ["none", "drop_out", "colluding_pair", "scaled_flip"])
@pytest.mark.parametrize("dial", DIALS)
def test_masks_and_money_in_full_give_the_same(dial, attack):
    settings = replace(SMALL, dial=dial, attack=attack)
    assert in_full(settings, on_twin).digest() == play(settings).digest()


def test_noise_in_full_gives_the_same():
    settings = replace(SMALL, epsilon=20.0)
    assert in_full(settings, on_twin).digest() == play(settings).digest()


@pytest.mark.parametrize("dial", DIALS)
def test_the_contract_gives_the_same(dial):
    settings = replace(SMALL, dial=dial, attack="sign_flip", clients=5, rounds=2, group=2)
    found = in_full(settings, on_tester)
    assert found.digest() == play(settings).digest()
    assert found.gas > 10**6


def test_the_seed_decides():
    first, again, other = (play(replace(SMALL, seed=seed)) for seed in (3, 3, 4))
    assert first.digest() == again.digest() != other.digest()


def test_the_dial_does_not_change_who_holds_what():
    masked, scalar = (play(replace(SMALL, dial=dial)) for dial in ("masked", "scalar"))
    assert masked.mixes == scalar.mixes
    assert masked.records[0].updates.tolist() == scalar.records[0].updates.tolist()


def test_a_run_can_be_paused():
    federation = Federation(SMALL)
    first = next(iter(federation))
    assert federation.result().records == (first,)
    assert [record.round for record in federation] == [1, 2]
    assert federation.result().digest() == play(SMALL).digest()


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_money_comes_from_nowhere(attack):
    settings = Settings(data="breast-cancer", clients=8, rounds=6, attack=attack, attackers=0.5)
    run = play(settings)
    last = run.records[-1]
    lost = sum(sum(each.lost) for each in run.settlements)
    assert sum(last.profits) + lost + last.outcome.carried == settings.rounds * settings.bounty
    assert min(last.profits) >= -settings.means


@pytest.mark.parametrize("dial", ["scalar", "self-assessment"])
@pytest.mark.parametrize("data", ["digits", "breast-cancer"])
def test_attacks_do_not_pay_and_honest_people_do_not(dial, data):
    seeds = range(1) if data == "digits" else range(4)
    clean = mean(data, dial, "none", seeds, "accuracy")
    for attack in ("label_flip", "scaled_flip", "sign_flip", "free_rider", "copy", "momentum"):
        runs = [play(Settings(data=data, dial=dial, attack=attack, seed=seed)) for seed in seeds]
        assert statistics.fmean(run.attacker_profit for run in runs) <= 0
        assert statistics.fmean(run.honest_profit for run in runs) > 0
        assert statistics.fmean(run.honest_slashed for run in runs) < 0.02
        assert clean - statistics.fmean(run.accuracy for run in runs) < 0.02


def mean(data, dial, attack, seeds, figure):
    runs = [play(Settings(data=data, dial=dial, attack=attack, seed=seed)) for seed in seeds]
    return statistics.fmean(getattr(run, figure) for run in runs)


def test_masked_pays_whoever_does_harm():
    run = play(Settings(dial="masked", attack="scaled_flip", data="breast-cancer"))
    assert run.accuracy < 0.7
    assert run.attacker_profit == pytest.approx(run.honest_profit) == pytest.approx(6)


def test_who_drops_out_loses_every_stake():
    run = play(Settings(attack="drop_out", data="breast-cancer", rounds=12))
    gone = [record.present for record in run.records]
    attackers = [place for place, bad in enumerate(run.attackers) if bad]
    assert run.attacker_profit == -10
    assert all(gone[9][place] and not gone[10][place] for place in attackers)


def test_more_is_told_by_less_private_settings():
    told = {
        dial: play(Settings(dial=dial, data="breast-cancer")).leakage
        for dial in ("masked", "groups", "scalar", "open")
    }
    assert told["masked"] == 0 < told["groups"] < told["scalar"] < told["open"]
    anew = play(Settings(dial="groups", data="breast-cancer", regroup=True)).leakage
    assert anew > 0.9
    assert told["groups"] < 0.6


def test_a_second_direction_tells_more():
    one, two = (
        play(Settings(data="breast-cancer", rounds=6, rule=replace(RULE, known=known))).leakage
        for known in (0, 2)
    )
    assert one < two


@pytest.mark.parametrize("dial", DIALS)
def test_epsilon_is_that_of_what_is_seen(dial):
    run = play(Settings(dial=dial, data="breast-cancer", epsilon=8.0, rounds=5))
    assert run.epsilon == pytest.approx(8, rel=0.01)
    assert play(replace(run.settings, epsilon=None)).epsilon == float("inf")


def test_noise_has_the_size_that_it_is_said_to_have():
    settings = Settings(dial="masked", data="digits", epsilon=8.0, rounds=2)
    noisy, quiet = (play(each) for each in (settings, replace(settings, epsilon=None)))
    noise = (noisy.records[0].updates - quiet.records[0].updates) / ONE
    assert noise.std() == pytest.approx(settings.sigma, rel=0.02)


def test_clipped_updates_are_within_the_bound():
    run = play(replace(SMALL, dial="open"))
    lengths = np.linalg.norm(run.records[0].updates / ONE, axis=1)
    assert lengths.max() <= run.settings.clip * 1.001


@pytest.mark.parametrize(
    "wrong",
    [
        {"dial": "shut"},
        {"attack": "rain"},
        {"data": "iris"},
        {"aggregator": "krum"},
        {"engine": "moon"},
        {"clients": 2},
        {"rounds": 0},
        {"attackers": 1.0},
        {"group": 1},
        {"means": ETHER // 2},
        {"epsilon": 0.0},
        {"engine": "tester", "regroup": True},
    ],
)
def test_senseless_settings_are_refused(wrong):
    with pytest.raises(InputError):
        Settings(**wrong)


@pytest.mark.parametrize(
    ("data", "most"), [("breast-cancer", 1 / 2), ("digits-last-matrix", 1 / 2), ("digits", 1 / 10)]
)
def test_honest_portions_are_far_from_narrow(data, most):
    for seed in range(2):
        run = play(Settings(data=data, attack="label_flip", seed=seed))
        squares = [each.directions[0].astype(float) ** 2 for each in run.settlements]
        assert len(squares) == run.settings.rounds
        assert 0 < max(each.max() / each.sum() for each in squares) < most
