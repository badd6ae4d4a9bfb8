"""Four words by which somebody comes back, from any device."""

import secrets

WORDS = 4


def new_phrase() -> str:
    """Four words at random.

    >>> len(new_phrase().split())
    4
    """
    return " ".join(secrets.choice(word_list()) for _ in range(WORDS))


def same_phrase(typed: str) -> str:
    """A phrase as it was made, however it was typed.

    >>> same_phrase("  Apple-river  STONE,moon ")
    'apple river stone moon'
    """
    return " ".join("".join(c if c.isalpha() else " " for c in typed.casefold()).split())


def word_list() -> tuple[str, ...]:
    """The words that a phrase is made of: 2,048 common ones, as wallets have them."""
    from sum.chain.mnemonic import words  # noqa: PLC0415 - slow to import

    return words()
