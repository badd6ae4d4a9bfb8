"""A connection of one's own to a node, for many requests that must not overtake each other."""

import json
import socket
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from web3.providers import BaseProvider
from web3.types import RPCEndpoint

from sum.errors import NodeDown

Request = tuple[str, list[Any]]
"""A method of the protocol and its parameters."""
Answer = dict[str, Any]
"""What the node says to a request: a "result" or an "error"."""
Judge = Callable[[list[Answer]], None]
"""Looks at the answers; raises where they are not what they should be."""

DEPTH = 64
"""How many posts may be under way: enough that neither side waits for the other."""

_PATIENCE = 180.0
_IDLE = 2.0
"""After so many seconds without a post, the node may have closed the connection."""


class Lane:
    """A connection that stays open; each post is answered before the next is sent.

    Parameters
    ----------
    url : str
        The node's, http or https.
    timeout : float
        How many seconds an answer may take.
    """

    def __init__(self, url: str, timeout: float = _PATIENCE) -> None:
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.netloc, timeout=timeout)
        self._path = parts.path or "/"
        self._used = 0.0

    def ask(self, requests: Sequence[Request]) -> list[Answer]:
        """Post requests together.

        Parameters
        ----------
        requests : sequence of Request
            A node may well begin with the second before it has done the first, unless the first is
            done at once (such as setting a time).

        Returns
        -------
        list of Answer
            One for each, in the same order.

        Raises
        ------
        NodeDown
            When the node does not answer.
        """
        batch = [
            {"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}
            for number, (method, parameters) in enumerate(requests)
        ]
        try:
            answers = json.loads(self._post(json.dumps(batch).encode()))
            by_number = {answer["id"]: answer for answer in answers}
            return [by_number[number] for number in range(len(batch))]
        except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
            self.close()
            raise NodeDown(f"The node does not answer: {error}") from error

    def _post(self, body: bytes) -> bytes:
        connection = self._connection
        if connection.sock is None or time.monotonic() - self._used > _IDLE:
            self._open()
        connection.request("POST", self._path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse().read()
        self._used = time.monotonic()
        return answer

    def _open(self) -> None:
        self.close()
        self._connection.connect()
        # Small packets must not wait for one another.
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self) -> None:
        """Close the connection; the next post opens it again."""
        self._connection.close()

    def __del__(self) -> None:
        self.close()  # runs may be left in the middle


class LaneProvider(BaseProvider):
    """Brings requests to a node through a lane, in a tenth of the time that web3's own takes.

    Parameters
    ----------
    url : str
    timeout : float
        How many seconds a request may take.
    """

    def __init__(self, url: str, timeout: float) -> None:
        super().__init__()
        self._lane = Lane(url, timeout)

    def make_request(self, method: RPCEndpoint, params: Any) -> Any:  # noqa: ANN401 - JSON
        """Make one request."""
        return self._lane.ask([(method, params)])[0]

    def make_batch_request(self, batch: list[tuple[RPCEndpoint, Any]]) -> Any:  # noqa: ANN401
        """Make several at once."""
        return self._lane.ask(batch)


class Pipeline:
    """Posts that are sent ahead: a thread waits for their answers, which are judged later.

    They are made one after another, in order, and judged in this order by the caller's thread.

    Parameters
    ----------
    url : str
    """

    def __init__(self, url: str) -> None:
        self._lane = Lane(url)
        self._thread: ThreadPoolExecutor | None = None
        self._under_way: deque[tuple[Future[list[Answer]], Judge]] = deque()

    def put(self, requests: Sequence[Request], judge: Judge) -> None:
        """Post requests when it is their turn.

        Raises
        ------
        ChainError
            When an earlier post has failed.
        """
        while len(self._under_way) >= DEPTH or (self._under_way and self._under_way[0][0].done()):
            self._judge_next()
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="node")
        self._under_way.append((self._thread.submit(self._lane.ask, requests), judge))

    def flush(self) -> None:
        """Wait until everything is answered and judged.

        Raises
        ------
        ChainError
            When something has failed.
        """
        while self._under_way:
            self._judge_next()

    def close(self) -> None:
        """Give up what is still under way; the next post opens the connection again."""
        for future, _ in self._under_way:
            future.cancel()
        self._under_way.clear()
        if self._thread is not None:
            self._thread.shutdown()
            self._thread = None
        self._lane.close()

    def _judge_next(self) -> None:
        future, judge = self._under_way.popleft()
        try:
            judge(future.result())
        except BaseException:
            self.close()  # what was built on it means nothing
            raise
