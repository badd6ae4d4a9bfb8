"""What a shared model can do, whichever engine runs it, and the records that come back.

An engine is one shared model with its accounts and its clock: the Python twins (`TwinEngine`), or
the contracts on a chain (`ChainEngine`). The same calls in the same order give the same
parameters, payments and refusals on both.
"""

from typing import Protocol

from sum.incentives.base import AnyTerms, Incentive
from sum.models.base import Model
from sum.records import Added, Contribution, Paid, State, Verdict
from sum.units import Seconds, Wei


class Engine(Protocol):
    """One shared model, its accounts, its clock. Anything refused raises and changes nothing."""

    @property
    def owner(self) -> str:
        """The account that deployed the model."""
        ...

    @property
    def terms(self) -> AnyTerms:
        """The incentive mechanism's parameters."""
        ...

    @property
    def incentive(self) -> Incentive:
        """The mechanism's twin as it is, shared: for looking at, never for changing."""
        ...

    @property
    def now(self) -> Seconds:
        """The time that the next transaction will have; later than the last one's."""
        ...

    def set_time(self, time: Seconds) -> None:
        """Set `now`; a time that is not later than the last transaction means the next second."""
        ...

    def create_account(self, name: str) -> str:
        """Make an account with plenty of ether; the same name gives the same account."""
        ...

    def model(self) -> Model:
        """The model as it is now, as a twin of its own: changing it changes nothing here."""
        ...

    def peek(self) -> Model:
        """The model as it is, shared: for looking at, never for learning."""
        ...

    def predict(self, data: tuple[int, ...]) -> int:
        """Predict a label, for free."""
        ...

    def cost(self, data: tuple[int, ...], label: int) -> Wei:
        """What a contribution costs now."""
        ...

    def add(
        self, sender: str, data: tuple[int, ...], label: int, value: Wei | None = None
    ) -> Added:
        """Contribute.

        Parameters
        ----------
        sender : str
        data : tuple of int
        label : int
        value : Wei, optional
            What is sent along; what is more than the cost comes back. By default the cost.

        Raises
        ------
        Refused
        """
        ...

    def refund(self, sender: str, contribution: Contribution) -> Paid:
        """Take back one's own deposit.

        Raises
        ------
        Refused
        """
        ...

    def report(self, sender: str, contribution: Contribution) -> Paid:
        """Report a contribution and take of its deposit.

        Raises
        ------
        Refused
        """
        ...

    def collectable(self, account: str) -> Wei:
        """What the mechanism itself owes an account, deposits apart."""
        ...

    def collect(self, account: str) -> Wei:
        """Pull what the mechanism itself owes an account.

        Raises
        ------
        NothingLeft
            When that is nothing.
        """
        ...

    def pay(self, sender: str, to: str, amount: Wei) -> None:
        """Give somebody ether, past the contract; both profits tell of it."""
        ...

    def can_refund(self, contribution: Contribution) -> Verdict:
        """Whether its contributor would get it back now."""
        ...

    def can_report(self, reporter: str, contribution: Contribution) -> Verdict:
        """Whether this account could take of it now."""
        ...

    def state(self, contribution: Contribution) -> State:
        """What the contract knows of it.

        Raises
        ------
        UnknownContribution
        """
        ...

    def good(self, account: str) -> int:
        """How many good (refunded) contributions an account has."""
        ...

    def total_good(self) -> int:
        """How many good contributions all accounts have."""
        ...

    def profit(self, account: str) -> Wei:
        """What an account has got out of the contract minus what it put in (gas apart)."""
        ...

    def held(self) -> Wei:
        """What the contract holds."""
        ...
