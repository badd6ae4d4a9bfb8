"""Scenarios: what is simulated, as an object and as a TOML file.

>>> load_preset("imdb").incentive.name
'deposit_refund_take'
"""

from sum.simulation.scenario.fields import Field, all_fields, value_of, with_value, written
from sum.simulation.scenario.policies import KINDS, parameters
from sum.simulation.scenario.presets import load_preset, preset_names, read_file
from sum.simulation.scenario.scenario import (
    Data,
    Group,
    Length,
    Market,
    Opening,
    Scenario,
)
from sum.simulation.scenario.toml import ScenarioError, dumps, loads

__all__ = [
    "KINDS",
    "Data",
    "Field",
    "Group",
    "Length",
    "Market",
    "Opening",
    "Scenario",
    "ScenarioError",
    "all_fields",
    "dumps",
    "load_preset",
    "loads",
    "parameters",
    "preset_names",
    "read_file",
    "value_of",
    "with_value",
    "written",
]
