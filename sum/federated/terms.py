"""The terms of a federation: what everybody agrees to before the first round."""

from dataclasses import dataclass, fields
from enum import IntEnum

from sum.errors import InputError
from sum.federated.direction import MAX_FEATURES, MAX_OUTPUTS
from sum.federated.lanes import ONE, word_count
from sum.units import Seconds, Wei

MAX_CLIENTS = 64
"""How many take part in a round, at most: a set of them is a word of the chain."""
LEAST = 2
"""Of fewer updates the sum would show one."""
MAX_LANES = 704
MAX_PORTION_WORDS = 512
"""How many words of 256 bits a portion of the hidden test set has, at most."""
MAX_PORTIONS = 64
AT_ONCE = 8
"""With how many others a call recovers or disputes, at most."""
MAX_AMOUNT: int = 2**96 - 1
MAX_WAIT: int = 2**32 - 1
PER_MILLE = 1_000


class Dial(IntEnum):
    """What is seen of an update, and so how its quality can be paid."""

    MASKED = 0
    """Only the sum is seen, and everybody is paid the same."""
    GROUPS = 1
    """Sums of groups are seen; a group's members are paid the same."""
    SCALAR = 2
    """Dot products with two public directions are seen; the updates stay hidden."""
    SELF = 3
    """The same, with the next step that is accepted: after the sum is known."""
    OPEN = 4
    """Every update is seen."""

    @property
    def masked(self) -> bool:
        """Whether updates carry masks."""
        return self is not Dial.OPEN

    @property
    def scored(self) -> bool:
        """Whether every update has a score of its own."""
        return self >= Dial.SCALAR

    @property
    def later(self) -> bool:
        """Whether updates are scored after their sum is known."""
        return self is Dial.SELF

    @property
    def source(self) -> str:
        """The name of its source in ``sum/contracts/federated/dials``."""
        return ("masked", "groups", "scalar", "self_assessment", "open")[self]


class Phase(IntEnum):
    """What a round waits for."""

    NONE = 0
    JOIN = 1
    """Clients who put up a stake and a key."""
    SHARE = 2
    """Their hashes of seeds, and shares of their secrets."""
    SUBMIT = 3
    """Masked updates."""
    REVEAL = 4
    """The organiser’s portion of the hidden test set."""
    SCORE = 5
    """Openings: each update’s dot products and those of its masks."""
    DISPUTE = 6
    """The seeds of pairs whose two ends say different things. With `Dial.SCALAR` it comes a second
    time, once the sum is bare: for those of pairs that chance draws (`sum.federated.audits`)."""
    UNMASK = 7
    """Seeds of own masks, and of pairs with somebody who is out; updates of who is out. Once the
    sum is bare, anybody has the model moved."""
    WAIT = 8
    """The next step that is accepted (`Dial.SELF`): its openings come only then."""
    SETTLE = 9
    """Anybody, to have everybody paid."""
    CLOSED = 10
    """Nothing: everything is booked."""


@dataclass(frozen=True)
class RoundTerms:
    """What a federation’s contract is deployed with; it never changes.

    Attributes
    ----------
    dial : Dial
    features, outputs : int
        The model’s F (with the constant 1) and C.
    clients : int
        With so many a round is full; 2 to `MAX_CLIENTS`.
    fewest : int
        With fewer updates in the sum a round is void: at least 2, since a sum of one hides
        nothing.
    group : int
        How many clients make a group, at least 2 (`Dial.GROUPS`).
    stake : Wei
        What a client puts up for a round.
    bound : int
        S, in 1 / `ONE`: how long an update may be, noise included. A score beyond it is slashed.
    tolerance : int
        How much a step may worsen the loss on the portion: per mille.
    window : Seconds
        How long each phase lasts, at most.
    patience : Seconds
        How long pay waits for the next step (`Dial.SELF`).
    beneficiary : str
        Who gets the stakes that are slashed; not the organiser, who chooses the test set.

    Raises
    ------
    InputError
    """

    dial: Dial
    features: int
    outputs: int
    beneficiary: str
    stake: Wei
    clients: int = 20
    fewest: int = 3
    group: int = 4
    bound: int = ONE
    tolerance: int = 50
    window: Seconds = Seconds(3_600)
    patience: Seconds = Seconds(86_400)

    def __post_init__(self) -> None:
        object.__setattr__(self, "dial", Dial(self.dial))
        if not (1 <= self.features <= MAX_FEATURES and 1 <= self.outputs <= MAX_OUTPUTS):
            raise InputError(f"A model has up to {MAX_FEATURES} features, {MAX_OUTPUTS} outputs.")
        if self.d > MAX_LANES:
            raise InputError(f"A model has at most {MAX_LANES:,} weights.")
        if not LEAST <= self.fewest <= self.clients <= MAX_CLIENTS:
            raise InputError(f"A round has 2 to {MAX_CLIENTS} clients.")
        if not LEAST <= self.group <= MAX_CLIENTS:
            raise InputError("A group has at least 2 clients.")
        if not 1 <= self.bound < 2 * ONE:
            raise InputError("An update’s bound is above 0 and below 2.")
        if not 0 <= self.tolerance <= PER_MILLE:
            raise InputError("The tolerated loss is per mille.")
        if not 1 <= self.stake <= MAX_AMOUNT:
            raise InputError("A stake is above zero.")
        if not (1 <= self.window <= MAX_WAIT and 1 <= self.patience <= MAX_WAIT):
            raise InputError("A phase lasts at least a second.")

    @property
    def d(self) -> int:
        """How many weights the model has, and numbers an update."""
        return self.features * self.outputs

    @property
    def words(self) -> int:
        """How many words of the chain they take."""
        return word_count(self.d)

    def arguments(self) -> tuple[int | str, ...]:
        """The constructor’s terms, in the order of the attributes."""
        return tuple(getattr(self, field.name) for field in fields(self))
