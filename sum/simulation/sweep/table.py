"""What comes of a sweep: a row a run, and bands over the seeds."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sum.errors import InputError
from sum.simulation.lab import GroupSummary, Summary, figures
from sum.simulation.scenario import Scenario, all_fields
from sum.simulation.sweep.sweep import Sweep
from sum.simulation.sweep.work import Result
from sum.units import ETHER

CONFIDENCE = 0.95
_OTHERS = ("beneficiary", "owner")
"""Groups that are no scenario's."""


@dataclass(frozen=True)
class Table:
    """The runs of a sweep.

    Attributes
    ----------
    sweep : Sweep
    results : tuple of Result
        By point and seed; fewer than there should be when it was stopped.
    """

    sweep: Sweep
    results: tuple[Result, ...]

    @property
    def complete(self) -> bool:
        """Whether every run is there."""
        return len(self.results) == self.sweep.runs

    @cached_property
    def frame(self) -> pd.DataFrame:
        """A row a run: "point", a column an axis by its path, "seed", "ended", the figures.

        Money is in ether and time in seconds. A figure that a run does not have (of a group with
        nobody in it) is missing.
        """
        points = self.sweep.all_points
        money = self._money()
        rows = []
        for result in self.results:
            axes = zip(self.sweep.axes, points[result.point].values, strict=True)
            values = {path: value / ETHER if path in money else value for path, value in axes}
            row = {"point": result.point, **values, "seed": result.seed, "ended": result.ended}
            rows.append({**row, **result.figures})
        columns = ["point", *self.sweep.axes, "seed", "ended"]
        return pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)

    def save(self, path: Path) -> None:
        """Write the rows, as CSV or Parquet by the name's ending; whole or not at all.

        Raises
        ------
        InputError
            When the ending is another one, or the file cannot be written.
        """
        writers = {".csv": self.to_csv, ".parquet": self.to_parquet}
        if path.suffix not in writers:
            raise InputError(f"{path.name} has to end in .csv or .parquet.")
        data = writers[path.suffix]()
        half = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            half.write_bytes(data)
            half.replace(path)
        except OSError as error:
            half.unlink(missing_ok=True)
            raise InputError(f"{path} cannot be written: {error}") from error

    def to_csv(self) -> bytes:
        """The rows as CSV, in UTF-8."""
        text: str = self.frame.to_csv(index=False, lineterminator="\n")
        return text.encode()

    def to_parquet(self) -> bytes:
        """The rows as Parquet."""
        file = BytesIO()
        self.frame.to_parquet(file, index=False)
        return file.getvalue()

    def _money(self) -> set[str]:
        known = all_fields(self.sweep.all_points[0].scenario)
        return {path for path in self.sweep.axes if known[path].kind == "money"}


class Band(NamedTuple):
    """What runs of one kind say about a mean; see `bands`."""

    runs: int
    mean: float
    std: float
    error: float
    low: float
    high: float


def band(values: Iterable[float]) -> Band:
    """The mean of some runs, with its 95 % confidence band.

    >>> [round(number, 3) for number in band([1.0, 2.0, 3.0])]
    [3, 2.0, 1.0, 0.577, -0.484, 4.484]
    """
    found = np.asarray(list(values), dtype=np.float64)
    count = len(found)
    mean = float(found.mean()) if count else float("nan")
    if count <= 1:
        return Band(count, mean, *[float("nan")] * 4)
    std = float(found.std(ddof=1))
    error = std / count**0.5
    reach = float(stdtrit(count - 1, (1 + CONFIDENCE) / 2)) * error
    return Band(count, mean, std, error, mean - reach, mean + reach)


def collect(sweep: Sweep, results: Iterable[Result]) -> Table:
    """Make the table of runs that came in any order."""
    return Table(sweep, tuple(sorted(results, key=lambda result: result[:2])))


def bands(table: Table, figure: str) -> pd.DataFrame:
    """A figure's mean over the seeds of each point, and how sure it is.

    Parameters
    ----------
    table : Table
    figure : str
        One of `figure_names`.

    Returns
    -------
    pandas.DataFrame
        A row a point: "point", the axes, "runs", "mean", "std" (of the runs, n - 1), "error"
        (standard error of the mean), and from "low" to "high" the 95 % confidence band of the
        mean by Student's t distribution, which is wide where there are few runs. With a single
        run there is no spread to go by: std, error, low and high are missing.

    Raises
    ------
    InputError
        When there is no such figure.
    """
    check_figure(figure, table.sweep.scenario)
    frame = table.frame
    if not table.results:
        return pd.DataFrame(columns=["point", *table.sweep.axes, *Band._fields])
    rows = []
    for point, runs in frame.groupby("point", sort=True):
        first = runs.iloc[0]
        axes = {path: first[path] for path in table.sweep.axes}
        values = runs[figure].dropna() if figure in runs else ()
        rows.append({"point": point, **axes, **band(values)._asdict()})
    return pd.DataFrame(rows)


def figure_names(scenario: Scenario) -> tuple[str, ...]:
    """The names of all figures that a run of a scenario may have.

    >>> figure_names(Scenario())[1], figure_names(Scenario())[-1]
    ('accuracy.end', 'wrong.owner')
    """
    zero = {field.name: 0 for field in fields(GroupSummary)}
    groups = [GroupSummary(**{**zero, "name": name}) for name in (*scenario.agents, *_OTHERS)]  # type: ignore[arg-type]
    nothing = {field.name: 0 for field in fields(Summary)}
    return tuple(figures(Summary(**{**nothing, "groups": tuple(groups)})))  # type: ignore[arg-type]


def check_figure(name: str, scenario: Scenario) -> None:
    """Refuse a figure that no run of a scenario has.

    Raises
    ------
    InputError
        It says what is like it.
    """
    known = figure_names(scenario)
    if name not in known:
        near = get_close_matches(name, known, 3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}."
        raise InputError(f"There is no figure {name!r}; {hint}")
