"""The explorer page, and what it is made of: words, search, pages, source, costs, files."""

import csv
import io
import json
from dataclasses import replace

import pytest

from sum.datasets import load
from sum.room import Settings, find_room, forget_room, open_room
from sum.room.telling import YOUR_ATTACKER, deposit_of
from sum.ui.explorer.books import Books
from sum.ui.explorer.export import COLUMNS, calls_csv, calls_json
from sum.ui.explorer.features import as_image, feature_text, features_name
from sum.ui.explorer.find import PAGE, page_of, read_block, search, top_for
from sum.ui.explorer.gas import Prices, dollars_text, fee_text, totals
from sum.ui.explorer.source import PARTS, find_function, functions_run, read_sources
from sum.ui.explorer.story import tell
from sum.ui.explorer.values import arguments, event_values, raw_text, sample_of, short
from sum.units import DAY, format_ether

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def played():
    """A private room in which everything has happened: adds, updates, refunds, takes."""
    room, key = open_room(Settings(running=False))
    attacker = next(p.id for p in room.snapshot.people if p.role == "attacker")
    sample = room.dataset.pool[0]
    room.contribute(key, "a", sample.data, sample.label, raw=sample.raw, truth=sample.label)
    room.switch(key, attacker)
    room.attack(key, "b", "label_flipping", 4)
    room.jump(key, "c", 4 * DAY)
    yield room, key
    forget_room(room.code)


@pytest.fixture(scope="module")
def reviews():
    room, key = open_room(Settings(dataset="reviews", running=False))
    text = "The <i>soup</i> was cold but we loved the cake"
    data = room.dataset.encoder.encode(text)
    room.contribute(key, "a", data, 1, raw=text)
    yield room, key
    forget_room(room.code)


def one(room, function, n=0):
    return [call for call in room.snapshot.calls if call.function == function][n]


def query(app, name):
    """A value of the address, as one text."""
    value = app.query_params.get(name, "")
    return value[0] if isinstance(value, list) else value


# --------------------------------------------------------------------------------------- the words


def test_every_transaction_is_told_with_its_contribution(played):
    room, _ = played
    books = Books(room.snapshot)
    assert {call.function for call in room.snapshot.calls} == {
        "constructor",
        "load",
        "open",
        "add_data",
        "refund",
        "report",
    }
    for call in room.snapshot.calls:
        told = tell(books, call)
        assert told.line
        assert told.more
        assert (told.entry is not None) == (call.function in {"add_data", "refund", "report"})
        assert books.who(call) is not None


def test_a_claim_is_told_of_the_contribution_that_it_is_about(played):
    room, _ = played
    books = Books(room.snapshot)
    for call in room.snapshot.calls:
        entry = books.entry(call)
        if call.function == "refund":
            assert entry.person == call.sender
            assert entry.refunded == dict(call.events[0][1])["amount"]
        if call.function == "report":
            assert call.sender in {take.person for take in entry.takes}
            author = room.snapshot.person(entry.person).name
            whose = deposit_of(author, "")
            assert f"took {format_ether(dict(call.events[0][1])['amount'])} of {whose} for" in (
                tell(books, call).line
            )
            assert whose[0].islower() or author != YOUR_ATTACKER


def test_an_add_says_whether_the_model_learned(played):
    room, _ = played
    books = Books(room.snapshot)
    adds = [call for call in room.snapshot.calls if call.function == "add_data"]
    learned = {books.entry(call).receipt != 0 for call in adds}
    assert learned == {True, False}
    for call in adds:
        assert ("so it learned" in tell(books, call).more) == (books.entry(call).receipt != 0)


def test_a_late_claim_does_not_blame_the_contributor(played):
    room, _ = played
    snapshot = room.snapshot
    call = one(room, "report")
    paid = [
        replace(each, kind="late") if each.transaction == call.hash else each
        for each in snapshot.payouts
    ]
    snapshot, late = replace(snapshot, payouts=tuple(paid)), call
    assert "the model is not asked" in tell(Books(snapshot), late).more


