"""How long the app takes to start, and the parts of the program to be imported."""

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter, sleep

from sum.bench.frame import Figure, seconds
from sum.bench.process import ROOT, timed
from sum.errors import SumError

APP = ROOT / "app.py"
PATIENCE = 60.0
"""Seconds after which an app that does not answer is given up."""

IMPORT = """
from time import perf_counter
began = perf_counter()
import {module}
print(perf_counter() - began)
"""
MODULES = {"datasets": "sum.datasets", "command_line": "sum.__main__", "room": "sum.room"}


def figures(repeats: int) -> Iterator[Figure]:
    """Measure in new processes, a few times: each takes seconds."""
    few = min(repeats, 3)
    yield Figure("start.app", seconds(start_app, few), "s", 5)
    for name, module in MODULES.items():
        taken = timed(IMPORT.format(module=module), few)
        yield Figure(f"start.import_{name}", taken, "s", 3)


def start_app() -> None:
    """Start the app as `make app` does, and stop it when it answers.

    Raises
    ------
    SumError
        When there is no app here, or it does not answer.
    """
    if not APP.exists():
        raise SumError("There is no app.py beside the package: this needs a checkout.")
    port = _free_port()
    with _running(port) as process:
        began = perf_counter()
        while not _answers(port):
            if process.poll() is not None or perf_counter() - began > PATIENCE:
                raise SumError("The app does not start.")
            sleep(0.02)


@contextmanager
def _running(port: int) -> Iterator["subprocess.Popen[bytes]"]:
    options = ("--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}")
    process = subprocess.Popen(  # noqa: S603 - our own app
        [sys.executable, "-m", "streamlit", "run", str(APP), *options],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    """Whether the server is healthy and gives out the page that a browser begins with."""
    try:
        for path in ("_stcore/health", ""):
            address = f"http://127.0.0.1:{port}/{path}"
            with urllib.request.urlopen(address, timeout=5) as answer:
                answer.read()
    except (urllib.error.URLError, OSError):
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
