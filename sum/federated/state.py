"""What the twin keeps of a round, as the contract does."""

from dataclasses import dataclass, field
from enum import IntEnum

from sum.federated.masks import NO_HASH, seed_hash
from sum.federated.public import Client, PublicRound, Words
from sum.federated.terms import Dial, Phase, RoundTerms
from sum.units import Seconds, Wei


class Result(IntEnum):
    """What has come of a round."""

    NONE = 0
    ACCEPTED = 1
    REJECTED = 2
    VOID = 3


@dataclass
class Member:
    """A client of a round; the attributes are those of `sum.federated.public.Client`."""

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
    recovered: set[int] = field(default_factory=set)
    differs: set[int] = field(default_factory=set)
    seed: bytes = b""
    raw: int | None = None
    news: int | None = None
    weight: int = 0
    judged: bool = False
    paid: int = 0
    fee: int = 0

    @property
    def scored(self) -> bool:
        """Whether its update is scored: also when it is only left out of the sum."""
        return self.submitted and not self.slashed

    @property
    def scores(self) -> tuple[int, int]:
        """Its score and its news."""
        return self.raw or 0, self.news or 0

    def shares(self, other: "Member", seed: bytes) -> bool | None:
        """Whether it has a mask with another one, of this seed; None when that is the wrong one."""
        if not (self.pair_hashes and other.pair_hashes):
            return False
        own = self.pair_hashes[other.place]
        if own == NO_HASH or own != other.pair_hashes[self.place]:
            return False
        return True if seed_hash(seed) == own else None

    def public(self) -> Client:
        """As everybody can see it."""
        values = {
            name: value
            for name, value in vars(self).items()
            if name not in {"judged", "recovered", "differs", "paid", "fee"}
        }
        return Client(
            **values,
            recovered=frozenset(self.recovered),
            differs=frozenset(self.differs),
            paid=Wei(self.paid),
            fee=Wei(self.fee),
        )


@dataclass
class Round:
    """A round.

    Attributes
    ----------
    prior, later : int
        The round of the last step that was accepted before this one, and of the first one after.
    sums : list of Words
        A group’s each.
    before, after : int
        The portion’s loss with the model as it was, and with the step.
    """

    number: int
    bounty: int
    phase: Phase = Phase.JOIN
    deadline: int = 0
    members: list[Member] = field(default_factory=list)
    sums: dict[int, Words] = field(default_factory=dict)
    portion: Words = ()
    salt: bytes = b""
    v: tuple[int, ...] = ()
    w: tuple[int, ...] = ()
    prior: int = 0
    later: int = 0
    before: int = 0
    after: int | None = None
    result: Result = Result.NONE

    @property
    def included(self) -> list[Member]:
        """Whose updates count."""
        return [each for each in self.members if each.included]

    @property
    def scored(self) -> list[Member]:
        """Whose updates are scored."""
        return [each for each in self.members if each.scored]

    def groups(self, terms: RoundTerms) -> int:
        """How many there are."""
        if terms.dial is not Dial.GROUPS:
            return 1
        return max(1, len(self.members) // terms.group)

    def group(self, terms: RoundTerms, place: int) -> int:
        """Which one a place is in; what is left over joins the last one."""
        return min(place // terms.group, self.groups(terms) - 1)

    def due(self, terms: RoundTerms, member: Member) -> set[int]:
        """With whom somebody who counts has a mask that has to be taken off."""
        own = self.group(terms, member.place)
        return {
            other.place
            for other in self.members
            if other.shared and not other.included and self.group(terms, other.place) == own
        } - member.recovered

    def missing(self, terms: RoundTerms) -> list[Member]:
        """Of whom who counts a mask is still in the sum."""
        if not terms.dial.masked:
            return []
        return [each for each in self.included if not each.seed or self.due(terms, each)]

    def undecided(self, dial: Dial) -> list[Member]:
        """Who is scored by something that is in dispute."""
        scored = {each.place for each in self.scored}
        return [
            each for each in self.scored if (each.differs if dial.later else each.differs & scored)
        ]

    def public(self, terms: RoundTerms) -> PublicRound:
        """As everybody can see it."""
        groups = tuple(self.group(terms, each.place) for each in self.members)
        empty = (0,) * terms.words
        return PublicRound(
            number=self.number,
            phase=self.phase,
            deadline=Seconds(self.deadline),
            bounty=Wei(self.bounty),
            clients=tuple(each.public() for each in self.members),
            portion=self.portion,
            salt=self.salt,
            v=self.v,
            w=self.w,
            sums=tuple(self.sums.get(group, empty) for group in range(self.groups(terms))),
            groups=groups,
            accepted=_said(self.result),
            losses=None if self.after is None else (self.before, self.after),
            void=self.result is Result.VOID,
        )


def _said(result: Result) -> bool | None:
    return {Result.ACCEPTED: True, Result.REJECTED: False}.get(result)


def cut(ciphertexts: bytes, count: int) -> tuple[bytes, ...]:
    """Cut what is encrypted for all places into what each of them gets."""
    size = len(ciphertexts) // count
    return tuple(ciphertexts[n * size : (n + 1) * size] for n in range(count))
