"""A federation as a file: a table of its rounds, or everything as JSON."""

import csv
import io
import json
from dataclasses import asdict
from math import isfinite

from sum.federated.records import FederatedRun, RoundRecord, Settlement
from sum.ui.federated.cast import NOBODY, Cast
from sum.viz.cells import cell

_COLUMNS = (
    *("round", "client", "name", "attacks", "present", "included", "accepted", "accuracy"),
    *("profit_wei", "slashed", "leakage", "epsilon"),
)


def rounds_csv(run: FederatedRun, cast: Cast = NOBODY) -> str:
    """A row for each client in each round.

    Parameters
    ----------
    run : FederatedRun
    cast : Cast
        Whether it attacks is empty while that is a secret.

    Returns
    -------
    str
        CSV with a heading. Rounds and clients count from 1; profit is in wei since the beginning;
        epsilon is empty where there is no noise.
    """
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(_COLUMNS)
    for record in run.records:
        outcome = record.outcome
        slashed = [
            any(lost) for lost in zip(*(x.slashed for x in outcome.settlements), strict=True)
        ]
        told = outcome.accepted, record.accuracy
        for place, attacks in enumerate(run.attackers):
            name = cast.names[place] if cast.names else ""
            table.writerow(
                [
                    *(record.round + 1, place + 1, cell(name), None if cast.secret else attacks),
                    *(record.present[place], outcome.included[place], *told),
                    *(record.profits[place], bool(slashed) and slashed[place]),
                    *(record.leakage, _finite(record.epsilon)),
                ]
            )
    return text.getvalue()


def json_of(run: FederatedRun, cast: Cast = NOBODY) -> str:
    """Settings and all rounds as one JSON object; money in wei, epsilon null without noise.

    What the visitor may not know is null.
    """
    return json.dumps(
        {
            "settings": asdict(run.settings) | ({} if cast.shards else {"seed": None}),
            "names": cast.names or None,
            "attackers": None if cast.secret else run.attackers,
            "mixes": run.mixes if cast.shards else None,
            "accuracy_start": run.start,
            "digest": run.digest(),
            "rounds": [_round(record) for record in run.records],
        },
        indent=1,
        allow_nan=False,
    )


def _round(record: RoundRecord) -> dict[str, object]:
    outcome = record.outcome
    return {
        "round": record.round + 1,
        "present": record.present,
        "silent": record.silent,
        "choices": record.choices or None,
        "included": outcome.included,
        "accepted": outcome.accepted,
        "losses": (outcome.loss_before, outcome.loss_after),
        "carried": outcome.carried,
        "accuracy": record.accuracy,
        "mistaken": record.mistaken,
        "profits": record.profits,
        "epsilon": _finite(record.epsilon),
        "leakage": record.leakage,
        "settlements": [_settlement(each) for each in outcome.settlements],
    }


def _settlement(settlement: Settlement) -> dict[str, object]:
    told = {name: value for name, value in vars(settlement).items() if name != "directions"}
    return told | {"round": settlement.round + 1}


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
