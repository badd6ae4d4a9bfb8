"""The subcommands of ``python -m sum``, one a file; `sum.__main__` lists them."""

from argparse import ArgumentParser, Namespace
from typing import Protocol


class Command(Protocol):
    """A subcommand: a module whose name is what one types and whose docstring is its help."""

    __name__: str
    __doc__: str | None

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what arguments it takes."""
        ...

    def run(self, arguments: Namespace) -> int:
        """Do it; returns the process's exit status."""
        ...
