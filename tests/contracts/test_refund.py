"""`refund`: from when on, while the model agrees, once."""

import pytest

from tests.contracts.conftest import OWNER_WAIT, REFUND_WAIT


class TestWhenTheModelAgrees:
    def test_it_pays_everything_back(self, game):
        key = game.add(game.ann, [1, 2], 1)
        game.wait(REFUND_WAIT, key)
        before = game.chain.balance(game.ann)
        receipt = game.send(game.ann, "refund", *key[:3])
        price = game.chain.transaction(receipt.transaction).gas_price
        assert game.chain.balance(game.ann) == before + 3_600_000 - receipt.gas_used * price
        assert game.chain.balance(game.address) == 0
        assert game.record(key) == (3_600_000, 0, 1, True, False)

    def test_it_says_so(self, game):
        key = game.add(game.ann, [1, 2], 1)
        game.wait(REFUND_WAIT, key)
        [(name, arguments)] = game.events(game.send(game.ann, "refund", *key[:3]))
        assert name == "Refunded"
        assert (arguments["contributor"], arguments["amount"]) == (game.ann, 3_600_000)

    def test_it_counts_a_good_contribution(self, game):
        keys = [game.add(who, [1], 0) for who in (game.ann, game.ann, game.bob)]
        game.wait(REFUND_WAIT, keys[-1])
        for key in keys:
            game.refund(key)
        assert (game.good(game.ann), game.good(game.bob), game.good(game.cyd)) == (2, 1, 0)
        assert game.ask("total_good") == 3

    def test_it_leaves_the_price_and_the_model_alone(self, game):
        key = game.add(game.ann, [1], 1)
        words = game.words()
        game.wait(REFUND_WAIT, key)
        game.refund(key)
        assert game.ask("last_time") == key[2]
        assert game.words() == words
        assert game.ask("is_open") is True

    def test_many_classes_work_too(self, many):
        key = many.add(many.ann, [1], 2)
        many.wait(REFUND_WAIT, key)
        assert many.refund(key) == 3_600_000

    def test_after_partial_takes_it_pays_what_is_left(self, game):
        game.earn(game.bob)
        game.earn(game.cyd, 3)
        key = game.disputed(game.ann)
        game.wait(REFUND_WAIT, key)
        deposit = game.claimable(key)
        taken = game.report(game.bob, key)
        assert taken == deposit // 4
        game.add(game.cyd, [2, 3], 1)  # and now the model agrees again
        assert game.refund(key) == deposit - taken
        assert game.record(key)[:4] == (deposit, 0, 1, True)
        assert game.good(game.ann) == 1

    def test_the_long_waits_do_not_end_it(self, game):
        key = game.add(game.ann, [1], 0)
        game.wait(10**6)
        assert game.refund(key) == 3_600_000
        assert game.good(game.ann) == 1


class TestWhenItIsTooEarly:
    def test_it_refuses_to_the_second(self, game):
        key = game.add(game.ann, [1], 0)
        game.wait(REFUND_WAIT - 1, key)
        with game.refuses("incentive: too early"):
            game.refund(key)
        game.wait(REFUND_WAIT, key)
        game.refund(key)

    def test_that_comes_before_the_model(self, game):
        key = game.disputed(game.ann)
        with game.refuses("incentive: too early"):
            game.refund(key)


class TestWhenTheModelDisagrees:
    def test_it_refuses_until_the_model_agrees(self, game):
        key = game.disputed(game.ann)
        game.wait(OWNER_WAIT, key)
        with game.refuses("incentive: model disagrees"):
            game.refund(key)
        game.add(game.bob, [2, 3], 1)
        game.refund(key)


class TestWhenItIsSettled:
    def test_a_second_refund_is_refused(self, game):
        key = game.add(game.ann, [1], 0)
        game.wait(REFUND_WAIT, key)
        game.refund(key)
        with game.refuses("registry: nothing left"):
            game.refund(key)

    def test_one_after_everything_was_taken_is_refused(self, game):
        game.earn(game.bob)
        key = game.disputed(game.ann)
        game.wait(REFUND_WAIT, key)
        game.report(game.bob, key)
        game.add(game.bob, [2, 3], 1)
        with game.refuses("registry: nothing left"):
            game.refund(key)


class TestWhenItIsUnknown:
    @pytest.fixture
    def key(self, game):
        key = game.add(game.ann, [1, 2], 0)
        game.wait(REFUND_WAIT, key)
        return key

    def test_another_account_is_refused(self, game, key):
        with game.refuses("registry: unknown contribution"):
            game.send(game.bob, "refund", *key[:3])

    @pytest.mark.parametrize("data", [[1], [1, 2, 0], [2, 1], [], [1, 2, 3]])
    def test_other_data_is_refused(self, game, key, data):
        with game.refuses("registry: unknown contribution"):
            game.send(game.ann, "refund", data, *key[1:3])

    @pytest.mark.parametrize("label", [1, 2, 2**64, 2**256 - 1])
    def test_another_label_is_refused(self, game, key, label):
        with game.refuses("registry: unknown contribution"):
            game.send(game.ann, "refund", key[0], label, key[2])

    def test_another_time_is_refused(self, game, key):
        data, label, time, _ = key
        for other in (time - 1, time + 1, 0, time + 2**64, 2**256 - 1):
            with game.refuses("registry: unknown contribution"):
                game.send(game.ann, "refund", data, label, other)

    def test_values_that_only_look_alike_are_refused(self, game, key):
        _, label, time, _ = key
        with game.refuses("trainer: value out of range"):
            game.send(game.ann, "refund", [1 + 2**64, 2], label, time)

    def test_ether_is_refused(self, game, key):
        with game.refuses(""):
            game.send(game.ann, "refund", *key[:3], value=1)
