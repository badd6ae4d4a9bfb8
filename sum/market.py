"""A reward market on a chain: what sponsors, contributors and whoever finishes a scoring call.

::

    market = Market(shared)                  # a SharedModel whose mechanism is "reward_market"
    portions = hide(samples, 5)              # a hidden test set, and the salts that hide it
    market.commit(sponsor, offer)            # the bounty is sent along
    market.keep_base(anybody)
    drawn = market.draw(anybody)
    market.reveal(sponsor, drawn, portions[drawn])
    ...                                      # shared.add_data, until offer.participate_until
    for number, portion in enumerate(portions):
        if number != drawn:
            market.reveal(sponsor, number, portion)
    market.score(anybody)                    # as many transactions as it takes
    market.settle(anybody)
    shared.collect(account)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from secrets import token_bytes
from typing import Any

from sum.chain import Address, Receipt
from sum.chain.abi import Event
from sum.errors import ChainError, InputError
from sum.incentives.market_rules import (
    MAX_PORTION,
    MAX_PORTIONS,
    Labelled,
    Offer,
    Outcome,
    Pass,
    Payout,
    Phase,
    Portion,
    pack,
)
from sum.records import Contribution
from sum.shared_model import CHUNK, SharedModel, unpack
from sum.units import Seconds, Wei

IN_CALL = 2_048
"""How many words a scoring transaction may carry of contributions."""
RESERVE = 600_000
"""What gas a step of a scoring takes at most, of most models."""
MOST_RESERVE = 12_000_000
IN_COPY = 256
"""How many words of the base are copied in a transaction."""


def hide(
    samples: Sequence[Labelled], count: int, salt: Callable[[int], bytes] | None = None
) -> tuple[Portion, ...]:
    """Split a hidden test set into portions, as equal as can be.

    Parameters
    ----------
    samples : sequence of (tuple of int, int)
        Data and label, as the model takes them.
    count : int
        How many portions; 2 to 16, of at most 64 samples.
    salt : callable, optional
        Gives a portion's salt by its number; by default a random one.

    Raises
    ------
    InputError
    """
    if not 2 <= count <= MAX_PORTIONS:  # noqa: PLR2004 - one is shown, so one would leave none
        raise InputError(f"A hidden test set has 2 to {MAX_PORTIONS} portions.")
    if not count <= len(samples) <= count * MAX_PORTION:
        raise InputError(f"A portion has 1 to {MAX_PORTION} samples.")
    make = salt or (lambda _: token_bytes(32))
    return tuple(
        Portion(tuple((tuple(data), label) for data, label in samples[n::count]), make(n))
        for n in range(count)
    )


@dataclass(frozen=True)
class MarketState:
    """How a market stands, as the contract tells it.

    Attributes
    ----------
    number : int
        How many were opened so far.
    phase : Phase
    contributions, cap : int
        How many there are, and how many there may be.
    scored : int
        How many samples are scored; 0 before the draw.
    unit : Wei
    participate_until, show_by, reveal_until : Seconds
    sponsor, beneficiary : str
    escrow : Wei
    rounds, features, forfeit : int
        As in the sponsor's `Offer`.
    counts : tuple of int
        How many samples each portion has.
    drawn : int or None
    revealed : tuple of int
        Which portions are.
    has_base : bool
        Whether the model as it was at the opening is copied.
    """

    number: int
    phase: Phase
    contributions: int
    cap: int
    scored: int
    unit: Wei
    participate_until: Seconds
    show_by: Seconds
    reveal_until: Seconds
    sponsor: str
    beneficiary: str
    escrow: Wei
    rounds: int
    features: int
    forfeit: int
    counts: tuple[int, ...]
    drawn: int | None
    revealed: tuple[int, ...]
    has_base: bool

    @property
    def stake(self) -> Wei:
        """What a contribution stakes; 0 before the draw."""
        return Wei(self.scored * self.unit)


class Market:
    """The markets of a shared model.

    Parameters
    ----------
    shared : SharedModel

    Raises
    ------
    InputError
        When its mechanism is another one.
    """

    def __init__(self, shared: SharedModel) -> None:
        if shared.artifact.incentive != "reward_market":
            raise InputError("This model has no reward market.")
        self.shared = shared

    def state(self) -> MarketState:
        """How the last market stands."""
        number, phase, count, cap, scored, unit, until, market = self.shared.ask("market")
        sponsor, beneficiary, escrow, rounds, features, forfeit, show_by, reveal_until = market[:8]
        _, portions, counts, drawn, revealed, _, based, _ = market[8:]
        return MarketState(
            number=number,
            phase=Phase(phase),
            contributions=count,
            cap=cap,
            scored=scored,
            unit=Wei(unit),
            participate_until=Seconds(until),
            show_by=Seconds(show_by),
            reveal_until=Seconds(reveal_until),
            sponsor=sponsor,
            beneficiary=beneficiary,
            escrow=Wei(escrow),
            rounds=rounds,
            features=features,
            forfeit=forfeit,
            counts=tuple((counts >> (16 * n)) & 0xFFFF for n in range(portions)),
            drawn=drawn if scored else None,
            revealed=tuple(n for n in range(portions) if revealed >> n & 1),
            has_base=based,
        )

    def commit(self, sponsor: Address, offer: Offer, value: Wei | None = None) -> Receipt:
        """Open a market; the bounty is sent along.

        Parameters
        ----------
        sponsor : Address
        offer : Offer
        value : Wei, optional
            By default what the contract asks for.

        Raises
        ------
        Refused
        """
        return self.shared.send(
            sponsor,
            "commit",
            list(offer.hashes),
            list(offer.counts),
            offer.features,
            offer.unit,
            offer.rounds,
            offer.cap,
            offer.show_by,
            offer.participate_until,
            offer.reveal_until,
            offer.beneficiary,
            offer.forfeit,
            value=offer.escrow if value is None else value,
        )

    def keep_base(self, account: Address) -> list[Receipt]:
        """Copy the model as it is when the market opens: in so many transactions as it takes."""
        receipts = []
        while not self.state().has_base:
            receipts.append(self.shared.send(account, "keep_base", IN_COPY))
        return receipts

    def draw(self, account: Address) -> int:
        """Have the chain draw the portion that is shown; returns its number.

        Raises
        ------
        Refused
        """
        receipt = self.shared.send(account, "draw")
        return int(self._named(receipt, "PortionDrawn")[0].arguments["portion"])

    def reveal(self, account: Address, number: int, portion: Portion) -> Receipt:
        """Show the portion that was drawn; or, after contributing, reveal another one.

        Raises
        ------
        Refused
        """
        samples = [pack(data) for data, _ in portion.samples]
        labels = [label for _, label in portion.samples]
        return self.shared.send(account, "reveal", number, portion.salt, samples, labels)

    def give_up(self, account: Address) -> Receipt:
        """End a market that has not gone on by its deadline.

        Raises
        ------
        Refused
        """
        return self.shared.send(account, "give_up")

    def score(self, account: Address, gas: int | None = None) -> list[Receipt]:
        """Finish the scoring.

        Parameters
        ----------
        account : Address
            Who pays the gas.
        gas : int, optional
            The limit of a transaction; by default as much as one may take.

        Raises
        ------
        Refused
        ChainError
            When a single step does not fit into a transaction.
        """
        samples, contributions = self.samples(), self.contributions()
        receipts: list[Receipt] = []
        reserve = RESERVE if gas is None else min(RESERVE, gas // 2)
        while self.state().phase == Phase.SCORING or not receipts:
            before = self.shared.ask("progress")
            call = self._call(samples, contributions)
            try:
                receipts.append(self.shared.send(account, "score", reserve, *call, gas=gas))
                stuck = receipts and self.shared.ask("progress") == before
            except ChainError:
                stuck = reserve > MOST_RESERVE
                reserve *= 2
            if stuck:
                raise ChainError("A step of the scoring needs more gas than a transaction has.")
        return receipts

    def _call(
        self, samples: Sequence[Labelled], contributions: Sequence[Contribution]
    ) -> tuple[Any, ...]:
        """What a transaction carries that goes on with the scoring."""
        at, replayed = self._where(samples), self._next(contributions)
        tested = samples[at : at + MAX_PORTION]
        return (
            at,
            [pack(data) for data, _ in tested],
            [label for _, label in tested],
            [word for each in replayed for word in _flat(each)],
        )

    def settle(self, account: Address) -> list[Receipt]:
        """Book what everybody is paid.

        Raises
        ------
        Refused
        """
        receipts: list[Receipt] = []
        while self.state().phase in {Phase.PAYING, Phase.RETURNING} or not receipts:
            receipts.append(self.shared.send(account, "settle", CHUNK // 2))
        return receipts

    def contributions(self) -> tuple[Contribution, ...]:
        """The contributions to the last market, in order; an index counts from 0."""
        return tuple(
            Contribution(
                unpack(event.arguments["sample"]),
                event.arguments["label"],
                receipt.time,
                event.arguments["contributor"],
            )
            for receipt, event in self._since()
            if event.name == "DataAdded"
        )

    def portions(self) -> dict[int, Portion]:
        """The portions that were revealed, by number, read off the calls that did it.

        Raises
        ------
        ChainError
            When one was revealed by a contract, in a way that does not show in its call.
        """
        return {
            event.arguments["portion"]: self._portion(receipt, event.arguments["portion"])
            for receipt, event in self._since()
            if event.name == "PortionRevealed"
        }

    def _portion(self, receipt: Receipt, number: int) -> Portion:
        """A portion that a transaction has revealed; another contract may have passed it on."""
        data = self.shared.chain.transaction(receipt.transaction).data
        count = self.state().counts[number]
        for said in self.shared.artifact.interface.calls_within("reveal", data):
            sizes = {len(said["samples"]), len(said["labels"])}
            if said["portion"] == number and sizes == {count}:
                pairs = zip(said["samples"], said["labels"], strict=True)
                labelled = tuple((unpack(sample), label) for sample, label in pairs)
                return Portion(labelled, said["salt"])
        raise ChainError(f"Portion {number} was revealed by a contract that does not show it.")

    def samples(self) -> list[Labelled]:
        """The scored samples that were revealed, in the contract's order."""
        drawn = self.state().drawn
        found = sorted(each for each in self.portions().items() if each[0] != drawn)
        return [sample for _, portion in found for sample in portion.samples]

    def outcome(self) -> Outcome:
        """What the scoring has come to so far: every pass, and the balances now."""
        passes: list[Pass] = []
        scores: dict[int, int] = {}
        dropped: dict[int, int] = {}
        gone: set[int] = set()
        before: dict[int, int] = {}
        count = self.state().contributions
        base = self.shared.ask("progress")[7]
        for _, event in self._since():
            said = event.arguments
            if event.name == "Scored":
                scores[said["index"]] = said["score"]
            elif event.name == "Dropped":
                dropped[said["index"]] = said["balance"]
            elif event.name == "Played":
                first = min(passes[-1].dropped, default=0) if passes else 0
                passes.append(
                    _pass(base, count, gone, {**_until(before, first), **scores}, said, dropped)
                )
                before = dict(passes[-1].scores)
                gone |= set(dropped)
                scores, dropped = {}, {}
        balances = tuple(self.shared.ask("standing", index)[2] for index in range(count))
        return Outcome(base, tuple(passes), balances)

    def payouts(self) -> tuple[Payout, ...]:
        """What the last market's contributions were paid, as far as it is booked."""
        stake = Wei(0)
        found = []
        for _, event in self._since():
            if event.name == "PortionDrawn":
                stake = Wei(event.arguments["stake"])
            elif event.name == "Settled":
                said = event.arguments
                found.append(Payout(said["index"], said["contributor"], stake, Wei(said["amount"])))
        return tuple(found)

    def _where(self, samples: Sequence[Labelled]) -> int:
        """Which sample a transaction starts with: all fit into one, or those that are next."""
        if len(samples) <= MAX_PORTION:
            return 0
        return int(self.shared.ask("progress")[4])

    def _next(self, contributions: Sequence[Contribution]) -> list[Contribution]:
        """Which contributions are replayed next, in this pass."""
        stage, _, _, index, *_, first, _ = self.shared.ask("progress")
        if stage >= _PAY:
            return []
        if stage == _HITS:
            index += 1
        found: list[Contribution] = []
        room = IN_CALL
        while index < len(contributions):
            *_, dropped, changed = self.shared.ask("standing", index)
            if not dropped and (index >= first or changed):
                room -= len(_flat(contributions[index]))
                if room < 0:
                    break
                found.append(contributions[index])
            index += 1
        return found

    def _since(self) -> list[tuple[Receipt, Event]]:
        """What was logged since the last market was opened."""
        found: list[tuple[Receipt, Event]] = []
        for receipt, log in self.shared.chain.logs(self.shared.address):
            for event in self.shared.artifact.interface.events([log]):
                if event.name == "MarketOpened":
                    found = []
                found.append((receipt, event))
        return found

    def _named(self, receipt: Receipt, name: str) -> list[Event]:
        events = self.shared.artifact.interface.events(receipt.logs)
        return [event for event in events if event.name == name]


def _flat(contribution: Contribution) -> list[int]:
    """A contribution as a scoring transaction carries it."""
    *words, count = pack(contribution.data)
    return [contribution.label, contribution.time, count, *words]


_HITS, _PAY = 3, 4
"""Stages of a scoring (lib/market_scoring.vy)."""


def _until(scores: dict[int, int], first: int) -> dict[int, int]:
    """The scores that were kept from the pass before: those of what stands before `first`."""
    return {index: score for index, score in scores.items() if index < first}


def _pass(
    base: int,
    count: int,
    gone: set[int],
    scores: dict[int, int],
    played: dict[str, Any],
    dropped: dict[int, int],
) -> Pass:
    """Put a pass together: what is not told of a contribution that is in has changed nothing."""
    hits, now, all_scores = [], base, {}
    for index in range(count):
        if index not in gone:
            all_scores[index] = scores.get(index, 0)
            now += all_scores[index]
            hits.append((index, now))
    return Pass(tuple(hits), all_scores, played["rounds"], dict(dropped))
