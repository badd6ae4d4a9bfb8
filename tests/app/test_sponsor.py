"""Sponsor: a market from the bounty to the last payout, and every other way it can end."""

from dataclasses import replace

import pytest

from sum.incentives.reward_market import MarketTerms, Phase
from sum.room import OWNER, open_room
from sum.room.audit import audit
from sum.room.hidden_set import Plan
from sum.room.market_records import exact
from sum.room.market_story import stories
from sum.ui.sponsor.result import gains
from sum.ui.sponsor.words import STEPS, step_now
from sum.units import ETHER, format_ether
from tests.app.conftest import QUIET, find, press, room_with_a_visitor

pytestmark = pytest.mark.slow

MARKET = replace(QUIET, terms=MarketTerms(), bots=())
SMALL = Plan(portions=3, size=6, rounds=10, cap=12)


@pytest.fixture
def enter(visit):
    """Call it for a room of one's own with a visitor on the page: room, key, app."""
    return room_with_a_visitor(visit, "sponsor")


@pytest.fixture
def opened(visit):
    """A room with a small market that has just been opened, and a visitor on the page."""
    room, key = open_room(MARKET)
    room.switch(key, room.sponsor(key).ids[2])
    room.open_market(key, "open", SMALL)
    return room, key, visit("sponsor", room=room.code, me=key)


def offers(app):
    return [button.label for button in app.button]


def number(app, label):
    [found] = [each for each in app.number_input if each.label == label]
    return found


def contribute(room, key):
    """One that is true and news to the model, and one that is a lie; then the sponsor is back."""
    you, attacker, sponsor = room.identify(key).ids
    pool = room.dataset.pool
    room.switch(key, you)
    sample = next(s for s in pool if room.predict(s.data) != s.label)
    room.contribute(key, "true", sample.data, sample.label, truth=sample.label)
    room.switch(key, attacker)
    room.contribute(key, "lie", pool[7].data, 1 - pool[7].label, truth=pool[7].label)
    room.switch(key, sponsor)


def test_another_game_offers_a_market(enter, texts):
    room, key, app = enter(replace(QUIET, bots=("honest",)))
    for step in STEPS:
        assert step.title in texts(app)
        assert step.why in texts(app)
    press(app, "Set this room up")
    assert room.snapshot.settings.terms == MarketTerms()
    assert not room.snapshot.clock.running
    assert room.snapshot.person(room.identify(key).ids[-1]).role == "sponsor"
    assert "1 · Fund & commit" in texts(app)
    assert "Your sponsor" in texts(app)


def test_from_bounty_to_collecting(enter, texts):
    room, key, app = enter(replace(QUIET, terms=MarketTerms(), bots=("honest", "malicious")))
    press(app, "Put up 1 ETH and commit")
    assert "The contract has locked 1 ETH" in texts(app)
    assert room.snapshot.incentive.phase == Phase.COMMITTED
    press(app, "Draw a portion")
    assert "has drawn portion" in texts(app)
    assert room.secret(key)
    press(app, "Show the portion")
    assert "4 · Take part" in texts(app)
    assert "1 of 5 portions are known" in str([each.label for each in app.expander])
    press(app, "Let 6 h pass")
    some = len(room.snapshot.entries)
    assert some
    assert f"{some} of 30" in texts(app)
    press(app, "Let 2 d")
    assert "5 · Reveal" in texts(app)
    press(app, "Reveal the hidden test set")
    assert "6 · Score" in texts(app)
    press(app, "Score up to the next change")
    assert "right before it" in texts(app) or "Everything is scored" in texts(app)
    if "6 · Score" in texts(app):
        press(app, "Score all of them")
    assert "Everything is scored" in texts(app)
    press(app, "Settle")
    story = stories(room.snapshot)[-1]
    assert story.closed
    for part in story.parts:
        assert part.lines[-1] in texts(app)
        assert exact(part.payout) in part.lines[-1]
    assert audit(room.snapshot).adds_up
    press(app, "Collect")
    sponsor = room.identify(key).ids[-1]
    assert room.snapshot.person(sponsor).owed == 0
    assert room.snapshot.person(sponsor).profit == gains(room.snapshot, story)[sponsor]
    press(app, "Let 3 hours pass")
    press(app, "Let 3 hours pass")
    assert "1 · Fund & commit" in texts(app) or "8 · Collect" in texts(app)


def test_market_as_small_as_the_visitor_likes(enter, texts):
    room, _, app = enter(MARKET)
    number(app, "Portions").set_value(2)
    number(app, "Samples in each").set_value(3)
    number(app, "Bounty (ETH)").set_value(3.0)
    number(app, "Rounds").set_value(10)
    app.run()
    assert "0.3 ETH" in texts(app)  # the stake
    assert "unit = bounty ÷ (rounds × scored) = 3 ETH ÷ (10 × 3) = 0.1 ETH" in texts(app)
    before = texts(app)
    press(app, "Take others")
    assert texts(app) != before
    press(app, "Put up 3 ETH")
    assert room.snapshot.incentive.offer.counts == (3, 3)
    assert room.snapshot.held == 3 * ETHER


@pytest.mark.parametrize(
    ("label", "value", "words"),
    [
        ("Portions", 16, "at most 64 samples"),
        ("Bounty (ETH)", 0.0, f"at least {format_ether(MarketTerms().least_bounty)}"),
        ("To reveal the rest (days)", 60.0, "may take"),
        ("To take part (days)", 0.0, "needs some time"),
    ],
)
def test_plan_that_cannot_be_offered_says_why(enter, texts, label, value, words):
    room, _, app = enter(MARKET)
    number(app, label).set_value(value)
    app.run()
    assert words in texts(app).replace("\\", "")
    assert find(app, "Put up").disabled
    assert room.snapshot.held == 0


