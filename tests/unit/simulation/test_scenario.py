"""Scenario files: what is written is read again, and what is wrong is said with its line."""

import pickle
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.errors import InputError
from sum.simulation.scenario import (
    KINDS,
    Group,
    Scenario,
    ScenarioError,
    all_fields,
    dumps,
    load_preset,
    loads,
    parameters,
    preset_names,
    read_file,
    value_of,
    with_value,
    written,
)
from sum.simulation.scenario.toml import MAX_SIZE
from sum.units import DAY, ETHER, HOUR

VALUES = {
    "money": st.integers(0, 10**21),
    "time": st.integers(0, 400 * DAY),
    "int": st.integers(0, 1_000),
    "float": st.floats(0, 1),
    "bool": st.booleans(),
}


@st.composite
def changed(draw):
    """A preset with other values in some of its fields."""
    scenario = load_preset(draw(st.sampled_from(preset_names())))
    fields = [each for each in all_fields(scenario).values() if each.kind in VALUES]
    for field in draw(st.lists(st.sampled_from(fields), max_size=4)):
        none = st.none() if field.optional else st.nothing()
        with suppress(InputError):  # a value that makes no sense there
            scenario = with_value(scenario, field.path, draw(VALUES[field.kind] | none))
    text = st.text(max_size=20)
    return with_value(with_value(scenario, "title", draw(text)), "note", draw(text))


@given(changed())
def test_what_is_written_is_read_again(scenario):
    text = dumps(scenario)
    assert loads(text) == scenario
    assert dumps(loads(text)) == text
    assert hash(loads(text)) == hash(scenario)


@given(changed(), st.data())
def test_every_field_takes_its_own_value_as_a_file_has_it(scenario, data):
    field = data.draw(st.sampled_from(list(all_fields(scenario).values())))
    value = value_of(scenario, field.path)
    as_text = "none" if value is None else written(field, value)
    if field.path == "incentive.name":
        return  # another mechanism brings its usual parameters with it
    again = with_value(scenario, field.path, as_text)
    assert value_of(again, field.path) == value
    assert with_value(again, field.path, value) == again


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_people_can_be_written(kind):
    incentive = "reward_market" if kind.startswith("sponsor") or kind == "forcing_replays" else ""
    lines = [f'[incentive]\nname = "{incentive or "deposit_refund_take"}"\n[agents.some]']
    lines.append(f'kind = "{kind}"')
    scenario = loads("\n".join(lines))
    for name in parameters(kind):
        path = f"agents.some.{name}"
        scenario = with_value(scenario, path, value_of(scenario, path))
    assert loads(dumps(scenario)) == scenario


def test_a_scenario_goes_to_other_processes():
    scenario = load_preset("predatory_report")
    assert pickle.loads(pickle.dumps(scenario)) == scenario  # noqa: S301 - our own


def test_what_is_not_said_has_its_default():
    assert loads("") == Scenario()
    assert loads("[agents.honest]").agents == {"honest": Group()}


@pytest.mark.parametrize(
    "text",
    [
        'incentive = { name = "points" }\nagents = { some = { kind = "careless", count = 2 } }',
        'incentive.name = "points"\nagents.some.kind = "careless"\nagents.some.count = 2',
        '["incentive"]\n"name" = "points"\n[agents."some"]\n\'kind\' = "careless"\ncount = 2 # two',
        '[agents]\n[agents.some]\ncount = 0x2\nkind = """careless"""\n[incentive]\nname="points"',
    ],
)
def test_toml_has_many_ways_to_say_it(text):
    scenario = loads(text)
    assert scenario.incentive.name == "points"
    assert scenario.agents == {"some": Group(kind="careless", count=2)}


