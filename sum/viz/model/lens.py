"""The features that a person looks at: the model's own, or those that a projection mixes."""

from collections.abc import Callable
from math import prod

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sum.datasets import Dataset
from sum.datasets.show import FULL
from sum.encoders import Encoder
from sum.encoders.projections import GRID, Projection
from sum.models.base import Model
from sum.samples import matrix
from sum.viz.model.reading import Verdict, is_one_row
from sum.viz.model.words import feature_name, kind_of

Floats = npt.NDArray[np.float64]


def is_traced(dataset: Dataset) -> bool:
    """Whether the model's features are mixtures, which are traced back to what they mix."""
    return isinstance(dataset.encoder, Projection)


def shown(dataset: Dataset, values: Floats) -> Floats:
    """Put numbers of the model's features on those that are shown.

    Parameters
    ----------
    dataset : Dataset
    values : numpy.ndarray of shape (k, n_features)

    Returns
    -------
    numpy.ndarray of shape (k, n_shown)
        A mixture's number goes to all that it mixes, by their parts in it.
    """
    encoder = dataset.encoder
    if not isinstance(encoder, Projection):
        return values
    directions = np.array(encoder.directions, dtype=np.float64) / (GRID * encoder.scale)
    return np.asarray(np.dot(values, directions))


def shape_of(dataset: Dataset) -> tuple[int, int] | None:
    """Rows and columns of the image that the features shown make up; None when they do not."""
    if dataset.kind != "image":
        return None
    rows, columns = np.shape(np.asarray(dataset.pool[0].raw))
    fits = _encoder(dataset).n_features == prod((rows, columns))
    return (int(rows), int(columns)) if fits else None


def name_of(dataset: Dataset, index: int) -> str:
    """Name a feature that is shown."""
    return feature_name(_encoder(dataset), index)


def ink_of(dataset: Dataset, raw: object) -> npt.NDArray[np.bool_] | None:
    """The pixels of an image that are mostly ink; None of anything else."""
    if dataset.kind != "image":
        return None
    image = np.asarray(raw)
    return image if image.dtype == np.bool_ else image >= FULL / 2


def reasons(
    dataset: Dataset, model: Model, raw: object, verdict: Verdict
) -> tuple[Floats, Callable[[int], str], bool]:
    """Why the model says what it says of a sample.

    Parameters
    ----------
    dataset : Dataset
    model : Model
    raw : object
        The sample, as a person sees it.
    verdict : Verdict
        What the model says of it.

    Returns
    -------
    evidence : numpy.ndarray of shape (n,)
    name : callable
        Names a feature of these.
    whole : bool
        Whether these are the features that are shown. Distances to a centroid cannot be traced
        back through a projection: they are told by its mixtures.
    """
    if not is_traced(dataset):
        return verdict.evidence, lambda index: name_of(dataset, index), True
    if kind_of(model) == "centroid":
        return verdict.evidence, lambda index: feature_name(dataset.encoder, index), False
    first, second = verdict.sides
    weights = shown(dataset, model.class_weights())
    inner = _encoder(dataset)
    row = matrix([inner.encode(raw)], inner.n_features, inner.form)
    values = row.toarray()[0].astype(float) if sparse.issparse(row) else row[0]
    speaks = weights[first] if is_one_row(model) else weights[first] - weights[second]
    return values * speaks, lambda index: name_of(dataset, index), True


def _encoder(dataset: Dataset) -> Encoder:
    """Whose features are shown."""
    encoder = dataset.encoder
    return encoder.inner if isinstance(encoder, Projection) else encoder
