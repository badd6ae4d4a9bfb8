"""Data sets as files of ours: what was fetched or uploaded, in one format.

A file is lines of JSON. The first describes the data set and has the others' checksum, and one of
its own; each of the others is one sample: its label, then what a person sees. A file is there whole
or not at all.
"""

import hashlib
import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote
from uuid import uuid4

import numpy as np

from sum.datasets.build import About, Raw
from sum.errors import InputError
from sum.home import home

FORMAT, VERSION = "sum-dataset", 1
SUFFIX, _PART = ".jsonl", ".part"

MAX_SAMPLES = 2_000
"""How many samples a room uses of a large data set."""

MIN_CLASS = 10
"""How many samples a class needs, so that every split gets some."""

MIN_CLASSES, MAX_CLASSES = 2, 32


MAX_NAME = 100
"""How many characters the name of a class can have."""

_HEAD = 4_000_000
"""How long the first line can be, in bytes."""

_STALE = 3_600
"""Seconds after which a file that nobody has finished is taken away."""


def folder() -> Path:
    """Where the files are; made when missing.

    Raises
    ------
    InputError
        When it cannot be made.
    """
    try:
        place = home() / "datasets"
        place.mkdir(exist_ok=True)
    except OSError as error:
        raise InputError(
            f"Data sets cannot be kept here: {error.strerror} ({error.filename})."
        ) from error
    return place


def path_of(name: str) -> Path:
    """Where a data set of this name is, or would be."""
    return folder() / f"{quote(name, safe='()+', errors='replace')}{SUFFIX}"


def names() -> tuple[str, ...]:
    """The names of all stored data sets, sorted; a damaged one has none."""
    found = (unquote(path.name.removesuffix(SUFFIX)) for path in _files())
    return tuple(sorted(name for name in found if _is_sound(name)))


def is_stored(name: str) -> bool:
    """Whether it is here."""
    try:
        return path_of(name).is_file()
    except (OSError, InputError):  # a name that no file can have, or no place for files
        return False


def about(name: str) -> About:
    """Read what a stored data set is, without its samples.

    Raises
    ------
    InputError
        When it is not here, or damaged.
    """
    with _opened(name) as file:
        return _about(name, file.readline(_HEAD))[0]


def read(name: str) -> Raw:
    """Read a stored data set.

    Raises
    ------
    InputError
        When it is not here, or damaged.
    """
    with _opened(name) as file:
        found, checksum = _about(name, file.readline(_HEAD))
        body = file.read()
    if hashlib.sha256(body).hexdigest() != checksum:
        raise _damaged(name)
    pairs = [json.loads(line) for line in body.splitlines()]
    rows = found.kind in ("row", "point")
    raws = tuple(tuple(map(float, raw)) if rows else raw for _, raw in pairs)
    return Raw(found, raws, tuple(label for label, _ in pairs))


def write(raw: Raw) -> None:
    """Store a data set under its name: whole, or not at all.

    Raises
    ------
    InputError
        When there is no space for it.
    """
    whole, place = content(raw), path_of(raw.about.name)
    if len(whole.partition(b"\n")[0]) >= _HEAD:
        raise InputError(f"{raw.about.title} cannot be kept: its names are too long.")
    _tidy_up(place.parent)
    new = place.with_name(f"{uuid4().hex}{_PART}")
    try:
        with new.open("xb") as file:
            file.write(whole)
            file.flush()
            os.fsync(file.fileno())
        new.replace(place)
    except OSError as error:
        raise InputError(f"{raw.about.title} cannot be kept: {error.strerror}.") from error
    finally:
        new.unlink(missing_ok=True)


