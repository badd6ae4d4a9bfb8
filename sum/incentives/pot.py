"""Twin of contracts/lib/pot.vy: who contributed what was upheld, and a pot shared by it.

Money that is moved to the pot is shared at once, by the credit that there is then: a counter says
how many wei each credit has got so far, and an account is owed its credit times what the counter
has risen by since it was last asked. All in whole wei: what does not divide waits for the next.
"""

from bisect import bisect_left
from dataclasses import dataclass, field, replace

from sum.units import Wei

NEWS = 10
"""So many upheld contributions each piece of news gives credit for."""
LESSONS = 5
"""So many upheld contributions it takes to teach the settled model one that it disagrees with."""


def credit(upheld: int, news: int) -> int:
    """What an account's part in the pot is counted by (`_credit_of` of the contract).

    ::

        credit = min(upheld, 10 × news)

    Who only repeats what the models know has none, and who only brings what they do not know has
    as little as the settled model has confirmed.

    Parameters
    ----------
    upheld : int
        Contributions that were refunded while the settled model agreed already.
    news : int
        Contributions that were refunded, and that neither model would have predicted.

    Examples
    --------
    >>> credit(30, 0), credit(30, 1), credit(30, 2), credit(3, 9)
    (0, 10, 20, 3)
    """
    return min(upheld, NEWS * news)


def explain_credit(upheld: int, news: int) -> str:
    """`credit` with the numbers put in, for a page.

    >>> explain_credit(30, 2)
    'min(30, 10 × 2) = 20'
    """
    return f"min({upheld:,}, {NEWS} × {news:,}) = {credit(upheld, news):,}"


@dataclass
class Pot:
    """Credit by account, and money shared by it.

    Attributes
    ----------
    history : dict of str to tuple of int
        By account, of each upheld contribution the number that the last one had then; ascending.
    news : dict of str to int
        By account, how many contributions were news.
    taught : dict of str to int
        By account, how many contributions the settled model learned against its own mind.
    upheld : int
        How many contributions were upheld, of all accounts.
    total : int
        All credit.
    per_credit : Wei
        What every credit that was there from the start has got.
    unshared : Wei
        What waits for somebody to be shared by.
    excluded : str
        Whose credit has no part in what waits, "" for nobody's.
    """

    history: dict[str, tuple[int, ...]] = field(default_factory=dict)
    news: dict[str, int] = field(default_factory=dict)
    taught: dict[str, int] = field(default_factory=dict)
    upheld: int = 0
    total: int = 0
    per_credit: Wei = Wei(0)
    unshared: Wei = Wei(0)
    excluded: str = ""
    _seen: dict[str, Wei] = field(default_factory=dict)
    _owed: dict[str, Wei] = field(default_factory=dict)

    def copy(self) -> "Pot":
        """The same state, on its own from here."""
        return replace(
            self,
            history=dict(self.history),
            news=dict(self.news),
            taught=dict(self.taught),
            _seen=dict(self._seen),
            _owed=dict(self._owed),
        )

    def good(self, account: str) -> int:
        """How many of an account's contributions were upheld."""
        return len(self.history.get(account, ()))

    def credit(self, account: str) -> int:
        """How much credit an account has."""
        return credit(self.good(account), self.news.get(account, 0))

    def older(self, account: str, number: int) -> int:
        """How many of an account's had been upheld before the one with this number was made."""
        return bisect_left(self.history.get(account, ()), number)

    def may_teach(self, account: str) -> bool:
        """Whether an account may change the settled model's mind."""
        return (self.taught.get(account, 0) + 1) * LESSONS <= self.good(account)

    def uphold(self, account: str, number: int, *, upheld: bool, taught: bool, news: bool) -> None:
        """A contribution came back, while the last one had this number."""
        self._book(account)
        had = self.credit(account)
        if upheld:
            self.history[account] = (*self.history.get(account, ()), number)
            self.upheld += 1
        if taught:
            self.taught[account] = self.taught.get(account, 0) + 1
        if news:
            self.news[account] = self.news.get(account, 0) + 1
        self.total += self.credit(account) - had

    def put(self, amount: Wei, author: str) -> None:
        """Share an amount by all credit but the author's; where there is none, it waits."""
        self.share()
        if self.total and self.total == self.credit(author):
            self.excluded = author
        self.unshared = Wei(self.unshared + self._spread(amount, author))

    def share(self) -> None:
        """Share what waits, as far as it divides."""
        if self.total > self.credit(self.excluded):
            self.unshared = self._spread(self.unshared, self.excluded)
            self.excluded = ""

    def owed(self, account: str) -> Wei:
        """What an account would get if what waits were shared now."""
        rise = self.per_credit - self._seen.get(account, 0)
        eligible = self.total - self.credit(self.excluded)
        if eligible and account != self.excluded:
            rise += self.unshared // eligible
        return Wei(self._owed.get(account, 0) + self.credit(account) * rise)

    def pay(self, account: str) -> Wei:
        """Share what waits, and pay an account what it is owed."""
        self.share()
        self._book(account)
        return self._owed.pop(account, Wei(0))

    def drop(self) -> Wei:
        """Give up what waits, once what can be shared is."""
        self.share()
        waits, self.unshared, self.excluded = self.unshared, Wei(0), ""
        return waits

    def _spread(self, amount: Wei, author: str) -> Wei:
        """Share an amount by all credit but the author's; what is left of it."""
        eligible = self.total - self.credit(author)
        if not eligible:
            return amount
        each = Wei(amount // eligible)
        self._book(author)
        self.per_credit = Wei(self.per_credit + each)
        self._seen[author] = self.per_credit
        return Wei(amount - each * eligible)

    def _book(self, account: str) -> None:
        """Bring what an account is owed up to date."""
        risen = self.per_credit - self._seen.get(account, 0)
        if gained := self.credit(account) * risen:
            self._owed[account] = Wei(self._owed.get(account, 0) + gained)
        self._seen[account] = self.per_credit
