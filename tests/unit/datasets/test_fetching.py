"""Loaders of real data on small files in the same format; the only server is one of our own."""

import gzip
import hashlib
import io
import json
import os
import tarfile
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.error import URLError

import pytest
from sklearn.datasets import _twenty_newsgroups

from sum.datasets import (
    DATASETS,
    available,
    download,
    fetch,
    imdb,
    load,
    newsgroups,
    openml,
    stored,
)
from sum.datasets import openml_files as openml_sources
from sum.errors import FetchError, InputError

WORDS = ("soup", "cake", "tea", "bread", "fish", "rice", "plum", "corn", "milk", "salt")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SUM_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def server():
    """Serves `files` by their path; what is asked for is written down."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            server.asked.append(self.path)
            body = server.files.get(self.path)
            self.send_response(server.answer if body is None else 200)
            length = str(len(body or b"") + server.missing)
            self.send_header("Content-Length", server.length or length)
            self.send_header("Location", self.path)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_):
            """Stay silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.files, server.asked, server.missing = {}, [], 0
    server.answer, server.length = 404, ""
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_, **__):
        raise URLError("no route")

    monkeypatch.setattr("urllib.request.OpenerDirector.open", refuse)


def archive(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as tar:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


def sha256(body):
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def left(home):
    return [path for path in home.rglob("*") if path.is_file()]


# Downloads


def test_a_download_is_checked_and_told(server, tmp_path):
    body = bytes(range(256)) * 4_000
    server.files["/x"] = body
    told = []
    download.download(
        f"{server.url}/x", tmp_path / "x", sha256(body), lambda *report: told.append(report)
    )
    assert (tmp_path / "x").read_bytes() == body
    assert all(0 < done <= 1 and text.endswith("of 1 MB") for done, text in told)
    assert told


@pytest.mark.parametrize(
    ("path", "missing", "why"),
    [
        ("/x", 0, "its checksum is another"),
        ("/y", 0, "answered 404"),
        ("/x", 9, "checksum|IncompleteRead"),
    ],
)
def test_nothing_is_left_of_a_download_that_failed(server, tmp_path, path, missing, why):
    server.files["/x"] = b"something else"
    server.missing = missing
    with pytest.raises(FetchError, match=why):
        download.download(f"{server.url}{path}", tmp_path / "x", sha256(b"what we wanted"))
    assert not (tmp_path / "x").exists()


def test_nothing_is_left_when_somebody_interrupts(server, tmp_path):
    server.files["/x"] = b"x" * 1_000_000

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download.download(f"{server.url}/x", tmp_path / "x", sha256(b""), stop)
    assert not (tmp_path / "x").exists()


def test_an_address_that_leads_to_itself(server, tmp_path):
    server.answer = 302
    with pytest.raises(FetchError, match="answered 302"):
        download.download(f"{server.url}/x", tmp_path / "x", sha256(b""))
    assert len(server.asked) < 20


@pytest.mark.parametrize("length", ["", "none", "-1"])
def test_a_download_has_an_end(server, tmp_path, monkeypatch, length):
    monkeypatch.setattr(download, "MAX_BYTES", 1_000_000)
    server.files["/x"], server.length = b"x" * 1_500_000, length
    with pytest.raises(FetchError, match="more than 1 MB"):
        download.download(f"{server.url}/x", tmp_path / "x", sha256(b"x" * 1_500_000))
    assert not (tmp_path / "x").exists()


def test_a_size_that_is_none_does_no_harm(server, tmp_path):
    server.files["/x"], server.length = b"x", "one"
    download.download(f"{server.url}/x", tmp_path / "x", sha256(b"x"))
    assert (tmp_path / "x").read_bytes() == b"x"


def test_what_a_killed_download_has_left_is_taken_away(home):
    old, new = home / "cache" / "download-old", home / "cache" / "download-new"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "archive").write_bytes(b"x")
    day_ago = time.time() - 100_000
    os.utime(old, (day_ago, day_ago))
    with download.workplace() as folder:
        assert folder.parent == home / "cache"
    assert sorted(path.name for path in (home / "cache").iterdir()) == ["download-new"]


