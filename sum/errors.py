"""Every error that this package raises on purpose.

::

    SumError
    ├── InputError              something typed, uploaded or passed is wrong (also a ValueError)
    ├── ChainError              the chain could not be reached or did not answer as it should
    │   ├── CompileError        a contract does not compile
    │   └── Unfinished          a transaction is under way, and what comes of it is not known yet
    │       └── NodeDown        the node does not answer
    ├── FetchError              data could not be downloaded; nothing of it is kept
    ├── StoreError              the kept runs cannot be read or written; nothing has changed
    ├── RoomError               the room, or somebody in it, is not there or may not do that
    │   ├── RoomNotFound
    │   ├── PersonNotFound
    │   └── TooFast             more often than a room of many can bear
    └── Refused                 a contract (or its twin) said no; nothing has changed
        ├── BadSample           the features are not what the model takes
        ├── BadLabel            there is no such class
        ├── TooLittleEther      the deposit is higher than what was sent
        ├── TooEarly            the waiting time is not over
        ├── NothingLeft         paid out, taken or settled already
        ├── ModelDecides        the model's prediction stands against the claim
        ├── NotAllowed          not by this account
        ├── UnknownContribution nothing was added with exactly these values
        └── NotOpen             the contract does not take contributions yet, or takes no set-up

A revert carries a stable reason, ``"component: cause"``. `refusal` turns the reason into the one
class that stands for it; the class does not depend on which engine refused.
"""


class SumError(Exception):
    """Base of all errors of this package; ``str()`` of it can be shown to a person."""


class InputError(SumError, ValueError):
    """Something typed, uploaded or passed is wrong."""


class ChainError(SumError):
    """The chain could not be reached or did not answer as it should."""


class CompileError(ChainError):
    """A contract does not compile."""


class Unfinished(ChainError):
    """A transaction is under way, and what comes of it is not known yet; nothing is lost."""


class NodeDown(Unfinished):
    """The node does not answer; what was sent is found when it does again."""


class FetchError(SumError):
    """Data could not be downloaded; nothing of it is kept."""


class StoreError(SumError):
    """The kept runs cannot be read or written; nothing has changed."""


class RoomError(SumError):
    """The room, or somebody in it, is not there or may not do that."""


class RoomNotFound(RoomError):
    """No room has this code; it may have expired."""


class PersonNotFound(RoomError):
    """The room has nobody with this key."""


class TooFast(RoomError):
    """More often than a room of many can bear; nothing was done.

    Parameters
    ----------
    message : str
    wait : float
        Real seconds until it may be tried again.

    Attributes
    ----------
    wait : float
    """

    def __init__(self, message: str, wait: float) -> None:
        self.wait = wait
        super().__init__(message)


class Refused(SumError):
    """A contract (or its twin) said no; nothing has changed.

    Parameters
    ----------
    reason : str
        The revert's reason, ``"component: cause"``.

    Attributes
    ----------
    reason : str
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(explain(reason))


class BadSample(Refused):
    """The features are not what the model takes."""


class BadLabel(Refused):
    """There is no such class."""


class TooLittleEther(Refused):
    """The deposit is higher than what was sent."""


class TooEarly(Refused):
    """The waiting time is not over."""


class NothingLeft(Refused):
    """Paid out, taken or settled already."""


class ModelDecides(Refused):
    """The model's prediction stands against the claim."""


class NotAllowed(Refused):
    """Not by this account."""


class UnknownContribution(Refused):
    """Nothing was added with exactly these values."""


class NotOpen(Refused):
    """The contract does not take contributions yet, or takes no set-up any more."""


