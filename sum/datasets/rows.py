"""Tables of measurements from scikit-learn: tumours, wines and flowers."""

from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
from sklearn.datasets import load_breast_cancer, load_iris, load_wine

from sum.datasets.build import About, Raw

_LICENCE = "CC BY 4.0"
_MEASURED = (
    *("radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity"),
    *("concave points", "symmetry", "fractal dimension"),
)

BREAST_CANCER = About(
    name="breast-cancer",
    title="Breast cancer: malignant or benign",
    kind="row",
    summary="Do these measurements of cell nuclei come from a malignant or a benign tumour?",
    source="UCI Breast Cancer Wisconsin (Diagnostic) (Wolberg, Mangasarian, Street and Street,"
    " 1993, https://doi.org/10.24432/C5DW2B), as shipped with scikit-learn",
    licence=_LICENCE,
    classes=("malignant", "benign"),
    columns=tuple(
        f"{how} {what}" for how, what in product(("mean", "error of", "worst"), _MEASURED)
    ),
)
WINE = About(
    name="wine",
    title="Wine: which of three cultivars",
    kind="row",
    summary="Which of three cultivars, by a chemical analysis, is this Italian wine made from?",
    source="UCI Wine (Aeberhard and Forina, 1992, https://doi.org/10.24432/C5PC7J), as shipped"
    " with scikit-learn",
    licence=_LICENCE,
    classes=("cultivar 1", "cultivar 2", "cultivar 3"),
    columns=(
        *("alcohol", "malic acid", "ash", "alcalinity of ash", "magnesium", "total phenols"),
        *("flavanoids", "nonflavanoid phenols", "proanthocyanins", "colour intensity", "hue"),
        *("OD280/OD315 of diluted wine", "proline"),
    ),
)
IRIS = About(
    name="iris",
    title="Iris: which of three flowers",
    kind="row",
    summary="Which of three kinds of iris has leaves of this size?",
    source="UCI Iris (Fisher, 1936, https://doi.org/10.24432/C56C76), as shipped with scikit-learn",
    licence=_LICENCE,
    classes=("setosa", "versicolor", "virginica"),
    columns=("sepal length", "sepal width", "petal length", "petal width"),
    units=("cm",) * 4,
)


def breast_cancer(_: np.random.Generator) -> Raw:
    """Tell malignant (label 0) from benign (label 1): 569 tumours."""
    return _rows(BREAST_CANCER, load_breast_cancer)


def wine(_: np.random.Generator) -> Raw:
    """Tell three cultivars apart: 178 wines."""
    return _rows(WINE, load_wine)


def iris(_: np.random.Generator) -> Raw:
    """Tell three kinds of iris apart: 149 different flowers."""
    return _rows(IRIS, load_iris)


@lru_cache
def _rows(about: About, reader: Any) -> Raw:  # noqa: ANN401 - scikit-learn has no types
    bunch = reader()
    found = dict(zip(map(tuple, bunch.data.tolist()), bunch.target.tolist(), strict=True))
    return Raw(about, tuple(found), tuple(found.values()))
