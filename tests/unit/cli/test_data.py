"""The command for data sets: lists what there is, fetches what is asked for."""

import pytest

from sum.__main__ import main
from sum.cli.data import Bar
from sum.datasets import DATASETS, FETCHED, SYNTHETIC, imdb, stored, title_of
from sum.datasets.build import Raw
from sum.errors import FetchError


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SUM_HOME", str(tmp_path))
    return tmp_path


def test_list(capsys):
    assert main(["data", "list"]) == 0
    out = capsys.readouterr().out
    for name in (*DATASETS, *SYNTHETIC, *FETCHED):
        assert f"{name:<24}{title_of(name)}\n" in out
    assert "encoders: words, hashed-words" in out
    assert out.index(DATASETS[-1]) < out.index("not offered to rooms") < out.index(SYNTHETIC[0])
    assert "openml:<name>" in out


def test_fetch_shows_progress_and_what_came(monkeypatch, capsys):
    def fetched(progress):
        progress(0.5, "Downloading: 1 of 2 MB")
        progress(0.7, "Downloading: 2 of 2 MB")
        texts = [f"A {('dull', 'fine')[n % 2]} film {n} {n * 7 % 13}" for n in range(40)]
        stored.write(Raw(imdb.ABOUT, texts, [0, 1] * 20))

    monkeypatch.setattr("sum.datasets._FETCHERS", {"imdb": (imdb.ABOUT, fetched)})
    assert main(["data", "fetch", "imdb"]) == 0
    out, err = capsys.readouterr()
    assert "Film reviews (IMDB): " in out
    assert err.splitlines() == ["Downloading: 1 of 2 MB", "Film reviews (IMDB) is here"]


@pytest.mark.parametrize(
    ("name", "why"), [("horses", "nothing to fetch as 'horses'"), ("imdb", "Is there a network?")]
)
def test_what_cannot_be_fetched_is_an_error(monkeypatch, capsys, name, why):
    def fetched(_):
        raise FetchError("Is there a network?")

    monkeypatch.setattr("sum.datasets._FETCHERS", {"imdb": (imdb.ABOUT, fetched)})
    assert main(["data", "fetch", name]) == 1
    assert why in capsys.readouterr().err


def test_an_interrupt_is_said(monkeypatch, capsys):
    def fetched(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("sum.datasets._FETCHERS", {"imdb": (imdb.ABOUT, fetched)})
    assert main(["data", "fetch", "imdb"]) == 130
    assert "nothing is kept" in capsys.readouterr().err


def test_in_a_terminal_there_is_a_bar(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    bar = Bar()
    bar(0.5, "Downloading")
    bar(None, "Reading")
    bar.end()
    first, second = capsys.readouterr().err.split("\r")[1:]
    assert first == f"[{'#' * 15}{'.' * 15}] {'Downloading':<40}"
    assert second == f"[{'?' * 30}] {'Reading':<40}\n"
