"""A round as its clients play it: sums to the bit whoever vanishes, and nothing shown but these."""

import numpy as np
import pytest

from sum.errors import BadSample
from sum.federated.cheats import (
    BadDealer,
    BadMail,
    FalseHashes,
    FalseOpening,
    FalsePair,
    Vanishing,
)
from sum.federated.conduct import Conductor
from sum.federated.direction import fixed_features
from sum.federated.lanes import add, as_lanes, dot, pack, signed, to_lanes, unpack
from sum.federated.party import Party
from sum.federated.portions import Portion
from sum.federated.rescue import Secret
from sum.federated.terms import Dial, Phase, RoundTerms
from sum.federated.twin import RoundTwin
from sum.units import Wei

pytestmark = pytest.mark.slow

ORGANISER, BENEFICIARY = "0x" + "0f" * 20, "0x" + "be" * 20
FEATURES = 9
SALT = bytes(range(32))
PHASES = (Phase.SHARE, Phase.SUBMIT, Phase.SCORE, Phase.UNMASK)


def account(n):
    return f"0x{n + 1:040x}"


def portion():
    rng = np.random.default_rng(5)
    X = rng.normal(size=(12, FEATURES - 1))
    return Portion(fixed_features(X), (X[:, 0] > 0).astype(np.int64))


class Game:
    """A federation of `n` clients, and a round of it."""

    def __init__(self, n, dial=Dial.SCALAR, rounds=1, **terms):
        self.portion, self.n = portion(), n
        self.terms = RoundTerms(
            dial, FEATURES, 1, BENEFICIARY, Wei(10**18), clients=n, **{"fewest": 2, **terms}
        )
        self.engine = RoundTwin(
            self.terms,
            ORGANISER,
            [self.portion.hash(SALT)] * rounds,
            pack(as_lanes(np.zeros(FEATURES))),
        )

    def conductor(self, number=1, seed=0, **cheats):
        """Open a round; a cheat is a class and its arguments, by "c" and its place."""
        self.engine.open(ORGANISER, Wei(10**18))
        rng = np.random.default_rng(seed + number)
        parties = []
        for n in range(self.n):
            kind, *arguments = cheats.get(f"c{n}", (Party,))
            named = arguments.pop() if arguments and isinstance(arguments[-1], dict) else {}
            parties.append(kind(self.engine, account(n), rng.bytes, number, *arguments, **named))
            parties[n].update = to_lanes(rng.normal(size=FEATURES) * 0.004 + push(FEATURES))
        words = self.portion.words()
        conductor = Conductor(self.engine, ORGANISER, parties, words, SALT, number)
        conductor.join()
        return conductor


def push(d):
    """What helps with the portion a little."""
    return np.array([0.05, *[0.0] * (d - 1)])


def check_sum(conductor, record):
    """The sum is that of the updates of those who are in, to the bit."""
    for group, words in enumerate(record.sums):
        inside = [n for n in record.included if record.groups[n] == group]
        total = add(as_lanes(np.zeros(FEATURES)), *(conductor.parties[n].update for n in inside))
        assert (unpack(words, FEATURES) == total).all()


def gone(phase, places):
    return {f"c{place}": (Vanishing, phase) for place in places}


