"""Sponsoring in a room: every step of a market, every way it can end, and its story."""

from dataclasses import replace

import pytest

from sum.errors import InputError, NothingLeft, NotOpen, RoomError, SumError, TooEarly
from sum.incentives.reward_market import MarketTerms, Phase, RewardMarket
from sum.room import OWNER, open_room
from sum.room.audit import audit
from sum.room.hidden_set import MOST_CAP, Plan, check, deal
from sum.room.market_records import exact
from sum.room.market_story import stories
from sum.ui.sponsor.words import is_late
from sum.units import ETHER, HOUR, Wei
from tests.unit.room.conftest import QUIET

pytestmark = pytest.mark.slow

MARKET = replace(QUIET, terms=MarketTerms(), bots=())
SMALL = Plan(portions=3, size=6, rounds=10, cap=12)


@pytest.fixture
def market():
    """A room with an open market: the room, the key, its people (you, attacker, sponsor)."""
    room, key = open_room(MARKET)
    ids = room.sponsor(key).ids
    room.switch(key, ids[2])
    room.open_market(key, "open", SMALL)
    return room, key, ids


def shown(room, key):
    room.draw(key, "draw")
    room.show(key, "show")


def contribute(room, key, ids, wrong=8):
    """Some contributions: what the model does not know, and then lies."""
    room.switch(key, ids[0])
    pool = room.dataset.pool
    unknown = [s for s in pool if room.predict(s.data) != s.label][:2]
    for n, sample in enumerate([*unknown, pool[0]]):
        room.contribute(key, f"true {n}", sample.data, sample.label, truth=sample.label)
    room.switch(key, ids[1])
    for n in range(wrong):
        sample = pool[10 + n]
        room.contribute(key, f"lie {n}", sample.data, 1 - sample.label, truth=sample.label)
    room.switch(key, ids[2])


def skip_to(room, key, moment):
    room.jump(key, f"to {moment}", max(1, moment - room.now()))


def until_score(room, key, ids):
    shown(room, key)
    contribute(room, key, ids)
    skip_to(room, key, room.snapshot.incentive.offer.participate_until)
    room.reveal(key, "reveal")


def balanced(room):
    found = audit(room.snapshot)
    assert found.adds_up
    assert found.dust == 0
    return found


def collect_all(room, key, ids):
    for person in ids:
        if room.snapshot.person(person).owed:
            room.switch(key, person)
            room.collect(key, f"collect {person} {room.snapshot.version}")


def test_sponsor_is_one_person_more_once():
    room, key = open_room(MARKET)
    first = room.sponsor(key)
    assert room.sponsor(key) == first
    assert [room.snapshot.person(each).role for each in first.ids] == [
        "contributor",
        "attacker",
        "sponsor",
    ]
    assert room.snapshot.person(first.ids[2]).ether == 1_000 * ETHER


def test_class_sponsors_as_its_host():
    room, key = open_room(MARKET, shared=True, nickname="Hanna")
    guest = room.join("Gus", "contributor", "n")
    assert room.sponsor(key).ids == (room.identify(key).id,)
    with pytest.raises(RoomError, match="Only the host"):
        room.open_market(guest, "a", SMALL)
    room.open_market(key, "a", SMALL)
    with pytest.raises(RoomError, match="Only the host"):
        room.hold_markets(guest, "b")
    room.draw(guest, "c")  # that may be anybody
    with pytest.raises(RoomError, match="Only the host"):
        room.show(guest, "d")
    assert room.secret(guest) == ()
    assert room.secret(key)


def test_any_room_can_hold_markets():
    room, key = open_room(replace(QUIET, bots=("honest",), running=True))
    before = room.identify(key).ids
    room.hold_markets(key, "a")
    snapshot = room.snapshot
    assert snapshot.settings.terms == MarketTerms()
    assert snapshot.settings.dataset == QUIET.dataset
    assert room.identify(key).ids == before
    assert [person.bot for person in snapshot.people if person.bot] == [
        "honest",
        "careless",
        "malicious",
    ]
    assert not snapshot.clock.running
    assert room.hold_markets(key, "a")
    assert room.snapshot is snapshot


