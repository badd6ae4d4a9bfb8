"""Any table of OpenML by its name, through scikit-learn."""

import re
import warnings
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from sum.datasets import openml_files, stored
from sum.datasets.build import About, Raw, tried
from sum.datasets.csv_text import one_line
from sum.datasets.download import Progress, unreachable, workplace
from sum.errors import FetchError, InputError

PREFIX = "openml:"
MAX_COLUMNS = 1_000
_NAME = re.compile(r"openml:([A-Za-z0-9_.()+-]{1,100})(?::([1-9][0-9]{0,5}))?")


def is_name(name: str) -> bool:
    """Whether it has the form of one: ``openml:<name>``, with ``:<version>`` if need be.

    >>> is_name("openml:vehicle:1"), is_name("openml:../x"), is_name("digits")
    (True, False, False)
    """
    return _NAME.fullmatch(name) is not None


def fetch(name: str, progress: Progress) -> None:
    """Download a table and store what a room uses of it.

    Raises
    ------
    FetchError
        When it could not be downloaded; nothing is kept.
    InputError
        When OpenML has no such set, or it is nothing to classify by numbers.
    """
    progress(None, f"Asking OpenML for {name}")
    with workplace() as folder:
        short, version = _parts(name)
        openml_files.collect(short, version, folder, progress)
        progress(None, f"Reading {name}")
        stored.write(tried(read(name, str(folder))))


def read(name: str, folder: str) -> Raw:
    """Read a table that scikit-learn finds in a folder, or downloads into it.

    Parameters
    ----------
    name : str
        ``openml:<name>`` or ``openml:<name>:<version>``.
    folder : str
        scikit-learn's ``data_home``.

    Returns
    -------
    Raw
        Its columns of numbers, without incomplete rows; as many rows as a room uses.

    Raises
    ------
    FetchError, InputError
        As `fetch`.
    """
    bunch = _fetched(name, *_parts(name), folder)
    if not isinstance(bunch.data, pd.DataFrame) or not isinstance(bunch.target, pd.Series):
        raise InputError(f"{name} is no table with one column of classes.")
    numbers = bunch.data.select_dtypes("number").astype(float)
    numbers = numbers.loc[:, numbers.notna().mean() > 1 / 2]
    if not 1 <= numbers.shape[1] <= MAX_COLUMNS:
        raise InputError(
            f"{name} has to have 1 to {MAX_COLUMNS:,} columns of numbers, and has"
            f" {numbers.shape[1]:,}."
        )
    good = np.isfinite(numbers.to_numpy()).all(axis=1) & bunch.target.notna().to_numpy()
    return _raw(name, numbers[good], [one_line(str(value)) for value in bunch.target[good]], bunch)


def _parts(name: str) -> tuple[str, str]:
    """The name that OpenML knows (in lower case, as scikit-learn asks), and the version."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise InputError(f"{name!r} is not the name of an OpenML set, as openml:vehicle is.")
    return match[1].lower(), match[2] or "active"


def _fetched(name: str, short: str, version: str, folder: str) -> Any:  # noqa: ANN401 - a bunch
    from sklearn.datasets import fetch_openml  # noqa: PLC0415 - seldom needed

    chosen = int(version) if version.isdecimal() else version
    try:
        with warnings.catch_warnings(action="ignore"):
            return fetch_openml(
                short, version=chosen, data_home=folder, as_frame="auto", n_retries=1, delay=0.2
            )
    except OSError as error:
        raise unreachable(name, error) from error
    except ValueError as error:
        # So it answers for a name that it does not have, and for a file whose checksum is another.
        raise InputError(f"OpenML gives no usable {name}: {error}") from error
    except Exception as error:
        raise FetchError(f"What OpenML gives as {name} cannot be read: {error}") from error


def _raw(name: str, numbers: pd.DataFrame, targets: list[str], bunch: Any) -> Raw:  # noqa: ANN401
    """Rows and labels, without classes that are too rare to be dealt out."""
    details = bunch.details
    found = Counter(targets)
    classes = sorted((each for each in found if found[each] >= stored.MIN_CLASS), key=_order)
    if len(found) > 2 * stored.MAX_CLASSES:
        raise InputError(
            f"{name} is nothing to classify: its target has {len(found):,} different values."
        )
    places = {each: label for label, each in enumerate(classes)}
    pairs = [
        (tuple(row), places[target])
        for row, target in zip(numbers.to_numpy().tolist(), targets, strict=True)
        if target in places
    ]
    text = f"To which of {len(classes)} classes does a row of this table belong?"
    if len(classes) < len(found):
        text += f" {len(found) - len(classes)} rare classes are left out."
    if (lost := bunch.data.shape[1] - numbers.shape[1]) > 0:
        text += f" {lost:,} columns without numbers are left out."
    about = About(
        name=name,
        title=f"OpenML: {str(details.get('name', name))[:60]}",
        kind="row",
        summary=text,
        source=f"OpenML data set {details.get('id')}, version {details.get('version')}"
        f" (https://www.openml.org/d/{details.get('id')})",
        licence=str(details.get("licence") or "Not stated"),
        classes=tuple(classes),
        columns=tuple(one_line(str(column))[:100] for column in numbers.columns),
    )
    raws, labels = zip(*pairs, strict=True) if pairs else ((), ())
    return stored.tidy(Raw(about, raws, labels), "rows")


def _order(value: str) -> tuple[float, str]:
    """Numbers by size, then words by the alphabet."""
    return (float(value), "") if value.isdecimal() else (float("inf"), value)
