"""The story of a room's reward markets, read from the transactions: who earned what, and why."""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sum.incentives.market_rules import Labelled
from sum.incentives.reward_market import RewardMarket
from sum.room.books import Call, Entry
from sum.room.market_records import Part, Pass, Scored, Story, exact
from sum.room.records import Snapshot
from sum.shared_model import unpack
from sum.units import Seconds, Wei

FUNCTIONS = ("commit", "keep_base", "draw", "reveal", "score", "settle", "give_up")
"""What only a market has: the contract's functions that move it on."""


@dataclass
class _Draft:
    """A market as it is read."""

    opened: Call
    offer: dict[str, Any]
    number: int
    escrow: int
    entries: list[Entry] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    drawn: int | None = None
    scored: int = 0
    shown: dict[int, tuple[Labelled, ...]] = field(default_factory=dict)
    events: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict)
    dropped: dict[int, dict[int, int]] = field(default_factory=dict)
    played: dict[int, int] = field(default_factory=dict)
    paid: dict[int, int] = field(default_factory=dict)
    given_up: str = ""
    sponsor_gets: int | None = None

    def hear(self, name: str, said: dict[str, Any]) -> None:
        """Take in what the contract has logged."""
        if name == "PortionDrawn":
            self.drawn, self.scored = said["portion"], said["scored"]
        elif name == "Scored":
            self.events.setdefault(said["turn"], {})[said["index"]] = said["hits"], said["score"]
        elif name == "Dropped":
            self.dropped.setdefault(said["turn"], {})[said["index"]] = said["balance"]
        elif name == "Played":
            self.played[said["turn"]] = said["rounds"]
        elif name == "Settled":
            self.paid[said["index"]] = said["amount"]
        elif name == "GivenUp":
            self.given_up = {1: "show", 2: "show", 3: "reveal"}.get(said["phase"], "score")
        elif name == "MarketClosed":
            self.sponsor_gets = said["sponsor_gets"]

    def see(self, told: dict[str, Any]) -> None:
        """Take in a portion that was revealed."""
        pairs = zip(told["samples"], told["labels"], strict=True)
        self.shown[told["portion"]] = tuple((unpack(words), label) for words, label in pairs)


def stories(snapshot: Snapshot) -> tuple[Story, ...]:
    """Every market of the room's model, the last one last.

    Parameters
    ----------
    snapshot : Snapshot
    """
    entries = {entry.transaction: entry for entry in snapshot.entries}
    drafts: list[_Draft] = []
    for call in snapshot.calls:
        # Most calls are contributions, which open nothing, and their events are packed.
        for name, said in call.events if call.function != "add_data" else ():
            if name == "MarketOpened":
                offer: dict[str, Any] = dict(call.arguments)
                drafts.append(_Draft(call, offer, int(str(said["number"])), int(call.value)))
        if not drafts:
            continue
        draft = drafts[-1]
        if call.function in FUNCTIONS:
            draft.calls.append(call)
            for name, said in call.events:
                draft.hear(name, said)
            if call.function == "reveal":
                draft.see(dict(call.arguments))
        elif call.hash in entries:
            draft.entries.append(entries[call.hash])
    people = {person.address: person.id for person in snapshot.people}
    bases = [_base(draft) for draft in drafts]
    twin = snapshot.incentive
    if bases and isinstance(twin, RewardMarket) and twin.outcome and twin.contributions:
        bases[-1] = twin.outcome.base_hits
    return tuple(_story(*each, people) for each in zip(drafts, bases, strict=True))


def _story(draft: _Draft, base: int | None, people: dict[str, str]) -> Story:
    offer = draft.offer
    passes = tuple(_passes(draft, base))
    return Story(
        number=draft.number,
        sponsor=draft.opened.sender,
        beneficiary=people.get(str(offer["beneficiary"]), ""),
        escrow=Wei(draft.escrow),
        unit=Wei(offer["unit"]),
        rounds=offer["rounds"],
        cap=offer["cap"],
        forfeit=offer["forfeit"],
        counts=tuple(offer["counts"]),
        show_by=Seconds(offer["show_by"]),
        participate_until=Seconds(offer["participate_until"]),
        reveal_until=Seconds(offer["reveal_until"]),
        drawn=draft.drawn,
        scored=draft.scored,
        shown=dict(draft.shown),
        passes=passes,
        parts=tuple(_part(draft, index, passes) for index in range(len(draft.entries))),
        base=base,
        given_up=draft.given_up,
        closed=draft.sponsor_gets is not None,
        sponsor_gets=None if draft.sponsor_gets is None else Wei(draft.sponsor_gets),
        calls=tuple(draft.calls),
    )


