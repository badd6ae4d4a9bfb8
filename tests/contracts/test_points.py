"""The mechanism without money, on the chain."""

import pytest

from sum.chain.compiler import compose
from sum.errors import NotOpen, Refused
from sum.incentives import PointsTerms
from sum.incentives.points import leaderboard
from sum.models import SparsePerceptron
from sum.records import Contribution
from sum.shared_model import SharedModel
from tests.contracts.conftest import ANY_WAIT, FEATURES, REFUND_WAIT, TERMS, Game, Puppet
from tests.contracts.test_interface import declare

pytestmark = pytest.mark.slow

MODEL = [2, 8, 10**9]


class PointsGame(Game):
    """A contract, and people who play for points."""

    def __init__(self, chain, terms=None, **options):
        terms = terms or PointsTerms(REFUND_WAIT, ANY_WAIT)
        super().__init__(chain, SparsePerceptron(FEATURES), terms, **options)

    def _paid(self, receipt, name):
        """What was paid; the points changed before."""
        *changes, (found, arguments) = self.events(receipt)
        assert found == name
        assert {event for event, _ in changes} == {"PointsChanged"}
        return arguments["amount"]

    def points(self, *people):
        return [self.ask("points", who) for who in people]

    def tally(self, who):
        """Good contributions, reports that held, contributions lost to a report."""
        return self.ask("tally", who)

    def changes(self, receipt):
        """Whose points changed, and to what."""
        found = [arguments for name, arguments in self.events(receipt) if name == "PointsChanged"]
        return [(each["account"], each["points"]) for each in found]

    def seen(self):
        return super().seen(), self.points(*self.chain.accounts)


@pytest.fixture
def game(chain):
    return PointsGame(chain)


@pytest.fixture
def key(game):
    """Bob has a good contribution; the model disagrees with Ann's, and it can be reported."""
    game.earn(game.bob)
    key = game.disputed(game.ann)
    game.wait(REFUND_WAIT, key)
    return key


class TestDeployment:
    @pytest.mark.parametrize("terms", [(1, 1), (5, 7), (1, 2**40 - 1), (2**40 - 1, 2**40 - 1)])
    def test_waits_in_order_are_kept(self, chain, terms):
        game = PointsGame(chain, PointsTerms(*terms))
        assert game.ask("incentive_arguments") == terms
        assert game.ask("incentive_name") == "points"

    @pytest.mark.parametrize(
        "terms",
        [(), (1,), (1, 1, 1), (0, 1), (0, 0), (2, 1), (1, 2**40), (2**256 - 1, 2**256 - 1)],
    )
    def test_others_are_refused(self, chain, terms):
        code = compose("sparse_perceptron", "points").creation(MODEL, list(terms))
        with pytest.raises(NotOpen) as refused:
            chain.send(chain.accounts[0], None, code)
        assert refused.value.reason == "incentive: bad parameters"

    def test_its_interface_is_the_others_and_the_points(self):
        mine, published = (
            set(map(declare, compose("sparse_perceptron", name).abi))
            for name in ("points", "deposit_refund_take")
        )
        assert published <= mine
        assert mine - published == {
            "function points(address account) view -> int256",
            "function tally(address account) view -> (uint256 good, uint256 upheld, uint256 lost)",
            "event PointsChanged(address indexed account, int256 points)",
        }


