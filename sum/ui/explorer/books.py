"""A snapshot with what the explorer looks up in it again and again."""

from dataclasses import dataclass
from functools import cached_property

from sum.room.records import Call, Entry, Payout, Person, Snapshot


@dataclass(frozen=True)
class Books:
    """A snapshot with what is looked up in it again and again.

    Attributes
    ----------
    snapshot : Snapshot
    """

    snapshot: Snapshot

    def who(self, call: Call) -> Person | None:
        """Who sent a transaction; None when nobody of the room did."""
        return self._people.get(call.sender)

    def entry(self, call: Call) -> Entry | None:
        """The contribution that a transaction made, or claimed of."""
        if call.function == "add_data":
            return self._added.get(call.hash)
        sender = self.who(call)
        given = call.arguments
        author = given.get("contributor", sender.address if sender else "")
        return self._claimed.get(
            (given.get("data"), given.get("label"), given.get("added_time"), author)
        )

    def payouts(self, call: Call) -> tuple[Payout, ...]:
        """What a transaction was paid."""
        return tuple(self.snapshot.payouts_by([call.hash]))

    def at(self, block: int) -> Call | None:
        """The transaction of a block; None when it has none to this contract."""
        return self._blocks.get(block)

    def about(self, number: int) -> tuple[Call, ...]:
        """Every transaction about one contribution, in order."""
        snapshot = self.snapshot
        if not 1 <= number <= len(snapshot.entries):
            return ()
        claims = (payout.transaction for payout in snapshot.payouts_of(number))
        return tuple(snapshot.calls_of([snapshot.entries[number - 1].transaction, *claims]))

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {person.id: person for person in self.snapshot.people}

    @cached_property
    def _blocks(self) -> dict[int, Call]:
        return {call.block: call for call in self.snapshot.calls}

    @cached_property
    def _added(self) -> dict[str, Entry]:
        return {entry.transaction: entry for entry in self.snapshot.entries}

    @cached_property
    def _claimed(self) -> dict[tuple[object, ...], Entry]:
        added = ((entry.contribution, entry) for entry in self.snapshot.entries)
        return {(it.data, it.label, it.time, it.contributor): entry for it, entry in added}
