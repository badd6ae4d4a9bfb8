"""The guarded game on the chain: money to the wei, disputes, the pot, and who may sweep what.

That contract and twin are the same is tests/properties/test_parity_guarded.py's affair, and the
rules with numbers are tests/unit/incentives/test_guarded_deposit.py's.
"""

import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import pytest

from sum.bench.gas_guarded import measure_guarded
from sum.chain.compiler import RUNTIME_LIMIT, compose
from sum.errors import NothingLeft, NotOpen
from sum.incentives import GuardedTerms
from sum.incentives.price import price
from sum.models import MODELS, SparsePerceptron
from sum.units import SCALE
from tests.contracts.conftest import FEATURES, Game, Puppet
from tests.contracts.test_interface import declare

MODEL = [2, FEATURES, 10**9]
FLOOR = 1_000_000
TERMS = GuardedTerms(
    floor=FLOOR,
    fee=10,
    quorum=2,
    refund_wait=100,
    k_wait=1_000,
    dispute_wait=200,
    long_wait=5_000,
    grace_wait=1_000,
)
KNOWN = [0, 1]
GOLDEN = Path(__file__).with_name("gas_guarded.json")


class GuardedGame(Game):
    """A model that is sure of what has feature 0 or 1, and people around it."""

    def __init__(self, chain, terms=TERMS):
        model = SparsePerceptron(FEATURES)
        model.words()
        model.weights_[0] = model.weights_[1] = 5 * SCALE
        super().__init__(chain, model, terms)

    def earn(self, who, times=1):
        for _ in range(times):
            key = self.add(who, KNOWN, 1)
            self.wait(1_000, key)
            self.refund(key)

    def bring_news(self, who):
        """Be upheld five times, and bring what neither model knew."""
        self.earn(who, 5)
        key = self.add(who, [4, 5], 1)
        self.wait(1_000, key)
        self.refund(key)
        assert self.ask("credit", who) == 5

    def bad(self, who):
        """A contribution that both models think wrong."""
        return self.add(who, KNOWN, 0)

    def books(self):
        """What is kept for people, what waits to be shared, all credit."""
        return self.ask("books")

    def seen(self):
        owed = [self.ask("collectable", who) for who in self.chain.accounts]
        return super().seen(), self.books(), owed, self.ask("parameters_of", 1, 0, 512)


@pytest.fixture
def game(chain):
    return GuardedGame(chain)


class TestDeployment:
    @pytest.mark.parametrize("arguments", [TERMS.arguments(), GuardedTerms().arguments()])
    def test_good_arguments_are_kept(self, chain, arguments):
        game = GuardedGame(chain, GuardedTerms(*arguments))
        assert game.ask("incentive_arguments") == arguments
        assert game.ask("incentive_name") == "guarded_deposit"

    @pytest.mark.parametrize(
        ("place", "value"),
        [
            (0, 999),
            (0, 2**76 + 1),
            (1, 0),
            (1, 501),
            (2, 0),
            (2, 2**32 + 1),
            (3, 0),
            (3, 1_001),
            (4, 4_801),
            (5, 0),
            (5, 4_001),
            (6, 1_199),
            (6, 2**256 - 1),
            (7, 0),
            (7, 2**40 - 5_000),
            (7, 2**256 - 1),
        ],
    )
    def test_others_are_refused(self, chain, place, value):
        arguments = list(TERMS.arguments())
        arguments[place] = value
        code = compose("sparse_perceptron", "guarded_deposit").creation(MODEL, arguments)
        with pytest.raises(NotOpen) as refused:
            chain.send(chain.accounts[0], None, code)
        assert refused.value.reason == "incentive: bad parameters"

    @pytest.mark.parametrize("count", [0, 7])
    def test_nor_too_few(self, chain, count):
        arguments = list(TERMS.arguments())[:count]
        code = compose("sparse_perceptron", "guarded_deposit").creation(MODEL, arguments)
        with pytest.raises(NotOpen):
            chain.send(chain.accounts[0], None, code)

    def test_its_interface_is_the_others_and_its_own(self):
        mine, published = (
            set(map(declare, compose("sparse_perceptron", name).abi))
            for name in ("guarded_deposit", "deposit_refund_take")
        )
        assert published <= mine
        assert {each.split("(")[0] for each in mine - published} == {
            "function books",
            "function collect",
            "function collectable",
            "function credit",
            "function sweep",
            "event Collected",
            "event Swept",
        }

    @pytest.mark.parametrize("name", MODELS)
    def test_it_is_small_enough_with_every_model(self, name):
        assert compose(name, "guarded_deposit").runtime_size < 19_000 < RUNTIME_LIMIT

    def test_both_models_start_as_one(self, game):
        assert game.ask("parameters_of", 1, 0, 512) == game.ask("parameters", 0, 512)


