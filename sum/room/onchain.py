"""A room on a node that others use, too: nothing can be taken back there, so it is gone on with.

Before an action begins it is written down: which method, for whom, with what. What it sends is kept
in the outbox. Should it be cut off (the process dies, the node is away, a block does not come), the
books are as they were before it, and nothing else happens in the room until it is carried out
again: in the same words, on the same accounts, with the same chance, so that it comes to what it
has sent already (`sum.chain.acting`) and goes on from there. When the network replaces blocks, the
books go back to before the first action in them, and everything since is carried out again.
"""

import inspect
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from secrets import token_hex
from typing import Any

from sum.chain import Busy
from sum.chain.networks import Network
from sum.chain.outbox import Begun
from sum.chain.session import Behind, Reorganised, Settled
from sum.chain.waiting import Waiting
from sum.errors import RoomError, SumError, Unfinished
from sum.incentives.base import AnyTerms
from sum.incentives.reward_market import MarketTerms
from sum.room.codec import dumps, loads
from sum.room.limits import Limits
from sum.room.people import Member
from sum.room.real import fitted
from sum.room.records import Outcome, Role, Snapshot
from sum.room.room import Room
from sum.room.stage import Done, Work
from sum.room.telling import counted
from sum.room.turning import LOST, Turning
from sum.units import Seconds

TRIES = 40
"""How many other actions are carried out again before one gives up."""
REST = 5.0
"""Seconds between two looks of those who only watch, whether something has to be gone on with."""

ACTIONS = (
    *("contribute", "refund", "report", "collect", "attack", "jump", "set_clock", "add_bot"),
    *("remove_bot", "start_over", "begin", "pause", "extend", "next_round", "finish", "lead"),
    *("give", "set_roles", "change_role", "undo", "sponsor", "hold_markets", "open_market", "draw"),
    *("show", "reveal", "score", "settle", "give_up", "collect_to", "join", "_let_bots_act"),
    "send_home",
)
"""What can send something, or what others build on: it is carried out again."""
FREE = (
    *("enter", "lead_by", "phrase", "renew", "switch", "_end_round"),
    # A room on a node refuses these.
    *("open_federation", "play_rounds", "pause_rounds", "decide", "take_seat"),
    *("_play_piece", "_stand_still"),
)
"""What is not: nothing is lost, or it happens again by itself, or it is nobody’s to write down."""
_NEVER_WRITTEN = {"self", "key", "progress"}

RESTLESS = "The network is restless at the moment. Nothing was sent; try again."


@dataclass(frozen=True)
class _Call:
    """A method that is called, and with what."""

    name: str
    arguments: Mapping[str, Any]


