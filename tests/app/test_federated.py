"""The Federated page: its parts, what they say, and that it is what was played."""

import csv
import io
import json
import time
from dataclasses import replace
from functools import cache

import pytest

from sum.errors import InputError
from sum.federated import shards
from sum.federated.lab import play
from sum.federated.lanes import MODULUS
from sum.federated.settings import CLIPS, DIALS, Settings
from sum.federated.terms import Phase
from sum.simulation.background import start
from sum.ui.federated.failures import FAILURES
from sum.ui.federated.files import json_of, rounds_csv
from sum.ui.federated.job import Job
from sum.ui.federated.matrix import gas_of
from sum.ui.federated.peek import peek
from sum.ui.federated.receipts import receipts, receipts_html
from sum.ui.federated.rounds import CHEAT, FRIEND, VICTIM, cheat, pull_plug
from sum.ui.federated.url import CHOICES, USUAL, read, written
from sum.ui.federated.words import DATA, DIAL, NAMES, headline, slashed_in
from sum.viz.federated import (
    CLEAN,
    accuracy_rows,
    dial_spec,
    meter_rows,
    profit_rows,
    slashed_rows,
)

pytestmark = pytest.mark.slow

SHORT = Settings(data="breast-cancer", attack="scaled_flip", rounds=5, seed=1)


@cache
def short():
    """What `SHORT` comes to."""
    return play(SHORT)


def look(app, name):
    """Choose a part of the page."""
    app.segmented_control(key="federated-view").set_value(name).run()
    assert not app.exception, app.exception[0].value
    return app


def press(app, key):
    app.button(key=key).click().run()
    assert not app.exception, app.exception[0].value
    assert not app.error, app.error[0].value
    return app


def test_a_federation_is_played_at_every_setting_of_the_dial(visit, texts):
    app = visit("federated")
    app.selectbox(key="federated-data").set_value("breast-cancer").run()
    app.selectbox(key="federated-attack").set_value("scaled_flip").run()
    app.slider(key="federated-rounds").set_value(5).run()
    app = press(app, "federated-run")
    until = time.monotonic() + 60
    while not app.get("download_button") and time.monotonic() < until:
        time.sleep(0.2)
        app.run()
    shown = texts(app).replace("\\", "")
    clean = play(Settings(data="breast-cancer", rounds=5, seed=1)).accuracy
    assert headline(short(), clean) in shown
    assert "every setting of the dial" in shown
    assert short().digest()[:16] in shown
    slashed = next(each for each in app.metric if each.label == "Honest, but slashed")
    assert slashed.value == f"{slashed_in(short())[0]}×"
    assert len(app.get("vega_lite_chart")) == 5  # without noise there is no meter of epsilon


def test_a_job_plays_what_was_asked_and_the_other_settings():
    job = start(lambda: Job(SHORT))
    assert job.wait(60)
    sight = job.look()
    assert (sight.state, sight.progress) == ("done", 1)
    assert sight.run.digest() == short().digest()
    assert len(sight.clean) == SHORT.rounds
    assert {point.dial for point in sight.points} == set(DIALS)
    by_dial = {point.dial: point for point in sight.points}
    assert by_dial["masked"].leakage == 0 < by_dial["open"].leakage
    assert by_dial["masked"].attacker_profit > by_dial["scalar"].attacker_profit


def test_a_job_can_be_stopped():
    job = start(lambda: Job(Settings(rounds=60)))
    job.stop()
    assert job.wait(60)
    assert job.look().state == "stopped"
    assert len(job.look().points) < len(DIALS)


def test_rows_of_charts_are_what_was_played():
    run = short()
    rows = accuracy_rows(run, [0.5] * SHORT.rounds)
    own = rows[rows["line"] != CLEAN]["accuracy"].tolist()
    assert own == [run.start, *(record.accuracy for record in run.records)]
    assert len(profit_rows(run)) == (SHORT.rounds + 1) * SHORT.clients
    last = slashed_rows(run).groupby("part")["count"].max()
    assert (last["honest"], last["attacker"]) == slashed_in(run)
    assert last["attacker"] > 0
    assert "epsilon" not in meter_rows(run)
    assert "attacker" in json.dumps(dial_spec("dark", "attacker’s"))


