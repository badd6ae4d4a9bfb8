"""Twin of models/sparse_passive_aggressive.vy, over the features that are present."""

from typing import ClassVar

from sum.models.rules import PassiveAggressiveRule
from sum.models.sparse_linear import SparseLinear
from sum.units import SCALE


class SparsePassiveAggressive(PassiveAggressiveRule, SparseLinear):
    """A passive-aggressive classifier with bias, of two classes or many, in integers.

    It predicts like `SparsePerceptron`. A sample that is not right by a margin of 1 moves the
    weights of the features that are present, and the bias, just so far that it is, and never
    further than the cap: up for the true class, down for the best of the others (PA-I; Crammer et
    al. 2006).

    Parameters
    ----------
    n_features : int
        Features are numbered below this.
    n_classes : int
        Labels are 0 to ``n_classes - 1``.
    cap : int
        The largest step of an update, in 1 / `SCALE`; small where labels are often wrong.

    Attributes
    ----------
    weights_ : list of int
        Row by row a matrix of shape (n_features + 1, lanes), the bias last; one lane for two
        classes, else one a class. In 1 / `SCALE`.
    classes_ : numpy.ndarray of shape (n_classes,)

    Examples
    --------
    Two features and the bias share what the margin lacks; the receipt holds the step, and the
    class that lost:

    >>> model = SparsePassiveAggressive(n_features=3)
    >>> receipt = model.learn_one((0, 2), 1)
    >>> model.weights_, receipt >> 6, receipt & 63
    ([333333333, 0, 333333333, 333333333], 333333333, 1)
    """

    name: ClassVar[str] = "sparse_passive_aggressive"
    title: ClassVar[str] = "Passive-aggressive"
    summary: ClassVar[str] = (
        "Weighs the features that are present, and learns just as much as a sample asks for."
    )

    def __init__(self, n_features: int = 1, n_classes: int = 2, cap: int = SCALE) -> None:
        self.n_features = n_features
        self.n_classes = n_classes
        self.cap = cap
