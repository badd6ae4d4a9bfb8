"""Files of data sets: whole or not there, and nothing in them is taken on trust."""

import errno
import json
import os
import time
from pathlib import Path

import pytest

from sum.datasets import DATASETS, available, encoders, load, stored, title_of
from sum.datasets.build import About, Raw
from sum.errors import InputError

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SUM_HOME", str(tmp_path))
    return tmp_path


def rows(n=40, name="csv:0123456789abcdef", classes=("no", "yes")):
    about = About(
        name, "Cups", "row", "Is it hot?", "mine", "free", classes, ("°C", "size"), ("°C", "")
    )
    values = [(n / 3, float(n % 7)) for n in range(n)]
    return Raw(about, values, [place % len(classes) for place in range(n)])


def test_what_is_written_is_read_again_bit_for_bit():
    raw = rows()
    stored.write(raw)
    again = stored.read(raw.about.name)
    assert again.about == raw.about == stored.about(raw.about.name)
    assert (list(again.raws), list(again.labels)) == (list(raw.raws), list(raw.labels))
    assert stored.content(again) == stored.content(raw)


def test_it_is_a_data_set_like_any_other():
    name = rows().about.name
    stored.write(rows())
    assert available()[-1] == name
    assert title_of(name) == "Cups"
    assert encoders(name)[0] == "standardised"
    assert len(load(name).pool) == 20
    assert load(name).units == ("°C", "")


def test_texts_are_kept_as_they_are():
    about = About("imdb", "Films", "sentence", "?", "", "", ("bad", "good"))
    texts = [f"line\nbreak “{n}” \u2028 é" for n in range(20)]
    stored.write(Raw(about, texts, [0, 1] * 10))
    assert list(stored.read("imdb").raws) == texts


def test_a_name_cannot_leave_the_folder(home):
    for name in (
        *("../../etc/passwd", "openml:a/b", "/etc/passwd", "..", "", "csv:../../x", "openml:../x"),
        *("\0", "a" * 300, "\ud800", "csv:*", "openml:" + "+" * 100),
    ):
        assert stored.path_of(name).parent == home / "datasets"
        with pytest.raises(InputError):
            load(name)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-20],
        lambda text: text.replace("[0,", "[1,", 1),
        lambda text: "nonsense\n" + text,
        lambda text: text[:0],
        lambda text: "[]\n" + text,
        lambda text: text.replace('"version":1', '"version":2'),
        lambda text: text.replace('"kind"', '"kin"'),
    ],
)
def test_a_damaged_file_is_refused(damage):
    raw = rows()
    stored.write(raw)
    path = stored.path_of(raw.about.name)
    path.write_text(damage(path.read_text("utf-8")), "utf-8")
    with pytest.raises(InputError, match="damaged"):
        stored.read(raw.about.name)


def test_whatever_bit_is_wrong_is_found():
    raw = rows(12)
    stored.write(raw)
    path = stored.path_of(raw.about.name)
    good = path.read_bytes()
    for place in range(len(good)):
        wrong = bytearray(good)
        wrong[place] ^= 1 << place % 7
        path.write_bytes(wrong)
        with pytest.raises(InputError):
            stored.read(raw.about.name)


def test_a_first_line_without_end(home):
    path = home / "datasets" / "x.jsonl"
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(10**10)  # a hole: takes no space, and would take all memory
    assert available() == DATASETS


def test_a_damaged_file_is_not_offered(home):
    stored.write(rows())
    (home / "datasets" / "nonsense.jsonl").write_text("{}", "utf-8")
    (home / "datasets" / "half.part").write_text("{}", "utf-8")
    assert available() == (*DATASETS, rows().about.name)


def test_nothing_is_left_of_what_cannot_be_written(home):
    raw = rows()
    raw.raws[-1] = (float("nan"), 0.0)
    with pytest.raises(ValueError, match="JSON"):
        stored.write(raw)
    assert [path for path in home.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("place", ["", "datasets"])
def test_no_place_to_keep_anything(tmp_path, monkeypatch, place):
    home = tmp_path / "file"
    if place:
        home.mkdir()
    (home / place).write_bytes(b"")
    monkeypatch.setenv("SUM_HOME", str(home))
    assert available() == DATASETS
    with pytest.raises(InputError, match="cannot be kept here"):
        stored.write(rows())
    with pytest.raises(InputError, match="There is no data set"):
        load(rows().about.name)


@pytest.mark.parametrize("where", [(os, "fsync"), (Path, "replace")])
def test_nothing_is_left_when_there_is_no_space(home, monkeypatch, where):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*where, full)
    with pytest.raises(InputError, match="Cups cannot be kept: No space left"):
        stored.write(rows())
    assert list((home / "datasets").iterdir()) == []


def test_a_folder_where_the_file_should_be(home):
    stored.path_of(rows().about.name).mkdir()
    with pytest.raises(InputError, match="cannot be kept"):
        stored.write(rows())
    assert len(list((home / "datasets").iterdir())) == 1
    assert available() == DATASETS


def test_what_somebody_killed_has_left_is_taken_away(home):
    stored.write(rows())
    for name, age in (("old.part", 7_200), ("new.part", 60)):
        path = home / "datasets" / name
        path.write_bytes(b"[")
        os.utime(path, (time.time() - age,) * 2)
    stored.write(rows(41))
    assert not (home / "datasets" / "old.part").exists()
    assert (home / "datasets" / "new.part").exists()  # somebody may be writing it
    assert available() == (*DATASETS, rows().about.name)


def test_the_longest_name_that_openml_has_can_be_kept():
    raw = rows(name="openml:" + "a(+)" * 25 + ":999999")
    stored.write(raw)
    assert stored.read(raw.about.name).about == raw.about


def test_of_equal_samples_the_first_is_kept_and_it_is_said():
    raw = rows()
    twice = stored.tidy(Raw(raw.about, [*raw.raws, raw.raws[0]], [*raw.labels, 1]), "cups")
    assert list(twice.raws) == raw.raws
    assert twice.labels[0] == 0
    assert twice.about.summary == "Is it hot? 1 cups that were there before are left out."


def test_a_large_set_is_thinned_in_proportion_and_always_the_same():
    raw = rows(9_000, classes=("a", "b", "c"))
    raw = Raw(
        raw.about, raw.raws, [0 if place % 10 else 1 + place % 20 // 10 for place in range(9_000)]
    )
    thin = stored.tidy(raw, "cups")
    assert [thin.labels.count(label) for label in range(3)] == [1_800, 100, 100]
    assert "A room uses 2,000 of the 9,000 cups" in thin.about.summary
    assert stored.tidy(raw, "cups") == thin


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (rows(classes=("one",)), "2 to 32 classes, and there are 1"),
        (rows(400, classes=tuple(map(str, range(33)))), "and there are 33"),
        (rows(19), "'yes' has 9"),
        (rows(classes=("", "yes")), "1 to 100 characters: '' has 0"),
        (rows(classes=("no", "yes" * 50)), "1 to 100 characters"),
    ],
)
def test_classes_that_cannot_be_told_apart(raw, why):
    with pytest.raises(InputError, match=why):
        stored.tidy(raw, "cups")


def test_the_first_line_is_enough_for_a_title():
    raw = rows()
    stored.write(raw)
    path = stored.path_of(raw.about.name)
    first = path.read_text("utf-8").partition("\n")[0]
    assert json.loads(first)["samples"] == 40
    path.write_text(first + "\n", "utf-8")
    assert title_of(raw.about.name) == "Cups"
