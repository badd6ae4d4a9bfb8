"""A class on a node that rooms share, which makes no blocks for a while, goes away, comes back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import free_port, settled, start, stop
from tests.browser.test_class import open_a_class, sees
from tests.browser.test_contribute import choose, press, the_model_says
from tests.browser.test_killed import come_in, contribute
from tests.node.anvils import KEY, Anvil

AWAY = "The node does not answer"


@pytest.fixture(scope="module")
def anvil(tmp_path_factory):
    node = Anvil("--state", str(tmp_path_factory.mktemp("node") / "state.json"))
    yield node
    node.stop()


@pytest.fixture(scope="module")
def server(anvil, new_home, tmp_path_factory):
    """The app, on a node whose time is everybody's."""
    port, log = free_port(), tmp_path_factory.mktemp("on-a-node") / "log"
    how = {"URL": anvil.url, "KEY": KEY, "TIME": "0", "PATIENCE": "1"}
    app = start(port, new_home(), log, **{f"SUM_RPC_{name}": how[name] for name in how})
    yield f"http://127.0.0.1:{port}"
    stop(app)


def test_a_class_goes_on_when_the_node_is_back(visit, anvil):
    host = visit("host")
    expect(host.get_by_text("kept by a node beside this app")).to_be_visible()
    code, _ = open_a_class(host, roles="Everybody chooses")
    ann, ben = visit(f"join?room={code}"), visit(f"join?room={code}", device="phone")
    come_in(ann, "Ann")
    come_in(ben, "Ben")
    press(host, "Start round 1")
    ann.wait_for_url(re.compile("/contribute"))
    no_time_travel(host)
    waits_for_its_block(settled(ann), host, anvil)
    anvil.stop()
    nothing_can_be_done(host, ann, ben)
    anvil.start()
    everything_goes_on(host, ann, ben)


def no_time_travel(host):
    """What the network does not allow is not there; each reason is, once."""
    for reason in ("neither sped up nor skipped", "nothing can be undone"):
        expect(host.get_by_text(reason)).to_have_count(1)
    for name in (re.compile("^Undo"), "Skip ahead"):
        expect(host.get_by_role("button", name=name)).to_have_count(0)
    expect(host.get_by_text("A second of real time is")).to_have_count(0)


def waits_for_its_block(ann, host, anvil):
    """Ann sees what her contribution waits for, until it is in a block; so does the host."""
    choose(ann, the_model_says(ann))
    anvil.hold()
    ann.get_by_role("button", name=re.compile("^Send, with")).click()
    toast = ann.get_by_test_id("stToast")
    expect(toast).to_contain_text("waits for a block")
    expect(host.locator(".st-key-host-strip")).to_contain_text("waits for a block")
    expect(ann.get_by_text("Sent: this is what changed")).to_have_count(0)
    anvil.hold(automine=True)
    anvil.ask("evm_mine")
    sees(ann, "Sent: this is what changed")
    expect(toast).to_contain_text("it is done")


def nothing_can_be_done(host, ann, ben):
    """Whoever presses something reads what is wrong, and everybody sees it without that."""
    press(host, "Honest bot")
    expect(host.get_by_test_id("stToast").first).to_contain_text(f"{AWAY}. Nothing is lost")
    press(ann, "Contribute another")
    choose(ann, the_model_says(ann))
    press(ann, re.compile("^Send, with"))
    sees(ann, f"{AWAY}. Nothing is lost")
    for page, place in ((host, "host-strip"), (ben, "room-bar")):
        expect(page.locator(f".st-key-{place}")).to_contain_text(AWAY, timeout=10_000)


def everything_goes_on(host, ann, ben):
    """The same presses do it, once; and the books of all of it add up."""
    press(ann, re.compile("^Send, with"))
    sees(ann, re.compile("^2 so far;"))
    press(host, "Honest bot")
    expect(host.get_by_role("button", name="Send home")).to_have_count(1)
    contribute(ben, 1)
    expect(host.locator(".st-key-host-strip")).to_contain_text(re.compile(r"Contributions\s*3"))
    expect(host.locator(".st-key-host-strip")).not_to_contain_text(AWAY)
    press(ann, "Audit")
    sees(ann, "✓ adds up to the wei")