class TestContributing:
    def test_it_is_free_at_any_time(self, game):
        for wait in (0, 1, 3_600):
            game.wait(wait)
            assert game.ask("add_data_cost", [1], 0) == 0
            key = game.add(game.ann, [1], 0)
            assert game.record(key) == (0, 0, 0, False, False)
            assert game.ask("last_time") == key[2]

    @pytest.mark.parametrize("value", [1, 10**18])
    def test_ether_that_is_sent_along_comes_back(self, game, value):
        before = game.chain.balance(game.ann)
        receipt = game.send(game.ann, "add_data", [1], 0, value=value)
        fee = receipt.gas_used * game.chain.transaction(receipt.transaction).gas_price
        assert game.chain.balance(game.ann) == before - fee
        assert game.chain.balance(game.address) == 0

    def test_it_earns_nothing_yet(self, game):
        receipt = game.send(game.ann, "add_data", [1], 1)
        assert [name for name, _ in game.events(receipt)] == ["DataAdded", "ModelUpdated"]
        assert game.events(receipt)[0][1]["deposit"] == 0
        assert game.tally(game.ann) == (0, 0, 0)

    def test_before_the_opening_it_is_refused(self, chain):
        game = PointsGame(chain, open_now=False)
        with game.refuses("trainer: not open"):
            game.add(game.ann, [1], 0)
        game.send(game.owner, "open")
        game.add(game.ann, [1], 0)
        with game.refuses("trainer: already open"):
            game.send(game.owner, "open")

    def test_the_model_decides_what_it_takes(self, game):
        with game.refuses("model: no such label"):
            game.send(game.ann, "add_data", [1], 2)


class TestValidation:
    def test_it_earns_a_point_and_says_so(self, game):
        key = game.add(game.ann, [1], 0)
        game.wait(REFUND_WAIT, key)
        receipt = game.send(game.ann, "refund", *key[:3])
        assert game.changes(receipt) == [(game.ann, 1)]
        assert game.events(receipt)[-1][1]["amount"] == 0
        assert game.points(game.ann, game.bob) == [1, 0]
        assert game.tally(game.ann) == (1, 0, 0)
        assert (game.good(game.ann), game.ask("total_good")) == (1, 1)

    def test_it_settles_the_contribution(self, game):
        key = game.add(game.ann, [1], 0)
        game.earn(game.bob)
        game.wait(REFUND_WAIT, key)
        game.refund(key)
        assert game.record(key)[3] is True
        for claim in (lambda: game.refund(key), lambda: game.report(game.bob, key)):
            with game.refuses("registry: nothing left"):
                claim()

    def test_too_early_to_the_second(self, game):
        key = game.add(game.ann, [1], 0)
        game.wait(REFUND_WAIT - 1, key)
        with game.refuses("incentive: too early"):
            game.refund(key)
        game.wait(REFUND_WAIT, key)
        game.refund(key)

    def test_while_the_model_disagrees_there_is_none(self, game, key):
        with game.refuses("incentive: model disagrees"):
            game.refund(key)
        game.add(game.bob, key[0], key[1])
        game.wait(10 * ANY_WAIT, key)
        game.refund(key)
        assert game.points(game.ann) == [1]

    def test_it_is_the_contributors_alone(self, game):
        key = game.add(game.ann, [1], 0)
        game.wait(ANY_WAIT, key)
        with game.refuses("registry: unknown contribution"):
            game.refund((*key[:3], game.owner))


