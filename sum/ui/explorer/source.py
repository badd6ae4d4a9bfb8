"""The contract's source, cut to what a transaction ran."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

PARTS = ("trainer", "model", "incentive")
"""The contract's files, the one that is called from outside first."""

_USED = re.compile(r"\b(\w+(?:\.\w+)*)\.(\w+)\(")
_LIBRARY = re.compile(r"^from lib import (\w+)(?: as (\w+))?$", re.MULTILINE)


@dataclass(frozen=True)
class Excerpt:
    """A function in a file.

    Attributes
    ----------
    part : str
        One of `PARTS`, or a library: "lib/words".
    name : str
    first : int
        Its first line, counted from 1; its decorators belong to it.
    text : str
    """

    part: str
    name: str
    first: int
    text: str

    @property
    def last(self) -> int:
        """Its last line."""
        return self.first + self.text.count("\n")


def read_sources(read: Callable[[str], str]) -> dict[str, str]:
    """The contract's files: `PARTS`, then the libraries that they import, in the order of reading.

    Parameters
    ----------
    read : callable
        Gives the source of a part: the room's ``source``.

    Returns
    -------
    dict of str to str
        Each file's text by its name without the ending.
    """
    sources = {part: read(part) for part in PARTS}
    waiting = list(PARTS)
    while waiting:
        for library in _libraries(sources[waiting.pop(0)]).values():
            if library not in sources:
                sources[library] = read(library)
                waiting.append(library)
    return sources


def find_function(part: str, source: str, name: str) -> Excerpt | None:
    """Find a function with its decorators and comment lines, up to whatever comes next.

    Parameters
    ----------
    part : str
        Which file it is.
    source : str
        The file.
    name : str
        "constructor" is ``__init__``.

    Returns
    -------
    Excerpt or None
        None when the file has no such function.
    """
    wanted = "__init__" if name == "constructor" else name
    lines = source.splitlines()
    start = next((n for n, line in enumerate(lines) if line.startswith(f"def {wanted}(")), None)
    if start is None:
        return None
    first = start
    while first and lines[first - 1].startswith(("@", "#")):
        first -= 1
    end = start + 1
    while end < len(lines) and not _begins_another(lines[end]):
        end += 1
    text = "\n".join(lines[first:end]).rstrip()
    return Excerpt(part, wanted, first + 1, text)


def functions_run(sources: Mapping[str, str], name: str) -> tuple[Excerpt, ...]:
    """What a call can have run: the function, and those that it uses, in the order of reading.

    Parameters
    ----------
    sources : mapping of str to str
        Each part's text.
    name : str
        The function called from outside.

    Returns
    -------
    tuple of Excerpt
        Empty when no part has such a function.
    """
    return _run(tuple(sources.items()), name)


@lru_cache(maxsize=64)
def _run(sources: tuple[tuple[str, str], ...], name: str) -> tuple[Excerpt, ...]:
    texts, found = dict(sources), dict[tuple[str, str], Excerpt]()

    def follow(part: str, function: str) -> None:
        if (part, function) in found:
            return
        excerpt = find_function(part, texts.get(part, ""), function)
        if excerpt is None:
            return
        found[part, function] = excerpt
        for where, used in _USED.findall(excerpt.text):
            follow(_place(texts, part, where.split(".")), used)

    for part in texts:
        if not found:
            follow(part, name)
    return tuple(found.values())


def _place(texts: Mapping[str, str], part: str, path: list[str]) -> str:
    """Which file a name stands for in another one: ``self``, a part, a library, its library."""
    for name in path:
        if name != "self":
            part = _libraries(texts.get(part, "")).get(name, name)
    return part


def _libraries(source: str) -> dict[str, str]:
    """What a file calls the libraries that it imports."""
    return {alias or name: f"lib/{name}" for name, alias in _LIBRARY.findall(source)}


def _begins_another(line: str) -> bool:
    """Whether a line is at the top level; a bracket that closes a long `def` belongs to it."""
    return bool(line) and not line[0].isspace() and not line.startswith(")")
