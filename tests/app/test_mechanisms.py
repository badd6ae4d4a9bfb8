"""Pages whatever the mechanism: chosen, played, explained, audited."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from sum.incentives import MECHANISMS, PointsTerms, Terms
from sum.room import open_room
from sum.room.audit import audit
from sum.ui.setup.terms import parameters
from sum.units import DAY, ETHER, HOUR
from tests.app.conftest import QUIET, find, press, room_with_a_visitor

pytestmark = pytest.mark.slow

POINTS = replace(QUIET, terms=PointsTerms())


def _page():
    import streamlit as st  # noqa: PLC0415 - the function is a script of its own

    from sum.incentives import Terms  # noqa: PLC0415
    from sum.ui.setup.terms import choose_terms  # noqa: PLC0415

    st.session_state["chosen"] = choose_terms("t", Terms(cost_weight=7 * 10**15 + 1))


@pytest.fixture
def app():
    made = AppTest.from_function(_page, default_timeout=60).run()
    assert not made.exception
    return made


def said(app):
    return "\n".join(each.value for kind in ("markdown", "code", "error") for each in app.get(kind))


def test_what_nobody_changes_stays_as_it_is_to_the_wei(app):
    assert app.session_state["chosen"] == Terms(cost_weight=7 * 10**15 + 1)


def test_parameters_are_asked_for_in_units_of_people(app):
    app.number_input(key="t-deposit_refund_take-cost_weight").set_value(0.002).run()
    app.number_input(key="t-deposit_refund_take-refund_wait").set_value(3.0).run()
    app.selectbox(key="t-deposit_refund_take-refund_wait-unit").set_value("hours").run()
    chosen = app.session_state["chosen"]
    assert (chosen.cost_weight, chosen.refund_wait) == (2 * 10**15, 3 * HOUR)
    assert "0.002 ETH × 3,600 ÷ √(1 h = 3,600 s → 60) = 0.12 ETH" in said(app)
    assert "After 3 h" in said(app)


def test_the_time_constant_is_asked_for_and_has_limits(app):
    slot = "t-deposit_refund_take-k"
    app.number_input(key=slot).set_value(60).run()
    assert app.session_state["chosen"].k == 60
    assert "× 60 ÷ √(" in said(app)
    app.number_input(key=slot).set_value(65_536).run()
    assert app.session_state["chosen"] is None
    assert "the time constant is 1 to 65,535" in app.error[0].value


def test_waits_in_the_wrong_order_are_refused_in_words(app):
    app.number_input(key="t-deposit_refund_take-owner_wait").set_value(0.5).run()
    assert app.session_state["chosen"] is None
    assert "the waits are in order" in app.error[0].value


@pytest.mark.parametrize("name", list(MECHANISMS))
def test_every_mechanism_can_be_chosen_with_its_formula(app, name):
    app.radio(key="t-mechanism").set_value(name).run()
    assert not app.exception
    kind = MECHANISMS[name]
    usual = kind() if name != Terms.name else Terms(cost_weight=7 * 10**15 + 1)
    assert app.session_state["chosen"] == usual
    assert app.code
    assert len(parameters(usual)) == len(app.number_input)


@pytest.fixture
def points(visit):
    """A room for points with its visitor on the page."""
    return room_with_a_visitor(visit, "contribute")(POINTS)


def test_a_contribution_for_points(points, texts):
    room, key, app = points
    assert "good data earns points" in texts(app)
    [label] = [each for each in app.button_group if str(each.key).startswith("label-")]
    label.set_value(0).run()
    press(app, "Send, for free")
    assert "It was free" in texts(app)
    [entry] = [each for each in room.snapshot.entries if each.person == room.identify(key).id]
    assert entry.deposit == 0
    press(app, "Skip ")
    agrees = room.snapshot.says[entry.number - 1] == 0
    find(app, "Validate it" if agrees else "Try: validate it")


def test_a_settled_contribution_opens_to_its_formula(visit, texts):
    room, key = open_room(QUIET)
    known = next(s for s in room.dataset.pool if room.predict(s.data) == s.label)
    room.contribute(key, "a", known.data, known.label)
    room.jump(key, "wait", DAY + HOUR)
    app = visit("contribute", room=room.code, me=key)
    press(app, "Collect all")
    assert '<details class="sum-payout">' in texts(app)
    assert room.snapshot.payouts[-1].lines[0] in texts(app)


def test_the_leaderboard_of_a_game_for_points(visit, texts):
    room, key = open_room(replace(POINTS, bots=("honest", "malicious")))
    room.jump(key, "days", 4 * DAY)
    shown = texts(visit("board", room=room.code, me=key))
    assert "Leaderboard" in shown
    best = max(room.snapshot.people, key=lambda person: person.points)
    assert f"{best.points:+} point" in shown
    assert "<b>1.</b>" in shown
    assert "sum-payout" in shown


def test_an_attack_for_points_is_told_in_points(visit, texts):
    room, key, app = room_with_a_visitor(visit, "attack")(POINTS)
    assert "At stake, at most" in texts(app)
    [bet] = [each for each in app.button_group if each.key == "attack-bet"]
    bet.set_value("costs").run()
    press(app, "Run the attack")
    room.jump(key, "a while", 3 * DAY)
    shown = texts(app.run())
    assert "put nothing at stake" in shown
    me = room.snapshot.person(room.identify(key).id)
    assert me.points < 0
    assert f"{-me.points} point" in shown


def test_the_audit_is_reached_from_every_page_of_play(visit, texts):
    room, key = open_room(QUIET)
    room.jump(key, "days", 2 * DAY)
    for name in ("contribute", "attack", "board", "explorer", "model"):
        app = visit(name, room=room.code, me=key)
        app.button(key="bar-audit").click().run()
        assert not app.exception
        found = audit(room.snapshot)
        assert "adds up to the wei" in texts(app)
        assert f"{found.somewhere:,} = {found.expected:,} wei" in texts(app)
        assert "Your attacker" in texts(app)


def test_an_audit_that_does_not_add_up_says_so(texts):
    def page():
        import streamlit as st  # noqa: PLC0415

        from sum.ui.audit import show_audit  # noqa: PLC0415

        show_audit(st.session_state["snapshot"])

    room, _ = open_room(QUIET)
    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["snapshot"] = replace(room.snapshot, held=room.snapshot.held + ETHER)
    shown = texts(app.run())
    assert "does not add up" in shown
    assert "≠" in shown


def test_the_explorer_shows_the_terms_and_the_formula(visit, texts):
    room, key = open_room(replace(QUIET, bots=("honest", "honest", "malicious")))
    room.jump(key, "days", 4 * DAY)
    payout = next(each for each in room.snapshot.payouts if each.kind == "take")
    app = visit("explorer", room=room.code, me=key)
    app.query_params["block"] = str(payout.block)
    shown = texts(app.run())
    assert payout.lines[-1] in shown
    for title, value, _ in parameters(room.snapshot.settings.terms):
        assert f"- {title}: **{value}**" in shown
