"""Somebody's contributions as a file for a spreadsheet."""

import csv
import io

from sum.room import Snapshot
from sum.units import ETHER
from sum.viz.cells import cell
from sum.viz.times import format_time

_COLUMNS = (
    *("number", "time_s", "room_clock", "sentence", "features", "label", "true_label"),
    *("model_before", "model_now", "deposit_eth", "refunded_eth", "taken_eth", "claimable_eth"),
    *("block", "transaction"),
)


def contributions_csv(snapshot: Snapshot, person_id: str) -> str:
    """Somebody's contributions as a table for a spreadsheet.

    Parameters
    ----------
    snapshot : Snapshot
    person_id : str

    Returns
    -------
    str
        CSV with a heading; amounts in ether, times in seconds of block time.
    """
    classes, text = snapshot.dataset.classes, io.StringIO()
    table = csv.writer(text)
    table.writerow(_COLUMNS)
    for entry in snapshot.entries:
        if entry.person != person_id:
            continue
        added, taken = entry.contribution, sum(take.amount for take in entry.takes)
        raw = entry.raw if isinstance(entry.raw, str) else ""
        table.writerow(
            [
                entry.number,
                added.time,
                format_time(added.time, snapshot.clock.start),
                cell(raw),
                " ".join(map(str, added.data)),
                classes[added.label],
                "" if entry.truth is None else classes[entry.truth],
                classes[entry.before],
                classes[snapshot.prediction(entry)],
                *(wei / ETHER for wei in (entry.deposit, entry.refunded, taken, entry.claimable)),
                entry.block,
                entry.transaction,
            ]
        )
    return text.getvalue()
