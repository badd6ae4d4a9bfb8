from pathlib import Path

from sum.home import cache_folder, home


def test_variable_decides(tmp_path, monkeypatch):
    monkeypatch.setenv("SUM_HOME", str(tmp_path / "a" / "b"))
    assert home() == tmp_path / "a" / "b"
    assert home().is_dir()
    assert cache_folder() == home() / "cache"
    assert cache_folder().is_dir()


def test_tilde_is_the_persons_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SUM_HOME", "~/sum")
    assert home() == tmp_path / "sum"


def test_default_is_among_the_users_data(tmp_path, monkeypatch):
    monkeypatch.setenv("SUM_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert home().name == "sharing-updatable-models"
    assert tmp_path in home().parents
    assert Path.cwd() not in home().parents