def test_unknown_senders_and_functions_are_told_too(played):
    room, _ = played
    call = replace(one(room, "open"), sender="nobody", function="new_thing")
    books = Books(room.snapshot)
    assert books.who(call) is None
    assert tell(books, call).line == "called new_thing"


def test_the_sample_on_the_chain_is_the_one_contributed(played):
    room, _ = played
    for entry in room.snapshot.entries:
        call = Books(room.snapshot).at(entry.block)
        assert sample_of(call) == entry.contribution.data
        image = as_image(room.dataset, sample_of(call))
        assert room.dataset.encoder.encode(image) == entry.contribution.data


def test_a_picture_is_not_made_of_features_that_are_none(played):
    assert as_image(played[0].dataset, (3, 64)) is None


def test_numbers_are_said_in_words_first(played):
    room, _ = played
    call = one(room, "report")
    said = {value.name: value.plain for value in arguments(room.snapshot, call)}
    assert "pixels are on" in said["data"]
    assert said["label"] in {"“3”", "“8”"}
    assert said["added_time"].startswith("when the sample was added: day ")
    assert said["contributor"].endswith(", who added the sample")
    events = {
        value.name: value
        for call in room.snapshot.calls
        for _, values in call.events
        for value in event_values(room.snapshot, values)
    }
    assert events["deposit"].plain.endswith("ETH, put at stake")
    assert events["receipt"].plain.endswith("which lost")
    assert events["key"].raw.startswith("0x")
    assert len(events["key"].raw) == 66


def test_sentences_are_told_by_their_words(reviews):
    room, _ = reviews
    call = room.snapshot.calls[-1]
    said = {value.name: value.plain for value in arguments(room.snapshot, call)}
    assert "soup" in said["data"]


def test_short_and_raw():
    assert short("0x12") == "0x12"
    assert raw_text(b"\x00") == "0x00"
    assert raw_text((1, 2**63)) == "1, 0x8000000000000000"


# ------------------------------------------------------------------------------- finding, and pages


def test_search_by_number_finds_the_whole_life_of_a_contribution(played):
    room, _ = played
    taken = next(entry for entry in room.snapshot.entries if entry.takes)
    found = search(Books(room.snapshot), f" {taken.number} ").calls
    assert found[0].hash == taken.transaction
    assert {call.function for call in found} >= {"add_data", "report"}
    assert all(Books(room.snapshot).entry(call).number == taken.number for call in found)
    assert found == search(Books(room.snapshot), f"#{taken.number}").calls


def test_everything_about_a_contribution_is_found(played):
    room, _ = played
    books = Books(room.snapshot)
    told = [(call, books.entry(call)) for call in room.snapshot.calls]
    for number in range(len(room.snapshot.entries) + 2):
        about = tuple(call for call, entry in told if entry and entry.number == number)
        assert books.about(number) == about


def test_a_transaction_says_what_is_on_the_chain(played):
    """Its arguments and events are packed: what comes out is what the chain's own bytes mean."""
    room, _ = played
    chain, interface = room._game.chain, room._game.engine.shared.artifact.interface
    for call in room.snapshot.calls:
        receipt, data = chain.receipt(call.hash), chain.transaction(call.hash).data
        if call.function == "constructor":
            assert call.arguments == {}
        else:
            assert (call.function, call.arguments) == interface.decode_call(data)
        logged = interface.events(receipt.logs)
        assert call.events == tuple((event.name, event.arguments) for event in logged)


def test_search_by_hash_by_its_beginning_and_by_both_ends(played):
    room, _ = played
    books, call = Books(room.snapshot), room.snapshot.calls[5]
    for text in (call.hash, call.hash[:12], call.hash.upper(), short(call.hash), call.block_hash):
        assert search(books, text).calls == (call,)
    assert search(books, f"Block {call.block}").calls == (call,)


