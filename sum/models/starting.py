"""What a shared model starts from: one that its owner has trained off the chain."""

from types import MappingProxyType
from typing import Any

from sklearn.linear_model import LogisticRegression

from sum.datasets import Dataset
from sum.errors import InputError
from sum.models import MODELS, Model, models_for
from sum.models.linear import Linear
from sum.units import SCALE

LEARNING_RATE = SCALE // 10
"""A tenth: one contribution moves the model, and does not turn it around.

``python -m sum bench learning`` compares it with a whole one. It is the passive-aggressive models'
cap, too: a contribution that is wrong is then felt as much.
"""
MOVES = (0.2, 3.0)
"""How far a contribution may move the score of a dense sample of the usual length, where a tenth
would do less or more: unseen, or turning the model around.
"""

_STEPS = MappingProxyType(
    {name: model.step_name for name, model in MODELS.items() if issubclass(model, Linear)}
)
"""The linear models, and which parameter says how far a contribution may move them."""


def starting_model(dataset: Dataset, name: str = "", **options: Any) -> Model:  # noqa: ANN401
    """Train on the owner's split: linear models by logistic regression, others by their own rule.

    Parameters
    ----------
    dataset : Dataset
    name : str
        One of `sum.models.models_for` of its form; by default the first.
    **options
        Parameters of the model's class, instead of the usual ones.

    Returns
    -------
    Model

    Raises
    ------
    InputError
        When there is no such model, or it takes samples of the other form.
    """
    known = models_for(dataset.form)
    name = name or known[0]
    if name not in known:
        raise InputError(
            f"{dataset.title} ({dataset.encoder.title}) needs one of {', '.join(known)},"
            f" not {name!r}."
        )
    X, y = dataset.train.matrix(), dataset.train.labels
    if name in _STEPS:
        trained = LogisticRegression(max_iter=1_000).fit(X, y)
        step = {_STEPS[name]: _step(dataset)}
        linear: Model = MODELS[name].from_sklearn(trained, **{**step, **options})
        return linear
    made = MODELS[name](n_features=dataset.n_features, n_classes=dataset.n_classes, **options)
    model: Model = made.fit(X, y)
    return model


def _step(dataset: Dataset) -> int:
    """How far a contribution may move a linear model, in 1 / `SCALE`."""
    if dataset.form == "sparse":
        return LEARNING_RATE
    square = float((dataset.train.matrix() ** 2).sum(axis=1).mean())
    least, most = (round(SCALE * moves / max(square, 0.1)) for moves in MOVES)
    return min(max(LEARNING_RATE, least), most)
