"""What eth-tester's chain does beyond what every chain does."""

from dataclasses import replace

import pytest

from sum.chain import ETH_TESTER, Address, connect
from sum.chain.eth_tester import _failure
from sum.chain.gas import OutOfGas
from sum.errors import ChainError, InputError, Refused, TooEarly
from sum.units import DAY, ETHER


@pytest.fixture
def chain():
    return connect(ETH_TESTER)


def story(chain, artifact):
    """Do a bit of everything; returns all that came of it."""
    interface = artifact.interface
    added = chain.add_account((12345).to_bytes(32, "big"))
    done = [chain.send(chain.accounts[0], added, value=ETHER)]
    done.append(chain.send(added, None, artifact.creation(7)))
    contract = done[-1].contract
    chain.advance(3 * DAY)
    fill = [interface.encode("fill", count, 9) for count in (1, 5, 5)]  # new, more, the same
    done += [chain.send(added, contract, data, value=3) for data in fill]
    before = chain.snapshot()
    chain.send(added, contract, interface.encode("give", added, 3))
    chain.revert(before)
    done.append(chain.send(added, contract, interface.encode("give", added, 4)))
    answers = [
        interface.decode(name, chain.call(contract, interface.encode(name)))
        for name in ("fills", "owner", "time", "height")
    ]
    # A transaction's hash depends on the chain's number, and on the price of gas.
    return [replace(receipt, transaction="") for receipt in done], answers, chain.now


def test_it_does_what_our_own_does(chain, artifact):
    assert story(chain, artifact) == story(connect(), artifact)


def test_every_one_is_its_own(chain):
    chain.send(chain.accounts[0], chain.accounts[1], value=1)
    assert connect(ETH_TESTER).head == 0


def test_it_can_go_back_to_the_start(chain, artifact):
    start = chain.snapshot()
    chain.send(chain.accounts[0], None, artifact.creation(7))
    chain.revert(start)
    assert chain.head == 0
    assert chain.send(chain.accounts[0], None, artifact.creation(7)).block == 1


def test_no_time_passes_by_an_empty_block(chain):
    chain.advance(DAY)
    assert chain.head == 0
    assert chain.send(chain.accounts[0], chain.accounts[1], value=1).block == 1


def test_calls_are_free_and_leave_the_price_of_gas_alone(chain, artifact):
    contract = chain.send(chain.accounts[0], None, artifact.creation(7)).contract
    poor = Address("0x000000000000000000000000000000000000dEaD")
    assert chain.call(contract, artifact.interface.encode("start"), poor)[-1] == 7
    receipt = chain.send(chain.accounts[0], chain.accounts[1], value=1)
    assert chain.transaction(receipt.transaction).gas_price > 0


def test_what_is_no_file_has_none(tmp_path):
    with pytest.raises(InputError):
        connect(ETH_TESTER, path=tmp_path / "a.chain")


def test_what_it_cannot_do_is_an_error(chain):
    with pytest.raises(ChainError, match="not been implemented"):
        chain._node.ask("eth_sign", "0x", "0x")
    with pytest.raises(ChainError, match="does not take this"):
        chain._node.ask("eth_getBalance", "nonsense", "latest")


@pytest.mark.parametrize(
    ("message", "kind", "reason"),
    [
        ("execution reverted: incentive: too early", TooEarly, "incentive: too early"),
        ("execution reverted: x: y", Refused, "x: y"),
        ("execution reverted: b''", Refused, ""),
        ("execution reverted: b'\\x12\\x34'", Refused, ""),
        ("execution reverted: Invalid opcode 0xfe @ 0", Refused, ""),
    ],
)
def test_failures_are_refusals(message, kind, reason):
    error = _failure(message)
    assert (type(error), error.reason) == (kind, reason)


@pytest.mark.parametrize(
    "message",
    [
        "execution reverted: Out of gas: Needed 3 - Remaining 1 - Reason: PUSH1",
        "execution reverted: ('Net-metered SSTORE always fails below 2300 gas', 2052)",
    ],
)
def test_too_little_gas_is_no_refusal(message):
    assert type(_failure(message)) is OutOfGas
