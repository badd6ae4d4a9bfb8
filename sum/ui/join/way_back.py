"""What somebody comes back with: four words, and a link of their own. Both are secrets."""

from html import escape

import streamlit as st

from sum.errors import SumError
from sum.ui.identity import Visit, new_phrase, personal_link, phrase_to_show
from sum.ui.plain import plain


def offer_phrase(visitor: Visit, place: str) -> None:
    """Show the visitor's four words, or offer to give new ones.

    Parameters
    ----------
    visitor : Visit
    place : str
        Tells several of these on a page apart.
    """
    phrase = phrase_to_show(visitor)
    if phrase:
        st.html(_words(phrase))
        return
    st.caption("Your words are shown once and kept nowhere. If you have lost them, take new ones.")
    if st.button(
        "Give me four new words",
        key=f"words-{place}",
        icon=":material/key:",
        help="The old ones are worth nothing then.",
    ):
        try:
            new_phrase(visitor)
        except SumError as error:
            st.error(plain(str(error)), icon=":material/block:")
        else:
            st.rerun()


def offer_link(visitor: Visit, place: str) -> None:
    """Offer the visitor's personal link; it is not on the page before it is asked for."""
    if st.toggle("Show my personal link", key=f"link-{place}"):
        st.code(personal_link(visitor), language=None, wrap_lines=True)
        st.caption(
            "It makes any browser yours: send it to yourself and to nobody else. On a borrowed"
            " machine use the words, for a link stays in its history."
        )


def _words(phrase: str) -> str:
    words = " ".join(f"<b>{escape(each)}</b>" for each in phrase.split())
    return f'{_STYLE}<div class="sum-words">{words}</div>'


_STYLE = """
<style>
.sum-words { display: flex; flex-wrap: wrap; gap: .5rem; font-size: 1.3rem;
  user-select: all; }
.sum-words b { padding: .25rem .75rem; border-radius: .5rem;
  background: color-mix(in srgb, currentColor 9%, transparent); }
</style>
"""
