"""The Simulate page: a scenario, its run, sweeps, and the runs that are kept."""

import sys
from dataclasses import replace
from io import BytesIO
from types import ModuleType

import pytest

from sum.simulation.background import find
from sum.simulation.lab import simulate
from sum.simulation.scenario import (
    Group,
    Scenario,
    ScenarioError,
    dumps,
    load_preset,
    loads,
    with_value,
)
from sum.store import RunStore
from sum.ui.simulate import run as run_part
from sum.ui.simulate.result import table_html
from sum.ui.simulate.setup import presets, problem_html
from sum.ui.simulate.url import WHOLE, address, from_query, to_query
from sum.ui.simulate.words import headline, money_lines, summary_line

pytestmark = pytest.mark.slow

SHORT = {"set": "run.contributions=20"}


@pytest.fixture(autouse=True)
def _at_full_speed(monkeypatch):
    monkeypatch.setattr(run_part, "SPEEDS", {0.0: "As fast as it goes"})


@pytest.fixture(autouse=True)
def _nothing_goes_on(monkeypatch):
    """What another test has left to go on takes nobody's turn here."""
    monkeypatch.setitem(sys.modules, "_sum_work", ModuleType("_sum_work"))


@pytest.fixture(autouse=True)
def store(new_home, monkeypatch):
    """A store of one's own."""
    monkeypatch.setenv("SUM_HOME", str(new_home()))
    return RunStore()


def fine(app):
    assert not app.exception, app.exception[0].value
    assert not app.error, app.error[0].value
    return app


def ended(app, slot="_simulate-job"):
    """Wait for what goes on in the background, and look again."""
    work = find(app.session_state[slot])
    assert work.wait(120)
    app.run()
    return work


def run(app):
    fine(app.button(key="simulate-run").click().run())
    job = ended(app)
    fine(app)
    return job.look().run


def shown(texts, app):
    return texts(app).replace("\\", "")


def field(app, path):
    """The widget of a field of the form."""
    kinds = ("text_input", "selectbox", "toggle")
    found = [each for kind in kinds for each in app.get(kind) if each.key.endswith(f"-{path}")]
    assert len(found) == 1, path
    return found[0]


# --------------------------------------------------------------------------------------- one run


def test_it_runs_with_one_press_and_is_kept(visit, texts, store):
    app = visit("simulate", **SHORT)
    result = run(app)
    expected = simulate(with_value(Scenario(), "run.contributions", 20), ideal=True)
    assert result.digest() == expected.digest()
    [kept] = store.list()
    assert kept.digest == expected.digest()
    said = shown(texts, app)
    for sentence in (headline(result), *money_lines(result)):
        assert sentence in said
    assert table_html(result) in said
    assert result.digest()[:16] in said
    assert "Kept as run 1" in said
    assert len(app.get("vega_lite_chart")) == 3
    assert len(app.get("download_button")) >= 8


@pytest.mark.slow
def test_another_seed_is_another_run(visit, store):
    app = visit("simulate", **SHORT)
    run(app)
    fine(app.button(key="simulate-seed").click().run())
    assert ended(app).look().run.scenario.seed == 1
    assert app.query_params["seed"] == ["1"] or app.query_params["seed"] == "1"
    assert [kept.seed for kept in store.list()] == [1, 0]


@pytest.mark.slow
def test_a_run_goes_on_in_the_background_and_can_be_stopped(visit, texts, store, monkeypatch):
    monkeypatch.setattr(run_part, "SPEEDS", {60.0: "In slow motion"})
    app = visit("simulate")
    fine(app.button(key="simulate-run").click().run())
    job = find(app.session_state["_simulate-job"])
    while job.look().state in {"waiting", "preparing"}:
        job.wait(0.05)
    fine(app.run())
    assert app.button(key="simulate-run").disabled
    fine(app.button(key="simulate-pause").click().run())
    while job.look().state != "paused":
        job.wait(0.05)
    fine(app.run())
    assert app.button(key="simulate-pause").label == "Go on"
    app.button(key="simulate-stop").click().run()
    ended(app)
    assert "it was stopped" in shown(texts, fine(app))
    assert store.list()[0].ended == "stopped"