def content(raw: Raw) -> bytes:
    """A data set as its file's bytes; the same for the same data set."""
    body = b"".join(
        _line([label, sample]) for label, sample in zip(raw.labels, raw.raws, strict=True)
    )
    head = asdict(raw.about) | {
        "format": FORMAT,
        "version": VERSION,
        "samples": len(raw.raws),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return _line(head | {"checksum": hashlib.sha256(_line(head)).hexdigest()}) + body


def tidy(raw: Raw, unit: str) -> Raw:
    """Keep each sample once, and of a large data set as many as a room uses.

    Parameters
    ----------
    raw : Raw
        All samples. Of equal ones the first is kept.
    unit : str
        What many samples are called: "reviews". What was left out is said in the summary.

    Returns
    -------
    Raw

    Raises
    ------
    InputError
        When there are too few or too many classes, or a class has too few different samples.
    """
    first: dict[object, int] = {}
    for index, sample in enumerate(raw.raws):
        first.setdefault(sample, index)
    kept, said = pick(raw.about.classes, raw.labels, list(first.values()), unit)
    return replace(
        raw,
        about=replace(raw.about, summary=raw.about.summary + said),
        raws=tuple(raw.raws[index] for index in kept),
        labels=tuple(raw.labels[index] for index in kept),
    )


def pick(
    classes: Sequence[str], labels: Sequence[int], different: Sequence[int], unit: str
) -> tuple[list[int], str]:
    """Choose which samples a room uses.

    Parameters
    ----------
    classes : sequence of str
    labels : sequence of int
        Of all samples.
    different : sequence of int
        The places of those that have not been there before.
    unit : str
        What many samples are called.

    Returns
    -------
    kept : list of int
        The places of those that are used.
    said : str
        What was left out, for the summary.

    Raises
    ------
    InputError
        As `check_classes`.
    """
    kept, said = list(different), ""
    counts = check_classes(classes, [labels[index] for index in kept], unit)
    if len(kept) < len(labels):
        said += f" {len(labels) - len(kept):,} {unit} that were there before are left out."
    if len(kept) > MAX_SAMPLES:
        chosen = _thin([labels[index] for index in kept], counts)
        said += f" A room uses {len(chosen):,} of the {len(kept):,} {unit}, drawn at random."
        kept = [kept[index] for index in chosen]
    return kept, said


def check_classes(classes: Sequence[str], labels: Sequence[int], unit: str) -> list[int]:
    """Count the samples of each class.

    Raises
    ------
    InputError
        When there are too few or too many classes, one has no name or a long one, or too few
        samples.
    """
    if not MIN_CLASSES <= len(classes) <= MAX_CLASSES:
        raise InputError(
            f"There have to be {MIN_CLASSES} to {MAX_CLASSES} classes,"
            f" and there are {len(classes):,}."
        )
    long = next((name for name in classes if not 0 < len(name.strip()) <= MAX_NAME), None)
    if long is not None:
        raise InputError(
            f"The name of a class has 1 to {MAX_NAME} characters: {long[:40]!r} has"
            f" {len(long.strip()):,}."
        )
    counts: list[int] = np.bincount(labels, minlength=len(classes)).tolist()
    least = min(range(len(classes)), key=counts.__getitem__)
    if counts[least] < MIN_CLASS:
        raise InputError(
            f"Each class needs at least {MIN_CLASS} different {unit}:"
            f" {classes[least]!r} has {counts[least]}."
        )
    return counts


def _thin(labels: Sequence[int], counts: Sequence[int]) -> list[int]:
    """Draw about `MAX_SAMPLES`, each class in its proportion; always the same ones."""
    rng, array = np.random.default_rng(0), np.array(labels)
    chosen: list[int] = []
    for label, count in enumerate(counts):
        share = max(MIN_CLASS, MAX_SAMPLES * count // len(labels))
        chosen.extend(rng.permutation(np.flatnonzero(array == label))[:share].tolist())
    return sorted(chosen)


def _files() -> list[Path]:
    try:
        return [path for path in folder().iterdir() if path.name.endswith(SUFFIX)]
    except (OSError, InputError):  # nothing can be kept, so nothing is
        return []


def _tidy_up(place: Path) -> None:
    """Take away what was left when somebody was killed while writing."""
    for path in place.glob(f"*{_PART}"):
        try:
            if time.time() - path.stat().st_mtime > _STALE:
                path.unlink()
        except OSError:
            continue  # somebody else was quicker


def _is_sound(name: str) -> bool:
    try:
        about(name)
    except InputError:
        return False
    return True


def _opened(name: str) -> Any:  # noqa: ANN401 - a binary file
    try:
        return path_of(name).open("rb")
    except OSError as error:
        raise InputError(f"There is no data set {name!r} here.") from error


def _about(name: str, line: bytes) -> tuple[About, str]:
    try:
        head = json.loads(line)
        if (head["format"], head["version"], head["name"]) != (FORMAT, VERSION, name):
            raise _damaged(name)
        if head.pop("checksum") != hashlib.sha256(_line(head)).hexdigest():
            raise _damaged(name)
        given = {field.name: head[field.name] for field in fields(About)}
        checksum = str(head["sha256"])
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(name) from error
    listed = {key: tuple(value) for key, value in given.items() if isinstance(value, list)}
    return About(**(given | listed)), checksum


def _damaged(name: str) -> InputError:
    return InputError(f"The stored data set {name!r} is damaged: delete it, and get it again.")


def _line(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode() + b"\n"
