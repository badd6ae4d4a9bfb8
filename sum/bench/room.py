"""A class of fifty in one room: browsers over websockets, and all that they can think of sending.

The app runs in a process of its own, as somebody starts it. Everybody comes in by the room's code
on a websocket of their own, polls what a browser polls, labels samples, sends them, and collects
what is due; some more watch the board. At the end the app is stopped, and what the pages confirmed
is compared with the room's books as they are on the disk.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

from sum.bench.frame import PER_SECOND, Figure
from sum.bench.process import output
from sum.bench.visitors.load import Load, Report, Usage, play
from sum.bench.visitors.server import running_app

SETTLED = 0.2
"""After which part of the time memory counts as settled: a minute of five."""
MARKS = 2
SHOWN = 5

# A second is an hour, as in the lessons; and the deposit is one that fifty people can afford who
# contribute ten times a second.
OPEN = """
from sum.incentives import Terms
from sum.room import Settings, open_class
from sum.room.classroom import Classroom
from sum.units import ETHER, HOUR, Wei
terms = Terms(cost_weight=Wei(ETHER // 6_000))
room, _, key = open_class(Settings(terms=terms, factor=HOUR), Classroom(phase="lobby"))
room.begin(key, "begin")
print(room.code)
"""
READ = """
import json
import sys
from sum.room import find_room
books = find_room({code!r}).snapshot
print(json.dumps([(books.person(each.person).name, each.number) for each in books.entries]))
"""


@dataclass(frozen=True)
class Books:
    """What the room's books have, beside what the pages confirmed.

    Attributes
    ----------
    lost : int
        Contributions that were confirmed, and are not there.
    doubled : int
        Contributions that are there, and were not confirmed.
    """

    lost: int
    doubled: int


def figures(repeats: int, **settings: int) -> Iterator[Figure]:  # noqa: ARG001 - once is long
    """Measure once; what went wrong is said, too.

    Parameters
    ----------
    repeats : int
        Once takes long enough.
    **settings
        Of `Load`.
    """
    load = Load(**settings)
    with TemporaryDirectory(prefix="sum-bench-") as folder:
        home = Path(folder)
        code = output(OPEN, home).strip()
        with running_app(home) as server:
            report = asyncio.run(play(server, code, load))
        books = compare(report, json.loads(output(READ.format(code=code), home)))
    yield from summary(report, books)


def compare(report: Report, entries: Sequence[tuple[str, int]]) -> Books:
    """Compare what was confirmed with the books' entries of the same people."""
    pages = Counter(
        (name, number) for name, numbers in report.numbers.items() for number in numbers
    )
    books = Counter((name, number) for name, number in entries if name in report.numbers)
    return Books((pages - books).total(), (books - pages).total())


def summary(report: Report, books: Books) -> Iterator[Figure]:
    """The figures of a report."""
    times = sorted([*report.sent, *report.collected])
    yield Figure("room.actions", len(times), "")
    yield Figure("room.contributions", len(report.sent), "")
    yield Figure("room.actions_per_second", len(times) / report.played, PER_SECOND)
    yield Figure("room.errors", len(report.errors), "", 0)
    yield Figure("room.lost", books.lost, "", 0)
    yield Figure("room.doubled", books.doubled, "", 0)
    yield Figure("room.refused", report.refused.total(), "")
    yield Figure("room.too_poor", report.poor, "")
    yield Figure("room.confirmed_p50", quantile(times, 0.5), "s")
    yield Figure("room.confirmed_p95", quantile(times, 0.95), "s", 0.5)
    yield Figure("room.confirmed_p99", quantile(times, 0.99), "s")
    yield Figure("room.confirmed_most", quantile(times, 1), "s")
    yield Figure("room.polls", len(report.polls) / report.played, PER_SECOND)
    yield Figure("room.poll_p95", quantile(sorted(report.polls), 0.95), "s")
    yield Figure("room.received", report.received / report.played / 1e3, "kB/s")
    yield from _usage(report.usage)
    for what, count in [*report.refused.most_common(SHOWN), *Counter(report.errors).most_common()]:
        sys.stderr.write(f"{count} x {what}\n")


def quantile(times: Sequence[float], part: float) -> float:
    """The time within which such a part of sorted times lies; 0 of none.

    >>> quantile([1.0, 2.0, 3.0, 4.0], 0.5), quantile([1.0, 2.0], 1), quantile([], 0.5)
    (2.0, 2.0, 0.0)
    """
    return times[max(0, ceil(part * len(times)) - 1)] if times else 0.0


def _usage(usage: Sequence[Usage]) -> Iterator[Figure]:
    """Memory once it has settled and at the end, and how many processors were busy."""
    if len(usage) < MARKS:
        return
    first, last = usage[0], usage[-1]
    settled = next(each for each in usage if each.at >= SETTLED * last.at)
    yield Figure("room.memory_settled", settled.memory, "MB")
    yield Figure("room.memory_end", last.memory, "MB")
    yield Figure("room.memory_growth", 100 * (last.memory / settled.memory - 1), "%", 10)
    yield Figure("room.cpu", 100 * (last.cpu - first.cpu) / (last.at - first.at), "%")
