"""Where every ether of a room is: what there was, less gas, is what is somewhere now."""

from dataclasses import dataclass

from sum.room.records import OWNER, Person, Snapshot
from sum.room.rules import words_of
from sum.units import Wei


@dataclass(frozen=True)
class Purse:
    """Somebody's ether.

    Attributes
    ----------
    person : Person
    expected : Wei
        What they had, less gas, plus what they got out of the contract minus what they put in.
    """

    person: Person
    expected: Wei

    @property
    def adds_up(self) -> bool:
        """Whether the chain says the same."""
        return self.person.ether == self.expected


@dataclass(frozen=True)
class Audit:
    """Where every ether is.

    The owner's ether stays out of it, but for what it has got out of the contract.

    Attributes
    ----------
    purses : tuple of Purse
        Of everybody but the owner.
    given, gas : Wei
        What all of them had to begin with; what their transactions have cost.
    wallets : Wei
        What they have now, by the chain.
    owner : Wei
        What the owner has got out of the contract.
    held : Wei
        What the contract has, by the chain.
    claimable, owed, pot : Wei
        Of that: what is left of deposits; what the mechanism owes somebody by name; what it keeps
        for whom its rules will name.
    """

    purses: tuple[Purse, ...]
    given: Wei
    gas: Wei
    wallets: Wei
    owner: Wei
    held: Wei
    claimable: Wei
    owed: Wei
    pot: Wei

    @property
    def dust(self) -> Wei:
        """What the contract has beyond that: lost to rounding, or forced upon it."""
        return Wei(self.held - self.claimable - self.owed - self.pot)

    @property
    def somewhere(self) -> Wei:
        """All that is somewhere now."""
        return Wei(self.wallets + self.owner + self.held)

    @property
    def expected(self) -> Wei:
        """All that there has to be."""
        return Wei(self.given - self.gas)

    @property
    def adds_up(self) -> bool:
        """Whether not a wei is missing anywhere, or too many."""
        purses = all(purse.adds_up for purse in self.purses)
        return purses and self.somewhere == self.expected and self.dust >= 0


def audit(snapshot: Snapshot) -> Audit:
    """Find every ether of a room.

    Parameters
    ----------
    snapshot : Snapshot

    Returns
    -------
    Audit
    """
    players = [person for person in snapshot.people if person.id != OWNER]
    words = words_of(snapshot.settings.terms)
    return Audit(
        purses=tuple(Purse(each, Wei(each.given - each.gas + each.profit)) for each in players),
        given=Wei(sum(each.given for each in players)),
        gas=Wei(sum(each.gas for each in players)),
        wallets=Wei(sum(each.ether for each in players)),
        owner=Wei(sum(each.profit for each in snapshot.people if each.id == OWNER)),
        held=snapshot.held,
        claimable=Wei(sum(entry.claimable for entry in snapshot.entries)),
        owed=Wei(sum(each.owed for each in snapshot.people)),
        pot=words.pot(snapshot),
    )
