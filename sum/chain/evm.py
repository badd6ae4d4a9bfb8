"""The virtual machine: runs transactions and calls on py-evm, and keeps nothing of its own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

import rlp
from eth.abc import (
    AtomicDatabaseAPI,
    BlockHeaderAPI,
    ComputationAPI,
    ReceiptAPI,
    SignedTransactionAPI,
    StateAPI,
)
from eth.consensus.context import ConsensusContext
from eth.db.chain import ChainDB
from eth.exceptions import OutOfGas as EvmOutOfGas
from eth.rlp.headers import BlockHeader
from eth.vm.chain_context import ChainContext
from eth.vm.forks.prague import PragueVM
from eth.vm.forks.prague.blocks import PragueBlockHeader
from eth.vm.forks.prague.transactions import PragueTransactionBuilder
from eth.vm.message import Message
from eth_keys.datatypes import PrivateKey
from eth_typing import Address as RawAddress
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError
from trie.hexary import HexaryTrie

from sum.chain import hashing, tries
from sum.chain.gas import OutOfGas
from sum.chain.reverts import refused
from sum.chain.translate import TranslatedVM
from sum.errors import ChainError
from sum.units import GWEI, Seconds

hashing.install()
tries.install()

GAS_PRICE = GWEI
"""What a unit of gas costs, always: on a chain with one user there is no market for it."""
BLOCK_GAS = 30_000_000


@dataclass(frozen=True)
class Mined:
    """A block that has been made but not yet kept."""

    header: BlockHeaderAPI
    receipt: ReceiptAPI


@dataclass(frozen=True)
class Order:
    """What a transaction asks for, in py-evm's own terms."""

    sender: bytes
    to: bytes
    value: int
    data: bytes
    gas: int


