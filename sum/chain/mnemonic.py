"""The words in which wallets write their keys (BIP-39), from the library that has them."""

from functools import cache

from eth_account.hdaccount.mnemonic import Mnemonic
from eth_account.types import Language


@cache
def words() -> tuple[str, ...]:
    """The English list: 2,048 words, told apart by their first four letters."""
    return tuple(Mnemonic(Language.ENGLISH).wordlist)
