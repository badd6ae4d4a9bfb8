"""How far a sample moves a linear model: the rules of learning, in the contracts' integers."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from sum.models.linear import Linear
from sum.units import SCALE


class PerceptronRule(Linear):
    """What was predicted wrong moves the weights by a fixed step times the sample.

    Up for the true class, down for the predicted one (Rosenblatt 1958; for many classes Crammer
    and Singer 2003).
    """

    step_name: ClassVar[str] = "learning_rate"

    learning_rate: int

    @classmethod
    def from_sklearn(cls, estimator: Any, learning_rate: int = SCALE) -> Self:  # noqa: ANN401
        """Start from a linear model that scikit-learn has trained.

        Parameters
        ----------
        estimator : fitted classifier
            With ``coef_``, ``intercept_`` and classes 0, 1, ...: Perceptron, SGDClassifier,
            LogisticRegression, LinearSVC, PassiveAggressiveClassifier.
        learning_rate : int
            The step of an update from now on, in 1 / `SCALE`.

        Raises
        ------
        InputError
            When it is not a fitted linear classifier, or its numbers cannot be taken over.
        NotOpen
            When it is too large for the contract.
        """
        return cls._taken(estimator, learning_rate)

    def _step(self, data: Sequence[int], label: int, rival: int, margin: int) -> int:  # noqa: ARG002
        agrees = margin > 0 or (margin == 0 and label < rival)
        return 0 if agrees else int(self.learning_rate)

    def _receipt(self, rival: int, step: int) -> int:  # noqa: ARG002
        return 1 + rival

    def _unpacked(self, receipt: int) -> tuple[int, int]:
        return receipt - 1, int(self.learning_rate)


class PassiveAggressiveRule(Linear):
    """A sample moves the weights just so far that it is right by a margin of 1, up to a cap.

    PA-I of Crammer et al. (2006): the step is what the margin lacks over the sample's squared
    length (twice that where two classes move), rounded down, and at most the cap. The bias is the
    weight of one more feature, which is always 1.
    """

    step_name: ClassVar[str] = "cap"

    cap: int

    @classmethod
    def from_sklearn(cls, estimator: Any, cap: int = SCALE) -> Self:  # noqa: ANN401
        """Start from a linear model that scikit-learn has trained.

        Parameters
        ----------
        estimator : fitted classifier
            With ``coef_``, ``intercept_`` and classes 0, 1, ...: PassiveAggressiveClassifier (or
            SGDClassifier with ``learning_rate="pa1"``), Perceptron, LogisticRegression, LinearSVC.
        cap : int
            The largest step of an update from now on, in 1 / `SCALE`; scikit-learn's ``C`` (or
            ``eta0``).

        Raises
        ------
        InputError
            When it is not a fitted linear classifier, or its numbers cannot be taken over.
        NotOpen
            When it is too large for the contract.
        """
        return cls._taken(estimator, cap)

    def _step(self, data: Sequence[int], label: int, rival: int, margin: int) -> int:  # noqa: ARG002
        lack = self.unit - margin
        if lack <= 0:
            return 0
        movers = 1 if self._lanes == 1 else 2
        return min(int(self.cap), lack * SCALE // (movers * self._square(data)))

    def _receipt(self, rival: int, step: int) -> int:
        return (step << 6) | (1 + rival)

    def _unpacked(self, receipt: int) -> tuple[int, int]:
        return (receipt & 63) - 1, receipt >> 6
