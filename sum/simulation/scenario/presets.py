"""The scenarios that come with the project: files in data/scenarios, one for each attack too."""

from functools import lru_cache
from pathlib import Path

from sum.agents import STRATEGIES
from sum.errors import InputError
from sum.simulation.scenario.scenario import Scenario
from sum.simulation.scenario.toml import loads

FOLDER = Path(__file__).parents[3] / "data" / "scenarios"


@lru_cache(maxsize=1)
def preset_names() -> tuple[str, ...]:
    """The names of all presets: files by name, then the attacks in the catalogue's order."""
    files = sorted(path.stem for path in FOLDER.glob("*.toml"))
    return (*files, *(name for name in STRATEGIES if name not in files))


@lru_cache(maxsize=64)
def load_preset(name: str) -> Scenario:
    """A scenario that comes with the project.

    Raises
    ------
    InputError
        When there is none of this name.
    """
    if name not in preset_names():
        there = ", ".join(preset_names())
        raise InputError(f"There is no scenario {name!r}; there are {there}, or name a file.")
    path = FOLDER / f"{name}.toml"
    if not path.exists():
        raise InputError(f"There is no file {path.name} in data/scenarios.")
    return loads(path.read_text(encoding="utf-8"))


def read_file(path: Path) -> Scenario:
    """A scenario from somebody's file.

    Raises
    ------
    InputError
        When it cannot be read, or is no scenario.
    """
    try:
        return loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