def test_the_meter_of_epsilon_only_grows():
    rows = meter_rows(play(Settings(data="breast-cancer", rounds=5, epsilon=8.0)))
    found = rows["epsilon"].tolist()
    assert found == sorted(found)
    assert found[0] == 0
    assert found[-1] == pytest.approx(8.0, abs=0.01)


def test_files_have_every_round_and_no_infinity():
    run = short()
    rows = list(csv.DictReader(io.StringIO(rounds_csv(run))))
    assert len(rows) == SHORT.rounds * SHORT.clients
    last = [int(row["profit_wei"]) for row in rows[-SHORT.clients :]]
    assert tuple(last) == run.records[-1].profits
    assert sum(row["slashed"] == "True" for row in rows) == sum(slashed_in(run))
    found = json.loads(json_of(run))
    assert found["digest"] == run.digest()
    assert found["rounds"][-1]["epsilon"] is None
    assert len(found["rounds"]) == SHORT.rounds


def test_receipts_add_up():
    run = short()
    found = receipts(run)
    assert [each.profit for each in found] == sorted(run.records[-1].profits, reverse=True)
    assert all(each.profit == each.paid - each.fees - each.lost for each in found)
    assert {each.client for each in found if each.attacks and each.lost}
    assert all(f"<td>{each.included} of 5</td>" in receipts_html(found, 5) for each in found)


def test_one_guesses_from_a_picture_and_sees_the_truth(visit, texts):
    app = look(visit("federated"), "sees")
    assert app.button(key="federated-truth").disabled
    found = peek(1)
    app.pills(key="federated-guess-1").set_value(found.most[0]).run()
    app = press(app, "federated-truth")
    assert "you were right" in texts(app)
    assert len(app.get("vega_lite_chart")) == 2


def test_the_mask_hides_and_the_raw_update_tells():
    pictures, found = peek(1).pictures, peek(1)
    leaning = pictures["raw"].sum(axis=1)
    rows = [found.classes[place] for place in leaning.argsort()[::-1][:3]]
    assert set(found.most) & set(rows)
    masked = abs(pictures["masked"])
    assert masked.max() > 2_000  # evenly from -2,048 to 2,048
    assert 900 < masked.mean() < 1_150
    assert abs(pictures["raw"]).max() < 1


@pytest.mark.parametrize(("leaves", "counted"), [(Phase.UNMASK, True), (Phase.SUBMIT, False)])
def test_the_sum_comes_back_to_the_last_bit(leaves, counted):
    found = pull_plug(leaves, 1)
    assert found.counted is counted
    assert [step.right for step in found.steps[:3]] == [0, 0, 0]
    assert found.steps[-1].right == found.numbers
    assert found.steps[-1].shown == found.truth
    assert found.slashed == (() if counted else (VICTIM,))
    assert found.steps[-1].phase is Phase.CLOSED


@pytest.mark.parametrize(
    ("kind", "seed", "caught"),
    [
        ("own", 1, (CHEAT,)),
        ("alone", 1, (CHEAT,)),
        ("friend", 1, (CHEAT, FRIEND)),
        ("friend", 2, ()),
    ],
)
def test_who_lies_alone_is_caught_and_two_when_chance_draws_them(kind, seed, caught):
    found = cheat(kind, seed)
    assert found.slashed == caught
    if kind == "friend":
        changed = [a - b for a, b in zip(found.counted, found.true, strict=True)]
        assert changed[CHEAT - 1] == -changed[FRIEND - 1] > 0
        assert sum(changed) % MODULUS == 0


