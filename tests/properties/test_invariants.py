"""Whatever anybody calls, in any order: the money is all there, and goes where the rules say.

People and contracts call a contract as they like, with right arguments and wrong ones; one contract
calls back when it is paid, one refuses payments; time jumps (moves.py). Books are kept from the log
alone (books.py), and after every call compared with what the contract holds and what everybody has
(play.py). In the end everybody claims, and only what the rules name may remain.

``make test`` runs 200 sequences of 20 steps for every mechanism with one model, and 5 with every
other model; ``make nightly`` runs 5,000 and 125. A new mechanism gets a class of books, and one of
moves where it has functions of its own.
"""

import os

import pytest
from hypothesis import settings

from sum.chain import connect
from sum.chain.compiler import compose
from sum.incentives import MECHANISMS, PointsTerms, Terms
from sum.models import MODELS
from tests.properties.books import PointsBooks, PublishedBooks
from tests.properties.guarded_moves import GuardedMoves
from tests.properties.market_moves import MarketMoves
from tests.properties.moves import Moves

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:SELFDESTRUCT:DeprecationWarning"),
]

# The virtual machine and the compiler raise Python's recursion limit when they are imported, and
# Hypothesis minds when that happens while it runs.
connect()
compose("sparse_perceptron", "deposit_refund_take")

SEQUENCES = int(os.environ.get("SUM_SEQUENCES", "200"))
STEPS = 20


class PublishedMoves(Moves):
    terms = Terms(cost_weight=1_000, refund_wait=100, owner_wait=500, any_wait=900)
    waits = (100, 500, 900)
    books = PublishedBooks


class PointsMoves(Moves):
    terms = PointsTerms(refund_wait=100, any_wait=900)
    waits = (100, 900)
    books = PointsBooks


MACHINES = {
    each.terms.name: each for each in (PublishedMoves, PointsMoves, GuardedMoves, MarketMoves)
}


def test_every_mechanism_is_played():
    assert set(MACHINES) == set(MECHANISMS)


FIRST = next(iter(MODELS))

for base in MACHINES.values():
    for each, kind in MODELS.items():
        name = f"{base.__name__.removesuffix('Moves')}Of{kind.__name__}"
        case = type(name, (base,), {"model": each, "__module__": __name__}).TestCase
        examples = SEQUENCES if each == FIRST else max(1, SEQUENCES // 40)
        case.settings = settings(max_examples=examples, stateful_step_count=STEPS)
        globals()[f"Test{name}"] = case
del case  # or it is collected once more
