"""Attack: choose, bet, run; then see what it broke, and who got the deposit."""

from dataclasses import replace

import pytest

from sum.agents import STRATEGIES
from sum.incentives.deposit_refund_take import Terms
from sum.room import Settings, open_room
from sum.ui.burst import affordable
from sum.ui.facts import arrow
from sum.ui.story import state_text, tell, toll, verdict
from sum.units import DAY, HOUR, Wei
from tests.app.conftest import QUIET, find, press, room_with_a_visitor

pytestmark = pytest.mark.slow


@pytest.fixture
def enter(visit):
    """Call it for a room of one's own with a visitor on the page: room, key, app."""
    return room_with_a_visitor(visit, "attack")


def place_bet(app, bet="pays"):
    [group] = [group for group in app.button_group if group.key == "attack-bet"]
    group.set_value(bet)
    app.run()


def attack(app, strength=6, strategy="label_flipping"):
    app.radio[0].set_value(strategy)
    app.slider[0].set_value(strength)
    app.run()
    place_bet(app)
    press(app, "Run the attack")


def sent(room, key):
    attacker = room.identify(key).ids[1]
    return [entry for entry in room.snapshot.entries if entry.person == attacker]


def test_page_says_what_an_attack_does_and_costs(enter, texts):
    room, key, app = enter()
    assert room.identify(key).id == room.identify(key).ids[1]
    terms, form = room.snapshot.settings.terms, room.dataset.form
    here = {name: each for name, each in STRATEGIES.items() if each.applies(terms, form)}
    for name, strategy in here.items():
        app.radio[0].set_value(name)
        app.slider[0].set_value(5)
        app.run()
        assert strategy.plan(5) in texts(app)
        assert strategy.summary in app.radio[0].proto.captions
    assert "24.1 ETH" in texts(app)  # 0.1 now, then 6 ETH a second after each other
    assert sent(room, key) == []


def test_attack_needs_a_bet(enter):
    room, key, app = enter()
    assert find(app, "Run the attack").disabled
    place_bet(app)
    assert not find(app, "Run the attack").disabled
    assert sent(room, key) == []


@pytest.mark.parametrize("strategy", list(STRATEGIES))
def test_attack_shows_what_it_broke(enter, texts, strategy):
    room, key, app = enter()
    if not STRATEGIES[strategy].applies(room.snapshot.settings.terms, room.dataset.form):
        assert STRATEGIES[strategy].title not in app.radio[0].options
        assert STRATEGIES[strategy].title in texts(app).replace("\\", "")
        return
    attack(app, 6, strategy)
    entries = sent(room, key)
    if not entries:
        assert app.error
        assert room.snapshot.person(room.identify(key).ids[1]).profit == 0
        return
    told = toll(room.snapshot, [entry.number for entry in entries], room.now())
    before, after = (f"{accuracy:.1%}" for accuracy in told.accuracy[:2])
    assert arrow(before, after) in texts(app)
    assert "nobody can claim it" in texts(app)
    assert "Undecided" in texts(app)
    assert len(app.dataframe[0].value) == len(entries)
    assert set(app.dataframe[0].value["state"]) == {"waiting"}


def test_deposit_goes_to_the_honest(enter, texts):
    room, key, app = enter()
    attack(app, 6)
    press(app, "Skip 1 d, until the wait is over")
    for _ in range(8):
        if all(entry.settled for entry in sent(room, key)):
            break
        press(app, "Skip 12 h: let the others come by")
    entries = sent(room, key)
    takers = {take.person for entry in entries for take in entry.takes}
    assert takers
    for who in takers:
        assert f"{room.snapshot.person(who).name} took" in texts(app)
    assert "The attack has cost" in texts(app)
    assert "You were **wrong**: you had bet that it pays." in texts(app)
    assert any("taken: " in state for state in app.dataframe[0].value["state"])


def test_attacker_who_is_first_gets_back_what_the_model_believes(enter, texts):
    room, key, app = enter(Settings(running=False, bots=(), ready=False))
    attack(app, 8, "self_validating_refund")
    press(app, "Skip ")
    room.jump(key, "the last of the burst", 60)
    press(app, "Collect")
    entries = sent(room, key)
    assert all(entry.refunded == entry.deposit for entry in entries)
    assert "came back to you." in texts(app)
    assert "The attack has cost nothing, and gained nothing." in texts(app)


def test_collecting_too_early_says_why_not(enter, texts):
    room, key, app = enter()
    attack(app, 2)
    before = [entry.claimable for entry in sent(room, key)]
    press(app, "Collect")
    assert "There is nothing to collect at the moment." in texts(app)
    assert [entry.claimable for entry in sent(room, key)] == before


