"""How fast the Python twin of a model is: 1,000 weights, 20 features a sample."""

from collections.abc import Iterator

from sum.bench.frame import PER_SECOND, Figure, milliseconds, per_second
from sum.datasets import load
from sum.models import SparsePerceptron
from sum.models.starting import starting_model

WEIGHTS, COUNT = 1_000, 2_000
SAMPLES = tuple(tuple(range(first, 1_000, 50)) for first in range(50))


def figures(repeats: int) -> Iterator[Figure]:
    """Measure one sample after the other, then a whole test set at once."""
    model = SparsePerceptron(WEIGHTS)

    def learn() -> None:
        # Neighbours differ, and a sample has the other label each time: nearly all is news.
        for number in range(COUNT):
            model.learn_one(SAMPLES[number % 50], (number + number // 50) % 2)

    def predict() -> None:
        for number in range(COUNT):
            model.predict_one(SAMPLES[number % 50])

    yield Figure("twin.learn_one", per_second(learn, COUNT, repeats), PER_SECOND, 20_000)
    yield Figure("twin.predict_one", per_second(predict, COUNT, repeats), PER_SECOND, 50_000)
    dataset = load("reviews")
    trained, hidden = starting_model(dataset), dataset.hidden.matrix()
    score = milliseconds(lambda: trained.predict(hidden), repeats)
    yield Figure("twin.predict_test_set", score, "ms", 10)
