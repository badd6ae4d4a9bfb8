"""Timing in processes of their own, for what a process does only once: importing, starting."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

from sum.errors import SumError

ROOT = Path(__file__).parents[2]
"""Where `app.py` is; a new process finds the package there."""


def timed(program: str, repeats: int, home: Callable[[], Path] | None = None) -> float:
    """Run a program that prints a number of seconds, several times after a warm-up.

    Parameters
    ----------
    program : str
        Python code.
    repeats : int
        From 1.
    home : callable, optional
        Gives the SUM_HOME of each run; by default they have ours.

    Returns
    -------
    float
        The median, in seconds.

    Raises
    ------
    SumError
        When it fails.
    """
    taken = [float(output(program, home() if home else None)) for _ in range(1 + repeats)]
    return median(taken[1:])


def output(program: str, home: Path | None = None) -> str:
    """Run a program in a process of its own.

    Parameters
    ----------
    program : str
        Python code.
    home : pathlib.Path, optional
        Its SUM_HOME; by default ours.

    Returns
    -------
    str
        What it prints.

    Raises
    ------
    SumError
        When it fails.
    """
    environment = dict(os.environ) if home is None else {**os.environ, "SUM_HOME": str(home)}
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SumError(f"What is measured failed: {done.stderr.strip()[-400:]}")
    return done.stdout
