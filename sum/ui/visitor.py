"""A visitor in a room: whom they act as, and what is theirs."""

from dataclasses import dataclass, replace

from sum.room import OWNER, Room
from sum.room.people import Identity
from sum.room.records import Person, Role, Snapshot


@dataclass(frozen=True)
class Visit:
    """A visitor in a room.

    Attributes
    ----------
    room : Room
    key : str
        The personal key; "" for somebody who only watches.
    identity : Identity or None
        Whom the key may act as; None for somebody who only watches.
    """

    room: Room
    key: str = ""
    identity: Identity | None = None

    @property
    def id(self) -> str:
        """Id of the person the visitor acts as; "" for somebody who only watches."""
        return self.identity.id if self.identity else ""

    @property
    def host(self) -> bool:
        """Whether the visitor opened the room, and so may set its clock and bots."""
        return bool(self.identity and self.identity.host)

    @property
    def leads(self) -> bool:
        """Whether the visitor is the facilitator of a class, who plays no part."""
        return self.host and self.snapshot.classroom.led

    @property
    def role(self) -> Role | None:
        """What the visitor plays, whatever others see of it; None for who only watches."""
        return self.room.role(self.key) if self.identity else None

    @property
    def watches(self) -> bool:
        """Whether the visitor only looks on: an observer, a facilitator, or somebody unknown."""
        return self.identity is None or self.leads or self.role == "observer"

    @property
    def snapshot(self) -> Snapshot:
        """The room as of the last action."""
        return self.room.snapshot

    @property
    def person(self) -> Person | None:
        """The person the visitor acts as, with their own name and role, which others may not see.

        None for a facilitator, and for somebody who only watches without having joined.
        """
        if self.identity is None or self.id == OWNER:
            return None
        shown, me = self.snapshot.person(self.id), self.room.me(self.key)
        return replace(shown, name=me.name, role=me.role) if me.id == shown.id else shown

    def acting(self, role: str) -> "Visit":
        """Act in a role, where the visitor has a person for it; otherwise as before.

        In a private room a visitor plays a contributor and an attacker.

        Parameters
        ----------
        role : {"contributor", "attacker", "sponsor"}
        """
        if self.identity is None or self.identity.ids in {(), (self.id,)}:
            return self
        if self.leads:  # a facilitator may be the sponsor, and plays nobody else
            wanted = self.identity.ids[0] if role == "sponsor" else self.id
        else:
            roles = {each: self.snapshot.person(each).role for each in self.identity.ids}
            wanted = next((each for each in roles if roles[each] == role), self.id)
        if wanted == self.id:
            return self
        return replace(self, identity=self.room.switch(self.key, wanted))
