"""The facilitator's key, shown once: after the room was opened, or when there is a new one."""

import streamlit as st

from sum.ui.identity import Visit, share_link

_SECRET, _SEEN = "_host-key", "_host-key-seen"


def hand_over(visitor: Visit, code: str) -> None:
    """Have a facilitator's key shown by the next run of the page.

    Parameters
    ----------
    visitor : Visit
    code : str
        The key. It stays in the session until its owner says that they have it.
    """
    st.session_state[_SECRET] = (visitor.room.code, code)
    st.session_state.pop(_SEEN, None)


def is_handing_over(visitor: Visit) -> bool:
    """Whether there is a key that the facilitator of this room has not taken note of yet."""
    room, _ = st.session_state.get(_SECRET, ("", ""))
    return bool(room == visitor.room.code)


def show_key(visitor: Visit) -> None:
    """Show the key, once its owner is ready for it."""
    _, code = st.session_state[_SECRET]
    with st.container(border=True, key="host-key", width=640):
        st.markdown(
            f"#### :material/key: Room {visitor.room.code} is open. First, your key", anchors=False
        )
        st.write(
            "This key makes its holder the facilitator of this room, on any device. You need it"
            " when you want to lead from another device, when this browser has forgotten you, and"
            " to archive or delete the room. Participants never need it."
        )
        if not st.session_state.get(_SEEN):
            st.warning(
                "It is shown this once. Make sure that the projector does not show this window.",
                icon=":material/visibility_off:",
            )
            st.button(
                "Show my key",
                type="primary",
                icon=":material/visibility:",
                key="host-key-show",
                on_click=_see,
            )
            return
        st.code(code, language=None)
        with st.container(horizontal=True):
            st.download_button(
                "Save it as a file",
                _as_text(visitor, code),
                file_name=f"facilitator-{visitor.room.code}.txt",
                mime="text/plain",
                icon=":material/download:",
                key="host-key-save",
                on_click="ignore",
            )
            st.button(
                "I have it: go on to the room",
                type="primary",
                icon=":material/arrow_forward:",
                key="host-key-done",
                on_click=_forget,
            )
        st.caption("It is in no address, on no other page, and nowhere written down in clear.")


def _as_text(visitor: Visit, code: str) -> str:
    return (
        f"Sharing Updatable Models\n"
        f"Room: {visitor.room.code}\n"
        f"Facilitator's key: {code}\n"
        f"Lead the room at: {share_link(visitor.room, 'host')}\n"
        "Whoever has this key can lead the room. Keep it to yourself.\n"
    )


def _see() -> None:
    st.session_state[_SEEN] = True


def _forget() -> None:
    for name in (_SECRET, _SEEN):
        st.session_state.pop(name, None)
