"""Attacks measured: every one under every mechanism, the same by seed and on every engine."""

from dataclasses import replace

import pytest

from sum.agents import STRATEGIES
from sum.errors import InputError
from sum.incentives import MECHANISMS, Terms
from sum.simulation.attack import market as attack_market
from sum.simulation.attack import stage as attack_stage
from sum.simulation.attack.run import AttackResult, run_attack
from sum.simulation.attack.stage import HONEST, alone, play
from sum.simulation.attack.table import Row, gain, measure, pays
from sum.simulation.attack.world import World
from sum.simulation.market import MarketStage
from sum.units import DAY, ETHER

pytestmark = pytest.mark.slow

GAME, DATA = "deposit_refund_take", "digits-3-or-8"
QUICK = ("label_flipping", "sybil_reporter", "sponsor_sybil")
PAIRS = [
    pytest.param(name, incentive, marks=() if name in QUICK else pytest.mark.slow)
    for name in STRATEGIES
    for incentive in MECHANISMS
]


def world(incentive=GAME, seed=0, engine="twin"):
    return World(MECHANISMS[incentive](), DATA, "", seed, engine)


@pytest.mark.parametrize(("name", "incentive"), PAIRS)
def test_every_attack_runs_by_one_call_under_every_mechanism(name, incentive):
    result = run_attack(name, incentive, seeds=1)
    assert (result.attack, result.incentive, result.seeds) == (name, incentive, 1)
    assert result.applies == STRATEGIES[name].applies(MECHANISMS[incentive])
    assert 0 <= result.honest_returned <= 1
    assert -1 <= result.accuracy_drop_mean <= 1
    assert result.profit_std == 0
    if not MECHANISMS[incentive].money or not result.applies:
        assert result.profit_mean == result.honest_profit_mean == 0


@pytest.mark.parametrize("name", ["label_flipping", "copying"])
def test_the_same_seeds_give_the_same_result(name):
    assert run_attack(name, GAME, seeds=2) == run_attack(name, GAME, seeds=2)


def test_seeds_differ():
    assert run_attack("label_flipping", GAME, seeds=3).profit_std > 0
    assert alone(world(seed=0)) != alone(world(seed=1))


@pytest.mark.parametrize("name", list(STRATEGIES))
def test_what_the_attacker_gains_the_honest_lose(name):
    if not STRATEGIES[name].applies(Terms):
        return
    played = play(world(), STRATEGIES[name], 0.2)
    assert played.profit + played.honest_profit == 0


def test_without_an_attacker_nobody_gains_or_loses():
    played = alone(world())
    assert (played.profit, played.honest_profit, played.staked) == (0, 0, 0)
    assert (played.sponsor_profit, played.drawn) == (0, -1)
    assert played.counts[0] == 0
    assert played.counts[1] > 10 * HONEST
    assert 0.8 < played.honest_returned / played.honest_deposits < 1


@pytest.mark.parametrize("name", ["label_flipping", "flooding", "sybil_reporter", "copying"])
@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
def test_an_attacker_has_no_more_at_stake_than_its_share(name, share):
    usual = alone(world())
    played = play(world(), STRATEGIES[name], share)
    assert 0 < played.staked <= share / (1 - share) * usual.honest_staked + 1
    assert played.counts[0] <= share / (1 - share) * usual.counts[1] + 1


def test_more_money_does_more_damage():
    little, much = (
        run_attack("label_flipping", GAME, seeds=4, attackers=share) for share in (0.02, 0.4)
    )
    assert little.accuracy_drop_mean < much.accuracy_drop_mean
    assert little.share < much.share


def test_a_published_weakness_pays():
    assert run_attack("predatory_report", GAME, seeds=10).profit_mean > 0.2
    assert run_attack("known_data", GAME, seeds=10).profit_mean > 0.02
    assert run_attack("label_flipping", GAME, seeds=10).profit_mean < -0.5


def test_what_a_contract_refuses_neither_pays_nor_harms():
    for name in ("out_of_range", "duplicate_tokens"):
        result = run_attack(name, GAME, seeds=2)
        assert (result.profit_mean, result.share, result.accuracy_drop_mean) == (0, 0, 0)


def test_one_who_is_alone_takes_back_everything():
    terms = Terms(refund_wait=9 * DAY)
    back = run_attack("take_back", terms, seeds=2)
    assert back.profit_mean == pytest.approx(0, abs=0.3)
    assert back.profit_mean > run_attack("take_back", GAME, seeds=2).profit_mean


def test_an_attack_of_one_form_takes_a_model_of_that_form():
    assert run_attack("huge_norm", GAME, seeds=1).accuracy_drop_mean > 0.1
    assert not run_attack("huge_norm", GAME, seeds=1, model="sparse_perceptron").applies
    assert not run_attack("duplicate_tokens", GAME, seeds=1, model="dense_perceptron").applies
    assert run_attack("label_flipping", GAME, seeds=1, model="naive_bayes").applies
    assert run_attack("label_flipping", GAME, seeds=1, data="iris").applies


