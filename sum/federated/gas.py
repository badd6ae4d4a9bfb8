"""What an update costs on the chain, by its size: fitted to what was measured.

``python -m sum.bench.gas_federated --sizes`` measures it; a test compares the fit with that.

>>> update_gas(170)
UpdateGas(first=595000, later=202000)
"""

from typing import NamedTuple

from sum.federated.lanes import word_count

_FIRST = (81_900, 23_325)
_LATER = (64_700, 6_230)
"""Of the call, and of each word of the update: for the first one of a round, which makes room for
the sum, and for those that follow."""
_PLACES = -3


class UpdateGas(NamedTuple):
    """The gas of submitting an update.

    Attributes
    ----------
    first, later : int
        Of the first one of a round, and of another one.
    """

    first: int
    later: int


def update_gas(size: int) -> UpdateGas:
    """What submitting an update takes, to within a hundredth, rounded to thousands.

    Parameters
    ----------
    size : int
        Numbers of an update, up to `sum.federated.terms.MAX_LANES`.
    """
    words = word_count(size)
    first, later = (round(base + each * words, _PLACES) for base, each in (_FIRST, _LATER))
    return UpdateGas(first, later)
