"""A browser without a screen: one websocket that does what Streamlit's page does in a browser.

It asks for runs with the address, the widgets' values and what it has cached; keeps the tree of
elements; polls the fragments that want to be polled, each at its own interval whether or not the
app keeps up; and resolves references to messages that it has had before.
"""

import asyncio
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import TypeVar
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState, ContextInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from sum.bench.visitors.cache import Cache
from sum.bench.visitors.screen import Screen, Widget, troubles
from sum.bench.visitors.values import Value, Values, option_value
from sum.errors import SumError

T = TypeVar("T")

COOKIE = "_streamlit_xsrf"
PATIENCE = 30.0
"""How many seconds a browser waits for what it expects before its visitor gives up."""

_OK, _FRAGMENT_OK = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


class GaveUp(SumError):
    """A page did not show in time what its visitor waited for."""


@dataclass
class Record:
    """What a browser has seen.

    Attributes
    ----------
    polls : list of float
        How many seconds each poll of a fragment took, from asking to the end of its run.
    troubles : list of str
        What pages said went wrong, and what went wrong with the connection.
    received : int
        Bytes.
    """

    polls: list[float] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    received: int = 0


class Browser:
    """One tab of one visitor. Open it, and close it at the end.

    Parameters
    ----------
    address : str
        Of a page: "http://127.0.0.1:8501/contribute?room=KXR7M".

    Attributes
    ----------
    screen : Screen
        What it shows.
    query : str
        The address's query, which the app may change.
    record : Record
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._origin, self._path = f"{parts.scheme}://{parts.netloc}", parts.path
        self.query = parts.query
        self.screen = Screen()
        self.record = Record()
        self._values = Values()
        self._cache = Cache()
        self._page = ""
        self._timers: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._asked: dict[str, float] = {}
        self._news = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Get the page and its cookie as a browser does, connect, and ask for the first run."""
        self._cookie = await asyncio.to_thread(_cookie, self._origin, self._path)
        self._socket = await connect(
            f"ws{self._origin.removeprefix('http')}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit"), Subprotocol(self._cookie)],
            additional_headers={"Cookie": f"{COOKIE}={self._cookie}"},
            origin=self._origin,  # type: ignore[arg-type]
            max_size=None,
        )
        self._reader = asyncio.create_task(self._read(self._socket))
        await self._ask(self._values.all())

    async def close(self) -> None:
        """Close the tab."""
        self._stop_polling()
        if self._socket:
            await self._socket.close()
        if self._reader:
            await self._reader

    # ------------------------------------------------------------------------- what visitors do

    async def press(self, widget: Widget) -> float:
        """Press a button.

        Returns
        -------
        float
            When, by `time.perf_counter`.
        """
        pressed = perf_counter()
        await self._ask(self._values.press(widget), widget.fragment)
        return pressed

    async def choose(self, widget: Widget, option: int) -> None:
        """Choose one of the options that stand side by side."""
        await self._enter(widget, [option_value(widget.proto.options[option])])

    async def fill(self, widget: Widget, value: Value) -> None:
        """Type into a field."""
        await self._enter(widget, value)

    async def _enter(self, widget: Widget, value: Value) -> None:
        self._values.put(widget, value)
        if not widget.proto.form_id:
            await self._ask(self._values.all(), widget.fragment)

    async def until(self, look: Callable[[Screen], T | None], what: str) -> T:
        """Wait until the page shows something.

        Parameters
        ----------
        look : callable
            Given the screen, gives what is looked for, or None.
        what : str
            What it is, for `GaveUp`.

        Raises
        ------
        GaveUp
            When it has not come in `PATIENCE` seconds, or the connection is lost.
        """
        end = perf_counter() + PATIENCE
        while (found := look(self.screen)) is None:
            if self._reader is None or self._reader.done():
                raise GaveUp(f"The connection was lost; waited for {what}.")
            self._news.clear()
            try:
                async with asyncio.timeout(max(0.0, end - perf_counter())):
                    await self._news.wait()
            except TimeoutError:
                raise GaveUp(f"Nothing for {PATIENCE:.0f} s; waited for {what}.") from None
        return found

    # ----------------------------------------------------------------------------------- inside

    async def _ask(self, values: WidgetStates, fragment: str = "", *, poll: bool = False) -> None:
        state = ClientState(
            query_string=self.query,
            widget_states=values,
            page_script_hash=self._page,
            page_name="" if self._page else self._path.strip("/"),
            fragment_id=fragment,
            is_auto_rerun=poll,
            cached_message_hashes=self._cache.hashes(),
            context_info=ContextInfo(
                timezone="Europe/Berlin",
                timezone_offset=-60,
                locale="en-GB",
                url=f"{self._origin}{self._path}",
                is_embedded=False,
                color_scheme="light",
            ),
        )
        await self._send(BackMsg(rerun_script=state))

    async def _send(self, message: BackMsg) -> None:
        if self._socket is None:
            raise GaveUp("The tab is closed.")
        try:
            await self._socket.send(message.SerializeToString())
        except ConnectionClosed as error:
            raise GaveUp(f"The connection was lost: {error}") from error

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for data in socket:
                if isinstance(data, bytes):
                    self.record.received += len(data)
                    self._handle(self._cache.resolve(ForwardMsg.FromString(data)))
        except (ConnectionClosed, GaveUp) as error:
            self.record.troubles.append(f"connection: {error}")
        self._stop_polling()
        self._news.set()

    def _handle(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if handle := getattr(self, f"_on_{kind}", None):
            handle(message)

    def _on_new_session(self, message: ForwardMsg) -> None:
        new = message.new_session
        self._cache.age = new.config.max_cached_message_age
        if not message.metadata.run.fragment_ids:
            self._stop_polling()
            if self._page and self._page != new.page_script_hash:
                self.screen.clear()
            self._page = new.page_script_hash
        self.screen.begin(message.metadata.run.script_run_id)

    def _on_navigation(self, message: ForwardMsg) -> None:
        self._page = message.navigation.page_script_hash

    def _on_delta(self, message: ForwardMsg) -> None:
        before = self.screen.at(message)
        element = self.screen.apply(message)
        if element is None:
            return
        kind = element.WhichOneof("type") or ""
        if hasattr(getattr(element, kind, None), "form_id"):
            self._values.mount(Widget(kind, getattr(element, kind), message.delta.fragment_id))
        elif kind in {"alert", "exception"} and element != before:
            self.record.troubles += troubles([element])
            self._news.set()

    def _on_script_finished(self, message: ForwardMsg) -> None:
        run, now = message.metadata.run, perf_counter()
        for fragment in run.fragment_ids:
            if fragment in self._asked:
                self.record.polls.append(now - self._asked.pop(fragment))
        if message.script_finished in {_OK, _FRAGMENT_OK} and run.script_run_id:
            self.screen.finish(message.metadata)
            self._values.keep(each.proto.id for each in self.screen.widgets())
        if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self._cache.next_run(set(run.fragment_ids))
        self._news.set()

    def _on_page_info_changed(self, message: ForwardMsg) -> None:
        self.query = message.page_info_changed.query_string

    def _on_auto_rerun(self, message: ForwardMsg) -> None:
        fragment, interval = message.auto_rerun.fragment_id, message.auto_rerun.interval
        if self._timers.get(fragment, (0.0,))[0] != interval:
            self._stop_polling(fragment)
            task = asyncio.create_task(self._poll(fragment, interval))
            self._timers[fragment] = (interval, task)

    def _on_stop_auto_rerun(self, message: ForwardMsg) -> None:
        self._stop_polling(*message.stop_auto_rerun.fragment_ids)

    async def _poll(self, fragment: str, interval: float) -> None:
        due = perf_counter()
        while True:
            due += interval
            await asyncio.sleep(due - perf_counter())
            self._asked.setdefault(fragment, perf_counter())
            try:
                await self._ask(self._values.all(), fragment, poll=True)
            except GaveUp:
                return  # the reader tells of it

    def _stop_polling(self, *fragments: str) -> None:
        """Stop the timers of some fragments; by default of all, for the page is drawn anew."""
        for fragment in fragments or tuple(self._timers):
            self._asked.pop(fragment, None)
            if timer := self._timers.pop(fragment, None):
                timer[1].cancel()


def _cookie(origin: str, path: str) -> str:
    """Get a page, and what a browser asks for before it connects; a cookie comes with it."""
    cookies: list[str] = []
    for address in (path, "/_stcore/health", "/_stcore/host-config"):
        request = urllib.request.Request(f"{origin}{address}")  # noqa: S310 - our own server
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            answer.read()
            cookies += answer.headers.get_all("Set-Cookie") or []
    for cookie in cookies:
        name, _, value = cookie.partition(";")[0].partition("=")
        if name == COOKIE:
            return value
    raise GaveUp("The app gave no cookie.")
