"""What a person waits for when a shared model on the chain in this process is asked or told."""

from collections.abc import Iterator

from sum.bench.frame import Figure, milliseconds
from sum.chain import connect
from sum.incentives import Terms
from sum.models import SparsePerceptron
from sum.records import Contribution
from sum.shared_model import SharedModel
from sum.units import HOUR, Seconds

WEIGHTS = 1_000
SAMPLE = tuple(range(7, 958, 50))
"""20 features, no two of them in one storage slot: the dearest there are."""


class Bench:
    """A shared model with somebody who contributes."""

    def __init__(self) -> None:
        self.terms = Terms()
        self.chain = connect()
        self.shared = SharedModel.deploy(self.chain, SparsePerceptron(WEIGHTS), self.terms)
        self.somebody = self.chain.accounts[1]
        self.label, self.value = 0, self.shared.cost(SAMPLE, 0)
        self.waiting: list[Contribution] = []

    def quote(self, *, agree: bool) -> None:
        """Let an hour pass, and find out label and price."""
        self.chain.advance(Seconds(HOUR))
        prediction = self.shared.predict(SAMPLE)
        self.label = prediction if agree else 1 - prediction
        self.value = self.shared.cost(SAMPLE, self.label)

    def add(self) -> None:
        """Contribute."""
        added = self.shared.add_data(self.somebody, SAMPLE, self.label, self.value)
        self.waiting.append(added.contribution)

    def refund(self) -> None:
        """Take one deposit back."""
        self.shared.refund(self.somebody, self.waiting.pop())

    def undo(self) -> None:
        """Remember the chain, and go back to it."""
        self.chain.revert(self.chain.snapshot())


def figures(repeats: int) -> Iterator[Figure]:
    """Measure each thing that can be done."""
    bench = Bench()
    shared = bench.shared
    disagree = milliseconds(bench.add, repeats, lambda: bench.quote(agree=False))
    yield Figure("chain.add_disagree", disagree, "ms", 20)
    bench.waiting.clear()  # the model may think otherwise of these by now
    agree = milliseconds(bench.add, repeats, lambda: bench.quote(agree=True))
    yield Figure("chain.add_agree", agree, "ms", 20)
    bench.chain.advance(bench.terms.refund_wait)
    refund = milliseconds(bench.refund, repeats)
    yield Figure("chain.refund", refund, "ms", 20)
    yield Figure("chain.predict", milliseconds(lambda: shared.predict(SAMPLE), repeats), "ms", 10)
    yield Figure("chain.cost", milliseconds(lambda: shared.cost(SAMPLE, 0), repeats), "ms", 10)
    yield Figure("chain.download", milliseconds(shared.download, repeats), "ms", 100)
    yield Figure("chain.snapshot_revert", milliseconds(bench.undo, repeats), "ms", 10)
