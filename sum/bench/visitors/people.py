"""People of a class: one contributes from a phone, one watches the board."""

import asyncio
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from sum.bench.visitors.browser import Browser, GaveUp
from sum.bench.visitors.screen import Screen, Widget, text_of, troubles
from sum.bench.visitors.values import option_value

CONFIRMED = re.compile(r"Contribution (\d+) is on the chain")
HONEST = 0.8
"""How often somebody gives the label that the model expects."""
COLLECT = "Collect all"
COLLECTS = 0.1
"""How often somebody collects, when there is something, instead of contributing."""
LOOK = 0.6
"""Seconds until it is read what has come of that: it stands below the button."""


@dataclass
class Deeds:
    """What a person has done, by what their pages said.

    Attributes
    ----------
    sent : list of float
        From each press of “Send” until the page said that it is on the chain.
    collected : list of float
        The same of “Collect all”.
    numbers : list of int
        The contributions of which it said so.
    refused : list of str
        Presses that were answered by a refusal, in words.
    poor : int
        How often somebody had too little ether to send.
    lost : list of str
        Presses of which nothing was heard, and other ends of patience.
    """

    sent: list[float] = field(default_factory=list)
    collected: list[float] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    poor: int = 0
    lost: list[str] = field(default_factory=list)


class Contributor:
    """Somebody with a tab of their own, who sends contributions.

    Parameters
    ----------
    browser : Browser
        On the page where they contribute; open.
    pause : float
        How many seconds pass between two presses on average.
    seed : int
    """

    def __init__(self, browser: Browser, pause: float, seed: int) -> None:
        self.browser = browser
        self.deeds = Deeds()
        self._pause = pause
        self._chosen = self._sent = self._pressed = ""
        self._random = random.Random(seed)  # noqa: S311 - nobody guards a secret with it

    async def join(self, nickname: str) -> None:
        """Join the room in the page's address, and go where people contribute."""
        browser = self.browser
        name = await browser.until(_finder("text_input", "Your nickname"), "the way in")
        await browser.fill(name, nickname)
        await browser.press(await browser.until(_finder("button", "Join"), "the way in"))
        await browser.press(await browser.until(_keyed("join-on"), "the welcome"))
        await browser.until(_finder("button_group", "Your label"), "a sample")

    async def play(self, end: float) -> None:
        """Contribute until a moment of `time.perf_counter`; what goes wrong is noted."""
        due = perf_counter()
        while True:
            due += self._random.expovariate(1 / self._pause)
            if due >= end:
                await asyncio.sleep(end - perf_counter())
                return
            try:
                if self._random.random() >= COLLECTS or not await self._collect(due):
                    await self._contribute(due)
            except GaveUp as error:
                self.deeds.lost.append(str(error))

    async def _contribute(self, due: float) -> None:
        """Choose a label, wait until it is time, press, and wait for what comes of it."""
        browser = self.browser
        labels = await browser.until(self._next_labels, "a sample")
        if labels.key != self._chosen:
            await browser.choose(labels, self._label(labels))
            self._chosen = labels.key
        await browser.until(self._next_send, "the price")
        await asyncio.sleep(due - perf_counter())
        send = self._next_send(browser.screen)
        if send is None or send.proto.disabled:
            self.deeds.poor += 1
            await self._collect(due)
            return
        pressed, self._pressed = await browser.press(send), send.key
        number = await browser.until(lambda screen: self._answer(screen, send.key), "the chain")
        if number:
            self.deeds.sent.append(perf_counter() - pressed)
            self.deeds.numbers.append(number)
            self._sent = labels.key
            again = await browser.until(_finder("button", "Contribute another"), "the next sample")
            await browser.press(again)

    async def _collect(self, due: float) -> bool:
        """Press “Collect all”, if there is something, and wait for what comes of it."""
        browser = self.browser
        await asyncio.sleep(due - perf_counter())
        button = browser.screen.find("button", COLLECT)
        if button is None or button.proto.disabled:
            return False
        pressed = await browser.press(button)
        await browser.until(lambda screen: _another(screen, button), "what is collected")
        seconds = perf_counter() - pressed
        await asyncio.sleep(LOOK)
        if not self._forgive(browser.screen):  # it may be gone by then: time passed, or a report
            self.deeds.collected.append(seconds)
        return True

    def _next_labels(self, screen: Screen) -> Widget | None:
        """The labels of a sample that has not been sent."""
        found = screen.find("button_group", "Your label")
        return found if found and found.key != self._sent else None

    def _next_send(self, screen: Screen) -> Widget | None:
        """The button, but for one that was pressed before and is still to be taken away."""
        found = screen.find("button", "Send")
        return found if found and found.key != self._pressed else None

    def _answer(self, screen: Screen, pressed: str) -> int | None:
        """The number of the contribution that is confirmed; 0 when it was refused."""
        for element, _ in screen.elements():
            is_alert = element.WhichOneof("type") == "alert"
            if is_alert and (found := CONFIRMED.search(text_of(element))):
                return int(found[1])
        button = screen.find("button", "Send")
        if button is None or button.key == pressed:
            return None
        return 0 if self._forgive(screen) else None  # what it says comes after the button

    def _forgive(self, screen: Screen) -> bool:
        """Take note of a refusal on the page, which is an answer and no trouble."""
        told = self.browser.record.troubles
        why = next(troubles(element for element, _ in screen.elements()), "")
        if why:
            self.deeds.refused.append(why)
            told[:] = [each for each in told if each != why]
        return bool(why)

    def _label(self, labels: Widget) -> int:
        """What the model says, mostly."""
        options = [option_value(option) for option in labels.proto.options]
        said = next(
            (text for text in self.browser.screen.texts() if "The model says: " in text), ""
        ).rpartition("The model says: ")[2]
        says = next((at for at, option in enumerate(options) if said.startswith(option)), 0)
        if self._random.random() < HONEST:
            return says
        return self._random.choice([each for each in range(len(options)) if each != says])


def _another(screen: Screen, pressed: Widget) -> Widget | None:
    """The button that has taken the place of one that was pressed: the action is over."""
    found = screen.find("button", pressed.proto.label)
    return found if found and found.key != pressed.key else None


def _keyed(key: str) -> Callable[[Screen], Widget | None]:
    return lambda screen: next((each for each in screen.widgets() if each.key == key), None)


def _finder(kind: str, label: str) -> Callable[[Screen], Widget | None]:
    return lambda screen: screen.find(kind, label)
