"""A run as tables, for spreadsheets and notebooks."""

from io import BytesIO

import pandas as pd

from sum.simulation.lab.records import Run
from sum.units import ETHER


def moments_table(run: Run) -> pd.DataFrame:
    """A row each time that accuracy was measured.

    Returns
    -------
    pandas.DataFrame
        time_s (seconds since the beginning), contributions, accuracy (a fraction), and for each
        person "balance_eth NAME" and "at_stake_eth NAME".
    """
    names = [person.name for person in run.people]
    rows = [
        [moment.time, moment.contributions, moment.right / run.tested]
        + [wei / ETHER for wei in (*moment.balances, *moment.at_stake)]
        for moment in run.moments
    ]
    columns = ["time_s", "contributions", "accuracy"]
    columns += [f"{what} {name}" for what in ("balance_eth", "at_stake_eth") for name in names]
    return pd.DataFrame(rows, columns=columns)


def events_table(run: Run) -> pd.DataFrame:
    """A row an event.

    Returns
    -------
    pandas.DataFrame
        time_s, person, group, kind, contribution (its number; missing where there is none), label
        and truth (missing likewise), amount_wei (as text: it may not fit into 64 bits),
        amount_eth, changed (whether the model did), refused (the contract's reason, or "").
    """
    rows = [
        (
            event.time,
            run.people[event.person].name,
            run.people[event.person].group,
            event.kind,
            event.contribution or None,
            event.label if event.label >= 0 else None,
            event.truth if event.truth >= 0 else None,
            str(event.amount),
            event.amount / ETHER,
            event.changed,
            event.refused,
        )
        for event in run.events
    ]
    columns = ["time_s", "person", "group", "kind", "contribution", "label", "truth"]
    columns += ["amount_wei", "amount_eth", "changed", "refused"]
    table = pd.DataFrame(rows, columns=columns)
    whole = dict.fromkeys(("contribution", "label", "truth"), "Int64")
    return table.astype(whole)


def csv_of(table: pd.DataFrame) -> bytes:
    """A table as CSV, in UTF-8."""
    text: str = table.to_csv(index=False, lineterminator="\n")
    return text.encode()


def parquet_of(table: pd.DataFrame) -> bytes:
    """A table as Parquet."""
    file = BytesIO()
    table.to_parquet(file, index=False)
    return file.getvalue()