class TestMoney:
    def test_of_the_price_the_fee_stays_and_the_rest_returns(self, game):
        before = game.chain.balance(game.address)
        key = game.add(game.ann, KNOWN, 1, 5 * FLOOR)
        assert game.chain.balance(game.address) - before == FLOOR
        assert game.record(key)[:2] == (990_000, 990_000)
        assert game.books() == (FLOOR, 10_000, 0)
        game.wait(1_000, key)
        assert game.refund(key) == 990_000
        assert game.books() == (10_000, 10_000, 0)

    def test_in_one_block_all_pay_the_same(self, game):
        puppet = Puppet(game)
        puppet.act(*[(FLOOR, "add_data", [n], 0) for n in range(3)])
        assert game.chain.balance(game.address) == 3 * FLOOR
        game.wait(1)
        elapsed = game.chain.now - game.ask("last_time")
        assert game.ask("add_data_cost", [0], 0) == price(FLOOR, FLOOR, elapsed) > FLOOR

    def test_a_report_in_two_steps(self, game):
        game.earn(game.bob, 3)
        game.bring_news(game.cyd)
        key = game.bad(game.ann)
        assert game.report(game.bob, key) == 0
        assert game.record(key, sender=game.bob)[4]
        assert not game.record(key, sender=game.cyd)[4]
        with game.refuses("incentive: dispute too young"):
            game.report(game.bob, key)
        with game.refuses("incentive: already disputed"):
            game.report(game.cyd, key)
        game.add(game.cyd, KNOWN, 1)
        game.add(game.owner, KNOWN, 1)
        game.wait(1_000, key)
        deposit = game.record(key)[0]
        owed = game.ask("collectable", game.cyd)
        # Of 8 upheld contributions (news is not: the settled model did not agree before) he has 3.
        assert game.report(game.bob, key) == deposit * 3 // 8
        assert game.record(key)[1] == 0
        rest = deposit - deposit * 3 // 8
        assert abs(game.ask("collectable", game.cyd) - owed - rest) < 5
        with game.refuses("registry: nothing left"):
            game.report(game.bob, key)

    def test_what_is_owed_is_pulled_to_wherever_one_wants(self, game):
        game.bring_news(game.ann)
        owed = game.ask("collectable", game.ann)
        assert owed == game.books()[1] // 5 * 5 > 0
        kept, before = game.books()[0], game.chain.balance(game.cyd)
        [(name, arguments)] = game.events(game.send(game.ann, "collect", game.cyd))
        assert (name, arguments["amount"], arguments["to"]) == ("Collected", owed, game.cyd)
        assert game.chain.balance(game.cyd) - before == owed
        assert game.books()[0] == kept - owed
        with game.refuses("incentive: nothing to collect"):
            game.send(game.ann, "collect", game.ann)

    def test_who_refuses_payment_loses_nothing(self, game):
        game.bring_news(game.ann)
        puppet = Puppet(game)
        puppet.on_payment(refuses=True)
        with game.refuses("trainer: payment refused"):
            game.send(game.ann, "collect", puppet.address)
        assert game.ask("collectable", game.ann) > 0

    def test_who_is_paid_cannot_collect_twice(self, game):
        puppet = Puppet(game)
        for data in (*[KNOWN] * 5, [4, 5]):
            puppet.act((2 * FLOOR, "add_data", data, 1))
            time = game.ask("last_time")
            game.chain.set_time(time + 1_000)
            puppet.act((0, "refund", data, 1, time))
        owed = game.ask("collectable", puppet.address)
        assert owed > 0
        puppet.on_payment("collect", puppet.address)
        before = puppet.balance()
        puppet.act((0, "collect", puppet.address))
        assert (puppet.ask("succeeded"), puppet.ask("failed")) == (0, 1)
        assert puppet.balance() - before == owed

    def test_what_nobody_claimed_goes_to_the_pot(self, game):
        game.bring_news(game.cyd)
        key = game.bad(game.ann)
        deposit, owed = game.record(key)[0], game.ask("collectable", game.cyd)
        game.wait(5_999, key)
        with game.refuses("incentive: no older good contribution"):
            game.report(game.bob, key)
        game.wait(6_000, key)
        assert game.report(game.bob, key) == 0
        assert game.record(key)[1:4:2] == (0, True)
        assert abs(game.ask("collectable", game.cyd) - owed - deposit) < 10


