"""A comparison as a file: a table for a spreadsheet, or everything as JSON."""

import csv
import io
import json
from dataclasses import asdict

from sum.simulation.compare.records import Comparison
from sum.units import DAY, ETHER

_COLUMNS = ("mechanism", "series", "who", "kind", "time_s", "day", "value", "unit")


def comparison_csv(comparison: Comparison) -> str:
    """Accuracy and balances over time as one long table.

    Returns
    -------
    str
        CSV with a heading. Series is accuracy (a fraction) or won (in ether, points in a game
        without money); a value holds from its time on, in seconds from the beginning.
    """
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(_COLUMNS)
    for run in comparison.runs:
        for score in run.scores:
            moment = score.time, round(score.time / DAY, 4)
            table.writerow([run.name, "accuracy", "", "", *moment, score.accuracy, "fraction"])
        for person in run.people:
            who = person.name, person.kind
            for each in person.balances:
                value = (each.won / ETHER, "ETH") if run.money else (each.points, "points")
                moment = each.time, round(each.time / DAY, 4)
                table.writerow([run.name, "won", *who, *moment, *value])
    return text.getvalue()


def comparison_json(comparison: Comparison) -> str:
    """All records as one JSON object; money in wei, times in seconds from the beginning."""
    found = asdict(comparison)
    for run, record in zip(comparison.runs, found["runs"], strict=True):
        record["summary"] = {
            "attacker_profit": run.attacker_profit,
            "attacker_points": run.attacker_points,
            "honest_profit": run.honest_profit,
            "honest_points": run.honest_points,
            "honest_returned": run.honest_returned,
            "accuracy_start": run.start,
            "accuracy_mean": run.mean,
            "accuracy_lowest": run.lowest,
            "accuracy_final": run.final,
        }
    return json.dumps(found, indent=1)
