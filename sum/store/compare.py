"""What differs between runs: in what was set, and in what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sum.simulation.scenario import all_fields, value_of, written
from sum.store.kept import Kept


@dataclass(frozen=True)
class Comparison:
    """Runs side by side; only what is not the same in all of them.

    Attributes
    ----------
    runs : tuple of Kept
    fields : mapping of str to tuple
        Of each path ("agents.attacker.count", "engine", "version of numpy") the values of the
        runs, as a scenario's file has them; None where a run has no such field.
    figures : mapping of str to tuple of (float or None)
        The same of the figures of `Run.figures`.
    same : bool
        Whether all runs have the same digest: the same scenario, versions and records.
    """

    runs: tuple[Kept, ...]
    fields: Mapping[str, tuple[Any, ...]]
    figures: Mapping[str, tuple[float | None, ...]]
    same: bool


def compare(runs: Sequence[Kept]) -> Comparison:
    """Compare kept runs.

    Parameters
    ----------
    runs : sequence of Kept

    Raises
    ------
    ScenarioError
        When a scenario is not known any more.
    """
    return Comparison(
        runs=tuple(runs),
        fields=_differing([_fields(run) for run in runs]),
        figures=_differing([run.figures for run in runs]),
        same=len({run.digest for run in runs}) <= 1,
    )


def _fields(run: Kept) -> dict[str, Any]:
    scenario = run.scenario
    found = {
        path: written(field, value_of(scenario, path))
        for path, field in all_fields(scenario).items()
    }
    versions = {f"version of {name}": version for name, version in run.versions.items()}
    return {**found, "engine": run.engine, "ended": run.ended, **versions}


def _differing(columns: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Any, ...]]:
    names = dict.fromkeys(name for column in columns for name in column)
    rows = {name: tuple(column.get(name) for column in columns) for name in names}
    return {name: row for name, row in rows.items() if any(each != row[0] for each in row)}
