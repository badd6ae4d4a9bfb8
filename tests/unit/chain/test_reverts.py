import pytest
from eth_abi import abi as codec

from sum.chain.gas import OutOfGas
from sum.chain.reverts import from_node, refused
from sum.errors import BadLabel, ChainError, Refused, TooEarly

EARLY = bytes.fromhex("08c379a0") + codec.encode(("string",), ("incentive: too early",))
PANIC = bytes.fromhex("4e487b71") + (0x11).to_bytes(32, "big")


def test_reason_decides_the_class():
    assert type(refused(EARLY)) is TooEarly


@pytest.mark.parametrize("answer", [b"", b"\1", PANIC, EARLY[:20], EARLY[:4] + b"\xff" * 96])
def test_no_readable_reason_is_an_empty_one(answer):
    error = refused(answer)
    assert (type(error), error.reason) == (Refused, "")


def test_reason_that_is_no_text_is_an_empty_one():
    assert refused(EARLY[:4] + codec.encode(("bytes",), (b"\xff\xfe",))).reason == ""


@pytest.mark.parametrize(
    "problem",
    [
        {
            "code": 3,
            "message": "execution reverted: incentive: too early",
            "data": "0x" + EARLY.hex(),
        },
        {"code": 3, "message": "execution reverted", "data": "0x" + EARLY.hex()},
        {"code": -32000, "message": "execution reverted: incentive: too early"},
        {"code": -32000, "message": "execution reverted: incentive: too early", "data": "0x"},
        {"code": -32603, "message": "execution reverted", "data": {"data": "0x" + EARLY.hex()}},
    ],
)
def test_nodes_say_it_in_many_ways(problem):
    assert type(from_node(problem)) is TooEarly


def test_data_wins_over_the_message():
    label = EARLY[:4] + codec.encode(("string",), ("model: no such label",))
    problem = {"message": "execution reverted: incentive: too early", "data": "0x" + label.hex()}
    assert type(from_node(problem)) is BadLabel


@pytest.mark.parametrize(
    "problem",
    [
        {"message": "execution reverted"},
        {"message": "execution reverted", "data": "0x"},
        {"message": "execution reverted", "data": "0x" + PANIC.hex()},
        {"message": "execution reverted", "data": "what?"},
        {"message": "invalid opcode: INVALID"},
        {"message": "EVM error InvalidFEOpcode"},
    ],
)
def test_nodes_give_no_reason(problem):
    error = from_node(problem)
    assert isinstance(error, Refused)
    assert error.reason == ""


def test_other_problems_are_the_chains():
    assert isinstance(from_node({"message": "out of gas"}), OutOfGas)
    poor = from_node({"message": "insufficient funds for gas * price + value"})
    assert str(poor).startswith("Not enough ether")
    assert str(from_node({"message": "nonce too low"})) == "The node says: nonce too low"
    assert type(from_node({})) is ChainError