def test_bounty_is_locked(market):
    room, key, ids = market
    sponsor = room.snapshot.person(ids[2])
    assert sponsor.profit == -SMALL.escrow
    assert room.snapshot.held == SMALL.escrow
    assert balanced(room).pot == SMALL.escrow
    story = stories(room.snapshot)[0]
    assert (story.sponsor, story.beneficiary) == (ids[2], OWNER)
    assert (story.escrow, story.counts, story.cap) == (SMALL.escrow, (6, 6, 6), 12)
    assert "market 1" in room.snapshot.feed[-1].text
    version = room.snapshot.version
    room.open_market(key, "open", SMALL)  # a double click
    assert room.snapshot.version == version
    with pytest.raises(NotOpen):
        room.open_market(key, "again", SMALL)


def test_secret_is_the_sponsors(market):
    room, key, _ = market
    portions = room.secret(key)
    assert [len(each.samples) for each in portions] == [6, 6, 6]
    assert tuple(each.hash() for each in portions) == room.snapshot.incentive.offer.hashes
    known = {(s.data, s.label) for s in room.dataset.hidden}
    assert all(sample in known for each in portions for sample in each.samples)
    assert portions[0].salt.hex() not in repr(room.snapshot.incentive.revealed)


def test_from_bounty_to_payout(market):
    room, key, ids = market
    until_score(room, key, ids)
    told = []
    outcome = room.score(key, "score", lambda part, text: told.append((part, text)))
    assert "Everything is scored" in outcome.text
    assert "gas" in outcome.text
    assert room.snapshot.incentive.phase == Phase.PAYING
    room.settle(key, "settle")
    twin, story = room.snapshot.incentive, stories(room.snapshot)[-1]
    assert story.closed
    assert [part.payout for part in story.parts] == [paid.amount for paid in twin.payouts]
    assert story.base == twin.outcome.base_hits
    for mine, theirs in zip(story.passes, twin.outcome.passes, strict=True):
        assert mine.rounds == theirs.rounds
        assert {i: each.after for i, each in mine.scored.items()} == dict(theirs.hits)
        assert {i: each.score for i, each in mine.scored.items()} == theirs.scores
        assert {i for i, each in mine.scored.items() if each.dropped} == set(theirs.dropped)
    assert any(part.dropped for part in story.parts)
    assert balanced(room).pot == 0
    collect_all(room, key, ids)
    assert room.snapshot.held == 0
    assert balanced(room).owed == 0
    assert sum(person.profit for person in room.snapshot.people) == 0
    assert story.sponsor_gets - story.escrow == room.snapshot.person(ids[2]).profit
    with pytest.raises(RoomError, match="nothing to collect"):
        room.collect(key, "more")


def test_collect_to_somebody_else(market):
    room, key, ids = market
    until_score(room, key, ids)
    room.score(key, "score")
    room.settle(key, "settle")
    owed = room.snapshot.person(ids[2]).owed
    before = room.snapshot.person(ids[0]).ether
    with pytest.raises(RoomError, match="nobody like that"):
        room.collect_to(key, "a", "p99")
    outcome = room.collect_to(key, "b", ids[0])
    assert "went to You" in outcome.text
    assert room.snapshot.person(ids[0]).ether == before + owed
    assert room.snapshot.person(ids[2]).owed == 0
    balanced(room)
    with pytest.raises(NothingLeft):
        room.collect_to(key, "c", ids[0])
    sample = room.dataset.pool[2]  # the books go on
    room.open_market(key, "second", SMALL)
    room.draw(key, "draw 2")
    room.show(key, "show 2")
    room.switch(key, ids[0])
    room.contribute(key, "more", sample.data, sample.label)
    assert room.snapshot.entries[-1].cost == SMALL.stake
    balanced(room)


def test_draw_that_comes_256_blocks_too_late(market):
    room, key, _ = market
    story = stories(room.snapshot)[0]
    assert not is_late(room.snapshot, story, "draw", room.now())
    chain, owner = room._game.chain, room._game.chain.accounts[0]
    with room._turn(), room._whole():
        for _ in range(256):
            chain.send(owner, owner, value=Wei(1))
        room._game.engine.shared.send(owner, "keep_base", 1)
    assert is_late(room.snapshot, story, "draw", room.now())
    with pytest.raises(SumError):
        room.draw(key, "late")
    room.give_up(key, "give up")
    assert room.snapshot.incentive.phase == Phase.NONE
    balanced(room)


