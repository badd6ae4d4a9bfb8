"""The lab: a scenario on an engine, and the records of what came of it."""

from sum.simulation.lab.records import Event, GroupSummary, Moment, Person, Run, Summary, figures
from sum.simulation.lab.simulation import Simulation, simulate, versions
from sum.simulation.lab.world import dataset_of, ideal_accuracy, opening_model

__all__ = [
    "Event",
    "GroupSummary",
    "Moment",
    "Person",
    "Run",
    "Simulation",
    "Summary",
    "dataset_of",
    "figures",
    "ideal_accuracy",
    "opening_model",
    "simulate",
    "versions",
]
