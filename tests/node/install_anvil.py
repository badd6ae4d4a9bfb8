"""Find an anvil for the tests of the chain behind a URL, or install one with npm.

Run by ``make test``. Without an anvil those tests are skipped; in CI that is an error.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

TOOLS = Path(__file__).parents[2] / ".tools"
PACKAGE = "@foundry-rs/anvil@1.7.1"
MISSING = "no anvil: install one, or name one with SUM_ANVIL=/path/to/anvil"

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}


def find_anvil() -> str | None:
    """Path of the first anvil that runs: SUM_ANVIL, the system's, the one in .tools."""
    chosen = os.environ.get("SUM_ANVIL")
    candidates = [chosen] if chosen else _installed()
    return next((path for path in candidates if path and _runs(path)), None)


def _installed() -> Iterator[str | None]:
    yield shutil.which("anvil")
    for pattern in ("bin/anvil", "bin/anvil.exe"):  # the package has a folder a platform
        yield from map(str, TOOLS.glob(f"node_modules/@foundry-rs/anvil-*/{pattern}"))


def _runs(path: str) -> bool:
    return _succeeds(path, "--version", quiet=True)


def _succeeds(*command: str, quiet: bool = False) -> bool:
    output = subprocess.DEVNULL if quiet else None  # whoever waits sees why npm fails
    try:
        done = subprocess.run(command, stdout=output, stderr=output, timeout=300, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _install() -> None:
    npm = shutil.which("npm")
    if npm is None:
        print("There is no npm to install anvil with.", file=sys.stderr)
        return
    TOOLS.mkdir(exist_ok=True)
    # The binaries come as packages of their own: no script of any package has to run.
    _succeeds(npm, "install", "--prefix", str(TOOLS), "--no-save", "--ignore-scripts", PACKAGE)


def main() -> int:
    """Say which anvil the tests will use; fail only where they must not be skipped."""
    if find_anvil() is None and "SUM_ANVIL" not in os.environ:
        print("No anvil found: installing one ...", flush=True)
        _install()
    path = find_anvil()
    if path is None:
        print(f"{MISSING}; its tests {'fail' if IN_CI else 'are skipped'}", file=sys.stderr)
        return int(IN_CI)
    print(f"Tests of a node use {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
