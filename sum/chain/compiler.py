"""One contract out of three sources: trainer, model and incentive mechanism.

The trainer says ``import model`` and ``import incentive``; what these are is decided here. Vyper is
imported only when something has to be compiled: what was compiled once is kept under SUM_HOME.
"""

import gc
import hashlib
import json
import os
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

from sum.chain.abi import Interface
from sum.errors import CompileError
from sum.home import cache_folder

CONTRACTS = Path(__file__).parents[1] / "contracts"
TRAINER = CONTRACTS / "trainer.vy"

EVM_VERSION = "prague"
"""The rules to compile for: those of the tester's chain. `TesterChain` runs the same."""
RUNTIME_LIMIT = 24_576
"""Largest contract that a chain takes, in bytes (EIP-170)."""

_FORMAT = 1  # of the cache's files
_compiling = threading.Lock()  # Vyper keeps its settings in a global


@dataclass(frozen=True)
class Artifact:
    """A compiled contract.

    Attributes
    ----------
    model, incentive : str
        Names of the parts: their files' without the ending.
    abi : tuple of dict
        The interface, as in every Ethereum tool.
    init_code : bytes
        What creates the contract; the constructor's arguments are appended to it.
    runtime_size : int
        What is stored on the chain, in bytes.
    sources : dict of str to str
        The text of each file, by the name under which the compiler saw it: "trainer.vy",
        "model.vy", "incentive.vy" and what these share.
    """

    model: str
    incentive: str
    abi: tuple[dict[str, Any], ...]
    init_code: bytes
    runtime_size: int
    sources: dict[str, str]

    @cached_property
    def interface(self) -> Interface:
        """What encodes its calls and decodes its answers."""
        return Interface(self.abi)

    def creation(self, *arguments: Any) -> bytes:  # noqa: ANN401 - as many types as the ABI has
        """What to send in order to create the contract: code and constructor's arguments."""
        return self.init_code + self.interface.constructor(*arguments)


def compose(model: str | Path, incentive: str | Path, trainer: Path = TRAINER) -> Artifact:
    """Compile a model and an incentive mechanism into one contract.

    Parameters
    ----------
    model, incentive : str or Path
        The name of one that ships with the package, or somebody's own file.
    trainer : Path
        The contract that imports the two.

    Raises
    ------
    CompileError
        When there is no such file, it does not compile, or the contract would be too large.
    """
    files = {
        "trainer.vy": trainer,
        "model.vy": _find("models", model),
        "incentive.vy": _find("incentives", incentive),
        **_shared(),
    }
    sources = {name: _read(path) for name, path in files.items()}
    names = {name: path.name for name, path in files.items()}
    compiled = _compiled("trainer.vy", tuple(sources.items()), tuple(names.items()))
    return Artifact(files["model.vy"].stem, files["incentive.vy"].stem, *compiled, sources)


def compile_federation(dial: str) -> Artifact:
    """Compile the contract of a federation, which is none of a shared model.

    Parameters
    ----------
    dial : str
        One of ``contracts/federated/dials``: what `dial` is in its source.

    Returns
    -------
    Artifact
        Its `model` is "federated_round", and its `incentive` the dial.

    Raises
    ------
    CompileError
        When there is no such dial.
    """
    main = "federated/federated_round.vy"
    parts = [CONTRACTS / main, *sorted(CONTRACTS.glob("federated/lib/*.vy"))]
    files = {path.relative_to(CONTRACTS).as_posix(): path for path in parts}
    files["dial.vy"] = _find("federated/dials", dial)
    sources = {name: _read(path) for name, path in files.items()}
    names = {name: path.name for name, path in files.items()}
    compiled = _compiled(main, tuple(sources.items()), tuple(names.items()))
    return Artifact(files[main].stem, files["dial.vy"].stem, *compiled, sources)


def _find(folder: str, which: str | Path) -> Path:
    if isinstance(which, Path):
        return which
    known = {path.stem: path for path in sorted((CONTRACTS / folder).glob("*.vy"))}
    if which not in known:
        raise CompileError(f"There is no {which!r} among the {folder}: {', '.join(known)}.")
    return known[which]