@pytest.mark.slow
def test_a_double_click_is_one_run(visit, store, monkeypatch):
    monkeypatch.setattr(run_part, "DOUBLE_CLICK", 60.0)
    app = visit("simulate", **SHORT)
    run(app)
    run(app)
    assert store.count() == 1


@pytest.mark.slow
def test_what_would_take_too_long_is_refused(visit):
    app = visit("simulate", set="run.contributions=900000")
    app.button(key="simulate-run").click().run()
    assert "at most" in app.error[0].value
    app = visit("simulate", set="run.contributions=2000")
    app.radio(key="simulate-engine").set_value("tester")
    app.button(key="simulate-run").click().run()
    assert "on this engine" in app.error[0].value


@pytest.mark.slow
def test_the_contracts_give_the_same(visit):
    app = visit("simulate", set="run.contributions=6")
    first = run(app)
    app.radio(key="simulate-engine").set_value("tester").run()
    second = run(app)
    assert second.engine == "tester"
    assert second.digest() == first.digest()


@pytest.mark.slow
def test_what_cannot_be_played_is_said(visit):
    app = visit("simulate", set="data.name=nowhere")
    app.button(key="simulate-run").click().run()
    ended(app)
    assert "nowhere" in app.error[0].value
    assert not app.exception


# ---------------------------------------------------------------------------------- the scenario


@pytest.mark.slow
def test_there_are_presets_of_both_kinds(visit, texts):
    assert presets()["imdb"].startswith("Published")
    app = visit("simulate")
    chooser = next(each for each in app.selectbox if each.label == "Begin with")
    chooser.set_value("imdb").run()
    assert load_preset("imdb").title in shown(texts, app)
    assert app.query_params["preset"] in ("imdb", ["imdb"])


@pytest.mark.slow
def test_the_form_changes_the_scenario(visit, texts):
    app = visit("simulate")
    field(app, "agents.honest.count").set_value("3").run()
    field(app, "data.name").set_value("wine").run()
    assert "3 × Honest contributor" in shown(texts, fine(app))
    assert "Wine" in shown(texts, app)
    app.button(key="simulate-undo").click().run()
    assert field(app, "data.name").value == "digits-3-or-8"
    assert field(app, "agents.honest.count").value == "3"
    app.button(key="simulate-reset").click().run()
    assert field(app, "agents.honest.count").value == "8"


def test_a_mistake_is_said_at_its_field(visit, texts):
    app = visit("simulate")
    field(app, "incentive.owner_wait").set_value("1 h").run()
    assert field(app, "incentive.owner_wait").value == "1 h"
    assert "Each wait must be" in shown(texts, app)
    assert app.button(key="simulate-run").disabled
    field(app, "incentive.refund_wait").set_value("30 min").run()  # now it fits
    assert "Each wait must be" not in shown(texts, app)
    assert not app.button(key="simulate-run").disabled
    assert field(app, "incentive.owner_wait").value == "1 h"
    field(app, "run.contributions").set_value("many").run()
    assert "no whole number" in shown(texts, app)
    app.button(key="simulate-undo").click().run()
    assert field(app, "run.contributions").value == "500"


@pytest.mark.slow
def test_groups_come_and_go(visit, texts):
    app = visit("simulate")
    fine(app.button(key="simulate-add").click().run())
    assert "contributors" in "".join(each.label for each in app.expander)
    field(app, "agents.contributors.kind").set_value("careless").run()
    assert "1 × Careless contributor" in shown(texts, fine(app))
    fine(app.button(key="simulate-remove-contributors").click().run())
    assert "Careless" not in summary_of(app)


def summary_of(app):
    return next(each.value for each in app.caption if " · " in each.value)


