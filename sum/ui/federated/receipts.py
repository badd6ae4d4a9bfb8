"""What each client was paid, charged and slashed; with what nobody else knows of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sum.federated.records import FederatedRun
from sum.ui.federated.cast import NOBODY, Cast
from sum.units import ETHER

_HEADS = {
    "client": "client",
    "part": "",
    "samples": "samples",
    "most": "most of",
    "included": "in the sum",
    "paid": "paid",
    "fees": "fees",
    "lost": "stakes lost",
    "profit": "profit",
}


@dataclass(frozen=True)
class Receipt:
    """A client's account over a run.

    Attributes
    ----------
    client : int
        From 1.
    name : str
        What it is called; its number where it has no name.
    mine : bool
        Whether it is the visitor's own.
    attacks : bool
    samples : int
        0 where that is not told.
    most : str
        The class of which it has most samples.
    included : int
        In how many rounds' sums it was.
    paid, fees, lost, profit : int
        In wei; the first less the others is the last.
    """

    client: int
    name: str
    mine: bool
    attacks: bool
    samples: int
    most: str
    included: int
    paid: int
    fees: int
    lost: int
    profit: int


def receipts(run: FederatedRun, cast: Cast = NOBODY) -> list[Receipt]:
    """Everybody's account, the best paid first."""
    found = [_receipt(run, place, cast) for place in range(len(run.attackers))]
    return sorted(found, key=lambda each: (-each.profit, each.client))


def _receipt(run: FederatedRun, place: int, cast: Cast) -> Receipt:
    mix = run.mixes[place] if run.mixes else (0,) * len(run.task.classes)
    return Receipt(
        client=place + 1,
        name=cast.name(place),
        mine=place in cast.mine,
        attacks=run.attackers[place],
        samples=sum(mix),
        most=run.task.classes[mix.index(max(mix))],
        included=sum(record.outcome.included[place] for record in run.records),
        paid=sum(each.pays[place] for each in run.settlements),
        fees=sum(each.fees[place] for each in run.settlements),
        lost=sum(each.lost[place] for each in run.settlements),
        profit=run.records[-1].profits[place],
    )


def receipts_html(found: Sequence[Receipt], rounds: int, cast: Cast = NOBODY) -> str:
    """A table, in which all text is escaped.

    Parameters
    ----------
    found : sequence of Receipt
    rounds : int
        That were played.
    cast : Cast
        Who attacks has no column while it is a secret, nor has what data everybody holds where it
        may not be told.
    """
    hidden = {"part"} if cast.secret else set()
    hidden |= set() if cast.shards else {"samples", "most"}
    shown = [name for name in _HEADS if name not in hidden]
    head = "".join(f"<th>{escape(_HEADS[name])}</th>" for name in shown)
    body = "".join(_row(each, rounds, shown) for each in found)
    table = f"<table class=fed-receipts><tr>{head}</tr>{body}</table>"
    return f"{_STYLE}<div class=sum-scroll>{table}</div>"


def _row(receipt: Receipt, rounds: int, shown: Sequence[str]) -> str:
    cells = {
        "client": receipt.name,
        "part": "attacker" if receipt.attacks else "honest",
        "samples": str(receipt.samples),
        "most": receipt.most,
        "included": f"{receipt.included} of {rounds}",
        "paid": f"{receipt.paid / ETHER:.2f}",
        "fees": f"{receipt.fees / ETHER:.2f}",
        "lost": f"{receipt.lost / ETHER:.2f}",
        "profit": f"{receipt.profit / ETHER:+.2f}".replace("-", "−"),
    }
    mine = " class=fed-mine" if receipt.mine else ""
    return f"<tr{mine}>{''.join(f'<td>{escape(cells[name])}</td>' for name in shown)}</tr>"


_STYLE = """
<style>
.fed-receipts { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
.fed-receipts th, .fed-receipts td { padding: .15rem .9rem .15rem 0; text-align: right;
  white-space: nowrap; }
.fed-receipts th { font-weight: 600; vertical-align: bottom; }
.fed-receipts td:first-child, .fed-receipts th:first-child { text-align: left; }
@media (max-width: 640px) { .fed-receipts { font-size: .8rem; }
  .fed-receipts th, .fed-receipts td { padding-right: .5rem; }
  .fed-receipts th, .fed-receipts td:first-child { white-space: normal; }
  .fed-receipts td:first-child { min-width: 5.5rem; } }
.fed-receipts .fed-mine td { font-weight: 600; }
</style>
"""
