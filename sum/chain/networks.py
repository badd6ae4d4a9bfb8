"""Which network a node belongs to: whether its ether is worth something, and its time is ours."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["development", "test", "main"]

_DEVELOPMENT = {1337: "a development chain", 31337: "a development chain"}
_TEST = {
    11_155_111: "Sepolia",
    17_000: "Holesky",
    560_048: "Hoodi",
    84_532: "Base Sepolia",
    421_614: "Arbitrum Sepolia",
    11_155_420: "OP Sepolia",
    80_002: "Polygon Amoy",
    59_141: "Linea Sepolia",
    534_351: "Scroll Sepolia",
    300: "ZKsync Sepolia",
    10_200: "Gnosis Chiado",
    43_113: "Avalanche Fuji",
    97: "BNB Smart Chain Testnet",
}
_MAIN = {
    1: "Ethereum",
    10: "OP Mainnet",
    56: "BNB Smart Chain",
    100: "Gnosis",
    137: "Polygon",
    8_453: "Base",
    42_161: "Arbitrum One",
    43_114: "Avalanche",
    59_144: "Linea",
    534_352: "Scroll",
}


@dataclass(frozen=True)
class Network:
    """A network, by its chain's number (EIP-155).

    Attributes
    ----------
    chain_id : int
    name : str
        As people call it.
    kind : {"development", "test", "main"}
        What nobody has heard of counts as "main": its ether may be worth something.
    """

    chain_id: int
    name: str
    kind: Kind

    @property
    def warning(self) -> str:
        """What whoever plays there has to know; "" on a development chain."""
        if self.kind == "development":
            return ""
        shared = (
            f"Rooms here are on {self.name}, a public network. Every contribution and every "
            "payment is there for all to see, and stays there for ever; nicknames are not."
        )
        if self.kind == "test":
            return f"{shared} The ether is test ether, worth nothing."
        return f"{shared} **The ether is real money**, and what is spent is gone."


def network_of(chain_id: int) -> Network:
    """Say which network a chain's number stands for."""
    kinds: tuple[tuple[Kind, dict[int, str]], ...] = (
        ("development", _DEVELOPMENT),
        ("test", _TEST),
        ("main", _MAIN),
    )
    for kind, names in kinds:
        if chain_id in names:
            return Network(chain_id, names[chain_id], kind)
    return Network(chain_id, f"network {chain_id}", "main")
