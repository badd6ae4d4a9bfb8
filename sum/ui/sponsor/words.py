"""What each step of a market is for, and who gets what where it goes another way: only words."""

from dataclasses import dataclass

from sum.incentives.reward_market import SCORE_WAIT, Phase, RewardMarket
from sum.room.market_records import Story, exact
from sum.room.records import OWNER, Person, Snapshot
from sum.units import Seconds, format_duration, format_ether, format_time


@dataclass(frozen=True)
class Step:
    """A step of a market.

    Attributes
    ----------
    name, title : str
    why : str
        What it is for.
    cost : str
        What it costs or locks.
    """

    name: str
    title: str
    why: str
    cost: str


STEPS = (
    Step(
        "fund",
        "Fund & commit",
        "A sponsor puts up a bounty and chooses a hidden test set. Only fingerprints of it go on"
        " the chain: nobody can see it, and the sponsor cannot change it any more.",
        "The bounty is locked in the contract until the market is over.",
    ),
    Step(
        "draw",
        "Draw",
        "The hash of a block decides which portion of the test set is shown to everybody: nobody"
        " can choose it. The model as it is now is copied, since scores are counted from here.",
        "It costs a little gas; whoever wants can do it.",
    ),
    Step(
        "show",
        "Show a portion",
        "The sponsor shows the portion that was drawn. It proves that there is a test set, and"
        " tells people what is asked for. It is never scored: sending it back would be too easy.",
        "It costs gas. Not showing it costs a part of the bounty.",
    ),
    Step(
        "part",
        "Take part",
        "Everybody contributes what they think makes the model better. It learns in public, at"
        " once; nobody knows yet what it will be tested with.",
        "Each contribution puts a stake into the market.",
    ),
    Step(
        "reveal",
        "Reveal",
        "The sponsor reveals the other portions. The contract compares them with the fingerprints:"
        " another test set would not fit.",
        "It costs gas. Not revealing them costs the whole bounty.",
    ),
    Step(
        "score",
        "Score",
        "The contract lets a copy of the model learn every contribution again, one by one, and"
        " counts after each how many hidden samples it gets right.",
        "It costs much gas, in transactions of less than 16.8 million each; anybody may do it.",
    ),
    Step(
        "settle",
        "Settle",
        "The scores are turned into money: what everybody is owed is written down.",
        "It costs a little gas; anybody may do it.",
    ),
    Step(
        "collect",
        "Collect",
        "Everybody fetches what they are owed, the sponsor what is left of the bounty.",
        "Nothing but gas; there is no deadline.",
    ),
)
"""All of them, in order."""

HASHES = 256
"""For how many blocks the hash is known that draws."""
NAMES = tuple(step.name for step in STEPS)


def step_now(snapshot: Snapshot, now: Seconds) -> str:
    """At which step the room's market is; without one, at the first.

    After a market it is "collect", as long as somebody is owed something who can fetch it.
    """
    twin = snapshot.incentive
    if not isinstance(twin, RewardMarket):
        return "fund"
    if twin.phase == Phase.SHOWN and twin.offer:
        return "part" if now < twin.offer.participate_until else "reveal"
    if twin.phase == Phase.NONE:
        return "collect" if any(each.owed for each in players(snapshot)) else "fund"
    names = {Phase.COMMITTED: "draw", Phase.DRAWN: "show", Phase.SCORING: "score"}
    return names.get(twin.phase, "settle")


def players(snapshot: Snapshot) -> list[Person]:
    """Everybody but the owner, whom nobody plays."""
    return [person for person in snapshot.people if person.id != OWNER]


def deadline(story: Story, step: str) -> Seconds | None:
    """Until when a step has to be done; None where there is no hurry."""
    return {
        "draw": story.show_by,
        "show": story.show_by,
        "part": story.participate_until,
        "reveal": story.reveal_until,
    }.get(step)


