"""Runs a scenario: the people act, everything is written down, accuracy is measured now and then.

>>> from sum.simulation.scenario import Scenario, with_value
>>> run = simulate(with_value(Scenario(), "run.contributions", 20))
>>> run.summary.contributions, run.ended, run.summary.conserved
(20, 'contributions', True)
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from time import perf_counter
from typing import Any, Protocol, runtime_checkable

from sum import __version__
from sum.incentives.base import all_waits
from sum.simulation.driver import Driver
from sum.simulation.lab.market import MarketOfRun
from sum.simulation.lab.people import Gate, Participant, Seat, seats
from sum.simulation.lab.recorder import Recorder
from sum.simulation.lab.records import GroupSummary, Moment, Run, Summary
from sum.simulation.lab.world import dataset_of, ideal_accuracy, start_engine
from sum.simulation.scenario import Scenario
from sum.simulation.scenario.scenario import IDLE
from sum.units import DAY, HOUR, Seconds

Progress = Callable[[float, Moment], object]


@runtime_checkable
class Verified(Protocol):
    """An engine that checks itself when a run has ended."""

    def verify(self) -> None:
        """Raise ChainError where twin and contract differ."""
        ...


_MARGIN = Seconds(2 * DAY)


class Simulation:
    """A scenario on an engine, played step by step.

    ::

        simulation = Simulation(scenario)
        for moment in simulation.play():    # stop asking to stop; ask again to go on
            ...
        run = simulation.result()

    Parameters
    ----------
    scenario : Scenario
    engine : str
        "twin", "tester", or the address of a node.
    ideal : bool
        Whether to find out what a model trained on everything reaches.
    drawn : int
        Which portion a market of the twin draws, as it was on a chain; below 0 for its own choice.

    Attributes
    ----------
    scenario : Scenario
    people : tuple of Person

    Raises
    ------
    InputError, ChainError
        When the scenario cannot be played.
    """

    def __init__(
        self, scenario: Scenario, *, engine: str = "twin", ideal: bool = False, drawn: int = -1
    ) -> None:
        self._clock = perf_counter()
        self.scenario = scenario
        self.dataset = dataset_of(scenario)
        self.ideal = ideal_accuracy(scenario) if ideal else None
        self._engine_name = engine
        self._engine = start_engine(scenario, engine)
        self._seats = seats(scenario, self._engine)
        # Making accounts takes time on a chain, and none without one: everybody begins a day later.
        self._begin = Seconds(self._engine.incentive.last + DAY)
        self._engine.set_time(self._begin)
        self._gate = Gate(left=scenario.run.contributions or -1)
        self._market = (
            None
            if scenario.incentive.claims
            else MarketOfRun(self._engine, scenario, self.dataset, self._seats, drawn)
        )
        self._recorder = Recorder(self._engine, self.dataset, self._seats, self._gate, self._begin)
        self._driver = Driver(
            self._engine,
            self.dataset,
            scenario.seed,
            watch=self._recorder.watch,
            stream=scenario.data.order == "stream",
        )
        self._ended = "running"
        self._contributed = 1  # moments until contributing ended
        self._steps = self._play()

    @property
    def people(self) -> tuple[Any, ...]:
        """Everybody, in the order of `Moment.balances`."""
        return tuple(seat.person for seat in self._seats)

    @property
    def events(self) -> list[Any]:
        """What has happened so far; it grows while the simulation plays."""
        return self._recorder.events

    @property
    def tested(self) -> int:
        """How many samples the hidden test set has."""
        return len(self.dataset.hidden)

    def progress(self) -> float:
        """How much of contributing is done, from 0 to 1; as far as one can tell."""
        run, book = self.scenario.run, self._recorder
        if self._ended != "running":
            return 1.0
        parts = [0.0]
        if run.contributions:
            parts.append(book.contributions / run.contributions)
        if run.time:
            parts.append((self._engine.now - self._begin) / run.time)
        return min(1.0, max(parts))

    def play(self) -> Iterator[Moment]:
        """Play on; each moment is measured when it is asked for."""
        return self._steps

    def result(self) -> Run:
        """What has come of it so far; `Run.ended` is "stopped" where it could go on."""
        book, engine = self._recorder, self._engine
        return Run(
            scenario=self.scenario,
            versions=versions(),
            people=self.people,
            tested=self.tested,
            ideal=self.ideal,
            moments=tuple(book.moments),
            events=tuple(book.events),
            summary=self._summary(),
            ended="stopped" if self._ended == "running" else self._ended,
            drawn=self._market.drawn if self._market else -1,
            engine=self._engine_name,
            gas=getattr(engine, "gas_used", 0),
            seconds=round(perf_counter() - self._clock, 3),
        )

    # ----------------------------------------------------------------------------------- playing

    def _play(self) -> Iterator[Moment]:
        yield self._measure(self._begin)
        if self._market:
            before = self._engine.profit(self._market.sponsor)
            self._market.open()
            self._recorder.market(
                self._market.sponsor, self._engine.profit(self._market.sponsor) - before
            )
        yield from self._contribute()
        self._contributed = len(self._recorder.moments)
        self._gate.shut = True
        if self._market:
            self._market.close(self._recorder.market)
            self._recorder.settle_market()
            yield self._measure(self._engine.now)
        elif self.scenario.run.settle:
            yield from self._settle()
        if isinstance(self._engine, Verified):
            self._engine.verify()

    def _contribute(self) -> Iterator[Moment]:
        """People come, contribute and claim, until the end."""
        run, driver, book = self.scenario.run, self._driver, self._recorder
        arrivals = sorted(
            ((seat.group.arrives, number) for number, seat in enumerate(self._seats) if seat.group),
        )
        end = self._end()
        book.last = self._begin
        ticks = _ticks(self._begin, run.accuracy_every)
        tick = next(ticks)
        while True:
            following = driver.next_time
            while arrivals and (following is None or self._begin + arrivals[0][0] <= following):
                at, number = arrivals.pop(0)
                self._arrive(self._seats[number], Seconds(self._begin + at))
                following = driver.next_time
            self._ended = self._why(following, end)
            until = min(end, following if following is not None else end)
            while tick <= until and (self._ended in {"running", "time"}):
                yield self._measure(tick)
                tick = next(ticks)
            if self._ended != "running":
                break
            driver.step()
        if self._ended == "time":
            self._engine.set_time(Seconds(max(self._engine.now, end)))
        if not book.moments or book.moments[-1].contributions != book.contributions:
            yield self._measure(self._engine.now)

    def _why(self, following: Seconds | None, end: Seconds) -> str:
        """Why contributing ends before the next visit; "running" where it does not."""
        run, book = self.scenario.run, self._recorder
        if self._gate.left == 0 and run.contributions:
            return "contributions"
        if following is None:
            return "idle"
        if following > end:
            return "time"
        idle = not run.time and following - book.last > IDLE
        return "idle" if idle else "running"

    def _end(self) -> Seconds:
        if self._market:
            return Seconds(self._market.until - HOUR)
        time = self.scenario.run.time
        return Seconds(self._begin + time) if time else Seconds(2**60)

    def _arrive(self, seat: Seat, time: Seconds) -> None:
        group = seat.group
        if seat.agent is None or group is None:
            return
        agent = self._market.tell(seat.agent) if self._market else seat.agent
        leaves = Seconds(self._begin + group.leaves) if group.leaves else None
        self._engine.set_time(Seconds(max(self._engine.now, time)))
        self._driver.add_agent(Participant(agent, self._gate, leaves), seat.account)

    def _settle(self) -> Iterator[Moment]:
        """Everybody goes on claiming until nothing is left, or all waits are over."""
        driver, every = self._driver, self.scenario.run.accuracy_every
        end = Seconds(self._engine.now + all_waits(self.scenario.incentive) + _MARGIN)
        tick = Seconds(self._engine.now + every)
        while driver.next_time is not None and driver.next_time <= end and driver.unsettled:
            if driver.next_time >= tick:
                yield self._measure(tick)
                tick = Seconds(max(tick + every, driver.next_time - driver.next_time % every))
            driver.step()
        yield self._measure(self._engine.now)

    def _measure(self, time: Seconds) -> Moment:
        moment = self._recorder.moment(time)
        self._driver.announce(moment.right / self.tested)
        return moment

    # ---------------------------------------------------------------------------------- summary

    def _summary(self) -> Summary:
        book, engine = self._recorder, self._engine
        moments = book.moments[: max(1, self._contributed)] if self._gate.shut else book.moments
        accuracies = [moment.right / self.tested for moment in moments] or [0.0]
        kinds = [event.kind for event in book.events if not event.refused]
        profits = sum(engine.profit(seat.account) for seat in self._seats)
        words = repr(engine.peek().words()).encode()
        return Summary(
            accuracy_start=accuracies[0],
            accuracy_end=accuracies[-1],
            accuracy_lowest=min(accuracies),
            accuracy_mean=sum(accuracies) / len(accuracies),
            contributions=book.contributions,
            refunds=kinds.count("refund"),
            reports=kinds.count("report"),
            collected=kinds.count("collect"),
            calls=kinds.count("call"),
            refused=len(book.events) - len(kinds),
            groups=self._groups(),
            held=int(engine.held()),
            conserved=profits + engine.held() == 0,
            parameters=sha256(words).hexdigest(),
        )

    def _groups(self) -> tuple[GroupSummary, ...]:
        names = dict.fromkeys(seat.person.group for seat in self._seats)
        return tuple(self._group(name) for name in names)

    def _group(self, name: str) -> GroupSummary:
        numbers = [n for n, seat in enumerate(self._seats) if seat.person.group == name]
        tallies = [self._recorder.tallies[number] for number in numbers]
        members = [self._seats[number] for number in numbers]
        person = members[-1].person
        return GroupSummary(
            name=name,
            kind=person.kind,
            role=person.role,
            people=members[0].group.count if members[0].group else 1,
            contributions=sum(each.contributions for each in tallies),
            wrong=sum(each.wrong for each in tallies),
            staked=sum(each.staked for each in tallies),
            returned=sum(each.returned for each in tallies),
            earned=sum(each.earned for each in tallies),
            profit=sum(int(self._engine.profit(seat.account)) for seat in members),
            at_stake=sum(each.at_stake for each in tallies),
            refused=sum(each.refused for each in tallies),
        )


def simulate(
    scenario: Scenario,
    *,
    seed: int | None = None,
    engine: str = "twin",
    ideal: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Run a scenario from the beginning to the end.

    Parameters
    ----------
    scenario : Scenario
    seed : int, optional
        Instead of the scenario's.
    engine, ideal
        As in `Simulation`.
    progress : callable, optional
        Told how much is done (0 to 1) and the latest moment; what it raises ends the run.

    Raises
    ------
    InputError, ChainError
        When the scenario cannot be played.
    """
    chosen = scenario if seed is None else replace(scenario, seed=seed)
    simulation = Simulation(chosen, engine=engine, ideal=ideal)
    for moment in simulation.play():
        if progress:
            progress(simulation.progress(), moment)
    return simulation.result()


def versions() -> dict[str, str]:
    """What a result depends on besides scenario and seed."""
    return {"sum": __version__, **{name: version(name) for name in ("numpy", "scikit-learn")}}


def _ticks(begin: Seconds, every: Seconds) -> Iterator[Seconds]:
    number = 1
    while True:
        yield Seconds(begin + number * every)
        number += 1