WRONG = {
    "a key that is none": ("[run]\n\ncontribution = 3", 3, "run.contribution", "no 'contribution'"),
    "a table that is none": ("seed = 1\n[runs]", 2, "runs", "A scenario has no 'runs'"),
    "text for a number": ('[run]\ncontributions = "3"', 2, "run.contributions", "without quotes"),
    "a number for text": ("[data]\nname = 3", 2, "data.name", "3 is no text"),
    "a part of one": ("[agents.a]\ncount = 1.5", 2, "agents.a.count", "no whole number"),
    "a bad unit": ('[agents.a]\nwilling = "3 coins"', 2, "agents.a.willing", "is not money"),
    "money for a time": ('[run]\ntime = "3 ether"', 2, "run.time", "is not a time"),
    "less than a wei": ('[agents.a]\npurse = "0.5 wei"', 2, "agents.a.purse", "no whole number"),
    "no TOML": ("title = 'a'\n[run\n", 2, "", "This is not TOML"),
    "a key twice": ("seed = 1\nseed = 2", 2, "", "This is not TOML"),
    "a kind that is none": (
        '[agents.a]\ncount = 1\nkind = "kind"',
        3,
        "agents.a.kind",
        "There is no agent 'kind'",
    ),
    "a mechanism that is none": (
        '[incentive]\nname = "luck"',
        2,
        "incentive.name",
        "There is no mechanism 'luck'",
    ),
    "a parameter of another kind": (
        '[agents.a]\nkind = "caller"\nmistake_rate = 0.5',
        3,
        "agents.a.mistake_rate",
        "no 'mistake_rate'",
    ),
    "a parameter of another mechanism": (
        "[incentive]\nfloor = 3",
        2,
        "incentive.floor",
        "no 'floor'",
    ),
    "a rate above one": (
        '[agents.a]\nkind = "careless"\nmistake_rate = 1.5',
        None,
        "agents.a",
        "from 0 to 1",
    ),
    "waits in disorder": (
        '[incentive]\nrefund_wait = "9 days"\nany_wait = "1 day"',
        1,
        "incentive",
        "incentive: ",
    ),
    "a sponsor without a market": (
        '[agents.a]\nkind = "sponsor"',
        1,
        "agents",
        "only a reward market has a sponsor",
    ),
    "two sponsors": (
        '[incentive]\nname = "reward_market"\n[agents.a]\nkind = "sponsor"\ncount = 2',
        3,
        "agents",
        "one sponsor",
    ),
    "an attack that means nothing": (
        '[agents.a]\nkind = "forcing_replays"',
        1,
        "agents",
        "means nothing under",
    ),
    "nobody": ("[agents]", 1, "agents", "needs somebody"),
    "nobody in a group": ("\n[agents.a]\ncount = 0", 2, "agents", "needs somebody"),
    "too many": ("seed = 1\n[agents.a]\ncount = 100_000", 2, "agents.a", "1,000"),
    "no end": ("[run]\ncontributions = 0", 2, "run.contributions", "needs an end"),
    "one who leaves too early": (
        '[agents.a]\narrives = "2 days"\nleaves = "1 day"',
        None,
        "agents.a",
        "leave before",
    ),
    "an order that is none": ('[data]\norder = "up"', 2, "data.order", "is one of random, stream"),
    "a value for a table": ("agents = 3", 1, "agents", "has to be a table"),
    "a value for a group": ("[agents]\na = 3", 2, "agents.a", "has to be a table"),
    "a bad key in an inline table": ("\nrun = { time = 3, x = 1 }", 2, "run.x", "no 'x'"),
    "a bad dotted key": ("seed = 0\nrun.x = 1", 2, "run.x", "no 'x'"),
    "a quoted name": ('[agents."a b"]\n"count" = "2"', 2, "agents.a b.count", "without quotes"),
    "a dot in a name": ('[agents."a.b"]\ncount = 1', 1, "agents", "cannot be a group's name"),
    "a negative seed": ("seed = -1", 1, "seed", "whole number from 0"),
    "infinity": ("[agents.a]\nmistake_rate = nan", None, "agents.a", "mistake_rate"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_line(name):
    text, line, path, words = WRONG[name]
    with pytest.raises(ScenarioError) as raised:
        loads(text)
    error = raised.value
    assert words in error.problem
    assert error.path.startswith(path)
    if line:
        assert error.line == line
        assert str(error) == f"line {line}: {error.problem}"
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (again.problem, again.line, again.path) == (error.problem, error.line, error.path)


def test_what_is_too_long_is_not_even_read():
    with pytest.raises(ScenarioError, match="too long"):
        loads("#" * (MAX_SIZE + 1))


def test_nesting_without_end_is_a_sentence():
    with pytest.raises(ScenarioError, match="This is not TOML"):
        loads(f"seed = {'[' * 20_000}")


@pytest.mark.parametrize(
    ("content", "words"), [(b"\xff", "cannot be read"), (None, "cannot be read")]
)
def test_a_file_that_is_no_text_is_a_sentence(content, words, tmp_path):
    path = tmp_path / "scenario.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        read_file(path)


def test_fields_are_set_as_they_are_typed():
    scenario = Scenario()
    for path, typed, value in (
        ("agents.attacker.count", "3", 3),
        ("agents.honest.mean_wait", "1.5 h", 3 * HOUR // 2),
        ("agents.honest.willing", "0.2 ether", ETHER // 5),
        ("agents.honest.confidence", "0.5", 0.5),
        ("agents.honest.confidence", "none", None),
        ("agents.honest.leftovers", "false", False),
        ("run.contributions", "1_000", 1_000),
        ("incentive.name", "points", "points"),
        ("agents.attacker.kind", "malicious", "malicious"),
        ("title", "Mine", "Mine"),
    ):
        assert value_of(with_value(scenario, path, typed), path) == value


@pytest.mark.parametrize(
    ("path", "typed", "words"),
    [
        ("agents.attacker.counts", "3", "has no field"),
        ("count", "3", "did you mean agents.honest.count or agents.attacker.count"),
        ("agents.attacker.count", "few", "agents.attacker.count: 'few' is no whole number"),
        ("agents.attacker.count", "none", "is no whole number"),
        ("incentive.refund_wait", "99 days", "incentive.refund_wait: "),
        ("incentive.name", "luck", "incentive.name: There is no mechanism"),
        ("incentive.name", "reward_market", "means nothing"),
        ("agents.honest.leftovers", "perhaps", "neither true nor false"),
        ("run.time", "1e3 s", "is not a time"),
        ("seed", "1" * 60, "too large"),
    ],
)
def test_a_field_that_does_not_take_a_value_says_so(path, typed, words):
    base = Scenario()
    if words == "means nothing":
        base = with_value(base, "agents.attacker.kind", "take_back")
    with pytest.raises(InputError) as raised:
        with_value(base, path, typed)
    assert words in str(raised.value)


def test_what_another_kind_of_people_knows_too_is_kept():
    scenario = with_value(Scenario(), "agents.honest.kind", "careless")
    assert scenario.agents["honest"].settings == Scenario().agents["honest"].settings
    caller = with_value(scenario, "agents.honest.kind", "caller").agents["honest"]
    assert set(caller.settings) <= set(parameters("caller"))