def deadline_text(snapshot: Snapshot, story: Story, step: str, now: Seconds) -> str:
    """Say until when; "" where there is no hurry."""
    until = deadline(story, step)
    if until is None:
        return ""
    at = format_time(until, snapshot.clock.start)
    if now >= until:
        return f"The time for it ended on {at}."
    return f"Until {at}: {format_duration(until - now)} from now."


def is_late(snapshot: Snapshot, story: Story, step: str, now: Seconds) -> bool:
    """Whether a step can only be given up any more."""
    if step == "draw" and snapshot.calls[-1].block - story.calls[0].block > HASHES:
        return True
    until = deadline(story, step)
    return until is not None and now >= until and step != "part"


def what_if(snapshot: Snapshot, story: Story, step: str) -> list[tuple[str, str]]:
    """What happens where a step is not done: a title and who gets what, with the numbers."""
    who = beneficiary(snapshot, story)
    rest = story.escrow - story.forfeited
    lost = (
        f"{story.forfeit / 10:g} % of the bounty, {format_ether(story.forfeited)}, go to {who}; the"
        f" sponsor gets the other {format_ether(rest)} back. Else a sponsor could open markets"
        " until the draw suits, for free."
    )
    if step == "draw":
        return [
            ("Nobody draws in time, or within 256 blocks", lost),
            ("The sponsor does not like the draw", f"Not showing the portion is the same: {lost}"),
        ]
    if step == "show":
        return [("The sponsor does not show it in time", lost)]
    if step == "part":
        return [
            (
                "Nobody contributes",
                (
                    f"The sponsor gets all {format_ether(story.escrow)} back after the reveal."
                    f" Should it not reveal, {format_ether(story.bounty)} go to {who}."
                ),
            )
        ]
    if step == "reveal":
        return [("The sponsor does not reveal in time, or not all of it", _no_reveal(story, who))]
    if step == "score":
        return [
            (
                "Nobody finishes the scoring",
                (
                    f"{format_duration(SCORE_WAIT)} after the time to reveal the market can be"
                    f" given up, as if nothing had been revealed. {_no_reveal(story, who)}"
                ),
            )
        ]
    return []


def beneficiary(snapshot: Snapshot, story: Story) -> str:
    """Who gets what is forfeited, as a sentence names them."""
    names = {person.id: person.name for person in snapshot.people}
    return names.get(story.beneficiary, "the beneficiary")


def sponsor_lines(story: Story) -> list[str]:
    """What the sponsor gets back in the end, with the numbers put in."""
    if story.sponsor_gets is None:
        return ["not settled yet"]
    if story.given_up == "show":
        return [
            (
                f"forfeited: {exact(story.escrow)} × {story.forfeit} ÷ 1,000 ="
                f" {exact(story.forfeited)}"
            ),
            f"back: {exact(story.escrow)} − {exact(story.forfeited)} = {exact(story.sponsor_gets)}",
        ]
    stakes = story.stake * len(story.parts)
    paid = sum(part.payout or 0 for part in story.parts)
    lines = [
        f"put up {exact(story.escrow)}, stakes of others {exact(stakes)}, paid out {exact(paid)}"
    ]
    dust = story.dust if story.given_up else 0
    less = f" − {exact(dust)} to the beneficiary" if dust else ""
    lines.append(
        f"back: {exact(story.escrow)} + {exact(stakes)} − {exact(paid)}{less}"
        f" = {exact(story.sponsor_gets)}"
    )
    return lines


def _no_reveal(story: Story, who: str) -> str:
    if not story.parts:
        return f"Nobody has contributed: {format_ether(story.bounty)} would go to {who}."
    text = (
        f"Everybody gets the stake of {format_ether(story.stake)} back, and the bounty is split"
        f" equally: {format_ether(story.bounty)} ÷ {len(story.parts)} ="
        f" {format_ether(story.share)} for each contribution, good or bad."
    )
    if story.dust:
        text += f" {format_ether(story.dust)} that cannot be split go to {who}."
    extra = story.escrow - story.bounty
    if extra:
        text += f" The sponsor keeps {format_ether(extra)} that the draw has left over."
    return text
