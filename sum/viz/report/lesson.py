"""What a game teaches, in words that come from what happened in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sum.room.classroom import Line, RoundResult
from sum.room.records import Snapshot
from sum.units import format_ether

THEORY = {
    "deposit_refund_take": (
        "What the theory says: who contributes puts a deposit at stake. It comes back when the"
        " model agrees with the label later; else those take it whose contributions proved good."
        " As long as most labels are true, the model agrees with the truth, and a lie is expected"
        " to lose its deposit to the honest. It says nothing of a lie that the model agrees with"
        " anyway, of deposits that nobody claims, or of attackers who turn the model first."
    ),
    "guarded_deposit": (
        "What the theory says: a deposit comes back when the model agrees with the label after a"
        " wait and enough contributions by others, and a reporter gets a share only, once a second"
        " model says so, too. That closes ways to earn by turning the model back and forth; what a"
        " lie is expected to lose goes to the pot for the most part, not to a single reporter."
    ),
    "points": (
        "What the theory says: points are reputation. Who is wrong loses some, but nothing keeps"
        " somebody away who does not care for them: an attack costs no more than the gas."
    ),
    "reward_market": (
        "What the theory says: a sponsor pays for each contribution by what it changed on a hidden"
        " test set, up to the bounty. A contribution that makes the model worse loses its stake,"
        " so that who has good data is expected to gain, and who has none to lose. It holds as far"
        " as the hidden test set is like the truth, and stays hidden."
    ),
}
"""What is to be expected under each mechanism, and where that ends."""

_LEAST = 0.0005
"""A change of accuracy that is said to be none."""


@dataclass(frozen=True)
class Group:
    """Those who play the same role, together.

    Attributes
    ----------
    lines : tuple of Line
    money : bool
        Whether they play for ether; else for points.
    """

    lines: tuple[Line, ...]
    money: bool

    @property
    def won(self) -> int:
        """What they won together: wei, or points."""
        return sum(self._won(each) for each in self.lines)

    @property
    def winners(self) -> int:
        """How many of them gained something."""
        return sum(self._won(each) > 0 for each in self.lines)

    @property
    def contributions(self) -> int:
        """How many contributions they made."""
        return sum(each.contributions for each in self.lines)

    @property
    def helped(self) -> float:
        """By how much they raised accuracy, of 1."""
        return sum(each.helped for each in self.lines)

    def amount(self) -> str:
        """What they won or lost, without its sign."""
        size = abs(self.won)
        return format_ether(size) if self.money else _count(size, "point")

    def _won(self, line: Line) -> int:
        return line.profit if self.money else line.points


def lesson(snapshot: Snapshot, rounds: Sequence[RoundResult]) -> tuple[str, ...]:
    """What there is to learn from a game, a paragraph each, as plain text.

    Parameters
    ----------
    snapshot : Snapshot
    rounds : sequence of RoundResult
        As `shown_rounds` gives them.
    """
    last, many = rounds[-1], len(rounds) > 1
    found = [*(_round(each, many=many) for each in rounds), _labels(snapshot), _left(snapshot)]
    if many:
        found.append(_compared(rounds))
    known = dict.fromkeys(each.mechanism for each in rounds)
    found += [THEORY[each] for each in known if each in THEORY]
    found.append(_verdict(last))
    return tuple(each for each in found if each)


def group(result: RoundResult, *roles: str) -> Group:
    """Those of a round who play one of these roles."""
    return Group(tuple(each for each in result.lines if each.role in roles), result.money)


def _round(result: RoundResult, *, many: bool) -> str:
    before, after = result.accuracy
    where = f"Round {result.number}: " if many else ""
    moved = (
        f"the model was right on {before:.1%} of the hidden test set, and on {after:.1%} in the end"
        if abs(after - before) >= _LEAST
        else f"the model was right on {before:.1%} of the hidden test set, before and after"
    )
    text = f"{where}{moved}."
    return " ".join([text[:1].upper() + text[1:], *_sides(result)])


def _sides(result: RoundResult) -> Iterable[str]:
    """What came of it for attackers and contributors."""
    if any(each.role == "hidden" for each in result.lines):
        yield "Who attacked is still a secret."
        return
    bad, good = group(result, "attacker"), group(result, "contributor")
    if not bad.lines:
        yield "Nobody attacked."
    elif not bad.contributions:
        yield f"{_who(bad, 'attacker')} did nothing."
    else:
        yield (
            f"{_who(bad, 'attacker')} made {_count(bad.contributions, 'contribution')} and"
            f" {_outcome(bad)}; {_harm(bad)}."
        )
    if good.contributions:
        yield (
            f"{_who(good, 'contributor')} made {_count(good.contributions, 'contribution')} and"
            f" {_outcome(good)}; {_harm(good)}."
        )


def _outcome(side: Group) -> str:
    if side.won == 0:
        return "neither won nor lost"
    verb = "won" if side.won > 0 else "lost"
    together = " together" if len(side.lines) > 1 else ""
    some = (
        f", though {side.winners} of them gained"
        if side.won < 0 and side.winners
        else f", though only {side.winners} of them gained"
        if side.won > 0 and side.winners < len(side.lines) and len(side.lines) > 1
        else ""
    )
    return f"{verb} {side.amount()}{together}{some}"


def _harm(side: Group) -> str:
    points = abs(side.helped) * 100
    if abs(side.helped) < _LEAST:
        return "that left accuracy where it was"
    return f"that {'raised' if side.helped > 0 else 'lowered'} accuracy by {points:.1f} points"


def _labels(snapshot: Snapshot) -> str:
    """How many labels were wrong, as far as it is known, and what the model says of them now."""
    known = [each for each in snapshot.entries if each.truth is not None]
    wrong = [each for each in known if each.contribution.label != each.truth]
    if not known:
        return ""
    if not wrong:
        return f"Every label of which the truth is known was true: {len(known)} of {len(known)}."
    fooled = sum(snapshot.prediction(each) == each.contribution.label for each in wrong)
    return (
        f"Of {_count(len(known), 'label')} of which the truth is known {len(wrong)} were wrong; the"
        f" model agrees with {fooled} of these now."
    )


def _left(snapshot: Snapshot) -> str:
    stake = sum(person.at_stake for person in snapshot.people)
    if not stake:
        return ""
    return (
        f"{format_ether(stake)} of deposits can still be claimed: they count as neither won nor"
        " lost. Had it gone on, the waits would have ended, and somebody would have got them."
    )


def _compared(rounds: Sequence[RoundResult]) -> str:
    """Rounds for points next to rounds for money, where both were played."""
    found: dict[bool, list[Group]] = {}
    for result in rounds:
        bad = group(result, "attacker")
        if not bad.lines or any(each.role == "hidden" for each in result.lines):
            return ""
        found.setdefault(result.money, []).append(bad)
    if len(found) < 2:  # noqa: PLR2004 - with money, and without
        return ""
    each = {
        money: (
            sum(side.contributions for side in sides) / len(sides),
            100 * sum(side.helped for side in sides) / len(sides),
        )
        for money, sides in found.items()
    }
    (free, harm), (paid, less) = each[False], each[True]
    text = (
        f"For points attackers made {free:.0f} contributions a round, which moved accuracy by"
        f" {harm:+.1f} points; with money at stake it was {paid:.0f}, and {less:+.1f} points."
    )
    return text.replace("-", "−")


def _verdict(result: RoundResult) -> str:
    """Whether it came as the theory says."""
    bad = group(result, "attacker")
    if not bad.contributions or not result.money:
        return ""
    if bad.won > 0:
        return (
            "Here cheating paid. That is no mistake in the books: look for what the mechanism did"
            " not see. Were there enough honest labels? Did somebody claim in time what was due?"
            " Had the attackers turned the model before their deposits were judged?"
        )
    if bad.won < 0 and not bad.winners:
        return "Here it came as the theory says: cheating did not pay, for anybody."
    if bad.won < 0:
        return (
            "Cheating did not pay on the whole, but for some it did: a mechanism that works on"
            " average is no promise for each."
        )
    return "Cheating cost nothing here, and earned nothing."


def _who(side: Group, what: str) -> str:
    count = len(side.lines)
    return f"The {what}" if count == 1 else f"The {count} {what}s"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
