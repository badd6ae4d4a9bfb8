"""Who is in a room: people with their accounts, and the keys that let somebody act."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sum.errors import InputError, PersonNotFound
from sum.room.keys import Keyring, written
from sum.room.records import OWNER, Role

MAX_NAME = 24
MOST_PEOPLE = 120
CHOSEN: tuple[Role, ...] = ("contributor", "attacker", "sponsor", "observer")
"""Roles that people can choose; an observer watches and does nothing."""

YOU, YOUR_ATTACKER, YOUR_SPONSOR = "You", "Your attacker", "Your sponsor"
"""What the people of a private room are called."""
NOBODY = "Nobody in this room goes by that; look at how it is written."
"""What is said of words that bring nobody back."""
RESERVED = {YOU, YOUR_ATTACKER, YOUR_SPONSOR, "The facilitator", "Facilitator"}
"""Nobody may take these names: others would take them for somebody else."""


@dataclass(frozen=True)
class Member:
    """Somebody in the room; the fields are those of `sum.room.records.Person`.

    Attributes
    ----------
    gone : bool
        Whether they were sent home: what they did stays, under another name.
    """

    id: str
    name: str
    role: Role
    bot: str
    address: str
    gone: bool = False


@dataclass(frozen=True)
class Identity:
    """Whom a personal key may act as.

    Attributes
    ----------
    holder : str
        Whose key it is: no secret.
    ids : tuple of str
        Ids of the people it plays; none for a facilitator, who plays no part.
    id : str
        The one it plays now; a facilitator acts as the owner. "" for who was sent home.
    host : bool
        Whether it opened the room, and so has its controls.
    """

    holder: str
    ids: tuple[str, ...]
    id: str
    host: bool


@dataclass
class People:
    """Everybody in a room, by id, in the order in which they came."""

    members: dict[str, Member] = field(default_factory=dict)
    keyring: Keyring = field(default_factory=Keyring)
    _holders: dict[str, Identity] = field(default_factory=dict)
    _typed: dict[str, str] = field(default_factory=dict)

    def save(self) -> "People":
        """Copy the list as it is."""
        return People(dict(self.members), self.keyring, dict(self._holders), dict(self._typed))

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

    def new_key(self, ids: tuple[str, ...], *, host: bool = False) -> str:
        """Make a personal key for somebody who plays these people; nobody is a facilitator."""
        holder = f"h{len(self._holders)}"
        self._holders[holder] = Identity(holder, ids, ids[0] if ids else OWNER, host)
        return self.keyring.key(holder)

    def identify(self, key: str) -> Identity:
        """Whom a key may act as.

        Raises
        ------
        PersonNotFound
        """
        return self._identity(self.keyring.holder(key))

    def _identity(self, holder: str | None) -> Identity:
        found = self._holders.get(holder) if holder else None
        if found is None:
            raise PersonNotFound("This room does not know your key; join it again.")
        if not found.id:
            raise PersonNotFound("The facilitator has sent you home from this room.")
        return found

    def ticket(self, key: str, browser: str) -> str:
        """What a page's address may carry for somebody: of no use in another browser.

        Raises
        ------
        PersonNotFound
        """
        return self.keyring.ticket(self.identify(key).holder, browser)

    def admit(self, ticket: str, browser: str) -> str:
        """The personal key of whoever holds a ticket in this browser.

        Raises
        ------
        PersonNotFound
        """
        return self.keyring.key(
            self._identity(self.keyring.holder_by_ticket(ticket, browser)).holder
        )

    def learn(self, key: str, typed: str) -> None:
        """Let somebody come back by what they type: a phrase, or a facilitator's key.

        A holder has one; it takes the place of the one before.

        Raises
        ------
        PersonNotFound
        """
        holder = self.identify(key).holder
        self._typed = {each: who for each, who in self._typed.items() if who != holder}
        self._typed[self.keyring.digest(typed)] = holder

    def by_typed(self, typed: str) -> str:
        """The personal key of whoever comes back by what they type.

        Raises
        ------
        PersonNotFound
        """
        holder = self._typed.get(self.keyring.digest(typed))
        if holder is None:
            raise PersonNotFound(NOBODY)
        return self.keyring.key(holder)

    def facilitator(self, code: str) -> str:
        """The key that has the controls, for whoever knows the facilitator's.

        Raises
        ------
        PersonNotFound
        """
        try:
            key = self.by_typed(written(code))
        except PersonNotFound:
            key = ""
        if not key or not self.identify(key).host:
            raise PersonNotFound("This is not the facilitator’s key of this room.")
        return key

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
        return self._change(replace(identity, id=member_id))

    def let_play(self, key: str, member_id: str) -> Identity:
        """Let a key play one person more.

        Raises
        ------
        PersonNotFound
            When nobody has this key.
        """
        identity = self.identify(key)
        return self._change(replace(identity, ids=(*identity.ids, member_id)))

    def _change(self, identity: Identity) -> Identity:
        self._holders[identity.holder] = identity
        return identity

    def send_home(self, member_id: str) -> None:
        """Let nobody act as somebody any more."""
        self.members[member_id] = replace(self.members[member_id], gone=True)
        for identity in [each for each in self._holders.values() if member_id in each.ids]:
            self._change(Identity(identity.holder, (), "", host=False))
            self._typed = {
                typed: who for typed, who in self._typed.items() if who != identity.holder
            }

    def keep_keys(self, later: "People") -> None:
        """Go on with the keys of a later state of this list: whoever has one keeps it."""
        # Who was sent home since is sent home again, when that is carried out again.
        holders = later._holders.items()  # noqa: SLF001 - of this class
        kept = {name: each for name, each in holders if each.id or name not in self._holders}
        self._holders.update(kept)
        self._typed = dict(later._typed)  # noqa: SLF001

    def set_role(self, member_id: str, role: Role) -> None:
        """Give somebody another role."""
        self.members[member_id] = replace(self.members[member_id], role=role)

    def humans(self) -> list[Member]:
        """Those who have come, but for bots and the owner."""
        return [each for each in self if each.id != OWNER and not each.bot]

    def here(self) -> list[Member]:
        """Those of them who were not sent home."""
        return [each for each in self.humans() if not each.gone]

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
    # What is very long is not even looked at: one sign can become eighteen.
    is_short = len(typed) <= 10 * MAX_NAME
    shown = " ".join(unicodedata.normalize("NFKC", typed).split()) if is_short else ""
    if not shown or len(shown) > MAX_NAME or not shown.isprintable():
        raise InputError(f"A nickname has 1 to {MAX_NAME} letters, digits or signs.")
    if shown.casefold() in {each.casefold() for each in RESERVED}:
        raise InputError("Nobody can have this nickname; choose another one.")
    return shown


def checked_role(role: str) -> Role:
    """Give back a role that people can choose.

    Raises
    ------
    InputError
        When there is no such role.
    """
    for each in CHOSEN:
        if role == each:
            return each
    raise InputError("A role is contributor, attacker, sponsor or observer.")
