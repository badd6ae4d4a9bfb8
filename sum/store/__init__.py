"""Runs that are kept: listed, searched, compared, run again, and passed on in one file.

>>> import tempfile
>>> from sum.simulation.lab import simulate
>>> from sum.simulation.scenario import Scenario, with_value
>>> with tempfile.TemporaryDirectory() as folder:
...     store = RunStore(f"{folder}/runs.sqlite")
...     number = store.add(simulate(with_value(Scenario(), "run.contributions", 5)))
...     (number, store.find(number).ended, store.rerun(number).same)
(1, 'contributions', True)
"""

from sum.store.compare import Comparison, compare
from sum.store.kept import Kept
from sum.store.rerun import Rerun
from sum.store.runs import Imported, RunStore

__all__ = ["Comparison", "Imported", "Kept", "Rerun", "RunStore", "compare"]
