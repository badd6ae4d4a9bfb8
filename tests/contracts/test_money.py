"""The books: receivers that refuse or call back, ether that nobody asked for."""

import pytest

from tests.contracts.conftest import ANY_WAIT, REFUND_WAIT

DEPOSIT = 3_600_000


@pytest.fixture
def key(game, puppet):
    """A contribution of the puppet's, and one of Ann's beside it that must stay whole."""
    receipt = puppet.act((DEPOSIT, "add_data", [1], 0))
    game.add(game.ann, [2], 0)
    return [1], 0, receipt.time, puppet.address


class TestWhenTheReceiverRefuses:
    def test_a_refund_changes_nothing(self, game, puppet, key):
        puppet.on_payment(refuses=True)
        game.wait(REFUND_WAIT, key)
        before = game.record(key)
        with game.refuses("trainer: payment refused"):
            puppet.act((0, "refund", *key[:3]))
        assert game.record(key) == before
        assert game.good(puppet.address) == 0

    def test_it_gets_its_money_once_it_takes_it(self, game, puppet, key):
        puppet.on_payment(refuses=True)
        game.wait(REFUND_WAIT, key)
        with game.refuses("trainer: payment refused"):
            puppet.act((0, "refund", *key[:3]))
        puppet.on_payment(refuses=False)
        puppet.act((0, "refund", *key[:3]))
        assert puppet.balance() == DEPOSIT

    def test_a_report_changes_nothing_and_others_can_claim(self, game, puppet, key):
        puppet.on_payment(refuses=True)
        game.wait(ANY_WAIT, key)
        with game.refuses("trainer: payment refused"):
            puppet.act((0, "report", *key))
        assert game.record(key, puppet.address)[4] is False
        assert game.report(game.cyd, key) == DEPOSIT

    def test_it_can_contribute_for_the_exact_price_only(self, game, puppet):
        puppet.on_payment(refuses=True)
        with game.refuses("trainer: payment refused"):
            puppet.act((DEPOSIT + 1, "add_data", [3], 1))
        puppet.act((DEPOSIT, "add_data", [3], 1))
        assert game.ask("predict", [3]) == 1


class TestWhenTheReceiverCallsBack:
    def test_a_second_refund_gets_nothing(self, game, puppet, key):
        game.wait(REFUND_WAIT, key)
        puppet.on_payment("refund", *key[:3], times=3)
        puppet.act((0, "refund", *key[:3]))
        assert (puppet.ask("succeeded"), puppet.ask("failed")) == (0, 1)
        assert puppet.balance() == DEPOSIT
        assert game.chain.balance(game.address) == DEPOSIT  # Ann's
        assert game.good(puppet.address) == game.ask("total_good") == 1

    def test_a_report_of_what_is_being_refunded_gets_nothing(self, game, puppet, key):
        game.wait(ANY_WAIT, key)
        puppet.on_payment("report", *key)
        puppet.act((0, "refund", *key[:3]))
        assert (puppet.ask("succeeded"), puppet.ask("failed")) == (0, 1)
        assert puppet.balance() == DEPOSIT

    def test_a_refund_of_what_is_being_claimed_gets_nothing(self, game, puppet, key):
        game.wait(ANY_WAIT, key)
        puppet.on_payment("refund", *key[:3])
        puppet.act((0, "report", *key))
        assert (puppet.ask("succeeded"), puppet.ask("failed")) == (0, 1)
        assert puppet.balance() == DEPOSIT
        assert game.good(puppet.address) == 0

    def test_a_second_take_gets_nothing(self, game, puppet, key):
        game.earn(game.cyd)
        game.wait(REFUND_WAIT, key)
        puppet.act((0, "refund", *key[:3]))  # one of two good ones
        bad = game.disputed(game.ann)
        game.wait(REFUND_WAIT, bad)
        deposit = game.claimable(bad)
        puppet.on_payment("report", *bad, times=3)
        puppet.act((0, "report", *bad))
        assert (puppet.ask("succeeded"), puppet.ask("failed")) == (0, 1)
        assert puppet.balance() == DEPOSIT + deposit // 2
        assert game.claimable(bad) == deposit - deposit // 2

    def test_the_change_cannot_be_had_twice(self, game, puppet):
        # While its change arrives the contribution is there already: the same one is refused.
        puppet.on_payment("add_data", [4], 0, times=2)
        puppet.act((DEPOSIT + 5, "add_data", [4], 0))
        assert (puppet.ask("succeeded"), puppet.ask("failed")) == (0, 1)
        assert (puppet.balance(), game.chain.balance(game.address)) == (5, DEPOSIT)

    def test_what_is_anothers_stays(self, game, puppet, key):
        ann = [2], 0, game.ask("last_time"), game.ann
        game.wait(REFUND_WAIT, ann)
        puppet.on_payment("refund", *ann[:3])
        puppet.act((0, "refund", *key[:3]))
        assert (puppet.ask("succeeded"), puppet.ask("failed")) == (0, 1)
        assert game.refund(ann) == DEPOSIT


class TestWhenEtherIsForcedIn:
    @pytest.mark.filterwarnings("ignore:SELFDESTRUCT:DeprecationWarning")
    def test_the_books_do_not_notice(self, game, puppet):
        key = game.add(game.ann, [1], 0)
        puppet.force(10**18)
        assert game.chain.balance(game.address) == 10**18 + DEPOSIT
        assert game.record(key)[:2] == (DEPOSIT, DEPOSIT)
        game.wait(REFUND_WAIT, key)
        assert game.refund(key) == DEPOSIT
        assert game.chain.balance(game.address) == 10**18
        with game.refuses("registry: nothing left"):
            game.report(game.owner, key)


class TestConservation:
    def test_what_went_in_is_what_came_out_and_what_is_claimable(self, game):
        game.earn(game.bob)
        keys = [game.disputed(game.ann), game.add(game.cyd, [1], 0), game.add(game.bob, [5], 0)]
        keys.append(([2, 3], 0, keys[0][2] + 1, game.owner))

        def held():
            return sum(map(game.claimable, keys))

        assert game.chain.balance(game.address) == held()
        game.wait(REFUND_WAIT, keys[2])
        game.report(game.bob, keys[0])
        game.refund(keys[1])
        assert game.chain.balance(game.address) == held()
        game.wait(ANY_WAIT)
        for key in keys:
            if game.claimable(key):
                game.report(game.cyd, key)
        assert game.chain.balance(game.address) == 0
