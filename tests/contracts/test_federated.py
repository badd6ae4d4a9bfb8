"""A federation's rounds on the chain and in Python: the same to the bit and the wei.

Every action is done on both (`federated_cases.Both`), and all that is public is compared after it.
"""

import numpy as np
import pytest

from sum.chain import connect
from sum.chain.compiler import RUNTIME_LIMIT, compile_federation
from sum.errors import ChainError, InputError, NotAllowed, NotOpen, refusal
from sum.federated.contract import FederatedRound
from sum.federated.lanes import ONE, as_lanes, from_lanes, pack
from sum.federated.party import Party
from sum.federated.pay import RULE
from sum.federated.portions import Portion
from sum.federated.terms import Dial, Phase, RoundTerms
from sum.federated.twin import RoundTwin
from sum.units import Wei
from tests.contracts.federated_cases import BOUNTY, STAKE, Both, Federation

pytestmark = pytest.mark.slow


class Silent(Party):
    """Does nothing any more from a phase on."""

    silent_from = Phase.SHARE

    def act(self, record, notes):
        late = record.phase >= self.silent_from
        return False if late else super().act(record, notes)


def silent_from(phase):
    return type("Silent", (Silent,), {"silent_from": phase})


class LiesOfItself(Party):
    """Says a wrong dot product of its own mask."""

    def opening(self, record, place):
        own, pairs = super().opening(record, place)
        return own ^ 5, pairs


class LiesOfAPair(Party):
    """Says a wrong dot product of the mask that it shares with the first of the others."""

    def opening(self, record, place):
        own, pairs = super().opening(record, place)
        said = list(pairs)
        said[0 if place else 1] ^= 3
        return own, said


class Stubborn(Party):
    """Does not show the seed that would settle a quarrel."""

    def dispute(self, record, place, notes):  # noqa: ARG002
        return False


class Quarrels(Stubborn, LiesOfAPair):
    """Says something else than its partner, and does not show the seed."""


