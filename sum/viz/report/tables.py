"""What came of a game as tables for a spreadsheet."""

from sum.room.books import Entry
from sum.room.records import Snapshot
from sum.units import ETHER, format_time
from sum.viz.cells import csv_text
from sum.viz.report.rounds import role_word, shown_rounds

PEOPLE = (
    *("round", "mechanism", "person", "name", "role", "profit_eth", "profit_wei", "points"),
    *("contributions", "good", "helped_accuracy"),
)
CONTRIBUTIONS = (
    *("number", "time_s", "room_clock", "person", "name", "sentence", "features", "label"),
    *("true_label", "model_before", "model_now", "cost_eth", "deposit_eth", "refunded_eth"),
    *("taken_eth", "claimable_eth", "settled", "block", "transaction"),
)


def people_csv(snapshot: Snapshot) -> str:
    """What came of each round for everybody, a line each."""
    return csv_text(
        PEOPLE,
        (
            (
                result.number,
                result.mechanism,
                line.person,
                line.name,
                role_word(line),
                line.profit / ETHER,
                line.profit,
                line.points,
                line.contributions,
                line.good,
                round(line.helped, 6),
            )
            for result in shown_rounds(snapshot)
            for line in result.lines
        ),
    )


def contributions_csv(snapshot: Snapshot, person_id: str = "") -> str:
    """The contributions of this round, a line each, in their order.

    Parameters
    ----------
    snapshot : Snapshot
    person_id : str
        Only somebody's; "" for everybody's.

    Returns
    -------
    str
        Amounts in ether, times in seconds of block time.
    """
    entries = (each for each in snapshot.entries if person_id in {"", each.person})
    return csv_text(CONTRIBUTIONS, (_contribution(snapshot, entry) for entry in entries))


def _contribution(snapshot: Snapshot, entry: Entry) -> tuple[object, ...]:
    classes, added = snapshot.dataset.classes, entry.contribution
    taken = sum(take.amount for take in entry.takes)
    money = (entry.cost, entry.deposit, entry.refunded, taken, entry.claimable)
    return (
        entry.number,
        added.time,
        format_time(added.time, snapshot.clock.start),
        entry.person,
        snapshot.person(entry.person).name,
        entry.raw if isinstance(entry.raw, str) else "",
        " ".join(map(str, added.data)),
        classes[added.label],
        "" if entry.truth is None else classes[entry.truth],
        classes[entry.before],
        classes[snapshot.prediction(entry)],
        *(wei / ETHER for wei in money),
        entry.settled,
        entry.block,
        entry.transaction,
    )
