"""A model's storage words, and the numbers that are packed into each."""

from collections.abc import Iterator
from dataclasses import dataclass

from sum.datasets import Dataset
from sum.models.base import Model
from sum.units import SCALE
from sum.viz.model.words import feature_name, kind_of

TWO = 2


@dataclass(frozen=True)
class Packed:
    """A number in a storage word of the contract.

    Attributes
    ----------
    word : int
        The word's number.
    bits : str
        Which of its 256 bits, the lowest is 0.
    hex : str
        These bits.
    what : str
        What it is about.
    value : str
        What it says, as a decimal.
    """

    word: int
    bits: str
    hex: str
    what: str
    value: str


def unpack(model: Model, dataset: Dataset, start: int, count: int) -> list[Packed]:
    """Read the numbers of some storage words, as the contract has them.

    Parameters
    ----------
    model : Model
    dataset : Dataset
        Names classes and features.
    start, count : int
        The first word, and how many; fewer come back at the end.
    """
    read = _counts if _is_counts(model) else _numbers
    found = enumerate(model.words()[start : start + count], start)
    return [each for number, word in found for each in read(model, dataset, number, word)]


def layout(model: Model) -> str:
    """How the parameters lie in storage, in words."""
    if _is_counts(model):
        return (
            "First a word for each class: its samples, the sum of its counts, the sum of their"
            " squares. Then the counts, eight to a word: feature by feature, one a class."
        )
    number = "Signed 64-bit numbers, four to a word, in units of a billionth"
    if kind_of(model) == "centroid":
        return f"{number}: class by class the sums of its samples, then how many there were."
    if _lanes(model) == 1:
        return f"{number}: a weight for each feature, then the constant."
    if model.form == "sparse":
        return f"{number}: feature by feature a weight for each class, then the constants."
    return f"{number}: class by class a weight for each feature, then the constant."


def _numbers(model: Model, dataset: Dataset, number: int, word: int) -> Iterator[Packed]:
    """Four signed numbers, 64 bits each."""
    lanes = _lanes(model)
    for place in range(4):
        raw = word >> 64 * place & 2**64 - 1
        value = raw - 2**64 if raw >> 63 else raw
        if model.form == "sparse":
            feature, lane = divmod(4 * number + place, lanes)
        else:
            lane, rest = divmod(number, model.n_features // 4 + 1)
            feature = 4 * rest + place
        if feature > model.n_features:
            continue  # the rest of the last word is empty
        of = f", {dataset.classes[lane]}" if lanes > 1 else ""
        name, text = "constant", f"{value / SCALE:.9f}"
        if feature < model.n_features:
            name = feature_name(dataset.encoder, feature)
        elif kind_of(model) == "centroid":
            name, text = "samples", f"{value}"
        yield Packed(number, _bits(64, place), f"0x{raw:016x}", f"{name}{of}", text)


def _counts(model: Model, dataset: Dataset, number: int, word: int) -> Iterator[Packed]:
    """What is known of a class, or eight counts of 32 bits."""
    classes = model.n_classes
    if number < classes:
        name = dataset.classes[number]
        for what, low, size in (("samples", 0, 32), ("counts", 32, 64), ("squares", 96, 160)):
            raw = word >> low & 2**size - 1
            bits = f"{low}–{low + size - 1}"
            yield Packed(number, bits, f"0x{raw:0{size // 4}x}", f"{what}, {name}", f"{raw}")
        return
    for place in range(8):
        feature, label = divmod(8 * (number - classes) + place, classes)
        if feature < model.n_features:
            raw = word >> 32 * place & 2**32 - 1
            what = f"{feature_name(dataset.encoder, feature)}, {dataset.classes[label]}"
            yield Packed(number, _bits(32, place), f"0x{raw:08x}", what, f"{raw}")


def _bits(size: int, place: int) -> str:
    return f"{size * place}–{size * place + size - 1}"


def _is_counts(model: Model) -> bool:
    return model.form == "sparse" and kind_of(model) != "linear"


def _lanes(model: Model) -> int:
    """How many numbers there are a feature."""
    return 1 if model.n_classes == TWO and kind_of(model) == "linear" else model.n_classes
