"""Rooms that others can join, as they lie on the disk: list, archive, restore and delete them.

An archive has everything of its room, also what lets people act in it: whoever has it can be
anybody there.
"""

import json
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from sum.cli.told import aligned

_COLUMNS = ("code", "last used (UTC)", "title", "data set", "phase", "people", "added", "MB")
_LEFT = 5
_MB = 1_000_000


def add_arguments(parser: ArgumentParser) -> None:
    """Say what arguments it takes."""
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    listing = actions.add_parser("list", help="all rooms, those used last first")
    listing.add_argument("--json", action="store_true", help="one JSON object")
    archive = actions.add_parser("archive", help="write a room into a file; it goes on meanwhile")
    archive.add_argument("code", metavar="CODE")
    archive.add_argument("--out", type=Path, metavar="FILE", help="by default CODE.room")
    restore = actions.add_parser("restore", help="put such a file's room back, under its code")
    restore.add_argument("file", type=Path, metavar="FILE")
    delete = actions.add_parser("delete", help="delete rooms, for everybody and for good")
    delete.add_argument("codes", nargs="+", metavar="CODE")
    actions.add_parser("sweep", help="delete the rooms that nobody has used for long")


def run(arguments: Namespace) -> int:
    """Do what was asked for."""
    return _ACTIONS[arguments.action](arguments)


def _list(arguments: Namespace) -> int:
    from sum.room import shelf  # noqa: PLC0415 - takes a second to import

    found = shelf.rooms()
    if arguments.json:
        rooms = [
            {
                "code": each.code,
                "title": each.title,
                "dataset": each.settings.dataset,
                "mechanism": each.settings.terms.name,
                "phase": each.classroom.phase,
                "round": each.classroom.round,
                "people": each.people,
                "contributions": each.contributions,
                "opened": _when(each.opened).isoformat(timespec="seconds"),
                "used": _when(each.used).isoformat(timespec="seconds"),
                "size": each.size,
            }
            for each in found
        ]
        print(json.dumps({"rooms": rooms}, indent=2))
        return 0
    if not found:
        print("There is no room.")
        return 0
    rows = [
        (
            each.code,
            f"{_when(each.used):%Y-%m-%d %H:%M}",
            each.title,
            each.settings.dataset,
            each.classroom.phase,
            f"{each.people:,}",
            f"{each.contributions:,}",
            f"{each.size / _MB:,.1f}",
        )
        for each in found
    ]
    print("\n".join(aligned([_COLUMNS, *rows], _LEFT)))
    return 0


def _archive(arguments: Namespace) -> int:
    from sum.room import shelf  # noqa: PLC0415

    code = shelf.written(arguments.code)
    out = arguments.out or Path(f"{code}{shelf.ENDING}")
    shelf.archive(code, out)
    print(f"Room {code} written into {out}: keep it as you keep a key.")
    return 0


def _restore(arguments: Namespace) -> int:
    from sum.room import shelf  # noqa: PLC0415

    print(f"Room {shelf.restore(arguments.file)} is there again.")
    return 0


def _delete(arguments: Namespace) -> int:
    from sum.room import shelf  # noqa: PLC0415

    for code in map(shelf.written, arguments.codes):
        shelf.delete(code)
        print(f"Room {code} is deleted.")
    return 0


def _sweep(_: Namespace) -> int:
    from sum.room import shelf  # noqa: PLC0415

    gone = shelf.sweep()
    print(f"Deleted: {', '.join(gone)}." if gone else "Every room was used lately.")
    return 0


def _when(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


_ACTIONS = {
    "list": _list,
    "archive": _archive,
    "restore": _restore,
    "delete": _delete,
    "sweep": _sweep,
}
