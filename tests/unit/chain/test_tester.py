"""What the chain in this process does beyond what every chain does."""

import pytest
from eth_keys.datatypes import PrivateKey

from sum.chain import connect
from sum.chain.evm import GAS_PRICE
from sum.chain.tester import CHAIN_ID, GENESIS_TIME, RICH
from sum.errors import ChainError, InputError
from tests.unit.chain.test_chain import Interrupted


def play(chain, artifact):
    """Do a little of everything; the hashes of all blocks come back."""
    contract = chain.send(chain.accounts[0], None, artifact.creation(7)).contract
    chain.advance(100)
    chain.send(chain.accounts[1], contract, artifact.interface.encode("fill", 3, 5), value=3)
    return [chain.block(number).hash for number in range(chain.head + 1)]


def test_two_runs_are_alike_to_the_last_bit(artifact, tmp_path):
    first = play(connect(), artifact)
    assert play(connect(), artifact) == first
    assert play(connect(path=tmp_path / "a.chain"), artifact) == first


def test_it_starts_the_same_way_always():
    chain = connect()
    assert (chain.head, chain.now, chain.chain_id) == (0, GENESIS_TIME + 1, CHAIN_ID)
    assert chain.block(0).time == GENESIS_TIME
    assert len(chain.accounts) == 10
    assert {chain.balance(account) for account in chain.accounts} == {RICH}
    first = PrivateKey((1).to_bytes(32, "big")).public_key.to_checksum_address()
    assert chain.accounts[0] == first


def test_gas_never_gets_dearer(artifact):
    chain = connect()
    contract = chain.send(chain.accounts[0], None, artifact.creation(7)).contract
    for _ in range(5):
        receipt = chain.send(chain.accounts[0], contract, artifact.interface.encode("fill", 64, 1))
        assert chain.transaction(receipt.transaction).gas_price == GAS_PRICE


@pytest.mark.parametrize("step", ["add_block", "add_transaction"])
@pytest.mark.parametrize("durable", [False, True])
def test_interrupted_send_has_not_happened(artifact, tmp_path, monkeypatch, step, durable):
    chain = connect(path=tmp_path / "a.chain" if durable else None)
    play(chain, artifact)
    before = chain.head, chain.now, chain.balance(chain.accounts[0])

    def interrupt(*_):
        raise Interrupted

    with monkeypatch.context() as patch:
        patch.setattr(chain._store, step, interrupt)
        with pytest.raises(Interrupted):
            chain.send(chain.accounts[0], chain.accounts[1], value=1)
    assert (chain.head, chain.now, chain.balance(chain.accounts[0])) == before
    assert chain.send(chain.accounts[0], chain.accounts[1], value=1).block == before[0] + 1
    chain.close()


def test_time_set_in_an_undone_action_is_undone():
    chain = connect()
    before = chain.now
    with pytest.raises(ValueError), chain.action():  # noqa: PT011, PT012 - a whole action
        chain.advance(1_000)
        raise ValueError
    assert chain.now == before


def test_endless_call_is_stopped(artifact, monkeypatch):
    monkeypatch.setattr("sum.chain.tester.BLOCK_GAS", 100_000)  # a whole block takes 8 s
    chain = connect()
    contract = chain.send(chain.accounts[0], None, artifact.creation(7)).contract
    with pytest.raises(ChainError, match="gas"):
        chain.call(contract, artifact.interface.encode("burn"))


def test_a_url_and_a_path_are_too_much(tmp_path):
    with pytest.raises(InputError):
        connect("http://127.0.0.1:1", path=tmp_path / "a.chain")
    with pytest.raises(InputError):
        connect("")
