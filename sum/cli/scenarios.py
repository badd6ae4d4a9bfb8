"""Which scenario a command is about: a preset or a file, with other values in its fields."""

from argparse import ArgumentParser, Namespace
from difflib import get_close_matches
from pathlib import Path

from sum.errors import InputError
from sum.simulation.scenario import (
    Scenario,
    ScenarioError,
    all_fields,
    load_preset,
    preset_names,
    read_file,
    with_value,
)


def add_scenario(parser: ArgumentParser, *, optional: bool = False) -> None:
    """Take a scenario (or none, where that is an option), its seed, other values of its fields."""
    parser.add_argument(
        "scenario",
        metavar="SCENARIO",
        nargs="?" if optional else None,
        help="the name of a preset, or a file that ends in .toml",
    )
    parser.add_argument("--seed", metavar="N", help="another seed than the scenario's")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help='another value of a field, as in --set "incentive.refund_wait=2 days"; repeatable',
    )


def scenario_of(arguments: Namespace) -> Scenario:
    """The scenario that was asked for.

    Raises
    ------
    InputError
        When there is none of this name, its file is wrong (with the line), or a field does not
        take its value; it says what is like it.
    """
    scenario = find(arguments.scenario)
    for text in arguments.set:
        path, found, value = (part.strip() for part in text.partition("="))
        if not found:
            raise InputError(f"--set {text!r}: say PATH=VALUE.")
        if path not in all_fields(scenario):
            near = get_close_matches(path, all_fields(scenario), 3, 0.5)
            hint = f"; did you mean {' or '.join(near)}?" if near else "."
            raise InputError(f"The scenario has no field {path!r}{hint}")
        scenario = with_value(scenario, path, value)
    if arguments.seed is not None:
        scenario = with_value(scenario, "seed", arguments.seed)
    return scenario


def find(name: str) -> Scenario:
    """A preset by its name, or the scenario in a file.

    Raises
    ------
    InputError
        When there is none, or the file is wrong.
    """
    if name.endswith(".toml"):
        try:
            return read_file(Path(name))
        except ScenarioError as error:
            where = f"{name}:{error.line}" if error.line else name
            raise InputError(f"{where}: {error.problem}") from error
    if name not in preset_names():
        near = get_close_matches(name, preset_names(), 3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"{', '.join(preset_names())} are."
        raise InputError(f"{name!r} is no preset; {hint} A file's name ends in .toml.")
    return load_preset(name)