class NodeRoom(Turning):
    """A room whose chain is a `LiveChain`. It is used like any other."""

    _call: _Call | None

    def _set_up(self, code: str, *, shared: bool) -> None:
        super()._set_up(code, shared=shared)
        self._call = None
        self._stopped: SumError | None = None
        self._drawn = 0
        self._looked = 0.0

    @property
    def waiting(self) -> Waiting | None:
        """What the action that is under way waits for, or that the node is away; for any thread."""
        return self._node.waiting or self._node.away

    @property
    def network(self) -> Network:
        """The network that the room's chain belongs to."""
        return self._node.network

    def _fitting(self, terms: AnyTerms | None, action: str) -> AnyTerms | None:
        """The rules for a new contract, in real time where time is real."""
        if terms is None and action == "hold_markets":
            terms = MarketTerms()
        if terms is None or self._node.can_set_time:
            return terms
        return fitted(terms, self._game.settings.factor, self._node.purse)

    # ------------------------------------------------------------------------------ while looking

    def tick(self) -> Snapshot:
        """Let time pass and bots act; see `Room.tick`. A node that is away is waited for."""
        with suppress(Unfinished):
            return super().tick()
        return self.snapshot

    def _tick_now(self) -> None:
        with self._node.in_haste():
            super()._tick_now()

    def _tick(self) -> None:
        now = time.monotonic()
        if now - self._looked > REST:
            self._looked = now
            self._go_on()
        if not self._lost and not self._node.unfinished():
            self._follow_time()
            super()._tick()

    @property
    def _tick_actions(self) -> int:
        # Where each takes as long as a block, people must not wait for many.
        return super()._tick_actions if self._node.network.kind == "development" else 1

    def _follow_time(self) -> None:
        """Where time is everybody’s the room’s clock shows that."""
        if not self._node.can_set_time:
            self._game.clock.move_to(Seconds(int(time.time())))

    def _go_on(self) -> None:
        """Carry out again what was cut off, and find out whether history is still the same."""
        if self._is_lost():
            return
        try:
            changed, unfinished = self._node.check(), self._node.unfinished()
            if changed and (not unfinished or changed.number < unfinished[0].number):
                self._catch(Reorganised(changed))
            for begun in self._node.unfinished():
                self._catch(Behind(begun))
        except (Unfinished, Busy):
            raise
        except SumError:
            pass  # whoever does something is told

    # ------------------------------------------------------------------------------------ actions

    def _journaled(self, name: str, call: Callable[[], Any], arguments: Mapping[str, Any]) -> Any:  # noqa: ANN401
        """Call a method; what has to be carried out again before it is."""
        with self._lock:
            if self._again or self._call:
                return call()
            if self._is_lost():
                raise RoomError(LOST)
            for _ in range(TRIES):
                self._call = _Call(name, arguments)
                try:
                    return call()
                except (Behind, Reorganised) as first:
                    todo = first
                finally:
                    self._call = None
                self._catch(todo)
        raise RoomError(RESTLESS)

    def _catch(self, todo: Behind | Reorganised) -> None:
        """Do what has to be done before anything else."""
        for _ in range(TRIES):
            try:
                if isinstance(todo, Behind):
                    self._carry_out(todo.begun)
                else:
                    self._turn_back(todo.begun)
            except Settled:
                return
            except (Behind, Reorganised) as more:
                todo = more
            else:
                return
        raise RoomError(RESTLESS)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        again = self._again
        if again:
            self._node.plan(again.id, again.what, again=True)
        else:
            self._node.plan(token_hex(16), self._written())
        self._node.failed = self._paid_for_nothing
        self._drawn, self._is_new = 0, False
        with super()._whole():
            yield

    def _act(
        self,
        key: str,
        nonce: str,
        work: Work,
        *,
        watch: tuple[int, ...] = (),
        host: str = "",
        role: Role | None = None,
        always: bool = False,
    ) -> Outcome:
        """Do an action of a person; see `Stage._act`. What is in a block stays in the books."""
        self._stopped = None
        outcome = super()._act(
            key, nonce, self._holding(work), watch=watch, host=host, role=role, always=always
        )
        stopped, self._stopped = self._stopped, None
        if stopped:
            raise stopped
        return outcome

    def _holding(self, work: Work) -> Work:
        """Keep what an action has done before it was refused: chain and books have to agree."""

        def whole(me: Member) -> Done:
            game = self._game
            ledger, engine = game.ledger, game.engine
            try:
                return self._tried_again(work, me) if self._before else work(me)
            except Unfinished:
                raise
            except SumError as error:
                half = game.ledger is not ledger and game.engine is engine  # a new model, not yet
                if not self._node.sends or half:
                    raise
                self._stopped = self._told(error)
                return Done(str(self._stopped), capped=True)

        return whole

    def _told(self, error: SumError) -> SumError:
        """Say how far it came."""
        made = self._node.succeeded
        if not made:
            return error
        return RoomError(f"{error} Before that, {counted(made, 'transaction')} went through.")

    def _chance(self) -> random.Random:
        """The same chance for an action that is carried out again; nobody else can foresee it."""
        self._drawn += 1
        seed = f"{self._game.people.keyring.account_seed()}/{self._node.begun.id}/{self._drawn}"
        return random.Random(sha256(seed.encode()).digest())  # noqa: S311 - from a secret

    # ---------------------------------------------------------------------------------- once more

    def _written(self) -> bytes:
        """What is kept of the action that begins, for whoever carries it out again."""
        call = self._call
        if call is None or call.name not in ACTIONS:
            return b""
        arguments = {k: v for k, v in call.arguments.items() if k not in _NEVER_WRITTEN}
        key = call.arguments.get("key", "")
        holder = self._game.people.identify(key).holder if key else ""
        return dumps((call.name, holder, arguments))

    def _found(self, once: tuple[str, str]) -> Outcome | None:
        if self._again:
            self._once = once
            return None
        return super()._found(once)

    def _carry_out(self, begun: Begun) -> None:
        """Carry out again what was cut off; of no use when the node is still away.

        Raises
        ------
        Unfinished
            When it was cut off again.
        SumError
            When it has sent something and cannot be carried out again.
        """
        if not begun.what:
            self._drop(begun)
            return
        name, holder, arguments = loads(begun.what)
        if self._before and "number" in arguments:
            number = self._same(arguments["number"])
            if not number:
                self._drop(begun)
                return
            arguments["number"] = number
        if holder:
            people = self._game.people
            arguments["key"] = people.keyring.key(holder)
            if people.identify(arguments["key"]).id not in people.members:
                self._drop(begun)  # whoever came in a history that is no more
                return
        limits, self._limits, self._again = self._limits, Limits(), begun
        self._once = (holder, "")
        try:
            getattr(self, name)(**arguments)
        except (Unfinished, Settled, Behind, Reorganised):
            raise
        except SumError:
            if any(each.id == begun.id for each in self._node.unfinished()):
                raise
        finally:
            self._limits, self._again = limits, None

    def _drop(self, begun: Begun) -> None:
        """Settle an action that nobody can carry out again, and that has sent nothing."""
        self._again = begun
        try:
            with suppress(Settled), self._turn(), self._whole():
                pass
        finally:
            self._again = None


def _journal(name: str) -> Callable[..., Any]:
    method = getattr(Room, name)
    signature = inspect.signature(method)

    @wraps(method)
    def call(self: NodeRoom, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the method's own
        bound = signature.bind(self, *args, **kwargs)
        flat = dict(bound.arguments)
        if "terms" in signature.parameters:
            fitting = self._fitting(flat.get("terms"), name)
            bound.arguments["terms"] = flat["terms"] = fitting
        flat.update(flat.pop("changes", {}))
        return self._journaled(name, lambda: method(*bound.args, **bound.kwargs), flat)

    return call


for _name in (*ACTIONS, *FREE):
    setattr(NodeRoom, _name, _journal(_name))
