"""Sweeps and thresholds as people read them, and as JSON has them."""

from collections.abc import Iterable, Iterator
from math import isfinite
from pathlib import Path
from typing import Any

from sum.cli.told import aligned
from sum.simulation.scenario import all_fields, written
from sum.simulation.sweep import Sweep, Table, Threshold, bands, figure_names
from sum.units import ETHER

SHOWN = 3
_NUMBERS = ("runs", "mean", "std", "error", "low", "high")


def told_sweep(table: Table, names: Iterable[str]) -> Iterator[str]:
    """A sweep as people read it.

    Parameters
    ----------
    table : Table
    names : iterable of str
        Which figures.

    Yields
    ------
    str
        A line: a point's values, and of each figure the mean with half of its 95 % band.
    """
    sweep, names = table.sweep, list(names)
    yield f"{sweep.scenario.title}: {_count(sweep)}"
    if not table.complete:
        yield f"Not complete: {len(table.results):,} of {sweep.runs:,} runs."
    yield ""
    found = {name: bands(table, name).set_index("point") for name in names}
    rows: list[list[str]] = [[*sweep.axes, *names]]
    for point in dict.fromkeys(result.point for result in table.results):
        numbers = [_with_band(found[name].loc[point]) for name in names]
        rows.append([*map(str, _values(sweep, point).values()), *numbers])
    yield from aligned(rows, len(sweep.axes))
    yield ""
    yield "Means of the seeds ± half of the 95 % confidence band."


def record_sweep(table: Table, names: Iterable[str], out: Path | None) -> dict[str, Any]:
    """A sweep as JSON has it."""
    sweep = table.sweep
    found = {name: bands(table, name).set_index("point") for name in names}
    points = [
        {
            "point": point,
            "values": _values(sweep, point),
            "figures": {name: _numbers(rows.loc[point]) for name, rows in found.items()},
        }
        for point in dict.fromkeys(result.point for result in table.results)
    ]
    return {
        "scenario": sweep.scenario.title,
        "axes": list(sweep.axes),
        "seeds": sweep.seeds,
        "runs": len(table.results),
        "complete": table.complete,
        "points": points,
        "out": str(out) if out else None,
    }


def usual_figures(table: Table) -> list[str]:
    """The figures that are shown where nobody says which."""
    groups = [f"profit.{name}" for name in reversed(list(table.sweep.scenario.agents))]
    return [
        name for name in ("accuracy.end", *groups) if name in figure_names(table.sweep.scenario)
    ][:SHOWN]


def _count(sweep: Sweep) -> str:
    points, seeds = len(sweep.all_points), sweep.seeds
    return f"{points:,} point{'s' * (points != 1)} of {seeds:,} run{'s' * (seeds != 1)}"


def _values(sweep: Sweep, number: int) -> dict[str, Any]:
    point = sweep.all_points[number]
    fields = all_fields(point.scenario)
    values = zip(sweep.axes, point.values, strict=True)
    return {path: written(fields[path], value) for path, value in values}


def _with_band(row: Any) -> str:  # noqa: ANN401 - a row of pandas
    if not row["runs"]:
        return "-"
    half = (row["high"] - row["low"]) / 2
    return f"{row['mean']:.4g}" + (f" ± {half:.2g}" if isfinite(half) else "")


def _numbers(row: Any) -> dict[str, Any]:  # noqa: ANN401
    numbers = {name: float(row[name]) for name in _NUMBERS}
    return {
        name: int(number) if name == "runs" else number if isfinite(number) else None
        for name, number in numbers.items()
    }


def told_threshold(found: Threshold) -> Iterator[str]:
    """A threshold as people read it: what was tried, and the answer."""
    search = found.search
    yield f"{search.scenario.title}: where does {search.figure} cross {search.target:g}?"
    yield ""
    sides = {1: "above", 0: "unclear", -1: "below"}
    rows = [[search.path, "runs", search.figure, "95 % band", ""]]
    for probe in found.probes:
        band = probe.band
        limits = f"{band.low:.4g} to {band.high:.4g}"
        value, side = found.text(probe.value), sides[probe.side]
        rows.append([value, str(band.runs), f"{band.mean:.4g}", limits, side])
    yield from aligned(rows)
    yield ""
    yield found.sentence()


def record_threshold(found: Threshold) -> dict[str, Any]:
    """A threshold as JSON has it; money in ether, times in seconds."""
    search = found.search
    unit = ETHER if search.field.kind == "money" else 1
    probes = [
        {
            "value": probe.value / unit,
            **{name: getattr(probe.band, name) for name in _NUMBERS},
            "side": probe.side,
        }
        for probe in found.probes
    ]
    return {
        "scenario": search.scenario.title,
        "path": search.path,
        "figure": search.figure,
        "target": search.target,
        "interval": [value / unit for value in found.interval] if found.interval else None,
        "estimate": None if found.estimate is None else found.estimate / unit,
        "runs": found.runs,
        "probes": probes,
        "sentence": found.sentence(),
    }
