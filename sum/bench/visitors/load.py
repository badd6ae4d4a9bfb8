"""A class on one server: everybody contributes, some watch the board, and all of it is counted."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from time import perf_counter

from sum.bench.visitors.browser import Browser
from sum.bench.visitors.people import Contributor
from sum.bench.visitors.server import Server

JOINING = 0.2
"""Seconds between two people who come in."""
EVERY = 1.0
"""Seconds between two looks at the server's process."""


@dataclass(frozen=True)
class Load:
    """How much goes on.

    Attributes
    ----------
    people : int
        Who contribute, each in a browser of their own.
    seconds : float
        How long they do, once everybody is in.
    pause : float
        Seconds between two presses of one person, on average.
    boards : int
        How many look at the board besides.
    """

    people: int = 50
    seconds: float = 300.0
    pause: float = 5.0
    boards: int = 17


@dataclass(frozen=True)
class Usage:
    """The server's process at a moment: since the start of play, its memory in MB, its CPU time."""

    at: float
    memory: float
    cpu: float


@dataclass(frozen=True)
class Report:
    """What came of it, as the pages told.

    Attributes
    ----------
    load : Load
    sent, collected : list of float
        Seconds from click to confirmed: of contributions, and of “Collect all”.
    numbers : dict of str to list of int
        By nickname: the contributions that were confirmed.
    polls : list of float
        Seconds that each poll took.
    played : float
        Seconds in which these were counted.
    refused : Counter of str
        Presses that were answered by a refusal, by what it said.
    poor : int
        Presses that were not made, for want of ether.
    errors : list of str
        Everything else that went wrong, on the pages or in the server's log.
    usage : list of Usage
    received : int
        Bytes that all browsers had from the server.
    """

    load: Load
    sent: list[float]
    collected: list[float]
    numbers: dict[str, list[int]]
    polls: list[float]
    played: float
    refused: "Counter[str]"
    poor: int
    errors: list[str]
    usage: list[Usage]
    received: int


async def play(server: Server, code: str, load: Load) -> Report:
    """Let a class play in a room.

    Parameters
    ----------
    server : Server
    code : str
        The room's.
    load : Load

    Raises
    ------
    GaveUp
        When somebody does not get in.
    """
    people = [
        Contributor(Browser(f"{server.url}/join?room={code}"), load.pause, number)
        for number in range(load.people)
    ]
    boards = [Browser(f"{server.url}/board?room={code}") for _ in range(load.boards)]
    tabs = [*(each.browser for each in people), *boards]
    usage: list[Usage] = []
    try:
        await _all(_come(each, number) for number, each in enumerate(people))
        await _all(board.open() for board in boards)
        for tab in tabs:
            tab.record.polls.clear()
            tab.record.received = 0
        began = perf_counter()
        end = began + load.seconds
        await _all([_follow(server, usage, began, end), *(each.play(end) for each in people)])
        polls = [seconds for tab in tabs for seconds in tab.record.polls]
        played = perf_counter() - began
        received = sum(tab.record.received for tab in tabs)
    finally:
        await _all(tab.close() for tab in tabs)
    deeds = [each.deeds for each in people]
    return Report(
        load=load,
        sent=[seconds for each in deeds for seconds in each.sent],
        collected=[seconds for each in deeds for seconds in each.collected],
        numbers={nickname(number): each.numbers for number, each in enumerate(deeds)},
        polls=polls,
        played=played,
        refused=Counter(why for each in deeds for why in each.refused),
        poor=sum(each.poor for each in deeds),
        errors=[
            *(trouble for tab in tabs for trouble in tab.record.troubles),
            *(trouble for each in deeds for trouble in each.lost),
            *server.complaints(),
        ],
        usage=usage,
        received=received,
    )


def nickname(number: int) -> str:
    """What somebody is called, by their number from 0."""
    return f"Pupil {number + 1}"


async def _all(things: Iterable[Coroutine[None, None, None]]) -> None:
    """Do things at the same time; when one fails, the others are let go."""
    tasks = [asyncio.ensure_future(thing) for thing in things]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


async def _come(person: Contributor, number: int) -> None:
    await asyncio.sleep(number * JOINING)
    await person.browser.open()
    await person.join(nickname(number))


async def _follow(server: Server, usage: list[Usage], began: float, end: float) -> None:
    """Look at the server's process again and again."""
    while (now := perf_counter()) < end:
        memory = await asyncio.to_thread(server.memory)
        usage.append(Usage(now - began, memory, server.cpu()))
        await asyncio.sleep(min(EVERY, max(0.0, end - perf_counter())))
