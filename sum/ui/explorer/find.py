"""Which of a room's transactions are listed: what is searched for, filters, pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sum.room.records import Call
from sum.ui.explorer.books import Books

PAGE = 8
"""How many blocks are listed at once."""
MOST_DIGITS = 9
"""A longer number is no block's."""

_BLOCK = re.compile(r"block\s*#?\s*([0-9]+)", re.IGNORECASE)
_NUMBER = re.compile(r"#?\s*([0-9]+)")
_HASH = re.compile(r"(?:0x)?([0-9a-f]{4,64})(?:…|\.\.\.)?([0-9a-f]*)", re.IGNORECASE)
_HOW = "Search for a contribution’s number, a hash, or “block 12”."


@dataclass(frozen=True)
class Found:
    """What a search has found.

    Attributes
    ----------
    calls : tuple of Call
        In order.
    note : str
        What it was taken for, or why nothing was found.
    """

    calls: tuple[Call, ...]
    note: str = ""


@dataclass(frozen=True)
class Page:
    """A page of the list, newest first.

    Attributes
    ----------
    calls : tuple of Call
    newer : int or None
        The block with which the page before begins; 0 for the newest, None when there is none.
    older : int or None
        The block with which the next page begins; None when there is none.
    """

    calls: tuple[Call, ...]
    newer: int | None
    older: int | None


def search(books: Books, text: str) -> Found:
    """Find transactions by what somebody has typed.

    Parameters
    ----------
    books : Books
    text : str
        A contribution's number, the beginning of a transaction's or block's hash (four digits at
        least, or as it is shown, with both ends), or "block 12". Nothing finds everything.

    Returns
    -------
    Found
    """
    text = text.strip()
    calls = books.snapshot.calls
    if not text:
        return Found(calls)
    if match := _BLOCK.fullmatch(text):
        call = books.at(_number(match[1]))
        return Found((call,)) if call else Found((), f"Block {match[1][:MOST_DIGITS]} is not here.")
    if match := _NUMBER.fullmatch(text):
        number = _number(match[1])
        about = books.about(number)
        if about:
            return Found(about, f"Everything about contribution {number}.")
        if len(match[1]) < 4:  # noqa: PLR2004 - a hash may begin with digits alone
            return Found((), f"There is no contribution {number}.")
    if match := _HASH.fullmatch(text):
        first, last = f"0x{match[1]}".lower(), match[2].lower()
        found = tuple(
            call
            for call in calls
            if any(
                each.startswith(first) and each.endswith(last)
                for each in (call.hash, call.block_hash)
            )
        )
        return Found(found, "" if found else "No transaction or block has this hash.")
    return Found((), _HOW)


def page_of(calls: Sequence[Call], top: int | None, size: int = PAGE) -> Page:
    """Cut a page out of the list; it stays where it is when new blocks come.

    Parameters
    ----------
    calls : sequence of Call
        Oldest first.
    top : int or None
        The block to begin with, or the next older one; None begins with the newest.
    size : int

    Returns
    -------
    Page
    """
    listed = list(reversed(calls))
    start = 0
    if top:
        start = next((n for n, call in enumerate(listed) if call.block <= top), 0)
    newer = None
    if start > 0:
        newer = listed[start - size].block if start > size else 0
    older = listed[start + size].block if start + size < len(listed) else None
    return Page(tuple(listed[start : start + size]), newer, older)


def top_for(calls: Sequence[Call], block: int, size: int = PAGE) -> int | None:
    """Where a page has to begin so that a block is on it, after the next newer one, if it can be.

    Parameters
    ----------
    calls : sequence of Call
        Oldest first.
    block : int
        The block of one of them.
    size : int

    Returns
    -------
    int or None
        None when the first page has it.
    """
    listed = [call.block for call in reversed(calls)]
    place = next((n for n, each in enumerate(listed) if each <= block), 0)
    if place < size:
        return None
    return listed[min(place - 1, max(0, len(listed) - size))]


def read_block(text: str) -> int | None:
    """A block's number as it stands in an address; None for anything else.

    >>> read_block("12"), read_block("-1"), read_block("1e3"), read_block("²")
    (12, None, None, None)
    """
    return int(text) if re.fullmatch(rf"[0-9]{{1,{MOST_DIGITS}}}", text) else None


def _number(digits: str) -> int:
    return int(digits[:MOST_DIGITS]) if len(digits) <= MOST_DIGITS else -1
