"""An action on a node while it is carried out: what it has sent already, and how late it is."""

from collections.abc import Sequence

from sum.chain.base import Address
from sum.chain.outbox import Begun, Sent, State
from sum.errors import ChainError
from sum.units import Seconds, Wei


class Settled(ChainError):
    """An action that was to be carried out again is in the books by now."""

    def __init__(self) -> None:
        super().__init__("This was finished already.")


class Behind(ChainError):
    """An action was cut off before: it has to be carried out again first.

    Parameters
    ----------
    begun : Begun
    """

    def __init__(self, begun: Begun) -> None:
        super().__init__("Something that was cut off has to be finished first.")
        self.begun = begun


class Reorganised(ChainError):
    """Blocks with transactions from here are gone.

    Parameters
    ----------
    begun : Begun
        The first action that they belonged to.
    """

    def __init__(self, begun: Begun) -> None:
        super().__init__("The network has replaced blocks in which transactions of this room were.")
        self.begun = begun


class Session:
    """What an action finds when it is carried out again, in order.

    As long as something is left of what it sent before, questions are answered as they were then:
    after the block of the last transaction that it has come to. So it decides as it did.

    Parameters
    ----------
    begun : Begun
    sent : sequence of Sent
        What it has sent already.
    is_new : bool
        Whether it is carried out for the first time.
    without : str, optional
        The state of those that are not to be found.

    Attributes
    ----------
    begun : Begun
    is_new : bool
    time : Seconds
        The chain's time for this action; it stands still between two transactions.
    sends, succeeded : int
        How many transactions it has come to that are in blocks; how many of them did not fail.
    wasted : list of (Address, Wei)
        Who has paid how much for transactions that failed in their block.
    is_set : bool
        Whether the time at which it began was set.
    """

    def __init__(
        self, begun: Begun, sent: Sequence[Sent], *, is_new: bool, without: State | None = None
    ) -> None:
        self.begun = begun
        self.time = begun.time
        self.sends = self.succeeded = 0
        self.wasted: list[tuple[Address, Wei]] = []
        self.is_new = is_new
        self.is_set = False
        self._left = [each for each in sent if each.state != without]
        self._place = 1 + max((each.place for each in sent), default=-1)
        self._block = begun.head

    @property
    def last(self) -> int:
        """The block of its last transaction."""
        return self._block

    def begin_after(self, block: int, time: Seconds) -> None:
        """Begin no sooner than that: what was before it is later now than it was."""
        self._block, self.time = max(self._block, block), Seconds(max(self.time, time))

    @property
    def at(self) -> int | None:
        """After which block questions are answered; None for the last one."""
        return self._block if self._left else None

    @property
    def left(self) -> tuple[Sent, ...]:
        """What it sent before and has not come to now; without what has changed nothing."""
        return tuple(each for each in self._left if each.state != "declined")

    def next_place(self) -> int:
        """Take the place of a transaction that was not sent before."""
        self._place += 1
        return self._place - 1

    def take(self, sender: Address, to: Address | None, digest: bytes) -> Sent | None:
        """Find a transaction that was sent before; each is found once."""
        for number, sent in enumerate(self._left):
            if sent.is_like(sender, to, digest):
                return self._left.pop(number)
        return None

    def passed(self, block: int, time: Seconds, *, failed: bool) -> None:
        """Note that its last transaction is in this block, of that time."""
        self.succeeded += not failed
        self._block = block
        self.time = Seconds(time + 1)
        self.sends += 1
