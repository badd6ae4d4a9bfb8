"""What a chain behind a URL does beyond what every chain does."""

import http.server
import json
import threading
import time

import pytest
from web3 import HTTPProvider

from sum.chain import connect
from sum.chain.node import NodeChain
from sum.chain.nodes import Node
from sum.errors import ChainError, InputError, Refused
from sum.units import ETHER


@pytest.fixture
def network(node_url):
    """A node that we treat as one of a real network."""
    ours = connect(node_url)
    before = ours.snapshot()
    yield NodeChain(Node(HTTPProvider(node_url)))
    ours.revert(before)


def test_real_networks_keep_their_time_and_their_past(network):
    for impossible in (
        lambda: network.set_time(2**31),
        lambda: network.advance(1),
        network.snapshot,
        lambda: network.revert("1"),
    ):
        with pytest.raises(ChainError):
            impossible()
    assert network.now >= int(time.time()) - 1


def test_real_networks_take_transactions(network, artifact):
    added = network.add_account((12345).to_bytes(32, "big"))
    network.send(network.accounts[0], added, value=ETHER)
    contract = network.send(added, None, artifact.creation(7)).contract
    receipt = network.send(added, contract, artifact.interface.encode("fill", 2, 5))
    assert network.transaction(receipt.transaction).gas_price > 0
    assert network.call(contract, artifact.interface.encode("word", 1))[-1] == 5
    head = network.head
    with pytest.raises(Refused, match="too early"):
        network.send(added, contract, artifact.interface.encode("fail", "incentive: too early"))
    assert network.head == head


def test_what_an_action_did_on_a_real_network_stays(network):
    head = network.head
    with pytest.raises(ValueError), network.action():  # noqa: PT011, PT012 - a whole action
        network.send(network.accounts[0], network.accounts[1], value=1)
        raise ValueError
    assert network.head == head + 1


def test_several_people_share_a_node(node_url, artifact):
    mine, theirs = connect(node_url), connect(node_url)
    before = mine.snapshot()
    contract = mine.send(mine.accounts[0], None, artifact.creation(7)).contract
    theirs.send(theirs.accounts[0], contract, artifact.interface.encode("fill", 1, 5))
    assert mine.send(mine.accounts[0], mine.accounts[1], value=1).block == mine.head
    assert len(mine.logs(contract)) == 1
    mine.revert(before)


def test_only_web_addresses_are_nodes():
    for url in ("ws://127.0.0.1:1", "127.0.0.1:8545", "file:///etc/passwd"):
        with pytest.raises(InputError, match="http"):
            connect(url)


def test_no_node_is_a_chain_error():
    with pytest.raises(ChainError, match="does not answer"):
        connect("http://127.0.0.1:9")


@pytest.fixture
def fake():
    """A server that gives one answer to every request."""

    class Handler(http.server.BaseHTTPRequestHandler):
        status, body = 200, b""

        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(self.status)
            self.end_headers()
            self.wfile.write(self.body)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        Handler.url = f"http://127.0.0.1:{server.server_port}"
        yield Handler
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>a web page</html>"),
        (200, b""),
        (200, b"[]"),
        (200, json.dumps({"id": 1, "jsonrpc": "2.0", "result": None}).encode()),
        (200, json.dumps({"id": 1, "jsonrpc": "2.0", "error": {"message": "no"}}).encode()),
        (500, b"oops"),
        (404, b"not here"),
    ],
)
def test_other_servers_are_chain_errors(fake, status, body):
    fake.status, fake.body = status, body
    with pytest.raises(ChainError):
        connect(fake.url)
