"""Find an anvil for the tests of the chain behind a URL, or install one with npm.

Run by ``make test``, from the checkout's folder (``python -m tests.node.install_anvil``). Without
an anvil those tests are skipped; in CI that is an error.
"""

import os
import shutil
import subprocess
import sys
from contextlib import suppress

from sum.chain.anvil import MISSING, TOOLS, find_anvil

__all__ = ["IN_CI", "MISSING", "find_anvil"]

PACKAGE = "@foundry-rs/anvil@1.7.1"

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}


def _install() -> None:
    npm = shutil.which("npm")
    if npm is None:
        print("There is no npm to install anvil with.", file=sys.stderr)
        return
    TOOLS.mkdir(exist_ok=True)
    # The binaries come as packages of their own: no script of any package has to run.
    command = [npm, "install", "--prefix", str(TOOLS), "--no-save", "--ignore-scripts", PACKAGE]
    with suppress(OSError, subprocess.TimeoutExpired):  # whoever waits sees why npm fails
        subprocess.run(command, timeout=300, check=False)


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
