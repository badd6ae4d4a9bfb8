"""The frame around every page: navigation, the guard, and errors in plain words."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import streamlit as st

from sum.errors import SumError
from sum.ui import delivery, downloads, warm
from sum.ui.ground import theme
from sum.ui.pace import keep_pace, turn
from sum.ui.plain import plain

_LOG = logging.getLogger(__name__)
_ROOT = Path(__file__).parents[2]
_STARTED = "_app_has_run"

TITLE = "Sharing Updatable Models"
ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<circle cx="16" cy="16" r="16" fill="#0072B2"/><path d="M16 16 8 9M16 16l8-7M16 16v9" stroke="#fff"
stroke-width="2"/><g fill="#fff"><circle cx="16" cy="16" r="5"/><circle cx="8" cy="9" r="3"/>
<circle cx="24" cy="9" r="3"/><circle cx="16" cy="25" r="3"/></g></svg>"""
"""A model, and those who share it. A picture of our own: Streamlit's would come from a network."""


@dataclass(frozen=True)
class Entry:
    """A page in the navigation.

    Attributes
    ----------
    name : str
        The file's stem, and the page's address (the first page's is "/").
    title, icon, section : str
    """

    name: str
    title: str
    icon: str
    section: str

    @property
    def file(self) -> Path:
        """The page's script."""
        return _ROOT / "pages" / f"{self.name}.py"


ENTRIES = (
    Entry("home", "Home", ":material/home:", "Learn"),
    Entry("host", "Host", ":material/school:", "Play"),
    Entry("join", "Join", ":material/login:", "Play"),
    Entry("contribute", "Contribute", ":material/volunteer_activism:", "Play"),
    Entry("attack", "Attack", ":material/bolt:", "Play"),
    Entry("sponsor", "Sponsor", ":material/savings:", "Play"),
    Entry("board", "Board", ":material/tv:", "Play"),
    Entry("results", "Results", ":material/emoji_events:", "Play"),
    Entry("compare", "Compare", ":material/compare_arrows:", "Lab"),
    Entry("simulate", "Simulate", ":material/science:", "Lab"),
    Entry("federated", "Federated", ":material/hub:", "Lab"),
    Entry("model", "Model", ":material/neurology:", "Inspect"),
    Entry("explorer", "Explorer", ":material/search:", "Inspect"),
)
"""Every page, in order; the first one is what "/" shows."""


def start() -> None:
    """Run the app: what the entry point does."""
    delivery.install()
    downloads.install()
    st.session_state[_STARTED] = True
    chosen = _navigate()
    st.set_page_config(page_title=f"{chosen.title} · {TITLE}", page_icon=ICON, layout="wide")
    chosen.run()
    warm.start()


def guard() -> None:
    """Go back to the entry point when this page was run without it; first line of every page.

    Until some session has called `st.navigation`, Streamlit takes `pages/` for an app of the old
    kind and runs a page that was asked for by its address on its own.
    """
    if _STARTED not in st.session_state:
        st.session_state[_STARTED] = False  # once is enough; a test may run a page on its own
        _navigate()
        st.rerun()


@contextmanager
def page(title: str = "", icon: str = "", *, wide: bool = False) -> Iterator[None]:
    """Draw a page's heading, and what goes wrong inside in plain words.

    Parameters
    ----------
    title, icon : str
        No heading without a title.
    wide : bool
        Use all of a big screen.
    """
    st.html(_STYLE + _floating(theme()) + (_WIDE if wide else ""))
    with safely():
        if title:
            st.header(f"{icon} {title}".strip(), anchor=False)
        yield


@contextmanager
def safely() -> Iterator[None]:
    """Show an error in plain words instead of a traceback.

    Fragments need one of their own: when they run by themselves, the page around does not.
    """
    try:
        yield
    except SumError as error:
        st.error(plain(str(error)), icon=":material/block:")
    except Exception:  # noqa: BLE001 - the log has it; the visitor gets a sentence
        _LOG.exception("a page failed")
        st.error(
            "Something went wrong on our side. Nothing of yours is lost: reload the page to go on.",
            icon=":material/error:",
        )


