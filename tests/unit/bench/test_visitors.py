"""The browsers of the benchmark of a class: what they show, remember, send and count."""

from collections import Counter

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from sum.bench import room
from sum.bench.room import Books, compare, quantile, summary
from sum.bench.visitors.cache import Cache
from sum.bench.visitors.load import Load, Report, Usage
from sum.bench.visitors.people import CONFIRMED
from sum.bench.visitors.screen import Screen, Widget, text_of, troubles
from sum.bench.visitors.values import Values
from sum.errors import SumError


def delta(*path, fragment="", **element):
    """A message that draws an element, or a block for no element."""
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    message.delta.fragment_id = fragment
    if not element:
        message.delta.add_block.vertical.border = True
        return message
    [(kind, fields)] = element.items()
    for name, value in fields.items():
        setattr(getattr(message.delta.new_element, kind), name, value)
    return message


def end(run, *fragments):
    message = ForwardMsg()
    message.metadata.run.script_run_id = run
    message.metadata.run.fragment_ids.extend(fragments)
    return message.metadata


@pytest.fixture
def screen():
    """A page with a text, and a polled part with two texts."""
    screen = Screen()
    screen.begin("one")
    for message in (
        delta(0, 0, markdown={"body": "top"}),
        delta(0, 1, fragment="f"),
        delta(0, 1, 0, fragment="f", markdown={"body": "price"}),
        delta(0, 1, 1, fragment="f", markdown={"body": "hint"}),
        delta(0, 2, markdown={"body": "end"}),
    ):
        screen.apply(message)
    screen.finish(end("one"))
    return screen


class TestScreen:
    def test_a_poll_replaces_only_its_own_part(self, screen):
        screen.begin("two")
        screen.apply(delta(0, 1, fragment="f"))
        screen.apply(delta(0, 1, 0, fragment="f", markdown={"body": "new price"}))
        assert list(screen.texts()) == ["top", "new price", "hint", "end"]
        screen.finish(end("two", "f"))
        assert list(screen.texts()) == ["top", "new price", "end"]

    def test_a_part_takes_away_the_parts_inside_it_that_it_has_not_drawn(self, screen):
        screen.apply(delta(0, 1, 2, fragment="g"))
        screen.apply(delta(0, 1, 2, 0, fragment="g", button={"label": "Send"}))
        screen.begin("two")
        screen.apply(delta(0, 1, fragment="f"))
        screen.finish(end("two", "f"))
        assert list(screen.texts()) == ["top", "end"]
        assert screen.find("button", "Send") is None

    def test_a_run_of_the_page_takes_away_what_it_has_not_drawn(self, screen):
        screen.begin("two")
        screen.apply(delta(0, 0, markdown={"body": "top"}))
        screen.finish(end("one"))  # an earlier run's end comes late
        assert len(list(screen.texts())) == 4
        screen.finish(end("two"))
        assert list(screen.texts()) == ["top"]

    def test_another_kind_of_block_takes_its_inside_away(self, screen):
        message = delta(0, 1)
        message.delta.add_block.popover.label = "more"
        screen.apply(message)
        assert list(screen.texts()) == ["top", "end"]

    def test_widgets_are_found_by_how_their_label_begins(self, screen):
        screen.apply(delta(0, 3, fragment="f", button={"id": "$$ID-ab-cd-0", "label": "Send, 1"}))
        found = screen.find("button", "Send")
        assert (found.key, found.fragment) == ("cd-0", "f")
        assert screen.find("button", "send") is screen.find("text_input", "Send") is None

    def test_errors_are_troubles(self, screen):
        alert = {"body": "no", "format": 1}
        screen.apply(delta(0, 3, alert=alert))
        screen.apply(delta(0, 4, alert={**alert, "format": 4}))
        screen.apply(delta(0, 5, exception={"message": "oh"}))
        elements = [element for element, _ in screen.elements()]
        assert text_of(elements[-2]) == "no"
        assert list(troubles(elements)) == ["no", "oh"]


