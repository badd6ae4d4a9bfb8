"""Uploads: guessed and shown, refused by row and column, kept whole or not at all."""

import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sum.datasets import DATASETS, available, csv_text, encoders, load, table, title_of
from sum.errors import InputError


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SUM_HOME", str(tmp_path))
    return tmp_path


def cups(n=40, delimiter=",", decimal="."):
    head = delimiter.join(("id", "heat", "size", "kind"))
    lines = [
        delimiter.join((str(k + 1), f"{k}{decimal}5", str(k % 7), ("tea", "coffee")[k % 2]))
        for k in range(n)
    ]
    return "\n".join([head, *lines]) + "\n"


def types(read):
    return {column.name: column.type for column in read.columns}


def test_types_are_guessed_and_a_label_is_suggested():
    read = table.read(cups().encode(), "C:\\my data\\Cups_2024.csv")
    assert read.title == "Cups 2024"
    assert types(read) == {"id": "number", "heat": "number", "size": "number", "kind": "category"}
    assert read.label == "kind"
    assert read.labels == ("size", "kind")
    assert read.features("kind") == ("heat", "size")  # not the one that only counts rows
    kind = read.column("kind")
    assert (kind.distinct, kind.missing, kind.examples) == (2, 0, ("tea", "coffee"))
    assert len(read) == 40


def test_numbers_become_rows():
    name = table.keep(table.read(cups(), "cups.csv"), "kind")
    dataset = load(name)
    assert name.startswith("csv:")
    assert (dataset.kind, dataset.title) == ("row", "cups")
    assert dataset.classes == ("coffee", "tea")
    assert dataset.columns == ("heat", "size")
    values = sorted(
        raw for part in (dataset.train, dataset.pool, dataset.hidden) for raw in part.raw
    )
    assert values[1] == (1.5, 1.0)
    assert encoders(name) == ("standardised", "unit", "pca", "random-projection")
    assert available()[-1] == name
    assert title_of(name) == "cups"


def texts(words, n=60):
    lines = [
        f'"The {words[k % 2]}, {chr(97 + k % 13)} and {chr(97 + k % 7)} soup"\t{k % 2}'
        for k in range(n)
    ]
    return "\n".join(["text\tscore", *lines])


def test_one_text_becomes_sentences():
    read = table.read(texts(("bad", "good")))
    assert types(read) == {"text": "text", "score": "number"}
    assert (read.label, read.features("score")) == ("score", ("text",))
    dataset = load(table.keep(read, "score"))
    assert (dataset.kind, dataset.classes) == ("sentence", ("0", "1"))
    assert all(raw.startswith(("The bad, ", "The good, ")) for raw in dataset.pool.raw)
    assert encoders(dataset.name)[:2] == ("words", "hashed-words")


def test_what_could_not_be_loaded_is_not_kept():
    lines = "\n".join(f"soup number {k},{k % 2}" for k in range(60))
    read = table.read(f"text,label\n{lines}")
    [problem] = table.problems(read, "label")
    assert "too few different samples" in problem


def test_the_same_table_has_the_same_name():
    first = table.keep(table.read(cups()), "kind")
    assert (
        table.keep(table.read(cups(delimiter=";", decimal=",").encode("utf-8-sig")), "kind")
        == first
    )
    assert table.keep(table.read(cups()), "kind", ["heat"]) != first
    assert available().count(first) == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_encodings_and_line_ends(delimiter, encoding, end):
    text = cups(30, delimiter).replace("tea", "thé").replace("\n", end)
    read = table.read(text.encode(encoding))
    assert read.column("kind").examples == ("thé", "coffee")
    assert not any("Latin" in note for note in read.notes)


def test_latin_1_is_said():
    read = table.read(cups().replace("tea", "thé").encode("latin-1"))
    assert read.column("kind").examples[0] == "thé"
    assert "Latin-1" in " ".join(read.notes)


def test_quoted_values_may_have_anything_in_them():
    read = table.read('a,label\n"x, ""y""\nz",1\n" 5 ",2\n')
    assert read.column("a").examples == ('x, "y"\nz', "5")


def test_empty_rows_are_left_out_and_do_not_shift_the_numbers():
    text = "\n \n" + cups(30).replace("3,2.5", "\n\n3,abc")
    read = table.read(text)
    assert len(read) == 30
    assert "4 empty rows" in " ".join(read.notes)
    # Two above the names, the names, two rows, two empty ones.
    assert table.problems(read, "kind") == ["row 8, column 'heat': 'abc' is not a number"]


