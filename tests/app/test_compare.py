"""The Compare page: settings, a bet, a run, and what it says of it."""

import json
import re
from dataclasses import replace
from functools import cache

import pytest

from sum.incentives import MECHANISMS
from sum.simulation.compare.records import (
    Comparison,
    MechanismRun,
    PersonRun,
    Score,
    attacks,
)
from sum.simulation.compare.run import Plan, compare
from sum.ui.compare import run as compare_run
from sum.ui.compare.files import comparison_csv, comparison_json
from sum.ui.compare.numbers import rows
from sum.ui.compare.url import read, written
from sum.ui.compare.words import NOWHERE, bets, headline, money, reasons, same_lines, winners
from sum.units import DAY, ETHER

pytestmark = pytest.mark.slow

SHORT = {"days": "5", "arrives": "1"}


@cache
def short():
    """What `SHORT` asks for."""
    return compare_run.run(Plan(days=5, arrival=1), lambda *_: None)


def run(app):
    app.button(key="compare-run").click().run()
    assert not app.exception, app.exception[0].value
    assert not app.error, app.error[0].value
    return app


def bet(app, name):
    """Choose what to bet on."""
    radio = next(each for each in app.radio if each.key.startswith("compare-bet"))
    radio.set_value(name).run()
    return app


def test_it_runs_with_one_press(visit, texts):
    app = run(visit("compare", **SHORT))
    comparison = short()
    shown = texts(app).replace("\\", "")
    for sentence in headline(comparison) + reasons(comparison):
        assert sentence in shown
    for row in rows(comparison):
        assert all(f"<td>{value}</td>" in shown for value in row.values)
    assert len(app.get("vega_lite_chart")) == 1 + len(MECHANISMS)
    assert app.get("download_button")


def test_nothing_is_shown_before_it_was_run(visit, texts):
    app = visit("compare")
    assert "What differs" not in texts(app)
    assert "The twins are exact" in texts(app)


def test_a_bet_is_answered_and_kept_in_the_address(visit, texts):
    words, best = bets(Plan()), winners(short())
    other = next(name for name in words if name not in best)
    app = run(bet(visit("compare", **SHORT), best[0]))
    assert "you were right" in texts(app)
    assert app.query_params["bet"] == best[0]
    again = visit("compare", **SHORT, bet=other)
    assert f"You bet on “{words[other]}”. It was “{words[best[0]]}”" in texts(again)


def test_one_bets_on_what_there_is_to_guess():
    money = [name for name, terms in MECHANISMS.items() if terms.money]
    assert list(bets(Plan())) == [*money, NOWHERE]
    assert list(bets(Plan(attack=""))) == list(MECHANISMS)
    assert bets(Plan(mechanisms=("points",))) == {}
    assert bets(Plan(attack="", mechanisms=("points",))) == {}


def test_a_change_of_settings_hides_what_is_no_longer_true(visit, texts):
    app = run(visit("compare", **SHORT))
    app.slider(key="compare-set-honest").set_value(2).run()
    assert "What differs" not in texts(app)
    assert "bet" not in app.query_params
    assert app.query_params["honest"] == "2"
    app.slider(key="compare-set-honest").set_value(4).run()
    assert "What differs" in texts(app)


def test_the_address_brings_the_settings_along(visit):
    app = visit("compare", seed="7", honest="2", attack="nobody", under="points", days="6")
    assert app.slider(key="compare-set-honest").value == 2
    assert app.number_input(key="compare-set-seed").value == 7
    assert app.selectbox(key="compare-set-attack").value == ""
    assert app.query_params["under"] == "points"
    assert not app.radio  # with one mechanism there is nothing to bet on


@pytest.mark.parametrize("query", [{"seed": "x"}, {"under": "lottery"}, {"data": "moon"}])
def test_a_broken_address_is_said_to_be_so(visit, query):
    app = visit("compare", **query)
    assert "so all settings are the usual ones" in app.warning[0].value
    assert app.slider(key="compare-set-honest").value == Plan().honest
    run(app)


