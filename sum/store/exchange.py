"""Runs in one file: a zip archive with a list, and each run as JSON; other programs can read it.

`read` trusts nothing in it: sizes, types and what must fit together are looked at, and a file with
anything wrong is refused.
"""

import json
import math
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sum.errors import InputError, StoreError
from sum.simulation.lab import Run

FORMAT = "sum runs 1"
LIST = "runs.json"
MOST_RUNS = 10_000
MOST_BYTES = 200_000_000
"""Of one run, unpacked; the largest that the lab makes have a fraction of it."""
MOST_IN_ALL = 2_000_000_000
_ENTRY = ("digest", "when", "title", "note")
"""What the list says of a run."""
MOST_TEXT = 10_000
"""Characters of a title or a note."""
_DAMAGED = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error)
_FIRST = (1980, 1, 1, 0, 0, 0)
"""The archive's own date: the same runs make the same file."""


@dataclass(frozen=True)
class Item:
    """A run, when it was kept, and what it is called.

    Attributes
    ----------
    run : Run
    when : datetime
        In UTC.
    title, note : str
    """

    run: Run
    when: datetime
    title: str
    note: str


def write(file: Path | str | BinaryIO, items: Iterable[Item]) -> int:
    """Write a file; how many runs.

    Parameters
    ----------
    file : path or binary file
        A path is written whole or not at all.
    items : iterable of Item

    Raises
    ------
    StoreError
        When it cannot be written.
    """
    if not isinstance(file, Path | str):
        return _fill(file, items)
    path = Path(file)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with half.open("wb") as new:
            count = _fill(new, items)
            new.flush()
            os.fsync(new.fileno())
        half.replace(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        half.unlink(missing_ok=True)
    return count


def read(file: Path | str | BinaryIO) -> Iterator[Item]:
    """Read a file that `write` wrote, run by run.

    Raises
    ------
    InputError
        When it is not such a file, or anything in it is wrong; maybe after some runs.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            entries = _entries(archive)
            left = MOST_IN_ALL
            for number, entry in enumerate(entries, 1):
                data = _unpacked(archive, f"{number}.json", min(left, MOST_BYTES))
                left -= len(data)
                yield _item(number, entry, data)
    except InputError:
        raise  # it is a ValueError, too
    except OSError as error:
        raise InputError(f"The file cannot be read: {error.strerror or error}.") from error
    except (*_DAMAGED, ValueError) as error:
        raise InputError("This is not a file of runs, or it is damaged.") from error


# ---------------------------------------------------------------------------------------- writing


def _fill(file: Any, items: Iterable[Item]) -> int:  # noqa: ANN401 - any binary file
    entries: list[dict[str, str]] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, item in enumerate(items, 1):
            _put(archive, f"{number}.json", item.run.to_json())
            texts = (item.run.digest(), item.when.isoformat(), item.title, item.note)
            entries.append(dict(zip(_ENTRY, texts, strict=True)))
        _put(archive, LIST, json.dumps({"format": FORMAT, "runs": entries}, indent=1).encode())
    return len(entries)


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _FIRST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


# ---------------------------------------------------------------------------------------- reading


def _entries(archive: zipfile.ZipFile) -> list[Any]:
    data = _unpacked(archive, LIST, MOST_BYTES // 10)
    try:
        found = json.loads(data)
        is_ours = found["format"] == FORMAT and isinstance(found["runs"], list)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError("This is not a file of runs.") from error
    if not is_ours:
        raise InputError("This is not a file of runs, or another version wrote it.")
    entries: list[Any] = found["runs"]
    if len(entries) > MOST_RUNS:
        raise InputError(f"A file has at most {MOST_RUNS:,} runs.")
    return entries


def _unpacked(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    if name not in archive.namelist():
        raise InputError(f"This is not a file of runs: it has no {name}.")
    with archive.open(name) as packed:
        data = packed.read(most + 1)
    if len(data) > most:
        raise InputError(f"{name} is too large.")
    return data


def _item(number: int, entry: object, data: bytes) -> Item:
    try:
        return _checked(entry, data)
    except InputError as error:
        raise InputError(f"Run {number} of the file cannot be used: {error}") from error


def _checked(entry: Any, data: bytes) -> Item:  # noqa: ANN401 - of a file, anything
    texts = [entry.get(name) for name in _ENTRY] if isinstance(entry, dict) else [None]
    if not all(isinstance(text, str) and len(text) <= MOST_TEXT for text in texts):
        raise InputError("Its line in the list is wrong.")
    digest, when, title, note = map(str, texts)
    try:
        date = datetime.fromisoformat(when).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InputError("Its date is wrong.") from error
    run = Run.from_json(data)
    if not _is_sound(run):
        raise InputError("Its records do not fit together.")
    if run.digest() != digest:
        raise InputError("Its digest is another one than the list says.")
    return Item(run, date, title, note)


def _is_sound(run: Run) -> bool:
    """Whether the records are of the right types, and fit to one another."""
    people, tested = len(run.people), run.tested
    try:
        parts = (
            _is_count(tested) and tested > 0,
            _is_number(run.seconds) and _is_count(run.gas) and isinstance(run.drawn, int),
            run.ideal is None or (_is_number(run.ideal) and 0 <= run.ideal <= 1),
            isinstance(run.ended, str) and isinstance(run.engine, str),
            all(isinstance(text, str) for pair in run.versions.items() for text in pair),
            all(_fits(asdict(person).values(), "ssssi") for person in run.people),
            all(_fits(event, "iisiiiibs") and event.person < people for event in run.events),
            all(_fits(moment[:3], "iii") and moment.right <= tested for moment in run.moments),
            all(
                len(held) == people and all(type(each) is int for each in held)
                for moment in run.moments
                for held in (moment.balances, moment.at_stake)
            ),
            all(_fits(asdict(group).values(), "sssiiiiiiiii") for group in run.summary.groups),
            all(_is_number(figure) for figure in run.figures().values()),
            _fits(
                [value for name, value in asdict(run.summary).items() if name != "groups"],
                "ffffiiiiiiibs",
            ),
        )
    except (TypeError, ValueError, AttributeError, OverflowError):
        return False
    return all(parts)


_KINDS: dict[str, tuple[type, ...]] = {"s": (str,), "i": (int,), "b": (bool,), "f": (float, int)}


def _fits(values: Iterable[object], kinds: str) -> bool:
    found = tuple(values)
    return len(found) == len(kinds) and all(
        type(value) in _KINDS[kind] for value, kind in zip(found, kinds, strict=True)
    )


def _is_number(value: object) -> bool:
    return type(value) in {int, float} and math.isfinite(value)  # type: ignore[arg-type]


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0
