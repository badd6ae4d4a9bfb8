"""Film reviews from IMDB, as Maas et al. collected them; read from their archive."""

import html
import re
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from sum.datasets import stored
from sum.datasets.build import About, Raw
from sum.datasets.download import Progress, download, workplace
from sum.encoders.words import MAX_CHARACTERS
from sum.errors import FetchError

ABOUT = About(
    name="imdb",
    title="Film reviews (IMDB)",
    kind="sentence",
    summary="Did the writer of this film review like the film?",
    source="Large Movie Review Dataset (Maas et al., 2011, Learning Word Vectors for Sentiment"
    " Analysis, https://ai.stanford.edu/~amaas/data/sentiment/)",
    licence="No licence is stated; its authors ask to cite their paper",
    classes=("negative", "positive"),
)

URL = "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz"
CHECKSUM = "md5:7c2ac02c03563afcf9b574c7e56c153a"
_FILES = 50_000

# The archive's folders have the label, its file names a number and the rating.
_MEMBER = re.compile(r"aclImdb/(?:train|test)/(neg|pos)/\d+_\d+\.txt")
_TAG = re.compile(r"<[^>]{1,20}>")


def fetch(progress: Progress) -> None:
    """Download the archive (84 MB) and store what a room uses of it.

    Raises
    ------
    FetchError
        When it could not be downloaded or read; nothing is kept.
    """
    with workplace() as folder:
        archive = folder / "archive.tar.gz"
        download(URL, archive, CHECKSUM, progress)
        stored.write(read(archive, progress))


def read(archive: Path, progress: Progress) -> Raw:
    """Read an archive in the layout of aclImdb_v1.tar.gz.

    Parameters
    ----------
    archive : pathlib.Path
    progress : callable

    Returns
    -------
    Raw
        As many reviews as a room uses, equally many of each label.

    Raises
    ------
    FetchError
        When it is no such archive.
    """
    try:
        pairs = sorted(_texts(archive, progress))
    except (tarfile.TarError, zlib.error, EOFError, OSError, UnicodeDecodeError) as error:
        raise FetchError(f"The archive of {ABOUT.title} cannot be read: {error}.") from error
    if not pairs:
        raise FetchError(f"The archive of {ABOUT.title} has no reviews where they should be.")
    labels, raws = tuple(label for _, label, _ in pairs), tuple(raw for *_, raw in pairs)
    return stored.tidy(Raw(ABOUT, raws, labels), "reviews")


def _texts(archive: Path, progress: Progress) -> Iterator[tuple[str, int, str]]:
    """Every review's file name, label and text; nothing is unpacked to disk."""
    number = 0
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            match = _MEMBER.fullmatch(member.name)
            file = tar.extractfile(member) if match and member.isfile() else None
            if match is None or file is None:
                continue
            number += 1
            if number % 1_000 == 0:
                progress(min(1.0, number / _FILES), f"Reading: {number:,} reviews")
            text = plain(file.read().decode("utf-8"))
            if text and len(text) <= MAX_CHARACTERS:
                yield member.name, int(match[1] == "pos"), text


def plain(text: str) -> str:
    """A text without mark-up and without more white space than a reader needs.

    >>> plain("Good.<br /><br />Not   &quot;great&quot;.")
    'Good. Not "great".'
    """
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())
