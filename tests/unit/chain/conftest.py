"""A small contract in three parts, and chains of every kind to run it on."""

import socket
import subprocess
import time
from contextlib import closing

import pytest

from sum.chain import ETH_TESTER, connect
from sum.chain.compiler import compose
from sum.errors import ChainError
from tests.node.install_anvil import IN_CI, MISSING, find_anvil

MODEL = """
# pragma version 0.4.3
words: uint256[64]

@external
@view
def word(i: uint256) -> uint256:
    return self.words[i]

@internal
def _fill(count: uint256, number: uint256):
    for i: uint256 in range(count, bound=64):
        self.words[i] = number
"""

INCENTIVE = """
# pragma version 0.4.3
import model

uses: model

counter: uint256

@external
@view
def fills() -> uint256:
    return self.counter

@internal
def _filled(number: uint256):
    self.counter += 1
    model._fill(1, number)
"""

TRAINER = """
# pragma version 0.4.3
import model
import incentive

initializes: model
initializes: incentive[model := model]

exports: (model.__interface__, incentive.__interface__)

struct Pair:
    who: address
    values: DynArray[int64, 4]

event Filled:
    who: indexed(address)
    values: DynArray[int64, 4]
    note: indexed(String[8])
    count: uint256

OWNER: immutable(address)
START: immutable(uint256)

@deploy
@payable
def __init__(start: uint256):
    OWNER = msg.sender
    START = start

@external
@view
def owner() -> address:
    return OWNER

@external
@view
def start() -> uint256:
    return START

@external
@view
def time() -> uint256:
    return block.timestamp

@external
@view
def height() -> uint256:
    return block.number

@external
@view
def last_hash() -> bytes32:
    return blockhash(block.number - 1)

@external
@view
def caller() -> address:
    return msg.sender

@external
@view
def pair(a: int64, b: int64) -> Pair:
    return Pair(who=msg.sender, values=[a, b])

@external
@view
def both() -> (bool, String[8]):
    return True, "yes"

@external
@view
def minus(a: uint256, b: uint256 = 1) -> uint256:
    return a - b

@external
@payable
def fill(count: uint256, number: uint256):
    model._fill(count, number)
    incentive._filled(number)
    log Filled(who=msg.sender, values=[1, -2], note="note", count=count)

@external
def give(to: address, amount: uint256):
    send(to, amount)

@external
def fail(reason: String[64]):
    self.counter()
    raise reason

@internal
def counter():
    incentive._filled(1)

@external
def burn():
    for i: uint256 in range(2**40):
        incentive._filled(i)
"""


def write_parts(folder, **parts):
    """Write the three files, some of them replaced; returns what `compose` takes."""
    texts = {"model": MODEL, "incentive": INCENTIVE, "trainer": TRAINER, **parts}
    for name, text in texts.items():
        (folder / f"{name}.vy").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.vy" for name in texts}


@pytest.fixture(scope="session")
def artifact(tmp_path_factory):
    return compose(**write_parts(tmp_path_factory.mktemp("parts")))


@pytest.fixture(scope="session")
def node_url():
    """A node of our own; one for each worker."""
    anvil = find_anvil()
    if anvil is None and IN_CI:
        pytest.fail(MISSING)
    if anvil is None:
        pytest.skip(MISSING)
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [anvil, "--port", str(port), "--silent", "--hardfork", "prague"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - our own command
    try:
        yield wait_for(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(10)


def wait_for(url):
    for _ in range(100):
        try:
            connect(url)
        except ChainError:
            time.sleep(0.1)
        else:
            return url
    pytest.fail("anvil does not start")


@pytest.fixture(
    params=[
        "memory",
        pytest.param("file", marks=pytest.mark.slow),
        pytest.param("eth-tester", marks=pytest.mark.slow),
        "anvil",
    ]
)
def chain(request, tmp_path):
    """Each kind of chain, as good as new."""
    if request.param == "eth-tester":
        chain = connect(ETH_TESTER)
        yield chain
    elif request.param == "anvil":
        chain = connect(request.getfixturevalue("node_url"))
        before = chain.snapshot()
        yield chain
        chain.revert(before)
    else:
        chain = connect(path=tmp_path / "a.chain" if request.param == "file" else None)
        yield chain
    chain.close()
