"""A report tells what happened, needs nothing else, and gives no secret away."""

import csv
import io
import re
import time
from dataclasses import replace
from html import escape
from html.parser import HTMLParser

import pytest

from sum.federated.settings import Settings as Federal
from sum.incentives import PointsTerms, Terms
from sum.room import Classroom, Settings, open_class
from sum.room.classroom import Line
from sum.units import ETHER, Wei
from sum.viz.report.lesson import THEORY, lesson
from sum.viz.report.page import report_html
from sum.viz.report.rounds import shown_rounds
from sum.viz.report.tables import contributions_csv, people_csv

pytestmark = pytest.mark.slow

EVIL = ("=cmd()|'x'!A0", "<script>x</script>", "Ann & Sons")
FEDERAL = Federal("masked", "sign_flip", "breast-cancer", clients=4, rounds=2, attackers=0.5)
SETTINGS = Settings(running=False, bots=("malicious",), ready=False, terms=PointsTerms())
VOID = {"meta", "img", "source", "br"}


class Page(HTMLParser):
    """What is in a page: its tags, where it reaches, and whether all that opens closes."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.reached, self.open = set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.reached += [v for k, v in attrs if k in {"src", "srcset", "href", "data"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def contribute(room, key, nonce, *, wrong=False):
    sample = room.dataset.pool[int(nonce)]
    room.contribute(key, nonce, sample.data, sample.label ^ wrong, truth=sample.label)


@pytest.fixture(scope="module")
def game():
    """Two rounds of a class with dealt roles, the second one under way; its secrets."""
    led = Classroom(title="Trust <me>", phase="lobby", roles="dealt")
    room, code, host = open_class(SETTINGS, led)
    keys = [room.join(name, "contributor", name) for name in EVIL]
    room.begin(host, "b1")
    for n, key in enumerate(keys):
        contribute(room, key, str(n), wrong=room.role(key) == "attacker")
    room.next_round(host, "n", terms=Terms())
    room.begin(host, "b2")
    for n, key in enumerate(keys, start=3):
        contribute(room, key, str(n), wrong=room.role(key) == "attacker")
    room.jump(host, "j", 90_000)
    for key in keys[:2]:
        room.give(host, key, Wei(ETHER))
    room.open_federation(host, "deal", FEDERAL)
    room.play_rounds(host, "play", 1)
    end = time.monotonic() + 60
    while room.snapshot.federation.wanted:
        assert time.monotonic() < end
        time.sleep(0.02)
    phrases = [room.phrase(key) for key in keys]
    tickets = [room.ticket(key, "cookie") for key in (*keys, host)]
    secret = room._game.people.keyring.secret
    yield room, host, [code, host, *keys, *phrases, *tickets, secret.hex()]
    room.close()


@pytest.fixture(scope="module")
def ended(game):
    """The same, as it looks after its end."""
    room, _, _ = game
    shot = room.snapshot
    last = shown_rounds(shot)[-1]
    roles = {each.id: each.role for each in room._game.people}
    lines = tuple(replace(each, role=roles[each.person]) for each in last.lines)
    results = (*shot.classroom.results, replace(last, lines=lines))
    return replace(shot, classroom=replace(shot.classroom, phase="ended", results=results))


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_report_needs_nothing_else_and_is_whole(game, ended):
    room, _, _ = game
    text = report_html(ended, room.now(), "30 November 2026")
    page = Page(text)
    assert page.open == []
    assert "script" not in page.tags
    assert page.reached
    assert all(each.startswith("data:image/svg+xml;base64,") for each in page.reached)
    assert not re.search(r"url\(|@import", text)
    for name in ("Trust &lt;me&gt;", "&lt;script&gt;x", "Ann &amp; Sons", "It adds up to the wei"):
        assert name in text


def test_nothing_gives_a_secret_away(game, ended):
    room, _, secrets = game
    made = "".join(
        report_html(shot, room.now(), "today") + people_csv(shot) + contributions_csv(shot)
        for shot in (room.snapshot, ended)
    )
    assert [each for each in secrets if each in made] == []


def test_federated_rounds_have_a_line_for_each_client(game, ended):
    room, host, _ = game
    made = report_html(ended, room.now(), "today")
    assert "Federated rounds" in made
    assert "4 clients trained one model on data that stayed with them: Breast" in made
    assert "dial at masked, 1 of 2 rounds" in made
    seats = room._game.federation.seats
    assert all(escape(seat.name) in made for seat in seats)
    assert not any(seat.attacker for seat in ended.federation.seats)
    room.lead(host, "c", revealed=True)
    bad = sum(seat.attacker for seat in seats)
    assert f"{bad} of them attackers" in report_html(room.snapshot, room.now(), "today")
    room.lead(host, "d", revealed=False)


def test_roles_stay_secret_until_the_end(game, ended):
    room, _, _ = game
    before = {line["role"] for line in read(people_csv(room.snapshot))}
    assert before == {"Malicious bot", "Role unknown"}
    assert "still a secret" in " ".join(lesson(room.snapshot, shown_rounds(room.snapshot)))
    assert {"Attacker", "Contributor"} < {line["role"] for line in read(people_csv(ended))}


def test_hidden_names_stay_hidden(game):
    room, host, _ = game
    room.lead(host, "a", anonymous=True)
    shot = room.snapshot
    made = report_html(shot, room.now(), "today") + people_csv(shot) + contributions_csv(shot)
    assert "Player 1" in made
    assert "Sons" not in made
    room.lead(host, "b", anonymous=False)


def test_people_have_a_line_for_each_round(ended):
    rows = read(people_csv(ended))
    assert [row["round"] for row in rows] == ["1"] * 4 + ["2"] * 4
    assert sum(int(row["contributions"]) for row in rows if row["round"] == "2") == len(
        ended.entries
    )
    assert rows[1]["name"] == "'" + EVIL[0]
    paid = [row for row in rows if row["mechanism"] == Terms.name]
    assert all(int(row["profit_wei"]) / ETHER == float(row["profit_eth"]) for row in paid)


def test_contributions_say_what_came_of_them(ended):
    rows = read(contributions_csv(ended))
    assert [int(row["number"]) for row in rows] == [each.number for each in ended.entries]
    assert rows[0]["transaction"] == ended.entries[0].transaction
    mine = read(contributions_csv(ended, ended.entries[0].person))
    assert {row["person"] for row in mine} == {ended.entries[0].person}


def line(role, profit=0, helped=0.0):
    return Line(role + str(profit), role, role, "", Wei(profit), 0, 3, 1, helped)


@pytest.mark.parametrize(
    ("lines", "said", "unsaid"),
    [
        (
            [line("attacker", -ETHER), line("contributor", ETHER)],
            "did not pay, for anybody",
            "paid",
        ),
        ([line("attacker", ETHER, -0.1)], "Here cheating paid", "theory says: cheating"),
        ([line("attacker", -2 * ETHER), line("attacker", ETHER)], "for some it did", "for anybody"),
        ([line("attacker")], "cost nothing here", "paid"),
        ([line("contributor", 5)], "Nobody attacked", "heating"),
    ],
)
def test_lesson_says_honestly_whether_cheating_paid(ended, lines, said, unsaid):
    result = replace(ended.classroom.results[-1], lines=tuple(lines))
    told = " ".join(lesson(ended, (result,)))
    assert said in told
    assert unsaid not in told.replace(THEORY[result.mechanism], "")
    assert THEORY[result.mechanism] in told


def test_lesson_compares_points_and_money(ended):
    told = " ".join(lesson(ended, ended.classroom.results))
    assert "For points attackers made" in told
    assert all(THEORY[name] in told for name in (PointsTerms.name, Terms.name))
