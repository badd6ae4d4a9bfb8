"""The chain: everything that knows web3, py-evm or the Vyper compiler is in here.

::

    chain = connect()                     # in this process, gone at the end
    chain = connect(path=Path("a.chain")) # in this process, kept in a file
    chain = connect("http://localhost:8545")
    chain = connect(ETH_TESTER)           # "eth-tester": web3's provider, gone at the end

They all do the same, to the last unit of gas. The first two run py-evm directly, which is fastest
and deterministic; eth-tester is there for those who know it, and to check the others against.
"""

from pathlib import Path

from sum.chain.base import Address, Block, Chain, Log, Receipt, Transaction
from sum.chain.database import Busy, Database
from sum.errors import InputError

__all__ = [
    "ETH_TESTER",
    "Address",
    "Block",
    "Busy",
    "Chain",
    "Database",
    "Log",
    "Receipt",
    "Transaction",
    "connect",
]

ETH_TESTER = "eth-tester"
"""What to say instead of a URL to have eth-tester's chain, in this process and in memory."""


def connect(
    url: str | None = None,
    *,
    path: Path | None = None,
    bulk: bool = False,
    database: Database | None = None,
) -> Chain:
    """Open a chain.

    Parameters
    ----------
    url : str, optional
        A node's JSON-RPC address, "http://..." or "https://...", or `ETH_TESTER`. By default the
        chain is `TesterChain`, in this process.
    path : Path, optional
        Where a chain in this process is kept; by default in memory.
    bulk : bool
        Whether many transactions will be sent: the chain is a `BulkChain` then, where the node can
        do that (anvil).
    database : Database, optional
        Instead of a path: an open one that a chain in this process shares with its user, and maybe
        with other processes.

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

        return TesterChain(path, database=database)
    if path is not None:
        raise InputError("A chain is at a URL or in a file, not both.")
    from sum.chain.node import NodeChain  # noqa: PLC0415

    if url == ETH_TESTER:
        from sum.chain.eth_tester import EthTesterNode  # noqa: PLC0415

        return NodeChain(EthTesterNode())
    from sum.chain.nodes import open_node  # noqa: PLC0415

    node = open_node(url)
    if bulk and node.is_test:
        from sum.chain.bulk import open_bulk  # noqa: PLC0415

        return open_bulk(url) or NodeChain(node)
    return NodeChain(node)