@pytest.fixture
def short(monkeypatch):
    """Attacks that take two days of block time; no market is too much for the chain."""
    monkeypatch.setattr(attack_stage, "PHASE", 2 * DAY)
    monkeypatch.setattr(attack_stage, "AFTER", DAY // 2)
    monkeypatch.setattr(attack_market, "LARGEST", 3)
    monkeypatch.setattr(attack_stage, "alone", attack_stage.alone.__wrapped__)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("incentive", MECHANISMS)
@pytest.mark.parametrize("name", ["label_flipping", "copying"])
def test_the_chain_gives_the_same_result(name, incentive, monkeypatch):
    tester = play(world(incentive, engine="tester"), STRATEGIES[name], 0.3)
    # What comes from a block's hash is the chain's own; the twin is told.
    monkeypatch.setattr(MarketStage, "draw", drawing(tester.drawn))
    assert play(world(incentive), STRATEGIES[name], 0.3) == tester
    assert tester.counts[0] > 1


def drawing(number):
    """A draw that gives this portion."""

    def draw(stage, account):
        stage.twin.draw(number, stage.engine.now)
        stage.engine.book(account, 0)
        return number

    return draw


@pytest.mark.parametrize("name", ["sponsor_no_reveal", "sponsor_withholds"])
def test_a_sponsor_who_does_not_reveal_pays_the_whole_bounty(name):
    honest = alone(world("reward_market"))
    played = play(world("reward_market"), STRATEGIES[name], 0.2)
    assert played.honest_returned == played.honest_deposits
    assert played.honest_profit > 10 * honest.honest_profit > 0
    assert played.profit < honest.sponsor_profit - 10 * ETHER
    assert played.profit + played.honest_profit <= 0


def test_a_sponsor_who_rolls_again_forfeits_until_it_is_content():
    played = [play(world("reward_market", seed), STRATEGIES["sponsor_rerolls"]) for seed in (0, 1)]
    assert {each.drawn for each in played} == {0}
    usual = [alone(world("reward_market", seed)) for seed in (0, 1)]
    lucky = [each.drawn == 0 for each in usual]
    for roll, each, other in zip(lucky, played, usual, strict=True):
        assert roll == (each.sponsor_profit == other.sponsor_profit)


def test_an_insider_knows_what_is_scored():
    dataset = world().dataset()
    offered = attack_market.plan(dataset, 0, DAY)
    hidden = offered.secret(dataset, 2)
    assert len(hidden) == 5 * len(offered.portions[0].samples)
    assert not {(each.data, each.label) for each in hidden} & set(offered.portions[2].samples)
    assert {each.raw is not None for each in hidden} == {True}


def test_a_market_pays_for_what_there_is_to_learn():
    played = [alone(world("reward_market", seed)) for seed in range(4)]
    assert sum(each.honest_profit for each in played) > 0
    assert sum(each.honest_profit + each.sponsor_profit for each in played) == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": "nonsense"}, "no attack 'nonsense'"),
        ({"terms": "nonsense"}, "no mechanism 'nonsense'"),
        ({"engine": "abacus"}, "no engine 'abacus'"),
        ({"seeds": 0}, "at least one seed"),
        ({"attackers": 0.0}, "above 0 and below 1"),
        ({"attackers": 1.0}, "above 0 and below 1"),
        ({"model": "nonsense"}, "no model 'nonsense'"),
        ({"data": "nonsense"}, "no data set 'nonsense'"),
        ({"model": "sparse_perceptron", "data": "iris"}, "no encoder that makes sparse samples"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong, words):
    usual = {"name": "label_flipping", "terms": GAME, "seeds": 1}
    with pytest.raises(InputError, match=words):
        run_attack(**{**usual, **wrong})


RESULT = AttackResult("label_flipping", GAME, 16, profit_mean=0.3, profit_std=0.5, excess_mean=1.0)


def test_it_pays_when_the_mean_is_two_standard_errors_above_zero():
    assert gain(RESULT) == (0.3, 0.25)
    assert pays(RESULT)
    assert not pays(replace(RESULT, profit_std=0.7))
    assert not pays(replace(RESULT, profit_mean=-1.0))
    assert not pays(replace(RESULT, applies=False))
    assert not pays(replace(RESULT, profit_mean=1 / ETHER, profit_std=0.0))


def test_of_copying_only_what_is_above_honest_work_counts():
    copied = replace(RESULT, attack="copying", excess_mean=0.1, excess_std=0.8)
    assert gain(copied) == (0.1, 0.4)
    assert not pays(copied)


def test_a_row_tells_from_what_share_on_it_pays():
    row = measure("known_data", GAME, seeds=2)
    assert row.usual == run_attack("known_data", GAME, seeds=2)
    assert set(row.pays) <= {0.05, 0.1, 0.2, 0.33, 0.5}
    assert measure("label_flipping", "points", seeds=1).pays == ()
    assert measure("forcing_replays", GAME, seeds=1) == Row(
        AttackResult("forcing_replays", GAME, 1, applies=False), ()
    )
