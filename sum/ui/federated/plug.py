"""Pull the plug on a client, and watch the sum come back; cheat alone, and with a friend."""

from html import escape

import streamlit as st

from sum.federated.terms import Phase
from sum.ui.federated.rounds import (
    CHEAT,
    CLIENTS,
    FRIEND,
    VICTIM,
    Cheat,
    Plug,
    Step,
    cheat,
    pull_plug,
)

_WHEN = {
    Phase.UNMASK: "After it has sent its update",
    Phase.SUBMIT: "Before it sends its update",
}
_CHEATS = {
    "own": "About its own mask",
    "alone": "About a mask that it shares, alone",
    "friend": "About a mask that it shares, with a friend",
}
_SAID = {
    "own": (
        f"**Caught.** When the masks come off, client {CHEAT} has to show its own mask, and the"
        " contract works out what it should have said."
    ),
    "alone": (
        f"**Caught.** Client {FRIEND} has the same mask and says something else of it. The contract"
        " asks both for the secret that the mask was made of, and sees who has lied."
    ),
    "friend": (
        f"**Not caught this time.** Client {FRIEND} says the same, and pays: what one gains the"
        " other loses. But once the sum is bare, chance gives everybody a partner, and each two"
        f" show the secret of their mask. In one round of {CLIENTS} it is the turn of these two."
    ),
    "drawn": (
        f"**Caught, by chance.** Client {FRIEND} says the same. But once the sum is bare, chance"
        " gives everybody a partner, and each two show the secret of their mask. In one round of"
        f" {CLIENTS} it is the turn of these two: this is one."
    ),
}
_SEED, _AT = "_federated-round-seed", "_federated-round-at"
_FIRST = 2  # with these secrets two friends get away with it
_LEAVES, _LIE = "federated-leaves", "federated-lie"


def show_plug() -> None:
    """Draw both."""
    seed = int(st.session_state.get(_SEED, _FIRST))
    _plug(seed)
    st.divider()
    _cheat(seed)
    st.button("Other secrets", icon=":material/casino:", key="federated-secrets", on_click=_another)
    st.caption(
        "These are real rounds of the contract’s exact twin in Python, with real keys, masks and"
        " shares; everybody but the one in question is honest."
    )


def _plug(seed: int) -> None:
    st.subheader(f"Pull the plug on client {VICTIM}", anchor=False)
    st.markdown(
        f"{CLIENTS} clients add up masked updates. If one vanishes, its masks stay in the sum, and"
        " the sum is noise. What then?"
    )
    leaves = st.radio(
        "It vanishes",
        list(_WHEN),
        format_func=_WHEN.__getitem__,
        horizontal=True,
        key=_LEAVES,
        on_change=_start_over,
        persist_state="session",
    )
    found = pull_plug(leaves, seed)
    at = min(int(st.session_state.get(_AT, 0)), len(found.steps))
    with st.container(horizontal=True):
        st.button(
            "Next step" if at else "Begin",
            type="primary",
            icon=":material/skip_next:",
            key="federated-next",
            disabled=at == len(found.steps),
            on_click=_go_to,
            args=(at + 1,),
        )
        st.button(
            "All steps",
            icon=":material/fast_forward:",
            key="federated-all",
            disabled=at == len(found.steps),
            on_click=_go_to,
            args=(len(found.steps),),
        )
        st.button(
            "Again", icon=":material/replay:", key="federated-again", on_click=_go_to, args=(0,)
        )
    for number, step in enumerate(found.steps[:at], 1):
        _step(number, step, found)
    if at == len(found.steps):
        _end(found)


def _step(number: int, step: Step, found: Plug) -> None:
    st.markdown(f"**{number}.** {' '.join(step.said)}")
    if not any(step.shown):
        return
    seen = ", ".join(f"{value:,.4f}" for value in step.shown).replace("-", "−")
    text = f"{step.right} of {found.numbers} numbers of the sum are right: {seen}, …"
    st.progress(step.right / found.numbers, text=text)


def _end(found: Plug) -> None:
    truth = ", ".join(f"{value:,.4f}" for value in found.truth).replace("-", "−")
    whose = f"all {CLIENTS} clients" if found.counted else f"the {CLIENTS - 1} others"
    st.success(
        f"The true sum of the updates of {whose} begins {truth}: all {found.numbers} numbers are"
        " the same, to the last bit. Nobody has seen a single update.",
        icon=":material/check:",
    )


def _cheat(seed: int) -> None:
    st.subheader("Cheat at the opening", anchor=False)
    st.markdown(
        "With the dial at scalar everybody says what their masks add to their score, so that the"
        f" contract can take that off. Client {CHEAT} lies, to look as good as the best."
    )
    kind = st.radio(
        f"Client {CHEAT} lies",
        list(_CHEATS),
        index=None,
        format_func=_CHEATS.__getitem__,
        key=_LIE,
        persist_state="session",
    )
    if kind is None:
        st.caption("Choose one. Which of them does the contract find out?")
        return
    found = cheat(kind, seed)
    st.markdown(_SAID["drawn" if kind == "friend" and found.slashed else kind])
    st.html(_table(found, friend=kind == "friend"))


def _table(found: Cheat, *, friend: bool) -> str:
    top = max(map(abs, found.true)) / 100
    head = "<tr><th>client</th><th>true score</th><th>score that counts</th><th></th></tr>"
    rows = []
    for number, (true, counted) in enumerate(zip(found.true, found.counted, strict=True), 1):
        lies = number == CHEAT or (friend and number == FRIEND)
        end = "stake lost" if number in found.slashed else "shifted" if true != counted else ""
        cells = [f"{number}", f"{true / top:.0f}", f"{counted / top:.0f}", end]
        row = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        rows.append(f"<tr{' class=lies' if lies else ''}>{row}</tr>")
    return (
        f"{_STYLE}<div class=sum-scroll><table class=fed-table>{head}{''.join(rows)}</table></div>"
    )


def _go_to(at: int) -> None:
    st.session_state[_AT] = at


def _start_over() -> None:
    st.session_state[_AT] = 0


def _another() -> None:
    st.session_state[_SEED] = int(st.session_state.get(_SEED, _FIRST)) + 1
    _start_over()


_STYLE = """
<style>
.fed-table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.fed-table th, .fed-table td { padding: .2rem .9rem .2rem 0; text-align: right; }
.fed-table th { font-weight: 600; }
.fed-table td:last-child, .fed-table th:last-child { text-align: left; }
.fed-table tr.lies { font-weight: 600; }
</style>
"""
