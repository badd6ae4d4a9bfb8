"""What every encoder can do."""

from typing import ClassVar, Protocol, runtime_checkable

from sum.errors import InputError
from sum.samples import Form


@runtime_checkable
class Encoder(Protocol):
    """Turns one raw sample into the integers that a contract learns from.

    Attributes
    ----------
    name : str
        Its key in `sum.encoders.ENCODERS`.
    title : str
        What a person reads.
    form : {"sparse", "dense"}
        What `encode` gives: the ascending indices of the features present, or every feature's
        value in 1 / `SCALE`.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    form: ClassVar[Form]

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
            Sparse: ascending, each at most once; empty when nothing is present, and a model
            refuses to learn from that. Dense: as many as there are features.

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