def test_double_click_attacks_once(enter):
    room, key, app = enter()
    app.slider[0].set_value(3)
    app.run()
    place_bet(app)
    find(app, "Run the attack").click()
    click = app._tree.get_widget_states()
    app.run()
    app._run(click)
    app.run()
    assert not app.exception
    assert len(sent(room, key)) == 3


def test_too_little_ether_sends_nothing(enter, texts):
    dear = Settings(running=False, bots=(), ready=False, terms=Terms(cost_weight=Wei(2**64)))
    room, key, app = enter(dear)
    assert "You cannot pay for a single one at the moment." in texts(app)
    place_bet(app)
    press(app, "Run the attack")
    assert sent(room, key) == []
    assert [error.value for error in app.error]


def test_past_attacks_are_told_to_a_visitor_who_comes_back(enter, visit, texts):
    room, key, app = enter()
    attack(app, 2)
    again = visit("attack", room=room.code, me=key)
    assert "All that you have sent so far" in texts(again)
    assert len(again.dataframe[0].value) == 2


def test_another_attack_can_be_planned(enter):
    room, key, app = enter()
    attack(app, 2)
    press(app, "Plan another attack")
    place_bet(app, "costs")
    press(app, "Run the attack")
    assert len(sent(room, key)) > 2


def test_only_the_host_of_a_shared_room_skips(visit, texts):
    room, _ = open_room(QUIET, shared=True, nickname="Bea")
    guest = room.join("Al", "attacker", "join")
    app = visit("attack", room=room.code, me=guest)
    attack(app, 2)
    assert "Only the host" in texts(app) or "The host of this room can skip ahead" in texts(app)
    assert not [button for button in app.button if button.label.startswith("Skip ")]


def test_starting_over_forgets_the_attack(enter, texts):
    room, key, app = enter()
    attack(app, 2)
    room.start_over(key, "again")
    app.run()
    assert not app.exception
    assert "The story so far" not in texts(app)


def test_attacks_on_sentences_are_shown_as_text(enter):
    room, key, app = enter(Settings(dataset="reviews", running=False))
    attack(app, 3)
    assert list(app.dataframe[0].value["sample"]) == [entry.raw for entry in sent(room, key)]


def test_toll_adds_up_to_the_wei():
    room, key = open_room(QUIET)
    room.switch(key, room.identify(key).ids[1])
    numbers = room.attack(key, "burst", "label_flipping", 6).entries
    for nonce in range(4):
        told = toll(room.snapshot, numbers, room.now())
        assert told.stake == told.back + told.waiting + sum(told.lost.values())
        assert told.opens_at is None or told.opens_at > room.now()
        room.jump(key, f"jump {nonce}", DAY // 2 + HOUR)
    told = toll(room.snapshot, numbers, room.now())
    assert told.lost
    assert list(told.lost.values()) == sorted(told.lost.values(), reverse=True)
    assert told.net < 0
    assert verdict(told)[0] is False
    assert told.count == 6
    assert all(state_text(room.snapshot, room.snapshot.entries[n - 1]) for n in numbers)
    assert any("is back up at" in text for _, text in tell(room.snapshot, told)) == (
        told.accuracy[2] > told.accuracy[1]
    )


def test_affordable_counts_what_is_paid_in_order():
    assert affordable([Wei(5), Wei(1)], Wei(4)) == 0
    assert affordable([Wei(5), Wei(1)], Wei(6)) == 2


def test_an_attack_is_told_as_it_went():
    room, key = open_room(QUIET)
    room.switch(key, room.identify(key).ids[1])
    numbers = room.attack(key, "a", "label_flipping", 3).entries
    told = toll(room.snapshot, numbers, room.now())
    broke = replace(told, accuracy=(0.9, 0.6, 0.6), fooled=1)
    first, *rest = (text for _, text in tell(room.snapshot, broke))
    assert first.endswith("The model went from 90% right to 60%.")
    assert any("that one you can get back, the others can be taken" in text for text in rest)
    as_before = replace(told, accuracy=(0.851, 0.849, 0.849), fooled=2)
    first, *rest = (text for _, text in tell(room.snapshot, as_before))
    assert first.endswith("The model stayed 85% right.")
    assert any("those you can get back, the other one can be taken" in text for text in rest)


def test_only_a_host_is_told_to_start_over(visit, texts):
    room, key = open_room(QUIET, shared=True, nickname="Bea", role="attacker")
    guest = room.join("Al", "attacker", "join")
    assert "start over under *Time*" in texts(visit("attack", room=room.code, me=key))
    assert "the host can start over" in texts(visit("attack", room=room.code, me=guest))
