"""Posts to four of twenty newsgroups, through scikit-learn."""

import warnings
from types import MappingProxyType
from typing import Any

from sum.datasets import stored
from sum.datasets.build import About, Raw
from sum.datasets.download import Progress, download, unreachable, workplace
from sum.encoders.words import MAX_CHARACTERS

GROUPS = MappingProxyType(
    {
        "comp.graphics": "computer graphics",
        "rec.sport.hockey": "ice hockey",
        "sci.med": "medicine",
        "sci.space": "space",
    }
)
"""The groups that are used, sorted, and what a person reads."""

ABOUT = About(
    name="20newsgroups",
    title="Newsgroups: four topics",
    kind="sentence",
    summary="Which of four newsgroups was this post of 1993 written to? Headers, signatures and"
    " quotes are left out.",
    source="20 Newsgroups (Lang, 1995, http://qwone.com/~jason/20Newsgroups/), through"
    " scikit-learn",
    licence="No licence is stated; the posts were public",
    classes=tuple(GROUPS.values()),
)

URL = "https://ndownloader.figshare.com/files/5975967"
CHECKSUM = "sha256:8f1b2514ca22a5ade8fbb9cfa5727df95fa587f4c87b786e15c759fa66d95610"


def fetch(progress: Progress) -> None:
    """Download the archive (14 MB) and store what a room uses of it.

    Raises
    ------
    FetchError
        When it could not be downloaded; nothing is kept.
    """
    with workplace() as folder:
        # scikit-learn takes an archive that is there already; so there is progress to be shown.
        place = folder / "20news_home"
        place.mkdir()
        download(URL, place / "20news-bydate.tar.gz", CHECKSUM, progress)
        progress(None, "Reading the posts")
        stored.write(read(str(folder)))


def read(folder: str) -> Raw:
    """Let scikit-learn read the archive in ``20news_home`` of a folder.

    Returns
    -------
    Raw
        As many posts as a room uses.

    Raises
    ------
    FetchError
        When scikit-learn has to download it again, and cannot.
    """
    from sklearn.datasets import fetch_20newsgroups  # noqa: PLC0415 - seldom needed

    try:
        with warnings.catch_warnings(action="ignore"):
            bunch: Any = fetch_20newsgroups(
                data_home=folder,
                subset="all",
                categories=list(GROUPS),
                shuffle=False,
                remove=("headers", "footers", "quotes"),
            )
    except OSError as error:
        raise unreachable(ABOUT.title, error) from error
    texts = (" ".join(text.split()) for text in bunch.data)
    pairs = [
        (text, label)
        for text, label in zip(texts, bunch.target.tolist(), strict=True)
        if text and len(text) <= MAX_CHARACTERS
    ]
    raws, labels = zip(*pairs, strict=True)
    return stored.tidy(Raw(ABOUT, raws, labels), "posts")