def test_problems_are_told_by_row_and_column():
    text = cups().replace("3,2.5,", "3,,").replace("5,4.5,4,tea", "5,1e30,four,")
    read = table.read(text)
    found = table.problems(read, "kind")
    assert found == [
        "row 6, column 'kind': there is no label",
        "row 6, column 'heat': a number above 1e+15 is too large",
        "row 4, column 'heat': there is no value",
        "row 6, column 'size': 'four' is not a number",
    ]
    with pytest.raises(InputError, match=r"row 6, column 'kind'.*and 3 more problems"):
        table.keep(read, "kind")
    assert available() == DATASETS


def test_missing_values_can_be_treated():
    text = cups().replace("3,2.5,", "3,NA,").replace("7,6.5,6,tea", "7,6.5,6,?")
    read = table.read(text)
    assert read.column("heat").missing == 1
    out = load(table.keep(read, "kind", missing="leave out"))
    assert "2 rows with missing values are left out." in out.summary
    filled = load(table.keep(read, "kind", missing="median"))
    every = [raw for part in (filled.train, filled.pool, filled.hidden) for raw in part.raw]
    heats = [k + 0.5 for k in range(40) if k != 2]
    assert len(every) == 39
    assert (float(np.median(heats)), 2.0) in every


def test_problems_do_not_flood():
    text = cups(400).replace(".5,", ".5x,", 70)
    read = table.read(text)
    assert types(read)["heat"] == "number"
    assert len(table.problems(read, "kind")) == 20


@pytest.mark.parametrize(
    ("label", "columns", "why"),
    [
        ("kind", ["heat", "nonsense"], "no column 'nonsense'"),
        ("nonsense", None, "no column 'nonsense'"),
        ("kind", [], "at least one column"),
        ("kind", ["kind"], "from itself"),
        ("kind", ["heat", "heat"], "each once"),
        ("size", ["heat", "kind"], "'kind' has words"),
        ("heat", ["size"], "40 different values"),
        ("size", ["heat"], "at least 10 different rows: '5' has 5"),
    ],
)
def test_a_choice_that_makes_no_sense(label, columns, why):
    read = table.read(cups())
    assert why in table.problems(read, label, columns)[0]
    with pytest.raises(InputError, match=why):
        table.keep(read, label, columns)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (b"", "empty"),
        ("\n\n", "empty"),
        ("just some words\nof text", "only one value"),
        ("a,b\n", "no row under"),
        ("1,2\n3,4\n", "first row has to be the names"),
        ("a,a\n1,2\n", "two columns|Two columns"),
        ("a,b\n1,2\n1,2,3\n", "Row 3 has 3 values, but there are 2 columns"),
        ('a,b\n1,2\n"x,3\n4,5\n', "quote that opens in row 3 is never closed"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"a,b\n1,\x00\n", "no text file"),
        (
            ",".join(f"c{k}" for k in range(2_001)) + "\n" + "1," * 2_000 + "1",
            "2,001 columns or more",
        ),
        (",".join(f"{k:0999}" for k in range(2_001)) + "x\n", "2,001 columns or more"),
        ("a" + "," * 2_000_000, "columns or more"),
        ("\n" * 3_000_000 + "a,b\n1,2", "3,000,001 lines; at most 2,000,000"),
        ("a,b\n1," + "x" * 200_000, "a value of more than 131,072 characters"),
        ("a,label\n\ud800,x", "halves of characters"),
        ("a\n1\n2", "only one value"),
    ],
)
def test_what_cannot_be_read(source, why):
    with pytest.raises(InputError, match=why):
        table.read(source)


def test_a_large_file_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(csv_text, "MAX_BYTES", 1 << 20)
    with pytest.raises(InputError, match=r"1,048,577 bytes; at most 1 MB"):
        table.read(b"a" * ((1 << 20) + 1))
    whole = cups().encode()
    assert len(table.read(whole + b" " * ((1 << 20) - len(whole)))) == 40
    assert table.MAX_BYTES == 50 * 2**20


def test_a_column_without_a_name_gets_one():
    read = table.read("," + cups()[3:])
    assert read.columns[0].name == "column 1"
    assert "Column 1 has no name" in read.notes[0]


def test_empty_lines_above_cost_nothing():
    start = time.perf_counter()
    assert len(table.read(" \t\n" * 1_500_000 + cups())) == 40
    assert time.perf_counter() - start < 2


def test_a_spreadsheet_may_say_the_delimiter():
    read = table.read("sep=;\n" + cups(30, ";", ",").replace("3;2,5", "3;x"))
    assert types(read)["heat"] == "number"
    assert table.problems(read, "kind") == ["row 5, column 'heat': 'x' is not a number"]
    assert not any("empty rows" in note for note in read.notes)


def test_names_are_on_one_line_and_turn_nothing():
    text = cups().replace("heat", '"he\nat\u202e"').replace("tea", '"gr\teen\u202e\r\ntea"')
    read = table.read(text)
    assert [column.name for column in read.columns] == ["id", "he at", "size", "kind"]
    dataset = load(table.keep(read, "kind"))
    assert dataset.classes == ("coffee", "gr een tea")
    assert dataset.columns == ("he at", "size")


