"""The only part that uses a network, and only when somebody has asked for it."""

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from sum.errors import FetchError
from sum.home import cache_folder

Progress = Callable[[float | None, str], None]
"""Is told how much is done, from 0 to 1 (None: nobody knows), and what is being done."""

TIMEOUT = 30
"""Seconds without an answer after which a download is given up."""

MAX_BYTES = 200_000_000
"""How large a file can be; the largest of ours has 84 MB."""

MAX_SMALL = 8_000_000
"""How much an answer without a checksum can have, in bytes."""

_FOLDER, _STALE = "download-", 86_400
"""What temporary folders begin with, and after how many seconds one was left by somebody."""

_CHUNK = 1 << 18
_MEGABYTE = 1_000_000
_OFTEN = 0.1
"""Seconds between two reports."""


def silent(done: float | None, text: str) -> None:
    """Report to nobody."""


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder to download into; gone afterwards, and so is what killed downloads have left.

    Raises
    ------
    FetchError
        When there is no place for it.
    """
    try:
        cache = cache_folder()
        for left in cache.glob(f"{_FOLDER}*"):
            if time.time() - left.stat().st_mtime > _STALE:
                shutil.rmtree(left, ignore_errors=True)
        made = TemporaryDirectory(dir=cache, prefix=_FOLDER, ignore_cleanup_errors=True)
    except OSError as error:
        raise FetchError(f"Nothing can be downloaded here: {error.strerror}.") from error
    with made as folder:
        yield Path(folder)


def small(url: str) -> bytes:
    """Download a few facts, which have no checksum: at most `MAX_SMALL` bytes.

    Raises
    ------
    FetchError
        When there is no network, or more came.
    """
    try:
        with urlopen(Request(url), timeout=TIMEOUT) as answer:  # noqa: S310 - our own addresses
            found: bytes = answer.read(MAX_SMALL + 1)
    except (OSError, HTTPException) as error:
        raise unreachable(url, error) from error
    if len(found) > MAX_SMALL:
        raise _too_large(url, MAX_SMALL)
    return found


def download(url: str, path: Path, checksum: str, progress: Progress = silent) -> None:
    """Download a file whose checksum is known: at most `MAX_BYTES`.

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
        said = answer.headers.get("Content-Length") or ""
        size, done, told = int(said) if said.isdecimal() else 0, 0, 0.0
        while chunk := answer.read(_CHUNK):
            file.write(chunk)
            found.update(chunk)
            done += len(chunk)
            if max(done, size) > MAX_BYTES:
                raise _too_large(url, MAX_BYTES)
            if time.monotonic() - told > _OFTEN:
                told = time.monotonic()
                progress(min(1.0, done / size) if size else None, _told(done, size))
    return f"{algorithm}:{found.hexdigest()}"


def _compare(found: str, checksum: str, url: str) -> None:
    if found != checksum:
        raise FetchError(f"{url} has changed, or came damaged: its checksum is another.")


def _too_large(url: str, most: int) -> FetchError:
    return FetchError(f"{url} was not downloaded: it has more than {most // _MEGABYTE} MB.")


def unreachable(where: str, error: Exception) -> FetchError:
    """Say in plain words why something could not be downloaded."""
    if isinstance(error, HTTPError):
        error.close()  # it is an answer, too
        return FetchError(f"{where} could not be downloaded: the server answered {error.code}.")
    if isinstance(error, URLError | TimeoutError | ConnectionError):
        return FetchError(
            f"{where} could not be reached. Is there a network? Everything else works without one."
        )
    return FetchError(f"{where} could not be downloaded: {error}.")


def _told(done: int, size: int) -> str:
    of = f" of {size / _MEGABYTE:.0f}" if size else ""
    return f"Downloading: {done / _MEGABYTE:.0f}{of} MB"
