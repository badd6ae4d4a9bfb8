"""Every scenario that comes with the project runs, and its attack does what its note says."""

import pytest

from sum.agents import STRATEGIES
from sum.errors import InputError
from sum.simulation.lab import simulate
from sum.simulation.scenario import dumps, load_preset, loads, preset_names, read_file, with_value
from sum.simulation.scenario.presets import FOLDER
from sum.units import DAY, ETHER, HOUR

PUBLISHED = ("imdb", "fitness", "market")
SMALL = {"imdb": "reviews", "market": "reviews"}
"""Data that is there in a moment, of the same form."""
FEW = {"flooding": 80}


def short(name):
    """The preset, cut down to what takes a moment."""
    scenario = with_value(load_preset(name), "run.contributions", FEW.get(name, 45))
    scenario = with_value(scenario, "run.settle", "false")
    scenario = with_value(scenario, "market.size", 10)
    return with_value(scenario, "data.name", SMALL[name]) if name in SMALL else scenario


def of_group(run, name):
    return next(group for group in run.summary.groups if group.name == name)


def tried(run, name):
    """What the people of a group have sent, whether it was carried out or refused."""
    group = {number for number, person in enumerate(run.people) if person.group == name}
    return [event for event in run.events if event.person in group]


def test_there_is_a_preset_for_each_published_set_up_and_every_attack():
    assert set(preset_names()) == {*PUBLISHED, *STRATEGIES}
    assert {path.stem for path in FOLDER.iterdir()} == set(preset_names())


def test_one_that_is_not_there_is_a_sentence():
    with pytest.raises(InputError, match=r"There is no scenario 'nonsense'; there are break_and"):
        load_preset("nonsense")


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_says_what_to_look_at(name):
    scenario = load_preset(name)
    assert scenario == read_file(FOLDER / f"{name}.toml")
    assert loads(dumps(scenario)) == scenario
    assert scenario.title
    assert 50 < len(scenario.note) < 400


@pytest.mark.slow
@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_set_up_runs(name):
    run = simulate(short(name))
    assert run.summary.contributions == FEW.get(name, 45)
    assert run.summary.conserved
    assert of_group(run, "malicious").wrong == of_group(run, "malicious").contributions > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", STRATEGIES)
def test_an_attack_acts(name):
    scenario = short(name)
    assert {group.kind for group in scenario.agents.values()} == {"honest", name}
    assert scenario.agents["honest"].count == 8
    run = simulate(scenario)
    attacker = of_group(run, "attacker")
    assert run.summary.conserved
    assert run.summary.contributions == scenario.run.contributions
    assert of_group(run, "honest").contributions > 0
    if name in {"out_of_range", "duplicate_tokens"}:
        assert attacker.contributions == 0 < attacker.refused
    elif name == "sponsor_no_reveal":
        assert attacker.profit < -0.99 * scenario.market.bounty
    elif name == "sponsor_rerolls":
        opened = [event.amount for event in tried(run, "attacker") if event.kind == "market"]
        assert sum(opened) < -scenario.market.bounty
    else:
        assert attacker.contributions > 0
        accounts = {event.person for event in tried(run, "attacker")}
        assert len(accounts) == STRATEGIES[name].accounts


