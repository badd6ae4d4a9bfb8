"""What each client was paid, charged and slashed; with what nobody else knows of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sum.federated.records import FederatedRun
from sum.units import ETHER

_HEADS = ("client", "", "samples", "most of", "in the sum", "paid", "fees", "stakes lost", "profit")


@dataclass(frozen=True)
class Receipt:
    """A client's account over a run.

    Attributes
    ----------
    client : int
        From 1.
    attacks : bool
    samples : int
    most : str
        The class of which it has most samples.
    included : int
        In how many rounds' sums it was.
    paid, fees, lost, profit : int
        In wei; the first less the others is the last.
    """

    client: int
    attacks: bool
    samples: int
    most: str
    included: int
    paid: int
    fees: int
    lost: int
    profit: int


def receipts(run: FederatedRun) -> list[Receipt]:
    """Everybody's account, the best paid first."""
    found = [_receipt(run, place) for place in range(len(run.attackers))]
    return sorted(found, key=lambda each: (-each.profit, each.client))


def _receipt(run: FederatedRun, place: int) -> Receipt:
    mix = run.mixes[place]
    return Receipt(
        client=place + 1,
        attacks=run.attackers[place],
        samples=sum(mix),
        most=run.task.classes[mix.index(max(mix))],
        included=sum(record.outcome.included[place] for record in run.records),
        paid=sum(each.pays[place] for each in run.settlements),
        fees=sum(each.fees[place] for each in run.settlements),
        lost=sum(each.lost[place] for each in run.settlements),
        profit=run.records[-1].profits[place],
    )


def receipts_html(found: Sequence[Receipt], rounds: int) -> str:
    """A table, in which all text is escaped.

    Parameters
    ----------
    found : sequence of Receipt
    rounds : int
        That were played.
    """
    rows = []
    for each in found:
        money = (f"{amount / ETHER:.2f}" for amount in (each.paid, each.fees, each.lost))
        cells = (
            *(str(each.client), "attacker" if each.attacks else "honest", str(each.samples)),
            *(each.most, f"{each.included} of {rounds}", *money),
            f"{each.profit / ETHER:+.2f}".replace("-", "−"),
        )
        rows.append("".join(f"<td>{escape(cell)}</td>" for cell in cells))
    head = "".join(f"<th>{escape(title)}</th>" for title in _HEADS)
    body = "".join(f"<tr>{row}</tr>" for row in [head, *rows])
    return f"{_STYLE}<div class=sum-scroll><table class=fed-receipts>{body}</table></div>"


_STYLE = """
<style>
.fed-receipts { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
.fed-receipts th, .fed-receipts td { padding: .15rem .9rem .15rem 0; text-align: right;
  white-space: nowrap; }
.fed-receipts th { font-weight: 600; }
</style>
"""
