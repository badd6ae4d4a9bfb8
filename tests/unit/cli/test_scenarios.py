"""Which scenario a command is about, and what is said when there is none."""

from argparse import ArgumentParser

import pytest

from sum.cli.scenarios import add_scenario, scenario_of
from sum.errors import InputError
from sum.simulation.scenario import load_preset


def chosen(*arguments):
    parser = ArgumentParser()
    add_scenario(parser)
    return scenario_of(parser.parse_args(arguments))


def test_a_preset():
    assert chosen("imdb") == load_preset("imdb")


def test_a_file_with_other_values(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('title = "Mine"\nseed = 3\n')
    scenario = chosen(str(path), "--set", "run.time=2 days", "--set", "run.contributions = 7")
    assert (scenario.title, scenario.seed) == ("Mine", 3)
    assert (scenario.run.time, scenario.run.contributions) == (172_800, 7)
    assert chosen(str(path), "--seed", "9").seed == 9


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("imbd",), "'imbd' is no preset; did you mean imdb?"),
        (("zzzz",), "imdb"),
        (("nowhere.toml",), "nowhere.toml cannot be read"),
        (("imdb", "--set", "run.tiem=1"), "did you mean run.time"),
        (("imdb", "--set", "xyz=1"), "has no field 'xyz'."),
        (("imdb", "--set", "run.time"), "say PATH=VALUE"),
        (("imdb", "--set", "run.time=soon"), "run.time: 'soon' is not a time"),
        (("imdb", "--seed", "-1"), "seed: "),
        (("imdb", "--seed", "x"), "'x' is no whole number"),
    ],
)
def test_what_is_wrong_is_said(arguments, words):
    with pytest.raises(InputError) as caught:
        chosen(*arguments)
    assert words in str(caught.value)


def test_a_file_is_wrong_at_a_line(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('title = "Mine"\n[run]\ncontributions = -3\n')
    with pytest.raises(InputError, match=rf"^{path}:\d: .*run\.contributions"):
        chosen(str(path))
