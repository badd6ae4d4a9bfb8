"""The free views: what somebody can know before paying gas."""

import pytest

from sum.models import SparsePerceptron
from tests.contracts.conftest import ANY_WAIT, FEATURES, OWNER_WAIT, REFUND_WAIT, TERMS, pack


class TestNames:
    def test_they_say_what_it_is(self, many):
        assert many.ask("model_name") == "sparse_perceptron"
        assert many.ask("incentive_name") == "deposit_refund_take"
        assert many.ask("model_arguments") == (3, FEATURES, 10**9)
        assert many.ask("incentive_arguments") == TERMS.arguments()
        assert (many.ask("classes"), many.ask("features")) == (3, FEATURES)
        assert many.ask("owner") == many.owner


class TestParameters:
    @pytest.fixture
    def words(self, make):
        model = SparsePerceptron.from_words((2, 4 * 600 - 1, 1), range(1, 601))
        game = make(model)
        return lambda *arguments: list(game.ask("parameters", *arguments))

    @pytest.mark.parametrize(
        ("start", "count", "first", "last"),
        [
            (0, 1, 1, 1),
            pytest.param(3, 4, 4, 7, marks=pytest.mark.slow),
            pytest.param(0, 512, 1, 512, marks=pytest.mark.slow),
            (0, 513, 1, 512),
            pytest.param(10, 2**256 - 1, 11, 522, marks=pytest.mark.slow),
            pytest.param(599, 1, 600, 600, marks=pytest.mark.slow),
            (512, 512, 513, 600),
            pytest.param(0, 0, 1, 0, marks=pytest.mark.slow),
            pytest.param(600, 5, 1, 0, marks=pytest.mark.slow),
            (2**256 - 1, 5, 1, 0),
        ],
    )
    def test_they_come_from_a_start_on_at_most_512(self, words, start, count, first, last):
        assert words(start, count) == list(range(first, last + 1))

    def test_they_change_with_a_contribution(self, game):
        game.add(game.ann, [0], 1)
        assert game.words() == pack([10**9, *[0] * 7, 10**9])


class TestCost:
    def test_it_does_not_look_at_the_sample(self, game):
        game.wait(99)
        for data, label in (([0], 0), ([], 9), ([10**30], 2**256 - 1)):
            assert game.ask("add_data_cost", data, label) == 360_000


class TestContribution:
    def test_it_tells_each_caller_whether_it_took(self, game):
        game.earn(game.bob)
        game.earn(game.cyd)
        key = game.disputed(game.ann)
        assert not any(game.record(key, who)[4] for who in (game.ann, game.bob, game.cyd))
        game.wait(REFUND_WAIT, key)
        game.report(game.bob, key)
        taken = [game.record(key, who)[4] for who in (game.ann, game.bob, game.cyd)]
        assert taken == [False, True, False]

    def test_an_unknown_one_is_refused(self, game):
        with game.refuses("registry: unknown contribution"):
            game.record(([1], 0, 5, game.ann))
        with game.refuses("trainer: value out of range"):
            game.record(([2**64], 0, 5, game.ann))


class TestCanRefund:
    """It answers what `refund` would, at every moment of a contribution's life."""

    def agree(self, game, key, reason):
        assert game.ask("can_refund", *key) == (not reason, reason)
        if reason:
            with game.refuses(reason):
                game.refund(key)
        else:
            game.refund(key)

    def test_it_foretells_the_refund(self, game):
        key = game.add(game.ann, [1], 0)
        game.wait(REFUND_WAIT - 1, key)
        self.agree(game, key, "incentive: too early")
        game.wait(REFUND_WAIT, key)
        self.agree(game, key, "")
        self.agree(game, key, "registry: nothing left")
        bad = game.disputed(game.ann)
        game.wait(REFUND_WAIT, bad)
        self.agree(game, bad, "incentive: model disagrees")
        self.agree(game, (*bad[:3], game.bob), "registry: unknown contribution")

    def test_it_does_not_depend_on_who_asks(self, game):
        key = game.add(game.ann, [1], 0)
        game.wait(REFUND_WAIT, key)
        for sender in (None, game.ann, game.bob):
            assert game.ask("can_refund", *key, sender=sender) == (True, "")


class TestCanReport:
    """It answers what `report` would, at every moment of a contribution's life."""

    def agree(self, game, who, key, reason, amount=0):
        assert game.ask("can_report", *key, who) == (not reason, reason, amount)
        if reason:
            with game.refuses(reason):
                game.report(who, key)
        else:
            assert game.report(who, key) == amount

    def test_it_foretells_the_take(self, game):
        game.earn(game.bob)
        game.earn(game.cyd, 3)
        key = game.disputed(game.ann)
        deposit = game.claimable(key)
        self.agree(game, game.ann, key, "incentive: own contribution")
        game.wait(REFUND_WAIT - 1, key)
        self.agree(game, game.bob, key, "incentive: too early")
        game.wait(REFUND_WAIT, key)
        self.agree(game, game.owner, key, "incentive: no good contribution yet")
        self.agree(game, game.bob, key, "", deposit // 4)
        self.agree(game, game.bob, key, "incentive: already claimed")
        game.add(game.bob, key[0], key[1])
        self.agree(game, game.cyd, key, "incentive: model agrees")
        game.wait(OWNER_WAIT, key)
        self.agree(game, game.owner, key, "", deposit - deposit // 4)
        self.agree(game, game.cyd, key, "registry: nothing left")
        self.agree(game, game.cyd, ([7], *key[1:]), "registry: unknown contribution")

    def test_it_foretells_anybodys_claim(self, game):
        key = game.add(game.ann, [1], 0)
        game.wait(ANY_WAIT, key)
        self.agree(game, game.chain.accounts[7], key, "", 3_600_000)

    def test_it_does_not_depend_on_who_asks(self, game):
        key = game.add(game.ann, [1], 0)
        game.wait(OWNER_WAIT, key)
        for sender in (None, game.owner, game.bob):
            assert game.ask("can_report", *key, game.owner, sender=sender)[0] is True
            assert game.ask("can_report", *key, game.bob, sender=sender)[0] is False


class TestWhenEtherIsSent:
    def test_views_refuse_it(self, game):
        with game.refuses(""):
            game.send(game.ann, "predict", [0], value=1)
        with game.refuses(""):
            game.send(game.ann, "model_name", value=1)
