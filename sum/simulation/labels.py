"""What a model predicts for samples that come and go, kept up to date while it learns.

Of a sparse linear model it is enough to follow what a change did to the samples' scores. Others
are asked anew after each change: about all samples at once, but for the few that have just come.
"""

from collections.abc import Iterator
from itertools import chain

from sum.models.base import Model
from sum.models.scores import Scores, Update
from sum.models.sparse_linear import SparseLinear
from sum.records import Added
from sum.samples import frozen, matrix

Data = tuple[int, ...]

Found = list[tuple[int, int]]
"""Numbers of samples, each with a label."""

FEW = 8
"""Up to here predicting one by one is quicker than all at once."""

MAX_CELLS = 2**22
"""How large a matrix of samples may become, so that many features do not fill the memory."""


class Labels:
    """The labels that a model predicts for numbered samples, which it has learned.

    Attributes
    ----------
    changed : bool
        Whether the model has changed; `update` then comes before anything is added.
    """

    def __init__(self) -> None:
        self.changed = False
        self._labels: dict[int, int] = {}
        self._samples: dict[int, Data] = {}
        # Each is among those that have just come, or in scores or block.
        self._new: dict[int, None] = {}
        self._scores: Scores | None = None
        self._block: Block | None = None
        self._updates: list[Update] = []

    def copy(self) -> "Labels":
        """The same state, on its own from here; scores are found again when they are needed."""
        other = Labels()
        other._labels, other._samples = dict(self._labels), dict(self._samples)
        other._new = dict.fromkeys(self._samples)
        other.changed = self.changed
        return other

    def __len__(self) -> int:
        return len(self._samples)

    def add(self, number: int, data: Data, model: Model) -> int:
        """Keep a sample's label from now on; gives the label."""
        self._samples[number], self._new[number] = data, None
        self._labels[number] = label = model.predict_known(data)
        return label

    def keep(self, number: int, data: Data, label: int) -> None:
        """Keep a sample of which it is known what the model says."""
        self._samples[number], self._new[number], self._labels[number] = data, None, label

    def __iter__(self) -> Iterator[int]:
        return iter(self._samples)

    def remove(self, number: int) -> None:
        """Forget a sample, if it is there."""
        if self._samples.pop(number, None) is None:
            return
        del self._labels[number]
        if number in self._new:
            del self._new[number]
        elif self._scores and number in self._scores:
            self._scores.remove(number)

    def learned(self, added: Added) -> None:
        """The model has learned a contribution."""
        if added.receipt:
            contribution = added.contribution
            self._updates.append((contribution.data, contribution.label, added.receipt))
            self.changed = True

    def forget(self) -> None:
        """The model may have changed, and nobody knows how."""
        self.changed = True
        self._scores = self._block = None
        self._new = dict.fromkeys(self._samples)

    def update(self, model: Model) -> Found:
        """Bring all labels up to date.

        Parameters
        ----------
        model : Model
            As it is now.

        Returns
        -------
        list of (int, int)
            The number and the label of each sample whose label has changed.
        """
        found: Found = []
        if isinstance(model, SparseLinear):
            found += self._follow(model)
        found += self._ask(model)
        self._updates, self.changed = [], False
        turned = [each for each in found if self._labels[each[0]] != each[1]]
        self._labels.update(turned)
        return turned

    def _follow(self, model: SparseLinear) -> Found:
        """What has changed by the scores; new samples have some from now on, if there is room."""
        found = self._scores.follow(model, self._updates) if self._scores else []
        if found is None:
            self.forget()
            found = []
        self._scores = self._scores or Scores(model)
        for number in list(self._new):
            label = self._scores.put(number, self._samples[number], model)
            if label is not None:
                del self._new[number]
                found.append((number, label))
        return found

    def _ask(self, model: Model) -> Found:
        """All labels that do not come from scores."""
        found: Found = []
        if self._block:
            found += [each for each in self._block.labels(model) if each[0] in self._samples]
        found += [(number, model.predict_known(self._samples[number])) for number in self._new]
        many = len(self._new) > FEW and model.n_features * FEW <= MAX_CELLS
        if many or (self._block and len(found) * 2 < len(self._block)):
            numbers = [number for number, _ in found]
            self._block = Block(numbers, [self._samples[each] for each in numbers], model)
            self._new.clear()
        return found


class Block:
    """Samples that a model is asked about all at once.

    Parameters
    ----------
    numbers : list of int
    samples : list of tuple of int
        As many.
    model : Model
    """

    def __init__(self, numbers: list[int], samples: list[Data], model: Model) -> None:
        self._numbers = numbers
        rows = max(1, MAX_CELLS // model.n_features)
        self._parts = [
            frozen(matrix(samples[start : start + rows], model.n_features, model.form))
            for start in range(0, len(samples), rows)
        ]

    def __len__(self) -> int:
        return len(self._numbers)

    def labels(self, model: Model) -> Found:
        """The number and the label of each."""
        labels = chain.from_iterable(model.predict(part).tolist() for part in self._parts)
        return list(zip(self._numbers, labels, strict=True))
