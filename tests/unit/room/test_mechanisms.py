"""Rooms whatever the mechanism: played, paid out, explained, and audited to the wei."""

import re
from dataclasses import replace

import pytest

from sum.errors import SumError
from sum.incentives import MECHANISMS, PointsTerms, Terms
from sum.room import OWNER, Settings, claim_state, next_opening, open_room, ripe
from sum.room.audit import audit
from sum.room.flows import flows, gained
from sum.room.preview import dry_run
from sum.room.results import round_result
from sum.room.rules import WORDS, affordable_after, words_of
from sum.room.standings import lines
from sum.units import DAY, HOUR
from tests.unit.room.conftest import QUIET

BOTS = ("honest", "honest", "malicious")
GAMES = [name for name, kind in MECHANISMS.items() if kind.claims]


def played(name, days=4):
    """A room under a mechanism after some days, with its key."""
    room, key = open_room(replace(QUIET, terms=MECHANISMS[name](), bots=BOTS))
    room.jump(key, "days", days * DAY)
    return room, key


@pytest.fixture(
    scope="module",
    # A point is quickly earned; the others are for the thorough.
    params=[pytest.param(n, marks=pytest.mark.slow) for n in GAMES],
)
def days(request):
    return played(request.param)


def test_every_mechanism_has_words():
    assert set(MECHANISMS) <= set(WORDS)


@pytest.mark.parametrize("name", list(MECHANISMS))
def test_terms_are_explained_without_a_room(name):
    terms = MECHANISMS[name]()
    words = words_of(terms)
    assert len(words.rules(terms)) >= 2
    formula = words.pricing(terms)
    assert formula.text
    assert formula.lines
    assert words.limits
    assert words.chance(terms, agrees=True, learns=False) != words.chance(
        terms, agrees=False, learns=False
    )


def test_the_deposits_formula_has_the_constant_of_the_terms():
    terms = Terms(cost_weight=10**15, k=60)
    formula = words_of(terms).pricing(terms)
    assert r"\times 60}" in formula.latex
    assert formula.lines[1] == "0.001 ETH × 60 ÷ √(1 h = 3,600 s → 60) = 0.001 ETH"


@pytest.mark.slow
def test_the_twin_in_the_snapshot_says_what_the_contract_says(days):
    room, _ = days
    snapshot, engine = room.snapshot, room._game.engine
    twin, shared = snapshot.incentive, room._game.engine.shared
    assert snapshot.total_good == twin.total_good == shared.total_good()
    for person in snapshot.people:
        assert person.good == twin.good(person.address) == shared.good(person.address)
    assert twin.cost(engine.now) == engine.cost((0,), 0)
    assert twin.last == shared.last_time()
    assert twin is not engine.incentive


@pytest.mark.slow
def test_nobody_changes_a_snapshot_by_playing_on():
    room, key = played(GAMES[0])
    before = room.snapshot
    good, last = before.incentive.total_good, before.incentive.last
    room.jump(key, "more", 4 * DAY)
    assert room.snapshot.incentive.total_good > good
    assert (before.incentive.total_good, before.incentive.last) == (good, last)


def test_the_rules_say_what_the_contract_says(days):
    room, _ = days
    snapshot, engine, now = room.snapshot, room._game.engine, room.now()
    for entry in snapshot.entries:
        for person in snapshot.people:
            if entry.settled or person.id == OWNER:
                continue
            claim = claim_state(snapshot, person.id, entry.number, now)
            own = entry.person == person.id
            report = engine.can_report(person.address, entry.contribution).ok
            refund = own and engine.can_refund(entry.contribution).ok
            assert claim.ok == (refund or report)
            assert claim.ok == all(rule.ok for rule in claim.rules)
            assert claim.verb
            assert claim.what
            assert claim.no


def test_what_can_be_claimed_is_found_by_its_age(days):
    room, _ = days
    snapshot = room.snapshot
    people = [person.id for person in snapshot.people if person.id != OWNER]
    left = [entry.number for entry in snapshot.entries if not entry.settled]
    for now in (room.now() + wait * HOUR for wait in (0, 7, 30, 24 * 12)):
        for person in people:
            found = [entry.number for entry in ripe(snapshot, person, now)]
            own = [number for number in found if snapshot.entries[number - 1].person == person]
            assert found[: len(own)] == own
            assert len(set(found)) == len(found)
            ready = {each for each in left if claim_state(snapshot, person, each, now).ok}
            assert ready <= set(found)


@pytest.mark.slow
def test_what_opens_next_is_open_then(days):
    room, _ = days
    snapshot, now = room.snapshot, room.now()
    for person in snapshot.people:
        moment = next_opening(snapshot, person.id, now)
        if moment is not None:
            assert moment > now
            left = [entry.number for entry in snapshot.entries if not entry.settled]
            assert any(claim_state(snapshot, person.id, each, moment).ok for each in left)


def test_what_people_gained_from_each_other_is_what_they_won(days):
    room, _ = days
    snapshot, sums = room.snapshot, gained(flows(room.snapshot))
    money = snapshot.settings.terms.money
    board = lines(snapshot)
    assert any(line.profit or line.points for line in board)
    for line in board:
        assert sums.get(line.person, 0) == (line.profit if money else line.points)
    assert board == round_result(room._game).lines


