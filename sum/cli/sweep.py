"""Run a scenario many times: over values of its fields, with several seeds; find thresholds.

Values are written as in a scenario's file: "incentive.cost_weight=0.001 ether,0.002 ether".
"""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sum.cli.demo import INTERRUPTED
from sum.cli.progress import Progress
from sum.cli.scenarios import add_scenario, scenario_of
from sum.cli.swept import (
    record_sweep,
    record_threshold,
    told_sweep,
    told_threshold,
    usual_figures,
)
from sum.errors import InputError
from sum.home import home
from sum.simulation.scenario import Scenario
from sum.simulation.sweep import (
    Keep,
    Probe,
    Search,
    Span,
    Sweep,
    check_figure,
    collect,
    find_threshold,
    play,
    read_axes,
)

SEEDS, SEARCH_SEEDS, MOST_SEEDS = 5, 10, 80


def add_arguments(parser: ArgumentParser) -> None:
    """Say what arguments it takes."""
    add_scenario(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--axis",
        action="append",
        metavar="PATH=VALUES",
        help="a field and its values: 1,2,5 or 0..5 or 0..1:0.25 (a step) or LOW..HIGH:lin5 or"
        " LOW..HIGH:log5 (five of them); repeatable, for a grid",
    )
    what.add_argument(
        "--threshold",
        metavar="PATH=LOW..HIGH",
        help="find where --figure crosses --target; LOW..HIGH:log halves on a logarithmic scale",
    )
    parser.add_argument(
        "--figure",
        action="append",
        metavar="NAME",
        help="what is shown, as in accuracy.end or profit.attacker; repeatable",
    )
    parser.add_argument("--target", type=float, default=0.0, help="by default 0")
    parser.add_argument("--tolerance", help="how small the threshold's interval has to get")
    parser.add_argument(
        "--seeds",
        type=_whole,
        metavar="N",
        help=f"runs a point; by default {SEEDS}, of a threshold {SEARCH_SEEDS} to {MOST_SEEDS}",
    )
    parser.add_argument(
        "--random", type=_whole, default=0, metavar="N", help="so many points drawn at random"
    )
    parser.add_argument("--draw", type=_whole, default=0, metavar="N", help="decides which points")
    parser.add_argument(
        "--jobs", type=_jobs, default=-1, metavar="N", help="processes; by default all processors"
    )
    parser.add_argument("--dask", metavar="ADDRESS", help="run on the cluster of this scheduler")
    parser.add_argument("--out", type=Path, metavar="FILE", help="a row a run: .csv or .parquet")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument(
        "--resume",
        dest="fresh",
        action="store_false",
        help="do not repeat what was run before (what happens anyway)",
    )
    kept.add_argument("--fresh", action="store_true", help="run everything again")
    parser.set_defaults(fresh=False)


def run(arguments: Namespace) -> int:
    """Run and print; what was done before Ctrl-C is kept."""
    scenario = scenario_of(arguments)
    keep = Keep(home() / "sweeps.sqlite", fresh=arguments.fresh)
    workers = {"jobs": arguments.jobs, "client": arguments.dask, "keep": keep}
    if arguments.threshold:
        return _threshold(_search(scenario, arguments), workers, arguments)
    if arguments.out and arguments.out.suffix not in {".csv", ".parquet"}:
        raise InputError(f"{arguments.out.name} has to end in .csv or .parquet.")
    axes = read_axes(scenario, arguments.axis, spans=bool(arguments.random))
    sweep = Sweep(
        scenario=scenario,
        axes=axes,
        seeds=arguments.seeds or SEEDS,
        points=arguments.random,
        draw=arguments.draw,
    )
    for name in arguments.figure or ():
        check_figure(name, scenario)
    return _sweep(sweep, workers, arguments)


# ------------------------------------------------------------------------------------------ sweeps


def _sweep(sweep: Sweep, workers: dict[str, Any], arguments: Namespace) -> int:
    done, interrupted = [], False
    results = play(sweep, **workers)
    with Progress() as progress:
        try:
            progress.tell(0, f"{sweep.runs:,} runs")
            for some in results:
                done += some
                progress.tell(len(done) / sweep.runs, f"{len(done):,} of {sweep.runs:,} runs")
        except KeyboardInterrupt:
            interrupted = True
        finally:
            results.close()
    table = collect(sweep, done)
    if arguments.out and done:
        table.save(arguments.out)
    if done:
        names = arguments.figure or usual_figures(table)
        _print(record_sweep(table, names, arguments.out), told_sweep(table, names), arguments)
    if interrupted:
        sys.stderr.write(
            f"Interrupted. {len(done):,} of {sweep.runs:,} runs are done and kept; the same command"
            " goes on from there.\n"
        )
        return INTERRUPTED
    return 0


# -------------------------------------------------------------------------------------- thresholds


def _search(scenario: Scenario, arguments: Namespace) -> Search:
    if len(arguments.figure or []) != 1 or arguments.random or arguments.out:
        raise InputError("A threshold takes one --figure, and neither --random nor --out.")
    [(path, span)] = read_axes(scenario, [arguments.threshold], spans=True).items()
    if not isinstance(span, Span):
        raise InputError(f"--threshold {arguments.threshold!r}: say PATH=LOW..HIGH.")
    seeds = arguments.seeds or SEARCH_SEEDS
    return Search(
        scenario=scenario,
        path=path,
        figure=arguments.figure[0],
        low=span.low,
        high=span.high,
        target=arguments.target,
        log=span.log,
        tolerance=arguments.tolerance,
        seeds=seeds,
        max_seeds=max(MOST_SEEDS, seeds),
    )


def _threshold(search: Search, workers: dict[str, Any], arguments: Namespace) -> int:
    tried: list[Probe] = []
    with Progress() as progress:

        def tell(probe: Probe) -> None:
            tried.append(probe)
            progress.tell(0, f"{len(tried)} values tried, {_runs(tried):,} runs")

        try:
            found = find_threshold(search, progress=tell, **workers)
        except KeyboardInterrupt:
            progress.clear()
            sys.stderr.write(
                f"Interrupted. {_runs(tried):,} runs are kept; the same command goes on.\n"
            )
            return INTERRUPTED
    _print(record_threshold(found), told_threshold(found), arguments)
    return 0


# ----------------------------------------------------------------------------------------- printing


def _print(found: dict[str, Any], lines: Iterable[str], arguments: Namespace) -> None:
    if arguments.json:
        print(json.dumps(found, indent=2))
        return
    for line in lines:
        print(line)


def _runs(probes: Iterable[Probe]) -> int:
    return sum(probe.band.runs for probe in probes)


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is not a whole number from 0")
    return int(text)


def _jobs(text: str) -> int:
    if text != "-1" and (not text.isdecimal() or int(text) < 1):
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1 (or -1 for all)")
    return int(text)
