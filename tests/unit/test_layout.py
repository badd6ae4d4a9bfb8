"""Imports point one way, each library has its place, and every requirement is pinned."""

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# From the top down. A part may import from its own tier and from the tiers below it.
CORE = (
    {"room", "viz"},
    {"store", "simulation", "federated", "shared_model", "market"},
    {"chain", "agents", "models", "incentives", "datasets", "encoders"},
    {"samples", "units", "errors", "home", "records", "__init__"},
)
# Two ways in, which know nothing of each other.
LADDERS = (
    ({"app", "pages"}, {"ui"}, *CORE),
    ({"__main__"}, {"cli", "bench"}, *CORE),
)

CHAIN_ONLY = {"chain"}
SCREEN_ONLY = {"app", "pages", "ui"}
SCREEN_AND_BENCH = SCREEN_ONLY | {"bench"}  # a benchmark of the app speaks the app's protocol
HOMES = {
    "eth": CHAIN_ONLY,
    "eth_tester": CHAIN_ONLY,
    "vyper": CHAIN_ONLY,
    "web3": CHAIN_ONLY,
    "streamlit": SCREEN_AND_BENCH,
}
"""The only parts that may import a library."""


def modules(root: Path) -> Iterator[tuple[str, Path]]:
    """Every module of the program with the part it belongs to."""
    for path in sorted([root / "app.py", *root.glob("pages/*.py"), *root.glob("sum/**/*.py")]):
        if path.exists():
            inside = path.relative_to(root).parts
            yield inside[0 if inside[0] != "sum" else 1].removesuffix(".py"), path


def imports(path: Path) -> Iterator[tuple[int, str, str]]:
    """Every import in a file: its line, the module, the name taken from it ("" for none)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, module, alias.name) for alias in node.names)


def may_import(part: str, other: str) -> bool:
    """Whether the arrow from one part to another points down a ladder (or stays on its rung)."""
    for ladder in LADDERS:
        rung = {name: height for height, tier in enumerate(ladder) for name in tier}
        if part in rung and other in rung:
            return rung[part] <= rung[other]
    return False


def violations(root: Path) -> list[str]:
    """Every import under `root` that breaks a rule, as "file:line: why"."""
    found, parts = [], {part for part, _ in modules(root)}
    arrows: dict[str, set[str]] = {}
    for part, path in modules(root):
        for line, module, name in imports(path):
            top, *rest = module.split(".")
            if top == "sum" and name:
                other = rest[0] if rest else name if name in parts else "__init__"
                why = "" if may_import(part, other) else f"{part} must not import {other}"
                arrows.setdefault(part, set()).add(other)
            elif top == "sum":
                why = "write `from sum.x import y`: `sum` is a builtin"
            elif not top:
                why = "no relative imports"
            else:
                why = "" if part in HOMES.get(top, {part}) else f"{part} must not import {top}"
            if why:
                found.append(f"{path.relative_to(root).as_posix()}:{line}: {why}")
    return found + circles(arrows)


def circles(arrows: dict[str, set[str]]) -> list[str]:
    """One tier is no licence for a circle."""
    try:
        TopologicalSorter({part: others - {part} for part, others in arrows.items()}).prepare()
    except CycleError as error:
        return [f"a circle: {' -> '.join(reversed(error.args[1]))}"]
    return []


def test_every_import_points_down():
    assert violations(ROOT) == []


def test_no_test_hides_the_builtin():
    files = (ROOT / "tests").glob("**/*.py")
    assert [
        path for path in files for _, module, name in imports(path) if _hides(module, name)
    ] == []


def _hides(module: str, name: str) -> bool:
    return not name and f"{module}.".startswith("sum.")


@pytest.mark.parametrize(
    ("file", "code", "why"),
    [
        ("sum/chain/tester.py", "from sum.room import Room", "chain must not import room"),
        ("sum/models/base.py", "from sum import simulation", "models must not import simulation"),
        ("sum/units.py", "from sum.models.base import X", "units must not import models"),
        ("sum/ui/x.py", "from sum.cli.demo import main", "ui must not import cli"),
        ("sum/cli/demo.py", "from sum.ui.page import f", "cli must not import ui"),
        ("sum/attic/x.py", "from sum.units import Wei", "attic must not import units"),
        ("sum/agents/x.py", "def f():\n    import web3", "agents must not import web3"),
        ("sum/room.py", "from eth.db import x", "room must not import eth"),
        ("sum/viz/board.py", "import streamlit as st", "viz must not import streamlit"),
        ("pages/home.py", "import vyper.compiler", "pages must not import vyper"),
        ("app.py", "import sum", "`sum` is a builtin"),
        ("sum/room.py", "import sum.units as units", "`sum` is a builtin"),
        ("sum/room.py", "from .units import Wei", "no relative imports"),
    ],
)
def test_planted_violation_is_found(tmp_path, file, code, why):
    plant(tmp_path, "sum/simulation/driver.py", "")
    plant(tmp_path, file, code)
    [violation] = violations(tmp_path)
    assert violation.startswith(f"{file}:{code.count(chr(10)) + 1}: ")
    assert why in violation


def test_planted_circle_is_found(tmp_path):
    plant(tmp_path, "sum/room.py", "from sum.viz.board import draw")
    plant(tmp_path, "sum/viz/board.py", "from sum.room import Room")
    [violation] = violations(tmp_path)
    assert violation.startswith("a circle: ")


def test_allowed_imports_pass(tmp_path):
    plant(tmp_path, "app.py", "import streamlit\nfrom sum.ui.page import f")
    plant(tmp_path, "sum/__main__.py", "from sum.cli.demo import main")
    plant(tmp_path, "sum/room.py", "from sum import __version__\nfrom sum.chain.tester import x")
    plant(tmp_path, "sum/chain/tester.py", "from web3 import Web3\nfrom sum.chain.base import x")
    assert violations(tmp_path) == []


def plant(root: Path, file: str, code: str) -> None:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, encoding="utf-8")


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_exactly(file):
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-r "))]
    pin = re.compile(
        r"[a-z0-9-]+(\[[a-z0-9-]+\])?==[0-9][0-9a-z.]*(; sys_platform [!=]= \"[a-z0-9]+\")?"
    )
    assert wanted
    assert [line for line in wanted if not pin.fullmatch(line)] == []
