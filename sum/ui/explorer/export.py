"""A room's transactions as files."""

import csv
import io
import json

from sum.room.records import Call, Snapshot
from sum.ui.explorer.books import Books
from sum.ui.explorer.story import tell
from sum.viz.cells import cell
from sum.viz.times import format_time

SAFE = 2**53
"""From here on, many programs round a number in JSON: it is written as text."""

COLUMNS = (
    "block",
    "block_hash",
    "parent",
    "transaction",
    "time",
    "clock",
    "sender",
    "sender_address",
    "to",
    "function",
    "what",
    "contribution",
    "value_wei",
    "gas_used",
    "arguments",
    "events",
)


def calls_json(snapshot: Snapshot) -> str:
    """Every transaction, oldest first, as JSON.

    Numbers from 2**53 on are text, bytes are hex.
    """
    books = Books(snapshot)
    rows = [_row(books, call) for call in snapshot.calls]
    return json.dumps(
        {"room": snapshot.code, "contract": snapshot.address, "transactions": rows},
        ensure_ascii=False,
        indent=1,
    )


def calls_csv(snapshot: Snapshot) -> str:
    """Every transaction, oldest first, as CSV with a heading; arguments and events are JSON."""
    books, text = Books(snapshot), io.StringIO()
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    for call in snapshot.calls:
        row = _row(books, call)
        table.writerow({name: cell(value) for name, value in row.items()})
    return text.getvalue()


def _row(books: Books, call: Call) -> dict[str, object]:
    person, entry = books.who(call), books.entry(call)
    values = (
        call.block,
        call.block_hash,
        call.parent,
        call.hash,
        call.time,
        format_time(call.time, books.snapshot.clock.start),
        person.name if person else "",
        person.address if person else "",
        call.to,
        call.function,
        tell(books, call).line,
        entry.number if entry else None,
        call.value,
        call.gas_used,
        call.arguments,
        [{"event": name, "arguments": arguments} for name, arguments in call.events],
    )
    return {name: _ready(value) for name, value in zip(COLUMNS, values, strict=True)}


def _ready(value: object) -> object:
    if isinstance(value, dict):
        return {str(name): _ready(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_ready(each) for each in value]
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= SAFE:
        return str(value)
    return value
