"""`report`: takes by good contributors, and the claims of the owner and of anybody."""

import pytest

from sum.incentives import Terms
from tests.contracts.conftest import ANY_WAIT, OWNER_WAIT, REFUND_WAIT


@pytest.fixture
def key(game):
    """Bob has one good contribution, Cyd three; Ann's contribution is one that can be taken of."""
    game.earn(game.bob)
    game.earn(game.cyd, 3)
    key = game.disputed(game.ann)
    game.wait(REFUND_WAIT, key)
    return key


class TestWhenAGoodContributorReports:
    def test_it_pays_the_share(self, game, key):
        deposit = game.claimable(key)
        before = game.chain.balance(game.bob)
        receipt = game.send(game.bob, "report", *key)
        price = game.chain.transaction(receipt.transaction).gas_price
        share = deposit // 4
        assert game.chain.balance(game.bob) == before + share - receipt.gas_used * price
        assert game.record(key) == (deposit, deposit - share, 1, False, False)
        assert game.record(key, game.bob)[4] is True
        assert game.record(key, game.cyd)[4] is False

    def test_it_says_so_and_names_the_contribution_as_a_refund_does(self, game, key):
        [(name, arguments)] = game.events(game.send(game.bob, "report", *key))
        assert name == "Taken"
        assert list(arguments) == ["reporter", "key", "amount", "left"]
        assert arguments["left"] == game.record(key)[1]
        assert arguments["reporter"] == game.bob
        game.add(game.bob, key[0], key[1])
        [(_, refunded)] = game.events(game.send(game.ann, "refund", *key[:3]))
        assert refunded["key"] == arguments["key"]

    def test_each_gets_a_share_of_the_whole_deposit(self, game, key):
        deposit = game.claimable(key)
        assert game.report(game.cyd, key) == deposit * 3 // 4
        assert game.report(game.bob, key) == deposit // 4
        assert game.record(key)[1:4] == (0, 1, True)

    @pytest.mark.slow
    def test_a_share_above_what_is_left_takes_the_rest(self, game, key):
        deposit = game.claimable(key)
        game.report(game.cyd, key)
        game.earn(game.bob, 4)  # now he has 5 of 8
        game.add(game.bob, [2, 3], 0)
        assert game.report(game.bob, key) == deposit - deposit * 3 // 4
        assert game.record(key)[3] is True

    def test_a_share_that_rounds_to_nothing_takes_everything(self, make):
        game = make(terms=Terms(1, REFUND_WAIT, OWNER_WAIT, ANY_WAIT))
        game.earn(game.bob)
        game.earn(game.cyd, 3)
        game.wait(3_600**2)
        key = game.disputed(game.ann)
        assert game.claimable(key) == 1
        game.wait(REFUND_WAIT, key)
        assert game.report(game.bob, key) == 1  # 1 * 1 // 4 == 0
        assert game.record(key)[1:4] == (0, 1, True)

    def test_it_is_no_good_contribution(self, game, key):
        game.report(game.bob, key)
        assert game.good(game.bob) == 1
        assert game.ask("total_good") == 4

    def test_it_leaves_the_price_alone(self, game, key):
        last = game.ask("last_time")
        game.report(game.bob, key)
        assert game.ask("last_time") == last

    def test_many_classes_work_too(self, many):
        many.earn(many.bob)
        key = many.add(many.ann, [2], 2)
        many.add(many.owner, [2], 1)
        assert many.ask("predict", [2]) == 1
        many.wait(REFUND_WAIT, key)
        deposit = many.claimable(key)
        assert many.report(many.bob, key) == deposit > 0