@pytest.mark.parametrize("name", ["imdb", "20newsgroups", "openml:vehicle"])
def test_no_place_to_download_to(name, tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("SUM_HOME", str(tmp_path / "file"))
    with pytest.raises(FetchError, match="Nothing can be downloaded here"):
        fetch(name)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("name", ["imdb", "20newsgroups", "openml:vehicle"])
def test_without_a_network_it_is_said_and_nothing_is_kept(name, home):
    with pytest.raises(FetchError, match=r"could not be reached. Is there a network\?"):
        fetch(name)
    assert left(home) == []


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("name", ["imdb", "20newsgroups", "openml:vehicle:1"])
def test_loading_never_uses_the_network(name):
    with pytest.raises(InputError, match=f"python -m sum data fetch {name}"):
        load(name)


def test_what_cannot_be_fetched():
    for name in (
        *("digits", "horses", "openml:", "openml:a/../b", "openml:../x", "openml:a:0"),
        *("csv:0123456789abcdef", "csv:../../x", "openml:" + "a" * 101, "openml:é", "", "\0"),
    ):
        with pytest.raises(InputError, match="nothing to fetch"):
            fetch(name)


# IMDB


def film_reviews(n=40, broken=""):
    files = {"aclImdb/README": "about", "aclImdb/train/unsup/0_0.txt": "no label"}
    for k in range(n):
        side = ("neg", "pos")[k % 2]
        text = f"A {('dull', 'fine')[k % 2]} {WORDS[k // 2 % 10]}.<br /><br />"
        text += f"No {WORDS[k * 7 % 9]} &amp; {k}"
        files[f"aclImdb/{('train', 'test')[k % 3 == 0]}/{side}/{k}_{1 + k % 10}.txt"] = text
    return archive(files | ({broken: "x" * 20_000} if broken else {}))


def test_imdb_from_its_archive(server, monkeypatch, home):
    body = film_reviews(broken="aclImdb/train/pos/999_9.txt")
    server.files["/a"] = body
    monkeypatch.setattr(imdb, "URL", f"{server.url}/a")
    monkeypatch.setattr(imdb, "CHECKSUM", sha256(body))
    told = []
    assert fetch("imdb", lambda done, text: told.append((done, text))) == "imdb"
    assert told[-1] == (1.0, "Film reviews (IMDB) is here")
    dataset = load("imdb")
    assert available() == (*DATASETS, "imdb")
    assert (dataset.kind, dataset.classes) == ("sentence", ("negative", "positive"))
    samples = [sample for part in (dataset.train, dataset.pool, dataset.hidden) for sample in part]
    assert {("dull" in sample.raw, sample.label) for sample in samples} == {(True, 0), (False, 1)}
    assert all("<" not in sample.raw and "&amp;" not in sample.raw for sample in samples)
    assert [path.name for path in left(home)] == ["imdb.jsonl"]
    # It is here now: nobody is asked again.
    fetch("imdb")
    assert server.asked == ["/a"]


def test_an_archive_may_have_anything_else_in_it(tmp_path):
    out = io.BytesIO(film_reviews())
    with gzip.open(out) as file:
        inner = io.BytesIO(file.read())
    with tarfile.open(fileobj=inner, mode="a") as tar:
        for name, kind in (
            ("aclImdb/train/pos/7000_7.txt", tarfile.SYMTYPE),
            ("aclImdb/train/neg/7001_1.txt", tarfile.LNKTYPE),
            ("aclImdb/train/neg/7002_1.txt", tarfile.DIRTYPE),
            ("aclImdb/train/pos/7003_9.txt", tarfile.FIFOTYPE),
            ("../../aclImdb/train/pos/7004_9.txt", tarfile.REGTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info)
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(inner.getvalue(), 1))
    assert len(imdb.read(tmp_path / "a.tar.gz", download.silent).raws) == 40
    assert [path.name for path in tmp_path.iterdir()] == ["a.tar.gz"]


def test_imdb_is_thinned_to_what_a_room_uses(tmp_path):
    (tmp_path / "a.tar.gz").write_bytes(film_reviews(2_400))
    raw = imdb.read(tmp_path / "a.tar.gz", download.silent)
    assert len(raw.raws) == 2_000
    assert list(raw.labels).count(1) == 1_000
    assert "A room uses 2,000 of the 2,400 reviews" in raw.about.summary


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"no archive", "cannot be read"),
        (film_reviews()[:-200], "cannot be read"),
        (archive({"x": "y"}), "has no reviews"),
    ],
    ids=["text", "cut off", "something else"],  # an archive holds the time
)
def test_an_archive_that_is_none(tmp_path, body, why):
    (tmp_path / "a.tar.gz").write_bytes(body)
    with pytest.raises(FetchError, match=why):
        imdb.read(tmp_path / "a.tar.gz", download.silent)


