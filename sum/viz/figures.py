"""What the figures of a run are called, and how they are written."""

FIGURES = {
    "accuracy.end": "Accuracy at the end",
    "accuracy.mean": "Accuracy on average",
    "accuracy.lowest": "Accuracy at worst",
    "accuracy.start": "Accuracy at the start",
    "contributions": "Contributions",
    "refunds": "Refunds",
    "reports": "Reports",
    "refused": "Refused",
    "held": "Left in the contract (ETH)",
    "profit": "Profit of {}, each (ETH)",
    "returned": "Deposits that came back to {}",
    "share": "Share of {} in all deposits",
    "contributions.": "Contributions of {}",
    "wrong": "Wrong labels of {}",
}
"""Figures of a run in words; a group's name goes into the brackets."""

_RATES = ("accuracy", "returned", "share")


def figure_title(name: str) -> str:
    """A figure of `Run.figures` in words.

    >>> figure_title("profit.attacker"), figure_title("accuracy.end")
    ('Profit of attacker, each (ETH)', 'Accuracy at the end')
    """
    if name in FIGURES:
        return FIGURES[name]
    kind, _, group = name.partition(".")
    return FIGURES.get(f"{kind}.", FIGURES.get(kind, "{}")).format(group)


def figure_format(name: str) -> str:
    """How Vega writes a figure.

    >>> figure_format("accuracy.end"), figure_format("profit.honest")
    ('.1%', ',.4~g')
    """
    return ".1%" if name.partition(".")[0] in _RATES else ",.4~g"


def figure_text(name: str, value: float) -> str:
    """A figure's value as people read it.

    >>> figure_text("accuracy.end", 0.9159), figure_text("profit.honest", 0.36784)
    ('91.6%', '0.3678')
    """
    return f"{value:.1%}" if name.partition(".")[0] in _RATES else f"{value:,.4g}"
