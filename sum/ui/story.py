"""What became of an attack, told from the books: who paid, who got it, what broke."""

from collections.abc import Sequence
from dataclasses import dataclass

from sum.room import Entry, Snapshot
from sum.units import Seconds, Wei, format_ether
from sum.viz.times import format_time


@dataclass(frozen=True)
class Toll:
    """An attack in numbers.

    Attributes
    ----------
    stake : Wei
        Deposits of its contributions.
    back : Wei
        What came back to the attacker of them.
    lost : dict of str to Wei
        What others took of them, by person; whoever took most first.
    waiting : Wei
        What is left to claim of them.
    harvest : Wei
        What the attacker has taken of others' deposits since.
    accuracy : tuple of float
        Before the first, right after the last, and now.
    opens_at : Seconds or None
        From when on all of them can be claimed; None when they can.
    fooled : int
        How many of its labels the model predicts now.
    count : int
        How many contributions it has.
    """

    stake: Wei
    back: Wei
    lost: dict[str, Wei]
    waiting: Wei
    harvest: Wei
    accuracy: tuple[float, float, float]
    opens_at: Seconds | None
    fooled: int
    count: int

    @property
    def net(self) -> Wei:
        """What the attacker has gained so far; what still waits counts as theirs."""
        return Wei(self.back + self.waiting + self.harvest - self.stake)


def toll(snapshot: Snapshot, numbers: Sequence[int], now: Seconds) -> Toll:
    """Add up what an attack has cost, and what came of it.

    Parameters
    ----------
    snapshot : Snapshot
    numbers : sequence of int
        Its contributions, at least one, all of one person.
    now : Seconds

    Returns
    -------
    Toll
    """
    entries = [snapshot.entries[number - 1] for number in numbers]
    me, first, last = entries[0].person, entries[0], entries[-1]
    own = [take for entry in entries for take in entry.takes]
    lost: dict[str, int] = {}
    for take in own:
        if take.person != me:
            lost[take.person] = lost.get(take.person, 0) + take.amount
    wait = snapshot.settings.terms.refund_wait
    opens = [e.contribution.time + wait for e in entries if not e.settled]
    late = sum(take.amount for take in own if take.person == me)
    return Toll(
        stake=Wei(sum(entry.deposit for entry in entries)),
        back=Wei(sum(entry.refunded for entry in entries) + late),
        lost={who: Wei(lost[who]) for who in sorted(lost, key=lost.__getitem__, reverse=True)},
        waiting=Wei(sum(entry.claimable for entry in entries)),
        harvest=_harvest(snapshot, me, first.contribution.time),
        accuracy=(
            _accuracy(snapshot, first.block - 1),
            _accuracy(snapshot, last.block),
            snapshot.accuracy[-1].accuracy,
        ),
        opens_at=max((Seconds(at) for at in opens if at > now), default=None),
        fooled=sum(entry.prediction == entry.contribution.label for entry in entries),
        count=len(entries),
    )


def tell(snapshot: Snapshot, told: Toll) -> list[tuple[str, str]]:
    """Tell what became of an attack, in order.

    Returns
    -------
    list of (str, str)
        An icon and one or two plain sentences, for each chapter.
    """
    first, after, now = (f"{accuracy:.0%}" for accuracy in told.accuracy)
    how = "a wrong label" if told.count == 1 else f"{told.count} wrong labels"
    went = f"stayed {first} right" if first == after else f"went from {first} right to {after}"
    text = f"You put {format_ether(told.stake)} at stake for {how}. The model {went}."
    chapters = [(":material/bolt:", text)]
    if told.opens_at is not None:
        at = format_time(told.opens_at, snapshot.clock.start)
        text = f"Until {at} nobody can claim it: not you, and not the others."
        chapters.append((":material/hourglass_top:", text))
    if told.back:
        chapters.append((":material/undo:", f"{format_ether(told.back)} came back to you."))
    if told.lost:
        takers = " and ".join(
            f"{snapshot.person(who).name} took {format_ether(amount)}"
            for who, amount in told.lost.items()
        )
        text = f"{takers}. Your deposit pays those whose data was good."
        chapters.append((":material/volunteer_activism:", text))
    if told.harvest:
        text = f"You took {format_ether(told.harvest)} of others’ deposits meanwhile."
        chapters.append((":material/front_hand:", text))
    if told.waiting:
        chapters.append((":material/pending:", _waiting(told)))
    if told.accuracy[1] != told.accuracy[2]:
        verb = "is back up at" if told.accuracy[2] > told.accuracy[1] else "has gone on to"
        chapters.append((":material/neurology:", f"The model {verb} {now} right."))
    return chapters


def verdict(told: Toll) -> tuple[bool, str]:
    """Whether the attack has paid, and in words.

    Returns
    -------
    paid : bool
    text : str
    """
    amount = format_ether(abs(told.net))
    so_far = " so far" if told.waiting else ""
    if told.net > 0:
        return True, f"The attack has paid{so_far}: {amount} gained."
    if told.net < 0:
        return False, f"The attack has cost{so_far}: {amount} lost, which others got."
    if told.waiting:
        return False, "Undecided: all of your deposit is still waiting to be claimed."
    return False, "The attack has cost nothing, and gained nothing."


def state_text(snapshot: Snapshot, entry: Entry) -> str:
    """What became of one contribution's deposit, in a few words."""
    if entry.refunded:
        return f"came back ({format_ether(entry.refunded)})"
    took = {snapshot.person(take.person).name: take.amount for take in entry.takes}
    if not took:
        return "waiting"
    parts = ", ".join(f"{name} {format_ether(amount)}" for name, amount in took.items())
    return f"taken: {parts}" + ("" if entry.settled else ", rest waiting")


def _waiting(told: Toll) -> str:
    open_text = f"{format_ether(told.waiting)} still wait to be claimed."
    if told.fooled == told.count:
        return f"{open_text} The model agrees with all of your labels: keep it so, and it is yours."
    if not told.fooled:
        return f"{open_text} The model agrees with none of your labels: others can take it."
    those = "that one" if told.fooled == 1 else "those"
    rest = "the other one" if told.count - told.fooled == 1 else "the others"
    return (
        f"{open_text} The model agrees with {told.fooled} of your {told.count} labels: {those} you"
        f" can get back, {rest} can be taken."
    )


def _harvest(snapshot: Snapshot, me: str, since: Seconds) -> Wei:
    return Wei(
        sum(
            take.amount
            for entry in snapshot.entries
            if entry.person != me
            for take in entry.takes
            if take.person == me and take.time >= since
        )
    )


def _accuracy(snapshot: Snapshot, block: int) -> float:
    """As it was after a block."""
    points = [point for point in snapshot.accuracy if point.block <= block]
    return (points[-1] if points else snapshot.accuracy[0]).accuracy