@pytest.mark.slow
def test_another_mechanism_brings_its_own_fields(visit):
    app = visit("simulate")
    field(app, "incentive.name").set_value("reward_market").run()
    assert field(app, "market.bounty").value == "25 ether"
    field(app, "incentive.name").set_value("points").run()
    assert not [each for each in app.text_input if each.key.endswith("market.bounty")]


def test_text_and_form_are_one_scenario(visit, texts):
    app = visit("simulate")
    editor = "simulate-editor"
    field(app, "run.contributions").set_value("77").run()
    app.segmented_control(key=editor).set_value(":material/code: Text (TOML)").run()
    area = app.text_area[0]
    assert loads(area.value).run.contributions == 77
    commented = f"# mine\n{area.value}".replace("contributions = 77", "contributions = 78")
    area.set_value(commented).run()
    assert app.text_area[0].value == commented
    assert "78 contributions" in shown(texts, fine(app))
    wrong = commented.replace("count = 8", "count = 8\ncolour = 1")
    app.text_area[0].set_value(wrong).run()
    number = wrong.splitlines().index("colour = 1") + 1
    assert f"<b>Line {number}: </b>" in texts(app)
    assert app.button(key="simulate-run").disabled
    app.segmented_control(key=editor).set_value(":material/tune: Form").run()
    assert "mistake in the text" in app.warning[0].value
    app.segmented_control(key=editor).set_value(":material/code: Text (TOML)").run()
    assert app.text_area[0].value == wrong  # nothing is lost
    app.button(key="simulate-undo").click().run()
    assert loads(app.text_area[0].value).run.contributions == 78


def test_a_mistake_is_marked_and_escaped():
    text = 'title = "<b>"\n[agents.honest]\ncount = "<i>"'
    try:
        loads(text)
    except ScenarioError as error:
        html = problem_html(text, error)
    assert "<i>" not in html
    assert "<div class=sim-wrong><span>3</span>" in html


@pytest.mark.slow
def test_another_page_and_back_keeps_everything(visit):
    app = visit("simulate", **SHORT)
    app.switch_page("pages/home.py").run()
    app.switch_page("pages/simulate.py").run()
    assert field(app, "run.contributions").value == "20"


# ----------------------------------------------------------------------------------- the address


@pytest.mark.slow
@pytest.mark.parametrize("query", [{"preset": "moon"}, {"set": "run.x=1"}, {"scenario": "x"}])
def test_a_broken_address_is_said_to_be_so(visit, query):
    app = visit("simulate", **query)
    assert "the usual scenario" in app.warning[0].value
    assert not app.button(key="simulate-run").disabled


def changed():
    usual = Scenario()
    several = with_value(usual, "incentive.name", "points")
    yield usual, ""
    yield with_value(several, "agents.honest.confidence", 0.1), ""
    yield replace(usual, note="a; b = c & d"), ""
    yield replace(usual, agents={"many": Group(count=3)}), ""
    yield replace(load_preset("imdb"), seed=12), "imdb"
    yield with_value(load_preset("imdb"), "agents.malicious.willing", "2 ether"), "imdb"
    yield with_value(load_preset("imdb"), "agents.malicious.kind", "label_flipping"), "imdb"
    yield with_value(usual, "title", "x" * 3_000), ""


@pytest.mark.parametrize(("scenario", "preset"), list(changed()))
def test_addresses_say_the_same_both_ways(scenario, preset):
    query = dict(to_query(scenario, preset))
    assert from_query(query)[0] == scenario
    assert len(address("http://host/simulate", scenario, preset)) < 2_000


def test_an_address_cannot_unpack_to_anything():
    query = dict(to_query(replace(Scenario(), title="x" * 150_000)))
    assert len(query[WHOLE]) < 2_000
    with pytest.raises(ValueError, match="too long"):
        from_query(query)


# -------------------------------------------------------------------------------------- kept runs


@pytest.fixture
def three(store):
    scenario = with_value(Scenario(), "run.contributions", 12)
    for seed in range(3):
        store.add(simulate(scenario, seed=seed, ideal=True))
    return store


