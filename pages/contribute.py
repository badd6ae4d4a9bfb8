"""Contribute: look at a sample, label it, put a deposit at stake, get it back or take others'."""

from sum.ui import ready  # noqa: F401 - first of all, see there

# isort: split
import streamlit as st

from sum.errors import RoomError
from sum.room import Outcome
from sum.room.rules import words_of
from sum.ui.actions import action_button, carry_out, forget, forget_others, result, show_result
from sum.ui.claims import acting_room, show_claims
from sum.ui.class_bar import class_bar
from sum.ui.deposit import show_price
from sum.ui.facts import arrow, change, facts, plain, show_transactions
from sum.ui.identity import Visit, visit
from sum.ui.pace import FEW, among
from sum.ui.page import blank, guard, link, live, page
from sum.ui.roles import look
from sum.ui.room_bar import room_bar
from sum.ui.sample import Draft, another_sample, choose_sample, draft_number
from sum.units import Wei, format_ether
from sum.viz.model.words import always_learns

ROLE = "_contribute_as"
DRAFT, CLAIMS = "draft", "claims"
# How many times the price that is shown somebody pays at most, where others contribute, too. A
# comment, because Streamlit would put a string that stands alone on the page.
TO_RISE = 4
STARTED_OVER = "The host has started over meanwhile: this is a new model. Nothing was sent."


def main() -> None:
    """Draw the page."""
    visitor = visit().acting(st.session_state.get(ROLE, "contributor"))
    snapshot = visitor.snapshot
    forget_others(snapshot)
    room_bar(visitor)
    class_bar(visitor, "contributor")
    intro(visitor)
    live(lambda: sample_and_send(visitor), every=None, key=DRAFT)
    terms = snapshot.settings.terms
    after = "get it back, or take others’" if terms.money else "earn points, or report others’"
    after = f"Wait, then {after}" if terms.claims else "What you have sent"
    st.markdown(f"#### 5 · {after}", anchors=False)
    carry_out()
    live(lambda: show_claims(visitor), every=among(len(snapshot.people), 2.5), key=CLAIMS)


def sample_and_send(visitor: Visit) -> None:
    """Steps 1 to 4: a part of its own, for every sample has it drawn three times."""
    snapshot = visitor.snapshot
    place = f"send {draft_number()}"
    kept = result(place)
    outcome = kept.outcome if kept else None
    left, right = st.columns([2, 3], gap="medium")
    with left, st.container(border=True, key="step-sample"):
        st.markdown("#### 1 · A sample", anchors=False)
        draft = choose_sample(snapshot.dataset, snapshot.model, locked=outcome is not None)
    with right, st.container(border=True, key="step-send"):
        if outcome is None:
            label_and_send(visitor, draft, place)
        else:
            show_sent(visitor, draft, outcome, place)


def intro(visitor: Visit) -> None:
    """Say what this is about, and let a visitor who plays two people choose one."""
    terms = visitor.snapshot.settings.terms
    pays = "good data gets its deposit back, bad data loses it"
    if not terms.money:
        pays = "good data earns points, bad data loses them"
    elif not terms.claims:
        pays = "data that improves it is paid, data that harms it pays"
    st.write(f"{plain(visitor.snapshot.dataset.summary)} Teach the model: {pays}.")
    if visitor.identity is None or len(visitor.identity.ids) == 1:
        return
    st.segmented_control(
        "You play",
        ["contributor", "attacker"],
        default=st.session_state.get(ROLE, "contributor"),
        required=True,
        format_func=lambda role: f"{look(role).icon} {look(role).word}",
        key="play-as",
        on_change=take_role,
        help="In a room of your own you are both, each with an account and ether of its own.",
    )


def take_role() -> None:
    """Play as whom the visitor has just chosen."""
    st.session_state[ROLE] = st.session_state.get("play-as") or "contributor"


