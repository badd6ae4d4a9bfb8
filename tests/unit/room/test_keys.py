"""What lets somebody act: keys, tickets, phrases, and everything that is almost one of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.errors import InputError, PersonNotFound, RoomError
from sum.room import Classroom, open_class
from sum.room.keys import Keyring
from sum.room.people import People
from sum.room.phrases import WORDS, check_phrase, new_phrase, same_phrase, word_list
from tests.unit.room.conftest import QUIET

SIGNS = st.sampled_from("h0123456789abcdef.é\0 ")


@pytest.fixture(scope="module")
def two():
    """A list of two people with their keys, and the same two elsewhere."""
    everybody = People()
    ids = [everybody.add(name, "contributor", f"account of {name}").id for name in ("Ann", "Ben")]
    return everybody, [everybody.new_key((each,)) for each in ids]


def test_a_ticket_is_good_in_one_browser(two):
    everybody, (ann, ben) = two
    ticket = everybody.ticket(ann, "browser")
    assert everybody.admit(ticket, "browser") == ann != ben
    for other in ("", "browser2", "Browser", "rowser"):
        with pytest.raises(PersonNotFound):
            everybody.admit(ticket, other)


def test_a_ticket_is_no_key_and_a_key_is_no_ticket(two):
    everybody, (ann, _) = two
    with pytest.raises(PersonNotFound):
        everybody.identify(everybody.ticket(ann, ""))
    with pytest.raises(PersonNotFound):
        everybody.admit(ann, "")


def test_parts_of_a_ticket_cannot_be_moved_from_one_to_the_other():
    keyring = Keyring()
    assert keyring.holder_by_ticket(keyring.ticket("h1", "1browser"), "1browser") == "h1"
    assert (
        keyring.ticket("h1", "1browser").partition(".")[2]
        != (keyring.ticket("h11", "browser").partition(".")[2])
    )


def test_keys_and_tickets_of_another_room_are_worth_nothing(two):
    everybody, (ann, _) = two
    other = People()
    other.new_key((other.add("Ann", "contributor", "x").id,))
    assert [each.id for each in other] == ["p0"]
    with pytest.raises(PersonNotFound):
        other.identify(ann)
    with pytest.raises(PersonNotFound):
        other.admit(everybody.ticket(ann, "browser"), "browser")


@given(data=st.data())
def test_what_is_almost_a_key_is_none(two, data):
    everybody, (ann, ben) = two
    ticket = everybody.ticket(ann, "browser")
    real = data.draw(st.sampled_from([ann, ticket]))
    at = data.draw(st.integers(0, len(real) - 1))
    kinds = {
        "changed": real[:at] + data.draw(SIGNS) + real[at + 1 :],
        "cut": real[:at],
        "longer": real + data.draw(SIGNS),
        "of the other": ben.partition(".")[0] + "." + real.partition(".")[2],
        "anything": data.draw(st.text(SIGNS, max_size=60)),
    }
    forged = data.draw(st.sampled_from(sorted(kinds.items())))[1]
    if forged in {ann, ben, ticket}:
        return
    with pytest.raises(PersonNotFound):
        everybody.identify(forged)
    with pytest.raises(PersonNotFound):
        everybody.admit(forged, "browser")


def test_the_secret_is_not_shown_with_the_keyring():
    keyring = Keyring(b"0123456789abcdef0123456789abcdef")
    assert "0123" not in repr(keyring)
    assert "0123" not in repr(People(keyring=keyring))


def test_a_phrase_is_made_of_the_list_and_typed_as_people_type():
    phrase = new_phrase()
    words = phrase.split()
    assert len(words) == WORDS
    assert set(words) <= set(word_list())
    check_phrase(phrase)
    for typed in (phrase.upper(), ", ".join(words), "-".join(word[:4] for word in words)):
        assert same_phrase(typed) == phrase


def test_words_of_the_list_are_told_apart_by_four_letters():
    assert len({word[:4] for word in word_list()}) == len(word_list()) == 2_048
    assert all(same_phrase(word) == word for word in word_list())


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "has 0"),
        ("apple river stone", "has 3"),
        ("apple river stone moon moon", "has 5"),
        ("apple river stone mo0n", "has 5"),
        ("apple rivver stone moon", "Is it “river”"),
        ("apple river stone " + "x" * 500, "in no phrase"),
        ("яблоко river stone moon", "in no phrase"),
    ],
)
def test_what_cannot_be_a_phrase(typed, why):
    with pytest.raises(InputError, match=why):
        check_phrase(typed)


def test_a_phrase_is_of_its_owner_and_until_the_next():
    everybody = People()
    ann, ben = (everybody.new_key((everybody.add(n, "contributor", n).id,)) for n in ("Ann", "Ben"))
    everybody.learn(ann, "apple river stone moon")
    everybody.learn(ben, "moon river stone apple")
    assert everybody.by_typed("apple river stone moon") == ann
    everybody.learn(ann, "zoo zoo zoo zoo")
    assert everybody.by_typed("zoo zoo zoo zoo") == ann
    assert everybody.by_typed("moon river stone apple") == ben
    with pytest.raises(PersonNotFound):
        everybody.by_typed("apple river stone moon")


def test_who_comes_back_to_a_class_is_who_they_were():
    room, code, key = open_class(QUIET, Classroom(phase="lobby"))
    ann = room.join("Ann", "contributor", "n")
    phrase = room.phrase(ann)
    assert room.resume(phrase.upper()) == ann
    assert room.facilitator(code.lower()) == key
    for wrong in (code, "zoo zoo zoo zoo", ""):
        with pytest.raises(PersonNotFound):
            room.resume(wrong)
    for wrong in (phrase, code[:-1], ""):
        with pytest.raises(PersonNotFound):
            room.facilitator(wrong)
    with pytest.raises(RoomError, match="facilitator’s key"):
        room.phrase(key)  # it would take the place of the key that is shown once
    assert room.facilitator(code) == key


def test_who_opened_a_room_that_nobody_leads_comes_back_too(shared):
    room, key = shared
    assert room.resume(room.phrase(key)) == key


def test_nobody_acts_as_somebody_else(shared):
    room, _ = shared
    ann, ben = (room.join(name, "contributor", name) for name in ("Ann", "Ben"))
    other = room.identify(ben).id
    with pytest.raises(PersonNotFound):
        room.switch(ann, other)
    forged = f"{room.identify(ben).holder}.{ann.partition('.')[2]}"
    for key in (forged, room.ticket(ben, ""), "", "h0.", other):
        with pytest.raises(PersonNotFound):
            room.collect(key, "n")
        with pytest.raises(PersonNotFound):
            room.switch(key, other)