@pytest.mark.slow
@pytest.mark.usefixtures("three")
def test_runs_are_laid_over_each_other(visit, texts):
    app = visit("simulate", look="kept")
    assert "Run 1" not in shown(texts, app)
    app.checkbox(key="simulate-tick-1").check().run()
    assert "Run 1" in shown(texts, fine(app))
    assert len(app.get("vega_lite_chart")) == 3
    app.checkbox(key="simulate-tick-3").check().run()
    assert len(app.get("vega_lite_chart")) == 2
    assert '<th scope="row">seed</th><td>0</td><td>2</td>' in texts(fine(app))
    again = visit("simulate", look="kept", runs="1,3,99,x")
    assert again.checkbox(key="simulate-tick-3").value
    assert len(again.get("vega_lite_chart")) == 2


@pytest.mark.slow
def test_runs_are_searched_and_ordered(visit, three):
    three.rename(2, "Something else")
    app = visit("simulate", look="kept")
    app.text_input(key="simulate-kept-search").set_value("something").run()
    ticks = [each.key for each in app.checkbox if each.key.startswith("simulate-tick")]
    assert ticks == ["simulate-tick-2"]
    app.text_input(key="simulate-kept-search").set_value("").run()
    app.selectbox(key="simulate-kept-sort").set_value("title").run()
    ticks = [each.key for each in app.checkbox if each.key.startswith("simulate-tick")]
    assert ticks[-1] == "simulate-tick-2"


@pytest.mark.slow
def test_deleted_runs_come_back(visit, three):
    app = visit("simulate", look="kept", runs="1,2")
    fine(app.button(key="simulate-kept-delete").click().run())
    assert three.count() == 1
    fine(app.button(key="simulate-kept-undo").click().run())
    assert three.count() == 3
    assert app.checkbox(key="simulate-tick-2").value


@pytest.mark.slow
@pytest.mark.usefixtures("three")
def test_a_kept_run_gives_the_same_again(visit):
    app = visit("simulate", look="kept", runs="2")
    fine(app.button(key="simulate-kept-again").click().run())
    work = find(app.session_state["_simulate-again"][1])
    assert work.wait(60)
    fine(app.run())
    assert "the very same" in app.success[0].value


@pytest.mark.slow
@pytest.mark.usefixtures("three")
def test_a_kept_run_opens_as_the_scenario(visit):
    app = visit("simulate", look="kept", runs="2")
    fine(app.button(key="simulate-kept-open").click().run())
    assert field(app, "run.contributions").value == "12"
    assert field(app, "seed").value == "1"
    assert app.button(key="simulate-run")


@pytest.mark.slow
def test_runs_travel_in_a_file(three, tmp_path):
    file = BytesIO()
    three.export([1, 2], file)
    other = RunStore(tmp_path / "other.sqlite")
    assert len(other.import_(BytesIO(file.getvalue())).added) == 2


def test_a_store_that_cannot_be_used_is_said(visit, store):
    store.path.write_bytes(b"x" * 5_000)
    app = visit("simulate", look="kept")
    assert "cannot be used" in app.error[0].value
    assert not app.exception


# --------------------------------------------------------------------------------------- many runs


@pytest.mark.slow
def test_a_sweep_runs_and_is_drawn(visit, texts):
    app = visit("simulate", look="sweep", set="run.contributions=8")
    app.text_input(key="simulate-values-1-agents.attacker.count").set_value("0..2").run()
    app.number_input(key="simulate-seeds").set_value(2).run()
    assert "3 points × 2 seeds = 6 runs" in shown(texts, app)
    fine(app.button(key="simulate-sweep-run").click().run())
    job = ended(app, "_simulate-sweep")
    assert job.look().state == "done"
    assert len(fine(app).get("vega_lite_chart")) == 1
    app.selectbox(key="simulate-axis-2").set_value("incentive.refund_wait").run()
    values = app.text_input(key="simulate-values-2-incentive.refund_wait")
    values.set_value("6 h, 1 day").run()
    fine(app.button(key="simulate-sweep-run").click().run())
    table = ended(app, "_simulate-sweep").look().table
    assert len(table.results) == 12
    fine(app)