@pytest.mark.parametrize(
    "text", ["999", "0", "0xffffffffffffffff", "block 4", "block 99999999999", "hello!", "--", "²"]
)
def test_a_search_for_nothing_says_why(played, text):
    found = search(Books(played[0].snapshot), text)
    assert found.calls == ()
    assert found.note


def test_pages_cover_everything_once_and_stay_when_blocks_come(played):
    calls = played[0].snapshot.calls
    page, seen = page_of(calls, None), []
    while True:
        seen += page.calls
        assert len(page.calls) <= PAGE
        if page.older is None:
            break
        page = page_of(calls, page.older)
    assert seen == list(reversed(calls))
    second = page_of(calls[:-3], page_of(calls[:-3], None).older)
    assert page_of(calls, second.calls[0].block).calls == second.calls


def test_going_back_leads_to_the_newest(played):
    calls = played[0].snapshot.calls
    page = page_of(calls, page_of(calls, None).older)
    assert page.newer == 0
    assert page_of(calls, page.newer).newer is None


def test_every_block_is_on_the_page_made_for_it(played):
    calls = played[0].snapshot.calls
    for call in calls:
        assert call in page_of(calls, top_for(calls, call.block)).calls


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "1.5", "1e3", "1_0", " 1", "²", "9" * 30, "<b>", "1;2"]
)
def test_a_bad_block_number_is_none(text):
    assert read_block(text) is None


# --------------------------------------------------------------------------------------- the source


def test_a_function_is_cut_out_whole():
    text = (
        "a: uint256\n\n# why\n@view\ndef f(\n    x: bool\n) -> bool:\n    y\n\n    z\n\n"
        "@view\ndef g(): pass"
    )
    found = find_function("model", text, "f")
    assert found.first == 3
    assert found.text.startswith("# why\n@view\ndef f(")
    assert found.text.endswith("    z")
    assert text.splitlines()[found.last - 1] == "    z"
    assert find_function("model", text, "nothing") is None


def test_what_ran_begins_with_the_function_and_follows_its_calls(played):
    room, _ = played
    sources = read_sources(room.source)
    ran = [(each.part, each.name) for each in functions_run(sources, "add_data")]
    assert ran[:2] == [("trainer", "add_data"), ("trainer", "_add_data")]
    assert {("model", "_learn"), ("incentive", "_on_add"), ("trainer", "_pay")} <= set(ran)
    assert ("lib/sparse_linear", "_compare") in ran
    assert ("lib/words", "_load") in [
        (each.part, each.name) for each in functions_run(sources, "load")
    ]
    assert len(ran) == len(set(ran))
    for each in functions_run(sources, "report"):
        lines = sources[each.part].splitlines()
        assert "\n".join(lines[each.first - 1 : each.last]) == each.text
    assert functions_run(sources, "constructor")[0].name == "__init__"
    assert functions_run(sources, "") == ()


def test_only_the_libraries_of_the_chosen_model_are_sources(played):
    room, _ = played
    assert list(read_sources(room.source)) == [*PARTS, "lib/sparse_linear", "lib/words"]
    files = {
        **dict.fromkeys(PARTS, ""),
        "model": "from lib import a as b\n\n@internal\ndef _learn():\n    b.c._add()\n",
        "lib/a": "from lib import c\n",
        "lib/c": "@internal\ndef _add():\n    self._more()\n\n@internal\ndef _more(): pass\n",
        "lib/d": "",
    }
    sources = read_sources(files.__getitem__)
    assert list(sources) == [*PARTS, "lib/a", "lib/c"]
    ran = [(each.part, each.name) for each in functions_run(sources, "_learn")]
    assert ran == [("model", "_learn"), ("lib/c", "_add"), ("lib/c", "_more")]


# ---------------------------------------------------------------------------------- costs and files


