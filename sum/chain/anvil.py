"""Anvil, Foundry's test node: found on this machine, and started for a while.

::

    with running_anvil() as url:
        chain = connect(url, bulk=True)
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from sum.chain.lane import Lane
from sum.errors import ChainError

TOOLS = Path(__file__).parents[2] / ".tools"
"""Where `make test` installs one."""
MISSING = "no anvil: install one, or name one with SUM_ANVIL=/path/to/anvil"

HARDFORK = "prague"
"""The rules of the chain in process."""

_PATIENCE = 20.0
_OPTIONS = ("--silent", "--hardfork", HARDFORK)
# Old states would be written to disk, 300 kB each with a model of 1,000 weights.
_FORGETFUL = ("--prune-history", "--threads", "1")


def find_anvil() -> str | None:
    """Path of the first anvil that runs: SUM_ANVIL, the system's, the one in .tools."""
    chosen = os.environ.get("SUM_ANVIL")
    candidates = [chosen] if chosen else _installed()
    return next((path for path in candidates if path and _runs(path)), None)


@contextmanager
def running_anvil(keep: int | None = None) -> Iterator[str]:
    """Start an anvil for long runs on a free port of this machine, and stop it at the end.

    By itself anvil hashes its whole state for every block, which takes 2 ms a block for every
    1,000 contributions there are. A chain that is a fork of another has no state root, and each
    block costs the same. So there are two: an empty one, and its fork, which is used. Transactions
    and states are the same either way; and the fork keeps no old states.

    Parameters
    ----------
    keep : int, optional
        Of how many blocks it remembers transactions and logs; by default of all, which takes 20 kB
        a block with samples of 100 numbers.

    Yields
    ------
    str
        The node's address.

    Raises
    ------
    ChainError
        When there is no anvil, or it does not start.
    """
    path = find_anvil()
    if path is None:
        raise ChainError(f"There is {MISSING}.")
    with ExitStack() as stack:
        empty = stack.enter_context(_started(path, *_FORGETFUL))
        fork = ["--fork-url", empty, "--no-storage-caching"]
        if keep is not None:
            fork += ["--transaction-block-keeper", str(keep)]
        yield stack.enter_context(_started(path, *_FORGETFUL, *fork))


@contextmanager
def _started(path: str, *options: str) -> Iterator[str]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [path, "--port", str(port), *_OPTIONS, *options]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - found by us
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with closing(Lane(url)) as lane:
                lane.ask([("web3_clientVersion", [])])
        except ChainError:
            time.sleep(0.05)
        else:
            return
    raise ChainError("Anvil does not start.")


def _installed() -> Iterator[str | None]:
    yield shutil.which("anvil")
    for pattern in ("bin/anvil", "bin/anvil.exe"):  # the package has a folder a platform
        yield from map(str, TOOLS.glob(f"node_modules/@foundry-rs/anvil-*/{pattern}"))


def _runs(path: str) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - found by us, or named by the user
            [path, "--version"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
