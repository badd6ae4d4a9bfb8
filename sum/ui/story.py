"""What became of an attack, told from the books: who paid, who got it, what broke."""

from collections.abc import Sequence
from dataclasses import dataclass

from sum.incentives.base import AnyTerms
from sum.room import Entry, Payout, Snapshot, claim_state
from sum.room.telling import won_text
from sum.units import Seconds, format_ether, format_time


@dataclass(frozen=True)
class Toll:
    """An attack in numbers.

    Attributes
    ----------
    terms : AnyTerms
        The mechanism's; without money all amounts are points.
    stake : int
        What its contributions cost, in wei; without money nothing.
    back : int
        What came back to the attacker of it; the points that they earned.
    lost : dict of str to int
        What others took of it, by person; whoever took most first.
    kept : int
        What the mechanism keeps of it.
    waiting : int
        What is left to claim of them; without money how many can still be claimed.
    harvest : int
        What the attacker has got of others since, and of the mechanism.
    accuracy : tuple of float
        Before the first, right after the last, and now.
    opens_at : Seconds or None
        From when on all of them can be claimed; None when they can.
    fooled : int
        How many of its labels the model predicts now.
    count, wrong : int
        How many contributions it has; how many of them have a label that is known to be wrong.
    """

    terms: AnyTerms
    stake: int
    back: int
    lost: dict[str, int]
    kept: int
    waiting: int
    harvest: int
    accuracy: tuple[float, float, float]
    opens_at: Seconds | None
    fooled: int
    count: int
    wrong: int

    @property
    def net(self) -> int:
        """What the attacker has gained so far; what still waits counts as theirs."""
        if not self.terms.money:
            return self.back + self.harvest - sum(self.lost.values())
        return self.back + self.waiting + self.harvest - self.stake

    def say(self, amount: int, *, signed: bool = False) -> str:
        """An amount as a person reads it."""
        return won_text(self.terms, amount, signed=signed)


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
    terms, me = snapshot.settings.terms, entries[0].person
    first, last = entries[0], entries[-1]
    payouts = [payout for entry in entries for payout in snapshot.payouts_of(entry.number)]
    back, lost = _shared_out(terms, me, payouts)
    waiting = [entry for entry in entries if not entry.settled]
    opens = [claim_state(snapshot, me, entry.number, now).opens_at for entry in waiting]
    left = sum(entry.claimable for entry in waiting) if terms.money else len(waiting)
    stake = sum(entry.cost for entry in entries)
    return Toll(
        terms=terms,
        stake=stake,
        back=back,
        lost=lost,
        kept=max(0, stake - back - left - sum(lost.values())),
        waiting=left if terms.claims else 0,
        harvest=_harvest(snapshot, me, first.contribution.time),
        accuracy=(
            _accuracy(snapshot, first.block - 1),
            _accuracy(snapshot, last.block),
            snapshot.accuracy[-1].accuracy,
        ),
        opens_at=max((at for at in opens if at is not None), default=None),
        fooled=sum(snapshot.prediction(entry) == entry.contribution.label for entry in entries),
        count=len(entries),
        wrong=sum(entry.truth not in {None, entry.contribution.label} for entry in entries),
    )


def _shared_out(terms: AnyTerms, me: str, payouts: Sequence[Payout]) -> tuple[int, dict[str, int]]:
    """What came back to an attacker, and what others took, most first."""
    back, lost = 0, dict[str, int]()
    for payout in payouts:
        amount = payout.amount if terms.money else int(payout.kind not in {"report", "pot"})
        if payout.person == me:
            back += amount
        elif amount:
            lost[payout.person] = lost.get(payout.person, 0) + amount
    return back, {who: lost[who] for who in sorted(lost, key=lost.__getitem__, reverse=True)}


