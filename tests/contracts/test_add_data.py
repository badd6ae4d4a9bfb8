"""`add_data`: the deposit, the record, the update, and everything that it refuses."""

from dataclasses import replace

import pytest

from sum.incentives import Terms
from sum.incentives.deposit_refund_take import MAX_K
from sum.models import SparsePerceptron
from tests.contracts.conftest import FEATURES, ONE, TERMS, pack

PLENTY = 10**18

BAD_SAMPLES = [
    ([], "model: no features"),
    ([FEATURES], "model: feature out of range"),
    ([0, FEATURES], "model: feature out of range"),
    ([2**63 - 1], "model: feature out of range"),
    ([-1], "model: feature out of range"),
    ([0, -1], "model: feature out of range"),
    ([-(2**63)], "model: feature out of range"),
    ([3, 3], "model: features not ascending"),
    ([0, 1, 2, 4, 3], "model: features not ascending"),
    ([1, 2, 3, 4, 4], "model: features not ascending"),
    ([-1, 4], "model: features not ascending"),
    ([-(2**63), 4], "model: features not ascending"),
    ([FEATURES, 4], "model: features not ascending"),
    ([2**40, 4], "model: features not ascending"),
    ([2**63 - 1, 0], "model: features not ascending"),
    ([0] * 512, "model: features not ascending"),
    ([2**63], "trainer: value out of range"),
    ([-(2**63) - 1], "trainer: value out of range"),
    ([2**64], "trainer: value out of range"),
    ([2**64 + 1, 2], "trainer: value out of range"),
    ([0, 1, 2, 3 + 2**64], "trainer: value out of range"),
    ([2**255 - 1, 1, 2, 3], "trainer: value out of range"),
    ([0, 1, 2, 3, -(2**255)], "trainer: value out of range"),
]

# A few of every reason; the others among the slow tests.
bad_samples = pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(*each, marks=[pytest.mark.slow] if number % 3 else [])
        for number, each in enumerate(BAD_SAMPLES)
    ],
)


class TestWhenTheModelAgrees:
    def test_it_records_the_deposit_and_no_update(self, game):
        game.wait(3)
        key = game.add(game.ann, [1, 5], 0)
        assert game.record(key) == (1_800_000, 1_800_000, 0, False, False)
        assert game.words() == [0, 0, 0]
        assert game.ask("last_time") == key[2]
        assert game.chain.balance(game.address) == 1_800_000

    def test_it_says_so(self, game):
        game.wait(3)
        receipt = game.send(game.ann, "add_data", [1, 2, 3, 5, 7], 0, value=1_800_000)
        expected = {
            "contributor": game.ann,
            "sample": (*pack([1, 2, 3, 5, 7]), 5),
            "label": 0,
            "deposit": 1_800_000,
        }
        assert game.events(receipt) == [("DataAdded", expected)]


class TestWhenItDisagrees:
    def test_two_classes_move_the_one_column(self, game):
        receipt = game.send(game.ann, "add_data", [1, 4], 1, value=PLENTY)
        assert game.events(receipt)[1] == ("ModelUpdated", {"label": 1, "receipt": 1})
        assert game.words() == pack([0, ONE, 0, 0, ONE, 0, 0, 0, ONE])
        assert game.ask("predict", [1]) == 1
        receipt = game.send(game.bob, "add_data", [4, 5], 0, value=PLENTY)
        assert game.events(receipt)[1] == ("ModelUpdated", {"label": 0, "receipt": 2})
        assert game.words() == pack([0, ONE, 0, 0, 0, -ONE, 0, 0, 0])

    def test_many_move_the_right_and_the_wrong_one(self, many):
        receipt = many.send(many.ann, "add_data", [0, 7], 2, value=PLENTY)
        assert many.events(receipt)[1] == ("ModelUpdated", {"label": 2, "receipt": 1})
        moved = [-ONE, 0, ONE]
        assert many.words() == pack([*moved, *[0] * 18, *moved, *moved])
        receipt = many.send(many.ann, "add_data", [7], 1, value=PLENTY)
        assert many.events(receipt)[1] == ("ModelUpdated", {"label": 1, "receipt": 3})
        assert many.words() == pack([*moved, *[0] * 18, -ONE, ONE, 0, -ONE, ONE, 0])

    def test_the_receipt_is_kept(self, many):
        key = many.add(many.ann, [0, 7], 2)
        assert many.record(key)[2] == 1

    def test_a_step_is_the_learning_rate(self, make):
        game = make(SparsePerceptron(3, 2, 7))
        game.add(game.ann, [0, 2], 1)
        assert game.words() == pack([7, 0, 7, 7])

    @pytest.mark.slow
    def test_as_many_features_as_a_call_takes(self, make):
        game = make(SparsePerceptron(600))
        data = list(range(40, 552))
        key = game.add(game.ann, data, 1)
        assert game.words() == pack([*[0] * 40, *[ONE] * 512, *[0] * 48, ONE])
        assert game.record(key)[2] == 1
        [(_, added), _] = game.events(game.send(game.bob, "add_data", data, 0, value=PLENTY))
        assert added["sample"] == (*pack(data), 512)


