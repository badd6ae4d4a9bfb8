"""What others may see of people: an alias instead of a name, no role where it is a secret."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sum.room.books import FeedItem
from sum.room.people import Member, People


class Disguise:
    """Hides names in what a room tells; keeps what it has hidden already."""

    def __init__(self) -> None:
        self._aliases: dict[str, str] = {}
        self._pattern = re.compile("")
        self._told: list[tuple[FeedItem, FeedItem]] = []

    def feed(self, items: Sequence[FeedItem], aliases: Mapping[str, str]) -> tuple[FeedItem, ...]:
        """The feed with other names.

        Parameters
        ----------
        items : sequence of FeedItem
        aliases : mapping of str to str
            What to say instead of each name.
        """
        if aliases != self._aliases:
            self._aliases, self._told = dict(aliases), []
            names = sorted(map(re.escape, aliases), key=len, reverse=True)
            # A name inside a word is none: "Al" is not in "also".
            self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")
        same = 0
        for item, (known, _) in zip(items, self._told, strict=False):
            if item is not known:
                break
            same += 1
        del self._told[same:]
        self._told += [(item, self._hide(item)) for item in items[same:]]
        return tuple(hidden for _, hidden in self._told)

    def _hide(self, item: FeedItem) -> FeedItem:
        if not self._aliases:
            return item
        text = self._pattern.sub(lambda found: self._aliases[found.group()], item.text)
        return replace(item, text=text)


def known_as(people: People, member: Member, *, hidden: bool) -> str:
    """What others call somebody.

    Parameters
    ----------
    people : People
    member : Member
    hidden : bool
        Whether names are: then everybody is called by the order in which they came.
    """
    if not hidden and not member.gone:
        return member.name
    humans = [each.id for each in people.humans()]
    what = "Gone" if member.gone else "Player"
    return f"{what} {humans.index(member.id) + 1}" if member.id in humans else member.name