@pytest.mark.slow
class TestWhenItRefuses:
    def test_too_early_to_the_second(self, game, key):
        game.report(game.bob, key)
        late = game.disputed(game.ann)
        game.wait(REFUND_WAIT - 1, late)
        with game.refuses("incentive: too early"):
            game.report(game.bob, late)
        game.wait(REFUND_WAIT, late)
        game.report(game.bob, late)

    def test_ones_own(self, game, key):
        game.earn(game.ann)
        with game.refuses("incentive: own contribution"):
            game.report(game.ann, key)

    def test_ones_own_even_when_it_is_early(self, game):
        key = game.add(game.ann, [1], 0)
        with game.refuses("incentive: own contribution"):
            game.report(game.ann, key)

    def test_early_even_without_a_good_contribution(self, game):
        key = game.add(game.ann, [1], 0)
        with game.refuses("incentive: too early"):
            game.report(game.bob, key)

    def test_without_a_good_contribution(self, game, key):
        for who in (game.owner, game.chain.accounts[5]):
            with game.refuses("incentive: no good contribution yet"):
                game.report(who, key)

    def test_without_one_even_when_the_model_agrees(self, game):
        key = game.add(game.ann, [1], 0)
        game.wait(REFUND_WAIT, key)
        with game.refuses("incentive: no good contribution yet"):
            game.report(game.bob, key)

    def test_when_the_model_agrees(self, game, key):
        game.add(game.bob, key[0], key[1])
        with game.refuses("incentive: model agrees"):
            game.report(game.bob, key)

    def test_a_second_take(self, game, key):
        game.report(game.bob, key)
        with game.refuses("incentive: already claimed"):
            game.report(game.bob, key)

    def test_a_second_take_even_when_the_model_agrees(self, game, key):
        game.report(game.bob, key)
        game.add(game.bob, key[0], key[1])
        with game.refuses("incentive: already claimed"):
            game.report(game.bob, key)

    def test_when_nothing_is_left(self, game, key):
        game.report(game.cyd, key)
        game.report(game.bob, key)
        for who in (game.bob, game.ann, game.owner):
            with game.refuses("registry: nothing left"):
                game.report(who, key)

    def test_when_it_was_refunded(self, game):
        key = game.add(game.ann, [1], 0)
        game.wait(ANY_WAIT, key)
        game.refund(key)
        with game.refuses("registry: nothing left"):
            game.report(game.owner, key)

    def test_what_is_unknown(self, game, key):
        data, label, time, who = key
        for other in (
            (data[:1], label, time, who),
            (data, 0, time, who),
            (data, label, time - 1, who),
            (data, label, time, game.bob),
            (data, label, 2**256 - 1, who),
        ):
            with game.refuses("registry: unknown contribution"):
                game.report(game.bob, other)

    def test_ether(self, game, key):
        with game.refuses(""):
            game.send(game.bob, "report", *key, value=1)


class TestWhenTheOwnerClaims:
    def test_it_gets_all_that_is_left_from_the_second_on(self, game, key):
        taken, deposit = game.report(game.bob, key), game.record(key)[0]
        game.wait(OWNER_WAIT - 1, key)
        with game.refuses("incentive: no good contribution yet"):
            game.report(game.owner, key)
        game.wait(OWNER_WAIT, key)
        assert game.report(game.owner, key) == deposit - taken
        assert game.record(key)[3] is True

    def test_it_gets_it_when_the_model_agrees(self, game):
        key = game.add(game.ann, [1], 0)
        game.wait(OWNER_WAIT, key)
        assert game.report(game.owner, key) == 3_600_000
        with game.refuses("registry: nothing left"):
            game.refund(key)

    def test_its_own_too(self, game):
        key = game.add(game.owner, [1], 0)
        game.wait(OWNER_WAIT - 1, key)
        with game.refuses("incentive: own contribution"):
            game.report(game.owner, key)
        game.wait(OWNER_WAIT, key)
        assert game.report(game.owner, key) == 3_600_000

    def test_before_that_it_reports_like_anybody(self, game, key):
        game.earn(game.owner)  # one of five
        assert game.report(game.owner, key) == game.record(key)[0] // 5
        game.wait(OWNER_WAIT, key)
        assert game.report(game.owner, key) == game.record(key)[0] - game.record(key)[0] // 5

    def test_others_wait_longer(self, game):
        key = game.add(game.ann, [1], 0)
        game.wait(OWNER_WAIT, key)
        with game.refuses("incentive: no good contribution yet"):
            game.report(game.bob, key)


class TestWhenAnybodyClaims:
    @pytest.mark.parametrize("agrees", [True, False])
    def test_a_stranger_gets_all_from_the_second_on(self, game, agrees):
        key = game.add(game.ann, [1], 0) if agrees else game.disputed(game.ann)
        game.wait(ANY_WAIT - 1, key)
        with game.refuses("incentive: no good contribution yet"):
            game.report(game.cyd, key)
        game.wait(ANY_WAIT, key)
        assert game.report(game.cyd, key) == 3_600_000
        assert game.good(game.cyd) == 0

    def test_the_author_takes_back_what_the_model_disagrees_with(self, game, key):
        taken, deposit = game.report(game.bob, key), game.record(key)[0]
        game.wait(ANY_WAIT - 1, key)
        with game.refuses("incentive: own contribution"):
            game.report(game.ann, key)
        game.wait(ANY_WAIT, key)
        assert game.report(game.ann, key) == deposit - taken
        assert game.good(game.ann) == 0

    def test_who_took_before_gets_the_rest(self, game, key):
        taken, deposit = game.report(game.bob, key), game.record(key)[0]
        game.wait(ANY_WAIT, key)
        assert game.report(game.bob, key) == deposit - taken

    def test_the_first_is_the_only_one(self, game, key):
        game.wait(ANY_WAIT, key)
        game.report(game.cyd, key)
        with game.refuses("registry: nothing left"):
            game.report(game.ann, key)


class TestWhenAllWaitsAreTheSame:
    def test_the_long_ones_come_first(self, make):
        game = make(terms=Terms(1_000, 50, 50, 50))
        key = game.add(game.ann, [1], 0)
        game.wait(49, key)
        with game.refuses("incentive: too early"):
            game.report(game.bob, key)
        game.wait(50, key)
        assert game.report(game.bob, key) == 3_600_000
