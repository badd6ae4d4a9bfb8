"""Run a scenario: people contribute to a model, and what comes of it is written down.

Ctrl-C stops it at the next moment and keeps what was done; once more gives up.
"""

import json
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from sum.cli.demo import INTERRUPTED
from sum.cli.progress import Progress
from sum.cli.scenarios import add_scenario, scenario_of
from sum.cli.told import FILES, aligned, check_out, record, save, told
from sum.errors import InputError, StoreError
from sum.simulation.lab import Run, Simulation
from sum.simulation.scenario import load_preset, preset_names
from sum.store import RunStore


def add_arguments(parser: ArgumentParser) -> None:
    """Say what arguments it takes."""
    add_scenario(parser, optional=True)
    parser.add_argument("--list", action="store_true", help="name the presets")
    parser.add_argument(
        "--engine",
        default="twin",
        metavar="ENGINE",
        help="twin (Python, by default), tester (a chain in this process), or a node's address",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write the run (.json), its events (.csv, .parquet), or a chart of its accuracy"
        " (.svg, .png)",
    )
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument("--name", default="", metavar="TITLE", help="keep it under this title")
    kept.add_argument("--no-store", action="store_true", help="do not keep it")
    parser.add_argument(
        "--no-ideal",
        action="store_true",
        help="do not find out what a model trained on everything reaches",
    )


def run(arguments: Namespace) -> int:
    """Run, keep, write and print."""
    if arguments.list:
        return _list(as_json=arguments.json)
    if not arguments.scenario:
        raise InputError("Say which scenario; `python -m sum simulate --list` names the presets.")
    check_out(arguments.out, FILES)
    scenario = scenario_of(arguments)
    try:
        with stopping() as asked:
            simulation = Simulation(scenario, engine=arguments.engine, ideal=not arguments.no_ideal)
            found = _play(simulation, asked)
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; nothing is kept.\n")
        return INTERRUPTED
    return _finish(found, arguments)


def _play(simulation: Simulation, asked: list[bool]) -> Run:
    """Play until the end, or until somebody asks to stop."""
    with Progress() as progress:
        for moment in simulation.play():
            accuracy = f"{moment.right / simulation.tested:.1%} right"
            text = f"{accuracy}, {moment.contributions:,} contributions"
            progress.tell(simulation.progress(), text)
            if asked:
                break
    return simulation.result()


def _finish(found: Run, arguments: Namespace) -> int:
    """Keep, write and print; who cannot keep it prints it all the same."""
    number, problem = None, None
    if not arguments.no_store:
        try:
            number = RunStore().add(found, title=arguments.name)
        except StoreError as error:
            problem = error
    save([found], arguments.out)
    if arguments.json:
        out = str(arguments.out) if arguments.out else None
        print(json.dumps({**record(found, number), "out": out}, indent=2))
    else:
        print("\n".join(told(found, number)))
    if problem:
        raise problem
    if found.ended == "stopped":
        kept = f"what was done is kept as run {number}" if number else "it is not kept"
        sys.stderr.write(f"Interrupted; {kept}.\n")
        return INTERRUPTED
    if not found.summary.conserved:
        sys.stderr.write("error: The money does not add up.\n")
        return 1
    return 0


def _list(*, as_json: bool) -> int:
    presets = {name: load_preset(name) for name in preset_names()}
    if as_json:
        found = [
            {"name": name, "title": each.title, "note": each.note} for name, each in presets.items()
        ]
        print(json.dumps(found, indent=2))
    else:
        rows = [(name, each.title) for name, each in presets.items()]
        print("\n".join(aligned(rows, left=2)))
    return 0


@contextmanager
def stopping() -> Iterator[list[bool]]:
    """While this lasts, the first Ctrl-C only fills the list; the next one interrupts as ever.

    A simulation may be stopped between two of its moments alone: within, the books are open.
    """
    asked: list[bool] = []

    def ask(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        asked.append(True)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)
