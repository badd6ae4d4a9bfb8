"""A node’s chain on which what one person does is an action: begun, cut off, carried out again."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from secrets import token_hex

from sum.chain.as_of import AsOf
from sum.chain.base import Address
from sum.chain.database import Database
from sum.chain.nodes import Node
from sum.chain.outbox import Begun, Outbox, Sent
from sum.chain.session import Behind, Reorganised, Session, Settled
from sum.errors import ChainError
from sum.units import Seconds, Wei


@dataclass(frozen=True)
class _Plan:
    """Which action comes next."""

    action: str
    what: bytes = b""
    again: bool = False


class Acting(AsOf):
    """Time, questions and actions of a `LiveChain`; that sends.

    Parameters
    ----------
    node : Node
    outbox : Outbox
    database : Database or None
        The room's own file: an action is one transaction of it.
    may_set_time : bool
        Whether the time of a development chain is set.

    Attributes
    ----------
    database : Database or None

    Raises
    ------
    ChainError
        When the node does not answer, or the room was played on another chain.
    """

    def __init__(
        self, node: Node, outbox: Outbox, database: Database | None, *, may_set_time: bool
    ) -> None:
        super().__init__(node)
        self._unlocked = []  # others use the node's own accounts, too
        self._outbox, self.database = outbox, database
        self._may_set_time = may_set_time
        self._session: Session | None = None
        self._planned: _Plan | None = None
        self._floor: tuple[int, Seconds] | None = None
        here = f"{self._chain_id} {self.block(0).hash}"
        if outbox.fact("chain", here) != here:
            raise ChainError(
                "This room was played on another chain than the one that its node has now."
            )
        self._reconcile()

    # ---------------------------------------------------------------------------- what it can do

    @property
    def can_set_time(self) -> bool:
        """Whether time is ours to set."""
        return self._node.is_test and self._may_set_time

    @property
    def can_go_back(self) -> bool:
        """Never: what is done is done, and others use the node, too."""
        return False

    def snapshot(self) -> str:
        """Not here: others use the node, too."""
        raise ChainError("This chain cannot go back: others use it, too.")

    def revert(self, snapshot: str) -> None:  # noqa: ARG002
        """Not here: others use the node, too."""
        raise ChainError("This chain cannot go back: others use it, too.")

    # -------------------------------------------------------------------------------------- time

    @property
    def now(self) -> Seconds:
        """The chain's time; within an action it stands still between two transactions."""
        return self._session.time if self._session else super().now

    def set_time(self, time: Seconds) -> None:
        """Set `now`; what has passed already changes nothing.

        Raises
        ------
        ChainError
            When it is later, and time is not ours to set.
        """
        session = self._session
        if not self.can_set_time:
            if time > self.now:
                raise ChainError("Time is not ours to set on this chain.")
        elif session is None:
            self._now = Seconds(max(time, self._now))
        elif session.is_set or not session.is_new:
            # Where it is carried out again it begins when it did.
            first, session.is_set = not session.is_set, True
            if not first:
                session.time = Seconds(max(time, session.time))
        else:
            session.time, session.is_set = Seconds(max(time, session.time)), True
            self._outbox.set_time(session.begun.id, session.time)

    def _next_time(self, latest: dict[str, int]) -> Seconds:
        if not self.can_set_time:
            return Seconds(max(int(time.time()), latest["time"] + 1))
        ours = self._session.time if self._session else self._now
        return Seconds(max(ours, latest["time"] + 1))

    # ----------------------------------------------------------------------------------- actions

    @contextmanager
    def in_haste(self) -> Iterator[None]:
        """Ask a node that is away only once, inside: for whoever has time to come back."""
        patience, self._node.patience = self._node.patience, 0.0
        try:
            yield
        finally:
            self._node.patience = patience

    def plan(self, action: str, what: bytes = b"", *, again: bool = False) -> None:
        """Say which action comes next.

        Parameters
        ----------
        action : str
            Its id.
        what : bytes
            What the outbox keeps of it, for whoever has to carry it out again.
        again : bool
            Whether it is carried out again.
        """
        self._planned = _Plan(action, what, again)

    @contextmanager
    def action(self) -> Iterator[None]:
        """Bracket what one person does: the one action that was planned, or one without a name.

        What it has sent is not undone when it raises: then it has to be carried out again, before
        anything else. When it had sent nothing it is forgotten.

        Raises
        ------
        Settled
            When it was to be carried out again, and somebody else has done that.
        Behind
            When another one has to be carried out again first.
        Reorganised
            When history is another one now.
        ChainError
            When the node does not answer; at the end, when the action had sent something before
            that it has not come to this time.
        """
        plan, self._planned = self._planned or _Plan(token_hex(16)), None
        try:
            with self._whole():
                self._look_back(plan)
                with self.replay(plan.action, plan.what):
                    yield
                self._note(plan.action)
        except (Settled, Behind, Reorganised):
            raise
        except BaseException:
            self._forget(plan)
            raise
        self._outbox.finish(plan.action)

    def _whole(self) -> AbstractContextManager[None]:
        return self.database.whole("action") if self.database else nullcontext()

    def _look_back(self, plan: _Plan) -> None:
        """Find out, now that nobody else acts, whether it is this action’s turn."""
        unfinished = self.unfinished()
        if plan.again and all(begun.id != plan.action for begun in unfinished):
            raise Settled
        # What is not in the books has to be carried out again either way.
        changed = self.check()
        if changed and (not unfinished or changed.number < unfinished[0].number):
            raise Reorganised(changed)
        if plan.again:
            return
        if unfinished:
            raise Behind(unfinished[0])
        self._floor = None

    def _note(self, action: str) -> None:
        """Write into the room’s file, in the action’s transaction, that the books have it."""
        if self.database:
            self.database.run("UPDATE acted SET id = ?", (action,))

    def _forget(self, plan: _Plan) -> None:
        """Drop an action that failed before it had sent anything."""
        if not self.has_sent(plan.action):
            self._outbox.forget(plan.action)

    def _reconcile(self) -> None:
        """Let the outbox know which actions the books have: a crash may have come in between."""
        if self.database is None:
            return
        with self.database.whole("reconcile"):
            if not self.database.has("acted"):
                self.database.make("CREATE TABLE acted (id TEXT NOT NULL);")
                self.database.run("INSERT INTO acted VALUES ('')")
            self._outbox.know(self._last())

    @contextmanager
    def replay(self, action: str, what: bytes = b"") -> Iterator[Begun]:
        """Carry out an action, or carry it out again: all that is sent inside belongs to it.

        Parameters
        ----------
        action, what
            As for `plan`.

        Raises
        ------
        ChainError
            At the end, when it had sent something before that it has not come to this time.
        """
        if self._session:
            raise ChainError("Actions do not nest.")
        begun = self._outbox.action(action)
        is_new = begun is None
        if begun is None:
            latest = self._latest()
            now = self._next_time(latest)
            begun = self._outbox.begin(action, now, latest["number"], what)
        session = Session(begun, self._outbox.sent(action), is_new=is_new)
        if self._floor:
            session.begin_after(*self._floor)
        self._session = session
        try:
            yield begun
            session = self._session  # it may have been started again
            for sent in session.left:
                self._give_up(sent)
        finally:
            session, self._session = self._session or session, None
            self._now = Seconds(max(self._now, session.time))
            if self._floor:
                self._floor = session.last, session.time

    @contextmanager
    def going_back(self, number: int) -> Iterator[tuple[Begun, ...]]:
        """Bracket how the books go back to before an action; it and all later ones come again.

        Parameters
        ----------
        number : int
            The action's.

        Yields
        ------
        tuple of Begun
            What has to be carried out again, in order.

        Raises
        ------
        Settled
            When history is what it was, or somebody else has done this.
        """
        with self._whole():
            unfinished, changed = self.unfinished(), self.check()
            if changed is None or (unfinished and unfinished[0].number <= changed.number):
                raise Settled
            self._outbox.reopen(number)
            self._floor = 0, Seconds(0)
            yield self._outbox.since(number)
            self._note(self._outbox.before(number))

    def unfinished(self) -> tuple[Begun, ...]:
        """Actions that were cut off, oldest first; or that another process is about to finish."""
        found = self._outbox.unfinished()
        last = self._outbox.action(self._last()) if found else None
        # What the room’s file has counts, even where nobody has come to say so in the outbox.
        return tuple(each for each in found if last is None or each.number > last.number)

    def _last(self) -> str:
        """Id of the last action that the books have."""
        if self.database is None:
            return ""
        return str(self.database.run("SELECT id FROM acted").fetchone()[0])

    @property
    def is_acting(self) -> bool:
        """Whether an action is under way."""
        return self._session is not None

    @property
    def begun(self) -> Begun:
        """The action that is under way.

        Raises
        ------
        ChainError
            When there is none.
        """
        if self._session is None:
            raise ChainError("No action is under way.")
        return self._session.begun

    def start_again(self) -> tuple[tuple[Address, Wei], ...]:
        """Begin the action that is under way once more, without what has failed in its block.

        Of use where the network has replaced blocks: a price may be another one now.

        Returns
        -------
        tuple of (Address, Wei)
            Who has paid how much for what has failed.
        """
        before = self._session
        if before is None:
            return ()
        for each in before.left:
            if each.state == "failed":
                before.wasted += self._wasted(each)
        sent = self._outbox.sent(before.begun.id)
        session = Session(before.begun, sent, is_new=False, without="failed")
        session.wasted, session.is_set = before.wasted, True
        session.begin_after(*(self._floor or (0, before.time)))
        self._session = session
        return tuple(session.wasted)

    @property
    def succeeded(self) -> int:
        """How many of its transactions have succeeded."""
        return self._session.succeeded if self._session else 0

    @property
    def sends(self) -> int:
        """How many transactions of the action that is under way are in blocks."""
        return self._session.sends if self._session else 0

    def has_sent(self, action: str) -> bool:
        """Whether an action has sent anything."""
        return any(each.state != "declined" for each in self._outbox.sent(action))

    def _wasted(self, sent: Sent) -> list[tuple[Address, Wei]]:
        """Who has paid how much for what failed before, if it has failed again."""
        raise NotImplementedError

    def _give_up(self, sent: Sent) -> None:
        """Settle what an action sent when it was carried out before, and has no use for now."""
        raise NotImplementedError

    @property
    def _block(self) -> int | None:
        """After which block questions are answered; None for the last one.

        What an action has done that was cut off is not in the books: until it is carried out again
        things are as they were before it.
        """
        if self._session:
            return self._session.at
        unfinished = self.unfinished()
        return unfinished[0].head if unfinished else None
