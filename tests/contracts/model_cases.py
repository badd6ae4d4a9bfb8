"""What the suite of checks knows of a model: its form and its size.

Samples that it takes and does not, and contract and twin side by side.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from sum.errors import Refused
from sum.incentives import Terms
from sum.models import MODELS
from sum.samples import DENSE_LIMIT, MAX_VALUES
from sum.shared_model import SharedModel
from sum.units import SCALE, Seconds, Wei

TERMS = Terms(cost_weight=Wei(1_000), refund_wait=100, owner_wait=500, any_wait=900)
PLENTY = Wei(10**18)
"""More than any deposit here."""
PAUSE = Seconds(100)
"""Between two contributions, so that the deposit's formula takes the same gas."""

NO_LABEL = "model: no such label"


@dataclass(frozen=True)
class Case:
    """A model of one size."""

    model: Any
    n_classes: int
    n_features: int

    def __str__(self):
        return f"{self.model.name}-{self.n_classes}x{self.n_features}"

    @property
    def form(self):
        return self.model.form

    def new(self, **options):
        return self.model(n_features=self.n_features, n_classes=self.n_classes, **options)

    def own_parameters(self):
        """Those of the constructor that only this model has, each with another value."""
        shared = {"n_features", "n_classes"}
        parameters = self.new().get_params()
        return {name: old // 3 + 1 for name, old in parameters.items() if name not in shared}

    def trained(self, rng, count=200, *, first=False):
        """A twin that has learned at random, most of the last class, or of the first."""
        twin, shares = self.new(), np.sort(rng.dirichlet(np.ones(self.n_classes)))
        for label in rng.choice(self.n_classes, count, p=shares[:: -1 if first else 1]).tolist():
            twin.learn_one(self.sample(rng), label)
        return twin

    def tied(self, rng, count=3):
        """A twin that has learned the same of every class, so that some see no difference."""
        twin = self.new()
        for data in self.samples(rng, count):
            for label in rng.permutation(self.n_classes).tolist():
                twin.learn_one(data, label)
        return twin

    def label(self, rng):
        return int(rng.integers(self.n_classes))

    def sample(self, rng):
        return (self._sparse if self.form == "sparse" else self._dense)(rng)

    def samples(self, rng, count):
        return [self.sample(rng) for _ in range(count)]

    def matters(self, rng):
        """A sample with its label."""
        return self.sample(rng), self.label(rng)

    def _sparse(self, rng):
        """From one feature to all (or as many as a call carries), few and many alike."""
        most = min(self.n_features, MAX_VALUES)
        count = int(rng.choice([1, most, *rng.integers(1, most + 1, 6)]))
        found = rng.choice(self.n_features, count, replace=False)
        return tuple(sorted(found.tolist()))

    def _dense(self, rng):
        """Values as data has them, a few units, the largest there are, and none."""
        most = DENSE_LIMIT - 1
        n = self.n_features
        kinds = [
            np.clip(np.rint(rng.normal(0, SCALE, n)), -most, most),
            np.clip(np.rint(rng.normal(0, SCALE, n)), -most, most),
            rng.integers(-3, 4, n),
            rng.integers(-most, most + 1, n),
            rng.choice([-most, most], n),
            np.zeros(n),
        ]
        chosen = kinds[int(rng.integers(len(kinds)))].astype(np.int64)
        return tuple(np.where(rng.random(n) < 0.1, 0, chosen).tolist())

    def bad_samples(self):
        """What no model of this form takes, each with the reason."""
        return (self._bad_sparse if self.form == "sparse" else self._bad_dense)()

    def _bad_sparse(self):
        n = self.n_features
        beyond, order = "model: feature out of range", "model: features not ascending"
        found = [((), "model: no features"), ((0, 0), order)]
        found += [((*range(min(n, 5)), high), beyond) for high in (n, n + 1, 2**32, 2**63 - 1)]
        found += [((low,), beyond) for low in (n, -1, -(2**63))]
        if n > 1:
            found += [((n - 1, 0), order), ((0, n - 1, n - 1), order), ((*range(n), 0), order)]
            found += [((-1, 0), order), ((n, 0), order), ((0, 1, 0, 1), order)]
        return [(data, reason) for data, reason in found if len(data) <= MAX_VALUES]

    def _bad_dense(self):
        n = self.n_features
        count, large = "model: wrong number of features", "model: feature too large"
        found = [((0,) * wrong, count) for wrong in (0, n - 1, n + 1, 2 * n, n + 4)]
        values = (DENSE_LIMIT, -DENSE_LIMIT, 2**63 - 1, -(2**63), 2**40, -(2**40))
        places = {0, n // 2, n - 1}
        found += [
            ((0,) * at + (value,) + (0,) * (n - 1 - at), large) for value in values for at in places
        ]
        return [(data, reason) for data, reason in found if len(data) <= MAX_VALUES]

    def doubly_bad(self):
        """Samples and labels with two faults: which one is named is up to the model."""
        n, none = self.n_features, self.n_classes
        bad = [(data, none) for data, _ in self.bad_samples()]
        if self.form == "dense":
            bad += [((DENSE_LIMIT,) * wrong, 0) for wrong in (n - 1, n + 1) if wrong <= MAX_VALUES]
            return bad
        return [*bad, ((n, n), 0), ((n + 1, n), 0), ((-1, -1), 0), ((0, 0, n), 0), ((3, 2, n), 0)]


def answered(act):
    """What comes of it, and why not."""
    try:
        return act(), ""
    except Refused as refused:
        return None, refused.reason


class Pair:
    """A contract and its twin, which do the same."""

    def __init__(self, chain, case, start=None):
        start = case.new() if start is None else start
        self.chain, self.case = chain, case
        self.gas: list[int] = []
        self.shared = SharedModel.deploy(chain, start, TERMS)
        self.shared.listener = lambda receipt, *_: self.gas.append(receipt.gas_used)
        self.twin = start.copy()

    def ask(self, function, *arguments):
        interface = self.shared.artifact.interface
        answer = self.chain.call(self.shared.address, interface.encode(function, *arguments))
        return interface.decode(function, answer)

    def send(self, function, *arguments, value=0):
        """Send as the ABI has it, with nothing in between."""
        data = self.shared.artifact.interface.encode(function, *arguments)
        return self.chain.send(self.chain.accounts[1], self.shared.address, data, value)

    def words(self):
        return self.shared.download().words()

    def add(self, data, label):
        """Contribute to both; the same must come of it, which is returned."""
        self.chain.advance(PAUSE)
        sender = self.chain.accounts[1]
        mine, refused = answered(lambda: self.shared.add_data(sender, data, label, PLENTY).receipt)
        other, reason = answered(lambda: self.twin.learn_one(data, label))
        assert (mine, refused) == (other, reason), (data, label)
        return mine, refused

    def refused(self, data, label=0):
        """Contribute what both refuse; gives back the reason, which has to be the same."""
        mine = answered(lambda: self.send("add_data", data, label, value=PLENTY))
        other = answered(lambda: self.twin.learn_one(data, label))
        assert mine == other, (data, label)
        assert mine[1], (data, label)
        return mine[1]

    @contextmanager
    def unchanged(self):
        """Expect that nothing has changed in the end, of the contract or of the twin."""
        before = self._seen()
        yield
        assert self._seen() == before

    def agree(self, samples=()):
        """Assert that both have the same parameters, and predict the same."""
        assert self.words() == self.twin.words()
        for data in samples:
            assert self.ask("predict", data) == self.twin.predict_one(data), data

    def _seen(self):
        balances = [self.chain.balance(who) for who in self.chain.accounts[:2]]
        stored = self.ask("parameters", 0, 512), self.ask("last_time"), self.shared.held()
        return self.chain.head, stored, balances, self.twin.words()


_SMALL = [Case(model, n_classes, 9) for model in MODELS.values() for n_classes in (2, 3)]
_SIZES = {
    "sparse": [(2, 1), (2, 64), (3, 10), (10, 64), (32, 5), (2, 600)],
    "dense": [(2, 1), (2, 30), (3, 4), (10, 16), (32, 3), (2, 512)],
}
LARGE = [
    Case(model, n_classes, n_features)
    for model in MODELS.values()
    for n_classes, n_features in _SIZES[model.form]
]


def _cases(fast, slow):
    """Give a check these cases, and others in its slow half."""
    parameters = [pytest.param(case, id=str(case)) for case in fast]
    parameters += [pytest.param(case, marks=pytest.mark.slow, id=str(case)) for case in slow]
    return pytest.mark.parametrize("case", parameters)


# Two classes and three in turn: every second model with two, its neighbour with three.
_IN_TURN = [case for n, case in enumerate(_SMALL) if n % 4 in {0, 3}]

every_model = _cases(_IN_TURN, [case for case in _SMALL if case not in _IN_TURN])
"""Every model; of two classes or three, the other number in the check's slow half."""

_FIRST = [next(case for case in _IN_TURN if case.form == form) for form in _SIZES]

one_of_a_form = _cases(_FIRST, [case for case in _SMALL if case not in _FIRST])
"""A sparse model and a dense one; all the others in the check's slow half."""

every_size = _cases(_IN_TURN, [case for case in _SMALL if case not in _IN_TURN] + LARGE)
"""Every model of every size, most of them in the check's slow half."""

few_of_every_size = _cases(_FIRST, [case for case in _SMALL if case not in _FIRST] + LARGE)
"""Every model of every size, but only one of a form is fast."""
