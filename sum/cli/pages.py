"""Tables that a command makes, put into a page of the documentation between two markers."""

from pathlib import Path

from sum.errors import InputError


def markers(name: str) -> tuple[str, str]:
    """The two lines that a table stands between; readers of the page do not see them.

    >>> markers("accuracy")
    ('<!-- accuracy: begin -->', '<!-- accuracy: end -->')
    """
    return f"<!-- {name}: begin -->", f"<!-- {name}: end -->"


def put(page: Path, name: str, text: str) -> None:
    """Replace what stands between a page's markers.

    Parameters
    ----------
    page : pathlib.Path
    name : str
        What the markers are called.
    text : str
        Lines of Markdown.

    Raises
    ------
    InputError
        When there is no such page, or it has no such markers; it stays as it is.
    """
    begin, end = markers(name)
    try:
        old = page.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{page} cannot be read.") from error
    before, found, rest = old.partition(f"{begin}\n")
    inside, closed, after = rest.partition(f"{end}\n")
    if not found or not closed or begin in inside:
        raise InputError(f"{page} has no lines {begin} and {end}, one after the other.")
    page.write_text(f"{before}{begin}\n{text.strip()}\n{end}\n{after}", encoding="utf-8")
