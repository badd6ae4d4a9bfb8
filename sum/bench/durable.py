"""A room in its file: what that costs, and how soon it is there again after its process was killed.

A process plays until the room has many transactions, and is killed in the middle of an action; with
`--repeats 7` and more the room has 5,000 of them.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from sum.bench.frame import Figure
from sum.chain import Database
from sum.datasets import Sample
from sum.errors import ChainError
from sum.room import Room, Settings
from sum.room.limits import Limits
from sum.units import HOUR

MOST = 5_000
LEAST = 15
"""Transactions for one repeat; for more, their number goes with the cube."""
PEOPLE = 40
BACK = 5.0
"""Seconds in which a room has to be there again."""
_CODE = "BENCH"
_OFTEN = 100
_LAST = 200


def figures(repeats: int) -> Iterator[Figure]:
    """Play in another process, kill it, and take the room up."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{_CODE}.room"
        first, last, acknowledged = _killed(path, min(MOST, LEAST * repeats**3))
        yield Figure("durable.contribute_first", first, "ms", 100)
        yield Figure("durable.contribute_last", last, "ms", 100)
        start = perf_counter()
        room = Room.reopened(Database(path, shared=True))
        yield Figure("durable.reopen", perf_counter() - start, "s", BACK)
        there = {entry.contribution.time for entry in room.snapshot.entries}
        if len(there) < acknowledged:
            raise ChainError(f"Of {acknowledged:,} contributions only {len(there):,} are there.")
        size = path.stat().st_size / max(1, len(room.snapshot.calls)) / 1_000
        room.close()
        yield Figure("durable.size_per_transaction", size, "kB", 30)
        start = perf_counter()
        with _process("act", path, "1"):
            pass
        yield Figure("durable.restart", perf_counter() - start, "s", BACK)


def _killed(path: Path, wanted: int) -> tuple[float, float, int]:
    """Have a process play, and kill it; medians of its first and last actions, and how many."""
    times: list[float] = []
    with _process("play", path, str(wanted * 2)) as child:
        said = iter(child.stdout or ())
        for line in said:
            times.append(float(line))
            if len(times) >= wanted:
                break
        os.kill(child.pid, signal.SIGKILL)
        # The last line may be half a one: then it was not acknowledged.
        rest = [line for line in said if line.endswith(b"\n")]
    if len(times) < wanted:
        raise ChainError("The other process has stopped before its end.")
    return median(times[:_LAST]), median(times[-_LAST:]), len(times) + len(rest)


def _process(what: str, path: Path, count: str) -> "subprocess.Popen[bytes]":
    code = (
        f"from sum.bench.durable import {what}; import sys; {what}(sys.argv[1], int(sys.argv[2]))"
    )
    return subprocess.Popen([sys.executable, "-c", code, str(path), count], stdout=subprocess.PIPE)  # noqa: S603


def play(path: str, count: int) -> None:
    """Open a room and contribute; say after each contribution how long it took."""
    room = Room(
        Settings(running=False, bots=()),
        _CODE,
        shared=True,
        database=Database(Path(path), shared=True),
    )
    host = room.enter("Person 0", "contributor")
    others = (room.join(f"Person {n}", "contributor", f"{n}") for n in range(1, PEOPLE))
    keys = [host, *others]
    for number in range(count):
        if number % _OFTEN == _OFTEN - 1:
            room.jump(host, f"j{number}", HOUR)
        sys.stdout.write(f"{_contribute(room, keys[number % PEOPLE], number):.3f}\n")
        sys.stdout.flush()


def act(path: str, count: int) -> None:
    """Take a room up and contribute, as a new process does."""
    room = Room.reopened(Database(Path(path), shared=True))
    key = room.join("Somebody new", "contributor", "n")
    for number in range(count):
        _contribute(room, key, number)
    room.close()


def _contribute(room: Room, key: str, number: int) -> float:
    pool = room.dataset.pool
    sample: Sample = pool[number % len(pool)]
    label = 1 - sample.label if number % 7 == 0 else sample.label
    room._limits = Limits()  # noqa: SLF001 - people are not that fast
    start = perf_counter()
    room.contribute(key, f"{key}{number}", sample.data, label, raw=sample.raw, truth=sample.label)
    return (perf_counter() - start) * 1_000
