"""Runs as people read them, as JSON has them, and as files."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sum.errors import InputError
from sum.simulation.lab import Run
from sum.simulation.lab.records import GroupSummary
from sum.store import Kept
from sum.units import ETHER, format_duration, format_ether

ENDED = {
    "contributions": "there were as many as the scenario asks for",
    "time": "the scenario's time was over",
    "idle": "nobody came any more",
    "stopped": "it was stopped before its end",
}
_MONEY = ("staked", "returned", "earned", "profit", "at_stake")
_COLUMNS = (
    *("group", "people", "contributions", "wrong", "staked", "returned", "earned", "profit each"),
)
_GAP = 2


def told(run: Run, number: int | None) -> Iterator[str]:
    """A run as people read it.

    Parameters
    ----------
    run : Run
    number : int or None
        Under which it is kept.

    Yields
    ------
    str
        A line.
    """
    summary = run.summary
    yield f"{run.scenario.title} (seed {run.scenario.seed}, {run.engine}, {run.seconds:.1f} s)"
    yield (
        f"Accuracy: {summary.accuracy_start:.1%} at the start, {summary.accuracy_lowest:.1%} at"
        f" worst, {summary.accuracy_end:.1%} at the end"
        f"{'' if run.ideal is None else f'; trained on everything: {run.ideal:.1%}'}."
    )
    yield (
        f"{summary.contributions:,} contributions ({ENDED.get(run.ended, run.ended)}),"
        f" {summary.refunds:,} refunds, {summary.reports:,} reports, {summary.refused:,} refused;"
        f" {format_duration(run.moments[-1].time if run.moments else 0)} of block time."
    )
    yield ""
    yield from aligned([_COLUMNS, *map(_group, summary.groups)])
    yield ""
    held = f"The contract holds {format_ether(summary.held)}."
    yield held if summary.conserved else f"{held} The money does not add up."
    gas = f"{run.gas:,} gas. " if run.gas else ""
    kept = f"Kept as run {number}; " if number else ""
    yield f"{gas}{kept}{'d' if kept else 'D'}igest {run.digest()[:16]}."


def record(run: Run, number: int | None) -> dict[str, Any]:
    """A run as JSON has it; money in ether, exact only in the run's own file."""
    return {
        "id": number,
        "scenario": run.scenario.title,
        "seed": run.scenario.seed,
        "engine": run.engine,
        "ended": run.ended,
        "digest": run.digest(),
        "versions": dict(run.versions),
        "seconds": run.seconds,
        "gas": run.gas,
        "tested": run.tested,
        "ideal": run.ideal,
        "conserved": run.summary.conserved,
        "figures": run.figures(),
        "groups": [
            {
                name: value / ETHER if name in _MONEY else value
                for name, value in vars(group).items()
            }
            for group in run.summary.groups
        ],
    }


def record_kept(kept: Kept) -> dict[str, Any]:
    """A kept run as JSON has it, without its records."""
    return {
        "id": kept.id,
        "when": kept.when.isoformat(timespec="seconds"),
        "title": kept.title,
        "note": kept.note,
        "seed": kept.seed,
        "engine": kept.engine,
        "ended": kept.ended,
        "digest": kept.digest,
        "versions": dict(kept.versions),
        "seconds": kept.seconds,
        "size": kept.size,
        "figures": dict(kept.figures),
    }


def aligned(rows: Iterable[Sequence[str]], left: int = 1) -> Iterator[str]:
    """Rows of a table as lines; the first columns to the left, the others to the right.

    >>> list(aligned([("who", "count"), ("Alice", "7")]))
    ['who    count', 'Alice      7']
    """
    texts = [tuple(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        cells = (
            f"{cell:{'<' if number < left else '>'}{width}}"
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield (" " * _GAP).join(cells).rstrip()


def _group(group: GroupSummary) -> tuple[str, ...]:
    back = f" ({group.returned / group.staked:.0%})" if group.staked else ""
    profit = round(group.profit / max(1, group.people))
    return (
        group.name,
        f"{group.people:,}",
        f"{group.contributions:,}",
        f"{group.wrong:,}",
        format_ether(group.staked),
        f"{format_ether(group.returned)}{back}",
        format_ether(group.earned),
        format_ether(profit, signed=True),
    )


# ------------------------------------------------------------------------------------------ files


def _picture(ending: str) -> Callable[[Sequence[Run]], bytes]:
    def draw(runs: Sequence[Run]) -> bytes:
        from sum.viz.picture import png, svg  # noqa: PLC0415 - only who wants one waits for it
        from sum.viz.simulate import accuracy_chart  # noqa: PLC0415

        chart = accuracy_chart(runs)
        title = runs[0].scenario.title if len(runs) == 1 else ""
        return png(chart, title=title) if ending == ".png" else svg(chart, title=title).encode()

    return draw


def _events(ending: str) -> Callable[[Sequence[Run]], bytes]:
    def write(runs: Sequence[Run]) -> bytes:
        from sum.simulation.lab.tables import csv_of, events_table, parquet_of  # noqa: PLC0415

        table = events_table(runs[0])
        return parquet_of(table) if ending == ".parquet" else csv_of(table)

    return write


PICTURES = {ending: _picture(ending) for ending in (".svg", ".png")}
"""What can be written of several runs together, by a file's ending."""
FILES: dict[str, Callable[[Sequence[Run]], bytes]] = {
    ".json": lambda runs: runs[0].to_json(),
    **{ending: _events(ending) for ending in (".csv", ".parquet")},
    **PICTURES,
}
"""What can be written of a run: itself, its events, its accuracy as a picture."""


def check_out(path: Path | None, known: Iterable[str]) -> None:
    """Refuse a file that could not be written in the end, before anything is done.

    Raises
    ------
    InputError
        When its ending says nothing, or its folder is not there.
    """
    if path is None:
        return
    if path.suffix.lower() not in known:
        raise InputError(f"{path.name} has to end in {', '.join(known)}.")
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent}.")


def save(runs: Sequence[Run], path: Path | None) -> None:
    """Write runs into a file, as its ending says; whole or not at all. Nothing for None.

    Raises
    ------
    InputError
        When it cannot be written.
    """
    if path is None:
        return
    data = FILES[path.suffix.lower()](runs)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        half.write_bytes(data)
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error