def test_costs_add_up(played):
    calls = played[0].snapshot.calls
    found = totals(played[0].snapshot)
    assert sum(total.gas for total in found) == sum(call.gas_used for call in calls)
    assert sum(total.count for total in found) == len(calls)
    at = Prices(gas=2, ether=3_000)
    assert at.fee(100_000) == 2 * 10**14
    assert at.dollars(100_000) == pytest.approx(0.6)
    call = replace(calls[0], gas_used=100_000)
    assert fee_text(call, at) == "100,000 gas × 2 gwei = 0.0002 ETH ≈ $0.60"
    assert dollars_text(0) == "$0.00"


def test_json_has_everything_and_rounds_nothing(played):
    room, _ = played
    read = json.loads(calls_json(room.snapshot))
    assert len(read["transactions"]) == len(room.snapshot.calls)
    for row, call in zip(read["transactions"], room.snapshot.calls, strict=True):
        assert row["transaction"] == call.hash
        assert int(row["value_wei"]) == call.value
        assert call.value < 2**53 or isinstance(row["value_wei"], str)


def test_csv_runs_nobodys_formula(played):
    room, _ = played
    person = replace(room.snapshot.people[1], name="=1+1")
    people = (room.snapshot.people[0], person, *room.snapshot.people[2:])
    rows = list(csv.DictReader(io.StringIO(calls_csv(replace(room.snapshot, people=people)))))
    assert len(rows) == len(room.snapshot.calls)
    assert tuple(rows[0]) == COLUMNS
    assert "'=1+1" in {row["sender"] for row in rows}
    assert "=1+1" not in {row["sender"] for row in rows}


# ----------------------------------------------------------------------------------------- the page


def test_it_shows_the_newest_block_and_the_code(visit, texts, played):
    room, key = played
    app = visit("explorer", room=room.code, me=key)
    said, newest = texts(app), room.snapshot.calls[-1]
    assert f"Block {newest.block}" in said
    assert f"def {newest.function}(" in said
    assert newest.block_hash in said
    assert room.snapshot.address in said
    assert "Following the newest block" in said
    assert len([b for b in app.button if str(b.key).startswith("explorer-open-")]) <= 20


def test_a_block_is_chosen_by_a_click_and_then_in_the_address(visit, texts, played):
    room, key = played
    app = visit("explorer", room=room.code, me=key)
    wanted = room.snapshot.calls[-4]
    app.button(key=f"explorer-open-{wanted.block}").click().run()
    assert query(app, "block") == str(wanted.block)
    assert wanted.block_hash in texts(app)
    app.button(key="explorer-step-Older").click().run()
    assert query(app, "block") == str(room.snapshot.calls[-5].block)
    app.button(key="explorer-follow").click().run()
    assert "block" not in app.query_params
    assert not app.exception


def test_a_link_opens_the_list_at_its_block(visit, texts, played):
    room, key = played
    app = visit("explorer", room=room.code, me=key, block="7")
    assert app.button(key="explorer-open-7")
    assert "def add_data(" in texts(app)
    assert room.snapshot.calls[-1].block_hash not in texts(app)


@pytest.mark.parametrize("block", ["x", "-1", "4", "0", "99999", "1" * 400, "<script>", "1.0"])
def test_a_bad_block_in_the_address_is_said_plainly(visit, texts, played, block):
    room, key = played
    app = visit("explorer", room=room.code, me=key, block=block)
    assert len(app.warning) == 1
    assert "newest one instead" in app.warning[0].value
    assert not app.error
    assert f"Block {room.snapshot.calls[-1].block}" in texts(app)


def test_every_kind_of_block_can_be_looked_at(visit, played):
    room, key = played
    app = visit("explorer", room=room.code, me=key)
    for function in ("constructor", "load", "open", "add_data", "refund", "report"):
        app.query_params["block"] = str(one(room, function, -1).block)
        app.run()
        assert not app.exception
        assert not app.error
        assert not app.warning


