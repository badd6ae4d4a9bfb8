"""The runs that are kept: list, show, run again, delete, and pass them on in a file."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from sum.cli.demo import INTERRUPTED
from sum.cli.progress import Progress
from sum.cli.told import FILES, aligned, check_out, record, record_kept, save, told
from sum.errors import InputError
from sum.simulation.lab import Moment
from sum.store import Kept, Rerun, RunStore

SHOWN = 20
_COLUMNS = ("id", "kept (UTC)", "title", "engine", "seed", "ended", "contributions", "accuracy")
_LEFT = 4
_LONGEST = 44
"""Characters of a title in the list."""


def add_arguments(parser: ArgumentParser) -> None:
    """Say what arguments it takes."""
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    listing = actions.add_parser("list", help="the latest, or those with some words")
    listing.add_argument("--search", default="", metavar="WORDS", help="that all have to occur")
    listing.add_argument(
        "--sort",
        default="-when",
        metavar="KEY",
        help="when, title, seed, engine, ended, seconds, size or a figure as in accuracy.end; with"
        " --sort=-KEY the largest first; by default --sort=-when",
    )
    listing.add_argument(
        "--limit", type=_whole, default=SHOWN, metavar="N", help=f"by default {SHOWN}"
    )
    show = actions.add_parser("show", help="what came of a run")
    show.add_argument("--toml", action="store_true", help="its scenario as a file has it")
    show.add_argument(
        "--out", type=Path, metavar="FILE", help="write it: .json, .csv, .parquet, .svg or .png"
    )
    rerun = actions.add_parser("rerun", help="run it again: does the same come of it?")
    rerun.add_argument("--engine", metavar="ENGINE", help="twin, tester or a node's address")
    for each in (show, rerun):
        each.add_argument("id", type=number, metavar="ID")
    delete = actions.add_parser("delete", help="delete runs; a day long they can be restored")
    restore = actions.add_parser("restore", help="undo delete")
    export = actions.add_parser("export", help="write runs into one file, for another store")
    export.add_argument("--out", type=Path, required=True, metavar="FILE", help="a zip archive")
    for each in (delete, restore, export):
        each.add_argument("ids", type=number, nargs="+", metavar="ID")
    rename = actions.add_parser("rename", help="give a run another title, or a note")
    rename.add_argument("id", type=number, metavar="ID")
    rename.add_argument("title", metavar="TITLE")
    rename.add_argument("--note", metavar="TEXT")
    importing = actions.add_parser("import", help="add the runs of such a file")
    importing.add_argument("file", type=Path, metavar="FILE")
    for each in (listing, show, rerun, importing):
        each.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: Namespace) -> int:
    """Do what was asked for."""
    return _ACTIONS[arguments.action](RunStore(), arguments)


def number(text: str) -> int:
    """The number of a run, as it is typed."""
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is not the number of a run")
    return int(text)


def _list(store: RunStore, arguments: Namespace) -> int:
    found = store.list(arguments.search, arguments.limit, sort=arguments.sort)
    count = store.count(arguments.search)
    if arguments.json:
        print(json.dumps({"count": count, "runs": list(map(record_kept, found))}, indent=2))
        return 0
    if not count:
        print("No kept run has these words." if arguments.search else "No run is kept yet.")
        return 0
    print("\n".join(aligned([_COLUMNS, *map(_row, found)], _LEFT)))
    if count > len(found):
        print(f"\n{len(found):,} of {count:,}; --limit shows more.")
    return 0


def _row(kept: Kept) -> tuple[str, ...]:
    title = kept.title if len(kept.title) <= _LONGEST else f"{kept.title[: _LONGEST - 1]}…"
    return (
        str(kept.id),
        f"{kept.when:%Y-%m-%d %H:%M}",
        title,
        kept.engine,
        str(kept.seed),
        kept.ended,
        f"{kept.figures.get('contributions', 0):,.0f}",
        f"{kept.figures.get('accuracy.end', 0):.1%}",
    )


def _show(store: RunStore, arguments: Namespace) -> int:
    check_out(arguments.out, FILES)
    kept = store.find(arguments.id)
    if arguments.toml:
        print(kept.text, end="")
        return 0
    found = store.get(arguments.id)
    save([found], arguments.out)
    if arguments.json:
        both = {**record(found, kept.id), **record_kept(kept), "text": kept.text}
        print(json.dumps(both, indent=2))
        return 0
    if kept.title != found.scenario.title:
        print(kept.title)
    if kept.note:
        print(kept.note)
    print("\n".join(told(found, kept.id)))
    return 0


def _rerun(store: RunStore, arguments: Namespace) -> int:
    kept = store.find(arguments.id)
    try:
        with Progress() as progress:

            def tell(part: float, moment: Moment) -> None:
                progress.tell(part, f"{moment.contributions:,} contributions")

            found = store.rerun(kept.id, engine=arguments.engine, progress=tell)
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED
    digest = found.run.digest()
    if arguments.json:
        about = {"id": kept.id, "same": found.same, "engine": found.run.engine}
        digests = {"digest": digest, "kept_digest": kept.digest}
        versions = {name: list(pair) for name, pair in found.versions.items()}
        print(json.dumps({**about, **digests, "versions": versions}, indent=2))
    else:
        print(_verdict(kept, found))
    return 0 if found.same else 1


def _verdict(kept: Kept, found: Rerun) -> str:
    if found.same:
        return f"Run {kept.id}: the same comes of it, digest {kept.digest[:16]}."
    changed = [
        f"{name} {then or 'none'} then, {now or 'none'} now"
        for name, (then, now) in found.versions.items()
    ]
    why = f"the versions differ ({'; '.join(changed)})" if changed else "the versions are the same"
    return (
        f"Run {kept.id}: something else comes of it, digest {found.run.digest()[:16]} and not"
        f" {kept.digest[:16]}; {why}."
    )


def _delete(store: RunStore, arguments: Namespace) -> int:
    store.delete(arguments.ids)
    numbers = " ".join(map(str, arguments.ids))
    print(f"Deleted; for a day `python -m sum runs restore {numbers}` undoes it.")
    return 0


def _restore(store: RunStore, arguments: Namespace) -> int:
    store.restore(arguments.ids)
    print("Restored.")
    return 0


def _export(store: RunStore, arguments: Namespace) -> int:
    if not arguments.out.parent.is_dir():
        raise InputError(f"There is no folder {arguments.out.parent}.")
    count = store.export(arguments.ids, arguments.out)
    print(f"{_runs(count)} written into {arguments.out}.")
    return 0


def _rename(store: RunStore, arguments: Namespace) -> int:
    store.rename(arguments.id, arguments.title)
    if arguments.note is not None:
        store.annotate(arguments.id, arguments.note)
    return 0


def _import(store: RunStore, arguments: Namespace) -> int:
    found = store.import_(arguments.file)
    if arguments.json:
        print(json.dumps({"added": list(found.added), "known": list(found.known)}, indent=2))
        return 0
    added = f" ({_numbers(found.added)})" if found.added else ""
    known = f"; {_runs(len(found.known))} kept already ({_numbers(found.known)})"
    print(f"{_runs(len(found.added))} added{added}{known if found.known else ''}.")
    return 0


def _runs(count: int) -> str:
    return f"{count:,} run{'s' * (count != 1)}"


def _numbers(found: tuple[int, ...]) -> str:
    return ", ".join(map(str, found))


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is not a whole number from 0")
    return int(text)


_ACTIONS = {
    "list": _list,
    "show": _show,
    "rerun": _rerun,
    "delete": _delete,
    "restore": _restore,
    "export": _export,
    "rename": _rename,
    "import": _import,
}
