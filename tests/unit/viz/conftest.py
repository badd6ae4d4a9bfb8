"""Models to draw, trained once."""

from functools import cache

import pytest

from sum.datasets import load
from sum.models.starting import starting_model


@pytest.fixture(scope="session")
def start():
    """Call it with a data set, an encoder and a model for both; nobody may change the model."""

    @cache
    def started(name, encoder="", kind=""):
        dataset = load(name, encoder=encoder)
        return dataset, starting_model(dataset, kind)

    return started
