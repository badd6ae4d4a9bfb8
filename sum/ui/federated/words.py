"""What the page says of the dial, in words for people who have never heard of it."""

from types import MappingProxyType

from sum.federated.records import FederatedRun

DIAL = MappingProxyType(
    {
        "masked": (
            ":material/lock: Masked",
            (
                "**Only the sum is seen.** Every update wears a random mask; in the sum the"
                " masks cancel out. Nobody can tell a good update from a bad one, so all are"
                " paid the same."
            ),
        ),
        "groups": (
            ":material/groups: Groups",
            (
                "**Sums of small groups are seen.** A group is paid by what its sum does for the"
                " model: an attacker drags its honest neighbours down, and hides behind them."
            ),
        ),
        "scalar": (
            ":material/123: Scalar",
            (
                "**Two numbers of each update are seen**: how far it goes in the direction in"
                " which a hidden test pulls the model, and how much of that is new. The update"
                " stays masked."
            ),
        ),
        "self-assessment": (
            ":material/fact_check: Self-assessment",
            (
                "**The same two numbers, but later**: an update is judged by the next step that all"
                " take together. Pay comes late, and the two numbers of many rounds tell more."
            ),
        ),
        "open": (
            ":material/lock_open: Open",
            (
                "**Everything is seen.** The contract can judge every update, and everybody can"
                " work out what data somebody has."
            ),
        ),
    }
)
"""Of each setting: its title, and what it means."""

DATA = MappingProxyType(
    {
        "digits": "Digits (650 weights)",
        "breast-cancer": "Tumours (31 weights)",
        "digits-last-matrix": "Digits, last matrix (170)",
    }
)
"""What can be learned, with how many numbers an update has."""
NAMES = MappingProxyType(
    {
        "masked": "Masked",
        "groups": "Groups",
        "scalar": "Scalar",
        "self-assessment": "Self-assessment",
        "open": "Open",
    }
)
"""The settings' names alone."""


def percent(part: float) -> str:
    """A part of one as a person reads it.

    >>> percent(0.9345)
    '93.5 %'
    """
    return f"{100 * part:.1f} %"


def ether(amount: float) -> str:
    """Won or lost, in ether.

    >>> ether(-0.04), ether(1.26)
    ('0.0 ETH', '+1.3 ETH')
    """
    text = f"{amount:+.1f}".replace("-", "−")
    return f"{text if text[1:] != '0.0' else '0.0'} ETH"


def headline(run: FederatedRun, clean: float | None) -> str:
    """What came of a run, in a few sentences.

    Parameters
    ----------
    run : FederatedRun
    clean : float or None
        Accuracy at the end where nobody attacks; None while it is not known.
    """
    said = [
        f"After {len(run.records)} rounds the model is right {percent(run.accuracy)} of the time"
    ]
    bad = sum(run.attackers)
    if bad and clean is not None:
        said[0] += f"; without the attack it would be {percent(clean)}"
    said[0] += "."
    if bad:
        gain = float(f"{run.attacker_profit:.1f}")
        how = "earns" if gain > 0 else "loses" if gain < 0 else "comes out even:"
        said.append(f"An attacker {how} {ether(run.attacker_profit).lstrip('+−')} on average.")
    said.append(f"An honest client’s profit is {ether(run.honest_profit)}.")
    return " ".join(said)


def slashed_in(run: FederatedRun) -> tuple[int, int]:
    """How often honest clients and attackers have lost a stake."""
    honest = bad = 0
    for settlement in run.settlements:
        for lost, attacks in zip(settlement.slashed, run.attackers, strict=True):
            honest += lost and not attacks
            bad += lost and attacks
    return honest, bad
