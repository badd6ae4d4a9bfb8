"""One colour for each role, on a light and on a dark ground.

The colours are Okabe and Ito's, which colour-blind people can tell apart, too; those of
`.streamlit/config.toml` are the same, in the same order.
"""

from types import MappingProxyType
from typing import Literal

Theme = Literal["light", "dark"]

ROLES = ("contributor", "attacker", "sponsor", "model", "neutral")
"""Every role that has a colour, in the order of the theme's chart colours."""

COLOURS: MappingProxyType[Theme, MappingProxyType[str, str]] = MappingProxyType(
    {
        "light": MappingProxyType(
            dict(zip(ROLES, ("#0072B2", "#D55E00", "#CC79A7", "#009E73", "#6B7785"), strict=True))
        ),
        "dark": MappingProxyType(
            dict(zip(ROLES, ("#56B4E9", "#D55E00", "#CC79A7", "#009E73", "#98A4B3"), strict=True))
        ),
    }
)


SIDES: MappingProxyType[Theme, tuple[str, str]] = MappingProxyType(
    {"light": ("#C77700", "#0072B2"), "dark": ("#E69F00", "#56B4E9")}
)
"""What speaks against something, and what speaks for it: orange and blue."""


def css_side(side: int) -> str:
    """The colour of a side (0 against, 1 for) as CSS that follows the ground it stands on.

    >>> css_side(1)
    'light-dark(#0072B2, #56B4E9)'
    """
    return f"light-dark({SIDES['light'][side]}, {SIDES['dark'][side]})"


def colour(role: str, theme: Theme = "light") -> str:
    """The colour of a role; anybody else, the owner for one, is neutral.

    >>> colour("model"), colour("owner") == colour("neutral")
    ('#009E73', True)
    """
    colours = COLOURS[theme]
    return colours.get(role, colours["neutral"])


def css_colour(role: str) -> str:
    """The colour of a role as CSS that follows the ground it stands on.

    >>> css_colour("contributor")
    'light-dark(#0072B2, #56B4E9)'
    """
    return f"light-dark({colour(role, 'light')}, {colour(role, 'dark')})"
