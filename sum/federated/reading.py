"""A round as its contract tells it: by what it has logged, and by what it keeps."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sum.chain import Address, Chain
from sum.chain.abi import Event, Interface
from sum.federated.lanes import MODULUS, from_lanes, signed, unpack
from sum.federated.public import Client, PublicRound, Words
from sum.federated.state import Result, cut
from sum.federated.terms import Dial, Phase, RoundTerms
from sum.units import Seconds, Wei

MODEL, STEP, PULL, NEWS, SUMS = range(5)
"""A round's vectors in the contract; groups' sums follow one another."""
_DOT = 2**64 - 1


class Reading:
    """Reads rounds off a chain; what was logged is read once.

    Parameters
    ----------
    ask : callable
        Calls a function of the contract.
    chain : Chain
    address : Address
    interface : Interface
    terms : RoundTerms
    """

    def __init__(
        self,
        ask: Callable[..., Any],
        chain: Chain,
        address: Address,
        interface: Interface,
        terms: RoundTerms,
    ) -> None:
        self._ask, self._chain, self._address = ask, chain, address
        self._interface, self._terms = interface, terms
        self._told: dict[int, list[Event]] = defaultdict(list)
        self._next = 0
        self._kept: dict[int, tuple[int, PublicRound]] = {}

    def record(self, number: int | None = None) -> PublicRound:
        """All that is public of a round; of the last one by default."""
        number = int(self._ask("number")) if number is None else number
        if not number:
            return PublicRound(0, Phase.NONE)
        head, found = self._kept.get(number, (-1, None))
        if found is None or head != self._chain.head:
            self._listen()
            found = self._read(number)
            self._kept[number] = (self._chain.head, found)
        return found

    def _listen(self) -> None:
        """Take up what was logged since the last time."""
        head = self._chain.head
        if head + 1 < self._next:  # the chain went back
            self._told.clear()
            self._next = 0
        for _, log in self._chain.logs(self._address, self._next):
            for event in self._interface.events([log]):
                if "number" in event.arguments:
                    self._told[event.arguments["number"]].append(event)
        self._next = head + 1

    def _read(self, number: int) -> PublicRound:
        terms = self._terms
        (phase, deadline, bounty, count, *sets, prior, later, before, after, result) = self._ask(
            "state", number
        )
        del prior, later
        events = self._told[number]
        revealed = [each.arguments for each in events if each.name == "Revealed"]
        said = [each.arguments["phase"] for each in events if each.name == "Entered"]
        groups = max(1, count // terms.group) if terms.dial is Dial.GROUPS else 1
        aimed = Phase.SCORE in said or (terms.dial is Dial.GROUPS and revealed)
        return PublicRound(
            number=number,
            phase=Phase(phase),
            deadline=Seconds(deadline),
            bounty=Wei(bounty),
            clients=self._clients(number, count, sets, events),
            portion=tuple(revealed[0]["words"]) if revealed else (),
            salt=revealed[0]["salt"] if revealed else b"",
            v=self._direction(number, PULL) if revealed else (),
            w=self._direction(number, NEWS) if aimed else (),
            sums=tuple(self._vector(number, SUMS + group) for group in range(groups)),
            groups=tuple(min(place // terms.group, groups - 1) for place in range(count)),
            accepted={Result.ACCEPTED: True, Result.REJECTED: False}.get(Result(result)),
            losses=(before, after) if after else None,
            void=result == Result.VOID,
        )

    def _vector(self, number: int, which: int) -> Words:
        return tuple(self._ask("vector", (number << 7) | which))

    def _direction(self, number: int, which: int) -> Words:
        lanes = unpack(self._vector(number, which), self._terms.d)
        return tuple(map(int, from_lanes(lanes)))

    def _clients(
        self, number: int, count: int, sets: list[int], events: list[Event]
    ) -> tuple[Client, ...]:
        shared, submitted, opened, included, slashed, _, removed, _, judged = sets
        told: list[dict[str, dict[str, Any]]] = [{} for _ in range(count)]
        for event in events:
            if "place" in event.arguments:
                seen = told[event.arguments["place"]]
                if event.name == "Update":
                    seen.setdefault("Sent", event.arguments)
                seen[event.name] = event.arguments
        return tuple(
            Client(
                place=place,
                address=kept[0],
                public_key=kept[1],
                shared=bool(shared >> place & 1),
                submitted=bool(submitted >> place & 1),
                opened=bool(opened >> place & 1),
                included=bool(included >> place & 1),
                slashed=bool(slashed >> place & 1),
                removed=bool(removed >> place & 1),
                recovered=_places(kept[7]),
                differs=_places(kept[8]),
                weight=kept[6] >> 128 if judged >> place & 1 else 0,
                **_said(told[place], count, kept[6]),
            )
            for place, kept in enumerate(self._ask("members", number))
        )


def _places(bits: int) -> frozenset[int]:
    return frozenset(place for place in range(bits.bit_length()) if bits >> place & 1)


def _said(told: dict[str, dict[str, Any]], count: int, kept: int) -> dict[str, Any]:
    """What a client has said, and was paid, as far as it has."""
    found: dict[str, Any] = {}
    if "Shared" in told:
        shared = told["Shared"]
        found = {
            "pair_hashes": tuple(shared["pair_hashes"]),
            "self_hash": shared["self_hash"],
            "share_hashes": tuple(shared["share_hashes"]),
            "ciphertexts": cut(shared["ciphertexts"], count),
        }
    if "Update" in told:
        found["sent"], found["words"] = tuple(told["Sent"]["words"]), tuple(told["Update"]["words"])
    if "Said" in told:
        said = told["Said"]
        found["self_dot"], found["pair_dots"] = said["self_dot"], tuple(said["pair_dots"])
        found["raw"], found["news"] = signed(kept % MODULUS), signed((kept >> 32) % MODULUS)
    if "Unmasked" in told:
        found["seed"] = told["Unmasked"]["seed"]
    if "Paid" in told:
        found["paid"], found["fee"] = Wei(told["Paid"]["amount"]), Wei(told["Paid"]["fee"])
    return found
