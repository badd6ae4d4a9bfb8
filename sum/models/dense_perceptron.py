"""Twin of models/dense_perceptron.vy: a perceptron over the values of all features."""

from typing import ClassVar

from sum.models.dense_linear import DenseLinear
from sum.models.rules import PerceptronRule
from sum.units import SCALE


class DensePerceptron(PerceptronRule, DenseLinear):
    """A perceptron with bias, of two classes or many, in the contract's own integers.

    Of two classes the second one is predicted when the score is positive; of many the one with
    the highest score, the lowest among equals. A wrong prediction moves the weights by the
    learning rate times the sample, rounded towards zero, and the bias by the learning rate: up for
    the true class, down for the predicted one (Rosenblatt 1958; for many classes Crammer and
    Singer 2003).

    Parameters
    ----------
    n_features : int
        How many values a sample has; at most 512.
    n_classes : int
        Labels are 0 to ``n_classes - 1``.
    learning_rate : int
        The step of an update, in 1 / `SCALE`.

    Attributes
    ----------
    weights_ : list of int
        Row by row a matrix of shape (lanes, n_features + 1), the bias last; one lane for two
        classes, else one a class. In 1 / `SCALE`.
    classes_ : numpy.ndarray of shape (n_classes,)

    Examples
    --------
    >>> model = DensePerceptron(n_features=2)
    >>> model.learn_one((500_000_000, -2_000_000_000), 1), model.weights_
    (1, [500000000, -2000000000, 1000000000])
    >>> model.predict([[0.5, -2.0], [-2.0, 0.5]]).tolist()
    [1, 0]
    """

    name: ClassVar[str] = "dense_perceptron"
    title: ClassVar[str] = "Perceptron"
    summary: ClassVar[str] = "Weighs the value of every feature, and learns from its mistakes."

    def __init__(self, n_features: int = 1, n_classes: int = 2, learning_rate: int = SCALE) -> None:
        self.n_features = n_features
        self.n_classes = n_classes
        self.learning_rate = learning_rate