class TestReport:
    def test_a_point_moves_from_the_contributor_to_the_reporter(self, game, key):
        receipt = game.send(game.bob, "report", *key)
        assert game.changes(receipt) == [(game.bob, 2), (game.ann, -1)]
        name, arguments = game.events(receipt)[-1]
        assert (name, arguments["reporter"], arguments["amount"]) == ("Taken", game.bob, 0)
        assert game.points(game.bob, game.ann) == [2, -1]
        assert (game.tally(game.bob), game.tally(game.ann)) == ((1, 1, 0), (0, 0, 1))
        assert game.ask("total_good") == 1
        assert game.good(game.bob) == 1

    def test_the_first_one_wins(self, game, key):
        game.earn(game.cyd)
        game.report(game.bob, key)
        assert game.record(key, game.bob)[3:] == (True, False)
        game.add(game.bob, key[0], key[1])
        for claim in (lambda: game.report(game.cyd, key), lambda: game.refund(key)):
            with game.refuses("registry: nothing left"):
                claim()
        assert game.points(game.bob, game.cyd) == [2, 1]

    @pytest.mark.slow
    def test_who_is_below_zero_climbs_like_anybody(self, game, key):
        game.report(game.bob, key)
        game.earn(game.ann, 2)
        assert game.points(game.ann) == [1]
        assert game.tally(game.ann) == (2, 0, 1)

    @pytest.mark.slow
    def test_a_reporter_who_is_below_zero_still_has_credit(self, game):
        game.earn(game.ann)
        game.earn(game.bob)
        for _ in range(2):
            bad = game.disputed(game.ann)
            game.wait(REFUND_WAIT, bad)
            game.report(game.bob, bad)
        theirs = game.disputed(game.cyd)
        game.wait(REFUND_WAIT, theirs)
        game.report(game.ann, theirs)
        assert game.points(game.ann, game.bob, game.cyd) == [0, 3, -1]

    def test_too_early_to_the_second(self, game):
        game.earn(game.bob)
        late = game.disputed(game.ann)
        game.wait(REFUND_WAIT - 1, late)
        for who in (game.bob, game.cyd):
            with game.refuses("incentive: too early"):
                game.report(who, late)
        game.wait(REFUND_WAIT, late)
        game.report(game.bob, late)

    @pytest.mark.slow
    def test_without_credit_it_takes_the_long_wait(self, game, key):
        game.wait(ANY_WAIT - 1, key)
        for who in (game.cyd, game.owner):
            with game.refuses("incentive: no good contribution yet"):
                game.report(who, key)
        game.wait(ANY_WAIT, key)
        game.report(game.cyd, key)
        assert game.points(game.cyd, game.ann) == [1, -1]
        assert game.good(game.cyd) == 0

    def test_it_never_holds_while_the_model_agrees(self, game, key):
        game.add(game.bob, key[0], key[1])
        for wait in (REFUND_WAIT, ANY_WAIT, 10 * ANY_WAIT):
            game.wait(wait, key)
            with game.refuses("incentive: model agrees"):
                game.report(game.bob, key)

    @pytest.mark.slow
    def test_nobody_reports_their_own(self, game, key):
        game.earn(game.ann)
        for wait in (REFUND_WAIT, ANY_WAIT):
            game.wait(wait, key)
            with game.refuses("incentive: own contribution"):
                game.report(game.ann, key)
        early = game.add(game.ann, [1], 0)
        with game.refuses("incentive: own contribution"):
            game.report(game.ann, early)

    def test_what_is_unknown(self, game, key):
        data, label, time, who = key
        for other in ((data[:1], label, time, who), (data, label, time, game.bob)):
            with game.refuses("registry: unknown contribution"):
                game.report(game.bob, other)

    def test_when_both_waits_are_the_same(self, chain):
        game = PointsGame(chain, PointsTerms(50, 50))
        key = game.disputed(game.ann)
        game.wait(49, key)
        with game.refuses("incentive: too early"):
            game.report(game.cyd, key)
        game.wait(50, key)
        game.report(game.cyd, key)


class TestViews:
    """They foretell what a claim would do, at every moment of a contribution's life."""

    def agree(self, game, key, who, refund, report):
        assert game.ask("can_refund", *key) == (not refund, refund)
        assert game.ask("can_report", *key, who) == (not report, report, 0)
        if refund:
            with game.refuses(refund):
                game.refund(key)
        if report:
            with game.refuses(report):
                game.report(who, key)

    @pytest.mark.slow
    def test_they_say_what_would_happen(self, game):
        early, settled = "incentive: too early", "registry: nothing left"
        game.earn(game.bob)
        good = game.add(game.ann, [1], 0)
        bad = game.disputed(game.ann)
        self.agree(game, bad, game.bob, early, early)
        game.wait(REFUND_WAIT, bad)
        self.agree(game, good, game.bob, "", "incentive: model agrees")
        self.agree(game, bad, game.bob, "incentive: model disagrees", "")
        self.agree(
            game, bad, game.cyd, "incentive: model disagrees", "incentive: no good contribution yet"
        )
        game.report(game.bob, bad)
        game.refund(good)
        for key in (good, bad):
            self.agree(game, key, game.bob, settled, settled)

    def test_the_events_alone_give_the_leaderboard(self, chain, game, key):
        game.report(game.bob, key)
        game.earn(game.cyd)
        shared = SharedModel.connect(chain, game.address)
        assert shared.terms() == PointsTerms(REFUND_WAIT, ANY_WAIT)
        assert shared.points() == {game.bob: 2, game.ann: -1, game.cyd: 1}
        ranked = [(each.rank, each.account) for each in leaderboard(shared.points())]
        assert ranked == [(1, game.bob), (2, game.cyd), (3, game.ann)]

    def test_where_there_is_money_there_are_no_points(self, chain):
        game = Game(chain)
        game.earn(game.ann)
        assert game.shared.points() == {}


