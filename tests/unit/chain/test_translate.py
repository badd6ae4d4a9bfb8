"""Translated code against py-evm itself: any code whatever, the same gas, output, memory, error."""

import pytest
from eth.consensus.context import ConsensusContext
from eth.db.atomic import AtomicDB
from eth.db.chain import ChainDB
from eth.rlp.headers import BlockHeader
from eth.vm import opcode_values as op
from eth.vm.chain_context import ChainContext
from eth.vm.forks.prague import PragueVM
from eth.vm.message import Message
from hypothesis import given
from hypothesis import strategies as st

from sum.chain import tester, translate
from sum.chain.translate import TranslatedVM
from sum.datasets import load
from sum.incentives import Terms
from sum.models.starting import starting_model
from sum.shared_model import SharedModel
from sum.units import DAY, Seconds

pytestmark = pytest.mark.filterwarnings("ignore:SELFDESTRUCT")
CALLER, CONTRACT = b"\x11" * 20, b"\x22" * 20
EDGES = [0, 1, 2, 3, 31, 32, 33, 64, 255, 256, 2**64, 2**255 - 1, 2**255, 2**256 - 1]
SIMPLE = [
    *translate._FORMULAS,
    op.POP,
    op.MLOAD,
    op.MSTORE,
    op.CALLDATALOAD,
    op.PC,
    op.JUMPDEST,
    *range(op.DUP1, op.SWAP16 + 1),
]
OTHERS = [op.JUMP, op.JUMPI, op.GAS, op.MSIZE, op.SHA3, op.SLOAD, op.EXP, op.MSTORE8, op.STOP, 0xFE]


@pytest.fixture(scope="module")
def states():
    """Py-evm's state, and the one whose computations are translated."""

    def state(rules):
        nodes = AtomicDB()
        header = BlockHeader(difficulty=0, block_number=5, gas_limit=30_000_000)
        vm = rules(header, ChainDB(nodes), ChainContext(1), ConsensusContext(nodes))
        vm.state.set_balance(CALLER, 1_000)
        return vm.state

    return state(PragueVM), state(TranslatedVM)


@pytest.fixture(autouse=True)
def _translate_at_once(monkeypatch):
    monkeypatch.setattr(translate, "_WORTH", 0)


def outcome(state, code, gas, data):
    """All that can be told of running a contract."""
    message = Message(gas, CONTRACT, CALLER, 7, data, code)
    context = state.get_transaction_context_class()(1, CALLER)
    kept = state.snapshot()
    try:
        found = state.computation_class.apply_message(state, message, context)
    except Exception as error:  # noqa: BLE001 - what py-evm trips over has to trip both
        return type(error).__name__
    finally:
        state.revert(kept)
    error = type(found._error).__name__
    alive = (bytes(found._memory._bytes), as_numbers(found._stack.values))
    return (
        error if error != "NoneType" else alive,
        found.get_gas_remaining(),
        bytes(found.output),
    )


def as_numbers(values):
    return [v if isinstance(v, int) else int.from_bytes(v) for v in values]


def both(states, code, gas=100_000, data=b""):
    """Run a contract on both, and check that they do the same."""
    plain, translated = (outcome(state, code, gas, data) for state in states)
    assert translated == plain
    return plain


def push(value):
    data = value.to_bytes(max(1, (value.bit_length() + 7) // 8))
    return bytes([op.PUSH1 + len(data) - 1]) + data


@pytest.mark.slow
@pytest.mark.parametrize("code", sorted(translate._FORMULAS))
def test_every_formula_at_the_edges(states, code):
    count = translate._FORMULAS[code][0]
    for upper in EDGES:
        for lower in EDGES:
            values = [5, lower, upper][3 - count :] if count else []
            pushed = b"".join(map(push, values))
            # Once as constants, once as what py-evm has left on the stack as bytes.
            both(states, pushed + bytes([code]))
            both(states, pushed + bytes([op.GAS, op.POP, code]))


word = st.sampled_from(EDGES) | st.integers(0, 2**256 - 1)
instruction = st.one_of(
    word.map(push),
    st.sampled_from(SIMPLE).map(lambda code: bytes([code])),
    st.sampled_from(SIMPLE).map(lambda code: bytes([code])),
    st.sampled_from(OTHERS).map(lambda code: bytes([code])),
    # A jump to somewhere near the beginning, where a destination may be.
    st.integers(0, 80).map(lambda to: push(to) + bytes([op.JUMP])),
    st.integers(0, 80).map(lambda to: push(to) + bytes([op.JUMPI])),
)


@given(
    st.lists(instruction, min_size=1, max_size=60),
    st.integers(0, 5_000) | st.just(100_000),
    st.binary(max_size=70),
)
def test_any_code_does_the_same(states, parts, gas, data):
    start = b"".join(push(n) for n in range(6))
    both(states, start + b"".join(parts), gas, data)


@given(st.binary(max_size=120), st.integers(0, 3_000))
def test_any_bytes_do_the_same(states, code, gas):
    both(states, code, gas)


def test_loop_until_the_gas_is_gone(states):
    loop = bytes([op.JUMPDEST]) + push(1) + push(2) + bytes([op.ADD, op.POP]) + push(0)
    error, left, _ = both(states, loop + bytes([op.JUMP]), gas=20_000)
    assert (error, left) == ("OutOfGas", 0)


def test_loop_that_counts(states):
    # 0; then: add 1, duplicate, compare with 100, go back while it is less.
    code = push(0) + bytes([op.JUMPDEST]) + push(1) + bytes([op.ADD, op.DUP1]) + push(100)
    code += bytes([op.GT]) + push(2) + bytes([op.JUMPI])
    (_, stack), _, _ = both(states, code)
    assert stack == [100]


@pytest.mark.parametrize("depth", [1022, 1023, 1024, 1025])
def test_stack_that_is_nearly_full(states, depth):
    both(states, push(1) * depth + bytes([op.DUP1, op.ADD]))


def test_jump_into_a_constant(states):
    both(states, push(3) + bytes([op.JUMP, op.PUSH1, op.JUMPDEST]))
    both(states, push(4) + bytes([op.PUSH1, op.JUMPDEST, op.POP, op.JUMP]))


def test_translates_only_what_is_done_again(monkeypatch):
    monkeypatch.setattr(translate, "_WORTH", 2)
    program = translate.Program(push(1) + push(2) + bytes([op.ADD]), translate.PRAGUE_OPCODES)
    assert [program.find(0) is translate._later for _ in range(4)] == [True, True, False, False]


def test_the_same_game_has_the_same_blocks():
    digits = load("digits-3-or-8")
    heads = []
    for translated in (False, True):
        chain = tester.TesterChain(translate=translated)
        shared = SharedModel.deploy(chain, starting_model(digits), Terms())
        for number, sample in enumerate(digits.pool.samples[:6]):
            label = sample.label if number % 3 else 1 - sample.label
            added = shared.add_data(chain.accounts[1], sample.data, label)
        chain.advance(Seconds(DAY))
        if shared.can_refund(added.contribution).ok:
            shared.refund(chain.accounts[1], added.contribution)
        heads.append((chain.head, chain.block(chain.head).hash, chain.block(chain.head).gas_used))
    assert heads[0] == heads[1]
