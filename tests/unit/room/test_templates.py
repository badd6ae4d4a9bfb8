"""Lessons: their numbers, worked out and tried."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from sum.room.bots import check_bots
from sum.room.lessons import step_now
from sum.room.registry import forget_room, open_class
from sum.room.teaching import checked_length
from sum.room.templates import DUEL, MONEY, OWN, TASTE, TEMPLATES, template
from sum.units import DAY, MINUTE

PLANNED = [each for each in TEMPLATES if each.steps]
ROUNDS = [pytest.param(lesson, each, id=each.title) for lesson in PLANNED for each in lesson.rounds]
DIFFERENT = {
    (each.terms, each.model): pytest.param(lesson, each, id=each.title)
    for lesson in PLANNED
    for each in lesson.rounds
}
GUIDE = Path(__file__).parents[3] / "docs" / "facilitator.md"


def test_there_is_a_lesson_of_ten_of_twenty_and_of_fortyfive_minutes():
    assert [each.minutes for each in PLANNED] == [10, 20, 45]
    assert len({each.name for each in TEMPLATES}) == len({each.title for each in TEMPLATES}) == 4
    assert all(template(each.title) is each for each in TEMPLATES)
    assert template("Something else") is None


@pytest.mark.parametrize("lesson", TEMPLATES, ids=lambda each: each.name)
def test_a_lesson_can_be_opened(lesson):
    settings, classroom = lesson.settings(), lesson.classroom()
    check_bots(settings.bots)
    checked_length(classroom.length)
    assert (classroom.title, classroom.phase, classroom.led) == (lesson.title, "lobby", True)
    assert "honest" in settings.bots  # else nobody could take a bad deposit at first


@pytest.mark.parametrize(("lesson", "played"), ROUNDS)
def test_claims_come_due_many_times_within_a_round(lesson, played):
    wait = played.terms.waits.refund / lesson.factor
    assert wait == DAY / lesson.factor == 24  # as the texts say
    assert played.turns(lesson.factor) == played.length / wait >= 10
    # What nobody claimed is for anybody before the round is over: people see that, too.
    assert played.terms.waits.left / lesson.factor < played.length


def test_a_round_without_end_or_without_refunds_has_no_turns():
    assert OWN.rounds[0].turns(3_600) == 0


@pytest.mark.parametrize("lesson", PLANNED, ids=lambda each: each.name)
def test_the_plan_leaves_time_for_what_is_played_and_for_the_end(lesson):
    steps = lesson.steps
    assert steps[0].minute == 0
    assert all(before.minute < after.minute for before, after in pairwise(steps))
    plays = [place for place, each in enumerate(steps) if each.title.startswith("Play")]
    assert len(plays) == len(lesson.rounds)
    for place, played in zip(plays, lesson.rounds, strict=True):
        ends = next(each for each in steps[place:] if each.title in {"Talk", "The end"})
        assert steps[place].minute * MINUTE + played.length <= ends.minute * MINUTE
    assert lesson.minutes - steps[-1].minute >= 2  # to talk


def test_the_plan_follows_the_room():
    def titles(lesson, *stages):
        return [lesson.steps[step_now(lesson, *stage)].title for stage in stages]

    assert titles(TASTE, (1, "lobby"), (1, "playing"), (1, "paused"), (1, "over")) == [
        "Let people in",
        "Play",
        "Play",
        "The end",
    ]
    assert titles(MONEY, (1, "over"), (2, "lobby"), (2, "over"), (2, "ended"), (9, "lobby")) == [
        "Talk",
        "Play round 2",
        "The end",
        "The end",
        "The end",
    ]
    assert titles(DUEL, (2, "over"), (3, "playing")) == ["Talk", "Play round 3"]
    assert step_now(OWN, 1, "playing") == -1


@pytest.mark.parametrize("lesson", PLANNED, ids=lambda each: each.name)
def test_the_guide_tells_of_every_step(lesson):
    text = GUIDE.read_text()
    part = text[text.index(f"## {lesson.title}") :].split("\n## ")[0]
    for step in lesson.steps:
        assert f"**{step.minute} min · {step.title}.**" in part
    for played in lesson.rounds:
        assert f"**{played.title}**" in " ".join(part.split())


@pytest.mark.slow
@pytest.mark.parametrize(("lesson", "played"), DIFFERENT.values())
def test_refunds_and_takes_happen_with_the_bots_alone(lesson, played):
    """A third of each round, in jumps of a day."""
    settings = replace(lesson.settings(), model=played.model, terms=played.terms)
    room, _, key = open_class(settings, replace(lesson.classroom(), length=0))
    try:
        room.begin(key, "begin")
        room.set_clock(key, "clock", running=False)
        before = len(room.snapshot.payouts)
        for day in range(round(played.turns(lesson.factor) / 3)):
            room.jump(key, f"day {day}", DAY)
        kinds = Counter(each.kind for each in room.snapshot.payouts[before:])
        assert kinds["refund"] >= 5
        assert kinds["take"] >= 2
    finally:
        forget_room(room.code)