class Evm:
    """Prague's rules over a database.

    Parameters
    ----------
    nodes : AtomicDatabaseAPI
        Where state is kept.
    chain_id : int
    translate : bool
        Whether contracts' code is translated to Python: the same results in less time.
    """

    def __init__(self, nodes: AtomicDatabaseAPI, chain_id: int, *, translate: bool = True) -> None:
        self._rules = TranslatedVM if translate else PragueVM
        self._nodes = nodes
        self._chaindb = ChainDB(nodes)
        self._context = ChainContext(chain_id)
        self._consensus = ConsensusContext(nodes)
        self._chain_id = chain_id
        self._asked: tuple[bytes, StateAPI] | None = None
        self._balances: tuple[bytes, dict[bytes, int]] = b"", {}

    def genesis(self, time: Seconds, balances: Mapping[bytes, int]) -> BlockHeaderAPI:
        """Make the first block."""
        before = BlockHeader(difficulty=0, block_number=-1, gas_limit=0)
        state = self._rules.build_state(self._nodes, before, self._context)
        for address, balance in balances.items():
            state.set_balance(RawAddress(address), balance)
        state.persist()
        header = self._rules.create_genesis_header(
            difficulty=0, gas_limit=BLOCK_GAS, timestamp=time, state_root=state.state_root
        ).copy(base_fee_per_gas=GAS_PRICE)
        self.keep(header)
        return header

    def keep(self, header: BlockHeaderAPI) -> None:
        """Store a header, so that contracts can ask for its hash."""
        self._nodes[header.hash] = self.encode_header(header)

    @staticmethod
    def encode_header(header: BlockHeaderAPI) -> bytes:
        """A header as bytes, as its hash is made of."""
        return bytes(rlp.encode(header))

    @staticmethod
    def decode_header(encoded: bytes) -> BlockHeaderAPI:
        """What `encode_header` wrote."""
        return cast("BlockHeaderAPI", rlp.decode(encoded, sedes=PragueBlockHeader))

    def _pending(self, head: BlockHeaderAPI, time: Seconds) -> BlockHeaderAPI:
        # A random number that is the same in every run (a real chain takes it from its consensus).
        header = self._rules.create_header_from_parent(
            head, gas_limit=BLOCK_GAS, timestamp=time, mix_hash=keccak(head.hash)
        )
        pending: BlockHeaderAPI = header.copy(base_fee_per_gas=GAS_PRICE)
        return pending

    def _vm(self, header: BlockHeaderAPI) -> PragueVM:
        return self._rules(header, self._chaindb, self._context, self._consensus)

    def sign(self, order: Order, nonce: int, key: PrivateKey) -> SignedTransactionAPI:
        """Make a signed transaction."""
        unsigned = PragueTransactionBuilder.new_unsigned_dynamic_fee_transaction(
            chain_id=self._chain_id,
            nonce=nonce,
            max_priority_fee_per_gas=0,
            max_fee_per_gas=GAS_PRICE,
            gas=order.gas,
            to=RawAddress(order.to),
            value=order.value,
            data=order.data,
            access_list=(),
        )
        return unsigned.as_signed_transaction(key)

    def mine(self, head: BlockHeaderAPI, time: Seconds, transaction: SignedTransactionAPI) -> Mined:
        """Run a transaction and make the block that holds it.

        A transaction that fails leaves nothing behind: its state was never written.

        Raises
        ------
        Refused
            When the contract reverts.
        ChainError
            When the gas does not suffice, or the transaction breaks the chain's rules.
        """
        header = self._pending(head, time)
        vm = self._vm(header)
        try:
            receipt, computation = vm.apply_transaction(header, transaction)
        except ValidationError as error:
            raise ChainError(f"The chain does not take this transaction: {error}") from error
        _check(computation)
        header = vm.add_receipt_to_header(header, receipt)
        touched = vm.state.persist().accounts_queried
        header = header.copy(
            state_root=vm.state.state_root,
            transaction_root=_root(transaction.encode()),
            receipt_root=_root(receipt.encode()),
        )
        self.keep(header)
        self._carry_over(head, header, touched)
        return Mined(header, receipt)

    def balance(self, head: BlockHeaderAPI, address: bytes) -> int:
        """What an account or contract has after a block, in wei."""
        known = self._balances[1]
        if self._balances[0] != head.hash:
            known = {}
            self._balances = head.hash, known
        if address not in known:
            known[address] = self.state(head).get_balance(RawAddress(address))
        return known[address]

    def _carry_over(
        self, head: BlockHeaderAPI, header: BlockHeaderAPI, touched: Collection[bytes]
    ) -> None:
        """Keep the balances at hand that a block has left alone: looking one up takes a while."""
        before, known = self._balances
        if before == head.hash:
            left = {each: amount for each, amount in known.items() if each not in touched}
            self._balances = header.hash, left

    def state(self, head: BlockHeaderAPI) -> StateAPI:
        """The state after a block, to read from; what has been read stays at hand."""
        if self._asked is None or self._asked[0] != head.hash:
            self._asked = head.hash, self._vm(head).state
        return self._asked[1]

    def forget(self) -> None:
        """Drop what is at hand."""
        self._asked = None

    def ask(self, head: BlockHeaderAPI, time: Seconds, order: Order) -> bytes:
        """Run a call on the state after a block, as if in the next one.

        Raises
        ------
        Refused
            When the contract reverts.
        ChainError
            When there is no contract, or it takes too long.
        """
        state = self.state(head)
        code = state.get_code(RawAddress(order.to))
        if not code:
            raise ChainError("There is no contract at this address.")
        header = self._pending(head, time)
        state.execution_context = self._rules.create_execution_context(
            header,
            self._rules.get_prev_hashes(header.parent_hash, self._chaindb) or (),
            self._context,
        )
        message = Message(
            gas=order.gas,
            to=RawAddress(order.to),
            sender=RawAddress(order.sender),
            value=order.value,
            data=order.data,
            code=code,
        )
        context = state.get_transaction_context_class()(GAS_PRICE, RawAddress(order.sender))
        state.lock_changes()
        snapshot = state.snapshot()
        try:
            computation = state.computation_class.apply_message(state, message, context)
        finally:
            state.revert(snapshot)
        _check(computation)
        return bytes(computation.output)


def _check(computation: ComputationAPI) -> None:
    if computation.is_success:
        return
    if isinstance(computation.error, EvmOutOfGas):
        raise OutOfGas("The gas does not suffice.")
    raise refused(bytes(computation.output))


def _root(only: bytes) -> bytes:
    """Root of the trie of a block's one transaction, or one receipt."""
    trie = HexaryTrie({})
    trie[rlp.encode(0)] = only
    return bytes(trie.root_hash)
