"""What an engine of rounds can do: the contract on a chain, and its twin in Python."""

from collections.abc import Sequence
from typing import Protocol

from sum.federated.public import PublicRound
from sum.federated.terms import RoundTerms
from sum.units import Seconds, Wei


class Engine(Protocol):
    """`sum.federated.twin.RoundTwin` or `sum.federated.contract.FederatedRound`.

    Every method that acts takes the account that acts first, and the round's number last (by
    default it is the last round). What the contract refuses raises the same error on both.
    """

    @property
    def terms(self) -> RoundTerms:
        """What the contract was deployed with."""

    @property
    def chain_id(self) -> int:
        """Which chain it is on."""

    @property
    def address(self) -> str:
        """Where it is on that chain."""

    @property
    def now(self) -> Seconds:
        """The chain's time."""

    def set_time(self, time: Seconds, /) -> None:
        """Let time pass until then."""

    def record(self, number: int | None = None, /) -> PublicRound:
        """All that is public of a round."""

    def open(self, organiser: str, value: Wei, /) -> None:
        """Begin a round, with its bounty."""

    def join(self, sender: str, key: bytes, value: Wei, /, *, round: int | None) -> None:  # noqa: A002
        """Take part: with a stake."""

    def share(
        self,
        sender: str,
        pair_hashes: Sequence[bytes],
        self_hash: bytes,
        share_hashes: Sequence[bytes],
        ciphertexts: bytes,
        /,
        *,
        round: int | None,  # noqa: A002
    ) -> None:
        """Commit to the seeds of masks, and deal shares of both secrets."""

    def submit(self, sender: str, words: Sequence[int], /, *, round: int | None) -> None:  # noqa: A002
        """Give a masked update."""

    def reveal(
        self,
        sender: str,
        words: Sequence[int],
        salt: bytes,
        /,
        *,
        round: int | None,  # noqa: A002
    ) -> None:
        """Show the portion of the hidden test set; the organiser only."""

    def post_opening(
        self,
        sender: str,
        words: Sequence[int],
        self_dot: int,
        pair_dots: Sequence[int],
        /,
        *,
        place: int | None = None,
        round: int | None,  # noqa: A002
    ) -> None:
        """Say the dot products of one's masks; with `Dial.OPEN`, of anybody's, by its place."""

    def dispute(
        self,
        sender: str,
        i: int,
        others: Sequence[int],
        seeds: Sequence[bytes],
        /,
        *,
        round: int | None,  # noqa: A002
    ) -> None:
        """Show the seeds of pairs that say two things."""

    def recover(
        self,
        sender: str,
        i: int,
        others: Sequence[int],
        seeds: Sequence[bytes],
        /,
        *,
        round: int | None,  # noqa: A002
    ) -> None:
        """Take off the masks that somebody who is in shares with some who are out."""

    def remove(self, sender: str, k: int, /, *, round: int | None) -> None:  # noqa: A002
        """Take the update of somebody who is out off the sum."""

    def unmask(self, sender: str, i: int, seed: bytes, /, *, round: int | None) -> None:  # noqa: A002
        """Take off the own mask of somebody who is in."""

    def accept(self, sender: str, /, *, round: int | None) -> None:  # noqa: A002
        """Move the model, unless that makes it worse."""

    def settle(self, sender: str, /, *, round: int | None) -> None:  # noqa: A002
        """Pay everybody."""

    def advance(self, sender: str, /, *, round: int | None) -> None:  # noqa: A002
        """End a phase whose time is over."""
