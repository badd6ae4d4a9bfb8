"""Where the program writes: one folder, never the checkout."""

import os
from pathlib import Path


def home() -> Path:
    """The folder that SUM_HOME names, by default one among the user's data; made when missing."""
    chosen = os.environ.get("SUM_HOME")
    if chosen:
        folder = Path(chosen).expanduser()
    else:
        from platformdirs import user_data_path  # noqa: PLC0415 - not needed where SUM_HOME is set

        folder = user_data_path("sharing-updatable-models", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def cache_folder() -> Path:
    """Where to keep what can be made again; may be deleted at any time."""
    folder = home() / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