class TestCost:
    @pytest.mark.parametrize(
        ("elapsed", "cost"),
        [
            (1, 3_600_000),
            (3, 3_600_000),
            (4, 1_800_000),
            (99, 400_000),
            (100, 360_000),
            (3_600, 60_000),
            (10**9, 113),
        ],
    )
    def test_it_falls_with_the_root_of_the_time(self, game, elapsed, cost):
        for _ in range(2):  # since the opening, and since the last contribution
            game.chain.set_time(game.ask("last_time") + elapsed)
            assert game.ask("add_data_cost", [0], 0) == cost
            with game.refuses("incentive: deposit too low"):
                game.send(game.ann, "add_data", [0], 0, value=cost - 1)
            key = game.add(game.ann, [0], 0, value=cost)
            assert game.record(key)[:2] == (cost, cost)

    def test_in_the_same_second_it_is_that_of_one(self, game, puppet):
        game.wait(99)
        calls = [(360_000, "add_data", [0], 0), (3_600_000, "add_data", [1], 0)]
        assert [arguments["deposit"] for _, arguments in game.events(puppet.act(*calls))] == [
            value for value, *_ in calls
        ]

    def test_it_is_never_nothing(self, make):
        game = make(terms=Terms(1, 1, 1, 1))
        game.wait(10**9)
        with game.refuses("incentive: deposit too low"):
            game.add(game.ann, [0], 0, value=0)
        assert game.record(game.add(game.ann, [0], 0, value=1))[0] == 1

    def test_the_dearest_fits_into_the_record(self, make):
        game = make(terms=Terms(2**64, 1, 1, 1))
        key = game.add(game.ann, [0], 1)
        assert game.record(key) == (2**64 * 3_600, 2**64 * 3_600, 1, False, False)
        # Of the largest constant nobody here has the ether.
        game = make(terms=Terms(2**64, 1, 1, 1, MAX_K))
        game.wait(1)
        assert game.ask("add_data_cost", [0], 0) == 2**64 * MAX_K < 2**80

    @pytest.mark.parametrize(("elapsed", "cost"), [(1, 60_000), (99, 6_666), (3_600, 1_000)])
    def test_its_constant_is_the_terms(self, make, elapsed, cost):
        game = make(terms=replace(TERMS, k=60))
        assert game.shared.terms().k == 60
        game.chain.set_time(game.ask("last_time") + elapsed)
        assert game.record(game.add(game.ann, [0], 0))[0] == cost

    def test_what_is_more_comes_back(self, game):
        game.wait(99)
        before, total = game.chain.balance(game.ann), 360_000
        receipt = game.send(game.ann, "add_data", [0], 1, value=PLENTY)
        price = game.chain.transaction(receipt.transaction).gas_price
        assert game.chain.balance(game.ann) == before - total - receipt.gas_used * price
        assert game.chain.balance(game.address) == total

    def test_a_refused_one_does_not_make_it_dearer(self, game):
        game.wait(99)
        with game.refuses("model: no features"):
            game.add(game.ann, [], 0)
        assert game.ask("add_data_cost", [0], 0) == 360_000


