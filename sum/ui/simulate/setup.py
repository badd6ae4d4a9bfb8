"""Choosing a scenario: presets, the form and the text, files, undo, and the link for others."""

from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

import streamlit as st

from sum.agents import STRATEGIES
from sum.errors import SumError
from sum.simulation.scenario import Scenario, ScenarioError, dumps, load_preset, preset_names
from sum.ui.plain import plain
from sum.ui.simulate.fields import told_apart
from sum.ui.simulate.form import show_form
from sum.ui.simulate.state import Setup, undo, use_preset, use_text
from sum.ui.simulate.url import address
from sum.ui.simulate.words import summary_line

_EDITOR = "simulate-editor"
_FORM, _TEXT = ":material/tune: Form", ":material/code: Text (TOML)"
_MOST_BYTES = 200_000
_AROUND = 2
"""Lines that are shown around one with a mistake."""


def show_setup(setup: Setup) -> None:
    """Draw what a scenario is chosen with."""
    if setup.asked:
        st.warning(
            f"{plain(setup.asked)} The address asks for it, so this is the usual scenario.",
            icon=":material/link_off:",
        )
    options = presets()
    key = f"simulate-preset-{setup.version['form']}"
    names = list(options)
    st.selectbox(
        "Begin with",
        names,
        index=names.index(setup.preset) if setup.preset in options else 0,
        format_func=options.__getitem__,
        key=key,
        on_change=_choose,
        args=(key,),
        help="Set-ups that were published, and one for each attack. Then change what you like.",
    )
    note = f"  \n{plain(setup.scenario.note)}" if setup.scenario.note else ""
    st.markdown(f"**{plain(setup.scenario.title)}**{note}")
    st.caption(plain(summary_line(setup.scenario)))
    _buttons(setup)
    changed = setup.scenario != _base(setup.preset)
    label = "Change the scenario" + (" (changed)" if changed else "")
    if not setup.usable:
        label = "Change the scenario: something is wrong in it"
    with st.expander(label, icon=":material/edit:", key="simulate-change", expanded=False):
        _edit(setup)


def _buttons(setup: Setup) -> None:
    with st.container(horizontal=True):
        st.button(
            "Undo",
            icon=":material/undo:",
            key="simulate-undo",
            disabled=not setup.past and setup.usable,
            on_click=undo,
        )
        st.button(
            "Reset",
            icon=":material/restart_alt:",
            key="simulate-reset",
            disabled=setup.usable and setup.scenario == _base(setup.preset),
            on_click=use_preset,
            args=(setup.preset,),
            help="Back to the preset as it comes.",
        )
        with st.popover("Share", icon=":material/link:"):
            _share(setup)


def _share(setup: Setup) -> None:
    """Show the link that brings this scenario along."""
    url = urlsplit(st.context.url or "http://localhost:8501/simulate")
    base = f"{url.scheme}://{url.netloc}{url.path.rpartition('/')[0]}/simulate"
    st.write("Whoever opens this link has the same scenario and seed, ready to run:")
    st.code(address(base, setup.scenario, setup.preset), language=None, wrap_lines=True)


@lru_cache(maxsize=1)
def presets() -> dict[str, str]:
    """The presets that there are, by name, with what a person reads; "" is the usual scenario."""
    found = {"": "Start here · Eight honest contributors and an attacker"}
    for name in preset_names():
        try:
            scenario = load_preset(name)
        except SumError:
            continue  # not all attacks have a file
        attack = STRATEGIES.get(name)
        found[name] = f"Attack · {attack.title}" if attack else f"Published · {scenario.title}"
    return told_apart(found)


def _base(preset: str) -> Scenario | None:
    try:
        return load_preset(preset) if preset else Scenario()
    except SumError:
        return None


def _choose(key: str) -> None:
    use_preset(st.session_state[key])


def _edit(setup: Setup) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.segmented_control(
            "How to change it",
            (_FORM, _TEXT),
            key=_EDITOR,
            default=_FORM,
            required=True,
            label_visibility="collapsed",
        )
        st.download_button(
            "Download",
            data=setup.text if setup.usable else dumps(setup.scenario),
            file_name="scenario.toml",
            mime="application/toml",
            icon=":material/download:",
            on_click="ignore",
            key="simulate-download",
        )
    if setup.problems:
        st.warning(
            "Not everything in the form can be used: it is marked where it stands.",
            icon=":material/error:",
        )
    if chosen == _TEXT:
        _text(setup)
    else:
        if setup.text_problem:
            st.warning(
                "There is a mistake in the text. The form has the scenario from before it; a change"
                " here takes the place of the text.",
                icon=":material/error:",
            )
        show_form(setup)


# ---------------------------------------------------------------------------------------- as text


def _text(setup: Setup) -> None:
    key = f"simulate-text-{setup.version['text']}"
    st.html(_STYLE)
    if setup.text_problem:
        st.html(problem_html(setup.text, setup.text_problem))
    st.text_area(
        "The scenario as TOML",
        setup.text,
        key=key,
        height=420,
        on_change=_typed,
        args=(key,),
        help="It is read when you leave the field, or press Ctrl+Enter.",
    )
    uploaded = st.file_uploader(
        "Or take it from a file",
        type=["toml", "txt"],
        key=f"simulate-upload-{setup.version['text']}",
        max_upload_size=1,
    )
    if uploaded is not None:
        _upload(uploaded.getvalue())


def _typed(key: str) -> None:
    use_text(st.session_state[key])


def _upload(data: bytes) -> None:
    try:
        text = data[: _MOST_BYTES + 1].decode()
    except UnicodeDecodeError:
        st.error("This file is no text.", icon=":material/block:")
        return
    use_text(text, "elsewhere")
    st.rerun()


def problem_html(text: str, problem: ScenarioError) -> str:
    """What is wrong with a text, and the lines around the mistake; all of it escaped."""
    where = f"Line {problem.line}: " if problem.line else ""
    said = f'<p role="alert"><b>{where}</b>{escape(problem.problem)}</p>'
    lines = text.splitlines()
    if not problem.line:
        return f'<div class="sim-problem">{said}</div>'
    first, last = max(1, problem.line - _AROUND), min(len(lines), problem.line + _AROUND)
    shown = "".join(
        f"<div{' class=sim-wrong' if number == problem.line else ''}>"
        f"<span>{number}</span>{escape(lines[number - 1]) or ' '}</div>"
        for number in range(first, last + 1)
    )
    return f'<div class="sim-problem">{said}<pre>{shown}</pre></div>'


_STYLE = """
<style>
[class*=st-key-simulate-text-] textarea { font-family: monospace; }
.sim-problem { border: 1px solid light-dark(#D55E00, #D55E00); border-radius: .5rem;
  padding: .6rem .9rem; }
.sim-problem p { margin: 0 0 .4rem; }
.sim-problem pre { margin: 0; overflow-x: auto; font-size: .875rem; line-height: 1.6;
  background: none; }
.sim-problem pre span { display: inline-block; width: 2.5rem; opacity: .6; user-select: none; }
.sim-problem .sim-wrong { background: color-mix(in srgb, #D55E00 22%, transparent);
  font-weight: 600; }
</style>
"""
