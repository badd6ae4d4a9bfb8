"""One seed of an attack: honest contributors, perhaps an attacker, and a time of block time.

Contributing takes `PHASE`. Then the attacker stops, honest people go on for `AFTER`, and in the
end everybody claims what there is to claim. In a market all of it is the participation.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import fmean

from sum.agents import Honest
from sum.agents.attackers import Attack, Sponsor
from sum.simulation.attack.books import Books
from sum.simulation.attack.market import plan, run
from sum.simulation.attack.member import Budget, Member
from sum.simulation.attack.world import World
from sum.simulation.driver import Driver
from sum.simulation.twin import START
from sum.units import DAY, HOUR, Seconds

HONEST = 8
HONEST_WAIT, HONEST_DEVIATION = Seconds(12 * HOUR), Seconds(3 * HOUR)
PHASE, AFTER = Seconds(10 * DAY), Seconds(3 * DAY)
LAST = Seconds(DAY)
"""Accuracy is a mean over the attacker's last day, since every contribution moves it."""


@dataclass(frozen=True)
class Played:
    """What has come of a seed.

    Attributes
    ----------
    accuracy : float
        On the hidden test set, on average over the `LAST` before the attacker stops.
    profit : int
        The attacker's, all accounts together, in wei.
    honest_profit : int
        Of all honest contributors together, in wei.
    sponsor_profit : int
        Of a market's sponsor, in wei; below zero for what it has paid.
    staked, honest_staked : int
        What they put at stake while the attacker was there, in wei.
    honest_deposits, honest_returned : int
        What honest contributors put at stake in all, and what of it came back to them.
    counts : tuple of int
        How many contributions the attacker and the honest made while the attacker was there.
    drawn : int
        Which portion of the hidden test set was shown.
    """

    accuracy: float
    profit: int
    honest_profit: int
    sponsor_profit: int
    staked: int
    honest_staked: int
    honest_deposits: int
    honest_returned: int
    counts: tuple[int, int]
    drawn: int


class Scene:
    """The people of a seed, what they do, and what has come of it.

    Parameters
    ----------
    world : World
    attack : type of Attack, optional
    share : float
        Of all that is put at stake the attacker puts up at most this much.
    """

    def __init__(self, world: World, attack: type[Attack] | None, share: float) -> None:
        self.world, self.attack, self.share = world, attack, share
        self.dataset = world.dataset()
        self.engine = engine = world.start()
        self.books = Books(engine)
        self.honest = [engine.create_account(f"honest {number}") for number in range(HONEST)]
        crew = attack.accounts if attack else 0
        self.attackers = tuple(
            engine.create_account(f"attacker {number}") for number in range(crew)
        )
        self.crew: tuple[Attack, ...] = attack.crew(self.attackers) if attack else ()
        engine.set_time(Seconds(START + HOUR))

    def contribute(self, begin: Seconds) -> None:
        """Everybody contributes; then the attacker stops, and the others go on for a while."""
        self.engine.set_time(begin)
        end = Seconds(begin + PHASE)
        driver = Driver(self.engine, self.dataset, self.world.seed, watch=self.books.watch)
        for account in self.honest:
            agent = Honest(mean_wait=HONEST_WAIT, wait_deviation=HONEST_DEVIATION)
            driver.add_agent(agent, account)
        if self.attack:
            budget = self._budget()
            for account, each in zip(self.attackers, self.crew, strict=True):
                driver.add_agent(Member(each, budget, end), account)
        _run(driver, Seconds(end - LAST))
        self.scores = []
        for moment in range(end - LAST + HOUR, end + 1, HOUR):
            _run(driver, Seconds(moment))
            self.scores.append(self._score())
        self.staked, self.counts = dict(self.books.staked), dict(self.books.counts)
        _run(driver, Seconds(end + AFTER))

    def play_game(self) -> Played:
        """A game of deposits (or points): contribute, then claim until nothing is left."""
        self.contribute(self.engine.now)
        self.books.settle((*self.attackers, *self.honest), self.attackers)
        return self._played(_of(self.books.returned, self.honest), 0, -1)

    def play_market(self) -> Played:
        """A market: commit, contribute, reveal, score, settle, collect."""
        insider = self.crew[0] if self.crew and isinstance(self.crew[0], Sponsor) else None
        sponsor = self.attackers[0] if insider else self.engine.create_account("sponsor")
        beneficiary = self.engine.create_account("beneficiary")
        participate = Seconds(PHASE + AFTER + HOUR)
        offered = plan(self.dataset, self.world.seed, participate)

        def contribute(drawn: int) -> None:
            hidden = offered.secret(self.dataset, drawn)
            self.crew = tuple(
                replace(each, secret=hidden) if isinstance(each, Sponsor) else each
                for each in self.crew
            )
            self.contribute(Seconds(self.engine.now + HOUR))

        accounts = (sponsor, beneficiary)
        market = run(self.engine, offered, accounts, insider, contribute)
        returned = _total(
            min(paid.stake, paid.amount) for paid in market.payouts if paid.account in self.honest
        )
        return self._played(returned, self.engine.profit(sponsor), market.drawn)

    def _played(self, returned: int, sponsor: int, drawn: int) -> Played:
        profit = self.engine.profit
        return Played(
            accuracy=fmean(self.scores),
            profit=_total(map(profit, self.attackers)),
            honest_profit=_total(map(profit, self.honest)),
            sponsor_profit=sponsor,
            staked=_of(self.staked, self.attackers),
            honest_staked=_of(self.staked, self.honest),
            honest_deposits=_of(self.books.staked, self.honest),
            honest_returned=returned,
            counts=(_of(self.counts, self.attackers), _of(self.counts, self.honest)),
            drawn=drawn,
        )

    def _budget(self) -> Budget:
        usual = alone(self.world)
        odds = self.share / (1 - self.share)
        return Budget(round(usual.honest_staked * odds), round(usual.counts[1] * odds))

    def _score(self) -> float:
        hidden = self.dataset.hidden
        return float(self.engine.peek().score(hidden.matrix(), hidden.labels))


def play(world: World, attack: type[Attack] | None = None, share: float = 0.2) -> Played:
    """Play a seed, with an attacker or without.

    Parameters
    ----------
    world : World
    attack : type of Attack, optional
    share : float
        Of all that is put at stake the attacker puts up at most this much.
    """
    scene = Scene(world, attack, share)
    return scene.play_game() if world.terms.claims else scene.play_market()


@lru_cache(maxsize=1_024)
def alone(world: World) -> Played:
    """Play a seed without an attacker; on the twin, which is as good and quicker."""
    return play(replace(world, engine="twin"))


def _run(driver: Driver, until: Seconds) -> None:
    for _ in driver.run_until(until):
        pass
    driver.engine.set_time(Seconds(max(driver.engine.now, until)))


def _of(counts: dict[str, int], accounts: Sequence[str]) -> int:
    return _total(counts.get(each, 0) for each in accounts)


def _total(numbers: Iterable[int]) -> int:
    return sum(numbers)
