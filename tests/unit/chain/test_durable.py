"""A chain in a file: what was done survives the process, however it ends."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from sum.chain import connect
from sum.errors import ChainError, Refused
from sum.units import DAY, ETHER

ROOT = Path(__file__).parents[3]
KEY = (12345).to_bytes(32, "big")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.chain"


def test_reopened_chain_is_the_same(path, artifact):
    chain = connect(path=path)
    contract = chain.send(chain.accounts[0], None, artifact.creation(7)).contract
    added = chain.add_account(KEY)
    chain.send(chain.accounts[0], added, value=ETHER)
    chain.send(added, contract, artifact.interface.encode("fill", 3, 5), value=9)
    snapshot = chain.snapshot()
    chain.advance(DAY)

    def everything(chain):
        blocks = [chain.block(number) for number in range(chain.head + 1)]
        names = [name for block in blocks for name in block.transactions]
        return (
            (chain.head, chain.now, chain.chain_id, blocks),
            [(chain.transaction(name), chain.receipt(name)) for name in names],
            [chain.balance(account) for account in (*chain.accounts[:10], added, contract)],
            (chain.logs(contract), chain.code(contract)),
            chain.call(contract, artifact.interface.encode("word", 2)),
        )

    before = everything(chain)
    chain.close()
    chain = connect(path=path)
    assert everything(chain) == before
    assert len(chain.accounts) == 10  # keys are not written
    chain.add_account(KEY)
    receipt = chain.send(added, contract, artifact.interface.encode("fill", 1, 1))
    assert receipt.time == before[0][1]
    chain.revert(snapshot)
    assert chain.now == before[0][1] - DAY
    chain.close()


def test_files_have_no_keys(path):
    chain = connect(path=path)
    key = bytes(range(1, 33))
    chain.send(chain.accounts[0], chain.add_account(key), value=ETHER)
    chain.send(chain.accounts[-1], chain.accounts[0])
    chain.close()
    assert key not in path.read_bytes()


@pytest.mark.slow
def test_a_chain_has_one_owner(path):
    chain = connect(path=path)
    with pytest.raises(ChainError, match="locked"):
        connect(path=path)
    chain.close()
    connect(path=path).close()


def test_other_files_are_refused_and_left_alone(tmp_path):
    text = tmp_path / "text"
    text.write_text("no database at all, only a text " * 40, encoding="utf-8")
    other = tmp_path / "other"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    for file in (text, other, tmp_path / "no folder" / "a.chain"):
        before = file.read_bytes() if file.exists() else None
        with pytest.raises(ChainError):
            connect(path=file)
        assert (file.read_bytes() if file.exists() else None) == before


def test_action_is_written_whole_or_not_at_all(path, artifact):
    chain = connect(path=path)
    contract = chain.send(chain.accounts[0], None, artifact.creation(7)).contract
    fill = artifact.interface.encode("fill", 3, 5)
    with pytest.raises(Refused), chain.action():  # noqa: PT012 - a whole action
        chain.send(chain.accounts[0], contract, fill)
        chain.send(chain.accounts[0], contract, b"\0\0\0\0")
    with chain.action():
        chain.send(chain.accounts[1], contract, fill)
    # Without closing: as after a crash of the process.
    chain.database.close()
    chain = connect(path=path)
    assert chain.head == 2
    assert chain.call(contract, artifact.interface.encode("fills")) == (1).to_bytes(32, "big")
    chain.close()


def test_full_disk_is_a_chain_error_and_changes_nothing(path):
    chain = connect(path=path)
    chain._store.run(
        f"PRAGMA max_page_count = {chain._store.run('PRAGMA page_count').fetchone()[0]}"
    )
    fill = b"\x60\x00\x60\x00\xf3" + b"\1" * 20_000
    before = chain.head, chain.now, chain.balance(chain.accounts[0])
    with pytest.raises(ChainError, match="cannot be written"):
        chain.send(chain.accounts[0], None, fill)
    with pytest.raises(ChainError, match="cannot be written"), chain.action():
        chain.send(chain.accounts[0], None, fill)
    assert (chain.head, chain.now, chain.balance(chain.accounts[0])) == before
    chain._store.run("PRAGMA max_page_count = 100000")
    assert chain.send(chain.accounts[0], None, fill).block == before[0] + 1
    chain.close()


VICTIM = """
import os, sys
from pathlib import Path
from sum.chain import connect

chain = connect(path=Path(sys.argv[1]))
for number in range(10**6):
    with chain.action():
        for account in chain.accounts[1:4]:
            chain.send(chain.accounts[0], account, value=1)
    print(chain.head, flush=True)
"""


@pytest.mark.slow
def test_kill_loses_nothing_that_was_finished(path):
    for kills in range(3):
        victim = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-c", VICTIM, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        heads = [int(victim.stdout.readline()) for _ in range(5 + 4 * kills)]
        victim.send_signal(signal.SIGKILL)
        heads += map(int, victim.stdout.read().split())
        victim.stdout.close()
        victim.wait(10)
        chain = connect(path=path)
        assert chain.head >= heads[-1]
        assert chain.head % 3 == 0
        assert chain.balance(chain.accounts[2]) == 1_000_000 * ETHER + chain.head // 3
        assert chain.block(chain.head).parent == chain.block(chain.head - 1).hash
        chain.close()