def _base(draft: _Draft) -> int | None:
    """What stood before the first contribution that changed the model: those before it score 0."""
    first = draft.events.get(0, {})
    if not first:
        return None
    hits, score = first[min(first)]
    return hits - score


def _passes(draft: _Draft, base: int | None) -> Iterator[Pass]:
    """Every pass; what the contract does not log is 0, or as in the pass before."""
    count = len(draft.entries)
    inside, first, known = list(range(count)), 0, dict.fromkeys(range(count), 0)
    balances = dict.fromkeys(inside, draft.scored)
    for turn in range(max([*draft.events, *draft.played], default=-1) + 1):
        events, rounds = draft.events.get(turn, {}), draft.played.get(turn)
        dropped = draft.dropped.get(turn, {})
        reached = count if rounds is not None else max([*events, first - 1]) + 1
        scored, running = {}, base
        for index in (each for each in inside if each < reached):
            score = events[index][1] if index in events else known[index] * (index < first)
            after = None if running is None else running + score
            balance = None if rounds is None else balances[index] + score * rounds
            scored[index] = Scored(running, after, score, balance, index in dropped)
            running, known[index] = after, score
            balances[index] = balances[index] if balance is None else balance
        yield Pass(scored, rounds)
        inside = [index for index in inside if index not in dropped]
        first = min(dropped, default=0)


def _part(draft: _Draft, index: int, passes: Iterable[Pass]) -> Part:
    paid = draft.paid.get(index)
    mine = tuple(each.scored[index] for each in passes if index in each.scored)
    rounds = [each.rounds for each in passes if index in each.scored]
    payout = None if paid is None else Wei(paid)
    lines = tuple(_lines(draft, mine, rounds, payout))
    return Part(index, draft.entries[index], mine, payout, lines)


def _lines(
    draft: _Draft, mine: tuple[Scored, ...], rounds: list[int | None], payout: Wei | None
) -> Iterator[str]:
    """How a payout came about, a step a line."""
    scored, unit = draft.scored, draft.offer["unit"]
    stake = scored * unit
    yield (
        f"stake: {scored} scored samples × {exact(unit)} = {exact(stake)},"
        f" so the balance starts at {scored}"
    )
    if draft.given_up in {"reveal", "score"}:
        if payout is not None:
            count, bounty = len(draft.entries), draft.offer["rounds"] * stake
            yield (f"bounty ÷ contributions = {exact(bounty)} ÷ {count} = {exact(bounty // count)}")
            yield f"payout = stake + that = {exact(payout)}"
        return
    if not any(each.score for each in mine):
        balance = scored
        if mine:
            yield f"it changed no hit in {len(mine)} pass{'es' if len(mine) > 1 else ''}: score 0"
    else:
        balance = yield from _pass_lines(scored, mine, rounds)
    if payout is not None:
        more = payout - stake
        gain = f"{exact(abs(more))} {'more' if more > 0 else 'less'} than the stake"
        gain = gain if more else "just the stake"
        yield (f"payout = {balance} × {exact(unit)} = {exact(payout)} ({gain})")


def _pass_lines(
    scored: int, mine: tuple[Scored, ...], rounds: list[int | None]
) -> Generator[str, None, int]:
    """What each pass did to a balance; returns what it is in the end."""
    balance = scored
    for number, (each, played) in enumerate(zip(mine, rounds, strict=True), start=1):
        known = each.after is not None
        seen = f"{each.before} right before it, {each.after} after: " if known else ""
        line = f"pass {number}: {seen}score {f'{each.score:+d}' if each.score else '0'}"
        if played is not None and each.balance is not None:
            line += f", paid {played} times: {balance} {'+' if each.score >= 0 else '−'}"
            line += f" {abs(each.score)} × {played} = {each.balance}"
            balance = each.balance
        if each.dropped:
            line += f", below {scored}: dropped"
        yield line
    return balance
