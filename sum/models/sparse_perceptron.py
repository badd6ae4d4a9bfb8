"""Twin of models/sparse_perceptron.vy: a perceptron over the features that are present."""

from typing import ClassVar

from sum.models.rules import PerceptronRule
from sum.models.sparse_linear import SparseLinear
from sum.units import SCALE


class SparsePerceptron(PerceptronRule, SparseLinear):
    """A perceptron with bias, of two classes or many, in the contract's own integers.

    Of two classes the second one is predicted when the score is positive; of many the one with
    the highest score, the lowest among equals. A wrong prediction moves the weights of the
    features that are present, and the bias, by the learning rate: up for the true class, down
    for the predicted one (Rosenblatt 1958; for many classes Crammer and Singer 2003).

    Parameters
    ----------
    n_features : int
        Features are numbered below this.
    n_classes : int
        Labels are 0 to ``n_classes - 1``.
    learning_rate : int
        The step of an update, in 1 / `SCALE`.

    Attributes
    ----------
    weights_ : list of int
        Row by row a matrix of shape (n_features + 1, lanes), the bias last; one lane for two
        classes, else one a class. In 1 / `SCALE`. A list, not an array: with two classes it
        predicts one sample in half the time.
    classes_ : numpy.ndarray of shape (n_classes,)

    Examples
    --------
    >>> model = SparsePerceptron(n_features=3)
    >>> model.learn_one((0, 2), 1), model.predict_one((0,)), model.predict_one((1,))
    (1, 1, 1)
    >>> model.learn_one((1,), 0), model.predict_one((1,)), model.weights_[:2]
    (2, 0, [1000000000, -1000000000])
    """

    name: ClassVar[str] = "sparse_perceptron"
    title: ClassVar[str] = "Perceptron"
    summary: ClassVar[str] = "Weighs the features that are present, and learns from its mistakes."

    def __init__(self, n_features: int = 1, n_classes: int = 2, learning_rate: int = SCALE) -> None:
        self.n_features = n_features
        self.n_classes = n_classes
        self.learning_rate = learning_rate
