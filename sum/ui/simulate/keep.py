"""The store of runs, as the page uses it."""

from functools import lru_cache

from sum.simulation.lab import Run
from sum.store import RunStore


def keep(run: Run) -> int | None:
    """Keep a run; its number. None for one that was stopped before anything happened.

    Raises
    ------
    StoreError
    """
    return RunStore().add(run) if run.events else None


def records(number: int) -> Run:
    """A kept run with all its records.

    Raises
    ------
    InputError, StoreError
    """
    store = RunStore()
    store.find(number)  # it may have been deleted
    return _records(str(store.path), number)


@lru_cache(maxsize=16)
def _records(path: str, number: int) -> Run:
    # No other run ever gets the same number.
    return RunStore(path).get(number)
