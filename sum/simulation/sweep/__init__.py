"""Many runs of a scenario: grids and random points, bands over seeds, thresholds.

::

    sweep = Sweep(scenario=load_preset("label_flipping"), axes={"agents.attacker.count": (1, 2, 3)})
    table = run_sweep(sweep)
    bands(table, "accuracy.end")
"""

from sum.simulation.sweep.axes import Axis, Span, read_axes
from sum.simulation.sweep.keep import Keep
from sum.simulation.sweep.run import play, run_sweep
from sum.simulation.sweep.sweep import Point, Sweep
from sum.simulation.sweep.table import Table, bands, check_figure, collect, figure_names
from sum.simulation.sweep.threshold import Probe, Search, Threshold, find_threshold
from sum.simulation.sweep.work import Result

__all__ = [
    "Axis",
    "Keep",
    "Point",
    "Probe",
    "Result",
    "Search",
    "Span",
    "Sweep",
    "Table",
    "Threshold",
    "bands",
    "check_figure",
    "collect",
    "figure_names",
    "find_threshold",
    "play",
    "read_axes",
    "run_sweep",
]
