"""What a round of a federation costs: ``python -m sum.bench.gas_federated`` prints it as JSON.

With ``--sizes``: what an update costs, by how many numbers it has. With two numbers, features and
outputs: a round with a model of that size, as ``python -m sum.bench.gas_federated 65 10``.
"""

import json
import sys
from collections.abc import Sequence

import numpy as np

from sum.chain.tester import TesterChain
from sum.federated.conduct import Conductor
from sum.federated.contract import FederatedRound
from sum.federated.lanes import ONE, as_lanes, pack
from sum.federated.party import Party
from sum.federated.portions import Portion
from sum.federated.terms import Dial, Phase, RoundTerms
from sum.units import ETHER, Wei

CLIENTS, SAMPLES, GONE = 20, 16, 2
"""Of the clients so many send nothing."""
SIZES = (20, 31, 80, 170, 320, 650)
FEW = 4
"""Clients that tell what an update costs: how many there are makes no difference to it."""


def measure_federated(
    dial: Dial = Dial.SCALAR, features: int = 31, outputs: int = 1
) -> dict[str, dict[str, int]]:
    """Play a round, and read the receipts.

    Parameters
    ----------
    dial : Dial
    features, outputs : int
        The model's; the default is that of breast cancer.

    Returns
    -------
    dict of str to dict of str to int
        By what is sent: how often, the gas of the first and of the last, and the most.
    """
    rng = np.random.default_rng(0)
    chain = TesterChain(accounts=CLIENTS + 2)
    organiser, beneficiary, *people = chain.accounts
    terms = RoundTerms(dial, features, outputs, beneficiary, Wei(ETHER), clients=CLIENTS)
    truth = rng.normal(size=terms.d)
    samples = rng.integers(-1_024, 1_025, (SAMPLES, features))
    scores = samples @ truth.reshape(outputs, features).T
    labels = scores.argmax(axis=1) if outputs > 1 else (scores[:, 0] > 0).astype(np.int64)
    portion, salt = Portion(samples, labels), bytes(32)
    start = pack(as_lanes(np.zeros(terms.d, dtype=np.int64)))
    federation = FederatedRound.deploy(chain, terms, [portion.hash(salt)], start)
    federation.open(organiser, Wei(4 * ETHER))
    parties = [Party(federation, who, rng.bytes, 1) for who in people]
    conductor = Conductor(federation, organiser, parties, portion.words(), salt, 1)
    conductor.join()
    for party in parties[GONE:]:
        step = truth + rng.normal(size=terms.d)
        party.update = as_lanes(np.rint(0.9 * ONE * step / np.linalg.norm(step)).astype(np.int64))
    conductor.play()
    spent: dict[str, list[int]] = {}
    for name, receipt in federation.receipts:
        spent.setdefault(name, []).append(receipt.gas_used)
    return {
        name: {"times": len(gas), "first": gas[0], "last": gas[-1], "most": max(gas)}
        for name, gas in spent.items()
    }


def measure_updates(sizes: Sequence[int] = SIZES) -> dict[str, dict[str, int]]:
    """Submit masked updates of many sizes, and read the receipts.

    Parameters
    ----------
    sizes : sequence of int
        How many numbers an update has.

    Returns
    -------
    dict of str to dict of str to int
        By the size: the gas of the first update of a round, and of the second.
    """
    found = {size: _submitted(size) for size in sizes}
    return {str(size): {"first": gas[0], "later": gas[1]} for size, gas in found.items()}


def _submitted(size: int) -> list[int]:
    """What each of a round's updates takes."""
    rng = np.random.default_rng(0)
    chain = TesterChain(accounts=FEW + 2)
    organiser, beneficiary, *people = chain.accounts
    outputs = 1 if size % 10 else 10
    terms = RoundTerms(Dial.SCALAR, size // outputs, outputs, beneficiary, Wei(ETHER), clients=FEW)
    start = pack(as_lanes(np.zeros(size, dtype=np.int64)))
    federation = FederatedRound.deploy(chain, terms, [bytes(32)], start)
    federation.open(organiser, Wei(ETHER))
    parties = [Party(federation, who, rng.bytes, 1) for who in people]
    for party in parties:
        party.update = as_lanes(rng.integers(-ONE // 10, ONE // 10, size))
        party.join()
    while (record := federation.record()).phase < Phase.REVEAL:
        for party in parties:
            party.act(record, [])
    return [receipt.gas_used for name, receipt in federation.receipts if name == "submit"]


if __name__ == "__main__":
    given = sys.argv[1:]
    size = [int(each) for each in given if each.isdecimal()]
    by_size = "--sizes" in given
    measured = measure_updates() if by_size else measure_federated(Dial.SCALAR, *size)
    print(json.dumps(measured, indent=2))
