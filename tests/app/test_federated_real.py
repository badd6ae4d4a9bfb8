"""The tab Real rounds: from the form to the receipts, alone and in a class."""

import csv
import io
import json
import re
import time
from dataclasses import replace

import numpy as np
import pytest

from sum.datasets import load
from sum.errors import RoomError
from sum.federated.attackers import ATTACKS
from sum.federated.lab import play
from sum.federated.settings import DIALS
from sum.federated.settings import Settings as Federation
from sum.federated.shards import DATA, LAST_MATRIX, divide, pixels_of
from sum.federated.terms import Phase
from sum.room import Classroom, open_class
from sum.room.federation import RoundPlayer, RoundStage
from sum.ui.federated.cast import Cast
from sum.ui.federated.files import json_of, rounds_csv
from sum.ui.federated.real_data import samples_html, some_of_each
from sum.ui.federated.real_result import REVEALED_LATER
from sum.ui.federated.real_round import order_of
from sum.ui.federated.real_words import next_step, told
from sum.ui.federated.receipts import receipts, receipts_html
from sum.viz.federated import OTHERS, YOU, profit_rows, profit_spec, slashed_rows
from tests.app.conftest import QUIET, find, press, room_with_a_visitor

pytestmark = pytest.mark.slow

SMALL = Federation(data="breast-cancer", clients=5, rounds=2, attackers=0.4, attack="sign_flip")
"""Two of five attack: one of the three people in the class, and one who is simulated."""
LATE = 120
"""Seconds after which a round is given up."""


def real(app):
    """Go to the tab."""
    app.segmented_control(key="federated-view").set_value("real").run()
    assert not app.exception, app.exception[0].value
    return app


def played(room, rounds):
    """Wait until so many rounds are over."""
    until = time.monotonic() + LATE
    while len(room.snapshot.federation.run.records) < rounds:
        assert time.monotonic() < until, room.snapshot.federation
        assert not room.snapshot.federation.problem
        time.sleep(0.05)


def test_a_lone_visitor_plays_from_the_form_to_the_receipts(visit, texts):
    room, key, app = room_with_a_visitor(visit, "federated")(QUIET)
    app = real(app)
    assert "deal it out" in texts(app)
    app.segmented_control(key="real-rounds").set_value(3).run()
    app.number_input(key="real-clients-3").set_value(5).run()
    press(app, "Deal the data out")
    view = room.snapshot.federation
    assert (view.settings.clients, view.settings.rounds, view.settings.dial) == (5, 3, "scalar")
    shown = texts(app)
    assert "Your client: You (no" in shown
    assert "Your client: Your attacker" in shown
    mine = room.clients(key)
    for client in mine:
        assert f"Its data: {len(client.shard):,} sample" in shown
    assert "5 clients" not in shown
    app.radio[0].set_value("out").run()
    assert room.clients(key)[0].does == "out"
    press(app, "Play round 1")
    played(room, 1)
    shown = texts(app.run())
    assert "What came of it" in shown
    assert "It was not in the round" in shown
    assert "<td>You</td>" in shown
    assert REVEALED_LATER not in shown
    assert room.snapshot.federation.address in shown
    assert find(app, "Play round 2")


def test_a_round_that_stands_still_says_why_and_can_be_tried_again(visit, texts, monkeypatch):
    def refuse(*_):
        raise RoomError("The room is full.")

    room, key, app = room_with_a_visitor(visit, "federated")(QUIET)
    room.open_federation(key, "open", replace(SMALL, dial="masked"))
    with monkeypatch.context() as broken:
        broken.setattr(RoundPlayer, "go_on", refuse)
        press(real(app), "Play round 1")
        until = time.monotonic() + LATE
        while not room.snapshot.federation.problem and time.monotonic() < until:
            time.sleep(0.05)
        shown = texts(app.run())
    assert "It stands still. The room is full" in shown
    assert "press “Try again”" in shown
    press(app, "Try again")
    played(room, 1)
    shown = texts(app.run())
    assert "stands still" not in shown
    assert "What came of it" in shown


@pytest.fixture(scope="module")
def led():
    """A class of three whose roles were dealt in secret, and a federation they are clients of."""
    room, _, key = open_class(QUIET, Classroom(title="Federated", phase="lobby", roles="dealt"))
    people = {name: room.join(name, "contributor", name) for name in ("Ann", "<b>Ben", "Cat")}
    room.begin(key, "begin")
    room.open_federation(key, "open", SMALL)
    return room, key, people