def live(draw: Callable[[], None], every: float | None, key: str | None = None) -> None:
    """Draw something again and again, without the page around it.

    Parameters
    ----------
    draw : callable
        Draws; what goes wrong in it is shown in plain words.
    every : float or None
        Seconds; None draws once, until the page or a widget in it is run again.
    key : str, optional
        A button's callback can draw this part alone by it, with `st.rerun`.
    """

    def safe() -> None:
        keep_pace(part=True)
        with safely(), turn():
            draw()

    st.fragment(safe, run_every=every, key=key)()


def blank(count: int) -> None:
    """Draw nothing where a part of the page has drawn more before.

    What a run leaves out a browser takes away only when no other run has begun meanwhile, which
    with live parts is often: an old button would stand there for a while, and be pressed.
    """
    for _ in range(count):
        st.empty()


def link(name: str, label: str = "", **options: Any) -> None:  # noqa: ANN401 - st.page_link's
    """Link to a page by its name; nothing when there is no such page.

    Parameters
    ----------
    name : str
        As in `ENTRIES`.
    label : str
        By default the page's title.
    **options
        As for `st.page_link`.
    """
    entry = next((each for each in ENTRIES if each.name == name and each.file.exists()), None)
    if entry:
        options.setdefault("icon", entry.icon)
        st.page_link(entry.file, label=label or entry.title, **options)


def go(name: str, **query: str) -> NoReturn:
    """Switch to a page by its name, with a query in its address."""
    file = next(each.file for each in ENTRIES if each.name == name)
    st.switch_page(file, query_params=query or None)


def has(name: str) -> bool:
    """Whether there is a page of this name."""
    return any(entry.name == name and entry.file.exists() for entry in ENTRIES)


def _navigate() -> Any:  # noqa: ANN401 - Streamlit's name for its type varies
    sections: dict[str, list[Any]] = {}
    for number, entry in enumerate(each for each in ENTRIES if each.file.exists()):
        sections.setdefault(entry.section, []).append(
            st.Page(
                entry.file,
                title=entry.title,
                icon=entry.icon,
                url_path=entry.name,
                default=number == 0,
            )
        )
    return st.navigation(sections, position="sidebar", expanded=True)


_STYLE = """
<style>
[data-testid=stMainBlockContainer] { padding: 4.5rem 2.5rem 3rem;
  max-width: 82rem; }
@media (max-width: 640px) {
  [data-testid=stMainBlockContainer] { padding-left: 1rem; padding-right: 1rem; }
}
.sum-chip { display: inline-flex; align-items: center; gap: .4em; padding: .1em .65em;
  border-radius: 1em; border: 1.5px solid currentColor; font-weight: 600; white-space: nowrap;
  max-width: 100%; overflow: hidden; text-overflow: ellipsis; line-height: 1.5; }
/* Streamlit's own colour of what is selected is hard to read on a dark ground. */
[data-variant=segmented_control][aria-checked=true], [data-variant=pills][aria-pressed=true],
[role=tab][aria-selected=true] { color: light-dark(#005D91, #8CCBF2) !important; }
/* Why a file is refused, for those who cannot hover, too. */
[data-testid=stFileChip] > [role=alert] { position: static !important; width: auto !important;
  height: auto !important; margin: 0 .5rem !important; clip: auto !important;
  clip-path: none !important; white-space: normal !important; font-size: .875rem; }
[data-testid=stFileChip]:has(> [role=alert]) { max-width: none !important; height: auto !important;
  width: auto !important; }
.sum-muted { opacity: .7; }
.sum-scroll { overflow-x: auto; }
.sum-payout > summary { cursor: pointer; }
.sum-payout > summary::marker { color: color-mix(in srgb, currentColor 55%, transparent); }
.sum-formula { margin: .25rem 0 .4rem; padding: .4rem .7rem; border-radius: .35rem;
  background: color-mix(in srgb, currentColor 8%, transparent); font-size: .875rem;
  line-height: 1.5; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.sum-payouts { display: grid; gap: .3rem; }
</style>
"""


def _floating(ground: str) -> str:
    """Popovers, dialogs and toasts stand outside the app, and do not know which ground it has."""
    parts = "[data-testid=stPopoverBody], [role=dialog], [data-testid=stToast]"
    return f"<style>{parts} {{ color-scheme: {ground}; }}</style>"


_WIDE = "<style>[data-testid=stMainBlockContainer] { max-width: none; }</style>"
