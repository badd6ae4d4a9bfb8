"""What everything that is sent to a shared model costs in gas, read off receipts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NewType

from sum.bench.gas_settings import SETTINGS, Setting, filled
from sum.chain import Address, Chain, connect
from sum.errors import InputError
from sum.incentives import Terms
from sum.models import MODELS
from sum.records import Contribution
from sum.shared_model import SharedModel
from sum.units import ETHER, HOUR, Seconds, Wei

Gas = NewType("Gas", int)


@dataclass(frozen=True)
class Row:
    """The gas of every kind of transaction, in one setting.

    Attributes
    ----------
    model, incentive : str
        Names of the contract's parts.
    sample : str
        What the sample is like, in a word or two.
    values, features, classes : int
        How many a sample names (sparse) or has (dense), and how many the model has.
    deploy : Gas
        Everything before the first contribution: creating, loading, opening.
    add_agree, add_disagree : Gas
        A contribution that the model agrees with, and one that it does not agree with and learns
        from; nothing is sent beyond the deposit.
    refund_first, refund_later : Gas
        The first refund of all, and the second, of the same account.
    report : Gas
        A take of all that is claimable.
    """

    STEPS: ClassVar[tuple[str, ...]] = (
        "deploy",
        "add_agree",
        "add_disagree",
        "refund_first",
        "refund_later",
        "report",
    )

    model: str
    incentive: str
    sample: str
    values: int
    features: int
    classes: int
    deploy: Gas
    add_agree: Gas
    add_disagree: Gas
    refund_first: Gas
    refund_later: Gas
    report: Gas


def measure_all(model: str = "") -> Iterator[Row]:
    """Measure every setting, in the order of `SETTINGS`.

    Parameters
    ----------
    model : str
        Of this one alone.

    Raises
    ------
    InputError
        When there is no such model.
    """
    if model and model not in MODELS:
        raise InputError(f"There is no model {model!r}; there are {', '.join(MODELS)}.")
    return (measure(setting) for setting in SETTINGS if model in {"", setting.model})


def peer_of(row: Row) -> Mapping[str, int]:
    """What the same took in microsoft/0xDeCA10B, by `Row.STEPS`; empty where it is not known."""
    size = (row.model, row.sample, row.features, row.classes)
    settings = {
        (each.model, each.title, each.n_features, each.n_classes): each for each in SETTINGS
    }
    return settings[size].peer if size in settings else {}


def measure(setting: Setting, chain: Chain | None = None) -> Row:
    """Deploy a model, send one transaction of every kind, read the receipts.

    Parameters
    ----------
    setting : Setting
    chain : Chain, optional
        A new one; by default our own, where time, accounts and addresses, and so the numbers, are
        the same in every run.
    """
    terms = Terms(cost_weight=Wei(ETHER // 1_000 // 600))
    spent: list[int] = []
    shared = SharedModel.deploy(
        chain or connect(),
        filled(setting),
        terms,
        listener=lambda receipt, *_: spent.append(receipt.gas_used),
    )
    deploy = Gas(sum(spent))
    gas = _play(shared, setting, terms, spent)
    return Row(
        setting.model,
        terms.name,
        setting.title,
        len(setting.sample),
        setting.n_features,
        setting.n_classes,
        deploy,
        **gas,
    )


def _play(
    shared: SharedModel, setting: Setting, terms: Terms, spent: Sequence[int]
) -> dict[str, Gas]:
    """Send every kind of transaction; `spent` grows with each."""
    good, bad = shared.chain.accounts[1:3]
    label = shared.predict(setting.sample)
    gas: dict[str, Gas] = {}

    def add(sender: Address, label: int) -> Contribution:
        shared.chain.advance(Seconds(HOUR))
        return shared.add_data(sender, setting.sample, label).contribution

    def note(step: str) -> None:
        gas[step] = Gas(spent[-1])

    first = add(good, label)
    note("add_agree")
    second = add(good, label)
    shared.chain.advance(terms.refund_wait)
    shared.refund(good, first)
    note("refund_first")
    shared.refund(good, second)
    note("refund_later")
    wrong = add(bad, (label + 1) % setting.n_classes)
    note("add_disagree")
    # A model that counts may disagree with it still; one that weighs has to be brought back.
    while shared.predict(setting.sample) != label:
        add(good, label)
    shared.chain.advance(terms.refund_wait)
    shared.report(good, wrong)
    note("report")
    return gas