@pytest.mark.slow
def test_axes_that_are_none_are_refused(visit):
    app = visit("simulate", look="sweep")
    app.text_input(key="simulate-values-1-agents.attacker.count").set_value("some").run()
    assert "some" in app.error[0].value
    assert app.button(key="simulate-sweep-run").disabled
    app.text_input(key="simulate-values-1-agents.attacker.count").set_value("0..900").run()
    assert "This page takes" in app.error[0].value


@pytest.mark.slow
def test_a_threshold_is_found(visit, texts):
    app = visit("simulate", look="sweep", set="run.contributions=8")
    app.selectbox(key="simulate-search-path").set_value("run.contributions").run()
    app.selectbox(key="simulate-search-figure").set_value("contributions").run()
    app.text_input(key="simulate-search-low-run.contributions").set_value("2").run()
    app.text_input(key="simulate-search-high-run.contributions").set_value("40").run()
    app.number_input(key="simulate-search-target").set_value(20.5).run()
    fine(app.button(key="simulate-search").click().run())
    ended(app, "_simulate-search")
    assert "Contributions rises above 20.5" in shown(texts, fine(app))
    assert "between 20 and 21" in shown(texts, app)


def test_sentences_follow_from_the_numbers():
    run = simulate(with_value(Scenario(), "run.contributions", 20), ideal=True)
    summary = replace(run.summary, accuracy_start=0.9, accuracy_lowest=0.8, accuracy_end=0.85)
    run = replace(run, summary=summary, ideal=0.95)
    assert headline(run) == (
        "Accuracy fell from 90.0% to 80.0% at worst, and ended at 85.0%; trained on everything it"
        " would be 95.0%."
    )
    flat = replace(summary, accuracy_start=0.9, accuracy_lowest=0.9, accuracy_end=0.9)
    assert headline(replace(run, summary=flat, ideal=None)) == "Accuracy stayed at 90.0%."
    up = replace(summary, accuracy_lowest=0.9, accuracy_end=0.95)
    assert headline(replace(run, summary=up)).startswith("Accuracy rose from 90.0% to 95.0%")
    down = replace(summary, accuracy_lowest=0.7, accuracy_end=0.7)
    assert headline(replace(run, summary=down)).startswith("Accuracy fell from 90.0% to 70.0%;")
    assert "Digits" in summary_line(run.scenario)
    assert dumps(run.scenario)


def test_nothing_changes_by_itself(visit):
    app = visit("simulate", preset="imdb")
    for name in ("one", "two"):
        fine(app.run())
        assert app.button(key="simulate-undo").disabled, name
    labels = [each.options for each in app.selectbox]
    assert all(len(set(options)) == len(options) for options in labels)


@pytest.mark.slow
def test_axes_follow_the_scenario(visit):
    app = visit("simulate", look="sweep")
    fine(app.selectbox(key="simulate-axis-1").set_value("agents.attacker.arrives").run())
    chooser = next(each for each in app.selectbox if each.label == "Begin with")
    fine(chooser.set_value("imdb").run())
    assert app.selectbox(key="simulate-axis-1").value.startswith("agents.m")


@pytest.mark.slow
def test_another_kind_of_people_shows_its_own_values(visit):
    app = visit("simulate")
    fine(field(app, "agents.honest.kind").set_value("careless").run())
    assert field(app, "agents.honest.mistake_rate").value == "0.2"
    fine(field(app, "incentive.name").set_value("guarded_deposit").run())
    shown_wait = field(app, "incentive.refund_wait").value
    app.segmented_control(key="simulate-editor").set_value(":material/code: Text (TOML)").run()
    assert f'refund_wait = "{shown_wait}"' in app.text_area[0].value
