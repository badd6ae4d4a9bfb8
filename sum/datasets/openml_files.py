"""What OpenML answers, put where scikit-learn looks first: so there are limits, and progress."""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

from sum.datasets.download import Progress, download, small
from sum.errors import FetchError, InputError

API = "https://www.openml.org/api/v1/json/data"
HOST = "openml.org"

MAX_CELLS = 20_000_000
"""How many values a table can have: as many as can be read in some seconds."""

_UNKNOWN = 412
"""How OpenML's server answers for what it does not have."""


def collect(short: str, version: str, folder: Path, progress: Progress) -> None:
    """Download a table and what is known about it.

    Parameters
    ----------
    short : str
        Its name on OpenML, in lower case.
    version : str
        A number, or "active".
    folder : pathlib.Path
        Where scikit-learn is told to look.
    progress : callable

    Raises
    ------
    FetchError
        When it could not be downloaded, or is too large.
    InputError
        When OpenML has no such set.
    """
    number = _listed(short, version, folder)
    try:
        about = _answer(f"/{number}", folder)["data_set_description"]
        columns = len(_answer(f"/features/{number}", folder)["data_features"]["feature"])
        known = _answer(f"/qualities/{number}", folder).get("data_qualities", {})
        rows = {each["name"]: each["value"] for each in known.get("quality", [])}
        cells = columns * int(float(rows.get("NumberOfInstances", 0)))
        url, checksum = str(about["url"]), f"md5:{about['md5_checksum']}"
        scheme, host = urlsplit(url).scheme, urlsplit(url).hostname
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise FetchError(f"What OpenML says about {short} cannot be read.") from error
    if cells > MAX_CELLS:
        raise FetchError(
            f"{short} was not downloaded: it has {cells:,} values, and at most {MAX_CELLS:,}"
            " can be read."
        )
    if scheme not in {"http", "https"} or not f".{host}".endswith(f".{HOST}"):
        raise FetchError(f"{short} was not downloaded: it is not on {HOST}.")
    place = _place(url, folder)
    plain = place.with_name("plain")
    download(url, plain, checksum, progress)
    with plain.open("rb") as source, gzip.open(place, "wb", compresslevel=1) as packed:
        shutil.copyfileobj(source, packed)
    plain.unlink()


def _listed(short: str, version: str, folder: Path) -> int:
    """The number of a table."""
    search = f"/list/data_name/{short}/limit/2"
    ends = ["/status/active/"]
    if version != "active":
        ends = [f"/data_version/{version}", f"/data_version/{version}/status/deactivated"]
    for end in ends:
        try:
            return int(_answer(search + end, folder)["data"]["dataset"][0]["did"])
        except FetchError as error:
            cause = error.__cause__
            if not isinstance(cause, HTTPError) or cause.code != _UNKNOWN:
                raise
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise FetchError(f"What OpenML says about {short} cannot be read.") from error
    asked = "" if version == "active" else f" in version {version}"
    raise InputError(f"OpenML has no active data set {short!r}{asked}.")


def _answer(path: str, folder: Path) -> Any:  # noqa: ANN401 - whatever JSON has
    """What the server answers, kept for scikit-learn."""
    body = small(API + path)
    _place(API + path, folder).write_bytes(gzip.compress(body, 1))
    return json.loads(body)


def _place(url: str, folder: Path) -> Path:
    """Where scikit-learn keeps what is at an address."""
    path = urlsplit(url).path.lstrip("/")
    if ".." in path.split("/"):
        raise FetchError(f"{url} is no address of a table.")
    place = folder / "openml" / "openml.org" / f"{path}.gz"
    place.parent.mkdir(parents=True, exist_ok=True)
    return place
