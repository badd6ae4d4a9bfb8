"""Federated rounds in a report: how the model did, and a line for every client."""

from html import escape

from sum.room.federation import FederationView, Seat
from sum.room.records import Snapshot
from sum.units import ETHER
from sum.viz.federated import accuracy_rows, accuracy_spec
from sum.viz.palette import css_colour
from sum.viz.report.boards import table
from sum.viz.report.charts import GROUNDS, HEIGHT, figure
from sum.viz.report.rounds import SIGNS


def federated_html(snapshot: Snapshot) -> str:
    """The federation of a room, as HTML; "" when none was played.

    Who attacks is told when everybody may know it.
    """
    found = snapshot.federation
    if found is None or not found.run.records:
        return ""
    return f"<p>{escape(_said(found))}</p>{_accuracy(found)}{_clients(found)}"


def _said(found: FederationView) -> str:
    run, settings = found.run, found.settings
    rounds = len(run.records)
    attackers = "" if found.secret else f", {sum(run.attackers)} of them attackers"
    return (
        f"{settings.clients} clients trained one model on data that stayed with them{attackers}:"
        f" {run.task.title}, dial at {settings.dial},"
        f" {rounds} of {settings.rounds} rounds. The model was right {run.start:.1%} of the time at"
        f" first, and {run.accuracy:.1%} at last. The contract is at {found.address}."
    )


def _accuracy(found: FederationView) -> str:
    rows = accuracy_rows(found.run, ())
    rounds = max(1, len(found.run.records))
    specs = {each: accuracy_spec(each, rounds, 0.0, HEIGHT) for each in GROUNDS}
    return figure(rows, specs, "How often the model was right after each federated round.")


def _clients(found: FederationView) -> str:
    """A line for everybody, who won most first."""
    run = found.run
    profits = run.records[-1].profits
    order = sorted(range(len(found.seats)), key=lambda place: (-profits[place], place))
    rows = (
        (
            _who(found.seats[place], secret=found.secret),
            f"{sum(record.outcome.included[place] for record in run.records)}",
            *(
                f"{sum(getattr(each, kind)[place] for each in run.settlements) / ETHER:.2f}"
                for kind in ("pays", "fees", "lost")
            ),
            f"{profits[place] / ETHER:+.2f}",
        )
        for place in order
    )
    heads = ("Client", "Rounds in the sum", "Paid (ETH)", "Fees", "Stakes lost", "Won")
    return table(heads, rows, last=5)


def _who(seat: Seat, *, secret: bool) -> str:
    role = "neutral" if secret else "attacker" if seat.attacker else "contributor"
    name = f"{SIGNS.get(role, '○')} {escape(seat.name)}"
    return f'<span class="who" style="color: {css_colour(role)}">{name}</span>'