def test_sponsor_who_does_not_show(opened, texts):
    room, key, app = opened
    assert "50 % of the bounty" in texts(app)
    press(app, "Try it: let 2 d pass")
    assert "All that is left is to give the market up" in texts(app)
    assert not any(label.startswith("Draw") for label in offers(app))
    press(app, "Give the market up")
    assert "forfeited" in texts(app)
    story = stories(room.snapshot)[-1]
    assert exact(story.forfeited) in texts(app)
    assert gains(room.snapshot, story) == {
        OWNER: story.forfeited,
        room.identify(key).ids[2]: -story.forfeited,
    }
    press(app, "Collect")
    assert room.snapshot.held == story.forfeited  # the owner’s, whom nobody plays
    assert "1 · Fund & commit" in texts(app)
    press(app, "Put up")
    assert "Market 1:" in str([each.label for each in app.expander])


def test_sponsor_who_does_not_reveal(opened, texts):
    room, key, app = opened
    press(app, "Draw")
    press(app, "Show")
    contribute(room, key)
    app.run()
    press(app, "Let 2 d")
    assert "split" in texts(app)
    press(app, "Try it: let 2 d")
    press(app, "Give the market up")
    assert "stakes return" in texts(app)
    press(app, "Settle")
    story = stories(room.snapshot)[-1]
    assert {part.payout for part in story.parts} == {story.stake + story.bounty // 2}
    assert f"bounty ÷ contributions = {exact(story.bounty)} ÷ 2" in texts(app)
    for person in room.identify(key).ids[:2]:
        assert room.snapshot.person(person).owed == story.stake + story.bounty // 2
    press(app, "Collect")
    press(app, "Collect")
    assert room.snapshot.held == 0
    assert audit(room.snapshot).adds_up


def test_late_press_is_refused_in_words(opened, texts, visit):
    room, key, app = opened
    other = visit("sponsor", room=room.code, me=key)
    press(other, "Draw")
    press(app, "Draw")  # still there, on a page that does not know yet
    assert app.error
    assert "refused:" not in app.error[0].value
    assert len([call for call in room.snapshot.calls if call.function == "draw"]) == 1
    assert "3 · Show a portion" in texts(app)


def test_class_watches_and_its_host_pays(visit, texts):
    room, key = open_room(MARKET, shared=True, nickname="Hanna")
    guest = room.join("Gus", "contributor", "n")
    host = visit("sponsor", room=room.code, me=key)
    watcher = visit("sponsor", room=room.code, me=guest)
    assert "The host of this room is the sponsor" in texts(watcher)
    assert not any(label.startswith("Put up") for label in offers(watcher))
    press(host, "Put up")
    watcher.run()
    press(watcher, "Draw")  # anybody can
    assert not any(label.startswith("Show") for label in offers(watcher))
    assert "Hanna has to do this" in texts(watcher)
    host.run()
    press(host, "Show")
    watcher.run()
    assert not any("pass" in label for label in offers(watcher))
    assert step_now(room.snapshot, room.now()) == "part"


def test_clock_can_be_stopped(visit, texts):
    room, key = open_room(replace(MARKET, running=True))
    app = visit("sponsor", room=room.code, me=key)
    press(app, "Put up")
    assert "A second here is 10 min there" in texts(app)
    press(app, "Stop the clock")
    assert not room.snapshot.clock.running
    assert "Stop the clock" not in offers(app)


def test_money_can_go_elsewhere(opened):
    room, key, app = opened
    you, _, sponsor = room.identify(key).ids
    press(app, "Try it: let 2 d pass")
    press(app, "Give the market up")
    [where] = [each for each in app.selectbox if each.label == "Where it goes"]
    where.set_value(you)
    app.run()
    press(app, "Collect")
    assert room.snapshot.person(sponsor).owed == 0
    assert room.snapshot.person(you).profit == SMALL.escrow // 2
    assert audit(room.snapshot).adds_up


def test_contribute_knows_the_market(opened, texts, visit):
    room, key, app = opened
    page = visit("contribute", room=room.code, me=key)
    [group] = [each for each in page.button_group if each.key and each.key.startswith("label-")]
    group.set_value(0)
    page.run()
    assert "to be drawn now" in texts(page).replace("\\", "")
    press(app, "Draw")
    press(app, "Show")
    page.run()
    press(page, "Send, with 0.1 ETH at stake")
    assert len(room.snapshot.incentive.contributions) == 1
    assert room.snapshot.entries[0].person == room.identify(key).ids[0]


@pytest.mark.parametrize("dataset", ["iris", "plane", "reviews"])
def test_other_data_can_be_hidden(enter, texts, dataset):
    room, _, app = enter(replace(MARKET, dataset=dataset))
    press(app, "Put up")
    press(app, "Draw")
    assert "was drawn" in texts(app)
    press(app, "Show")
    assert "4 · Take part" in texts(app)
    assert sum(room.snapshot.incentive.offer.counts) <= len(room.dataset.hidden)


def test_other_pages_can_live_with_a_market(opened, visit):
    room, key, _ = opened
    others = ("contribute", "attack", "board", "model", "explorer", "home")
    room.draw(key, "draw")
    room.show(key, "show")
    contribute(room, key)
    room.jump(key, "on", room.snapshot.incentive.offer.participate_until - room.now())
    room.reveal(key, "reveal")
    room.score(key, "score")
    room.settle(key, "settle")
    for name in others:
        assert not visit(name, room=room.code, me=key).error, name
    press(visit("sponsor", room=room.code, me=key), "Collect")
    for name in others:
        assert not visit(name, room=room.code, me=key).error, name
