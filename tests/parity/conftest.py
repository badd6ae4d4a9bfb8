"""A node for whole scenarios; one for each worker."""

import pytest

from sum.chain.anvil import running_anvil
from sum.simulation.lab import world
from tests.node.install_anvil import IN_CI, MISSING, find_anvil
from tests.parity.play import load


@pytest.fixture(autouse=True)
def squares(monkeypatch):
    """Let scenarios have our own encoder."""
    monkeypatch.setattr(world, "load", load)


@pytest.fixture(scope="session")
def node_url():
    if find_anvil() is None:
        if IN_CI:
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with running_anvil() as url:
        yield url
