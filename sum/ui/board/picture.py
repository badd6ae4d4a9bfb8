"""What the board shows of a room, put together once for all who look at it."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import pandas as pd
import pyarrow as pa

from sum.room import Room, Snapshot
from sum.room.classroom import Line
from sum.room.flows import CONTRACT, flows
from sum.room.standings import By, amount, lines
from sum.ui.board.news import news_html
from sum.ui.board.results import reveal_html
from sum.ui.board.standing import by_profit, leaderboard_html
from sum.ui.roles import look
from sum.units import Seconds
from sum.viz.board import class_balance_rows
from sum.viz.charts import accuracy_rows
from sum.viz.flows import OTHERS, flows_html

YOUNG = 0.3
"""How many seconds a picture is good for although there is news: fifty people look at it."""
LONGER, LONGEST = 12, 0.6
"""So many times longer than it took to make it, and so many seconds at most: of a long game."""
MOVING = 1.0
"""The same where nothing has happened, and only the clock goes on."""
NEWS = 12
_QUIET = (
    '<div class="sum-flows sum-more">Nobody has gained from anybody yet. Deposits come back to whom'
    " the model agrees with, and others take those of whom it does not: both after a while.</div>"
)


@dataclass(frozen=True)
class Picture:
    """What the board shows of a snapshot; HTML, but for the rows of the charts.

    Attributes
    ----------
    snapshot : Snapshot
        What it was made of.
    accuracy, balances : pyarrow.Table
        Rows for `class_accuracy_chart` and `class_balance_chart`.
    profit, helped : str
        The leaderboards.
    flows : str
        Who gained from whom.
    news : str
    reveal : str
        Who the attackers were; "" while that is a secret, or was none.
    """

    snapshot: Snapshot
    accuracy: pa.Table
    balances: pa.Table
    profit: str
    helped: str
    flows: str
    news: str
    reveal: str


@dataclass
class _Kept:
    """The last picture of a room; one at a time makes the next."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    picture: Picture | None = None
    made: float = 0.0
    took: float = 0.0

    def is_good_for(self, snapshot: Snapshot) -> bool:
        """Whether the picture still can be shown."""
        if self.picture is None:
            return False
        old, age = self.picture.snapshot, time.monotonic() - self.made
        if snapshot is old:
            return snapshot.classroom.frozen or not snapshot.clock.running or age < MOVING
        # Another round or phase, hidden names: nobody may see what was before.
        if (old.address, old.classroom) != (snapshot.address, snapshot.classroom):
            return False
        return age < max(YOUNG, min(LONGEST, LONGER * self.took))

    def make(self, snapshot: Snapshot, now: Seconds) -> Picture:
        """Make the next one."""
        begin = time.monotonic()
        self.picture, self.made = _made(snapshot, now), time.monotonic()
        self.took = self.made - begin
        return self.picture


_kept: WeakKeyDictionary[Room, _Kept] = WeakKeyDictionary()
_guard = threading.Lock()


def picture(room: Room) -> Picture:
    """A room as the board shows it, hardly behind it, and the same for everybody who looks."""
    snapshot = room.board
    with _guard:
        kept = _kept.setdefault(room, _Kept())
    old = kept.picture
    if old is not None and kept.is_good_for(snapshot):
        return old
    with kept.lock:
        if kept.picture is not None and kept.picture is not old:
            return kept.picture  # somebody else has just made it
        return kept.make(snapshot, snapshot.clock.now if snapshot.classroom.frozen else room.now())


def _made(snapshot: Snapshot, now: Seconds) -> Picture:
    found, by = lines(snapshot), by_profit(snapshot.settings.terms.money)
    return Picture(
        snapshot=snapshot,
        accuracy=_table(accuracy_rows(snapshot, now)),
        balances=_table(class_balance_rows(snapshot, now)),
        profit=leaderboard_html(found, by),
        helped=leaderboard_html(found, "helped"),
        flows=gains_html(snapshot),
        news=news_html(snapshot, NEWS),
        reveal=_reveal(snapshot, found, by),
    )


def _reveal(snapshot: Snapshot, found: Sequence[Line], by: By) -> str:
    led = snapshot.classroom
    if led.roles != "dealt" or led.secret:
        return ""
    return reveal_html(found, by, final=led.phase in {"over", "ended"})


def gains_html(snapshot: Snapshot) -> str:
    """Who gained from whom in this round, as HTML."""
    found = flows(snapshot)
    if not found:
        return _QUIET
    people = {person.id: person for person in snapshot.people}
    by = by_profit(snapshot.settings.terms.money)

    def name(person_id: str) -> str:
        if person_id in _NAMES:
            return _NAMES[person_id]
        person = people[person_id]
        return f"{look(person.role).sign} {person.name}"

    def role(person_id: str) -> str:
        fixed = {CONTRACT: "model", OTHERS: "neutral"}
        return fixed.get(person_id) or look(people[person_id].role).role

    size: Callable[[int], str] = lambda wei: amount(wei, by).lstrip("+−")  # noqa: E731
    return flows_html(found, name, role, size)


_NAMES = {CONTRACT: "■ the contract", OTHERS: "others"}


def _table(rows: pd.DataFrame) -> pa.Table:
    """Rows as they are sent: a name that stands in many rows is in it once."""
    columns = {name: pa.array(rows[name]) for name in rows}
    return pa.table(
        {
            name: column if pa.types.is_floating(column.type) else column.dictionary_encode()
            for name, column in columns.items()
        }
    )
