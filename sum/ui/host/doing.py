"""How a control is pressed: once, with what came of it shown on top of the page."""

import streamlit as st

from sum.ui.actions import Work, action_button, perform
from sum.ui.nonces import once

PLACE = "host"
"""Where what came of a control is shown."""


def press(
    label: str,
    name: str,
    work: Work,
    *,
    kind: str = "secondary",
    icon: str | None = None,
    disabled: bool = False,
    tip: str | None = None,
) -> None:
    """Put a control on the page.

    Parameters
    ----------
    label : str
    name : str
        Tells the controls apart.
    work : callable
        Given a nonce, calls one method of the room.
    kind : {"primary", "secondary", "tertiary"}
    icon, tip : str, optional
    disabled : bool
    """
    action_button(label, PLACE, work, suffix=name, kind=kind, icon=icon, disabled=disabled, tip=tip)


def do(name: str, work: Work) -> None:
    """Do it from the callback of a widget that is no button."""
    perform(PLACE, name, work)


def press_and_close(
    label: str, name: str, popover: str, work: Work, *, kind: str = "primary", icon: str = ""
) -> None:
    """Put a control into a popover, which closes when it is pressed.

    Parameters
    ----------
    label, name : str
        As for `press`.
    popover : str
        As for `popover_key`.
    work : callable
    kind, icon : str
    """
    # In the key and in what it does: a double click presses the same button, and is one action.
    nonce = once(f"{PLACE}-{name}")

    def act() -> None:
        do(name, lambda _: work(nonce))
        close_popover(popover)

    st.button(
        label,
        type=kind,  # type: ignore[arg-type]
        icon=icon or None,
        key=f"{PLACE}-{name}-{nonce}",
        on_click=act,
    )


def popover_key(name: str) -> str:
    """Names a popover; another name, after `close_popover`, closes it."""
    return f"host-{name}-{st.session_state.get(_slot(name), 0)}"


def close_popover(name: str) -> None:
    """Close a popover: it would stand before what comes next."""
    st.session_state[_slot(name)] = st.session_state.get(_slot(name), 0) + 1


def _slot(name: str) -> str:
    return f"_host-closed-{name}"
