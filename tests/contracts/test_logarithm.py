"""The contracts' logarithm is the twins', integer for integer."""

from pathlib import Path
from random import Random

import pytest

from sum.chain.compiler import compose
from sum.models.logarithm import ln

SOURCE = Path(__file__).with_name("logarithm.vy")


@pytest.fixture
def ask(chain):
    artifact = compose("sparse_perceptron", "deposit_refund_take", SOURCE)
    address = chain.send(chain.accounts[0], None, artifact.init_code).contract

    def ask(function, x):
        answer = chain.call(address, artifact.interface.encode(function, x))
        return artifact.interface.decode(function, answer)

    return ask


@pytest.mark.slow
def test_it_is_the_twins_around_every_power_of_two(ask):
    edges = {2**k + step for k in range(256) for step in (-1, 0, 1)} - {0}
    for x in sorted(edges):
        assert ask("ln", x) == ln(x), x
    assert ask("ln", 2**256 - 1) == ln(2**256 - 1)


def test_it_is_the_twins_for_numbers_of_all_sizes(ask):
    random = Random(0)  # noqa: S311 - no secret
    for bits in range(1, 257):
        x = random.getrandbits(bits) | 1
        assert ask("ln", x) == ln(x), x


def test_it_is_cheap_at_every_size(ask):
    costs = {ask("gas", x) for x in (1, 7, 10**9, 2**77 + 1, 2**256 - 1)}
    assert max(costs) < 800
