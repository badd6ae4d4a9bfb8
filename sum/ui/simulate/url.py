"""A scenario as a page's address: a preset with its changes, or the whole of it, compressed."""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import urlencode

from sum.errors import InputError
from sum.simulation.scenario import (
    Scenario,
    all_fields,
    dumps,
    load_preset,
    loads,
    value_of,
    with_value,
    written,
)
from sum.ui.address import with_query

PRESET, CHANGES, SEED, WHOLE = "preset", "set", "seed", "scenario"
NAMES = (PRESET, CHANGES, SEED, WHOLE)
"""What of an address is the scenario's."""

_LONGEST = 100_000
"""Characters of a scenario's text that an address may hold: a small one may unpack to anything."""
_BETWEEN = ";"


def to_query(scenario: Scenario, preset: str = "") -> Mapping[str, str]:
    """A scenario as parameters of an address.

    Parameters
    ----------
    scenario : Scenario
    preset : str
        The name of the preset from which it was made; "" for none.

    Returns
    -------
    mapping of str to str
        The preset and what differs where that says all and is shorter than the whole.

    Examples
    --------
    >>> imdb = load_preset("imdb")
    >>> dict(to_query(with_value(imdb, "agents.malicious.count", 3), "imdb"))
    {'preset': 'imdb', 'set': 'agents.malicious.count=3'}
    >>> dict(to_query(replace(imdb, seed=7), "imdb"))
    {'preset': 'imdb', 'seed': '7'}
    """
    return _query(scenario, preset)


@lru_cache(maxsize=128)
def _query(scenario: Scenario, preset: str) -> Mapping[str, str]:
    if not preset and scenario == Scenario():
        return {}
    whole = {WHOLE: _packed(dumps(scenario))}
    base = _base(preset)
    if base is None:
        return whole
    found = {PRESET: preset} if preset else {}
    if scenario.seed != base.seed:
        found[SEED] = str(scenario.seed)
    changes = changed_fields(replace(base, seed=scenario.seed), scenario)
    if changes is None:
        return whole
    if changes:
        found[CHANGES] = _BETWEEN.join(f"{path}={value}" for path, value in changes.items())
    try:
        same = from_query(found)[0] == scenario
    except InputError:
        same = False
    return found if same and len(urlencode(found)) <= len(urlencode(whole)) else whole


def from_query(query: Mapping[str, str]) -> tuple[Scenario, str]:
    """The scenario that an address asks for, and the preset from which it was made.

    Raises
    ------
    InputError
        When it asks for what there is not.

    Examples
    --------
    >>> scenario, preset = from_query({"preset": "imdb", "set": "run.contributions=50"})
    >>> scenario.run.contributions, preset
    (50, 'imdb')
    """
    preset = query.get(PRESET, "")
    if WHOLE in query:
        return loads(_unpacked(query[WHOLE])), preset
    scenario = load_preset(preset) if preset else Scenario()
    for change in filter(None, query.get(CHANGES, "").split(_BETWEEN)):
        path, equals, value = change.partition("=")
        if not equals:
            raise InputError(f"{change!r} changes nothing: it has no “=”.")
        scenario = with_value(scenario, path, value)
    if SEED in query:
        scenario = with_value(scenario, "seed", query[SEED])
    return scenario, preset


def address(base: str, scenario: Scenario, preset: str = "") -> str:
    """The address of a page with a scenario."""
    return with_query(base, to_query(scenario, preset))


def changed_fields(base: Scenario, scenario: Scenario) -> Mapping[str, str] | None:
    """What to set in one scenario, in this order, to get another; None where that is not enough.

    >>> changed_fields(Scenario(), with_value(Scenario(), "run.time", "2 days"))
    mappingproxy({'run.time': '2 days'})
    """
    changes: dict[str, str] = {}
    if tuple(base.agents) != tuple(scenario.agents):
        return None
    try:
        for path, field in all_fields(scenario).items():
            if path not in all_fields(base) or value_of(base, path) != value_of(scenario, path):
                value = written(field, value_of(scenario, path))
                changes[path] = "none" if value is None else str(value)
                base = with_value(base, path, changes[path])
    except InputError:
        return None
    return MappingProxyType(changes) if base == scenario else None


def _base(preset: str) -> Scenario | None:
    try:
        return load_preset(preset) if preset else Scenario()
    except InputError:
        return None


def _packed(text: str) -> str:
    """Text in the letters of an address.

    >>> _unpacked(_packed("seed = 1"))
    'seed = 1'
    """
    return urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def _unpacked(letters: str) -> str:
    try:
        packed = urlsafe_b64decode(letters.encode() + b"=" * (-len(letters) % 4))
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(packed, _LONGEST).decode()
    except (ValueError, zlib.error) as error:
        raise InputError("The scenario in the address cannot be read.") from error
    if not unpacker.eof:
        raise InputError("The scenario in the address is not whole, or too long.")
    return text
