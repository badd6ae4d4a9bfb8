"""What everybody can see of a round: the same from the contract and from its twin."""

from dataclasses import dataclass, field

from sum.federated.masks import NO_HASH
from sum.federated.terms import Phase
from sum.units import Seconds, Wei

Words = tuple[int, ...]
"""Numbers of 256 bits, as the chain has them."""


@dataclass(frozen=True)
class Client:
    """One client’s part in a round, as far as it is known.

    Attributes
    ----------
    place : int
        By the order of joining, from 0.
    address : str
    public_key : bytes
        32 bytes.
    pair_hashes : tuple of bytes
        One for each place; empty until it has shared.
    self_hash : bytes
        Of its own mask’s seed.
    share_hashes : tuple of bytes
        Two for each place.
    ciphertexts : tuple of bytes
        One for each place.
    sent : tuple of int
        The words of its update under all its masks; empty until it has submitted.
    words : tuple of int
        The same as it is in the sum by now, without the masks that were taken off.
    self_dot : int or None
        The dot products (`sum.federated.twin.dots`) of its own mask, as it has said.
    pair_dots : tuple of int
        Those of the mask that it shares with each place, as it has said; empty before.
    shared, submitted, opened : bool
    included : bool
        Whether its update counts in the sum.
    slashed : bool
    removed : bool
        Whether its update has been subtracted from the sum.
    recovered : frozenset of int
        Places with which its mask is off the sum.
    differs : frozenset of int
        Places that have said something else of the mask that the two share; with `Dial.SELF` also
        those who have said nothing.
    seed : bytes
        Its own mask’s seed, once it is opened; else empty.
    raw, news : int or None
        Its scores, once it has opened.
    weight : int
        Its part of what is paid, once that is judged.
    paid, fee : Wei
        What it was paid, and what it was charged, beside the stake.
    """

    place: int
    address: str
    public_key: bytes
    pair_hashes: tuple[bytes, ...] = ()
    self_hash: bytes = b""
    share_hashes: tuple[bytes, ...] = ()
    ciphertexts: tuple[bytes, ...] = ()
    sent: Words = ()
    words: Words = ()
    self_dot: int | None = None
    pair_dots: tuple[int, ...] = ()
    shared: bool = False
    submitted: bool = False
    opened: bool = False
    included: bool = False
    slashed: bool = False
    removed: bool = False
    recovered: frozenset[int] = frozenset()
    differs: frozenset[int] = frozenset()
    seed: bytes = b""
    raw: int | None = None
    news: int | None = None
    weight: int = 0
    paid: Wei = Wei(0)
    fee: Wei = Wei(0)


@dataclass(frozen=True)
class PublicRound:
    """A round, as everybody can see it.

    Attributes
    ----------
    number : int
        From 1; 0 when there was none yet.
    phase : Phase
    deadline : Seconds
        Until when the phase lasts: from then on `advance` ends it. 0 where nobody has to hurry.
    bounty : Wei
    clients : tuple of Client
        By place.
    portion : tuple of int
        The words of what was revealed (`sum.federated.portions`); empty before.
    salt : bytes
        With it.
    v, w : tuple of int
        The directions that scores are for: where the model should go, and what of that is news;
        empty before they are known.
    sums : tuple of tuple of int
        The words of each group’s sum; one where there are no groups.
    groups : tuple of int
        The group of each place.
    accepted : bool or None
        Whether the step was; None before.
    losses : (int, int) or None
        The portion’s loss before and after the step.
    void : bool
        Whether the round came to nothing.
    """

    number: int
    phase: Phase
    deadline: Seconds = Seconds(0)
    bounty: Wei = Wei(0)
    clients: tuple[Client, ...] = field(default=(), repr=False)
    portion: Words = field(default=(), repr=False)
    salt: bytes = b""
    v: Words = field(default=(), repr=False)
    w: Words = field(default=(), repr=False)
    sums: tuple[Words, ...] = field(default=(), repr=False)
    groups: tuple[int, ...] = ()
    accepted: bool | None = None
    losses: tuple[int, int] | None = None
    void: bool = False

    @property
    def included(self) -> tuple[int, ...]:
        """Places whose updates count."""
        return tuple(each.place for each in self.clients if each.included)

    def place_of(self, address: str) -> int | None:
        """Where an account stands; None when it takes no part."""
        return next((each.place for each in self.clients if each.address == address), None)

    def may_share(self, i: int, j: int) -> bool:
        """Whether two places could have a mask together: in one group, and both have shared."""
        return (
            i != j
            and bool(self.clients[i].pair_hashes)
            and bool(self.clients[j].pair_hashes)
            and self.groups[i] == self.groups[j]
        )

    def masked(self, i: int, j: int) -> bool:
        """Whether two places share a mask: both have committed to the same seed."""
        return (
            self.may_share(i, j)
            and self.clients[i].pair_hashes[j] == self.clients[j].pair_hashes[i] != NO_HASH
        )

    def due(self, place: int) -> tuple[int, ...]:
        """With whom a place that is in still has a mask to be taken off: those who are out.

        Where they share none, that has to be said, too: any seed will do.
        """
        client = self.clients[place]
        if not client.included:
            return ()
        return tuple(
            other.place
            for other in self.clients
            if self.may_share(place, other.place)
            and not other.included
            and other.place not in client.recovered
        )

    @property
    def to_remove(self) -> tuple[int, ...]:
        """Places that are out, and whose updates are still in the sum."""
        return tuple(
            each.place
            for each in self.clients
            if each.submitted and not each.included and not each.removed
        )

    @property
    def to_unmask(self) -> tuple[int, ...]:
        """Places that are in, and whose own masks are still in the sum."""
        return tuple(
            each.place
            for each in self.clients
            if each.included and each.self_hash and not each.seed
        )

    @property
    def bare(self) -> bool:
        """Whether nothing is left in the sum that has to be taken off."""
        return not (
            self.to_remove or self.to_unmask or any(self.due(each) for each in self.included)
        )

    @property
    def scored(self) -> tuple[int, ...]:
        """Places that may open: those left out of the sum for their standing, too."""
        return tuple(each.place for each in self.clients if each.submitted and not each.slashed)

    def disputed(self, place: int) -> tuple[int, ...]:
        """With whom a place has a mask whose seed has to be shown; see `Client.differs`."""
        return tuple(sorted(self.clients[place].differs)) if place in self.scored else ()
