"""What closes the ways round the rule: audits of pairs, lies that sink, portions that aim."""

from itertools import combinations

import numpy as np
import pytest

from sum.federated.audits import audited, partner
from sum.federated.cheats import FalseOpening, FalsePair, Vanishing
from sum.federated.lab import Federation
from sum.federated.masks import NO_HASH
from sum.federated.party import Party
from sum.federated.pay import RULE, Account
from sum.federated.settings import Settings
from sum.federated.shards import Shard
from sum.federated.staged import Staged, on_twin
from sum.federated.terms import Phase
from tests.unit.test_federated_party import Game, account, check_sum

FRIENDS = {
    "c3": (FalsePair, 1_000, {"other": account(1)}),
    "c1": (FalsePair, -1_000, {"other": account(3)}),
}


class Reticent(Party):
    """Shows no seed of a pair."""

    def dispute(self, record, place, notes):  # noqa: ARG002
        return False


def drawn(record):
    """The pairs that the seeds of a round draw."""
    seeds = [each.seed for each in record.clients if each.seed]
    return audited(seeds, record.included, len(record.clients))


@pytest.mark.parametrize("count", [3, 4, 7])
def test_every_two_meet_for_one_outcome_of_chance(count):
    meetings = [
        (place, partner(place, chance, count)) for chance in range(count) for place in range(count)
    ]
    assert sorted(pair for pair in meetings if pair[0] < pair[1]) == sorted(
        combinations(range(count), 2)
    )
    assert all(pair[::-1] in meetings for pair in meetings)


def test_who_is_out_is_not_drawn():
    seeds = [bytes(15) + bytes([3])]
    assert audited(seeds, range(5), 5) == {(0, 3), (1, 2)}
    assert audited(seeds, [0, 1, 2, 4], 5) == {(1, 2)}


def test_honest_pairs_show_their_seeds_and_nothing_comes_of_it():
    conductor = Game(6, fewest=3).conductor()
    phases = [record.phase for record in conductor.steps()]
    record = conductor.record()
    assert Phase.DISPUTE in phases[phases.index(Phase.UNMASK) :]
    assert drawn(record)
    assert not any(each.slashed or each.differs for each in record.clients)
    check_sum(conductor, record)


def test_two_friends_are_found_out_when_chance_draws_them():
    found = []
    for seed in range(8):
        game = Game(5, fewest=3)
        conductor = game.conductor(seed=seed, **FRIENDS)
        record = conductor.play()
        pairs = drawn(record)
        found.append((1, 3) in pairs)
        caught = [1, 3] if found[-1] else []
        assert [n for n in range(5) if record.clients[n].slashed] == caught
        assert record.included == (0, 1, 2, 3, 4)  # their updates are in the sum by then
        assert all(game.engine.account(account(n)).standing <= RULE.outside for n in caught)
        assert all(record.clients[n].paid == 0 for n in caught)
        check_sum(conductor, record)
    assert set(found) == {False, True}


@pytest.mark.parametrize("both", [False, True])
def test_one_of_two_is_enough_to_show_a_seed(both):
    first, second = min(drawn(Game(5, fewest=3).conductor().play()))
    cheats = {f"c{n}": (Reticent,) for n in ((first, second) if both else (first,))}
    record = Game(5, fewest=3).conductor(**cheats).play()
    assert [n for n in range(5) if record.clients[n].slashed] == ([first, second] if both else [])


def test_of_a_pair_without_a_mask_any_seed_will_do():
    # Who commits to nothing shares no mask; its partners have others.
    class Alone(Party):
        def hashes(self, record, place):
            del place
            return [NO_HASH] * len(record.clients)

        def is_hidden(self, record, place):
            del record, place
            return True

    for seed in range(5):
        record = Game(5, fewest=3).conductor(seed=seed, c2=(Alone,)).play()
        assert not any(each.slashed for each in record.clients)


def test_where_a_sum_of_two_is_allowed_no_pair_is_drawn():
    conductor = Game(5, fewest=2).conductor()
    phases = [record.phase for record in conductor.steps()]
    assert Phase.DISPUTE not in phases


def test_a_lie_about_scores_that_were_judged_sinks_the_liar():
    for cheat in ((FalseOpening, 2**20), (Vanishing, Phase.UNMASK)):
        game = Game(5, fewest=3)
        record = game.conductor(c3=cheat).play()
        sunk = game.engine.account(account(3)).standing <= RULE.outside
        assert sunk == record.clients[3].slashed == (cheat[0] is FalseOpening)


@pytest.mark.parametrize("boost", [0, 2**24])
def test_nobody_says_itself_back_into_the_sum(boost):
    game = Game(5, fewest=3)
    before = Account(-9_000, -2_000)
    game.engine._accounts[account(3)] = before
    record = game.conductor(c3=(FalseOpening, boost)).play()
    assert record.clients[3].raw > 0
    assert not record.clients[3].included
    assert not record.clients[3].slashed
    after = game.engine.account(account(3))
    assert after.standing == before.standing + RULE.mercy
    assert after.due <= before.due - RULE.absence - RULE.toll


def spiked(settings):
    """A federation the second of whose portions reads one weight of everybody's update."""
    federation = Federation(settings)
    division = federation.division
    samples = np.zeros_like(division.portions[1].samples)
    samples[:, 4] = 1_024
    portions = list(division.portions)
    portions[1] = Shard(samples, portions[1].labels)
    object.__setattr__(division, "portions", tuple(portions))
    return federation


@pytest.mark.parametrize("dial", ["scalar", "self-assessment", "groups"])
def test_whose_portion_aims_at_one_number_pays(dial):
    settings = Settings(data="breast-cancer", dial=dial, clients=5, rounds=3, group=2, seed=2)
    federation = spiked(settings)
    list(federation)
    run = federation.result()
    refused = next(each for each in run.records[1].outcome.settlements if each.round == 1)
    assert not run.records[1].outcome.accepted
    assert refused.pays == (settings.bounty // 5,) * 5
    assert refused.directions == ()
    in_full = spiked(settings)
    in_full._engine = Staged(settings, in_full.division, on_twin)
    list(in_full)
    assert in_full.result().digest() == run.digest()
