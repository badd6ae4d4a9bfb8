"""A client of one's own in the real rounds: its data, what it does, and what it has earned."""

import streamlit as st

from sum.room.federation import FederationView, MyClient
from sum.ui.actions import action_button, perform
from sum.ui.facts import facts
from sum.ui.federated.real_data import show_data
from sum.ui.federated.real_refusal import show_refusal
from sum.ui.federated.real_words import choices_of, does_summary, does_title, told
from sum.ui.identity import Visit
from sum.ui.plain import plain
from sum.units import format_ether

OWN, SEAT = "federated-own", "federated-seat"
"""Where what came of a decision, and of taking a place, is shown."""
_FEW = 4
"""Up to how many choices are shown as buttons."""


def show_own(visitor: Visit, view: FederationView) -> None:
    """Draw the visitor's clients, or the way to one."""
    if not visitor.key:
        return
    clients = visitor.room.clients(visitor.key)
    for client in clients:
        with st.container(border=True, key=f"federated-own-{client.place}"):
            _title(view, client)
            left, right = st.columns([3, 2], gap="large")
            with left:
                seed, place = view.settings.seed, str(client.place)
                counted = bool(view.run.mixes)
                show_data(client.task, client.shard, seed, place, counted=counted)
            with right:
                _decision(visitor, view, client)
                _account(view, client)
    if not clients and not visitor.watches and not view.over:
        _offer_a_seat(visitor)


def _title(view: FederationView, client: MyClient) -> None:
    attacks = client.seat.attacker
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"#### Your client: {plain(client.seat.name)} (no. {client.place + 1})",
            anchors=False,
            width="content",
        )
        if attacks:
            st.badge("Attacks", icon=":material/bolt:", color="orange")
        else:
            st.badge("Honest", icon=":material/volunteer_activism:", color="blue")
    if attacks:
        hidden = " Only you see that." if view.secret else ""
        st.caption(
            f"**It was dealt the attacker’s part.**{hidden} Spoil the model, or be paid without"
            " work, and keep your stake if you can."
        )


def _decision(visitor: Visit, view: FederationView, client: MyClient) -> None:
    """Ask what it does from the next round on."""
    place, first = client.place, view.number + (view.stage is not None)
    if view.over or first > view.settings.rounds:
        return
    choices = choices_of(attacker=client.seat.attacker)
    key = f"federated-does-{place}-{client.does}"
    again = "" if first == view.settings.rounds else " and after"
    label = f"**What does it do in round {first}{again}?**"
    now = choices.index(client.does) if client.does in choices else 0
    decided = (visitor, place, key)
    if len(choices) <= _FEW:
        st.radio(label, choices, now, does_title, key, on_change=_decide, args=decided)
    else:
        st.selectbox(label, choices, now, does_title, key, on_change=_decide, args=decided)
    st.caption(does_summary(client.does))
    if not view.chosen[place]:
        action_button(
            "That is decided",
            f"{OWN}-{place}",
            lambda nonce: visitor.room.decide(visitor.key, nonce, place, client.does),
            suffix="keep",
            icon=":material/check:",
            tip="Tells the others that you have decided.",
        )
    else:
        st.markdown(":green[:material/check: Decided.] You can change it until the round begins.")
    show_refusal(f"{OWN}-{place}")


def _decide(visitor: Visit, place: int, key: str) -> None:
    does = str(st.session_state.get(key))
    if does != next(each.does for each in visitor.room.clients(visitor.key) if each.place == place):
        perform(
            f"{OWN}-{place}",
            does,
            lambda nonce: visitor.room.decide(visitor.key, nonce, place, does),
        )


def _account(view: FederationView, client: MyClient) -> None:
    """What it has, and what came of its last round."""
    facts(
        [
            ("Its balance", format_ether(client.balance), "less what gas has cost"),
            ("Won and lost", format_ether(client.profit, signed=True), ""),
        ],
        f"federated-{client.place}",
    )
    if not view.run.records:
        stake = format_ether(view.settings.stake)
        st.caption(f"Each round it puts up a stake of {stake}, which it gets back if all is well.")
        return
    last = view.run.records[-1]
    lines = told(view.run, client.place, last)
    st.markdown(
        "\n".join([f"**Round {last.round + 1}, for your client:**", "", *(f"- {x}" for x in lines)])
    )


def _offer_a_seat(visitor: Visit) -> None:
    """A latecomer takes the place of a client that is only simulated."""
    with st.container(border=True, key="federated-latecomer"):
        if not visitor.room.takes_seats:
            st.info("All places are taken: you can watch.", icon=":material/visibility:")
            return
        st.markdown("**You have no client yet.** Take the place of one that is only simulated.")
        action_button(
            "Take a client’s place",
            SEAT,
            lambda nonce: visitor.room.take_seat(visitor.key, nonce),
            kind="primary",
            icon=":material/chair:",
        )
        show_refusal(SEAT)
