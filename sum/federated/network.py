"""A small network for digits, and how the one who publishes it trains it.

64 inputs, 16 hidden units (rectified), 10 outputs. Its first layer turns an image into 16 hidden
values and the constant 1, which is what the contract's linear model takes as features.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from sum.errors import InputError

Floats = npt.NDArray[np.float64]

INPUTS, HIDDEN, OUTPUTS = 64, 16, 10
OWNERS = 80
"""How many samples the owner has, all of them public."""
_ITERATIONS, _DECAY = 400, 0.01


@dataclass(frozen=True, eq=False)
class Network:
    """The network's parameters.

    Attributes
    ----------
    first : numpy.ndarray, shape (64 + 1, 16)
        The last row has the biases.
    second : numpy.ndarray, shape (16 + 1, 10)
    """

    first: Floats
    second: Floats

    def hidden(self, samples: Floats) -> Floats:
        """Features of the second matrix, of shape (n, 17), the last of them 1.

        Parameters
        ----------
        samples : numpy.ndarray, shape (n, 64 + 1)
            Pixels from 0 to 1, then the constant 1.
        """
        found = np.maximum(samples @ self.first, 0)
        return np.concatenate([found, np.ones((len(found), 1))], axis=1)

    def predicted(self, samples: Floats) -> npt.NDArray[np.intp]:
        """What it takes samples for, of shape (n,); argument as of `hidden`."""
        return np.asarray((self.hidden(samples) @ self.second).argmax(axis=1))


def owned(pixels: Floats, labels: npt.NDArray[np.int64], seed: int) -> Network:
    """Train the network on the owner's samples, which are then public.

    Parameters
    ----------
    pixels : numpy.ndarray, shape (n, 64)
        From 0 to 1.
    labels : numpy.ndarray of int64, shape (n,)
    seed : int
        Decides how it begins, and in what order it sees samples.

    Raises
    ------
    InputError
        When a class is missing.
    """
    network = MLPClassifier((HIDDEN,), max_iter=_ITERATIONS, alpha=_DECAY, random_state=seed)
    with threadpool_limits(1), warnings.catch_warnings():
        # Enough for a beginning.
        warnings.simplefilter("ignore", ConvergenceWarning)
        network.fit(pixels, labels)
    first, second = (
        np.vstack([weights, biases])
        for weights, biases in zip(network.coefs_, network.intercepts_, strict=True)
    )
    if second.shape[1] != OUTPUTS:
        raise InputError("The owner of the network has not seen every class.")
    return Network(first, second)
