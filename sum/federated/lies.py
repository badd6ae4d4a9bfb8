"""Which lies about masks come out in a round that is played without any masks.

Of masks there is nothing to lie about here but what two friends say of theirs, to move score
between them (`sum.federated.attackers.ColludingPair`).
"""

from collections.abc import Sequence
from dataclasses import replace

from sum.federated.audits import LEAST, audited, seeded
from sum.federated.masks import SEED_BYTES
from sum.federated.pay import Verdict

Pairs = Sequence[tuple[int, int]]


def left_behind(pairs: Pairs, verdicts: dict[int, Verdict]) -> tuple[int, ...]:
    """Whose lie comes out because the friend is left out of the sum: their mask is shown then.

    Parameters
    ----------
    pairs : sequence of (int, int)
        Friends who both are judged.
    verdicts : dict of int to Verdict
        By client.
    """
    inside = [[place for place in pair if verdicts[place].included] for pair in pairs]
    return tuple(places[0] for places in inside if len(places) == 1)


def drawn(
    pairs: Pairs, verdicts: dict[int, Verdict], there: Sequence[int], seed: int, number: int
) -> tuple[int, ...]:
    """Whose lie comes out because chance has them show their mask.

    Parameters
    ----------
    pairs : sequence of (int, int)
        Friends who both are judged.
    verdicts : dict of int to Verdict
        By client; of those left behind it says so.
    there : sequence of int
        Who has joined, in that order.
    seed : int
        The run's.
    number : int
        The round's, from 1.
    """
    included = [place for place, verdict in verdicts.items() if verdict.included]
    if not pairs or len(included) < LEAST:
        return ()
    seeds = [seeded(seed, number, place)(SEED_BYTES) for place in included]
    places = audited(seeds, [there.index(place) for place in included], len(there))
    found = {(there[one], there[other]) for one, other in places}
    return tuple(place for pair in pairs if pair in found for place in pair)


def slash(places: Sequence[int], verdicts: dict[int, Verdict]) -> None:
    """Take their stakes, and what they would have been paid."""
    for place in places:
        verdicts[place] = replace(verdicts[place], slashed=True, weight=0)
