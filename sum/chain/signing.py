"""Signs transactions for a node that others use, too; each is written down before it is sent."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from eth_account import Account

from sum.chain.addresses import checksum
from sum.chain.base import Address
from sum.chain.faucet import Faucet
from sum.chain.json_rpc import to_hex
from sum.chain.networks import network_of
from sum.chain.nodes import LATEST, Node
from sum.chain.outbox import Outbox, Sent
from sum.errors import NodeDown, SumError
from sum.units import GWEI, Wei

_PENDING = "pending"


class Pen:
    """Signs for a room's accounts.

    Parameters
    ----------
    node : Node
    chain_id : int
    keys : mapping of Address to bytes
        Private keys; the first one is the faucet's.
    outbox : Outbox
    faucet : Faucet
    """

    def __init__(
        self,
        node: Node,
        chain_id: int,
        keys: Mapping[Address, bytes],
        outbox: Outbox,
        faucet: Faucet,
    ) -> None:
        self._node, self._chain_id, self._keys = node, chain_id, keys
        self._outbox, self._faucet = outbox, faucet
        # Where ether is worth nothing a transaction need not be thrifty, and never waits.
        self._least = GWEI if network_of(chain_id).kind == "development" else 1

    def fees(self, base_fee: int | None = None) -> tuple[Wei, Wei]:
        """The most that a unit of gas may cost, and what of it is the block maker's.

        Parameters
        ----------
        base_fee : int, optional
            The last block's, in wei, where it is known.
        """
        if base_fee is None:
            head = self._node.ask("eth_getBlockByNumber", LATEST, False)  # noqa: FBT003
            base_fee = int(head.get("baseFeePerGas") or "0x0", 16)
        tip = self._node.tip()
        # Ample: a block's base fee is at most an eighth above its parent's.
        return Wei(max(self._least, 2 * base_fee) + tip), tip

    def write(self, sent: Sent, data: bytes) -> Sent:
        """Sign with the account's next number, and write it down.

        Raises
        ------
        ChainError
            When the faucet may not spend that much.
        """
        if not self._is_faucet(sent):
            nonce = self._count(sent.sender, _PENDING)
            return self._kept(replace(sent, nonce=nonce, raws=()), data)
        faucet = self._faucet
        with faucet.turn():
            nonce = faucet.next_nonce(
                self._count(sent.sender, LATEST),
                self._count(sent.sender, _PENDING),
                lambda name: self._node.ask("eth_getTransactionByHash", name) is not None,
                self._takes,
            )
            faucet.check(_most(sent))
            sent = self._kept(replace(sent, nonce=nonce, raws=()), data)
            faucet.sign(sent.newest, nonce, sent.raws[-1][1], _most(sent))
        return sent

    def before(self, sent: Sent, mined: int) -> tuple[bytes, ...]:
        """What its sender has signed before it, and is in no block; see `Signer`."""
        if self._is_faucet(sent):
            return self._faucet.between(mined, sent.nonce)
        return self._outbox.between(sent.sender, mined, sent.nonce)

    def renumber(self, sent: Sent, data: bytes) -> Sent:
        """Sign it with a new number; see `Signer`."""
        fee, tip = self.fees()
        return self.write(replace(sent, fee=max(fee, sent.fee), tip=tip), data)

    def raise_fee(self, sent: Sent, data: bytes) -> Sent:
        """Sign it with a higher fee; see `Signer`."""
        fee, tip = self.fees()
        # Nodes want a tenth more at least, of both.
        fee = Wei(max(fee, sent.fee * 5 // 4 + 1))
        tip = Wei(max(tip, sent.tip * 5 // 4 + 1))
        balance = self._node.ask_number("eth_getBalance", sent.sender, LATEST)
        fee = Wei(min(fee, (balance - sent.value) // sent.gas))
        if fee < sent.fee * 9 // 8:
            return sent
        dearer = replace(sent, fee=fee, tip=Wei(min(tip, fee)))
        if not self._is_faucet(sent):
            return self._kept(dearer, data)
        with self._faucet.turn():
            self._faucet.check(Wei(_most(dearer) - _most(sent)))
            dearer = self._kept(dearer, data)
            self._faucet.sign(dearer.newest, dearer.nonce, dearer.raws[-1][1], _most(dearer))
        return dearer

    def _is_faucet(self, sent: Sent) -> bool:
        return sent.sender == next(iter(self._keys))

    def _kept(self, sent: Sent, data: bytes) -> Sent:
        fields: dict[str, Any] = {
            **to_request(sent, data),
            "nonce": sent.nonce,
            "chainId": self._chain_id,
            "type": 2,
            "gas": sent.gas,
            "maxFeePerGas": sent.fee,
            "maxPriorityFeePerGas": sent.tip,
        }
        del fields["from"]
        signed = Account.sign_transaction(fields, self._keys[sent.sender])
        named = to_hex(bytes(signed.hash)), bytes(signed.raw_transaction)
        sent = replace(sent, raws=(*sent.raws, named))
        self._outbox.add(sent)
        return sent

    def _count(self, sender: Address, at: str) -> int:
        return self._node.ask_number("eth_getTransactionCount", sender, at)

    def _takes(self, raw: bytes) -> bool:
        """Send what another room signed and has not sent; whether the node takes it."""
        try:
            self._node.ask("eth_sendRawTransaction", to_hex(raw))
        except NodeDown:
            raise
        except SumError as error:
            return "known" in str(error).lower()
        return True


def to_request(sent: Sent, data: bytes) -> dict[str, str]:
    """Spell a transaction as the protocol does."""
    request = {"from": sent.sender, "value": hex(sent.value), "data": to_hex(data)}
    return request if sent.to is None else {**request, "to": checksum(sent.to)}


def _most(sent: Sent) -> Wei:
    """What a transaction can cost at most."""
    return Wei(sent.value + sent.gas * sent.fee)