_REASONS: dict[str, tuple[type[Refused], str]] = {
    "model: no features": (BadSample, "The sample has no features: nothing to learn from."),
    "model: too many features": (BadSample, "The sample has more features than a call can carry."),
    "model: feature out of range": (
        BadSample,
        "The sample names a feature that the model does not have.",
    ),
    "model: features not ascending": (
        BadSample,
        "The features must be in ascending order, each at most once.",
    ),
    "model: wrong number of features": (
        BadSample,
        "The sample has not exactly one value for each of the model's features.",
    ),
    "model: feature too large": (BadSample, "A value of the sample is too large for the model."),
    "model: no such label": (BadLabel, "The model has no class with this number."),
    "model: weight overflow": (BadSample, "The update would overflow a weight."),
    "model: count overflow": (BadSample, "The model cannot count any more samples like this."),
    "model: bad parameters": (NotOpen, "The model cannot be deployed with these parameters."),
    "model: load out of range": (NotOpen, "These weights lie outside the model."),
    "incentive: bad parameters": (
        NotOpen,
        "Each wait must be at least as long as the one before, and every number above zero.",
    ),
    "incentive: deposit too low": (
        TooLittleEther,
        "The deposit has to be at least what the contract asks for now.",
    ),
    "incentive: too early": (TooEarly, "It is too early: the waiting time is not over."),
    "incentive: too late": (TooEarly, "It is too late: the time for this is over."),
    "incentive: no market is open": (
        NotOpen,
        "No market takes contributions at the moment: a sponsor has to open one.",
    ),
    "incentive: market is full": (NotOpen, "The market has as many contributions as it takes."),
    "incentive: a market is open": (NotOpen, "There is a market already; it has to end first."),
    "incentive: no test set": (
        NotOpen,
        "A market needs a hidden test set of at least two portions: one is shown.",
    ),
    "incentive: bad portion": (NotOpen, "Each portion has at least one sample, and at most 64."),
    "incentive: bad market": (
        NotOpen,
        "Unit, rounds, features, contributions and forfeited part must be above zero, in bounds.",
    ),
    "incentive: bad deadlines": (
        NotOpen,
        "A market's deadlines must follow one another, and none be later than the model allows.",
    ),
    "incentive: bad beneficiary": (
        NotAllowed,
        "The beneficiary has to be an account other than the sponsor's.",
    ),
    "incentive: wrong bounty": (
        TooLittleEther,
        "The bounty has to be exactly rounds times scored samples times unit.",
    ),
    "incentive: bounty too small": (
        TooLittleEther,
        "The bounty is less than this model asks of a market.",
    ),
    "incentive: wrong phase": (NotOpen, "This is not what comes next in the market."),
    "incentive: base is missing": (
        NotOpen,
        "The model has to be copied as it was at the opening, before a portion is shown.",
    ),
    "incentive: already revealed": (NothingLeft, "This portion has been revealed already."),
    "incentive: wrong portion": (
        UnknownContribution,
        "This is not the portion to which the sponsor has committed.",
    ),
    "incentive: wrong sample": (
        UnknownContribution,
        "This is not the revealed sample with this number.",
    ),
    "incentive: wrong contribution": (
        UnknownContribution,
        "This is not the contribution that is replayed next.",
    ),
    "incentive: the market pays": (
        NotAllowed,
        "In a market there are no refunds and reports: it pays when it is scored.",
    ),
    "registry: nothing left": (NothingLeft, "Nothing is left to claim of this contribution."),
    "incentive: nothing to collect": (NothingLeft, "There is nothing to collect at the moment."),
    "incentive: already claimed": (NothingLeft, "This account has already taken its share of it."),
    "incentive: model disagrees": (
        ModelDecides,
        "The model now predicts another label, so the contribution is not upheld.",
    ),
    "incentive: model agrees": (
        ModelDecides,
        "The model now predicts this very label, so there is nothing to report.",
    ),
    "incentive: own contribution": (NotAllowed, "Nobody can report a contribution of their own."),
    "incentive: no good contribution yet": (
        NotAllowed,
        "Only an account with a refunded (good) contribution of its own can report.",
    ),
    "incentive: no older good contribution": (
        NotAllowed,
        "Only an account with a good contribution from before this one was made can report it.",
    ),
    "incentive: already disputed": (
        NotAllowed,
        "Somebody else has reported it, and can still come back to have that decided.",
    ),
    "incentive: dispute too young": (
        TooEarly,
        "The report cannot be decided yet: more time or more contributions by others are needed.",
    ),
    "incentive: share of nothing": (
        NothingLeft,
        "The share in this deposit would be less than one wei.",
    ),
    "incentive: settled model disagrees": (
        ModelDecides,
        "It is disputed, and the model of upheld contributions predicts another label.",
    ),
    "registry: unknown contribution": (
        UnknownContribution,
        "The contract knows no contribution with exactly this data, label, time and contributor.",
    ),
    "registry: already added": (
        NothingLeft,
        "This account has added exactly this sample in this very block.",
    ),
    "federation: bad terms": (NotOpen, "A federation cannot have these terms."),
    "federation: not the organiser": (
        NotAllowed,
        "Only the organiser of the federation can do this.",
    ),
    "federation: a round is open": (NotOpen, "There is a round already; it has to end first."),
    "federation: no portion left": (
        NotOpen,
        "There is no round left: each takes a portion of the hidden test set.",
    ),
    "federation: wrong amount": (
        TooLittleEther,
        "What is sent along has to be exactly the stake, and a bounty of a possible size.",
    ),
    "federation: wrong phase": (NotOpen, "This is not what comes next in the round."),
    "federation: too early": (TooEarly, "The others still have time to do their part."),
    "federation: too late": (TooEarly, "The time for this part of the round is over."),
    "federation: nobody is late": (
        NotAllowed,
        "Nobody holds the round up: anybody can do what comes next.",
    ),
    "federation: joined already": (NothingLeft, "This account takes part in the round already."),
    "federation: you are out": (
        NotAllowed,
        "The account takes no part in the round, or not any more.",
    ),
    "federation: not yours": (NotAllowed, "Only whose update it is can open it."),
    "federation: done already": (NothingLeft, "This part of the round is done already."),
    "federation: wrong shares": (
        BadSample,
        "There have to be a pair hash and two hashes of shares for each client.",
    ),
    "federation: wrong update": (
        BadSample,
        "This is not an update of the model’s size, or not the one that was sent.",
    ),
    "federation: wrong portion": (
        UnknownContribution,
        "This is not the portion of the test set to which the organiser has committed.",
    ),
    "federation: narrow portion": (
        BadSample,
        "What this portion asks of an update is little else than a single number of it.",
    ),
    "federation: wrong opening": (
        BadSample,
        "An opening has a dot product for each client, and none where there is no mask.",
    ),
    "federation: wrong hashes": (
        UnknownContribution,
        "These are not the pair hashes that the client has shared.",
    ),
    "federation: wrong seed": (UnknownContribution, "This is not the seed of that mask."),
    "federation: wrong pairs": (
        BadSample,
        "There have to be a seed and a list of hashes for each of the clients named.",
    ),
    "federation: no dispute": (NothingLeft, "The two do not say different things of their mask."),
    "federation: nothing to recover": (
        NothingLeft,
        "These two have no mask in the sum that has to be taken off.",
    ),
    "federation: nothing to remove": (
        NothingLeft,
        "The client has no update in the sum that has to be subtracted.",
    ),
    "federation: still masked": (
        TooEarly,
        "The sum still has masks, or updates of somebody who is out.",
    ),
    "federation: nothing to withdraw": (NothingLeft, "The federation owes this account nothing."),
    "federation: payment refused": (
        NotAllowed,
        "The account refused what the federation owes it.",
    ),
    "trainer: value out of range": (BadSample, "A value of the sample does not fit into 64 bits."),
    "trainer: not the owner": (NotAllowed, "Only the owner of the contract can do this."),
    "trainer: not open": (NotOpen, "The contract is not open for contributions yet."),
    "trainer: already open": (NotOpen, "The contract is open: its set-up is over."),
    "trainer: payment refused": (NotAllowed, "The receiving account refused the payment."),
}


def explain(reason: str) -> str:
    """Say a revert's reason in plain words (an unknown reason is given as it is)."""
    known = _REASONS.get(reason)
    return known[1] if known else f"The contract refused: {reason or 'no reason given'}."


def refusal(reason: str) -> Refused:
    """Make the error that stands for a revert's reason.

    >>> type(refusal("incentive: too early")).__name__
    'TooEarly'
    """
    known = _REASONS.get(reason)
    return (known[0] if known else Refused)(reason)


REASONS = frozenset(_REASONS)
"""Every reason that the contracts can give; a test reads the sources and compares."""