def test_formula_ends_in_the_payout(market):
    room, key, ids = market
    until_score(room, key, ids)
    room.score(key, "score")
    before = stories(room.snapshot)[-1]
    assert all(part.payout is None and part.balance is not None for part in before.parts)
    room.settle(key, "settle")
    for part in stories(room.snapshot)[-1].parts:
        assert f"= {exact(part.payout)}" in part.lines[-1]
        assert part.lines[-1].startswith(f"payout = {part.balance} ×")
        assert part.balance * SMALL.unit == part.payout


def test_scoring_step_by_step(market):
    room, key, ids = market
    until_score(room, key, ids)
    steps = []
    while room.snapshot.incentive.phase == Phase.SCORING:
        steps.append(room.score(key, f"step {len(steps)}", step=True).text)
        story = stories(room.snapshot)[-1]
        assert story.passes
        assert balanced(room).pot > 0
    assert len(steps) > 2
    assert any("right before it" in text for text in steps)
    assert any("dropped" in text for text in steps)
    assert room.snapshot.incentive.outcome.balances == tuple(part.balance for part in story.parts)


def test_nobody_contributes(market):
    room, key, ids = market
    shown(room, key)
    skip_to(room, key, room.snapshot.incentive.offer.participate_until)
    room.reveal(key, "reveal")
    assert room.snapshot.incentive.phase == Phase.PAYING
    room.settle(key, "settle")
    assert room.snapshot.person(ids[2]).owed == SMALL.escrow
    assert stories(room.snapshot)[-1].parts == ()


@pytest.mark.parametrize("drawn", [False, True])
def test_not_shown_is_forfeited(market, drawn):
    room, key, ids = market
    if drawn:
        room.draw(key, "draw")
    with pytest.raises(TooEarly):
        room.give_up(key, "early")
    skip_to(room, key, room.snapshot.incentive.offer.show_by)
    outcome = room.give_up(key, "late")
    assert "forfeited" in outcome.text
    people = {person.id: person.owed for person in room.snapshot.people}
    assert people[OWNER] == people[ids[2]] == SMALL.escrow // 2
    story = stories(room.snapshot)[-1]
    assert (story.given_up, story.closed) == ("show", True)
    assert (story.sponsor_gets, story.forfeited) == (SMALL.escrow // 2, SMALL.escrow // 2)
    balanced(room)


def test_not_revealed_is_split(market):
    room, key, ids = market
    shown(room, key)
    contribute(room, key, ids)
    skip_to(room, key, room.snapshot.incentive.offer.reveal_until)
    with pytest.raises(SumError):
        room.reveal(key, "reveal")
    room.give_up(key, "give up")
    room.settle(key, "settle")
    story = stories(room.snapshot)[-1]
    assert story.given_up == "reveal"
    assert {part.payout for part in story.parts} == {story.stake + story.share}
    assert room.snapshot.person(ids[2]).owed == 0
    assert room.snapshot.person(OWNER).owed == story.dust
    assert f"= {exact(story.share)}" in story.parts[0].lines[1]
    balanced(room)


def test_several_markets(market):
    room, key, ids = market
    until_score(room, key, ids)
    room.score(key, "score")
    room.settle(key, "settle")
    first = stories(room.snapshot)[0]
    room.open_market(key, "second", replace(SMALL, deal=1))
    assert stories(room.snapshot)[0] == first
    second = stories(room.snapshot)[1]
    assert (second.number, second.parts, second.closed) == (2, (), False)
    room.draw(key, "draw 2")
    room.show(key, "show 2")
    room.switch(key, ids[0])
    sample = room.dataset.pool[3]
    room.contribute(key, "one", sample.data, sample.label)
    assert [part.index for part in stories(room.snapshot)[1].parts] == [0]
    assert len(stories(room.snapshot)[0].parts) == len(first.parts)
    balanced(room)


def test_nothing_is_half_done(market, monkeypatch):
    room, key, ids = market
    until_score(room, key, ids)
    before, head = room.snapshot, room._game.chain.head

    def fails(_):
        raise InputError("Not today.")

    monkeypatch.setattr(RewardMarket, "score", fails)
    with pytest.raises(InputError, match="Not today"):
        room.score(key, "score")
    assert room.snapshot is before
    assert room._game.chain.head == head
    monkeypatch.undo()
    room.score(key, "score again")
    assert room.snapshot.incentive.phase == Phase.PAYING


def test_out_of_turn_is_refused(market):
    room, key, _ = market
    before = room.snapshot
    for number, act in enumerate([room.show, room.reveal, room.score, room.settle]):
        with pytest.raises(SumError):
            act(key, f"no {number}")
    assert room.snapshot is before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"portions": 1}, "2 to 16 portions"),
        ({"size": 0}, "each at least 1"),
        ({"portions": 16, "size": 60}, "have at most"),
        ({"rounds": 0}, "rounds"),
        ({"cap": MOST_CAP + 1}, "contributions"),
        ({"bounty": Wei(0)}, "bounty"),
        ({"forfeit": 0}, "forfeited"),
        ({"show_for": 0}, "some time"),
        ({"reveal_for": 2 * MarketTerms().longest}, "may take"),
        ({"beneficiary": "p99"}, "somebody else"),
        ({"bounty": Wei(5_000 * ETHER)}, "worth at most"),
        ({"bounty": Wei(1_000 * ETHER)}, "too little"),
    ],
)
def test_plans_that_cannot_be_offered(change, words):
    room, key = open_room(MARKET)
    room.switch(key, room.sponsor(key).ids[2])
    before = room.snapshot
    with pytest.raises(SumError, match=words):
        room.open_market(key, "a", replace(SMALL, **change))
    assert room.snapshot is before