def in_class(visit, room, key):
    return visit("federated", room=room.code, me=key)


def test_each_sees_the_own_data_and_only_an_attacker_attacks(led, visit, texts):
    room, _, people = led
    attacks = {each.title for each in ATTACKS.values()}
    for mine in people.values():
        app = in_class(visit, room, mine)
        [client] = room.clients(mine)
        shown = texts(app)
        assert shown.count("Its data:") == 1
        assert f"Its data: {len(client.shard):,} sample" in shown
        assert f"(no. {client.place + 1})" in shown
        assert ("dealt the attacker’s part" in shown) is client.seat.attacker
        offered = app.selectbox if client.seat.attacker else app.radio
        assert bool(attacks.intersection(offered[0].options)) is client.seat.attacker
        assert not [button for button in app.button if button.label.startswith("Play")]


def test_other_pages_say_that_there_is_one(led, visit, texts):
    room, _, people = led
    app = visit("contribute", room=room.code, me=people["Cat"])
    assert "Federated rounds are played here, too." in texts(app)


def test_a_class_plays_and_the_secret_is_kept_until_it_is_revealed(led, visit, texts):
    room, key, people = led
    clients = {name: room.clients(mine)[0] for name, mine in people.items()}
    honest = next(name for name, client in clients.items() if not client.seat.attacker)
    app = in_class(visit, room, people[honest])
    app.radio[0].set_value("drop_out").run()
    lead = in_class(visit, room, key)
    assert "1 of 3 have said" in lead.get("progress")[0].proto.text
    assert "Its data:" not in texts(lead)
    press(lead, "Play round 1")
    played(room, 1)
    shown = texts(app.run())
    assert "It lost its stake of 1 ETH: it was not heard of" in shown
    assert REVEALED_LATER in shown
    watcher = visit("federated", room=room.code)
    for each in (shown, texts(lead.run()), texts(watcher)):
        assert "<td>attacker</td>" not in each
        assert "&lt;b&gt;Ben" in each
        assert "<b>Ben" not in each
        assert "<td>1.00</td>" in each
    room.lead(key, "show", revealed=True)
    shown = texts(watcher.run())
    assert shown.count("<td>attacker</td>") == 2
    assert REVEALED_LATER not in shown
    assert "<td>pulled the plug</td>" in shown
    assert "<td>Sign flip, in bounds</td>" in shown


def test_a_latecomer_takes_the_place_of_one_who_is_simulated(led, visit, texts):
    room, _, _ = led
    key = room.join("Dan", "contributor", "late")
    app = in_class(visit, room, key)
    assert "Its data:" not in texts(app)
    press(app, "Take a client’s place")
    [client] = room.clients(key)
    assert f"(no. {client.place + 1})" in texts(app.run())
    assert room.snapshot.federation.seats[client.place].name == "Dan"


def test_before_it_begins_a_class_waits_and_its_facilitator_is_asked(visit, texts):
    room, _, key = open_class(QUIET, Classroom(phase="lobby", roles="dealt"))
    ann = room.join("Ann", "contributor", "a")
    assert "The facilitator has not begun one yet" in texts(real(in_class(visit, room, ann)))
    lead = real(in_class(visit, room, key))
    assert find(lead, "Deal the data out")
    assert not [each for each in real(in_class(visit, room, ann)).button if "Deal" in each.label]


def test_one_sentence_says_what_to_do_next(led):
    room, _, _ = led
    view = replace(room.snapshot.federation, wanted=0, stage=None, problem="", chosen=(False,) * 5)
    view = replace(view, run=replace(view.run, records=()))
    going = RoundStage("Clients join", 2, 11, 1, 5)
    over = replace(view, run=replace(view.run, records=(None,) * view.settings.rounds))
    for shown, words in (
        (None, "deal it out"),
        (view, "when everybody has decided"),
        (replace(view, wanted=2, stage=going), "being played"),
        (replace(view, stage=going), "go on with it"),
        (replace(view, stage=going, problem="No gas."), "Try again"),
        (replace(over, secret=False), "what came of it"),
        (replace(over, secret=True), "Who attacked?"),
    ):
        assert words in next_step(shown, leader="", alone=False, mine=()).text
        other = next_step(shown, leader="the host", alone=False, mine=(0,)).text
        assert "ress “" not in other
    assert (
        "say what your client does"
        in next_step(view, leader="the host", alone=False, mine=(0,)).text
    )
    decided = replace(view, chosen=(True,) * 5)
    assert (
        "when the host starts it"
        in next_step(decided, leader="the host", alone=False, mine=(0,)).text
    )