def tell(snapshot: Snapshot, told: Toll) -> list[tuple[str, str]]:
    """Tell what became of an attack, in order.

    Returns
    -------
    list of (str, str)
        An icon and one or two plain sentences, for each chapter.
    """
    first, after, now = (f"{accuracy:.0%}" for accuracy in told.accuracy)
    thing = "wrong label" if told.wrong == told.count else "contribution"
    how = f"a {thing}" if told.count == 1 else f"{told.count} {thing}s"
    went = f"stayed {first} right" if first == after else f"went from {first} right to {after}"
    paid = f"put {format_ether(told.stake)} at stake" if told.stake else "put nothing at stake"
    text = f"You {paid} for {how}. The model {went}."
    chapters = [(":material/bolt:", text)]
    if told.opens_at is not None:
        at = format_time(told.opens_at, snapshot.clock.start)
        text = f"Until {at} nobody can claim it: not you, and not the others."
        chapters.append((":material/hourglass_top:", text))
    if told.back:
        came = "came back to you" if told.terms.money else "went to you: the model believed you"
        chapters.append((":material/undo:", f"{told.say(told.back)} {came}."))
    if told.lost:
        takers = " and ".join(
            f"{snapshot.person(who).name} took {told.say(amount)}"
            for who, amount in told.lost.items()
        )
        whose = "Your deposit pays" if told.terms.money else "Your points go to"
        text = f"{takers}. {whose} those whose data was good."
        chapters.append((":material/volunteer_activism:", text))
    if told.kept and told.terms.money:
        text = f"{told.say(told.kept)} of it stays with the contract: fees, and what is in its pot."
        chapters.append((":material/account_balance:", text))
    if told.harvest:
        of = "of others’ deposits" if told.terms.money else "of others"
        text = f"You took {told.say(told.harvest)} {of} meanwhile."
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
    amount = told.say(abs(told.net))
    so_far = " so far" if told.waiting else ""
    if told.net > 0:
        return True, f"The attack has paid{so_far}: {amount} gained."
    if told.net < 0:
        who = "others and the contract’s pot" if told.kept and told.terms.money else "others"
        return False, f"The attack has cost{so_far}: {amount} lost, which {who} got."
    if told.waiting:
        what = "your deposit" if told.terms.money else "it"
        return False, f"Undecided: all of {what} is still waiting to be claimed."
    return False, "The attack has cost nothing, and gained nothing."


def state_text(snapshot: Snapshot, entry: Entry) -> str:
    """What became of one contribution, in a few words."""
    terms, took = snapshot.settings.terms, dict[str, int]()
    reported = False
    for payout in snapshot.payouts_of(entry.number):
        if payout.kind == "refund":
            got = format_ether(payout.amount) if terms.money else "a point"
            return f"came back ({got})" if terms.money else f"earned {got}"
        reported = reported or payout.kind == "report"
        if payout.kind == "pot":
            return "in the pot"
        if payout.kind != "report":
            name = snapshot.person(payout.person).name
            took[name] = took.get(name, 0) + (payout.amount if terms.money else 1)
    if not took:
        return "reported, to be decided" if reported else "waiting"
    parts = ", ".join(f"{name} {won_text(terms, amount)}" for name, amount in took.items())
    return f"taken: {parts}" + ("" if entry.settled else ", rest waiting")


def _waiting(told: Toll) -> str:
    still = format_ether(told.waiting) if told.terms.money else f"{told.waiting} of them"
    open_text = f"{still} still wait to be claimed."
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


def _harvest(snapshot: Snapshot, me: str, since: Seconds) -> int:
    """What somebody got of others' contributions, and of the mechanism, since a moment."""
    money, got = snapshot.settings.terms.money, 0
    for payout in snapshot.payouts:
        if payout.person != me or payout.time < since or payout.kind in {"report", "pot"}:
            continue
        if not payout.entry or snapshot.entries[payout.entry - 1].person != me:
            got += payout.amount if money else 1
    return got


def _accuracy(snapshot: Snapshot, block: int) -> float:
    """As it was after a block."""
    points = [point for point in snapshot.accuracy if point.block <= block]
    return (points[-1] if points else snapshot.accuracy[0]).accuracy
