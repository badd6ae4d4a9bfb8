"""The node that rooms play on: which one, who pays, and how much; all of it from the environment.

| variable | what |
|---|---|
| SUM_RPC_URL | the node's address; without it rooms have a chain in this process |
| SUM_RPC_KEY | private key of the account that deploys and fills purses |
| SUM_RPC_PURSE | ether for each person |
| SUM_RPC_LIMIT | ether that all rooms of this installation may spend |
| SUM_RPC_ALLOW_MAINNET | 1: also where ether is worth something |
| SUM_RPC_TIME | 1 or 0: whether rooms set a development chain's time |
| SUM_RPC_PATIENCE | seconds for which a node that is away is asked again |
| SUM_RPC_STUCK | seconds after which a transaction without a block gets a higher fee |

Neither the address, which may have a password in it, nor the key is ever in a text or a file.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sum.chain import Address, Chain, connect
from sum.chain.database import Database
from sum.chain.faucet import Faucet
from sum.chain.networks import Kind, Network, network_of
from sum.errors import ChainError, InputError
from sum.home import home
from sum.units import ETHER, Wei

if TYPE_CHECKING:
    from sum.chain.live import LiveChain
    from sum.chain.nodes import Node

OUTBOX = ".sent"
"""How the file ends, beside a room's own, that keeps what it has sent to a node."""

FULL_CLASS = 150
"""For how many purses a development chain’s faucet has ether at least, when a room is opened."""
_GLANCE = 5.0
_TIMEOUT = 20.0
"""Seconds for one request."""
_GIVE_UP = 10
"""After how many raises of its fee an action stops waiting for a transaction."""