def test_files_say_no_more_than_may_be_known():
    run = play(replace(SMALL, rounds=1))
    cast = Cast(("Ann", "=1+1", "c", "d", "e"), secret=True, shards=False)
    rows = list(csv.DictReader(io.StringIO(rounds_csv(run, cast))))
    assert {row["attacks"] for row in rows} == {""}
    assert rows[1]["name"] == "'=1+1"
    found = json.loads(json_of(run, cast))
    assert found["attackers"] is found["mixes"] is None
    assert found["names"][0] == "Ann"
    assert found["settings"]["seed"] is None
    assert json.loads(json_of(run))["rounds"][0]["choices"] == list(run.records[0].choices)
    table = receipts_html(receipts(run, cast), 1, cast)
    assert "most of" not in table
    assert "honest" not in table


def test_lines_and_stakes_have_one_colour_while_it_is_a_secret():
    run = play(replace(SMALL, rounds=1))
    rows = profit_rows(run, ("a", "b", "c", "d", "e"), secret=True, mine=(1,))
    assert set(rows[rows["part"] == YOU]["client"]) == {"b"}
    assert set(rows["part"]) == {YOU, OTHERS}
    hidden = replace(run, attackers=(False,) * 5)
    counted = slashed_rows(hidden, secret=True)
    assert set(counted["part"]) == {"everybody"}
    assert counted["count"].max() == sum(map(sum, (each.slashed for each in run.settlements)))
    assert "attacker" not in json.dumps(profit_spec("light", 1, secret=True))


@pytest.mark.parametrize("dial", list(DIALS))
def test_every_round_is_told_in_words_at_every_setting(dial):
    run = play(replace(SMALL, dial=dial, rounds=2, group=2))
    for record in run.records:
        for place in range(5):
            lines = told(run, place, record)
            assert all(line.endswith(".") for line in lines)
            assert ("in the sum" in lines[0]) or ("out of the sum" in lines[0])
            settled = next(each for each in run.settlements if each.round == record.round)
            paid = [line for line in lines if line.startswith("It was paid ")]
            assert any("nothing" not in line for line in paid) is bool(settled.pays[place])
            assert any("lost its stake" in line for line in lines) is bool(settled.lost[place])
    assert [phase for phase in order_of(DIALS[dial]) if phase is Phase.SCORE] == (
        [Phase.SCORE] if dial in {"scalar", "open"} else []
    )


@pytest.mark.parametrize("data", DATA)
def test_a_shard_shows_a_few_samples_of_what_it_has(data):
    division = divide(data, clients=4, rounds=1, alpha=0.5, seed=1)
    for shard in division.shards:
        places = some_of_each(shard, 4)
        assert len(places) == min(4, len(shard))
        assert len(set(shard.labels[places])) == min(4, len(set(shard.labels)))
        shown = samples_html(division.task, shard, 1)
        assert division.task.classes[shard.labels[places[0]]] in shown
        assert ("<img" in shown) is (data != "breast-cancer")


def test_values_of_a_tumour_are_plain_again():
    division = divide("breast-cancer", clients=1, rounds=1, alpha=None, seed=1)
    dataset = load("breast-cancer")
    splits = (dataset.train, dataset.pool, dataset.hidden)
    raw = np.array([sample.raw for split in splits for sample in split], dtype=float)
    first = dataset.telling[0]
    known = {f"{value:.3g}" for value in raw[:, first]}
    shown = re.findall(r"</b></td><td>([\d.]+)", samples_html(division.task, division.shards[0], 1))
    assert shown
    assert set(shown) <= known


def test_the_digits_behind_a_last_matrix_are_those_that_it_was_made_of():
    division = divide(LAST_MATRIX, clients=3, rounds=1, alpha=0.5, seed=4)
    [digits] = divide("digits", clients=1, rounds=1, alpha=None, seed=0).shards
    known = {
        sample.tobytes(): label for sample, label in zip(digits.samples, digits.labels, strict=True)
    }
    found = [known.get(each.tobytes()) for each in pixels_of(division.shards[0], 4)]
    there = [(a, b) for a, b in zip(found, division.shards[0].labels, strict=True) if a is not None]
    assert len(there) > len(found) / 4  # half of all digits are a client's
    assert all(a == b for a, b in there)
