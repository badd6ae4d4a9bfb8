"""What every incentive mechanism's parameters can do."""

from typing import ClassVar, Protocol


class AnyTerms(Protocol):
    """The parameters of an incentive mechanism; their class says which one it is.

    Attributes
    ----------
    name : str
        The contract's file name without its ending.
    """

    name: ClassVar[str]

    def arguments(self) -> tuple[int, ...]:
        """What the contract's constructor takes."""
        ...
