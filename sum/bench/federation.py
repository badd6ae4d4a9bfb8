"""How long a federated round takes: all its transactions, and what clients work out at home."""

from collections.abc import Iterator
from time import perf_counter

from sum.bench.frame import Figure
from sum.federated.lab import Federation
from sum.federated.settings import Settings

CLIENTS = (5, 10, 20)
DATA = "breast-cancer"
DIAL = "scalar"
"""The usual setting, and the one with the most to do."""


def figures(repeats: int) -> Iterator[Figure]:  # noqa: ARG001 - the first round is the slow one
    """Measure the second round, when everything is compiled; on the contract and on NumPy."""
    for engine in ("tester", "twin"):
        for clients in CLIENTS:
            settings = Settings(DIAL, data=DATA, clients=clients, rounds=2, engine=engine, seed=1)
            rounds = iter(Federation(settings))
            next(rounds)
            start = perf_counter()
            next(rounds)
            yield Figure(f"federation.{engine}_{clients}", perf_counter() - start, "s")
