"""The app in a process of its own, as somebody starts it, and what that process uses."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sum.bench.process import ROOT
from sum.errors import SumError

_PATIENCE = 60.0
_STOPPING = 10.0


@dataclass(frozen=True)
class Server:
    """An app that runs.

    Attributes
    ----------
    url : str
        Without a slash at the end.
    pid : int
        Its process.
    log : pathlib.Path
        What it prints.
    """

    url: str
    pid: int
    log: Path

    def memory(self) -> float:
        """How much memory it has in use, in MB; 0 where the system does not say."""
        return float(_ps(self.pid, "rss=") or 0) / 1_024

    def cpu(self) -> float:
        """How many seconds of all processors it has used so far; 0 where nobody says."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
        except OSError:
            return 0.0
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def complaints(self) -> list[str]:
        """The lines of its log that tell of an error."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if line.startswith("Traceback") or " ERROR " in line]


@contextmanager
def running_app(home: Path) -> Iterator[Server]:
    """Start the app on a free port of this machine, and stop it at the end.

    Parameters
    ----------
    home : pathlib.Path
        Its SUM_HOME.

    Raises
    ------
    SumError
        When it does not start.
    """
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = home / "app.log"
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own app
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=ROOT,
            env={**os.environ, "SUM_HOME": str(home)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}", process.pid, log)
    try:
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(_STOPPING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=1):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    last = server.log.read_text(encoding="utf-8", errors="replace").strip()[-400:]
    raise SumError(f"The app does not start: {last}")


def _ps(pid: int, column: str) -> str:
    done = subprocess.run(  # noqa: S603 - a number of our own
        ["ps", "-o", column, "-p", str(pid)],  # noqa: S607 - where it is depends on the system
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