def test_filters_and_search(visit, texts, played):
    room, key = played
    app = visit("explorer", room=room.code, me=key)
    app.selectbox(key="explorer-what").select("report").run()
    blocks = {call.block for call in room.snapshot.calls if call.function == "report"}
    listed = {int(b.key.split("-")[-1]) for b in app.button if "explorer-open-" in str(b.key)}
    assert listed <= blocks
    assert listed
    app.selectbox(key="explorer-who").select("owner").run()
    assert "No block fits these filters." in texts(app)
    app.selectbox(key="explorer-who").select("*").run()
    app.selectbox(key="explorer-what").select("*").run()
    entry = room.snapshot.entries[2]
    app.text_input(key="explorer-search").input("3").run()
    assert query(app, "block") == str(entry.block)
    assert "Everything about contribution 3." in texts(app)
    app.text_input(key="explorer-search").input("<b>nothing</b>").run()
    assert "Search for a contribution" in texts(app)
    assert not app.exception


def test_prices_are_kept_and_used(visit, texts, played):
    room, key = played
    app = visit("explorer", room=room.code, me=key)
    app.number_input(key="explorer-gas-price").set_value(10.0).run()
    call = room.snapshot.calls[-1]
    assert fee_text(call, Prices(gas=10.0)) in texts(app)


def test_whole_files_can_be_read(visit, texts, played):
    room, key = played
    app = visit("explorer", room=room.code, me=key)
    for part in read_sources(room.source):
        app.session_state["explorer-part"] = part
        app.run()
        assert room.source(part).strip() in texts(app)
    assert not app.exception


def test_what_people_typed_is_escaped(visit, texts, reviews):
    room, key = reviews
    app = visit("explorer", room=room.code, me=key)
    said = texts(app)
    assert "<i>soup" not in said
    assert "&lt;i&gt;soup" in said


def test_nicknames_are_escaped_and_a_watcher_needs_no_key(visit, texts):
    room, key = open_room(Settings(running=False), shared=True, nickname="<u>Eve</u>")
    sample = room.dataset.pool[0]
    room.contribute(key, "a", sample.data, sample.label, raw=sample.raw)
    said = texts(visit("explorer", room=room.code))
    assert "<u>Eve" not in said
    assert "&lt;u&gt;Eve" in said
    forget_room(room.code)


def test_two_visitors_see_the_same_chain_and_new_blocks_leave_the_selection(visit, texts):
    room, key = open_room(Settings(running=False))
    first, second = visit("explorer", room=room.code, me=key, block="6"), None
    second = visit("explorer", room=room.code, me=key)
    sample = room.dataset.pool[0]
    room.contribute(key, "a", sample.data, sample.label, raw=sample.raw)
    new = room.snapshot.calls[-1].block
    first.run()
    second.run()
    assert query(first, "block") == "6"
    assert "6" in [each.value.split()[-1] for each in first.subheader]
    assert f"Block {new}" in texts(second)
    forget_room(room.code)


def test_starting_over_is_no_trap_for_a_selected_block(visit):
    room, key = open_room(Settings(running=False))
    app = visit("explorer", room=room.code, me=key, block="6")
    assert not app.warning
    find_room(room.code).start_over(key, "over")
    app.run()
    assert "older than this model" in app.warning[0].value
    assert not app.exception
    forget_room(room.code)


def test_what_the_chain_has_is_named_for_what_it_is():
    mixed, hashed = load("digits-3-or-8", encoder="pca"), load("reviews", encoder="hashed-words")
    text = feature_text(mixed, mixed.pool[0].data)
    assert text.startswith("32 values: component 1: ")
    assert "pixel" not in text
    assert features_name(hashed) == "hashes of words"
    assert "known" not in feature_text(hashed, hashed.pool[0].data)
    assert features_name(load("reviews")) == "words"
