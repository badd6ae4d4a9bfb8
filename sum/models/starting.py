"""What a shared model starts from: a linear model that its owner has trained off the chain."""

from sklearn.linear_model import LogisticRegression

from sum.datasets import Dataset
from sum.models.sparse_perceptron import SparsePerceptron
from sum.units import SCALE

LEARNING_RATE = SCALE // 10
"""A tenth: one contribution moves the model, and does not turn it around.

``python -m sum bench learning`` compares it with a whole one.
"""


def starting_model(dataset: Dataset, learning_rate: int = LEARNING_RATE) -> SparsePerceptron:
    """Train on the owner's split with scikit-learn's logistic regression.

    Parameters
    ----------
    dataset : Dataset
    learning_rate : int
        The step of later updates, in 1 / `SCALE`.

    Returns
    -------
    SparsePerceptron
    """
    trained = LogisticRegression(max_iter=1_000)
    trained.fit(dataset.train.matrix(), dataset.train.labels)
    return SparsePerceptron.from_sklearn(trained, learning_rate)