def test_every_payout_has_its_formula(days):
    room, _ = days
    snapshot = room.snapshot
    assert snapshot.payouts
    assert [payout.number for payout in snapshot.payouts] == list(
        range(1, len(snapshot.payouts) + 1)
    )
    for payout in snapshot.payouts:
        assert payout.lines
        assert payout in (*snapshot.payouts_of(payout.entry or 1), *snapshot.payouts)
    told = [item for item in snapshot.feed if item.kind in {"refund", "take"}]
    assert [item.payout for item in told] == [payout.number for payout in snapshot.payouts]
    for entry in snapshot.entries:
        paid = snapshot.payouts_of(entry.number)
        assert all(payout.entry == entry.number for payout in paid)
        assert sum(p.amount for p in paid if p.kind == "refund") == entry.refunded


@pytest.mark.slow
def test_the_formula_of_a_share_ends_in_what_was_paid():
    room, _ = played("deposit_refund_take", days=8)
    takes = [payout for payout in room.snapshot.payouts if payout.kind == "take"]
    assert takes
    for payout in takes:
        said = float(re.search(r"([0-9.]+) ETH$", payout.lines[-1]).group(1))
        assert said == pytest.approx(payout.amount / 10**18, rel=1e-5)


def test_every_ether_is_somewhere(days):
    room, key = days
    found = audit(room.snapshot)
    assert found.adds_up
    assert found.somewhere == found.expected
    assert found.dust == 0
    assert all(purse.adds_up for purse in found.purses)
    assert found.wallets == sum(p.ether for p in room.snapshot.people if p.id != OWNER)
    assert found.gas > 0
    room.start_over(key, "again")
    again = audit(room.snapshot)
    assert again.adds_up
    assert again.held == again.claimable + again.owed + again.pot


def test_an_ether_that_is_missing_is_found(days):
    room, _ = days
    snapshot = room.snapshot
    short = [replace(each, ether=each.ether - (each.id != OWNER)) for each in snapshot.people]
    assert not audit(replace(snapshot, people=tuple(short))).adds_up
    assert not audit(replace(snapshot, held=snapshot.held - 1)).adds_up


def test_moves_are_what_is_won_and_lost(days):
    room, _ = days
    snapshot = room.snapshot
    money = snapshot.settings.terms.money
    for person in snapshot.people:
        won = sum(move.change for move in snapshot.moves if move.person == person.id)
        assert won == (person.profit + person.at_stake if money else person.points)


@pytest.mark.slow
def test_points_are_what_the_contract_counts():
    room, _ = played("points", days=8)
    snapshot = room.snapshot
    counted = room._game.engine.shared.points()
    assert any(person.points for person in snapshot.people)
    for person in snapshot.people:
        assert person.points == counted.get(person.address, 0)
    assert sum(person.points for person in snapshot.people) == snapshot.total_good
    assert all(payout.amount == 0 for payout in snapshot.payouts)
    assert snapshot.held == 0


def test_a_game_for_points_from_contribution_to_point():
    room, key = open_room(replace(QUIET, terms=PointsTerms(refund_wait=HOUR, any_wait=DAY)))
    me = room.identify(key).id
    known = next(s for s in room.dataset.pool if room.predict(s.data) == s.label)
    outcome = room.contribute(key, "a", known.data, known.label)
    assert "It was free" in outcome.text
    [number] = outcome.entries
    with pytest.raises(SumError, match="too early"):
        room.refund(key, "early", number)
    room.jump(key, "wait", HOUR)
    outcome = room.refund(key, "now", number)
    assert outcome.text == "You earned a point."
    assert outcome.points == (0, 1)
    assert room.snapshot.entries[number - 1].settled
    assert room.snapshot.person(me).good == 1
    assert "earned a point" in room.snapshot.feed[-1].text
    assert room.snapshot.payouts[-1].lines[0].endswith("= 1")


def test_a_report_moves_a_point():
    room, key = open_room(replace(QUIET, terms=PointsTerms(), bots=("honest",)))
    you, attacker = room.identify(key).ids
    pool = room.dataset.pool
    room.switch(key, attacker)
    number = next(
        number
        for n in range(50)
        if room.contribute(key, str(n), pool[n].data, 1 - pool[n].label)
        and room.snapshot.says[(number := len(room.snapshot.entries)) - 1] == pool[n].label
    )
    room.switch(key, you)
    claim = claim_state(room.snapshot, you, number, room.now() + 2 * DAY)
    assert [rule.text for rule in claim.rules if not rule.ok] == [
        "You have a good contribution, or 9 d have passed."
    ]
    later = room.snapshot.entries[number - 1].contribution.time + 9 * DAY
    assert claim.opens_at == later
    assert claim_state(room.snapshot, you, number, later).ok


@pytest.mark.slow
def test_the_host_changes_the_mechanism():
    room, key = open_room(QUIET)
    room.start_over(key, "points", terms=PointsTerms())
    assert room.snapshot.settings.terms == PointsTerms()
    assert not room.snapshot.settings.terms.money
    assert room.snapshot.deposit == 0
    room.start_over(key, "same")
    assert room.snapshot.settings.terms == PointsTerms()


def test_what_is_free_is_affordable():
    room, _ = open_room(replace(QUIET, terms=PointsTerms()))
    assert affordable_after(room.snapshot, 0) == 0


def test_settings_of_another_mechanism_are_settings():
    assert Settings(terms=PointsTerms()).terms.name == "points"


@pytest.mark.slow
@pytest.mark.parametrize("name", list(MECHANISMS))
def test_a_dry_run_of_an_attack_leaves_the_room_alone(name):
    room, _ = open_room(replace(QUIET, terms=MECHANISMS[name](), bots=(), ready=False))
    before = room.snapshot.model.words()
    found = dry_run(room.snapshot, "label_flipping", 8)
    taken = MECHANISMS[name].claims  # a market is not open by itself
    assert found.sent == (8 if taken else 0)
    assert (found.after < found.before) == taken
    assert room.snapshot.model.words() == before
    assert not room.snapshot.entries
