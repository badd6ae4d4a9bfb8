"""What a visitor's browser has that no other browser has."""

import streamlit as st

_COOKIE = "_streamlit_xsrf"
_VERSION = "2"
_PARTS = 4
_MASK = 4
_LEAST = 16
"""Bytes of the secret in the cookie."""


def browser() -> str | None:
    """Name the browser by a secret of its own; nobody else knows it.

    Streamlit gives every browser a cookie before it connects, and takes it again after a restart.
    Other sites cannot read it, and it is in no address.

    Returns
    -------
    str or None
        None when the browser has no such cookie: then nothing can be bound to it.
    """
    cookie = st.context.cookies.get(_COOKIE)
    return secret_of(cookie) if isinstance(cookie, str) else None


def secret_of(cookie: str) -> str | None:
    """The secret in a cookie, which is masked anew on every visit.

    Parameters
    ----------
    cookie : str
        Version, mask, masked secret and time, all but the time in hexadecimal.

    Returns
    -------
    str or None
        In hexadecimal; None when there is none.

    Examples
    --------
    >>> secret_of("2|00000000|000102030405060708090a0b0c0d0e0f|1796060843")
    '000102030405060708090a0b0c0d0e0f'
    >>> secret_of("2|ff000000|ff010203fb050607f7090a0bf30d0e0f|1796060900")
    '000102030405060708090a0b0c0d0e0f'
    """
    parts = cookie.strip("\"'").split("|")
    if len(parts) != _PARTS or parts[0] != _VERSION:
        return None
    try:
        mask, masked = bytes.fromhex(parts[1]), bytes.fromhex(parts[2])
    except ValueError:
        return None
    if len(mask) != _MASK or len(masked) < _LEAST:
        return None
    return bytes(byte ^ mask[at % _MASK] for at, byte in enumerate(masked)).hex()
