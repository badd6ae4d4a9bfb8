"""Lets agents act on an engine, each when its time has come.

::

    driver = Driver(engine, dataset, seed=0)
    driver.add_agent(Honest(), engine.create_account("Hanna"))
    for events in driver.run_until(engine.now + DAY):
        ...                                            # one agent's visit at a time
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush, heapreplace
from itertools import islice

import numpy as np

from sum.agents import Action, Agent, Call, Collect, Contribute, Refund, is_alert, is_watcher
from sum.datasets import Dataset
from sum.errors import InputError, ModelDecides, NothingLeft, Refused, UnknownContribution
from sum.records import Added, Called, Collected, Paid, Record
from sum.simulation.claims import Claims
from sum.simulation.engine import Engine
from sum.simulation.events import Capped, Event, Step
from sum.simulation.seats import Memento, Seat, Standing, Visit, generator, state_of
from sum.simulation.view import AgentView, Knowledge
from sum.units import Seconds, Wei

__all__ = ["Capped", "Driver", "Event", "Memento", "Step"]


class Driver:
    """Agents on an engine: a heap of visits, and what each agent can see.

    The same engine, agents and seed give the same events. Between two steps anybody may use the
    engine; `observe` tells the driver what came of it.

    Parameters
    ----------
    engine : Engine
    dataset : Dataset
        Agents contribute samples of its pool.
    seed : int
        Decides everything that is left to chance; not negative.
    watch : callable, optional
        Told of every step as soon as it is done, before the agent goes on.
    stream : bool
        Whether people take the pool's samples one after the other, instead of at random.
    """

    def __init__(
        self,
        engine: Engine,
        dataset: Dataset,
        seed: int,
        *,
        watch: Callable[[Step], None] | None = None,
        stream: bool = False,
    ) -> None:
        self.engine = engine
        self.dataset = dataset
        self._seed = seed
        self._watch = watch or (lambda _: None)
        self._visits: list[Visit] = []
        self._seats: dict[str, Seat] = {}
        self._watchers: tuple[str, ...] = ()
        self._count = 0
        self._rng = np.random.default_rng([seed, 0])
        self._known = Knowledge(engine, Claims(engine.terms.waits), stream=stream)

    # ------------------------------------------------------------------------------- the agents

    @property
    def agents(self) -> dict[str, Agent]:
        """The agents that take part, by account, in the order in which they came."""
        return {account: seat.agent for account, seat in self._seats.items()}

    def add_agent(self, agent: Agent, account: str) -> None:
        """Let an agent take part; it first acts after one of its waits.

        Raises
        ------
        InputError
            When the account belongs to an agent already.
        """
        if account in self._seats:
            raise InputError(f"The account {account} has an agent already.")
        self._count += 1
        seat = Seat(agent, self._count, np.random.default_rng([self._seed, self._count]))
        self._seats[account] = seat
        self._find_watchers()
        self._known.claims.enter(account)
        first = Seconds(self.engine.now + agent.wait(seat.rng))
        heappush(self._visits, (first, seat.order, account))

    def remove_agent(self, account: str) -> None:
        """Let an agent go; what it has contributed stays.

        Raises
        ------
        InputError
            When the account belongs to no agent.
        """
        if account not in self._seats:
            raise InputError(f"The account {account} has no agent.")
        del self._seats[account]
        self._find_watchers()
        self._known.claims.leave(account)
        self._visits = [visit for visit in self._visits if visit[2] != account]
        heapify(self._visits)

    def announce(self, accuracy: float) -> None:
        """Let everybody know what the model is right about, of 1."""
        self._known.accuracy = accuracy

    @property
    def unsettled(self) -> bool:
        """Whether there is a contribution that is not settled."""
        return len(self._known.claims) > 0

    # ---------------------------------------------------------------------------------- running

    @property
    def next_time(self) -> Seconds | None:
        """When the next agent acts; None when there is no agent."""
        return self._visits[0][0] if self._visits else None

    def step(self, limit: int | None = None) -> tuple[Step, ...]:
        """Let the one agent act whose time comes next; the engine's time moves there.

        Parameters
        ----------
        limit : int, optional
            How many transactions there may be; the agent leaves the rest to its next visit.

        Returns
        -------
        tuple of Step
            Empty when the agent did nothing, or there is no agent.
        """
        if not self._visits:
            return ()
        time, order, account = self._visits[0]
        seat = self._seats[account]
        # Time never goes back, even where somebody has moved it past this visit.
        self.engine.set_time(Seconds(max(time, self.engine.now)))
        view = AgentView(self._known, self.dataset, account)
        actions = islice(seat.agent.act(view, seat.rng), limit)
        events = tuple(self._carry_out(actions, account, view))
        following = Seconds(self.engine.now + seat.agent.wait(seat.rng))
        if is_alert(seat.agent) and (moment := seat.agent.wakes(view)) is not None:
            following = Seconds(min(following, max(moment, self.engine.now + 1)))
        heapreplace(self._visits, (following, order, account))
        return events

    def run_until(self, time: Seconds, limit: int | None = None) -> Iterator[tuple[Event, ...]]:
        """Let agents act up to a time, it included; one visit whenever the iterator is asked.

        Whoever stops asking stops the run; all that has happened stays. The engine's time is not
        moved past the last visit.

        Parameters
        ----------
        time : Seconds
        limit : int, optional
            How many transactions there may be in all.

        Yields
        ------
        tuple of Event
            As `step` gives it. When the limit is reached before the end, the last event is a
            `Capped`, and the visits that are left are moved, with the time between them, so that
            the first comes a second after `time`.
        """
        done = 0
        while self._visits and self._visits[0][0] <= time:
            if limit is not None and done >= limit:
                yield (self._postpone(time, done),)
                return
            events = self.step(None if limit is None else limit - done)
            done += len(events)
            yield events

    def play(self, agent: Agent, account: str, limit: int | None = None) -> Iterator[Step]:
        """Let a policy contribute as anybody, now and once, one transaction at a time.

        Claims stay that account's own to make.

        Parameters
        ----------
        agent : Agent
        account : str
            A person's, for instance.
        limit : int, optional
            How many transactions there may be.

        Yields
        ------
        Step
        """
        guest = not self._known.claims.takes_part(account)
        if guest:
            self._known.claims.enter(account)
        view = AgentView(self._known, self.dataset, account)
        actions = (each for each in agent.act(view, self._rng) if isinstance(each, Contribute))
        try:
            yield from self._carry_out(islice(actions, limit), account, view)
        finally:
            if guest:
                self._known.claims.leave(account)

    def observe(self, record: Added | Paid) -> None:
        """Take note of what happened on the engine; what the driver knows is no news to it.

        Parameters
        ----------
        record : Added or Paid
            What anybody who is no agent of this driver has contributed or got.
        """
        self._known.note(record)

    # ------------------------------------------------------------------------------------- undo

    def save(self) -> Memento:
        """Remember everything but the engine."""
        return Memento(
            tuple(self._visits),
            {name: (seat, state_of(seat.rng)) for name, seat in self._seats.items()},
            self._count,
            state_of(self._rng),
            self._known.copy(),
        )

    def restore(self, memento: Memento) -> None:
        """Go back to what `save` remembered; the engine has to go back to that time, too."""
        self._visits = list(memento.visits)
        self._seats = {
            name: Seat(seat.agent, seat.order, generator(state))
            for name, (seat, state) in memento.seats.items()
        }
        self._find_watchers()
        self._count = memento.count
        self._rng = generator(memento.rng)
        self._known = memento.knowledge.copy()

    # ------------------------------------------------------------------------------------ kept

    def standing(self) -> Standing:
        """Where everybody's turns and chances stand; what was contributed tells the rest."""
        seats = self._seats.items()
        return Standing(
            tuple(self._visits),
            tuple((name, seat.order, state_of(seat.rng)) for name, seat in seats),
            self._count,
            state_of(self._rng),
        )

    def resume(self, standing: Standing, agents: Mapping[str, Agent]) -> None:
        """Go on from where another driver stood.

        Parameters
        ----------
        standing : Standing
        agents : mapping of str to Agent
            Those who take part, by account.
        """
        gone = set(self._seats)
        self._seats = {
            name: Seat(agents[name], order, generator(state))
            for name, order, state in standing.seats
        }
        self._visits, self._count = list(standing.visits), standing.count
        self._rng = generator(standing.rng)
        self._find_watchers()
        claims = self._known.claims
        for name in gone.difference(self._seats):
            claims.leave(name)
        for name in self._seats:
            if not claims.takes_part(name):
                claims.enter(name)

    # ----------------------------------------------------------------------------------- inside

    def _carry_out(
        self, actions: Iterable[Action], account: str, view: AgentView, *, ahead: bool = False
    ) -> Iterator[Step]:
        for action in actions:
            value = None
            if isinstance(action, Contribute):
                value = view.quoted(action.sample.data, action.label)
                if self._watchers and not ahead:
                    yield from self._ahead(account, action)
            time = self.engine.now
            try:
                outcome = self._send(account, action, value)
            except Refused as refused:
                self._learn_from(refused, account, action)
                step = Step(time, account, action, None, refused.reason)
            else:
                self._known.note(outcome)
                step = Step(time, account, action, outcome)
            self._watch(step)
            yield step

    def _find_watchers(self) -> None:
        # Few are, and they are looked for at every contribution.
        self._watchers = tuple(
            account for account, seat in self._seats.items() if is_watcher(seat.agent)
        )

    def _ahead(self, account: str, pending: Contribute) -> Iterator[Step]:
        """Let those who watch what is on its way act before it does."""
        for other in self._watchers:
            seat = self._seats[other]
            if is_watcher(seat.agent) and other != account:
                view = AgentView(self._known, self.dataset, other)
                actions = seat.agent.ahead(view, pending, account, seat.rng)
                yield from self._carry_out(actions, other, view, ahead=True)

    def _send(self, account: str, action: Action, value: Wei | None) -> Record:
        if isinstance(action, Contribute):
            return self.engine.add(account, action.sample.data, action.label, value)
        if isinstance(action, Collect):
            return Collected(account, self.engine.collect(account))
        if isinstance(action, Call):
            label = self.engine.peek().predict_one(action.sample.data)
            self.engine.pay(account, self.engine.owner, action.fee)
            return Called(account, label, action.fee)
        if isinstance(action, Refund):
            return self.engine.refund(account, action.contribution)
        return self.engine.report(account, action.contribution)

    def _learn_from(self, refused: Refused, account: str, action: Action) -> None:
        """Something happened that nobody told the driver: do not walk into it twice."""
        if isinstance(action, Contribute | Collect | Call):
            return
        if isinstance(refused, NothingLeft | UnknownContribution):
            self._known.claims.drop(account, action.contribution)
        elif isinstance(refused, ModelDecides):
            self._known.claims.model_changed()

    def _postpone(self, time: Seconds, done: int) -> Capped:
        late: list[Visit] = []
        while self._visits and self._visits[0][0] <= time:
            late.append(heappop(self._visits))
        reached = late[0][0]
        for due, order, account in late:
            heappush(self._visits, (Seconds(due - reached + time + 1), order, account))
        return Capped(time, reached, done, len(late))
