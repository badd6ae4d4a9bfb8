"""Files to download, among many whose pages are drawn all the time."""

from inspect import unwrap

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from sum.ui import downloads


@pytest.fixture(autouse=True)
def streamlits_own(monkeypatch):
    """Streamlit as it comes, whatever other tests have started."""
    its = unwrap(MediaFileManager.remove_orphaned_files)
    monkeypatch.setattr(MediaFileManager, downloads._CLEAR, its)


@pytest.fixture
def clock(monkeypatch):
    """The time, in a list."""
    now = [1_000.0]
    monkeypatch.setattr(downloads, "monotonic", lambda: now[0])
    downloads.install()
    return now


@pytest.fixture
def files(clock):
    assert clock
    return MediaFileManager(MemoryMediaFileStorage("/media"))


def pressed(files):
    """A press on a button whose part of the page is drawn again just then: the file's name."""
    button = files.add_deferred(lambda: "a,b", "text/csv", "0.1")
    files.add_deferred(lambda: "a,b", "text/csv", "0.1")
    files.remove_orphaned_files()
    return files.execute_deferred(button).rsplit("/", 1)[1].split(".")[0]


def test_a_file_stays_while_others_pages_are_drawn(files):
    files.remove_orphaned_files()
    name = pressed(files)
    for _ in range(5):
        files.remove_orphaned_files()
    assert files.read_file(name).content == b"a,b"


def test_it_goes_in_the_end(files, clock):
    files.remove_orphaned_files()
    name = pressed(files)
    for _ in range(2):
        clock[0] += downloads.EVERY
        files.remove_orphaned_files()
    assert files.read_file(name) is None


def test_once_is_enough():
    downloads.install()
    before = MediaFileManager.remove_orphaned_files
    downloads.install()
    assert MediaFileManager.remove_orphaned_files is before


def test_without_it_they_would_be_gone():
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    with pytest.raises(MediaFileStorageError):
        pressed(files)
