"""Addresses: with parameters, and such as others can reach: phones cannot open “localhost”."""

import socket
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

ONLY_HERE = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - nothing is bound
_ELSEWHERE = ("192.0.2.1", 9)  # reserved for documentation: nobody is there


def reachable(url: str) -> str:
    """An address of this app with this machine's address in its network in place of “localhost”.

    Parameters
    ----------
    url : str

    Returns
    -------
    str
        The same one when it has another host, when this machine is in no network, or when the
        app takes no visitors from there.

    Examples
    --------
    >>> reachable("https://sum.example.org/join?room=KXR7M")
    'https://sum.example.org/join?room=KXR7M'
    """
    parts = urlsplit(url)
    here = own_address() if is_local(url) and _is_open() else ""
    if not here:
        return url
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"{here}{port}"))


def with_query(base: str, query: Mapping[str, str]) -> str:
    """The address of a page with parameters.

    >>> with_query("http://host/compare", {"days": "5", "under": "points,guarded"})
    'http://host/compare?days=5&under=points,guarded'
    >>> with_query("http://host/compare", {})
    'http://host/compare'
    """
    text = urlencode(query, safe=":=.,")
    return f"{base}?{text}" if text else base


def is_local(url: str) -> bool:
    """Whether an address only works on the machine itself.

    >>> is_local("http://localhost:8501/"), is_local("http://10.0.0.7:8501/")
    (True, False)
    """
    return (urlsplit(url).hostname or "") in ONLY_HERE


def _is_open() -> bool:
    """Whether the app was started for more than this machine."""
    bound = st.get_option("server.address")
    return bound is None or bound == "0.0.0.0"  # noqa: S104 - it is asked, not bound


def own_address() -> str:
    """The machine's address in its network; "" when it is in none. Nothing is sent."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(_ELSEWHERE)  # of a datagram: only looks up the way
            found = str(probe.getsockname()[0])
    except OSError:
        return ""
    return "" if found in ONLY_HERE else found