@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.name)
@pytest.mark.parametrize("n", [5, 12, 20])
def test_a_third_may_vanish_in_any_phase(n, phase):
    places = range(n - 1, -1, -3)[: n // 3]
    conductor = Game(n).conductor(**gone(phase, places))
    record = conductor.play()
    assert not record.void
    stay = phase is Phase.UNMASK  # their updates are in: the others take their masks off
    assert set(record.included) == set(range(n)) - (set() if stay else set(places))
    check_sum(conductor, record)


@pytest.mark.parametrize("phase", [None, Phase.SUBMIT, Phase.UNMASK])
def test_fifty_clients_and_a_third_of_them_gone(phase):
    places = range(0, 48, 3) if phase else ()
    conductor = Game(50, Dial.MASKED).conductor(**gone(phase, places))
    record = conductor.play()
    assert len(record.included) == (50 if phase is not Phase.SUBMIT else 34)
    check_sum(conductor, record)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("dial", [Dial.MASKED, Dial.SCALAR, Dial.SELF])
def test_each_may_vanish_in_a_phase_of_its_own(dial, seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(5, 13))
    phases = {int(p): PHASES[rng.integers(4)] for p in rng.permutation(n)[: n // 3]}
    cheats = {f"c{place}": (Vanishing, phase) for place, phase in phases.items()}
    conductor = Game(n, dial).conductor(seed=seed, **cheats)
    record = conductor.play()
    assert not record.void
    early = {Phase.SHARE, Phase.SUBMIT} | ({Phase.SCORE} if dial is Dial.SCALAR else set())
    assert set(record.included) == {n for n in range(n) if phases.get(n) not in early}
    check_sum(conductor, record)


def test_groups_have_sums_of_their_own():
    conductor = Game(9, Dial.GROUPS, group=4).conductor(c1=(Vanishing, Phase.SUBMIT))
    record = conductor.play()
    assert record.groups == (0,) * 4 + (1,) * 5
    assert len(record.sums) == 2
    check_sum(conductor, record)
    assert not any(record.masked(i, j) for i in range(4) for j in range(4, 9))


def test_open_updates_need_no_masks():
    conductor = Game(5, Dial.OPEN).conductor(c1=(Vanishing, Phase.SCORE))
    record = conductor.play()
    assert record.clients[2].sent == pack(conductor.parties[2].update)
    check_sum(conductor, record)


@pytest.mark.parametrize("dial", [Dial.SCALAR, Dial.SELF, Dial.OPEN])
def test_scores_are_the_dot_products_of_what_nobody_sees(dial):
    game = Game(6, dial, rounds=2)
    first, second = game.conductor(1), None
    first.play()
    if dial is Dial.SELF:
        assert first.record().phase is Phase.WAIT
        second = game.conductor(2)
        second.play()
    record = first.play()
    assert record.phase is Phase.CLOSED
    v, w = (np.array(each) for each in (record.v, record.w))
    for party, client in zip(first.parties, record.clients, strict=True):
        assert client.raw == signed(dot(party.update, v))
        assert client.news == signed(dot(party.update, w))
        if dial is not Dial.OPEN:
            assert client.sent != pack(party.update)
    check_sum(first, record)


def test_late_openings_find_out_who_is_silent_and_who_lies():
    game = Game(7, Dial.SELF, rounds=2)
    lie = (FalsePair, 2**20, {"other": account(0)})
    first = game.conductor(1, c1=(Vanishing, Phase.SUBMIT), c2=(Vanishing, Phase.SCORE), c4=lie)
    first.play()
    check_sum(first, first.record())
    game.conductor(2).play()
    record = first.play()
    assert record.phase is Phase.CLOSED
    assert [n for n in range(7) if record.clients[n].slashed] == [1, 2, 4]
    v = np.array(record.v)
    for n in (0, 3, 5, 6):
        assert record.clients[n].raw == signed(dot(first.parties[n].update, v))


def test_the_same_seed_plays_the_same_round():
    records = [
        Game(5).conductor(seed=seed, c2=(Vanishing, Phase.UNMASK)).play() for seed in (7, 7, 8)
    ]
    assert records[0] == records[1] != records[2]


def test_who_lies_about_its_own_mask_is_found_at_unmasking():
    conductor = Game(5).conductor(c3=(FalseOpening, 2**20))
    record = conductor.play()
    assert [n for n in range(5) if record.clients[n].slashed] == [3]
    check_sum(conductor, record)


def test_who_lies_about_a_mask_it_shares_is_found_by_the_other_end():
    lie = (FalsePair, 2**20, {"other": account(1)})
    conductor = Game(5).conductor(c3=lie)
    record = conductor.play()
    assert [n for n in range(5) if record.clients[n].slashed] == [3]
    check_sum(conductor, record)


def test_nobody_can_lie_about_a_mask_that_is_off():
    game = Game(5, Dial.SELF, rounds=2)
    first = game.conductor(1, c3=(FalseOpening, 2**20))
    first.play()
    game.conductor(2).play()
    with pytest.raises(BadSample):
        first.play()


def test_two_friends_move_score_between_themselves_and_never_the_sum():
    lies = {
        "c3": (FalsePair, 1_000, {"other": account(1)}),
        "c1": (FalsePair, -1_000, {"other": account(3)}),
    }
    conductor = Game(5).conductor(**lies)
    honest, record = Game(5).conductor().play(), conductor.play()
    moved = [a.raw - b.raw for a, b in zip(record.clients, honest.clients, strict=True)]
    assert moved == [0, -1_000, 0, 1_000, 0]
    assert not any(client.slashed for client in record.clients)
    assert record.sums == honest.sums
    check_sum(conductor, record)


@pytest.mark.parametrize("kind", [BadDealer, BadMail])
def test_whose_shares_open_nothing_pays_for_the_round_that_fails(kind):
    record = Game(5).conductor(c3=(kind, Phase.UNMASK)).play()
    assert record.void
    assert [n for n in range(5) if record.clients[n].slashed] == [3]


def test_bad_shares_stop_nothing_when_they_are_not_needed():
    conductor = Game(5).conductor(c3=(BadDealer, Phase.CLOSED))
    record = conductor.play()
    assert record.included == (0, 1, 2, 3, 4)
    check_sum(conductor, record)


def test_a_pair_whose_hashes_differ_has_no_mask():
    conductor = Game(6).conductor(c3=(FalseHashes,), c4=(Vanishing, Phase.SCORE))
    record = conductor.play()
    assert not any(record.masked(3, other) for other in range(6))
    # It would be bare once its own mask is opened, so it does not submit; that is its own doing.
    assert record.included == (0, 1, 2, 5)
    check_sum(conductor, record)


class UselessKey(Party):
    """Has a key that nobody can agree on anything with."""

    def join(self):
        self.engine.join(self.account, bytes(32), self.engine.terms.stake, round=self.number)


def test_a_useless_key_stops_nobody_else():
    conductor = Game(5).conductor(c0=(UselessKey,))
    record = conductor.play()
    assert not any(record.masked(0, other) for other in range(5))
    assert record.included == (1, 2, 3, 4)
    check_sum(conductor, record)


def test_nobody_is_laid_bare_by_partners_without_masks():
    # 0 shares masks with 1, 5 and 6 only; when they vanish, its own mask alone hides its update.
    cheats = {f"c{n}": (FalseHashes,) for n in (2, 3, 4)}
    cheats |= {f"c{n}": (Vanishing, Phase.SCORE) for n in (1, 5, 6)}
    conductor = Game(7).conductor(**cheats)
    for party in conductor.parties[2:5]:
        party.is_hidden = lambda _record, _place: True  # they take part all the same
    record = conductor.play()
    assert record.included == (2, 3, 4)  # their own masks are off; they would have had the sum
    assert record.void
    assert record.clients[0].seed == b""
    assert record.clients[0].slashed  # what its silence costs


def test_holders_open_only_what_has_to_be_opened():
    conductor = Game(9).conductor(
        c0=(Vanishing, Phase.SUBMIT), c1=(Vanishing, Phase.SCORE), c2=(Vanishing, Phase.UNMASK)
    )
    record = conductor.play()
    check_sum(conductor, record)
    opened = {(note.dealer, note.secret) for note in conductor.notes}
    assert opened == {(0, Secret.KEY), (1, Secret.KEY), (2, Secret.OWN)}


def test_who_is_out_can_still_say_what_it_shares_with_the_silent():
    lie = (FalsePair, 2**20, {"other": account(3)})
    cheats = {"c1": (Vanishing, Phase.SCORE), "c2": lie, "c4": (Vanishing, Phase.UNMASK)}
    conductor = Game(6).conductor(**cheats)
    record = conductor.play()  # of the key of 2 there are too few shares without its own
    assert record.included == (0, 3, 4, 5)
    assert not record.void
    check_sum(conductor, record)


def test_nobody_opens_anything_when_all_speak_for_themselves():
    conductor = Game(5).conductor()
    conductor.play()
    assert conductor.notes == []


def test_an_organiser_who_shows_no_portion_stops_the_round_and_nothing_else():
    conductor = Game(5).conductor()
    conductor.portion = ()
    assert conductor.play().void
    assert not any(client.slashed for client in conductor.record().clients)
