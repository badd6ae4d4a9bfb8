"""What the guarded game costs in gas, read off receipts."""

from dataclasses import dataclass
from typing import ClassVar

from sum.bench.gas import Gas
from sum.bench.gas_settings import SETTINGS, Setting, filled
from sum.chain import Address, connect
from sum.incentives import GuardedTerms
from sum.records import Contribution
from sum.shared_model import SharedModel
from sum.units import ETHER, HOUR, Seconds, Wei


@dataclass(frozen=True)
class GuardedRow:
    """The gas of every kind of transaction, with the sparse perceptron and a text of 20 words.

    Attributes
    ----------
    deploy : Gas
        Creating, loading both models, opening.
    add_first, add_agree, add_disagree : Gas
        An account's first contribution; a later one that the live model agrees with; one that
        neither model agrees with, and the live one learns from.
    refund_first, refund_later : Gas
        The first refund of all, and a later one of the same account.
    refund_news : Gas
        One from which the settled model learns, and which is news.
    report_dispute, report_decide, report_late : Gas
        The two steps of a report, and moving to the pot what nobody claimed in time.
    collect : Gas
        Pulling a share of the pot.
    """

    STEPS: ClassVar[tuple[str, ...]] = (
        "deploy",
        "add_first",
        "add_agree",
        "add_disagree",
        "refund_first",
        "refund_later",
        "refund_news",
        "report_dispute",
        "report_decide",
        "report_late",
        "collect",
    )

    deploy: Gas
    add_first: Gas
    add_agree: Gas
    add_disagree: Gas
    refund_first: Gas
    refund_later: Gas
    refund_news: Gas
    report_dispute: Gas
    report_decide: Gas
    report_late: Gas
    collect: Gas


class _Play:
    """Sends every kind of transaction, and notes what it took."""

    def __init__(self, setting: Setting, terms: GuardedTerms) -> None:
        self.setting, self.terms = setting, terms
        self.spent: list[int] = []
        self.gas: dict[str, Gas] = {}
        self.shared = SharedModel.deploy(
            connect(),
            filled(setting),
            terms,
            listener=lambda receipt, *_: self.spent.append(receipt.gas_used),
        )
        self.gas["deploy"] = Gas(sum(self.spent))
        self.good, self.bad, self.third = self.shared.chain.accounts[1:4]
        self.label = self.shared.predict(setting.sample)

    def add(self, sender: Address, label: int, data: tuple[int, ...] = ()) -> Contribution:
        self.shared.chain.advance(Seconds(HOUR))
        return self.shared.add_data(sender, data or self.setting.sample, label).contribution

    def note(self, step: str) -> None:
        self.gas[step] = Gas(self.spent[-1])

    def wait(self, seconds: Seconds) -> None:
        self.shared.chain.advance(seconds)

    def earn(self) -> None:
        """Be upheld six times, and bring news once."""
        known = [self.add(self.good, self.label)]
        self.note("add_first")
        known += [self.add(self.good, self.label) for _ in range(5)]
        self.note("add_agree")
        self.wait(self.terms.k_wait)
        for number, each in enumerate(known):
            self.shared.refund(self.good, each)
            self.note("refund_later" if number else "refund_first")
        news = self.setting.sample[: len(self.setting.sample) // 2]
        other = 1 - self.shared.predict(news)
        added = self.add(self.good, other, news)
        while self.shared.predict(news) != other:
            added = self.add(self.good, other, news)
        self.wait(self.terms.k_wait)
        self.shared.refund(self.good, added)
        self.note("refund_news")

    def quarrel(self) -> None:
        """Have a contribution disputed, and decided."""
        label = self.shared.predict(self.setting.sample)
        wrong = self.add(self.bad, 1 - label)
        self.note("add_disagree")
        while self.shared.predict(self.setting.sample) != label:
            self.add(self.third, label)
        self.shared.report(self.good, wrong)
        self.note("report_dispute")
        for _ in range(self.terms.quorum):
            self.add(self.third, label)
        self.wait(self.terms.k_wait)
        self.shared.report(self.good, wrong)
        self.note("report_decide")

    def end(self) -> None:
        """Let a deposit lie until it goes to the pot, and collect."""
        label = self.shared.predict(self.setting.sample)
        wrong = self.add(self.bad, 1 - label)
        while self.shared.predict(self.setting.sample) != label:
            self.add(self.third, label)
        self.wait(self.terms.expiry)
        self.shared.report(self.third, wrong)
        self.note("report_late")
        self.shared.collect(self.good)
        self.note("collect")


def measure_guarded() -> GuardedRow:
    """Deploy the guarded game, send one transaction of every kind, read the receipts."""
    play = _Play(SETTINGS[0], GuardedTerms(floor=Wei(ETHER // 10_000)))
    play.earn()
    play.quarrel()
    play.end()
    return GuardedRow(**play.gas)
