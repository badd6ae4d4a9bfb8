"""What the form calls each field of a scenario, what it says of it, and what can be chosen."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import fields as fields_of
from types import MappingProxyType
from typing import Any

from sum.datasets import SYNTHETIC, available, encoders, title_of
from sum.encoders import ENCODERS
from sum.errors import SumError
from sum.incentives import MECHANISMS
from sum.models import MODELS
from sum.simulation.scenario import KINDS, Field, Scenario

_MONEY = "Money, as in “0.05 ether” or “20 gwei”."
_TIME = "A time, as in “9 days”, “12 h” or “600 s”."


@dataclass(frozen=True)
class Words:
    """What a field is called, and what it means."""

    title: str
    help: str = ""


_WORDS = MappingProxyType(
    {
        "title": Words("Title"),
        "note": Words("Note"),
        "seed": Words(
            "Seed",
            "Decides everything that is left to chance: the same seed gives the same run, to the"
            " last bit. Try others to see what was luck.",
        ),
        "data.name": Words("Data set"),
        "data.encoder": Words("What the model sees of a sample"),
        "data.order": Words(
            "Who gets which sample",
            "Whether people draw from the pool at random, or take one sample after the other.",
        ),
        "model.name": Words("How it learns"),
        "model.start": Words("Who trains it before the opening"),
        "model.samples": Words(
            "Training samples", "On how many of the owner’s samples, from the first; 0 for all."
        ),
        "model.step": Words(
            "Step", "How far a contribution moves a linear model; 0 for the usual one."
        ),
        "run.contributions": Words("Ends after so many contributions", "0 for no such limit."),
        "run.time": Words("Ends after so much time", f"{_TIME} “0 s” for no such limit."),
        "run.accuracy_every": Words("Accuracy is measured every", _TIME),
        "run.settle": Words(
            "Claims go on after the end",
            "Whether everybody goes on claiming, without contributing, until all waits are over.",
        ),
        "market.portions": Words(
            "Portions", "Of the hidden test set. One is shown, the others are scored."
        ),
        "market.size": Words("Samples in a portion"),
        "market.bounty": Words("Bounty", f"What is paid out at most. {_MONEY}"),
        "market.rounds": Words(
            "Rounds",
            "How often a score is paid at most; 0 for as many as there may be contributions.",
        ),
        "incentive.name": Words("Mechanism"),
    }
)

_OF_GROUP = MappingProxyType(
    {
        "kind": Words("What they do"),
        "count": Words("How many", "Of an attack that needs several accounts: how many attackers."),
        "arrives": Words("Come after", f"Counted from the beginning. {_TIME}"),
        "leaves": Words("Leave after", f"{_TIME} “0 s” for never. Who has left goes on claiming."),
        "mistake_rate": Words("Wrong labels", "How likely a label is wrong, from 0 to 1."),
        "willing": Words("Would put at stake", f"For one contribution, on average. {_MONEY}"),
        "willing_deviation": Words("… plus or minus", f"Standard deviation of that. {_MONEY}"),
        "purse": Words("Begin with", f"What each of them has. {_MONEY}"),
        "mean_wait": Words("Come every", f"On average. {_TIME}"),
        "wait_deviation": Words("… plus or minus", f"Standard deviation of that. {_TIME}"),
        "confidence": Words(
            "Confidence",
            "When given, they contribute only with the probability of this plus the model’s"
            " accuracy. Empty: always.",
        ),
        "leftovers": Words(
            "Take leftovers",
            "Whether they take what is left of anybody’s deposit once the longest wait is over.",
        ),
        "fee": Words("Pay for a prediction", _MONEY),
        "strength": Words("Contributions in a row", "At one visit."),
    }
)

_STARTS = MappingProxyType(
    {
        "usual": "Its owner, as in rooms",
        "perceptron": "scikit-learn’s Perceptron (linear models)",
        "own": "Its own rule, sample by sample",
        "empty": "Nobody: it begins empty",
    }
)
_ORDERS = MappingProxyType({"random": "Anybody any, at random", "stream": "One after the other"})
_USUAL = "The usual one"


def words(scenario: Scenario, path: str) -> Words:
    """What a field is called, and what it means."""
    known = _WORDS.get(path)
    if known:
        return known
    section, _, name = path.rpartition(".")
    if section == "incentive":
        terms: Any = scenario.incentive
        about = next(each.metadata for each in fields_of(terms) if each.name == name)
        more = {"wei": f" {_MONEY}", "s": f" {_TIME}", "per mille": " In thousandths."}
        return Words(about["title"], about["help"] + more.get(about["unit"], ""))
    return _OF_GROUP.get(name, Words(name.replace("_", " ").capitalize()))


def choices(scenario: Scenario, field: Field) -> dict[str, str] | None:
    """What can be chosen for a field, with the words for it; None where it is typed.

    What is chosen now is always among it.
    """
    name = field.path if not field.path.startswith("agents.") else field.path.rpartition(".")[2]
    ask: dict[str, Callable[[Scenario], dict[str, str]]] = {
        "data.name": _data_sets,
        "data.encoder": _encoders,
        "data.order": lambda _: dict(_ORDERS),
        "model.name": _models,
        "model.start": lambda _: dict(_STARTS),
        "incentive.name": lambda _: {n: str(terms.title) for n, terms in MECHANISMS.items()},
        "kind": lambda _: {n: kind.title for n, kind in KINDS.items()},
    }
    return told_apart(ask[name](scenario)) if field.kind == "text" and name in ask else None


def told_apart(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels of which no two are the same: a widget knows its options by them.

    >>> told_apart({"sparse": "Perceptron", "dense": "Perceptron", "bayes": "Naive Bayes"})
    {'sparse': 'Perceptron (sparse)', 'dense': 'Perceptron (dense)', 'bayes': 'Naive Bayes'}
    """
    often = Counter(labels.values())
    return {
        name: f"{label} ({name})" if often[label] > 1 else label for name, label in labels.items()
    }


def _data_sets(scenario: Scenario) -> dict[str, str]:
    names = dict.fromkeys((*available(), *SYNTHETIC, scenario.data.name))
    return {name: data_title(name) for name in names}


def data_title(name: str) -> str:
    """What a person reads for a data set, whether it is there or not."""
    try:
        return title_of(name)
    except SumError:
        return name


def _models(scenario: Scenario) -> dict[str, str]:
    """The models that take the data, one way or another."""
    ways = [scenario.data.encoder] if scenario.data.encoder else list(_known(scenario))
    forms = {ENCODERS[way].form for way in ways if way in ENCODERS}
    fitting = [name for name, kind in MODELS.items() if kind.form in forms or not forms]
    chosen = [scenario.model.name] if scenario.model.name else []
    names = dict.fromkeys((*fitting, *chosen))
    return {"": _USUAL} | {
        name: str(MODELS[name].title) if name in MODELS else name for name in names
    }


def _known(scenario: Scenario) -> tuple[str, ...]:
    try:
        return encoders(scenario.data.name)
    except SumError:
        return ()


def _encoders(scenario: Scenario) -> dict[str, str]:
    chosen = (scenario.data.encoder,) if scenario.data.encoder else ()
    found = dict.fromkeys((*_known(scenario), *chosen))
    return {"": _USUAL} | {
        name: ENCODERS[name].title if name in ENCODERS else name for name in found
    }
