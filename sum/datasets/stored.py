"""Data sets as files of ours: what was fetched or uploaded, in one format.

A file is lines of JSON. The first describes the data set and has the others' checksum; each of the
others is one sample: its label, then what a person sees. A file is there whole or not at all.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import quote, unquote

import numpy as np

from sum.datasets.build import About, Raw
from sum.errors import InputError
from sum.home import home

FORMAT, VERSION = "sum-dataset", 1
SUFFIX = ".jsonl"

MAX_SAMPLES = 2_000
"""How many samples a room uses of a large data set."""

MIN_CLASS = 10
"""How many samples a class needs, so that every split gets some."""

MIN_CLASSES, MAX_CLASSES = 2, 32


def folder() -> Path:
    """Where the files are; made when missing."""
    place = home() / "datasets"
    place.mkdir(exist_ok=True)
    return place


def path_of(name: str) -> Path:
    """Where a data set of this name is, or would be."""
    return folder() / f"{quote(name, safe='')}{SUFFIX}"


def names() -> tuple[str, ...]:
    """The names of all stored data sets, sorted; a damaged one has none."""
    found = (unquote(path.name.removesuffix(SUFFIX)) for path in _files())
    return tuple(sorted(name for name in found if _is_sound(name)))


def is_stored(name: str) -> bool:
    """Whether it is here."""
    return path_of(name).is_file()


def about(name: str) -> About:
    """Read what a stored data set is, without its samples.

    Raises
    ------
    InputError
        When it is not here, or damaged.
    """
    with _opened(name) as file:
        return _about(name, file.readline())[0]


def read(name: str) -> Raw:
    """Read a stored data set.

    Raises
    ------
    InputError
        When it is not here, or damaged.
    """
    with _opened(name) as file:
        found, checksum = _about(name, file.readline())
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
    try:
        with NamedTemporaryFile(dir=folder(), suffix=".part", delete=False) as file:
            try:
                file.write(content(raw))
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                os.unlink(file.name)  # noqa: PTH108 - it is a name, not a path
                raise
        Path(file.name).replace(path_of(raw.about.name))
    except OSError as error:
        raise InputError(f"{raw.about.title} cannot be kept: {error.strerror}.") from error


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
    return _line(head) + body


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
    kept = list(first.values())
    counts = check_classes(raw.about.classes, [raw.labels[index] for index in kept], unit)
    text = raw.about.summary
    if len(kept) < len(raw.raws):
        text += f" {len(raw.raws) - len(kept):,} {unit} that were there before are left out."
    if len(kept) > MAX_SAMPLES:
        chosen = _thin([raw.labels[index] for index in kept], counts)
        text += f" A room uses {len(chosen):,} of the {len(kept):,} {unit}, drawn at random."
        kept = [kept[index] for index in chosen]
    return replace(
        raw,
        about=replace(raw.about, summary=text),
        raws=tuple(raw.raws[index] for index in kept),
        labels=tuple(raw.labels[index] for index in kept),
    )


def check_classes(classes: Sequence[str], labels: Sequence[int], unit: str) -> list[int]:
    """Count the samples of each class.

    Raises
    ------
    InputError
        When there are too few or too many classes, or a class has too few samples.
    """
    if not MIN_CLASSES <= len(classes) <= MAX_CLASSES:
        raise InputError(
            f"There have to be {MIN_CLASSES} to {MAX_CLASSES} classes,"
            f" and there are {len(classes):,}."
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
    return [path for path in folder().iterdir() if path.name.endswith(SUFFIX)]


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