def mean_of(conductor, record):
    """What the model should have moved by."""
    updates = [from_lanes(conductor.parties[place].update) for place in record.included]
    total = np.sum(updates, axis=0)
    return np.sign(total) * (abs(total) // len(updates))


@pytest.mark.parametrize("dial", list(Dial))
def test_a_round_with_everybody(dial):
    game = Federation(dial, rounds=1, seed=3)
    before = game.engine.model()
    conductor = game.begin()
    record = conductor.play()
    if dial.later:
        assert record.phase is Phase.WAIT
        game.late()
        record = conductor.play()
    assert record.phase is Phase.CLOSED
    assert not any(each.slashed for each in record.clients)
    assert record.accepted
    assert (game.engine.model() - before == mean_of(conductor, record)).all()
    game.withdraw_all()
    assert game.engine.held() == game.engine.carried() == 0


def test_a_step_that_makes_it_worse_is_not_taken():
    game = Federation(Dial.MASKED, rounds=1, tolerance=0)
    before = game.engine.model()
    conductor = game.begin()
    worse = as_lanes(np.rint(-0.9 * ONE * game.truth / np.linalg.norm(game.truth)).astype(int))
    for party in conductor.parties:
        party.update = worse
    record = conductor.play()
    assert record.accepted is False
    assert record.losses[1] > record.losses[0]
    assert (game.engine.model() == before).all()
    assert [each.paid for each in record.clients] == [BOUNTY // 5] * 5


@pytest.mark.parametrize("phase", [Phase.SHARE, Phase.SUBMIT, Phase.SCORE, Phase.UNMASK])
def test_who_falls_silent_loses_the_stake_and_the_round_goes_on(phase):
    game = Federation(rounds=1, seed=3)
    conductor = game.begin({1: silent_from(phase)})
    record = conductor.play()
    assert record.phase is Phase.CLOSED
    assert record.accepted
    assert record.clients[1].slashed == (phase is not Phase.UNMASK)
    assert record.clients[1].included == (phase is Phase.UNMASK)
    lost = STAKE if phase is not Phase.UNMASK else 0
    assert game.engine.collectable(game.beneficiary) == lost
    game.withdraw_all()


def test_with_self_assessment_seeds_of_who_is_silent_are_shown():
    game = Federation(Dial.SELF, rounds=1, seed=3)
    conductor = game.begin({1: silent_from(Phase.SUBMIT), 2: silent_from(Phase.WAIT)})
    assert conductor.play().phase is Phase.WAIT
    game.late()
    conductor.parties[2].act = lambda *_: False
    record = conductor.play()
    assert record.phase is Phase.CLOSED
    assert [each.slashed for each in record.clients] == [False, True, True, False, False]
    game.withdraw_all()


@pytest.mark.parametrize("liar", [LiesOfItself, LiesOfAPair])
def test_a_wrong_opening_is_found_out(liar):
    game = Federation(rounds=1, seed=3)
    before = game.engine.model()
    conductor = game.begin({3: liar})
    record = conductor.play()
    assert record.phase is Phase.CLOSED
    assert [each.slashed for each in record.clients] == [False, False, False, True, False]
    assert record.clients[3].paid == 0
    assert game.engine.collectable(game.beneficiary) == STAKE
    if record.accepted:
        assert (game.engine.model() - before == mean_of(conductor, record)).all()


def test_of_a_quarrel_that_nobody_settles_both_are_out():
    game = Federation(rounds=1, seed=3)
    record = game.begin({0: Stubborn, 1: Quarrels}).play()
    assert [each.slashed for each in record.clients] == [True, True, False, False, False]


@pytest.mark.parametrize(("seed", "caught"), [(3, False), (6, True)])
def test_two_who_lie_alike_move_their_scores_until_chance_draws_them(seed, caught):
    scores = []
    for parties in ({}, {0: LiesOfAPair, 1: LiesOfAPair}):
        game = Federation(rounds=1, seed=seed)
        record = game.begin(parties).play()
        scores.append([each.raw for each in record.clients])
        assert record.included == (0, 1, 2, 3, 4)
        lost = [caught and bool(parties)] * 2
        assert [each.slashed for each in record.clients] == [*lost, False, False, False]
    assert scores[0] != scores[1]
    assert sum(scores[0]) == sum(scores[1])
    assert (game.engine.account(game.people[0]).standing <= RULE.outside) == caught


def test_a_portion_that_aims_at_one_number_is_refused():
    game = Federation(Dial.GROUPS, rounds=1, features=16, group=2)
    samples = np.zeros((3, 16), dtype=np.int64)
    samples[:, 0] = 1_024
    aimed = Portion(samples, np.array([0, 1, 1]))
    game.portions = [aimed]
    hashes = [aimed.hash(game.salts[0])]
    start = pack(as_lanes(np.zeros(16, dtype=np.int64)))
    game.engine = Both(game.chain, game.terms, hashes, start)
    record = game.begin().play()
    assert game.engine.refused["federation: narrow portion"] == 1
    assert record.void
    assert [each.paid for each in record.clients] == [BOUNTY // 5] * 5


def test_the_organiser_who_shows_nothing_pays():
    game = Federation(rounds=1)
    conductor = game.begin()
    conductor.portion = ()
    record = conductor.play()
    assert record.void
    assert [each.paid for each in record.clients] == [BOUNTY // 5] * 5
    assert game.engine.collectable(game.owner) == BOUNTY % 5


def test_whose_secret_is_missing_pays_and_the_others_get_their_stakes_back():
    game = Federation(rounds=1, seed=3)
    conductor = game.begin(dict.fromkeys((1, 2, 3), silent_from(Phase.UNMASK)))
    record = conductor.play()
    assert record.void
    assert [each.slashed for each in record.clients] == [False, True, True, True, False]
    assert game.engine.collectable(game.people[0]) == STAKE
    assert game.engine.collectable(game.owner) == BOUNTY


def test_too_few_make_a_round_void():
    game = Federation(rounds=1)
    game.engine.open(game.owner, Wei(BOUNTY))
    with pytest.raises(NotAllowed):
        game.engine.open(game.people[0], Wei(BOUNTY))
    with pytest.raises(NotOpen):
        game.engine.open(game.owner, Wei(BOUNTY))
    game.engine.join(game.people[0], bytes(32), Wei(STAKE))
    game.late()
    assert game.engine.record().void
    assert game.engine.collectable(game.people[0]) == STAKE
    game.withdraw_all()
    assert game.engine.held() == 0


def test_who_is_left_out_for_its_standing_is_scored_on():
    game = Federation(Dial.SCALAR, rounds=2, seed=3)
    first = game.begin()
    first.parties[4].update = as_lanes(-from_lanes(first.parties[4].update) * 9 // 10)
    record = first.play()
    assert not record.clients[4].included
    assert not record.clients[4].slashed
    assert game.engine.account(game.people[4]).standing < 0
    record = game.begin().play()
    assert record.clients[4].opened


def test_with_self_assessment_who_was_out_rises_by_no_more_than_mercy():
    game = Federation(Dial.SELF, rounds=5, seed=3)
    conductors = []
    for turn in range(5):
        conductors.append(game.begin())
        if turn == 0:
            bad = conductors[0].parties[4]
            bad.update = as_lanes(-from_lanes(bad.update) * 9 // 10)
        before = game.engine.account(game.people[4]).standing
        for conductor in conductors:
            conductor.play()
        # What is judged is the round before the last, by the last one's step.
        was_in = turn < 2 or conductors[turn - 2].record().clients[4].included
        after = game.engine.account(game.people[4]).standing
        assert was_in or after <= before + RULE.mercy
    assert not conductors[2].record().clients[4].included


def test_no_more_rounds_after_the_end():
    game = Federation(Dial.MASKED, rounds=2)
    game.begin().play()
    game.engine.end(game.owner)
    with pytest.raises(NotOpen):
        game.engine.open(game.owner, Wei(1))
    game.withdraw_all()
    assert game.engine.held() == 0


@pytest.mark.parametrize(
    "dial", [pytest.param(each, marks=pytest.mark.slow) for each in Dial], ids=str
)
def test_it_fits_into_a_chain(dial):
    artifact = compile_federation(dial.source)
    assert artifact.runtime_size < RUNTIME_LIMIT
    assert (artifact.model, artifact.incentive) == ("federated_round", dial.source)


@pytest.mark.parametrize(
    "dial", [pytest.param(each, marks=pytest.mark.slow) for each in Dial], ids=str
)
def test_every_function_says_what_it_takes(dial):
    artifact = compile_federation(dial.source)
    text = "".join(artifact.sources.values())
    for entry in artifact.abi:
        if entry["type"] == "function" and entry["stateMutability"] != "view":
            body = text.split(f"\ndef {entry['name']}(")[1].split('"""')[1]
            assert "@notice" in body, entry["name"]
            for argument in entry["inputs"]:
                assert f"@param {argument['name']} " in body, (entry["name"], argument["name"])


def test_one_connects_to_it_by_its_address():
    game = Federation(Dial.MASKED, rounds=1)
    found = FederatedRound.connect(game.chain, game.engine.address)
    assert (found.terms, found.organiser) == (game.terms, game.owner)
    with pytest.raises(ChainError):
        FederatedRound.connect(game.chain, game.owner)


def test_terms_that_the_contract_refuses_the_twin_refuses():
    chain = connect()
    owner, other = chain.accounts[:2]
    terms = RoundTerms(Dial.MASKED, 3, 1, other, Wei(1))
    bad = [(owner, [bytes(32)], [0]), (other, [], [0]), (other, [bytes(32)], [])]
    for beneficiary, portions, model in bad:
        changed = RoundTerms(Dial.MASKED, 3, 1, beneficiary, Wei(1))
        for make in (
            lambda t=changed, p=portions, m=model: FederatedRound.deploy(chain, t, p, m),
            lambda t=changed, p=portions, m=model: RoundTwin(t, owner, p, m),
        ):
            with pytest.raises(NotOpen) as refused:
                make()
            assert refused.value.reason == "federation: bad terms"
    assert terms.words == 1


def test_twenty_clients_of_whom_a_third_drops_out():
    """Breast cancer's size."""
    drops = {2: Phase.SHARE, 5: Phase.SUBMIT, 9: Phase.SUBMIT, 12: Phase.SCORE, 14: Phase.UNMASK}
    drops |= {17: Phase.UNMASK}
    game = Federation(rounds=1, seed=1, clients=20, features=31)
    game.engine.every = False
    before = game.engine.model()
    conductor = game.begin({place: silent_from(phase) for place, phase in drops.items()})
    record = conductor.play()
    game.engine.compare()
    assert record.accepted
    assert {14, 17} & set(record.included)
    assert (game.engine.model() - before == mean_of(conductor, record)).all()
    game.withdraw_all()


def test_ten_outputs():
    game = Federation(Dial.SCALAR, rounds=1, seed=2, features=16, outputs=3)
    record = game.begin().play()
    assert record.phase is Phase.CLOSED
    assert record.losses


def test_at_most_eight_at_once():
    game = Federation(rounds=1)
    game.begin()
    for name in ("recover", "dispute"):
        for engine in game.engine.engines:
            with pytest.raises((InputError, NotOpen)):
                getattr(engine, name)(game.owner, 0, range(9), [bytes(16)] * 9)


def test_reasons_are_known():
    assert type(refusal("federation: still masked")).__name__ == "TooEarly"
    assert pack(as_lanes([ONE])) == (ONE,)