def test_settings_stay_when_one_looks_at_another_page(visit):
    app = visit("compare")
    app.slider(key="compare-set-honest").set_value(3).run()
    app.switch_page("pages/home.py").run()
    app.switch_page("pages/compare.py").run()
    assert app.slider(key="compare-set-honest").value == 3


def test_reset_brings_the_usual_settings_back(visit, texts):
    app = run(visit("compare", **SHORT))
    app.button(key="compare-reset").click().run()
    assert "What differs" not in texts(app)
    assert app.slider(key="compare-set-days").value == Plan().days
    assert not set(app.query_params) & {"days", "arrives", "bet"}


def test_without_a_mechanism_there_is_nothing_to_run(visit):
    app = visit("compare")
    for name in MECHANISMS:
        app.checkbox(key=f"compare-set-under-{name}").uncheck()
    app.run()
    assert "Choose at least one mechanism" in app.info[0].value
    assert not [button for button in app.button if button.key == "compare-run"]


def test_fewer_days_never_leave_the_attacker_without_a_day(visit):
    app = visit("compare", days="20", arrives="15")
    app.slider(key="compare-set-days").set_value(6).run()
    assert not app.exception
    assert app.slider(key="compare-set-arrival").value == 3


def test_data_and_model_can_be_chosen(visit, texts):
    app = visit("compare", **SHORT)
    app.selectbox(key="compare-set-dataset").set_value("wine").run()
    assert app.query_params["data"] == "wine"
    run(app)
    assert "What differs" in texts(app)


def test_every_mechanism_is_explained(visit, texts):
    shown = texts(visit("compare"))
    for terms in MECHANISMS.values():
        assert terms.summary in shown.replace("\\", "")
    assert "Its parameters here" in shown


@pytest.mark.parametrize("attack", ["", *attacks()])
def test_addresses_say_the_same_both_ways(attack):
    plan = Plan(
        dataset="digits", seed=3, honest=2, attack=attack, strength=5, mechanisms=("points",)
    )
    assert read(written(plan)) == plan
    assert written(Plan()) == {}


def person(kind, **numbers):
    usual = {"profit": 0, "points": 0, "contributions": 0}
    usual |= dict.fromkeys(("staked", "returned", "taken", "lost"), 0)
    return PersonRun(name=kind, kind=kind, balances=(), **{**usual, **numbers})


def made(name, *people, money=True, scores=(0.9,)):
    terms = MECHANISMS[name]
    return MechanismRun(
        name=name,
        title=terms.title,
        money=money,
        claims=True,
        terms={},
        attacked=True,
        scores=tuple(Score(n * DAY, accuracy) for n, accuracy in enumerate(scores)),
        people=people,
        held=0,
        ended=10 * DAY,
        span=10 * DAY,
    )


def test_the_sentences_follow_from_the_numbers():
    thief = {"profit": 3 * ETHER, "contributions": 2, "staked": 4 * ETHER}
    thief |= {"returned": ETHER, "lost": 2 * ETHER, "taken": 5 * ETHER}
    honest = person("honest", staked=4 * ETHER, returned=3 * ETHER)
    paid = made("deposit_refund_take", honest, person("label_flipping", **thief))
    free = made(
        *("points", person("label_flipping", points=-2, contributions=7)),
        money=False,
        scores=(0.9, 0.5),
    )
    comparison = Comparison(Plan(), 0, (paid, free))
    assert headline(comparison) == [
        "Mallory gains 3 ETH under “Deposit, refund, take”.",
        "Under “Points” no ether moves: Mallory ends with −2 points.",
        (
            "The model is right most often under “Deposit, refund, take”: on 90.0% of the hidden"
            " test set on average (90.0% at worst), against 54.0% (50.0% at worst) under “Points”."
        ),
    ]
    assert reasons(comparison) == [
        (
            "Under “Deposit, refund, take” Mallory put 4 ETH at stake in 2 contributions. Of it 1"
            " ETH came back, others’ reports took 2 ETH and 1 ETH stayed in the contract. Mallory’s"
            " own reports brought 5 ETH of others’ deposits. Fees and shares of the pot make +1"
            " ETH. That makes +3 ETH."
        ),
        (
            "Mallory contributed 7 times under “Points”, where it is free, and 2 times under"
            " “Deposit, refund, take”, at 2 ETH each on average."
        ),
        "Of what honest people put at stake, 75% under “Deposit, refund, take” came back to them.",
    ]
    assert winners(comparison) == ("deposit_refund_take",)


