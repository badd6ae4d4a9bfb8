"""Who is who in a federation, as far as a visitor may know."""

from dataclasses import dataclass

from sum.federated.records import FederatedRun


@dataclass(frozen=True)
class Cast:
    """What may be told of the clients of a run. The default is a run that nobody plays.

    Attributes
    ----------
    names : tuple of str
        Of all clients; () where they are numbers.
    secret : bool
        Whether nobody may know who attacks; the run then says that nobody does.
    mine : tuple of int
        Places of the visitor's own clients.
    shards : bool
        Whether it may be told what data everybody has.
    """

    names: tuple[str, ...] = ()
    secret: bool = False
    mine: tuple[int, ...] = ()
    shards: bool = True

    def name(self, place: int) -> str:
        """A client's name; one's own is marked.

        >>> Cast().name(2), Cast(("Ann", "You"), mine=(0, 1)).name(0)
        ('3', 'Ann (you)')
        """
        if not self.names:
            return str(place + 1)
        name = self.names[place]
        return f"{name} (you)" if place in self.mine and not name.startswith("You") else name

    def all_names(self, run: FederatedRun) -> list[str]:
        """The names of all clients of a run."""
        return [self.name(place) for place in range(len(run.attackers))]


NOBODY = Cast()
