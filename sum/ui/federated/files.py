"""A federation as a file: a table of its rounds, or everything as JSON."""

import csv
import io
import json
from dataclasses import asdict
from math import isfinite

from sum.federated.records import FederatedRun, RoundRecord, Settlement

_COLUMNS = (
    *("round", "client", "attacks", "present", "included", "accepted", "accuracy"),
    *("profit_wei", "slashed", "leakage", "epsilon"),
)


def rounds_csv(run: FederatedRun) -> str:
    """A row for each client in each round.

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
            table.writerow(
                [
                    *(record.round + 1, place + 1, attacks),
                    *(record.present[place], outcome.included[place], *told),
                    *(record.profits[place], bool(slashed) and slashed[place]),
                    *(record.leakage, _finite(record.epsilon)),
                ]
            )
    return text.getvalue()


def json_of(run: FederatedRun) -> str:
    """Settings and all rounds as one JSON object; money in wei, epsilon null without noise."""
    return json.dumps(
        {
            "settings": asdict(run.settings),
            "attackers": run.attackers,
            "mixes": run.mixes,
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
