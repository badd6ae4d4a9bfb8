"""Contribute: sample, label, deposit, send; then wait, get it back, or take others'."""

import csv
import gc
import io
from dataclasses import replace
from types import ModuleType

import pytest
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.runtime.state.common import WidgetMetadata

from sum.errors import InputError
from sum.incentives.deposit_refund_take import Terms, deposit
from sum.room import Room, Settings, Snapshot, claim_state, open_room
from sum.ui import actions
from sum.ui.claims import next_moment, takeable
from sum.ui.claims_csv import contributions_csv
from sum.ui.deposit import affordable_after, burst_prices, price_now
from sum.ui.draw import read_drawing
from sum.units import DAY, ETHER, Seconds, Wei, format_ether
from tests.app.conftest import QUIET, find, press, room_with_a_visitor

pytestmark = pytest.mark.slow

EMPTY = Settings(running=False, bots=(), ready=False)
THREE = "0011110000000100000001000001110000000100000001000011110000000000"


@pytest.fixture
def enter(visit):
    """Call it for a room of one's own with a visitor on the page: room, key, app."""
    return room_with_a_visitor(visit, "contribute")


def press_twice(app, text):
    """The second click leaves the browser before the first has been answered."""
    find(app, text).click()
    click = app._tree.get_widget_states()
    app.run()
    app._run(click)
    app.run()
    assert not app.exception, app.exception[0].value


def choose(app, label):
    """Pick a label by its name."""
    [buttons] = [group for group in app.button_group if group.key.startswith("label-")]
    buttons.set_value(buttons.options.index(label))
    app.run()
    assert not app.exception, app.exception[0].value


def pick(app, key, value):
    """Pick one of the buttons of a group."""
    [group] = [group for group in app.button_group if group.key.startswith(key)]
    group.set_value(value)
    app.run()
    assert not app.exception, app.exception[0].value


def said(app, room):
    """What the model says of the sample on the page."""
    sample = room.dataset.pool[app.session_state["sample index"]]
    return room.dataset.classes[room.predict(sample.data)]


def other(room, name):
    return next(each for each in room.dataset.classes if each != name)


def mine(room, key):
    person = room.identify(key).id
    return [entry for entry in room.snapshot.entries if entry.person == person]


def deal_wrong(room, key, nonce="wrong"):
    """Contribute a sample whose label the model goes on to deny, and nothing else turns."""
    model, entries, says = room.snapshot.model, room.snapshot.entries, room.snapshot.says
    for sample in room.dataset.pool:
        label = 1 - model.predict_one(sample.data)
        after = model.copy()
        after.learn_one(sample.data, label)
        kept = all(after.predict_one(e.contribution.data) == says[e.number - 1] for e in entries)
        if kept and after.predict_one(sample.data) != label:
            return room.contribute(key, nonce, sample.data, label, raw=sample.raw)
    raise AssertionError("the model believes everything")


def test_page_shows_a_sample_and_what_the_model_says_for_free(enter, texts):
    room, key, app = enter()
    before = room.snapshot.version
    assert "data:image/svg+xml" in texts(app)
    assert f"The model says: {said(app, room)}" in texts(app)
    assert "Asking costs nothing" in texts(app)
    press(app, "Next sample")
    assert f"The model says: {said(app, room)}" in texts(app)
    assert room.snapshot.version == before
    assert mine(room, key) == []


