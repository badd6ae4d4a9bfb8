"""What happened, in plain words: the lines of a room's feed."""

from collections.abc import Sequence

from sum.datasets import Dataset
from sum.datasets.show import in_words
from sum.incentives.base import AnyTerms
from sum.records import Paid
from sum.room.books import Call, Entry, Payout, PayoutKind
from sum.room.people import YOU, YOUR_ATTACKER
from sum.units import Wei, format_ether


def added_text(name: str, entry: Entry, dataset: Dataset) -> str:
    """Say that somebody contributed, and what the model made of it."""
    label = dataset.classes[entry.contribution.label]
    before, after = dataset.classes[entry.before], dataset.classes[entry.said]
    staked = f"{name} labelled {_sample(entry, dataset)} “{label}”"
    if entry.deposit:
        staked += f" and staked {format_ether(entry.deposit)}"
    if not entry.receipt:
        return f"{staked}; the model had said so already."
    if before != after:
        return f"{staked}; the model had said “{before}”, and now says “{after}”."
    if after == label:
        return f"{staked}; the model had said so already, and has learned from it all the same."
    return f"{staked}; the model still says “{after}”, but less surely."


def paid_text(
    name: str, author: str, paid: Paid, entry: Entry, dataset: Dataset, kind: PayoutKind
) -> str:
    """Say that somebody got money (or a point), whose it was, and why."""
    amount = format_ether(paid.amount)
    label = dataset.classes[entry.contribution.label]
    why = f"the model disagrees with “{label}”"
    if kind == "refund":
        got = f"got {amount} back" if paid.amount else "earned a point"
        return f"{name} {got}: the model agrees with “{label}”."
    if kind == "report":
        return f"{name} reported {_whose(author, name)}: {why}. It will be decided later."
    if kind == "pot":
        return f"{name} moved {deposit_of(author, name)} to the pot: {why}, and the time is over."
    if not paid.amount:
        return f"{name} took a point for reporting {_whose(author, name)}: {why}."
    if kind == "late" or entry.said == entry.contribution.label:
        why = "nobody had claimed it in time"
    return f"{name} took {amount} of {deposit_of(author, name)}: {why}."


def collected_text(name: str, amount: Wei) -> str:
    """Say that somebody got what the mechanism itself owed."""
    return f"{name} collected {format_ether(amount)} that the contract owed."


def sent_text(entry: Entry) -> str:
    """Say to its contributor that a contribution was made."""
    sent = f"Contribution {entry.number} is on the chain"
    if not entry.cost:
        return f"{sent}. It was free."
    fee = entry.cost - entry.deposit
    more = f", and {format_ether(fee)} paid as a fee" if fee and entry.deposit else ""
    return f"{sent}, {format_ether(entry.deposit or entry.cost)} at stake{more}."


def got_text(payout: Payout, whose: str) -> str:
    """Say to somebody what they got, of whose deposit."""
    amount = format_ether(payout.amount)
    if payout.kind == "report":
        return "You have reported it; it will be decided later."
    if payout.kind == "pot":
        return f"You moved {whose} to the pot."
    if payout.kind == "collect":
        return f"You collected {amount} that the contract owed you."
    if not payout.amount:
        return "You earned a point." if payout.kind == "refund" else "You took a point."
    return (
        f"You got {amount} back." if payout.kind == "refund" else f"You took {amount} of {whose}."
    )


def deposit_of(author: str, taker: str) -> str:
    """Name somebody's deposit, as somebody took of it.

    >>> deposit_of("Ann", "Ben"), deposit_of("You", "Ben"), deposit_of("You", "You")
    ('Ann’s deposit', 'your deposit', 'your own deposit')
    """
    if author == taker:
        return "your own deposit" if author == YOU else "their own deposit"
    return {YOU: "your deposit", YOUR_ATTACKER: "your attacker’s deposit"}.get(
        author, f"{author}’s deposit"
    )


def _whose(author: str, taker: str) -> str:
    """Name somebody's contribution, as `deposit_of` names a deposit."""
    return deposit_of(author, taker).removesuffix("deposit") + "contribution"


def won_text(terms: AnyTerms, won: int, *, signed: bool = False) -> str:
    """What somebody has won or lost: ether, or points in a game without money.

    >>> from sum.incentives import PointsTerms
    >>> won_text(PointsTerms(), -1, signed=True), won_text(PointsTerms(), 3, signed=True)
    ('-1 point', '+3 points')
    """
    if terms.money:
        return format_ether(won, signed=signed)
    sign = "+" if signed and won > 0 else ""
    return f"{sign}{won:,} point{'' if abs(won) == 1 else 's'}"


def scoring_text(call: Call, names: Sequence[str], scored: int) -> str:
    """Say what a transaction of a market's scoring has told; "" for nothing.

    Parameters
    ----------
    call : Call
    names : sequence of str
        Of the contributors, contribution by contribution.
    scored : int
        How many samples are scored.
    """
    lines = []
    for name, told in call.events:
        said = {key: int(str(value)) for key, value in told.items()}
        index = said.get("index", 0)
        if name == "Played":
            lines.append(f"The scores were paid {counted(said['rounds'], 'time')}.")
            continue
        which = f"Contribution {index + 1} by {names[index]}"
        if name == "Scored":
            hits, score = said["hits"], said["score"]
            lines.append(
                f"{which}: {hits - score} of {scored} right before it, {hits} after, score"
                f" {f'{score:+d}' if score else '0'}."
            )
        elif name == "Dropped":
            lines.append(f"{which} is dropped.")
    return " ".join(lines)


def counted(number: int, thing: str) -> str:
    """Say how many there are of something.

    >>> counted(1, "contribution"), counted(3, "bad contribution")
    ('1 contribution', '3 bad contributions')
    """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _sample(entry: Entry, dataset: Dataset) -> str:
    if dataset.kind == "image":
        return "an image"
    text = in_words(entry.raw, dataset)
    if not text or dataset.kind == "row":
        return "a row" if dataset.kind == "row" else "a sample"
    return f"“{text}”" if dataset.kind == "sentence" else f"the point {text}"