class TestSweep:
    def test_only_the_owner(self, game):
        with game.refuses("trainer: not the owner"):
            game.send(game.ann, "sweep", game.ann)

    @pytest.mark.filterwarnings("ignore:SELFDESTRUCT:DeprecationWarning")
    def test_forced_ether_at_any_time_and_nothing_else(self, game):
        game.add(game.ann, KNOWN, 1)
        with game.refuses("incentive: nothing to collect"):
            game.send(game.owner, "sweep", game.owner)
        Puppet(game).force(77)
        [(name, arguments)] = game.events(game.send(game.owner, "sweep", game.bob))
        assert (name, arguments) == ("Swept", {"to": game.bob, "amount": 77})
        assert game.chain.balance(game.address) == FLOOR == game.books()[0]

    def test_after_all_waits_twice_what_nobody_had_credit_for(self, game):
        key = game.bad(game.ann)
        game.wait(6_000, key)
        game.report(game.bob, key)
        game.wait(11_999, key)
        with game.refuses("incentive: nothing to collect"):
            game.send(game.owner, "sweep", game.owner)
        game.wait(12_000, key)
        [(_, arguments)] = game.events(game.send(game.owner, "sweep", game.bob))
        assert arguments["amount"] == FLOOR
        assert game.chain.balance(game.address) == 0
        assert game.books() == (0, 0, 0)

    def test_but_not_what_somebody_can_collect(self, game):
        game.bring_news(game.ann)
        owed = game.ask("collectable", game.ann)
        game.wait(20_000)
        with suppress(NothingLeft):  # where all of it divided
            game.send(game.owner, "sweep", game.owner)
        assert game.ask("collectable", game.ann) == owed == game.chain.balance(game.address)


def test_a_model_that_can_learn_no_more_keeps_nobodys_money(chain):
    """It does not ask the settled model to learn what comes back late."""
    model = SparsePerceptron(FEATURES)
    model.words()
    model.weights_[0], model.weights_[2], model.weights_[3] = 5 * SCALE, 2**63 - 1, -(2**63)
    game = Game(chain, model, TERMS)
    for _ in range(5):
        key = game.add(game.ann, [0], 1)
        game.wait(1_000, key)
        game.refund(key)
    game.add(game.bob, [3], 1)  # now the live model thinks that 2 and 3 together are class 1
    key = game.add(game.ann, [2, 3], 1)
    game.wait(4_999, key)
    with game.refuses("model: weight overflow"):
        game.refund(key)
    game.wait(5_000, key)
    assert game.refund(key) > 0
    assert game.good(game.ann) == 5


@pytest.mark.slow
def test_gas_is_what_it_was():
    """After a change that is meant: python -m sum gas --guarded --json > gas_guarded.json."""
    assert asdict(measure_guarded()) == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_gas_is_within_reach():
    gas = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert max(number for step, number in gas.items() if step != "deploy") < 300_000
