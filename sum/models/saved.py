"""A model with all that it takes to use it, in one file of JSON.

::

    saved = SavedModel.read("model.json")
    saved.predict("A lovely evening, and the soup was hot.")   # the name of a class
    SharedModel.deploy(chain, saved.model, terms)              # or let others improve it
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import numpy.typing as npt

from sum.datasets.base import Dataset
from sum.encoders import Encoder, encoder_from_spec
from sum.errors import InputError
from sum.models import MODELS
from sum.models.base import Model
from sum.models.saved_fields import (
    LONGEST_NAME,
    MAX_BYTES,
    canonical,
    check_names,
    checksum_of,
    is_text,
    only,
    parsed,
    read_model,
    wrong,
)
from sum.samples import matrix

FORMAT = "sharing-updatable-models/model"
VERSION = 1

_FIELDS = ("format", "version", "model", "encoder", "classes", "dataset", "checksum")


@dataclass(frozen=True, eq=False)
class SavedModel:
    """A model, the encoder in front of it, and the names of its classes.

    Attributes
    ----------
    model : Model
        A twin; `SharedModel.deploy` takes it as it is.
    encoder : Encoder
        Turns what a person sees into what the model takes.
    classes : tuple of str
        The name of each label.
    dataset : str
        The name of the data set that it was made for; "" when there was none.
    seed : int
        Of the data set's splits: what the model started with, and what it was tested on.

    Raises
    ------
    InputError
        When the parts do not fit together.
    """

    model: Model
    encoder: Encoder
    classes: tuple[str, ...]
    dataset: str = ""
    seed: int = 0

    def __post_init__(self) -> None:
        if type(self.model) not in MODELS.values():
            raise InputError(f"A {type(self.model).__name__} is none of {', '.join(MODELS)}.")
        object.__setattr__(self, "classes", tuple(self.classes))
        check_names(self.classes, self.model.n_classes)
        if not is_text(self.dataset):
            wrong("dataset.name", f"has to be a text of at most {LONGEST_NAME} characters")
        if type(self.seed) is not int or not 0 <= self.seed < 2**63:
            wrong("dataset.seed", "has to be a whole number from 0")
        wanted, given = self.model, self.encoder
        if given.form != wanted.form:
            wrong("encoder", f"gives {given.form} samples, and the model takes {wanted.form} ones")
        # A model of sparse samples may have room for features that nobody has seen so far.
        fits = given.n_features <= wanted.n_features
        if not fits or (given.form == "dense" and given.n_features != wanted.n_features):
            wrong("encoder", f"has {given.n_features} features, and the model {wanted.n_features}")

    @classmethod
    def of(cls, model: Model, dataset: Dataset) -> "SavedModel":
        """Put a model together with the data set that it was made for.

        Parameters
        ----------
        model : Model
            As `SharedModel.download` gives it.
        dataset : Dataset

        Raises
        ------
        InputError
            When they do not fit together.
        """
        return cls(model, dataset.encoder, dataset.classes, dataset.name, dataset.seed)

    def predict(self, raw: object) -> str:
        """Name the class of one sample.

        Parameters
        ----------
        raw : object
            What the encoder takes: an image, a sentence, a row of numbers, a point.

        Returns
        -------
        str
            What the contract would say; of a sample without features, too.

        Raises
        ------
        InputError
            When it is not what the encoder takes.
        """
        return self.predict_many([raw])[0]

    def predict_many(self, raws: Iterable[object]) -> list[str]:
        """Name the class of each sample; see `predict`."""
        rows = self.encoder.encode_many(raws)
        if not rows:
            return []
        return [self.classes[label] for label in self.model.predict(self._matrix(rows)).tolist()]

    def scores(self, raw: object) -> dict[str, float]:
        """How much the model favours each class.

        Returns
        -------
        dict of str to float
            By the class's name. The highest wins, the first among equals; what the numbers count
            is the model's own affair.

        Raises
        ------
        InputError
            When it is not what the encoder takes.
        """
        found = self.model.decision_function(self._matrix([self.encoder.encode(raw)]))
        numbers = np.asarray(found, dtype=np.float64).reshape(-1)
        if len(numbers) == 1:
            numbers = np.array([0.0 - numbers[0], numbers[0]])
        return dict(zip(self.classes, numbers.tolist(), strict=True))

    def to_json(self) -> str:
        """The whole as JSON.

        Raises
        ------
        InputError
            When it is larger than `MAX_BYTES`.
        """
        content: dict[str, Any] = {
            "format": FORMAT,
            "version": VERSION,
            "model": {
                "name": self.model.name,
                "arguments": list(self.model.arguments()),
                "words": [hex(word) for word in self.model.words()],
            },
            "encoder": self.encoder.spec(),
            "classes": list(self.classes),
            "dataset": {"name": self.dataset, "seed": self.seed},
        }
        text = canonical({**content, "checksum": checksum_of(content)})
        if len(text) > MAX_BYTES:
            raise InputError(f"The model is larger than {MAX_BYTES // 10**6} MB.")
        return text

    @classmethod
    def from_json(cls, text: str | bytes) -> "SavedModel":
        """Read what `to_json` wrote; nothing in it is run, and every field is checked.

        Raises
        ------
        InputError
            When it is anything else, or has been changed; it says which field is wrong.
        """
        content = parsed(text)
        if content.get("format") != FORMAT:
            raise InputError("This is not a saved model.")
        if type(content.get("version")) is not int or content["version"] != VERSION:
            wrong("version", f"has to be {VERSION}, the one that can be read")
        only(content, "", _FIELDS)
        dataset = only(content["dataset"], "dataset", ("name", "seed"))
        model, encoder = read_model(content["model"]), encoder_from_spec(content["encoder"])
        check_names(content["classes"], model.n_classes)
        made = cls(model, encoder, tuple(content["classes"]), dataset["name"], dataset["seed"])
        if content.pop("checksum") != checksum_of(content):
            wrong("checksum", "does not fit: something in the file has been changed")
        return made

    def save(self, path: str | Path) -> None:
        """Write it to a file, whole or not at all.

        Raises
        ------
        InputError
            When it is larger than `MAX_BYTES`.
        OSError
            When the file cannot be written.
        """
        text, path = self.to_json(), Path(path)
        new = path.with_name(f"{path.name}.{uuid4().hex}.part")
        try:
            new.write_text(text, encoding="ascii")
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)

    @classmethod
    def read(cls, path: str | Path) -> "SavedModel":
        """Read a file that `save`, or the app, has written.

        Raises
        ------
        InputError
            When there is none, or `from_json` refuses what is in it.
        """
        try:
            with Path(path).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error.strerror}.") from error
        return cls.from_json(content)

    def _matrix(self, rows: list[tuple[int, ...]]) -> npt.ArrayLike:
        table: npt.ArrayLike = matrix(rows, self.model.n_features, self.model.form)
        return table
