"""Linear models that scikit-learn has trained, as the contracts have them."""

from typing import Any

import numpy as np

from sum.errors import InputError
from sum.units import INT64_MAX, SCALE


def trained_weights(estimator: Any) -> tuple[int, int, list[int]]:  # noqa: ANN401
    """Take over a linear classifier that scikit-learn has trained, rounded to 1 / `SCALE`.

    Parameters
    ----------
    estimator : fitted classifier
        With ``coef_``, ``intercept_`` and classes 0, 1, ...

    Returns
    -------
    n_classes, n_features : int
    weights : list of int
        Row by row a matrix of shape (n_features + 1, lanes), the intercepts last; one lane for
        two classes, else one a class. In 1 / `SCALE`.

    Raises
    ------
    InputError
        When it is not a fitted linear classifier, or its numbers cannot be taken over.
    """
    kind = type(estimator).__name__
    try:
        coefficients = np.atleast_2d(np.asarray(estimator.coef_, dtype=float))
        intercepts = np.atleast_1d(np.asarray(estimator.intercept_, dtype=float))
        classes = np.asarray(estimator.classes_)
    except (AttributeError, TypeError, ValueError) as error:
        raise InputError(f"{kind} is not a linear classifier that has been fitted.") from error
    n_classes = len(classes) if classes.ndim == 1 else 0
    if n_classes < 2 or classes.tolist() != list(range(n_classes)):  # noqa: PLR2004
        raise InputError(f"The classes must be 0, 1, ..., not {classes.tolist()}.")
    lanes = 1 if n_classes == 2 else n_classes  # noqa: PLR2004
    # A support vector machine's rows are pairs of classes: of three classes there are three, too.
    in_pairs = lanes > 1 and hasattr(estimator, "support_vectors_")
    if in_pairs or coefficients.ndim != 2 or len(coefficients) != lanes:  # noqa: PLR2004
        raise InputError(f"{kind} does not have one row of weights a class.")
    if intercepts.shape not in {(1,), (lanes,)}:
        raise InputError(f"{kind} does not have one intercept a class.")
    matrix = np.vstack([coefficients.T, np.broadcast_to(intercepts, lanes)])
    if not np.isfinite(matrix).all():
        raise InputError("A weight is not a finite number.")
    if np.abs(matrix).max() >= INT64_MAX / SCALE:
        raise InputError("A weight is too large for the contract.")
    return n_classes, coefficients.shape[1], [round(w * SCALE) for w in matrix.ravel().tolist()]
