"""The command line: ``python -m sum gas``; ``python -m sum --help`` lists what there is."""

import ast
import os
import sys
from argparse import ArgumentParser, HelpFormatter
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from sum.cli import Command
from sum.errors import SumError

COMMANDS = (
    *("demo", "simulate", "sweep", "runs", "compare"),
    *("attack", "federated", "results", "data", "rooms", "bench", "gas", "accuracy"),
)
"""Modules of `sum.cli`; only the one that is asked for is imported."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand.

    Parameters
    ----------
    argv : sequence of str, optional
        What was typed; by default the process's own arguments.

    Returns
    -------
    int
        The exit status: 1 when something that can be explained went wrong.
    """
    typed = list(sys.argv[1:] if argv is None else argv)
    arguments = make_parser(typed[:1]).parse_args(typed)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except SumError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    except BrokenPipeError:
        # Whoever read our output has had enough; Python would complain once more at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def make_parser(wanted: Sequence[str] = COMMANDS) -> ArgumentParser:
    """Make the parser.

    Parameters
    ----------
    wanted : sequence of str
        The commands whose arguments it shall know.
    """
    parser = ArgumentParser(
        prog="python -m sum", description="Sharing Updatable Models.", formatter_class=_Help
    )
    subcommands = parser.add_subparsers(metavar="command", required=True)
    for name in COMMANDS:
        text = _about(name)
        own = subcommands.add_parser(name, help=text.partition("\n")[0], description=text)
        if name in wanted:
            command: Command = import_module(f"sum.cli.{name}")
            command.add_arguments(own)
            own.set_defaults(run=command.run)
    return parser


class _Help(HelpFormatter):
    """Has room for the longest command on the line of what it does."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog)
        # argparse forgets that commands are indented twice.
        self._action_max_length = max(map(len, COMMANDS)) + 4


def _about(name: str) -> str:
    """A command's docstring, without importing what it needs: that would take seconds."""
    spec = find_spec(f"sum.cli.{name}")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name)
    source = Path(spec.origin).read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)) or ""


if __name__ == "__main__":
    sys.exit(main())