def _shared() -> dict[str, Path]:
    """What models and incentives import of their own accord: interfaces and libraries."""
    found = [*CONTRACTS.glob("interfaces/*.vy*"), *CONTRACTS.glob("lib/*.vy*")]
    return {path.relative_to(CONTRACTS).as_posix(): path for path in sorted(found)}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CompileError(f"{path.name} cannot be read: {error}") from error


_Compiled: TypeAlias = tuple[tuple[dict[str, Any], ...], bytes, int]


@lru_cache(maxsize=64)
def _compiled(
    main: str, sources: tuple[tuple[str, str], ...], names: tuple[tuple[str, str], ...]
) -> _Compiled:
    """ABI, creation code and runtime size: from the disk, or from the compiler."""
    key = _digest([_FORMAT, version("vyper"), EVM_VERSION, sources])
    path = cache_folder() / "contracts" / f"{key}.json"
    compiled = _load(path)
    if compiled is None:
        compiled = _compile(main, dict(sources), dict(names))
        _save(path, compiled)
    return compiled


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _load(path: Path) -> _Compiled | None:
    """What is in a cache file; None when it is missing or not whole."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        body = content["body"]
        if content["digest"] != _digest(body):
            return None
        return tuple(body["abi"]), bytes.fromhex(body["init_code"]), body["runtime_size"]
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _save(path: Path, compiled: _Compiled) -> None:
    """Write a cache file whole or not at all; without a cache things are only slower."""
    abi, init_code, runtime_size = compiled
    body = {"abi": list(abi), "init_code": init_code.hex(), "runtime_size": runtime_size}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, suffix=".draft")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"digest": _digest(body), "body": body}, file)
        Path(draft).replace(path)
    except OSError:
        return


def _compile(main: str, sources: dict[str, str], names: dict[str, str]) -> _Compiled:
    output = _run_vyper(main, sources, names)
    runtime_size = len(output["bytecode_runtime"]) // 2 - 1
    if runtime_size > RUNTIME_LIMIT:
        parts = [names[each] for each in ("model.vy", "incentive.vy", "dial.vy") if each in names]
        raise CompileError(
            f"{' with '.join(parts)} makes a contract of "
            f"{runtime_size:,} bytes; a chain takes {RUNTIME_LIMIT:,} (EIP-170)."
        )
    return tuple(output["abi"]), bytes.fromhex(output["bytecode"][2:]), runtime_size


def _run_vyper(main: str, sources: dict[str, str], names: dict[str, str]) -> dict[str, Any]:
    from vyper.compiler import compile_from_file_input  # noqa: PLC0415 - slow to import
    from vyper.compiler.input_bundle import JSONInputBundle  # noqa: PLC0415
    from vyper.compiler.settings import Settings  # noqa: PLC0415

    bundle = JSONInputBundle(
        {PurePosixPath(name): {"content": text} for name, text in sources.items()},
        search_paths=[PurePosixPath()],
    )
    with _compiling, _uncollected(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # advice about style; what matters is an error
        try:
            compiled: dict[str, Any] = compile_from_file_input(
                bundle.load_file(main),
                input_bundle=bundle,
                settings=Settings(evm_version=EVM_VERSION),
                output_formats=["abi", "bytecode", "bytecode_runtime"],
            )
        except Exception as error:  # a person's own file can trip any part of the compiler
            raise CompileError(_explain(error, names)) from error
    return compiled


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave the compiler's many small objects alone: looking for garbage takes a sixth of it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _explain(error: Exception, names: dict[str, str]) -> str:
    """The compiler's words, with a person's own file names, and the line in front."""
    where, words = "", f"{type(error).__name__}: {error}"
    node = next(iter(getattr(error, "annotations", None) or ()), None)
    node = node[1] if isinstance(node, tuple) else node
    line = getattr(node, "lineno", None) or getattr(error, "lineno", None)
    module = getattr(node, "module_node", None)
    path = getattr(module, "resolved_path", None) or getattr(error, "resolved_path", None)
    if line and path:
        where = f"{names.get(str(path), path)}, line {line}: "
    for name, own in names.items():
        words = words.replace(f'"{name}:', f'"{own}:')
    return where + words
