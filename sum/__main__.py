"""The command line: ``python -m sum gas``; ``python -m sum --help`` lists what there is."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from sum.cli import Command, accuracy, attack, bench, data, demo, gas
from sum.errors import SumError

COMMANDS: tuple[Command, ...] = (demo, data, bench, gas, accuracy, attack)


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
    arguments = _parser().parse_args(argv)
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


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m sum", description="Sharing Updatable Models.")
    subcommands = parser.add_subparsers(metavar="command", required=True)
    for command in COMMANDS:
        text = (command.__doc__ or "").strip()
        own = subcommands.add_parser(
            command.__name__.rpartition(".")[2], help=text.partition("\n")[0], description=text
        )
        command.add_arguments(own)
        own.set_defaults(run=command.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
