"""The interface, as other people's programs know it: it does not change by accident."""

import pytest

from sum.chain.compiler import compose

INTERFACE = """
constructor(uint256[] model_arguments, uint256[] incentive_arguments)
function add_data(int256[] data, uint256 label) payable
function add_data_cost(int256[] data, uint256 label) view -> uint256
function can_refund(int256[] data, uint256 label, uint256 added_time, address contributor) view ->
    bool, string
function can_report(int256[] data, uint256 label, uint256 added_time, address contributor, address
    reporter) view -> bool, string, uint256
function classes() view -> uint256
function contribution(int256[] data, uint256 label, uint256 added_time, address contributor) view
    -> (uint256 deposit, uint256 claimable, uint256 receipt, bool settled, bool taken_by_caller)
function features() view -> uint256
function good(address account) view -> uint256
function incentive_arguments() view -> uint256[]
function incentive_name() pure -> string
function is_open() view -> bool
function last_time() view -> uint256
function load(uint256 start, uint256[] words)
function model_arguments() view -> uint256[]
function model_name() pure -> string
function open()
function owner() view -> address
function parameters(uint256 start, uint256 count) view -> uint256[]
function parameters_of(uint256 bank, uint256 start, uint256 count) view -> uint256[]
function predict(int256[] data) view -> uint256
function refund(int256[] data, uint256 label, uint256 added_time)
function report(int256[] data, uint256 label, uint256 added_time, address contributor)
function total_good() view -> uint256
event DataAdded(address indexed contributor, uint256[] sample, uint256 label, uint256 deposit)
event ModelUpdated(uint256 indexed label, uint256 receipt)
event Opened()
event Refunded(address indexed contributor, bytes32 key, uint256 amount)
event Taken(address indexed reporter, bytes32 key, uint256 amount, uint256 left)
"""


def spell(argument):
    """An argument as a declaration has it: type, indexed, name; a struct with its members."""
    kind = argument["type"]
    if kind.startswith("tuple"):
        members = ", ".join(map(spell, argument["components"]))
        kind = f"({members}){kind.removeprefix('tuple')}"
    return " ".join(filter(None, [kind, argument.get("indexed") and "indexed", argument["name"]]))


def declare(entry):
    inputs, outputs = (", ".join(map(spell, entry.get(side, ()))) for side in ("inputs", "outputs"))
    mutability = entry.get("stateMutability", "nonpayable")
    return "".join(
        [
            " ".join(filter(None, [entry["type"], entry.get("name")])),
            f"({inputs})",
            "" if mutability == "nonpayable" else f" {mutability}",
            f" -> {outputs}" if outputs else "",
        ]
    )


@pytest.fixture(scope="module")
def abi():
    return compose("sparse_perceptron", "deposit_refund_take").abi


def test_it_is_exactly_this(abi):
    expected = INTERFACE.strip().replace("\n    ", " ").splitlines()
    assert sorted(map(declare, abi)) == sorted(expected)


def test_it_has_neither_a_default_nor_two_of_one_name(abi):
    assert {entry["type"] for entry in abi} == {"constructor", "function", "event"}
    names = [entry.get("name") for entry in abi]
    assert len(set(names)) == len(names)