def test_the_film_reviews_are_as_published():
    """25,000 samples of which 8 % are there to start with, and the published terms and people."""
    scenario = load_preset("imdb")
    unit = ETHER // 1_000
    terms = scenario.incentive
    assert (scenario.data.name, scenario.data.order) == ("imdb-shaped", "stream")
    assert (scenario.model.start, scenario.model.samples, scenario.model.step) == (
        "perceptron",
        0,
        1.0,
    )
    assert (terms.cost_weight, terms.k) == (unit, 60)
    assert (terms.refund_wait, terms.any_wait) == (DAY, 9 * DAY)
    assert (scenario.run.contributions, scenario.run.accuracy_every) == (23_000, 200_000)
    honest = scenario.agents["honest"].settings
    assert (honest["purse"], honest["willing"], honest["willing_deviation"]) == (
        10_000 * unit,
        50 * unit,
        10 * unit,
    )
    assert (honest["mean_wait"], honest["wait_deviation"]) == (600, 1)
    assert (honest["mistake_rate"], honest["confidence"]) == (0.0001, 0.15)
    malicious = scenario.agents["malicious"].settings
    assert (malicious["purse"], malicious["willing"], malicious["willing_deviation"]) == (
        10_000 * unit,
        100 * unit,
        3 * unit,
    )
    assert (malicious["mean_wait"], malicious["wait_deviation"]) == (HOUR, 0)


def test_the_market_is_as_published():
    scenario = load_preset("market")
    assert (scenario.market.bounty, scenario.market.portions) == (100 * ETHER, 10)
    people = {name: group.count for name, group in scenario.agents.items()}
    assert people.pop("malicious") == 2
    assert sum(people.values()) == 3


# What the notes say, as far as it can be seen in the figures of the run.
TRUE = {
    "label_flipping": lambda a, _h, s: a.returned < 0.5 * a.staked and s.accuracy_lowest < 0.55,
    "self_validating_refund": lambda a, _h, _s: 0.6 < a.returned / a.staked < 0.8 and a.profit < 0,
    "targeted_flip": lambda a, _h, _s: 0.6 < a.returned / a.staked < 0.85,
    "known_data": lambda a, h, _s: a.profit > 0 > h.profit and not a.wrong,
    "sybil_reporter": lambda a, h, s: a.profit > 0 > h.profit and s.accuracy_mean < 0.85,
    "take_back": lambda a, _h, _s: a.returned < 0.55 * a.staked and a.profit < 0,
    "predatory_report": lambda a, h, _s: a.profit > 0 > h.profit and 5 < a.wrong < 20,
    "first_credit": lambda a, h, _s: a.profit > 0 > h.profit and a.contributions == 1,
    "break_and_fix": lambda a, h, _s: a.profit < 0 < h.profit,
    "colluding_reporters": lambda a, h, s: a.profit > 0 > h.profit and s.accuracy_end < 0.5,
    "copying": lambda a, h, _s: a.profit > 0 > h.profit,
    "price_griefing": lambda a, h, _s: a.profit == 0 and h.refused > 4 * h.contributions,
    "flooding": lambda a, h, _s: a.profit < 0 < h.profit and a.contributions < 25,
    "huge_norm": lambda a, h, s: a.profit > 0 > h.profit and s.accuracy_end < 0.4,
    "forcing_replays": lambda a, h, s: a.profit < 0 < h.profit and s.accuracy_mean < 0.8,
    "sponsor_sybil": lambda _a, h, s: s.accuracy_end > 0.98 and h.profit < ETHER // 10,
    "sponsor_withholds": lambda a, h, _s: a.profit < -0.75 * 25 * ETHER and h.profit > 0,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUE)
def test_its_note_is_true(name):
    run = simulate(load_preset(name))
    assert TRUE[name](of_group(run, "attacker"), of_group(run, "honest"), run.summary)


@pytest.mark.slow
def test_the_notes_of_the_published_set_ups_are_true():
    found = {name: simulate(load_preset(name)) for name in PUBLISHED}
    for name in ("imdb", "fitness"):
        run = found[name]
        assert of_group(run, "honest").profit > 0 > of_group(run, "malicious").profit
    reviews = found["imdb"]
    assert of_group(reviews, "malicious").profit < -5 * ETHER
    assert abs(reviews.summary.accuracy_mean - reviews.summary.accuracy_start) < 0.05
    paid = -of_group(found["market"], "sponsor").profit
    assert 0 < paid < 10 * ETHER
    assert abs(of_group(found["market"], "malicious").profit) < ETHER // 5
