"""Clipping, noise, and the epsilon that applies to what is really seen.

All noise here is Gaussian, and everybody takes part in every round (participation is public on a
chain, so that nothing is gained by sampling). So all rounds together are as private as one with a
larger signal: the squared ratios of sensitivity to noise add up (Dong, Roth and Su 2022, corollary
3.3). What epsilon that is, dp-accounting says exactly.

What is seen of a client, and the noise in it when each client adds `sigma`:

masked
    the sum of N: `sigma` * sqrt(N).
groups
    the sum of g: `sigma` * sqrt(g).
scalar, self-assessment
    dot products of its own update: `sigma` along their directions. Across them only the sum is
    seen, but an update may lie along them, and epsilon is about the worst case. More directions
    cost no more.
open
    its update: `sigma`.
"""

from functools import lru_cache
from math import inf, sqrt

import numpy as np

from sum.errors import InputError
from sum.federated.learners import Floats

DELTA = 1e-5
MOST = 1e6
"""An epsilon above this counts as none."""


def clip(updates: Floats, norm: float) -> Floats:
    """Shorten updates that are longer than `norm`.

    Parameters
    ----------
    updates : numpy.ndarray, shape (n, d)
    norm : float
    """
    lengths = np.linalg.norm(updates, axis=1, keepdims=True)
    return np.asarray(updates * np.minimum(1, norm / np.maximum(lengths, norm)))


def seen_together(dial: str, clients: int, group: int) -> int:
    """How many clients' noise hides one of them.

    Parameters
    ----------
    dial : str
    clients, group : int
        How many are in the sum, and in a group.
    """
    return {"masked": clients, "groups": min(group, clients)}.get(dial, 1)


@lru_cache(maxsize=4096)
def epsilon(ratio: float, delta: float = DELTA) -> float:
    """The epsilon of a release with Gaussian noise.

    Parameters
    ----------
    ratio : float
        Sensitivity divided by the noise's standard deviation; of several releases the root of the
        sum of squares. Infinite without noise.
    delta : float

    Examples
    --------
    >>> round(epsilon(1.0), 4)
    4.3772
    """
    if ratio <= 0:
        return 0.0
    if ratio == inf:
        return inf
    from dp_accounting.pld.privacy_loss_mechanism import GaussianPrivacyLoss  # noqa: PLC0415
    from scipy.optimize import brentq  # noqa: PLC0415 - as above: only who adds noise waits

    loss = GaussianPrivacyLoss(1 / ratio)

    def excess(value: float) -> float:
        return float(loss.get_delta_for_epsilon(value)) - delta

    if excess(0) <= 0:
        return 0.0
    high = 1.0
    while excess(high) > 0:
        if high > MOST:
            return inf
        high *= 2
    return float(brentq(excess, 0, high, xtol=1e-9))


@lru_cache(maxsize=1024)
def ratio_for(wanted: float, delta: float = DELTA) -> float:
    """The ratio of sensitivity to noise at which a release has this epsilon.

    Raises
    ------
    InputError
        When epsilon is not above 0.
    """
    if not 0 < wanted < inf:
        raise InputError("Epsilon has to be above 0.")
    from dp_accounting.pld.common import DifferentialPrivacyParameters  # noqa: PLC0415
    from dp_accounting.pld.privacy_loss_mechanism import GaussianPrivacyLoss  # noqa: PLC0415

    guarantee = DifferentialPrivacyParameters(wanted, delta)
    return 1 / float(GaussianPrivacyLoss.from_privacy_guarantee(guarantee).standard_deviation)


def multiplier_for(wanted: float, rounds: int, delta: float = DELTA) -> float:
    """The noise multiplier (noise divided by sensitivity) of each of several rounds.

    Parameters
    ----------
    wanted : float
        The epsilon of all rounds together.
    rounds : int
    delta : float

    Raises
    ------
    InputError
    """
    return sqrt(rounds) / ratio_for(wanted, delta)
