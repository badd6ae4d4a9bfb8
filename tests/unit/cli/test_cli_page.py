"""docs/cli.md has every argument and every key, and no others."""

import argparse
import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from sum import __main__ as program
from sum.bench import accuracy, gas
from sum.bench.frame import Figure
from sum.cli import attack, bench, federated, results
from sum.simulation.demo import Result

PAGE = (Path(__file__).parents[3] / "docs" / "cli.md").read_text(encoding="utf-8")
SECTIONS = dict(
    part.partition("\n")[::2] for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
)


def rows(command, head):
    """What stands in the first and the second column of a section's tables of one kind."""
    found, inside = [], False
    for line in SECTIONS[command].splitlines():
        if not line.startswith("|"):
            inside = False
        elif line.startswith(f"| {head} |"):
            inside = True
        elif inside and not line.startswith("|---"):
            _, first, second, _ = line.split("|")
            found.append((first, second))
    return found


def in_code(text):
    return [each.split()[0] for each in re.findall(r"`([^`]+)`", text)]


def documented(command):
    """The arguments that a section names."""
    if command in {"runs", "data", "rooms"}:
        text = SECTIONS[command].partition("| key |")[0]
    else:
        text = " ".join(first for first, _ in rows(command, "argument"))
    words = {word.split("=")[0] for word in in_code(text)}
    return {word for word in words if word.startswith("--")}, words


def keys(command):
    """A row a set of keys."""
    return [set(in_code(first)) for first, _ in rows(command, "key")]


def every_key(command):
    return set().union(*keys(command))


@pytest.fixture(scope="module")
def parsers():
    [found] = subcommands(program.make_parser())
    return found.choices


def subcommands(parser):
    return [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]


def arguments(parser):
    for each in parser._actions:
        if isinstance(each, argparse._SubParsersAction):
            for name, own in each.choices.items():
                yield name
                yield from arguments(own)
        elif "--help" not in each.option_strings:
            yield each.option_strings[0] if each.option_strings else each.metavar or each.dest


def test_every_command_has_a_section():
    assert sorted(SECTIONS) == sorted(program.COMMANDS)


@pytest.mark.parametrize("command", program.COMMANDS)
def test_every_argument_is_there_and_no_other(parsers, command):
    real = set(arguments(parsers[command]))
    options, words = documented(command)
    assert real <= words
    assert options == {word for word in real if word.startswith("--")}


class TestKeys:
    @pytest.fixture(autouse=True)
    def home(self, tmp_path, monkeypatch):
        monkeypatch.setenv("SUM_HOME", str(tmp_path))
        (tmp_path / "small.toml").write_text(
            "[run]\ncontributions = 4\nsettle = false\n[agents.honest]\ncount = 2\n"
        )
        self.folder = tmp_path

    @pytest.fixture
    def told(self, capsys):
        def run(*typed):
            assert program.main([*typed, "--json"]) in {0, 1}
            return json.loads(capsys.readouterr().out)

        return run

    def test_of_runs_and_comparisons(self, told):
        file = str(self.folder / "small.toml")
        found = told("simulate", file)
        assert set(found) == every_key("simulate")
        [groups] = [second for first, second in rows("simulate", "key") if "`groups`" in first]
        assert set(in_code(groups)) == set(found["groups"][0])
        figures = SECTIONS["simulate"].partition("**Figures**")[2].partition("`--list")[0]
        assert set(in_code(figures)) == {
            name.partition(".")[0] + ".NAME" if name.endswith((".honest", ".owner")) else name
            for name in found["figures"]
        }
        told("simulate", file, "--seed", "1")
        of_list, of_each, of_show, of_rerun, _ = keys("runs")
        listed = told("runs", "list")
        assert set(listed) == of_list
        assert set(listed["runs"][0]) == of_each
        assert set(told("runs", "show", "1")) == of_show | of_each
        assert set(told("runs", "rerun", "1")) == of_rerun
        compared = told("compare", "1", "2")
        assert set(compared) == every_key("compare")
        assert set(compared["runs"][0]) == of_each

    def test_of_an_import(self, told, capsys):
        told("simulate", str(self.folder / "small.toml"))
        file = str(self.folder / "x.zip")
        assert program.main(["runs", "export", "1", "--out", file]) == 0
        capsys.readouterr()
        assert set(told("runs", "import", file)) == keys("runs")[-1]

    def test_of_a_list_of_presets(self, told):
        text = SECTIONS["simulate"].rpartition("`--list --json`")[2]
        assert set(in_code(text)) == set(told("simulate", "--list")[0])

    def test_of_a_sweep(self, told):
        found = told(
            *("sweep", str(self.folder / "small.toml"), "--axis", "agents.honest.count=1,2"),
            *("--seeds", "1", "--jobs", "1"),
        )
        names = ["scenario", "axes", "seeds", "runs", "complete", "points", "out"]
        assert list(found) == names
        assert keys("sweep")[: len(names)] == [{name} for name in names]

    def test_of_those_that_take_long(self):
        figure = bench.record(Figure("a.b", 1.0, "s"), "a")
        assert every_key("bench") == set(figure)
        assert every_key("attack") == set(attack.KEYS)
        assert every_key("federated") == set(federated.KEYS)
        assert every_key("results") == {"case", "seeds", *results.KEYS}
        assert every_key("demo") == {each.name for each in fields(Result)}
        assert every_key("gas") == {each.name for each in fields(gas.Row)}
        assert every_key("accuracy") == {each.name for each in fields(accuracy.Row)}