class TestTheSameAgain:
    def test_by_another_account_is_another(self, game):
        keys = [game.add(who, [1], 0) for who in (game.ann, game.bob)]
        game.wait(100, keys[1])
        game.refund(keys[0])
        assert [game.record(key)[3] for key in keys] == [True, False]

    def test_at_another_time_is_another(self, game):
        keys = [game.add(game.ann, [1], 0) for _ in range(2)]
        assert game.record(keys[0])[0] == game.record(keys[1])[0] == 3_600_000
        game.wait(100, keys[1])
        game.refund(keys[1])
        assert [game.record(key)[3] for key in keys] == [False, True]

    def test_in_the_same_block_is_refused(self, game, puppet):
        call = (PLENTY, "add_data", [1], 0)
        with game.refuses("registry: already added"):
            puppet.act(call, call)
        # One with another label, or other data, is another.
        puppet.act(call, (PLENTY, "add_data", [1], 1), (PLENTY, "add_data", [1, 2], 1))

    def test_features_that_end_in_zeros_are_no_others(self, game):
        # Packed, [1] and [1, 0, 0, 0] look alike but for their number.
        key = game.add(game.ann, [0], 0)
        with game.refuses("registry: unknown contribution"):
            game.record(([0, 0], 0, *key[2:]))


class TestWhenTheSampleIsBad:
    @bad_samples
    def test_two_classes_refuse(self, game, data, reason):
        with game.refuses(reason):
            game.send(game.ann, "add_data", data, 0, value=PLENTY)

    @bad_samples
    def test_many_refuse(self, many, data, reason):
        with many.refuses(reason):
            many.send(many.ann, "add_data", data, 1, value=PLENTY)

    def test_more_than_512_are_refused(self, make):
        game = make(SparsePerceptron(600))
        with game.refuses(""):
            game.send(game.ann, "add_data", list(range(513)), 0, value=PLENTY)


class TestWhenTheLabelIsBad:
    @pytest.mark.parametrize("label", [2, 3, 2**64, 2**256 - 1])
    def test_two_classes_refuse(self, game, label):
        with game.refuses("model: no such label"):
            game.send(game.ann, "add_data", [0], label, value=PLENTY)

    @pytest.mark.parametrize("label", [3, 2**64, 2**256 - 1])
    def test_many_refuse(self, many, label):
        with many.refuses("model: no such label"):
            many.send(many.ann, "add_data", [0], label, value=PLENTY)


class TestOrder:
    """Of several reasons always the same one is given."""

    def test_a_value_comes_first_then_the_opening(self, closed):
        with closed.refuses("trainer: value out of range"):
            closed.send(closed.ann, "add_data", [2**63], 9)
        with closed.refuses("trainer: not open"):
            closed.send(closed.ann, "add_data", [99], 9)

    def test_then_the_deposit_the_label_and_the_sample(self, game):
        with game.refuses("incentive: deposit too low"):
            game.send(game.ann, "add_data", [99], 9)
        with game.refuses("model: no such label"):
            game.send(game.ann, "add_data", [99], 9, value=PLENTY)


class TestOverflow:
    MOST, LEAST = 2**63 - 1, -(2**63)

    def start(self, make, weights, classes=2):
        return make(SparsePerceptron.from_words((classes, 2, 10), pack(weights)))

    def test_up_to_the_edge_it_learns(self, make):
        game = self.start(make, [self.MOST - 10, self.LEAST, 0])
        game.add(game.ann, [0, 1], 1)
        assert game.words() == pack([self.MOST, self.LEAST + 10, 10])

    def test_above_it_refuses(self, make):
        game = self.start(make, [self.MOST - 9, self.LEAST, 0])
        with game.refuses("model: weight overflow"):
            game.add(game.ann, [0, 1], 1)
        assert game.ask("predict", [0]) == 1

    def test_down_to_the_edge_it_learns(self, make):
        game = self.start(make, [self.LEAST + 10, self.MOST, 100])
        game.add(game.ann, [0, 1], 0)
        assert game.words() == pack([self.LEAST, self.MOST - 10, 90])

    def test_below_it_refuses(self, make):
        game = self.start(make, [self.LEAST + 9, self.MOST, 100])
        with game.refuses("model: weight overflow"):
            game.add(game.ann, [0, 1], 0)

    def test_the_bias_overflows_too(self, make):
        game = self.start(make, [self.LEAST, 0, self.MOST])
        with game.refuses("model: weight overflow"):
            game.add(game.ann, [0], 1)

    @pytest.mark.parametrize("row", [[0, 0, MOST - 9], [LEAST + 9, 0, LEAST]])
    def test_each_of_many_columns_does(self, make, row):
        high = [self.MOST, 0, -5]
        game = self.start(make, [*row, *high, 0, 0, 0], classes=3)
        assert game.ask("predict", [0, 1]) == 0
        with game.refuses("model: weight overflow"):
            game.add(game.ann, [0, 1], 2)
