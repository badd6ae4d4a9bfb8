"""Transactions that are sent ahead: in order, each in its block, and nothing goes unseen."""

import socket

import pytest

from sum.chain import ETH_TESTER, connect
from sum.chain.lane import DEPTH, Lane
from sum.errors import ChainError

ME = "0x" + 20 * "ab"
MANY = 2 * DEPTH


@pytest.fixture
def chain(node_url):
    chain = connect(node_url, bulk=True)
    before = chain.snapshot()
    yield chain
    chain.flush()
    chain.revert(before)
    chain.close()


@pytest.fixture
def contract(chain, artifact):
    return chain.send(chain.accounts[0], None, artifact.creation(7)).contract


@pytest.fixture
def post(chain, contract, artifact):
    """Post a call of the contract by somebody without a key."""
    me = chain.adopt(ME, 10**18)

    def send(time, function, *arguments, expected=lambda _: None):
        data = artifact.interface.encode(function, *arguments)
        chain.post(me, contract, data, 0, time, expected)

    return send


def refuse(_):
    raise ChainError("not this")


def test_each_has_a_block_with_its_own_time_in_the_order_of_posting(
    chain, contract, artifact, post
):
    head, start, seen = chain.head, chain.now, []
    times = [start + n**2 for n in range(MANY)]
    for n, time in enumerate(times):
        post(time, "fill", 1, n, expected=lambda receipt, n=n: seen.append((n, receipt)))
    assert chain.head == head + MANY  # a question waits for what was posted
    assert [n for n, _ in seen] == list(range(MANY))
    for (n, receipt), time in zip(seen, times, strict=True):
        [event] = artifact.interface.events(receipt.logs)
        assert (receipt.block, receipt.time, event.arguments["count"]) == (head + 1 + n, time, 1)
        block = chain.block(receipt.block)
        assert (block.time, block.transactions) == (time, (receipt.transaction,))
    assert int.from_bytes(chain.call(contract, artifact.interface.encode("word", 0))) == MANY - 1
    assert chain.now == times[-1] + 1


def test_gas_is_free_and_counted(chain, post):
    post(chain.now, "fill", 1, 1)
    post(chain.now, "fill", 1, 2)
    assert chain.balance(ME) == 10**18
    assert chain.gas_used > 2 * 21_000


def test_a_receipt_that_is_not_as_expected_ends_it(chain, post):
    head = chain.head
    post(chain.now, "fill", 1, 1, expected=refuse)
    with pytest.raises(ChainError, match="not this"):
        chain.flush()
    assert chain.head == head + 1
    chain.flush()  # it has been told


@pytest.mark.parametrize(
    ("late", "function", "arguments", "why"),
    [
        (0, "fail", ["incentive: too early"], "refused what it should have taken"),
        (-100, "fill", [1, 1], "did not take it"),
    ],
)
def test_a_failure_is_told_and_what_followed_is_not_sent(
    chain, post, late, function, arguments, why
):
    post(chain.now, "fill", 1, 1)
    post(chain.now + late, function, *arguments)
    with pytest.raises(ChainError, match=why):
        [post(chain.now, "fill", 1, 2) for _ in range(2 * MANY)]


def test_refusals_are_asked_for(chain, contract, artifact):
    me, encode = chain.adopt(ME, 10**18), artifact.interface.encode
    head = chain.head
    why = "incentive: too early"
    chain.post_refusal(me, contract, encode("fail", why), 0, chain.now, why)
    chain.flush()
    assert chain.head == head
    for function, reason in ((encode("fail", "other"), why), (encode("fill", 1, 1), why)):
        chain.post_refusal(me, contract, function, 0, chain.now, reason)
        with pytest.raises(ChainError, match="should have refused"):
            chain.flush()


def test_questions_come_after_what_was_posted(chain, contract, artifact, post):
    found = []
    post(chain.now, "fill", 2, 9)
    chain.post_call(contract, artifact.interface.encode("word", 1), found.append)
    post(chain.now, "fill", 2, 8)
    chain.flush()
    assert [int.from_bytes(each) for each in found] == [9]


def test_other_chains_are_as_they_were(node_url):
    assert type(connect(ETH_TESTER, bulk=True)) is type(connect(node_url))


def test_a_connection_that_was_idle_is_opened_again(node_url, monkeypatch):
    lane = Lane(node_url)
    first = lane.ask([("eth_chainId", [])])
    lane._connection.sock.shutdown(socket.SHUT_RDWR)  # as a node does after a while
    with pytest.raises(ChainError):
        lane.ask([("eth_chainId", [])])
    lane.ask([("eth_chainId", [])])
    lane._connection.sock.shutdown(socket.SHUT_RDWR)
    monkeypatch.setattr("sum.chain.lane._IDLE", -1)
    assert lane.ask([("eth_chainId", [])]) == first


def test_no_node_is_a_chain_error():
    with pytest.raises(ChainError, match="does not answer"):
        Lane("http://127.0.0.1:9").ask([("eth_chainId", [])])