def test_contribution_is_sent_and_comes_back(enter, texts):
    room, key, app = enter()
    label = said(app, room)
    choose(app, label)
    assert "1,000 ETH" in texts(app)
    press(app, "Send, with 0.1 ETH")
    [entry] = mine(room, key)
    assert room.dataset.classes[entry.contribution.label] == label
    assert entry.deposit == pytest.approx(ETHER // 10)
    assert "0.1 ETH at stake" in texts(app)
    assert "The data set itself says" in texts(app)

    press(app, "Try: get it back")
    assert "too early" in texts(app)
    assert mine(room, key)[0].claimable == entry.deposit

    press(app, "Skip ")
    assert "have passed." in texts(app)
    press(app, "Collect all")
    [entry] = mine(room, key)
    assert entry.refunded == entry.deposit
    assert "0.1 ETH went back" in texts(app)
    assert "Settled." in texts(app)
    assert room.snapshot.person(entry.person).good == 1


def test_double_click_sends_once(enter):
    room, key, app = enter()
    choose(app, said(app, room))
    press_twice(app, "Send,")
    assert len(mine(room, key)) == 1


def test_press_that_was_cut_short_is_not_repeated(enter, monkeypatch):
    room, key, app = enter()
    choose(app, said(app, room))
    find(app, "Send,").click()
    click = app._tree.get_widget_states()
    cuts = []

    def cut(_):
        """The second press arrives after the room has acted, before the page takes note."""
        cuts.append(1)
        if len(cuts) == 1:
            raise RerunException(RerunData(widget_states=click))

    monkeypatch.setattr(actions, "used", cut)
    app._run(click)
    assert len(cuts) == 2
    assert len(mine(room, key)) == 1
    # The same nonce got the first answer, not that the price has risen since.
    assert app.session_state["_result-send 0"].outcome.entries == (mine(room, key)[0].number,)


def test_double_click_skips_once(enter):
    room, _, app = enter()
    choose(app, said(app, room))
    press(app, "Send,")
    press_twice(app, "Skip ")
    assert [item.kind for item in room.snapshot.feed].count("clock") == 1


def test_claiming_twice_says_why_not(enter, texts):
    room, key, app = enter()
    choose(app, said(app, room))
    press(app, "Send,")
    press(app, "Skip ")
    find(app, "Get it back")
    room.collect(key, "in another window")
    ether = room.snapshot.person(room.identify(key).id).ether
    press(app, "Get it back")
    assert "Nothing is left to claim of this contribution." in texts(app)
    assert room.snapshot.person(room.identify(key).id).ether == ether


def test_price_that_rose_sends_nothing(enter, texts):
    room, key, app = enter()
    choose(app, said(app, room))
    you, attacker = room.identify(key).ids
    room.switch(key, attacker)
    deal_wrong(room, key)
    room.switch(key, you)
    press(app, "Send, with 0.1 ETH")
    assert "The deposit has risen to" in texts(app)
    assert mine(room, key) == []
    press(app, "Send,")
    assert len(mine(room, key)) == 1


def test_a_price_that_rises_a_little_is_paid_where_others_contribute_too(visit, texts):
    room, key = open_room(QUIET, shared=True, nickname="Ann")
    ben = room.join("Ben", "contributor", "b")
    deal_wrong(room, ben)
    room.jump(key, "ten seconds", 10)
    app = visit("contribute", room=room.code, me=key)
    choose(app, said(app, room))
    price = price_now(room)
    assert f"it costs {format_ether(4 * price)} at most" in texts(app)
    deal_wrong(room, ben, "once more")
    press(app, "Send,")
    assert price < mine(room, key)[0].deposit <= 4 * price


def test_too_little_ether_says_when_it_is_enough(enter, texts):
    dear = Settings(running=False, bots=(), ready=False, terms=Terms(cost_weight=Wei(2**64)))
    room, _, app = enter(dear)
    choose(app, said(app, room))
    assert "The deposit is more than you have" in texts(app)
    assert find(app, "Send,").disabled


def test_blank_and_broken_drawings_cannot_be_sent(enter, texts):
    _, _, app = enter()
    pick(app, "sample source", "draw")
    assert "The pad is blank" in texts(app)
    assert not [group for group in app.button_group if group.key.startswith("label-")]
    app.session_state["sample drawing"] = "1" * 63 + "x"
    app.run()
    assert "did not arrive whole" in texts(app)


def test_drawing_can_be_sent(enter):
    room, key, app = enter()
    pick(app, "sample source", "draw")
    app.session_state["sample drawing"] = THREE
    app.run()
    choose(app, "3")
    press(app, "Send,")
    [entry] = mine(room, key)
    assert entry.contribution.data == tuple(i for i, on in enumerate(THREE) if on == "1")
    assert entry.truth is None


@pytest.mark.parametrize("sent", ["1", "2" * 64, "1" * 65, None, 7, ["1"] * 64, "é" * 64])
def test_what_is_no_drawing_is_refused(sent):
    with pytest.raises(InputError, match="did not arrive whole"):
        read_drawing(sent)


def type_in(app, text):
    app.text_input[0].set_value(text)
    app.run()
    assert not app.exception, app.exception[0].value


def test_sentence_shows_what_the_model_does_not_know(enter, texts):
    room, key, app = enter(Settings(dataset="reviews", running=False))
    pick(app, "sample source", "type")
    assert "Type a sentence first." in texts(app)
    type_in(app, "Zyx <b>qwv</b> &co")
    assert "The model knows none of these words" in texts(app)
    type_in(app, "The <b>soup</b> was wonderful")
    assert "Unknown to the model, and ignored: “b”." in texts(app)
    choose(app, "happy")
    press(app, "Send,")
    [entry] = mine(room, key)
    assert entry.raw == "The <b>soup</b> was wonderful"
    assert "<b>soup</b>" not in "".join(each.proto.body for each in app.get("html"))
    app.session_state["sample number"] += 1
    app.run()


def test_too_long_a_sentence_is_cut(enter):
    room, key, app = enter(Settings(dataset="reviews", running=False))
    pick(app, "sample source", "type")
    type_in(app, "soup " * 1_000)
    choose(app, "happy")
    press(app, "Send,")
    assert mine(room, key)[0].raw == "soup " * 40


def test_ten_classes_have_ten_buttons(enter):
    room, key, app = enter(Settings(dataset="digits", running=False))
    choose(app, "9")
    press(app, "Send,")
    assert mine(room, key)[0].contribution.label == 9


def test_two_in_a_shared_room_see_each_other(visit, texts):
    room, key = open_room(EMPTY, shared=True, nickname="Bea")
    guest = room.join("Al", "contributor", "join")
    bea = visit("contribute", room=room.code, me=key)
    al = visit("contribute", room=room.code, me=guest)
    outcome = deal_wrong(room, guest)
    bea.run()
    pick(bea, "claims-list", "others")
    assert f"#{outcome.entries[0]}" in texts(bea)
    assert "Al" in texts(bea)
    press(bea, "Try: take a share")
    assert "It is too early" in texts(bea)
    room.jump(key, "wait", DAY)
    press(bea, "Try: take a share")
    assert "Only an account with a refunded (good) contribution" in texts(bea)
    assert room.snapshot.entries[0].claimable == room.snapshot.entries[0].deposit
    al.run()
    assert "still to claim" in texts(al)
    assert not [button for button in al.button if button.label.startswith("Skip ")]  # not the host


def test_good_contributor_takes_from_a_bad_one(visit, texts):
    room, key = open_room(EMPTY, shared=True, nickname="Bea")
    guest = room.join("Al", "attacker", "join")
    bea = visit("contribute", room=room.code, me=key)
    choose(bea, said(bea, room))
    press(bea, "Send,")
    [entry] = deal_wrong(room, guest).entries
    press(bea, "Skip ")
    press(bea, "Get it back")
    room.jump(key, "a little more", 60)
    bea.run()
    pick(bea, "claims-list", "others")
    press(bea, "Take a share")
    assert "of Al’s deposit" in texts(bea)
    assert room.snapshot.entries[entry - 1].settled
    assert [take.person for take in room.snapshot.entries[entry - 1].takes] == [
        room.identify(key).id
    ]


def test_visitor_plays_both_people(enter):
    room, key, app = enter()
    you, attacker = room.identify(key).ids
    pick(app, "play-as", "attacker")
    assert room.identify(key).id == attacker
    choose(app, said(app, room))
    press(app, "Send,")
    pick(app, "play-as", "contributor")
    assert room.identify(key).id == you
    assert [entry.person for entry in room.snapshot.entries if entry.person in (you, attacker)] == [
        attacker
    ]


def test_another_sample_after_sending(enter):
    room, key, app = enter()
    choose(app, said(app, room))
    press(app, "Send,")
    press(app, "Contribute another")
    choose(app, said(app, room))
    press(app, "Send,")
    assert len(mine(room, key)) == 2


def test_starting_over_forgets_what_came_of_the_old_model(enter, texts):
    room, key, app = enter()
    choose(app, said(app, room))
    press(app, "Send,")
    room.start_over(key, "again")
    app.run()
    assert not app.exception
    assert "Sent: this is what changed" not in texts(app)
    assert "You have contributed nothing yet." in texts(app)


def test_csv_holds_ones_own_and_no_formula():
    room, key = open_room(Settings(dataset="reviews", running=False))
    text = '=wonderful soup, "lovely"'
    data = room.dataset.encoder.encode(text)
    room.contribute(key, "n", data, 1, raw=text)
    me = room.identify(key).id
    [row] = csv.DictReader(io.StringIO(contributions_csv(room.snapshot, me)))
    assert row["sentence"] == f"'{text}"
    assert row["label"] == "happy"
    assert row["features"] == " ".join(map(str, data))
    assert float(row["deposit_eth"]) == room.snapshot.entries[-1].deposit / ETHER


def test_takeable_leaves_out_what_the_model_agrees_with():
    room, key = open_room(QUIET)
    you, attacker = room.identify(key).ids
    assert takeable(room.snapshot, you, room.now()) == []
    room.switch(key, attacker)
    [number] = deal_wrong(room, key).entries
    found = takeable(room.snapshot, you, room.now())
    assert number in [entry.number for entry in found]
    assert all(room.snapshot.prediction(entry) != entry.contribution.label for entry in found)
    assert number not in [e.number for e in takeable(room.snapshot, attacker, room.now())]


def test_formula_of_a_share_says_what_the_contract_pays():
    room, key = open_room(QUIET)
    room.switch(key, room.identify(key).ids[1])
    [number] = deal_wrong(room, key).entries
    snapshot = room.snapshot
    entry, bot = snapshot.entries[number - 1], next(each for each in snapshot.people if each.bot)
    formula = f" × {bot.good} ÷ {snapshot.total_good} = "
    assert formula in claim_state(snapshot, bot.id, number, room.now()).formula
    crumb = replace(entry, deposit=Wei(1), claimable=Wei(1))
    entries = [crumb if each is entry else each for each in snapshot.entries]
    text = claim_state(
        replace(snapshot, entries=tuple(entries)), bot.id, number, room.now()
    ).formula
    assert (
        text == f"Your share: 1 wei{formula}0 wei; a part of nothing takes all that is left: 1 wei."
    )


def test_next_moment_is_the_end_of_a_wait_when_no_claim_opens_sooner():
    room, key = open_room(QUIET)
    me = room.identify(key).id
    assert next_moment(room.snapshot, me, room.now())[0] is None
    [number] = deal_wrong(room, key).entries
    added = room.snapshot.entries[number - 1].contribution.time
    assert next_moment(room.snapshot, me, room.now()) == (added + DAY, "until your wait is over")


def test_prices_of_a_burst_are_what_the_room_asks():
    room, key = open_room(QUIET)
    assert price_now(room) == room.quote()[0]
    prices = burst_prices(room.snapshot, room.now(), 3)
    sample = room.dataset.pool[0]
    deposits = []
    for nonce in "abc":
        room.contribute(key, nonce, sample.data, sample.label)
        deposits.append(room.snapshot.entries[-1].deposit)
    assert deposits == prices


@pytest.mark.parametrize("ether", [2 * 10**15, 10**17, 10**19])
def test_affordable_after_is_the_first_such_second(ether):
    room, _ = open_room(EMPTY)
    weight = room.snapshot.settings.terms.cost_weight
    seconds = affordable_after(room.snapshot, Wei(ether))
    assert deposit(weight, seconds) <= ether
    assert seconds == 0 or deposit(weight, Seconds(seconds - 1)) > ether


def test_nothing_is_affordable_without_ether():
    room, _ = open_room(EMPTY)
    assert affordable_after(room.snapshot, Wei(0)) is None


def test_no_widget_keeps_a_snapshot(enter, monkeypatch):
    """Streamlit keeps what a widget is given long after it is gone, and a snapshot is large."""
    kept = []
    keep = WidgetMetadata.__init__

    def noted(self, *args, **options):
        keep(self, *args, **options)
        kept.append(self)

    monkeypatch.setattr(WidgetMetadata, "__init__", noted)
    room, _, app = enter()
    choose(app, said(app, room))
    press(app, "Send, with")
    press(app, "Try: get it back")
    held = {metadata.id for metadata in kept if any(snapshots(metadata))}
    assert len(kept) > 20
    assert not held


def snapshots(thing):
    """The snapshots that are held by what a thing is made of; a room, which has its own, apart."""
    seen, todo = {id(thing)}, [thing]
    while todo:
        for each in gc.get_referents(todo.pop()):
            if isinstance(each, Snapshot):
                yield each
            elif id(each) not in seen and not isinstance(each, (type, ModuleType, Room)):
                seen.add(id(each))
                if not is_global(each):
                    todo.append(each)


def is_global(thing):
    """Whether it is a module's own dictionary, by which everything can be reached."""
    return isinstance(thing, dict) and "__builtins__" in thing
