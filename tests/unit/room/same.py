"""Whether two snapshots are of the same room: every field of them."""

from dataclasses import fields, is_dataclass, replace

import numpy as np

from sum.models.twin import Twin


def differences(one, other, path="room"):
    """Where two values differ, as paths into them; nothing for equal ones."""
    if type(one) is not type(other):
        return [f"{path}: {type(one).__name__} and {type(other).__name__}"]
    if isinstance(one, Twin):
        return [] if one.words() == other.words() else [path]
    if isinstance(one, np.ndarray):
        alike = one.dtype == other.dtype and one.shape == other.shape and (one == other).all()
        return [] if alike else [path]
    inside, others = _inside(one), _inside(other)
    if inside is None:
        return [] if one == other else [f"{path}: {one!r} and {other!r}"]
    if list(inside) != list(others):
        return [f"{path}: other keys, or in another order"]
    pairs = ((inside[key], others[key], f"{path}.{key}") for key in inside if key != "dataset")
    return [found for pair in pairs for found in differences(*pair)]


def _inside(value):
    """What a value is made of, by name; None for one that is compared as it is."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list | tuple):
        return dict(enumerate(value))
    if is_dataclass(value):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    return vars(value) if type(value).__module__.startswith("sum.incentives.reward") else None


def assert_same(one, other):
    """Both rooms show the same, in every field but the real time at which they were looked at."""
    assert one.dataset.name == other.dataset.name
    other = replace(other, played=one.played)
    found = differences(one, other)
    assert not found, found[:5]
