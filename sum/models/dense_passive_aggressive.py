"""Twin of models/dense_passive_aggressive.vy, over the values of all features."""

from typing import ClassVar

from sum.models.dense_linear import DenseLinear
from sum.models.rules import PassiveAggressiveRule
from sum.units import SCALE


class DensePassiveAggressive(PassiveAggressiveRule, DenseLinear):
    """A passive-aggressive classifier with bias, of two classes or many, in integers.

    It predicts like `DensePerceptron`. A sample that is not right by a margin of 1 moves the
    weights by a step times the sample, rounded towards zero, just so far that it is; the step is
    never larger than the cap. Up for the true class, down for the best of the others (PA-I;
    Crammer et al. 2006).

    Parameters
    ----------
    n_features : int
        How many values a sample has; at most 512.
    n_classes : int
        Labels are 0 to ``n_classes - 1``.
    cap : int
        The largest step of an update, in 1 / `SCALE`; small where labels are often wrong.

    Attributes
    ----------
    weights_ : list of int
        Row by row a matrix of shape (lanes, n_features + 1), the bias last; one lane for two
        classes, else one a class. In 1 / `SCALE`.
    classes_ : numpy.ndarray of shape (n_classes,)

    Examples
    --------
    The squared length of this sample is 4 with the bias, so a quarter of it is enough; the
    receipt holds the step, and the class that lost:

    >>> model = DensePassiveAggressive(n_features=3)
    >>> receipt = model.learn_one((1_000_000_000, -1_000_000_000, 1_000_000_000), 1)
    >>> model.weights_, receipt >> 6, receipt & 63
    ([250000000, -250000000, 250000000, 250000000], 250000000, 1)
    """

    name: ClassVar[str] = "dense_passive_aggressive"
    title: ClassVar[str] = "Passive-aggressive"
    summary: ClassVar[str] = (
        "Weighs the value of every feature, and learns just as much as a sample asks for."
    )

    def __init__(self, n_features: int = 1, n_classes: int = 2, cap: int = SCALE) -> None:
        self.n_features = n_features
        self.n_classes = n_classes
        self.cap = cap
