"""Which pairs of a round have to show the seed of their mask, whatever they say of it.

Two who lie alike about their mask move score between them, and neither end says otherwise. So when
the sum is bare, chance names a partner for everybody, and each of these pairs shows its seed.
Chance is the exclusive or of the own seeds that were shown: all were committed to before anybody
had said anything, and one that nobody else knows is enough. Whoever would rather not show it is
silent, and loses the stake.

An update has one closed mask less then. With a sum of two that could be its last, so that where a
sum of two is allowed (`sum.federated.terms.RoundTerms.fewest`) there are no audits.
"""

from collections.abc import Collection, Iterable

import numpy as np

from sum.federated.sharing import Entropy

LEAST = 3
"""Updates of which a sum has to be for there to be audits."""


def seeded(seed: int, number: int, place: int) -> Entropy:
    """Where a client's secrets come from in a run that anybody may repeat.

    Parameters
    ----------
    seed : int
        The run's.
    number, place : int
        The round's, from 1; and which client.
    """
    return np.random.default_rng([seed, 8, number, place]).bytes


def partner(place: int, chance: int, count: int) -> int:
    """With whom chance puts a place together; with itself when it is nobody's turn.

    Every two meet for one of `count` outcomes.

    Parameters
    ----------
    place : int
    chance : int
    count : int
        Of everybody who has joined.

    Examples
    --------
    >>> [partner(place, 7, 5) for place in range(5)]
    [2, 1, 0, 4, 3]
    """
    return (chance - place) % count


def chance_of(seeds: Iterable[bytes]) -> int:
    """What own seeds that were shown come to, in whatever order.

    >>> chance_of([bytes([3]), bytes([5])])
    6
    """
    found = 0
    for seed in seeds:
        found ^= int.from_bytes(seed, "big")
    return found


def audited(shown: Iterable[bytes], included: Collection[int], count: int) -> set[tuple[int, int]]:
    """Which pairs show the seed of their mask.

    Parameters
    ----------
    shown : iterable of bytes
        All own seeds that were shown.
    included : collection of int
        The places of who counts.
    count : int
        Of everybody who has joined.

    Returns
    -------
    set of (int, int)
        The lower place first.

    Examples
    --------
    >>> audited([bytes([3]), bytes([1]), bytes([0])], [0, 2, 4], 5)
    {(0, 2)}
    """
    chance = chance_of(shown)
    pairs = ((place, partner(place, chance, count)) for place in included)
    return {(one, other) for one, other in pairs if one < other and other in included}