def test_sponsor_is_not_the_beneficiary():
    room, key = open_room(MARKET)
    sponsor = room.sponsor(key).ids[2]
    room.switch(key, sponsor)
    with pytest.raises(RoomError, match="somebody else"):
        room.open_market(key, "a", replace(SMALL, beneficiary=sponsor))


def test_no_market_in_another_game(private):
    room, key = private
    with pytest.raises(InputError, match="no reward market"):
        room.open_market(key, "a", SMALL)
    assert room.secret(key) == ()
    assert stories(room.snapshot) == ()


def test_deal_is_of_the_hidden_set_and_changes():
    room, _ = open_room(MARKET)
    check(SMALL, room.dataset, MarketTerms())
    first, second = deal(room.dataset, SMALL), deal(room.dataset, replace(SMALL, deal=1))
    assert first == deal(room.dataset, SMALL)
    assert first != second
    flat = [sample for portion in first for sample in portion]
    assert len(flat) == 18
    assert set(map(id, flat)) <= set(map(id, room.dataset.hidden))


def test_bots_take_part_and_collect():
    room, key = open_room(replace(MARKET, bots=("honest", "malicious")))
    room.switch(key, room.sponsor(key).ids[2])
    room.open_market(key, "open", replace(SMALL, cap=6))
    shown(room, key)
    skip_to(room, key, room.snapshot.incentive.offer.participate_until)
    assert len(room.snapshot.entries) == 6  # and no more: the market is full
    room.reveal(key, "reveal")
    room.score(key, "score")
    room.settle(key, "settle")
    room.jump(key, "later", 12 * HOUR)
    assert not any(person.owed for person in room.snapshot.people if person.bot)
    balanced(room)


@pytest.mark.parametrize("dataset", ["plane", "reviews", "iris"])
def test_any_kind_of_data_can_be_scored(dataset):
    room, key = open_room(replace(MARKET, dataset=dataset, bots=("malicious",)))
    room.switch(key, room.sponsor(key).ids[2])
    room.open_market(key, "open", replace(SMALL, cap=4))
    shown(room, key)
    skip_to(room, key, room.snapshot.incentive.offer.participate_until)
    room.reveal(key, "reveal")
    room.score(key, "score")
    room.settle(key, "settle")
    twin, story = room.snapshot.incentive, stories(room.snapshot)[-1]
    assert [part.payout for part in story.parts] == [paid.amount for paid in twin.payouts]
    assert len(story.shown) == 3
    balanced(room)
