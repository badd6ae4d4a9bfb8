"""The model as it was: read again from the books, since a twin learns as the contract does."""

from sum.models.base import Model
from sum.room.records import Snapshot

EVERY = 64
"""The books keep a model after this many contributions; from there the twin learns on."""


def model_after(snapshot: Snapshot, number: int) -> Model:
    """The model as a contribution left it.

    Parameters
    ----------
    snapshot : Snapshot
    number : int
        Of the contribution; 0 is the model as it was opened.

    Returns
    -------
    Model
        For looking at: it may be one that others look at, too.

    Raises
    ------
    KeyError
        When there is no such contribution.
    """
    if not 0 <= number <= len(snapshot.entries):
        raise KeyError(number)
    if not any(entry.receipt for entry in snapshot.entries[number:]):
        return snapshot.model
    mark = number // EVERY
    model, learned = snapshot.models[mark], False
    for entry in snapshot.entries[mark * EVERY : number]:
        if entry.receipt:
            model, learned = model if learned else model.copy(), True
            model.learn_one(entry.contribution.data, entry.contribution.label)
    return model


def last_change(snapshot: Snapshot) -> int:
    """Number of the last contribution that changed the model; 0 when none has."""
    return next((each.number for each in reversed(snapshot.entries) if each.receipt), 0)
