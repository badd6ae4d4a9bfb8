"""Leaderboards: ties, several rounds, and the same figures as in the results."""

from dataclasses import replace

from sum.room.classroom import Line, RoundResult
from sum.room.standings import overall, ranked, together


def line(name, *, profit=0, points=0, helped=0.0, role="contributor"):
    return Line(name, name, role, "", profit, points, 1, 0, helped)


def result(*lines):
    return RoundResult(
        1,
        "Digits",
        "points",
        money=False,
        accuracy=(0.9, 0.8),
        contributions=len(lines),
        lines=lines,
    )


def places(lines, by):
    return [(place.rank, place.line.name) for place in ranked(lines, by)]


def test_the_most_comes_first_and_equals_share_a_place():
    lines = [line("Ann", points=1), line("ben", points=4), line("Cy", points=4), line("Di")]
    assert places(lines, "points") == [(1, "ben"), (1, "Cy"), (3, "Ann"), (4, "Di")]


def test_losses_come_last():
    lines = [line("Ann", profit=-3), line("Ben", profit=2), line("Cy")]
    assert places(lines, "profit") == [(1, "Ben"), (2, "Cy"), (3, "Ann")]


def test_as_much_help_in_another_order_is_as_much():
    lines = [line("Ann", helped=0.1 + 0.2), line("Ben", helped=0.3)]
    assert places(lines, "helped") == [(1, "Ann"), (1, "Ben")]


def test_nobody_is_ranked_in_an_empty_room():
    assert ranked([], "profit") == ()


def test_rounds_add_up():
    first = result(line("Ann", profit=5, points=1, helped=0.25), line("Ben", profit=-5))
    second = result(line("Ben", profit=2), line("Ann", profit=-1, helped=-0.5), line("Cy"))
    ann, ben, cy = overall([first, second])
    assert (ann.profit, ann.points, ann.helped, ann.contributions) == (4, 1, -0.25, 2)
    assert (ben.profit, ben.contributions) == (-3, 2)
    assert cy == line("Cy")


def test_who_played_both_roles_is_neither():
    ann = line("Ann", role="attacker")
    assert overall([result(ann), result(ann)])[0].role == "attacker"
    assert overall([result(ann), result(replace(ann, role="contributor"))])[0].role == "neutral"


def test_a_bot_that_left_does_not_give_what_it_has_to_whoever_gets_its_id():
    bot = replace(line("Mallory", profit=-5), person="p3", bot="malicious")
    person = replace(line("Ann", profit=1), person="p3")
    assert [each.profit for each in overall([result(bot), result(person)])] == [-5, 1]


def test_roles_are_added_up():
    lines = [line("Ann", profit=5), line("Ben", profit=1), line("Eve", profit=-6, role="attacker")]
    assert together(lines, "profit") == {"contributor": 6, "attacker": -6}
