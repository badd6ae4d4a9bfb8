"""Names, roles and keys, without a chain."""

import pytest

from sum.errors import InputError, PersonNotFound
from sum.room.bots import check_bots, free_bot_name
from sum.room.people import MAX_NAME, MOST_PEOPLE, People, checked_name, checked_role


def people(*names):
    everybody = People()
    for name in names:
        everybody.add(name, "contributor", f"account of {name}")
    return everybody


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Ann", "Ann"),
        ("  Ann   B. ", "Ann B."),
        ("<b>Ann</b>", "<b>Ann</b>"),  # kept as it is: whoever draws it escapes it
        ("x" * MAX_NAME, "x" * MAX_NAME),
        ("\uff21nn", "Ann"),
        ("Zoe\u0308", "Zoë"),
        ("数学", "数学"),
    ],
)
def test_nickname_is_tidied(typed, shown):
    assert checked_name(typed) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "\u3000",
        "x" * (MAX_NAME + 1),
        "Ann" + 10_000 * " ",
        "a\u202eb",
        "a\0b",
        "you",
        "YOUR ATTACKER",
        "the  Facilitator",
    ],
)
def test_nickname_that_cannot_be_used(typed):
    with pytest.raises(InputError):
        checked_name(typed)


@pytest.mark.parametrize("role", ["", "owner", "Contributor"])
def test_role_that_people_cannot_have(role):
    with pytest.raises(InputError):
        checked_role(role)


def test_name_is_taken_in_any_case():
    everybody = people("Straße")
    with pytest.raises(InputError):
        everybody.add("STRASSE", "attacker", "x")
    assert [member.name for member in everybody] == ["Straße"]


def test_room_is_full_at_some_point():
    everybody = people(*(f"Person {n}" for n in range(MOST_PEOPLE)))
    assert len(everybody.members) == MOST_PEOPLE
    with pytest.raises(InputError, match="full"):
        everybody.add("One more", "contributor", "x")


def test_keys_are_long_and_never_alike():
    everybody = people("Ann")
    keys = {everybody.new_key(("p0",)) for _ in range(100)}
    assert len(keys) == 100
    assert all(len(key.partition(".")[2]) == 32 for key in keys)  # 128 bits


def test_key_acts_as_its_own_people_only():
    everybody = people("Ann", "Ben")
    key = everybody.new_key(("p0",), host=True)
    assert (everybody.identify(key).id, everybody.identify(key).host) == ("p0", True)
    with pytest.raises(PersonNotFound):
        everybody.switch(key, "p1")
    with pytest.raises(PersonNotFound):
        everybody.switch("guess", "p0")


def test_copy_is_on_its_own():
    everybody = people("Ann")
    kept = everybody.save()
    key = everybody.new_key((everybody.add("Ben", "attacker", "x").id,))
    assert [member.name for member in kept] == ["Ann"]
    with pytest.raises(PersonNotFound):
        kept.identify(key)


def test_bot_takes_no_persons_name_and_there_is_always_another():
    everybody = people("ADA")
    names = []
    for _ in range(30):
        names.append(free_bot_name("honest", everybody))
        everybody.add(names[-1], "contributor", "x", "honest")
    assert names[0] == "Blaise"
    assert len(set(names)) == 30


@pytest.mark.parametrize("kinds", [("clever",), ("honest",) * 13, ("label_flipping",)])
def test_bots_that_a_room_cannot_have(kinds):
    with pytest.raises(InputError):
        check_bots(kinds)


def test_who_was_sent_home_later_acts_until_that_happens_again():
    before = people("Ann", "Bob")
    keys = [before.new_key((member,)) for member in ("p0", "p1")]
    later = before.save()
    later.send_home("p0")
    with pytest.raises(PersonNotFound, match="sent you home"):
        later.identify(keys[0])
    before.keep_keys(later)
    assert before.identify(keys[0]).id == "p0"
    before.send_home("p0")
    with pytest.raises(PersonNotFound, match="sent you home"):
        before.identify(keys[0])
    assert before.identify(keys[1]).id == "p1"
