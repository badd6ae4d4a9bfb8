"""Agents that wake when something falls due, that see what is on its way, and that collect."""

from dataclasses import dataclass, replace

import pytest

from sum.agents import Collect, Contribute, Honest
from sum.datasets import load
from sum.errors import NothingLeft
from sum.incentives import Terms
from sum.models.starting import starting_model
from sum.records import Added, Collected
from sum.simulation.driver import Driver
from sum.simulation.twin import TwinEngine
from sum.units import DAY, HOUR

TRUE = Honest(mean_wait=DAY, wait_deviation=0)


@dataclass(frozen=True)
class Sleeper(Honest):
    """Comes when its alarm rings, or after its wait."""

    alarm: int = 0

    def wakes(self, view):
        return self.alarm if self.alarm > view.now else None


@dataclass(frozen=True)
class Hasty(Honest):
    """Sends the same as others before them; contributes nothing else."""

    def contribute(self, *_):
        yield from ()

    def ahead(self, _, pending, *__):
        yield replace(pending, label=1 - pending.label)


class Owing(TwinEngine):
    """Owes the first who asks five wei."""

    owes = 5

    def collectable(self, _):
        return self.owes

    def collect(self, _):
        if not self.owes:
            raise NothingLeft("incentive: nothing to collect")
        self.owes = 0
        return 5


@pytest.fixture
def driver():
    dataset = load("digits-3-or-8")
    return Driver(TwinEngine(starting_model(dataset), Terms()), dataset, 0)


def add(driver, *agents):
    accounts = [driver.engine.create_account(str(number)) for number in range(len(agents))]
    for agent, account in zip(agents, accounts, strict=True):
        driver.add_agent(agent, account)
    return accounts


def test_one_with_an_alarm_does_not_wait_its_turn(driver):
    start = driver.engine.now
    add(driver, Sleeper(mean_wait=DAY, wait_deviation=0, alarm=start + DAY + HOUR))
    driver.step()
    assert driver.next_time == start + DAY + HOUR
    driver.step()
    assert driver.next_time >= start + 2 * DAY + HOUR


def test_an_alarm_that_is_over_rings_no_more(driver):
    start = driver.engine.now
    add(driver, Sleeper(mean_wait=DAY, wait_deviation=0, alarm=start + HOUR))
    driver.step()
    assert driver.next_time >= start + 2 * DAY


def test_one_who_watches_is_first_and_the_other_pays_the_old_price_or_is_refused(driver):
    honest, hasty = add(driver, TRUE, replace(Hasty(), mean_wait=9 * DAY))
    first, second = driver.step()
    assert (first.account, second.account) == (hasty, honest)
    assert isinstance(first.outcome, Added)
    assert first.action.sample == second.action.sample
    assert first.action.label != second.action.label
    assert second.refused == "incentive: deposit too low"
    assert driver.engine.now == second.time


def test_nobody_is_ahead_of_one_who_is_ahead(driver):
    hasty = replace(Hasty(), mean_wait=9 * DAY)
    accounts = add(driver, TRUE, hasty, hasty)
    events = driver.step()
    assert [event.account for event in events] == [*accounts[1:], accounts[0]]
    assert {type(event.action) for event in events} == {Contribute}


def test_what_is_owed_is_collected_once():
    dataset = load("digits-3-or-8")
    driver = Driver(Owing(starting_model(dataset), Terms()), dataset, 0)
    [account] = add(driver, TRUE)
    *_, collected = driver.step()
    assert collected.action == Collect()
    assert collected.outcome == Collected(account, 5)
    assert Collect not in {type(event.action) for event in driver.step()}