class TestValues:
    def labels(self, **fields):
        message = delta(0, 0, button_group={"id": "$$ID-a-labels", **fields})
        group = message.delta.new_element.button_group
        for text in ("3", "8"):
            group.options.add(content=text)
        return Widget("button_group", group, "")

    def test_a_widget_has_its_default_until_somebody_chooses(self):
        values, labels = Values(), self.labels()
        labels.proto.default.append(1)
        values.mount(labels)
        assert values.all().widgets[0].string_array_value.data == ["8"]
        values.put(labels, ["3"])
        values.mount(labels)
        assert values.all().widgets[0].string_array_value.data == ["3"]
        values.keep([])
        assert not values.all().widgets

    def test_a_form_waits_for_its_button_which_is_pressed_once(self):
        values = Values()
        field = Widget("text_input", self.proto("text_input", form_id="f"), "")
        button = Widget("button", self.proto("button", form_id="f"), "")
        values.mount(field)
        values.put(field, "Ada")
        assert [each.string_value for each in values.all().widgets] == [""]
        sent = values.press(button).widgets
        assert [each.WhichOneof("value") for each in sent] == ["string_value", "trigger_value"]
        assert [each.string_value for each in values.all().widgets] == ["Ada"]

    def proto(self, kind, **fields):
        message = delta(0, 0, **{kind: {"id": f"$$ID-a-{kind}", **fields}})
        return getattr(message.delta.new_element, kind)


def test_a_cached_message_is_found_until_it_is_too_old():
    cache, message = Cache(), delta(0, 0, markdown={"body": "long"})
    message.hash, message.metadata.cacheable = "h", True
    cache.resolve(message)
    reference = ForwardMsg(ref_hash="h")
    reference.metadata.delta_path.extend([0, 7])
    found = cache.resolve(reference)
    assert found.delta.new_element.markdown.body == "long"
    assert list(found.metadata.delta_path) == [0, 7]
    for _ in range(3):
        cache.next_run({"another part"})
    assert cache.hashes() == ["h"]
    cache.next_run(set())
    assert cache.hashes() == []
    with pytest.raises(SumError, match="not in the cache"):
        cache.resolve(reference)


def report(**changed):
    fields = {
        "load": Load(),
        "sent": [0.1, 0.3],
        "collected": [0.2],
        "numbers": {"Ada": [1, 3], "Bob": [2]},
        "polls": [0.01],
        "played": 10.0,
        "refused": Counter(),
        "poor": 0,
        "errors": [],
        "usage": [Usage(0, 90, 1), Usage(30, 100, 2), Usage(100, 105, 51)],
        "received": 5_000,
    }
    return Report(**{**fields, **changed})


class TestReport:
    def test_books_tell_what_is_lost_and_what_is_double(self):
        entries = [("Ada", 1), ("Bob", 2), ("Ada", 3), ("a bot", 4)]
        assert compare(report(), entries) == Books(0, 0)
        assert compare(report(), entries[1:]) == Books(1, 0)
        assert compare(report(), [*entries, ("Bob", 5)]) == Books(0, 1)
        assert compare(report(), [("Bob", 1), *entries[1:]]) == Books(1, 1)

    def test_figures(self, capsys):
        figures = {
            each.name.removeprefix("room."): each
            for each in summary(report(errors=["lost"] * 2), Books(0, 1))
        }
        values = {name: figure.value for name, figure in figures.items()}
        assert (values["actions"], values["errors"], values["doubled"]) == (3, 2, 1)
        assert (values["confirmed_p50"], values["confirmed_p95"]) == (0.2, 0.3)
        assert (values["actions_per_second"], values["polls"]) == (0.3, 0.1)
        assert (values["received"], values["cpu"]) == (0.5, 50)
        assert values["memory_growth"] == pytest.approx(5)
        assert {name for name, each in figures.items() if each.missed} == {"errors", "doubled"}
        assert capsys.readouterr().err == "2 x lost\n"

    @pytest.mark.parametrize(("part", "time"), [(0.5, 2), (0.75, 3), (0.76, 4), (1, 4)])
    def test_quantiles(self, part, time):
        assert quantile([1, 2, 3, 4], part) == time


@pytest.mark.slow
def test_two_people_and_a_board():
    figures = {each.name: each.value for each in room.figures(1, **SHORT)}
    wrong = {name: figures[f"room.{name}"] for name in ("errors", "lost", "doubled")}
    assert wrong == {"errors": 0, "lost": 0, "doubled": 0}
    assert figures["room.contributions"] > 0
    assert figures["room.polls"] > 1
    assert figures["room.memory_end"] > 50


SHORT = {"people": 2, "boards": 1, "seconds": 8, "pause": 1}


def test_the_words_that_confirm_are_the_rooms():
    assert CONFIRMED.search("Contribution 12 is on the chain, 0.1 ETH at stake.")[1] == "12"