# 20 newsgroups


def posts():
    files = {}
    for number, group in enumerate((*newsgroups.GROUPS, "alt.atheism")):
        for k in range(24):
            part = "20news-bydate-train" if k % 3 else "20news-bydate-test"
            said = f"The {WORDS[number]} is {WORDS[k % 10]} {k}"
            text = f"From: me\nSubject: x\n\n> quoted {k}\n{said}\n\n--\nsigned\n"
            files[f"{part}/{group}/{k}"] = text
    return archive(files)


def test_newsgroups_from_their_archive(server, monkeypatch, home):
    body = posts()
    server.files["/a"] = body
    monkeypatch.setattr(newsgroups, "URL", f"{server.url}/a")
    monkeypatch.setattr(newsgroups, "CHECKSUM", sha256(body))
    theirs = _twenty_newsgroups.ARCHIVE
    monkeypatch.setattr(
        _twenty_newsgroups, "ARCHIVE", theirs._replace(checksum=sha256(body).partition(":")[2])
    )
    dataset = load(fetch("20newsgroups"))
    assert dataset.classes == tuple(newsgroups.GROUPS.values())
    for sample in dataset.pool:
        assert sample.raw.startswith(f"The {WORDS[sample.label]} is")
        assert not {"From:", "quoted", "signed"} & set(sample.raw.split())
    assert server.asked == ["/a"]
    assert [path.name for path in left(home)] == ["20newsgroups.jsonl"]


def test_the_archive_is_the_one_that_scikit_learn_knows():
    theirs = _twenty_newsgroups.ARCHIVE
    assert theirs.url == newsgroups.URL
    assert f"sha256:{theirs.checksum}" == newsgroups.CHECKSUM


# OpenML


