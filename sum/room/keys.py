"""The secrets of a room: what lets somebody act, without anything that could be copied off a page.

A personal key is worked out from the room's secret and is nowhere written down. What a page's
address carries is a *ticket*, which is worth something in one browser only.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from hashlib import scrypt, sha256

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""None of them is easily taken for another."""
_GROUPS, _GROUP = 4, 4
_COST = 2**12


@dataclass(frozen=True)
class Keyring:
    """Makes a room's keys and tickets, and tells which are real.

    Attributes
    ----------
    secret : bytes
        Whoever knows it can act as anybody here: it is in no snapshot, log, page or export.
    """

    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def key(self, holder: str) -> str:
        """The personal key of a holder: to be kept by its owner, and by nobody else."""
        return f"{holder}.{self._sign('key', holder)}"

    def ticket(self, holder: str, browser: str) -> str:
        """What an address may carry: good for one holder, in one browser.

        Parameters
        ----------
        holder : str
        browser : str
            What a browser has that others have not: a cookie.
        """
        return f"{holder}.{self._sign('ticket', holder, browser)}"

    def holder(self, key: str) -> str | None:
        """Whose key it is; None when it is nobody's."""
        name = key.partition(".")[0]
        return name if _same(key, self.key(name)) else None

    def holder_by_ticket(self, ticket: str, browser: str) -> str | None:
        """Whose ticket it is in this browser; None when it is nobody's."""
        name = ticket.partition(".")[0]
        return name if _same(ticket, self.ticket(name, browser)) else None

    def digest(self, typed: str) -> str:
        """What is kept of something that a person types: slow to work out, so slow to guess."""
        return scrypt(_bytes(typed), salt=self.secret, n=_COST, r=8, p=1, dklen=16).hex()

    def account_seed(self) -> str:
        """What the room's accounts on a chain are made from, so that nobody else can make them."""
        return self._sign("accounts")

    def _sign(self, *parts: str) -> str:
        # Lengths keep ("a", "bc") and ("ab", "c") apart.
        message = _bytes("".join(f"{len(part)}:{part}" for part in parts))
        return hmac.new(self.secret, message, sha256).hexdigest()[:32]


def new_code() -> str:
    """A facilitator's key: easy to read out and to type, 79 bits.

    >>> len(new_code())
    19
    """
    groups = ("".join(secrets.choice(CODE_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def written(code: str) -> str:
    """A facilitator's key as it was made, however it was typed.

    >>> written("abcd efgh-JKMN pqrs")
    'ABCD-EFGH-JKMN-PQRS'
    """
    signs = "".join(each for each in code.upper() if each.isalnum())[: _GROUPS * _GROUP]
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(_bytes(one), _bytes(other))


def _bytes(text: str) -> bytes:
    # Half of a pair of surrogates, which no browser sends, has to be a wrong key, too.
    return text.encode("utf-8", "surrogatepass")
