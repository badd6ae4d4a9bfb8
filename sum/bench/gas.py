"""What everything that is sent to a shared model costs in gas, read off receipts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NewType

from sum.chain import Address, Chain, connect
from sum.incentives import Terms
from sum.models import SparsePerceptron
from sum.records import Contribution
from sum.shared_model import SharedModel
from sum.units import ETHER, HOUR, SCALE, Seconds, Wei

Gas = NewType("Gas", int)


@dataclass(frozen=True)
class Setting:
    """What is measured.

    Attributes
    ----------
    title : str
        What is special about the sample, in a word or two.
    sample : tuple of int
        The features of every contribution.
    """

    title: str
    sample: tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """The gas of every kind of transaction, in one setting.

    Attributes
    ----------
    model, incentive : str
        Names of the contract's parts.
    features, weights : int
        How many a sample has, and how many features the model knows (the bias apart).
    deploy : Gas
        Everything before the first contribution: creating, loading, opening.
    add_agree, add_disagree : Gas
        A contribution that the model agrees with, and one from which it learns; nothing is sent
        beyond the deposit.
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
    features: int
    weights: int
    deploy: Gas
    add_agree: Gas
    add_disagree: Gas
    refund_first: Gas
    refund_later: Gas
    report: Gas


WEIGHTS = 1_000
SETTINGS = (
    # Words of a text: the frequent ones have low numbers, and some share a storage slot.
    Setting(
        "a text",
        (1, 2, 3, 14, 15, 26, 37, 48, 59, 110, 111, 112, 213, 314, 515, 616, 717, 818, 919, 920),
    ),
    Setting("spread out", tuple(range(7, 958, 50))),  # no two share one: the dearest sample
)
PEER = {
    "deploy": 27_348_794,
    "add_agree": 276_366,
    "add_disagree": 397_123,
    "refund_first": 221_083,
    "refund_later": 186_883,
    "report": 180_973,
}
"""The same task in microsoft/0xDeCA10B: Solidity 0.6, sparse perceptron, Prague's rules."""


def measure_all() -> list[Row]:
    """Measure every setting, in the order of `SETTINGS`."""
    return [measure(setting) for setting in SETTINGS]


def measure(setting: Setting, chain: Chain | None = None) -> Row:
    """Deploy a model, send one transaction of every kind, read the receipts.

    Parameters
    ----------
    setting : Setting
    chain : Chain, optional
        A new one; by default our own, where time, accounts and addresses, and so the numbers, are
        the same in every run.
    """
    model, terms = _model(), Terms(cost_weight=Wei(ETHER // 1_000 // 600))
    spent: list[int] = []
    shared = SharedModel.deploy(
        chain or connect(),
        model,
        terms,
        listener=lambda receipt, *_: spent.append(receipt.gas_used),
    )
    deploy = Gas(sum(spent))
    gas = _play(shared, setting.sample, terms, spent)
    return Row(model.name, terms.name, len(setting.sample), WEIGHTS, deploy, **gas)


def _play(
    shared: SharedModel, sample: tuple[int, ...], terms: Terms, spent: Sequence[int]
) -> dict[str, Gas]:
    """Send every kind of transaction; `spent` grows with each."""
    good, bad = shared.chain.accounts[1:3]
    label = shared.predict(sample)
    gas: dict[str, Gas] = {}

    def add(sender: Address, label: int) -> Contribution:
        shared.chain.advance(Seconds(HOUR))
        return shared.add_data(sender, sample, label).contribution

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
    wrong = add(bad, 1 - label)
    note("add_disagree")
    while shared.predict(sample) != label:
        add(good, label)
    shared.chain.advance(terms.refund_wait)
    shared.report(good, wrong)
    note("report")
    return gas


def _model() -> SparsePerceptron:
    """A model whose words are all in use: a slot that is zero would cost more to change."""
    model = SparsePerceptron(n_features=WEIGHTS).copy()
    tenth = SCALE // 10
    model.weights_ = [(n % 7 - 3) * tenth for n in range(WEIGHTS)] + [5 * tenth]  # the bias last
    return model
