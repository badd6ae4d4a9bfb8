"""What every encoder can do."""

from typing import Protocol, runtime_checkable

from sum.errors import InputError


@runtime_checkable
class Encoder(Protocol):
    """Turns one raw sample into the sorted, unique indices of the features present."""

    @property
    def n_features(self) -> int:
        """How many features there are; every index is below it."""
        ...

    def encode(self, raw: object) -> tuple[int, ...]:
        """Encode one sample.

        Parameters
        ----------
        raw : object
            What a person sees: an image, a sentence.

        Returns
        -------
        tuple of int
            Ascending, each at most once. Empty when nothing is present: a model refuses to
            learn from that.

        Raises
        ------
        InputError
            When `raw` is not what this encoder takes.
        """
        ...

    def describe(self, index: int) -> str:
        """Say what a feature means to a person.

        Raises
        ------
        InputError
            When there is no such feature.
        """
        ...


def check_index(index: int, n_features: int) -> int:
    """Give the index back when there is such a feature.

    Raises
    ------
    InputError
        When it is not below `n_features`.
    """
    if not 0 <= index < n_features:
        raise InputError(f"There is no feature {index}: they go from 0 to {n_features - 1}.")
    return index