def test_lines_that_hide_each_other_are_named():
    runs = [made(name, money=False) for name in ("deposit_refund_take", "points")]
    assert "“Deposit, refund, take” and “Points” lie on each other" in same_lines(
        Comparison(Plan(), 0, tuple(runs))
    )
    other = replace(runs[1], scores=(Score(0, 0.1),))
    assert same_lines(Comparison(Plan(), 0, (runs[0], other))) == ""


def test_losses_are_told_apart_and_ties_told_together():
    loser, other = person("copying", profit=-ETHER), person("copying", profit=-2 * ETHER)
    runs = made("deposit_refund_take", loser), replace(made("points", other), title="Other")
    assert headline(Comparison(Plan(), 0, runs))[:2] == [
        "Mallory loses 1 ETH under “Deposit, refund, take”, and 2 ETH under “Other”.",
        "The attack pays under none of them.",
    ]
    level = runs[0], replace(runs[0], name="points", title="Other")
    said = headline(Comparison(Plan(), 0, level))
    assert said[0] == "Mallory loses 1 ETH under “Deposit, refund, take” and “Other”."
    assert said[-1].startswith("The model does about as well under both")
    assert winners(Comparison(Plan(), 0, level)) == (NOWHERE,)


def test_what_is_refused_is_said_with_its_reason():
    plan = Plan(days=5, arrival=1, attack="duplicate_tokens", mechanisms=("points",))
    comparison = compare(plan)
    refused = comparison.runs[0].attackers[0].refused
    assert refused > 1
    assert reasons(comparison) == [
        (
            f"Under “Points” the contract refused {refused} contributions of Mallory’s: “The"
            " features must be in ascending order, each at most once.”"
        )
    ]


def test_the_sentences_are_about_these_numbers():
    comparison = short()
    said = " ".join(headline(comparison))
    for each in comparison.runs:
        assert each.title in said
        if each.money and each.attacked:
            assert money(abs(each.attacker_profit), signed=False) in said
    alone = compare(Plan(days=5, arrival=1, mechanisms=("points",)))
    assert "against" not in headline(alone)[-1]
    assert headline(compare(Plan(days=5, arrival=1, attack="")))[0] == "Nobody attacks here."


def test_files_hold_all_there_is():
    comparison = compare(Plan(days=5, arrival=1, mechanisms=("deposit_refund_take", "points")))
    found = json.loads(comparison_json(comparison))
    assert [run["name"] for run in found["runs"]] == ["deposit_refund_take", "points"]
    assert found["plan"]["seed"] == 0
    first = found["runs"][0]
    assert first["summary"]["attacker_profit"] == comparison.runs[0].attacker_profit
    lines = comparison_csv(comparison).splitlines()
    assert lines[0].startswith("mechanism,series,who")
    size = sum(len(r.scores) + sum(len(p.balances) for p in r.people) for r in comparison.runs)
    assert len(lines) == 1 + size
    assert re.match(r"deposit_refund_take,accuracy,,,0,0.0,0\.\d+,fraction", lines[1])


def test_a_stopped_run_lets_the_next_one_in():
    plan = Plan(days=5, arrival=1, seed=99, mechanisms=("points",))

    def leave(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare_run.run(plan, leave)
    assert compare_run.kept(plan) is None
    assert compare_run.run(plan, lambda *_: None) is compare_run.kept(plan)
