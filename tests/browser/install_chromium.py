"""Find a Chromium for the browser tests, or install one.

Run by ``make test``. Without a Chromium the browser tests are skipped; in CI that is an error.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
MISSING = "no Chromium: install one, or name one with SUM_CHROMIUM=/path/to/chromium"

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}


def find_chromium() -> str | None:
    """Path of the first Chromium that runs: SUM_CHROMIUM, the system's, Playwright's own."""
    chosen = os.environ.get("SUM_CHROMIUM")
    candidates = [chosen] if chosen else _installed()
    return next((path for path in candidates if path and _runs(path)), None)


def _installed() -> Iterator[str | None]:
    yield from map(shutil.which, NAMES)
    yield MAC
    # Last, because asking Playwright starts its driver.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def _runs(path: str) -> bool:
    """Tell a browser from a stub: some systems have one that only says what to install."""
    return Path(path).exists() and _succeeds(path, "--version", quiet=True)


def _succeeds(*command: str, quiet: bool = False) -> bool:
    output = subprocess.DEVNULL if quiet else None
    try:
        done = subprocess.run(command, stdout=output, stderr=output, timeout=300, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _install() -> None:
    """Try Playwright's download, then, as root, the system's package."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    has_apt = is_root and shutil.which("apt-get") is not None
    with_libraries = ["--with-deps"] if has_apt else []
    playwright = [sys.executable, "-m", "playwright", "install", *with_libraries, "chromium"]
    if not _succeeds(*playwright) and has_apt:
        _succeeds("apt-get", "update", "-q")
        _succeeds("apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium")


def main() -> int:
    """Say which Chromium the tests will use; fail only where they must not be skipped."""
    if find_chromium() is None and "SUM_CHROMIUM" not in os.environ:
        print("No Chromium found: installing one ...", flush=True)
        _install()
    path = find_chromium()
    if path is None:
        print(f"{MISSING}; the browser tests {'fail' if IN_CI else 'are skipped'}", file=sys.stderr)
        return int(IN_CI)
    print(f"Browser tests use {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