def label_and_send(visitor: Visit, draft: Draft, place: str) -> None:
    """Steps 2 to 4: what the model says, the label, the deposit."""
    snapshot = visitor.snapshot
    # Streamlit keeps what a widget is given, and that should not keep the snapshot.
    classes, address = snapshot.dataset.classes, snapshot.address
    st.markdown("#### 2 · What the model says, for free", anchors=False)
    if draft.missing:
        st.info(draft.missing, icon=":material/info:")
        return
    says = visitor.room.predict(draft.data)
    answer = plain(classes[says])
    st.markdown(f":green-badge[{look('model').icon} The model says: {answer}]")
    copy = " Here a copy answers that learns exactly as the contract does."
    st.caption(
        "Asking costs nothing and leaves no trace: it is a call that any Ethereum node answers"
        f" (`eth_call`), no transaction.{copy if visitor.room.shared else ''}"
    )
    st.markdown("#### 3 · Your label", anchors=False)
    label = st.segmented_control(
        "Your label",
        range(len(classes)),
        format_func=lambda index: plain(classes[index]),
        key=f"label-{draft.number}",
        label_visibility="collapsed",
    )
    terms = snapshot.settings.terms
    st.caption(
        "Nothing forces you to be honest: the contract cannot look at the sample as you do."
        f" {'Your deposit is' if terms.money else 'Points are'} what makes honesty pay."
    )
    if label is None:
        blank(3)
        return
    title = "Put a deposit at stake" if terms.money else "Send it, for free"
    st.markdown(f"#### 4 · {title}", anchors=False)
    words, learns = words_of(terms), always_learns(snapshot.model)
    st.markdown(words.chance(terms, agrees=label == says, learns=learns))
    every = among(len(snapshot.people), 2.0) if visitor.room.shared else 1.0
    live(lambda: deposit_and_send(visitor, draft, label, place, address), every=every)


def deposit_and_send(visitor: Visit, draft: Draft, label: int, place: str, address: str) -> None:
    """Show the price of this moment, and the button that pays it, to the contract at an address."""
    kept = result(place)
    if kept and kept.outcome:
        st.rerun()  # the whole page: this press is through
    snapshot = visitor.room.tick()
    if snapshot.address != address:
        st.toast(STARTED_OVER, icon=":material/restart_alt:")
        st.rerun()  # another model: the whole page has to know
    person = snapshot.person(visitor.id)
    closed = words_of(snapshot.settings.terms).closed(snapshot, visitor.room.now())
    if closed:
        st.info(plain(closed), icon=":material/door_front:")
        if not snapshot.settings.terms.claims:
            link("sponsor", "Be the sponsor")
        return
    price = show_price(visitor.room, person)
    most = price
    if price and visitor.room.shared:
        most = Wei(max(price, min(price * TO_RISE, person.ether)))
        st.caption(
            "Others contribute, too. If the price rises before yours is there, it costs"
            f" {format_ether(most)} at most; else nothing is sent."
        )

    def work(nonce: str) -> Outcome:
        room = acting_room(visitor)
        if room.snapshot.address != address:
            raise RoomError(STARTED_OVER)
        return room.contribute(
            visitor.key, nonce, draft.data, label, raw=draft.raw, truth=draft.truth, most=most
        )

    action_button(
        f"Send, with {format_ether(price)} at stake" if price else "Send, for free",
        place,
        work,
        kind="primary",
        icon=":material/send:",
        disabled=person.ether < price,
        # Among many the list below follows by itself: it is the larger part of what is drawn.
        parts=(DRAFT,) if len(snapshot.people) > FEW else (DRAFT, CLAIMS),
    )
    show_result(place)


def show_sent(visitor: Visit, draft: Draft, outcome: Outcome, place: str) -> None:
    """Show what a contribution has changed, and offer the next one."""
    snapshot = visitor.snapshot
    st.markdown("#### Sent: this is what changed", anchors=False)
    st.success(plain(outcome.text), icon=":material/check_circle:")
    entry, me = snapshot.entries[outcome.entries[0] - 1], snapshot.person(visitor.id)
    mine = ("Your ether", format_ether(me.ether), f"-{format_ether(entry.cost)} at stake")
    if not snapshot.settings.terms.money:
        mine = ("Your points", f"{me.points}", "")
    says = [snapshot.dataset.classes[label] for label in outcome.prediction or ()]
    first, last = outcome.accuracy
    facts(
        [
            ("The model says", arrow(says[0], says[-1]), ""),
            ("Accuracy of the model", f"{last:.1%}", change(first, last)),
            mine,
        ],
        "sent",
    )
    show_transactions(snapshot, outcome.calls)
    if draft.truth is not None:
        truth = snapshot.dataset.classes[draft.truth]
        honest = draft.truth == entry.contribution.label
        st.caption(
            f"The data set itself says “{plain(truth)}”, so you were"
            f" {'right' if honest else 'wrong'}. The contract does not know that; it only has the"
            " model to ask."
        )
    st.button(
        "Contribute another",
        type="primary",
        icon=":material/add:",
        key="another",
        on_click=go_on,
        args=(place,),
    )
    blank(3)


def go_on(place: str) -> None:
    """Take another sample; what came of this one has been seen."""
    forget(place)
    another_sample()


guard()
with page("Contribute", look("contributor").icon):
    main()