def test_the_plug_is_pulled_step_by_step(visit, texts):
    app = look(visit("federated"), "plug")
    assert "to the last bit" not in texts(app)
    app = press(app, "federated-next")
    assert "**1.**" in texts(app)
    assert "**2.**" not in texts(app)
    app = press(app, "federated-all")
    assert "to the last bit" in texts(app)
    app.radio(key="federated-lie").set_value("alone").run()
    assert "**Caught.**" in texts(app)
    assert "stake lost" in texts(app)
    app.radio(key="federated-lie").set_value("friend").run()
    assert "Not caught" in texts(app)
    assert "stake lost" not in texts(app)


def test_parts_of_a_network_are_trained(visit, texts):
    app = press(look(visit("federated"), "matrix"), "federated-train")
    until = time.monotonic() + 100
    while "The last matrix" not in texts(app) and time.monotonic() < until:
        time.sleep(0.5)
        app.run()
    for size in (1_210, 170, 80, 20):
        assert f"<td>{size:,}</td><td>{gas_of(size)}</td>" in texts(app)
    assert gas_of(1_210) == "too large"


def test_every_failure_has_a_name(visit, texts):
    shown = texts(look(visit("federated"), "failures"))
    assert all(title in shown and text in shown for title, text in FAILURES)


def test_there_are_words_for_everything():
    assert list(DIAL) == list(NAMES) == list(DIALS)
    assert set(DATA) == set(shards.DATA) == set(CLIPS)


def test_a_link_brings_the_settings_along(visit):
    app = visit("federated", dial="open", data="digits-last-matrix", clients="10", epsilon="8")
    assert not app.warning
    assert app.segmented_control(key="federated-dial").value == "open"
    assert app.selectbox(key="federated-data").value == "digits-last-matrix"
    assert app.selectbox(key="federated-clients").value == 10
    assert app.selectbox(key="federated-epsilon").value == 8
    assert app.selectbox(key="federated-attack").value == USUAL.attack
    assert "20% of 10" in app.selectbox(key="federated-attackers").options
    assert any("clients=10&epsilon=8" in code.value for code in app.code)


def test_what_is_chosen_is_in_the_address(visit):
    app = visit("federated")
    assert not set(CHOICES) & set(app.query_params)
    noise = app.selectbox(key="federated-epsilon")
    assert (noise.value, noise.options[0]) == (0, "none")  # nothing that is left to be chosen
    app.selectbox(key="federated-clients").set_value(50).run()
    app.number_input(key="federated-seed").set_value(7).run()
    assert app.query_params["clients"] == "50"
    assert app.query_params["seed"] == "7"
    app = look(look(app, "failures"), "dial")
    assert app.selectbox(key="federated-clients").value == 50
    app.selectbox(key="federated-clients").set_value(20).run()
    assert "clients" not in app.query_params
    app = press(app, "federated-reset")
    assert app.number_input(key="federated-seed").value == USUAL.seed
    assert not set(CHOICES) & set(app.query_params)


def test_a_broken_address_is_said_to_be_so(visit):
    app = visit("federated", dial="open", clients="1000")
    assert "clients=1000 cannot be chosen" in app.warning[0].value
    assert app.segmented_control(key="federated-dial").value == USUAL.dial
    assert "dial" not in app.query_params


@pytest.mark.parametrize(
    "query",
    [
        {"dial": "shut"},
        {"attack": ""},
        {"data": "iris"},
        {"attackers": "nan"},
        {"clients": "3"},
        {"epsilon": "0"},
        {"rounds": "7"},
        {"seed": "-1"},
        {"seed": "1" * 5_000},
    ],
)
def test_what_cannot_be_chosen_is_refused(query):
    with pytest.raises(InputError, match="cannot be chosen"):
        read(query)


def test_an_address_says_every_setting():
    for name, choice in CHOICES.items():
        for value in choice.values[:20]:
            settings = replace(USUAL, **{name: value})
            assert read(written(settings)) == settings
    assert read({"room": "KXR7M"}) == USUAL
    assert written(USUAL) == {}