def openml_files(folder, rows, target="nominal", name="cups", columns=("heat", "size")):
    """Put what OpenML answers where scikit-learn keeps it."""
    values = sorted({row[-1] for row in rows})
    kinds = {"nominal": "{" + ",".join(values) + "}", "numeric": "NUMERIC"}
    arff = "\n".join(
        [
            f"@RELATION {name}",
            *(f"@ATTRIBUTE {column} NUMERIC" for column in columns),
            "@ATTRIBUTE colour {red,blue}",
            f"@ATTRIBUTE class {kinds[target]}",
            "@DATA",
            *(",".join(map(str, row)) for row in rows),
            "",
        ]
    ).encode()
    features = [
        *((column, "numeric", "false") for column in columns),
        *(("colour", "nominal", "false"), ("class", target, "true")),
    ]
    listed = {"data": {"dataset": [{"did": 7, "name": name, "version": 3, "status": "active"}]}}
    answers = {
        f"api/v1/json/data/list/data_name/{name}/limit/2/status/active/": listed,
        f"api/v1/json/data/list/data_name/{name}/limit/2/data_version/3": listed,
        "api/v1/json/data/7": {
            "data_set_description": {
                "id": "7",
                "name": "Cups",
                "description": "Cups and what is in them.",
                "version": "3",
                "format": "ARFF",
                "licence": "CC0",
                "status": "active",
                "file_id": "7",
                "url": "https://www.openml.org/data/v1/download/7/cups.arff",
                "md5_checksum": hashlib.md5(arff, usedforsecurity=False).hexdigest(),
            }
        },
        "api/v1/json/data/features/7": {
            "data_features": {
                "feature": [
                    {
                        "index": str(index),
                        "name": column,
                        "data_type": kind,
                        "is_target": is_target,
                        "is_ignore": "false",
                        "is_row_identifier": "false",
                        "number_of_missing_values": "0",
                    }
                    for index, (column, kind, is_target) in enumerate(features)
                ]
            }
        },
        "api/v1/json/data/qualities/7": {
            "data_qualities": {
                "quality": [{"name": "NumberOfInstances", "value": str(float(len(rows)))}]
            }
        },
    }
    for path, answer in (*answers.items(), ("data/v1/download/7/cups.arff", arff)):
        place = Path(folder) / "openml" / "openml.org" / f"{path}.gz"
        place.parent.mkdir(parents=True, exist_ok=True)
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        place.write_bytes(gzip.compress(body))


@pytest.fixture
def openml_server(server, tmp_path, monkeypatch):
    """One that answers for a table as OpenML's would."""
    server.folder = tmp_path / "theirs"

    def reload():
        base = server.folder / "openml" / "openml.org"
        for path in base.rglob("*.gz"):
            where = "/" + path.relative_to(base).as_posix().removesuffix(".gz")
            server.files[where] = gzip.decompress(path.read_bytes())
        server.about = json.loads(server.files["/api/v1/json/data/7"])
        change(server, url=f"{server.url}/data/v1/download/7/cups.arff")

    server.reload = reload
    openml_files(server.folder, cups())
    reload()
    monkeypatch.setattr(openml_sources, "API", f"{server.url}/api/v1/json/data")
    monkeypatch.setattr(openml_sources, "HOST", "127.0.0.1")
    server.answer = 412
    return server


def test_an_openml_table_is_downloaded_once_and_told(openml_server, home):
    told = []
    name = fetch("openml:Cups", lambda done, text: told.append((done, text)))
    assert (name, load(name).classes) == ("openml:Cups", ("coffee", "tea"))
    assert told[0][1] == "Asking OpenML for openml:Cups"
    assert any(text.startswith("Downloading: ") for _, text in told)
    assert len(openml_server.asked) == 5
    assert [path.name for path in left(home) if "theirs" not in path.parts] == [
        "openml%3ACups.jsonl"
    ]


@pytest.mark.parametrize(
    ("name", "error", "why"),
    [
        ("openml:nothing", InputError, "OpenML has no active data set 'nothing'"),
        ("openml:cups:9", InputError, "no active data set 'cups' in version 9"),
    ],
)
def test_what_openml_does_not_have(openml_server, name, error, why):
    with pytest.raises(error, match=why):
        fetch(name)
    assert all("/list/" in path for path in openml_server.asked)


