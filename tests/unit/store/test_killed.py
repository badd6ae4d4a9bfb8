"""Programs that are killed while they write lose what they had not finished, and nothing else."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sum.simulation.lab import simulate
from sum.simulation.scenario import Scenario, with_value
from sum.store import RunStore

ROOT = Path(__file__).parents[3]
AT_ONCE, ROUNDS = 2, 5
STRIDE = 5

# Makes a writer of each line that it reads: a file for what the store acknowledges, and after how
# many steps of SQLite the writer kills itself (0: never). So all of them import the program once.
_MAKER = """
import os, signal, sys
from pathlib import Path
from sum.simulation.lab import Run
from sum.store import RunStore, database

run, store = Run.from_json(Path(sys.argv[2]).read_bytes()), RunStore(sys.argv[1])
signal.signal(signal.SIGCHLD, signal.SIG_IGN)

def dying(steps):
    left, prepare = [steps], database._prepare
    def step():
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
    def prepared(connection):
        prepare(connection)
        connection.set_progress_handler(step, 1)
    database._prepare = prepared

def write(name, steps):
    if steps:
        dying(steps)
    told = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(told, b"%d\\n" % os.getpid())
    while True:
        number = store.add(run, note=name)
        os.write(told, b"%d\\n" % number)
        if number % 5 == 0:
            store.delete([number])
            os.write(told, b"%d\\n" % -number)

for line in sys.stdin:
    if os.fork() == 0:
        name, steps = line.split()
        write(name, int(steps))
"""


@pytest.fixture
def run():
    small = with_value(Scenario(), "run.contributions", 200)
    return simulate(with_value(small, "run.settle", "false"))


@pytest.fixture
def maker(tmp_path, run):
    (tmp_path / "run.json").write_bytes(run.to_json())
    command = [sys.executable, "-c", _MAKER, "runs.sqlite", "run.json"]
    with subprocess.Popen(  # noqa: S603 - our own
        command,
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as made:
        yield made
        made.kill()


def start(maker, file, steps=0):
    maker.stdin.write(f"{file} {steps}\n")
    maker.stdin.flush()


def told(file):
    """What a writer has said so far: its process, and numbers, below zero of deleted runs."""
    lines = file.read_text().split("\n")[:-1] if file.exists() else []
    return [int(line) for line in lines]


def wait(what):
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end
        time.sleep(0.002)


def wait_for_end(process):
    wait(lambda: not Path(f"/proc/{process}").exists())


def check(store, run, added, deleted):
    """The file is sound, every run in it whole; what was acknowledged is there."""
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        kept = {number for (number,) in connection.execute("SELECT id FROM runs")}
        assert kept == {number for (number,) in connection.execute("SELECT run FROM records")}
    connection.close()
    assert added <= kept
    there = {each.id for each in store.list(limit=100_000)}
    assert not there & deleted
    for number in sorted(there)[-3:]:
        assert store.get(number) == run
    return kept


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="sees in /proc who has ended"),
]


def test_killed_in_the_middle_of_many_writes(tmp_path, run, maker):
    store, added, deleted = RunStore(tmp_path / "runs.sqlite"), set(), set()
    for number in range(ROUNDS):
        files = [tmp_path / f"told-{number}-{each}" for each in range(AT_ONCE)]
        for file in files:
            start(maker, file)
        wait(lambda: all(len(told(file)) > 2 for file in files))  # noqa: B023 - is called here
        time.sleep(0.007 * number)  # another moment of a write each time
        for file in files:
            os.kill(told(file)[0], signal.SIGKILL)
            wait_for_end(told(file)[0])
        for file in files:
            _, *numbers = told(file)
            added |= {number for number in numbers if number > 0}
            deleted |= {-number for number in numbers if number < 0}
        kept = check(store, run, added, deleted)
        assert len(kept - added) <= AT_ONCE * (number + 1)  # written, but killed before it said so
        added.add(store.add(run))  # and it goes on
    assert len(added) > 3 * ROUNDS


def test_killed_at_every_few_steps_of_a_write(tmp_path, run, maker):
    store, added = RunStore(tmp_path / "runs.sqlite"), {1}
    store.add(run)
    for steps in range(1, 10_000, STRIDE):
        file = tmp_path / f"told-{steps}"
        start(maker, file, steps)
        wait(lambda: told(file))  # noqa: B023 - is called here
        process = told(file)[0]
        wait_for_end(process)
        numbers = {number for number in told(file)[1:] if number > 0}
        added |= numbers
        check(store, run, added, set())
        if numbers:
            break
    assert numbers
    assert steps > 10 * STRIDE
