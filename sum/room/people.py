"""Who is in a room: people with their accounts, and the keys that let somebody act."""

import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sum.errors import InputError, PersonNotFound
from sum.room.records import OWNER, Role

MAX_NAME = 24
MOST_PEOPLE = 120

YOU, YOUR_ATTACKER, YOUR_SPONSOR = "You", "Your attacker", "Your sponsor"
"""What the people of a private room are called; nobody may take these names elsewhere."""


@dataclass(frozen=True)
class Member:
    """Somebody in the room; the fields are those of `sum.room.records.Person`."""

    id: str
    name: str
    role: Role
    bot: str
    address: str


@dataclass(frozen=True)
class Identity:
    """Whom a personal key may act as.

    Attributes
    ----------
    key : str
        The secret.
    ids : tuple of str
        Ids of the people it plays.
    id : str
        The one it plays now.
    host : bool
        Whether it opened the room, and so has its controls.
    """

    key: str
    ids: tuple[str, ...]
    id: str
    host: bool


@dataclass
class People:
    """Everybody in a room, by id, in the order in which they came."""

    members: dict[str, Member] = field(default_factory=dict)
    _keys: dict[str, Identity] = field(default_factory=dict)

    def save(self) -> "People":
        """Copy the list as it is."""
        return People(dict(self.members), dict(self._keys))

    def __iter__(self) -> Iterator[Member]:
        return iter(self.members.values())

    def add(self, name: str, role: Role, address: str, bot: str = "") -> Member:
        """Add somebody.

        Raises
        ------
        InputError
            When the room is full, or somebody has this name.
        """
        if len(self.members) >= MOST_PEOPLE:
            raise InputError(f"The room is full: it holds {MOST_PEOPLE} people.")
        taken = set(self.members)
        number = next(n for n in range(len(taken) + 1) if f"p{n}" not in taken)
        member_id = OWNER if role == "owner" else f"p{number}"
        member = Member(member_id, self.free_name(name), role, bot, address)
        self.members[member.id] = member
        return member

    def free_name(self, name: str) -> str:
        """Give a name back that nobody here has.

        Raises
        ------
        InputError
            When somebody has it.
        """
        if self.is_taken(name):
            raise InputError(f"Somebody in this room is already called {name}.")
        return name

    def is_taken(self, name: str) -> bool:
        """Whether somebody here has this name, in large letters or small ones."""
        return any(member.name.casefold() == name.casefold() for member in self)

    def new_key(self, ids: tuple[str, ...], *, host: bool = False) -> Identity:
        """Make a personal key for somebody."""
        identity = Identity(secrets.token_urlsafe(16), ids, ids[0], host)
        self._keys[identity.key] = identity
        return identity

    def identify(self, key: str) -> Identity:
        """Whom a key may act as.

        Raises
        ------
        PersonNotFound
        """
        found = self._keys.get(key)
        if found is None:
            raise PersonNotFound("This room does not know your key; join it again.")
        return found

    def switch(self, key: str, member_id: str) -> Identity:
        """Let a key act as another one of its people.

        Raises
        ------
        PersonNotFound
            When it is not one of its people.
        """
        identity = self.identify(key)
        if member_id not in identity.ids:
            raise PersonNotFound("You do not play this person.")
        self._keys[key] = replace(identity, id=member_id)
        return self._keys[key]

    def let_play(self, key: str, member_id: str) -> Identity:
        """Let a key play one person more.

        Raises
        ------
        PersonNotFound
            When nobody has this key.
        """
        identity = self.identify(key)
        self._keys[key] = replace(identity, ids=(*identity.ids, member_id))
        return self._keys[key]

    def by_address(self, address: str) -> str:
        """The id of an account's owner; "" when it is nobody's here."""
        return next((member.id for member in self if member.address == address), "")


def checked_name(typed: str) -> str:
    """Give a nickname back as it will be shown.

    Signs that look alike become the same ones, so that nobody can pass for somebody else.

    Raises
    ------
    InputError
        When it is empty, too long, not printable, or reserved.
    """
    shown = " ".join(unicodedata.normalize("NFKC", typed).split())
    if not shown or len(shown) > MAX_NAME or not shown.isprintable():
        raise InputError(f"A nickname has 1 to {MAX_NAME} letters, digits or signs.")
    if shown.casefold() in {each.casefold() for each in (YOU, YOUR_ATTACKER, YOUR_SPONSOR)}:
        raise InputError("Everybody would take this nickname for their own; choose another one.")
    return shown


def checked_role(role: str) -> Role:
    """Give back a role that people can have.

    Raises
    ------
    InputError
        When there is no such role.
    """
    if role == "contributor":
        return "contributor"
    if role == "attacker":
        return "attacker"
    raise InputError("A role is contributor or attacker.")