def change(server, **fields):
    server.about["data_set_description"].update(fields)
    server.files["/api/v1/json/data/7"] = json.dumps(server.about).encode()


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda server: change(server, url="https://example.org/x"), "is not on 127.0.0.1"),
        (lambda server: change(server, url="file:///etc/passwd"), "is not on 127.0.0.1"),
        (lambda server: change(server, url="http://127.0.0.1/../../x"), "no address of a table"),
        (lambda server: change(server, md5_checksum="0" * 32), "its checksum is another"),
        (lambda server: change(server, url=5), "is not on 127.0.0.1"),
        (lambda server: change(server, url="ftp://127.0.0.1/x"), "is not on 127.0.0.1"),
        (lambda server: change(server, url="https://[x/"), "cannot be read"),
        (lambda server: server.files.update({"/api/v1/json/data/7": b"{}"}), "cannot be read"),
        (lambda server: server.files.update({"/api/v1/json/data/7": b"<p>"}), "cannot be read"),
        (
            lambda server: server.files.update(
                {"/api/v1/json/data/qualities/7": server.qualities("1e9")}
            ),
            "4,000,000,000 values",
        ),
        (
            lambda server: server.files.update(
                {"/api/v1/json/data/qualities/7": server.qualities("inf")}
            ),
            "cannot be read",
        ),
        (
            lambda server: server.files.update({"/api/v1/json/data/7": b" " * 9_000_000}),
            "more than 8 MB",
        ),
    ],
    ids=range(12),
)
def test_what_openml_should_not_say(openml_server, home, damage, why):
    openml_server.qualities = lambda rows: json.dumps(
        {"data_qualities": {"quality": [{"name": "NumberOfInstances", "value": rows}]}}
    ).encode()
    damage(openml_server)
    with pytest.raises(FetchError, match=why):
        fetch("openml:cups")
    assert [path for path in left(home) if "theirs" not in path.parts] == []


def test_what_cannot_be_loaded_is_not_kept(openml_server):
    rows = [(k % 2 + 1e300 * k, 0, "red", ("tea", "coffee")[k % 2]) for k in range(60)]
    openml_files(openml_server.folder, rows)
    openml_server.reload()
    with pytest.raises(InputError):
        fetch("openml:cups")
    assert not stored.is_stored("openml:cups")


def cups(n=60):
    return [(k + 0.25, k % 7, ("red", "blue")[k % 2], ("tea", "coffee")[k % 2]) for k in range(n)]


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("name", ["openml:cups", "openml:Cups:3"])
def test_an_openml_table(tmp_path, name):
    rows = [*cups(), ("?", 1, "red", "tea"), (9, 9, "red", "milk")]
    openml_files(tmp_path, rows)
    raw = openml.read(name, str(tmp_path))
    about = raw.about
    assert (about.name, about.title, about.licence) == (name, "OpenML: Cups", "CC0")
    assert (about.columns, about.classes) == (("heat", "size"), ("coffee", "tea"))
    assert "https://www.openml.org/d/7" in about.source
    assert "1 rare classes are left out. 1 columns without numbers are left out." in about.summary
    assert len(raw.raws) == 60
    assert (raw.raws[3], raw.labels[3]) == ((3.25, 3.0), 0)
    stored.write(raw)
    assert load(name).n_features == 2


@pytest.mark.usefixtures("no_network")
def test_a_target_that_is_no_class(tmp_path):
    openml_files(tmp_path, [(k, k, "red", f"{k * 1.5}") for k in range(90)], target="numeric")
    with pytest.raises(InputError, match="target has 90 different values"):
        openml.read("openml:cups", str(tmp_path))


@pytest.mark.usefixtures("no_network")
def test_a_file_that_was_changed_is_refused(tmp_path):
    openml_files(tmp_path, cups())
    path = tmp_path / "openml/openml.org/data/v1/download/7/cups.arff.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()) + b"1,1,red,tea\n"))
    with pytest.raises(FetchError, match="could not be reached"):  # it is asked for again
        openml.read("openml:cups", str(tmp_path))


def test_wide_tables_are_projected():
    columns = tuple(f"pixel {k}" for k in range(600))
    about = openml.About("openml:wide", "Wide", "row", "?", "", "", ("a", "b"), columns)
    assert about.encoders == ("pca", "random-projection")
    rows = [tuple(float((k * 31 + c * 17) % 101) for c in range(600)) for k in range(40)]
    stored.write(openml.Raw(about, rows, [k % 2 for k in range(40)]))
    assert load("openml:wide").n_features <= 512
    assert load("openml:wide", 0, "random-projection").n_features <= 512