class TestMoney:
    """There is none, whatever the account that plays, and whatever is forced in."""

    @pytest.fixture
    def puppet(self, game):
        return Puppet(game)

    def test_who_takes_no_ether_can_play(self, game, puppet, key):
        puppet.on_payment(refuses=True)
        receipt = puppet.act((0, "add_data", [5], 0))
        mine = [5], 0, receipt.time, puppet.address
        game.wait(REFUND_WAIT, mine)
        puppet.act((0, "refund", *mine[:3]))
        puppet.act((0, "report", *key))
        assert game.points(puppet.address, game.ann) == [2, -1]

    def test_but_cannot_be_given_back_what_it_sends(self, game, puppet):
        puppet.on_payment(refuses=True)
        with game.refuses("trainer: payment refused"):
            puppet.act((1, "add_data", [5], 0))

    def test_a_claim_calls_nobody(self, game, puppet):
        receipt = puppet.act((0, "add_data", [5], 0))
        puppet.on_payment("refund", [5], 0, receipt.time, times=3)
        game.wait(REFUND_WAIT, ([5], 0, receipt.time))
        puppet.act((0, "refund", [5], 0, receipt.time))
        assert (puppet.ask("succeeded"), puppet.ask("failed")) == (0, 0)
        assert game.points(puppet.address) == [1]

    def test_the_change_calls_back_into_a_contribution_that_is_there(self, game, puppet):
        puppet.on_payment("add_data", [4], 0, times=2)
        puppet.act((5, "add_data", [4], 0))
        assert (puppet.ask("succeeded"), puppet.ask("failed")) == (0, 1)
        assert (puppet.balance(), game.chain.balance(game.address)) == (5, 0)

    @pytest.mark.filterwarnings("ignore:SELFDESTRUCT:DeprecationWarning")
    def test_what_is_forced_in_stays(self, game, puppet, key):
        puppet.force(10**18)
        game.report(game.bob, key)
        game.earn(game.cyd)
        game.send(game.cyd, "add_data", [1], 0, value=7)
        assert game.chain.balance(game.address) == 10**18
        assert game.record(key)[:2] == (0, 0)

    @pytest.mark.parametrize("function", ["refund", "report"])
    def test_claims_take_no_ether(self, game, key, function):
        with game.refuses(""):
            game.send(game.ann, function, *key[: 3 if function == "refund" else 4], value=1)


@pytest.mark.slow
def test_it_takes_no_more_gas_than_the_game_for_money(chain):
    spent = {}
    for terms in (PointsTerms(REFUND_WAIT, ANY_WAIT), TERMS):
        model = SparsePerceptron(FEATURES)
        gas = spent.setdefault(terms.name, [])
        shared = SharedModel.deploy(
            chain, model, terms, listener=lambda receipt, *_, to=gas: to.append(receipt.gas_used)
        )
        good, bad = chain.accounts[1:3]
        first = shared.add_data(good, (0, 1), 0).contribution
        wrong = shared.add_data(bad, (0, 1), 1).contribution
        shared.add_data(good, (0, 1), 0)
        chain.advance(REFUND_WAIT)
        shared.refund(good, first)
        shared.report(good, wrong)
    mine, published = spent.values()
    assert len(mine) == len(published)
    assert all(one <= other for one, other in zip(mine, published, strict=True))


def test_a_settled_one_can_be_contributed_again(game, key):
    """The key holds the time: a second contribution of the same sample is another one."""
    game.report(game.bob, key)
    again = game.add(game.ann, key[0], key[1])
    assert game.record(again)[3] is False
    shared = SharedModel.connect(game.chain, game.address)
    with pytest.raises(Refused):
        shared.refund(game.ann, Contribution(tuple(key[0]), *key[1:]))
    game.wait(REFUND_WAIT, again)
    game.refund(again)
    assert game.points(game.ann) == [0]
