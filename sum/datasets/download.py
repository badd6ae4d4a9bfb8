"""The only part that uses a network, and only when somebody has asked for it."""

import hashlib
import time
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from sum.errors import FetchError

Progress = Callable[[float | None, str], None]
"""Is told how much is done, from 0 to 1 (None: nobody knows), and what is being done."""

TIMEOUT = 30
"""Seconds without an answer after which a download is given up."""

_CHUNK = 1 << 18
_MEGABYTE = 1_000_000
_OFTEN = 0.1
"""Seconds between two reports."""


def silent(done: float | None, text: str) -> None:
    """Report to nobody."""


def download(url: str, path: Path, checksum: str, progress: Progress = silent) -> None:
    """Download a file whose checksum is known.

    Parameters
    ----------
    url : str
        Of http or https.
    path : pathlib.Path
        The file to make.
    checksum : str
        The algorithm and the digest: ``"sha256:..."``.
    progress : callable
        Is told about it, a few times a second.

    Raises
    ------
    FetchError
        When there is no network, or something else than the file came; nothing is left behind.
    """
    try:
        found = _copied(url, path, checksum.partition(":")[0], progress)
        _compare(found, checksum, url)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError | HTTPException):
            raise unreachable(url, error) from error
        raise


def _copied(url: str, path: Path, algorithm: str, progress: Progress) -> str:
    """Write what is at an address into a file, and give its checksum."""
    found = hashlib.new(algorithm, usedforsecurity=False)
    with (
        urlopen(Request(url), timeout=TIMEOUT) as answer,  # noqa: S310 - our own addresses
        path.open("wb") as file,
    ):
        size, done, told = int(answer.headers.get("Content-Length") or 0), 0, 0.0
        while chunk := answer.read(_CHUNK):
            file.write(chunk)
            found.update(chunk)
            done += len(chunk)
            if time.monotonic() - told > _OFTEN:
                told = time.monotonic()
                progress(min(1.0, done / size) if size else None, _told(done, size))
    return f"{algorithm}:{found.hexdigest()}"


def _compare(found: str, checksum: str, url: str) -> None:
    if found != checksum:
        raise FetchError(f"{url} has changed, or came damaged: its checksum is another.")


def unreachable(where: str, error: Exception) -> FetchError:
    """Say in plain words why something could not be downloaded."""
    if isinstance(error, HTTPError):
        return FetchError(f"{where} could not be downloaded: the server answered {error.code}.")
    if isinstance(error, URLError | TimeoutError | ConnectionError):
        return FetchError(
            f"{where} could not be reached. Is there a network? Everything else works without one."
        )
    return FetchError(f"{where} could not be downloaded: {error}.")


def _told(done: int, size: int) -> str:
    of = f" of {size / _MEGABYTE:.0f}" if size else ""
    return f"Downloading: {done / _MEGABYTE:.0f}{of} MB"
