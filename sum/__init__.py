"""Sharing Updatable Models: machine-learning models that live in smart contracts.

Anybody reads a model and predicts with it for free; anybody may send it training data, and an
incentive in the same contract makes good data pay and bad data cost.

The package shares its name with a builtin: write ``from sum.x import y``, never ``import sum``.
"""

__version__ = "0.1.0"