_PURSES: dict[Kind, Wei] = {
    "development": Wei(1_000 * ETHER),
    "test": Wei(ETHER // 50),
    "main": Wei(ETHER // 1_000),
}
_LIMITS: dict[Kind, Wei | None] = {
    "development": None,
    "test": Wei(2 * ETHER),
    "main": Wei(ETHER // 20),
}


@dataclass(frozen=True)
class RpcSettings:
    """What the environment says.

    Attributes
    ----------
    url : str
    key : str
        Hex.
    purse, limit : Wei or None
        None: as is usual for the network.
    mainnet : bool
    time : bool or None
        None: on development chains.
    patience, stuck : float
        In seconds.
    """

    url: str = field(repr=False)
    key: str = field(repr=False)
    purse: Wei | None = None
    limit: Wei | None = None
    mainnet: bool = False
    time: bool | None = None
    patience: float = 20.0
    stuck: float = 60.0

    @property
    def host(self) -> str:
        """The node's host, for people; the rest of the address may be secret."""
        return urlsplit(self.url).hostname or ""


def rpc_settings(environment: Mapping[str, str] = os.environ) -> RpcSettings | None:
    """Read the environment; None when rooms have chains in this process.

    Raises
    ------
    InputError
        When something in it cannot be used.
    """
    url = environment.get("SUM_RPC_URL", "").strip()
    if not url:
        return None
    key = environment.get("SUM_RPC_KEY", "").strip()
    if not key:
        raise InputError(
            "SUM_RPC_URL names a node, so SUM_RPC_KEY has to be the private key of an account "
            "there that has ether."
        )
    return RpcSettings(
        url,
        key,
        _ether(environment, "SUM_RPC_PURSE"),
        _ether(environment, "SUM_RPC_LIMIT"),
        environment.get("SUM_RPC_ALLOW_MAINNET") == "1",
        {"1": True, "0": False}.get(environment.get("SUM_RPC_TIME", "")),
        _seconds(environment, "SUM_RPC_PATIENCE", RpcSettings.patience),
        _seconds(environment, "SUM_RPC_STUCK", RpcSettings.stuck),
    )


def open_live(
    settings: RpcSettings,
    outbox: Path | None,
    folder: Path | None,
    database: Database | None = None,
) -> "LiveChain":
    """Open the chain of a room on a node.

    Parameters
    ----------
    settings : RpcSettings
    outbox : Path or None
        The file in which the room keeps what it sends; None: in memory.
    folder : Path or None
        Where the faucet's file is, which all rooms share; None: in memory.
    database : Database, optional
        The room's own file.

    Raises
    ------
    InputError
        For an address or a key that is none, and for a network on which nobody allowed to play.
    ChainError
        When the node does not answer, or the room was played on another chain.
    """
    # Each takes a part of a second to import, and few need them.
    from sum.chain.lane import LaneProvider  # noqa: PLC0415
    from sum.chain.live import LiveChain, Rules  # noqa: PLC0415
    from sum.chain.nodes import AnvilNode, open_node  # noqa: PLC0415
    from sum.chain.outbox import Outbox  # noqa: PLC0415

    key = _key(settings.key)
    node = open_node(settings.url, _TIMEOUT)
    network = network_of(node.ask_number("eth_chainId"))
    _check_allowed(network, settings)
    node.patience = settings.patience
    limit = settings.limit if settings.limit is not None else _LIMITS[network.kind]
    development = network.kind == "development"
    if development and not urlsplit(settings.url).username:
        node.use(LaneProvider(settings.url, _TIMEOUT))
    rules = Rules(
        settings.purse if settings.purse is not None else _PURSES[network.kind],
        development if settings.time is None else development and settings.time,
        settings.stuck,
        settings.stuck * _GIVE_UP,
    )
    if development and isinstance(node, AnvilNode):
        node.fill(_address(key), Wei(FULL_CLASS * rules.purse))
    faucet = Faucet(folder / _faucet_name(node, key) if folder else None, limit)
    return LiveChain(node, key, Outbox(outbox), faucet, rules, database)


def planned_network() -> Network | None:
    """The network on which new rooms are played; None where each has a chain of its own.

    Raises
    ------
    InputError
        When the environment says something that cannot be used.
    ChainError
        When the node does not answer.
    """
    settings = rpc_settings()
    if settings is None:
        return None
    from sum.chain.nodes import open_node  # noqa: PLC0415

    network = network_of(open_node(settings.url, _GLANCE).ask_number("eth_chainId"))
    _check_allowed(network, settings)
    return network


def is_on_node(database: Database | None) -> bool:
    """Whether a room is played on a node: one that is there already, or a new one here and now."""
    if database is None or database.has("blocks"):
        return False
    return database.has("acted") or rpc_settings() is not None


def room_chain(database: Database | None) -> Chain:
    """Open a room's chain: in its file, or on the node that the environment names.

    Parameters
    ----------
    database : Database or None
        The room's file, shared by processes; a room without one has a chain in memory.

    Raises
    ------
    InputError
        When the environment says something that cannot be used.
    ChainError
        When the node does not answer, or the room was played on another chain.
    """
    if database is None or not is_on_node(database):
        return connect(database=database)
    settings = rpc_settings()
    if settings is None:
        raise ChainError(
            "This room is played on a node: SUM_RPC_URL and SUM_RPC_KEY have to say which, and who"
            " pays."
        )
    outbox = database.path.with_suffix(OUTBOX) if database.path else None
    return open_live(settings, outbox, home(), database)


def _faucet_name(node: "Node", key: bytes) -> str:
    """One file an account and chain; a development chain that began anew is another one."""
    genesis = node.ask("eth_getBlockByNumber", "0x0", False)  # noqa: FBT003
    if not genesis:
        raise ChainError("The node does not know its chain’s first block.")
    # Test chains that began in the same second have the same first block, whatever their number.
    chain = f"{int(node.ask('eth_chainId'), 16)}-{genesis['hash'][2:12]}"
    return f"faucet-{chain}-{_address(key)[2:].lower()}.sqlite"


def _address(key: bytes) -> Address:
    from eth_account import Account  # noqa: PLC0415 - half a second, and only here

    return Address(Account.from_key(key).address)


def _check_allowed(network: Network, settings: RpcSettings) -> None:
    if network.kind == "main" and not settings.mainnet:
        raise InputError(
            f"The node is of {network.name} (chain {network.chain_id}), where ether may be real "
            "money. Use a test network, or set SUM_RPC_ALLOW_MAINNET=1 when that is what you want."
        )


def _key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        key = b""
    if len(key) != 32 or not any(key):  # noqa: PLR2004 - bytes of a private key, everywhere
        # Not a word of what it says.
        raise InputError("SUM_RPC_KEY is not a private key: 64 hexadecimal digits.")
    return key


def _ether(environment: Mapping[str, str], name: str) -> Wei | None:
    text = environment.get(name, "").strip()
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        raise InputError(f"{name} is an amount of ether, such as 0.05.")
    return Wei(int(amount * ETHER))


def _seconds(environment: Mapping[str, str], name: str, usual: float) -> float:
    text = environment.get(name, "").strip()
    try:
        seconds = float(text) if text else usual
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:  # noqa: PLR2004 - a day; and not NaN
        raise InputError(f"{name} is a number of seconds.")
    return seconds
