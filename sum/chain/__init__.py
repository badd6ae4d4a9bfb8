"""The chain: everything that knows web3, py-evm or the Vyper compiler is in here.

::

    chain = connect()                     # in this process, gone at the end
    chain = connect(path=Path("a.chain")) # in this process, kept in a file
    chain = connect("http://localhost:8545")
"""

from pathlib import Path

from sum.chain.base import Address, Block, Chain, Log, Receipt, Transaction
from sum.errors import InputError

__all__ = ["Address", "Block", "Chain", "Log", "Receipt", "Transaction", "connect"]


def connect(url: str | None = None, *, path: Path | None = None) -> Chain:
    """Open a chain.

    Parameters
    ----------
    url : str, optional
        A node's JSON-RPC address, "http://..." or "https://...". By default the chain runs in this
        process.
    path : Path, optional
        Where a chain in this process is kept; by default in memory.

    Raises
    ------
    ChainError
        When the node does not answer or the file cannot be used.
    InputError
        For both a URL and a path.
    """
    # Each takes most of a second to import, and a program needs one of them at most.
    if url is None:
        from sum.chain.tester import TesterChain  # noqa: PLC0415

        return TesterChain(path)
    if path is not None:
        raise InputError("A chain is at a URL or in a file, not both.")
    from sum.chain.node import NodeChain  # noqa: PLC0415

    return NodeChain(url)