def test_a_class_without_end():
    [problem] = table.problems(table.read(cups().replace("tea", "tea" * 500)), "kind")
    assert len(problem) < 120
    assert problem.startswith("The name of a class has 1 to 100 characters: 'teatea")


def test_only_encoders_that_work_are_offered():
    """Of length 1, a single column is 1 or -1: all samples are the same."""
    rows = "\n".join(f"{k * 37 % 101},{('tea', 'coffee')[k % 2]}" for k in range(100))
    name = table.keep(table.read(f"heat,kind\n{rows}"), "kind")
    assert encoders(name) == ("standardised", "pca", "random-projection")
    for encoder in encoders(name):
        assert load(name, 0, encoder).n_features == 1
    with pytest.raises(InputError, match="cannot be encoded as 'unit'"):
        load(name, 0, "unit")


@pytest.mark.slow
def test_many_columns_and_problems_take_little():
    head = ",".join([*(f"c{k}" for k in range(200)), "kind"])
    rows = [",".join(["-"] * 200 + [("tea", "coffee")[k % 2]]) for k in range(500)]
    first = [",".join(["1"] * 200 + ["tea"])] * 4_500
    read = table.read("\n".join([head, *first, *rows]))
    names = [f"c{k}" for k in range(200)]
    tracemalloc.start()
    assert len(table.problems(read, "kind", names)) == 20
    with pytest.raises(InputError, match="and 99,999 more problems"):
        table.keep(read, "kind", names)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 25e6


@pytest.mark.slow
def test_a_page_may_ask_again_and_again():
    read = table.read(cups(50_000))
    table.problems(read, "kind", ["heat", "size"])
    start = time.perf_counter()
    for _ in range(20):
        assert table.problems(read, "kind", ["heat", "size"]) == []
        assert read.features("kind") == ("heat", "size")
    assert time.perf_counter() - start < 1 / 2
    assert table.problems(read, "kind", []) != []
    assert table.problems(read, "kind", ["heat", "size"]) == []


def test_no_row_is_whole():
    rows = (f"{('1,', ',1')[k % 2]},{'xyz'[k % 3]}" for k in range(40))
    read = table.read("\n".join(["a,b,kind", *rows]))
    with pytest.raises(InputError, match="No row has a label and a value in every column"):
        table.keep(read, "kind", ["a", "b"], "leave out")


def together(what, count=6):
    """Do something in many threads at the same moment."""
    with ThreadPoolExecutor(count) as pool:
        gate = threading.Barrier(count)

        def one(number):
            gate.wait()
            return what(number)

        return list(pool.map(one, range(count)))


def test_uploads_at_the_same_moment():
    names = together(lambda n: load(table.keep(table.read(cups(40 + n % 2)), "kind")).name)
    assert len(set(names)) == 2
    assert set(available()) == {*DATASETS, *names}


def test_everybody_gets_the_same_object():
    name = table.keep(table.read(cups(60)), "kind")
    assert len(set(map(id, together(lambda _: load(name, 9))))) == 1


def test_equal_rows_count_once_and_many_are_thinned():
    read = table.read(cups(5_000) + cups(5_000).partition("\n")[2])
    dataset = load(table.keep(read, "kind", ["heat", "size"]))
    assert "5,000 rows that were there before are left out" in dataset.summary
    assert "2,000 of the 5,000" in dataset.summary
    assert len(dataset.train) + len(dataset.pool) + len(dataset.hidden) == 2_000


def test_there_is_an_end_to_uploads(monkeypatch):
    monkeypatch.setattr(table, "MAX_KEPT", 1)
    name = table.keep(table.read(cups()), "kind")
    with pytest.raises(InputError, match="1 uploads are kept already"):
        table.keep(table.read(cups(50)), "kind")
    assert table.keep(table.read(cups()), "kind") == name


def test_missing_has_to_be_one_of_the_ways():
    assert "none of refuse" in table.problems(table.read(cups()), "kind", missing="guess")[0]


_CELLS = st.sampled_from(
    [
        "",
        "1",
        "2.5",
        "a b",
        '"',
        "x,y",
        "\n",
        "é",
        "NA",
        "1e999",
        "-",
        " ",
        "\t",
        ";",
        "|",
        "0x1",
        "1_0",
    ]
)
_LINES = st.lists(st.lists(_CELLS, min_size=2, max_size=4).map(",".join), min_size=1).map("\n".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=_LINES | st.text() | st.binary())
def test_whatever_comes_is_read_or_refused(source):
    try:
        read = table.read(source)
    except InputError:
        return
    for column in read.columns:
        others = [other.name for other in read.columns if other != column]
        assert isinstance(table.problems(read, column.name, others), list)
