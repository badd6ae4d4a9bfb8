"""The fields of a saved model: read with nothing taken for granted, and none of it is run."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from itertools import islice
from typing import Any, NoReturn

from sum.errors import InputError, SumError
from sum.models import MODELS
from sum.models.base import Model
from sum.models.twin import MAX_CLASSES, MAX_WORDS

MAX_BYTES = 16_000_000
"""A larger file is neither written nor read."""

LONGEST_NAME = 200
"""How many characters the name of a class or a data set can have."""

_WORD = re.compile(r"0x[0-9a-f]{1,64}")
_MARKS = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_DEEPEST = 20
_MAX_ARGUMENTS = 16


def parsed(text: str | bytes) -> dict[str, Any]:
    """The object in a text of JSON."""
    if len(text) > MAX_BYTES:
        raise InputError(f"A saved model has at most {MAX_BYTES // 10**6} MB.")
    try:
        text = text.decode(json.detect_encoding(text)) if isinstance(text, bytes) else text
        content = None if _deep(text) else json.loads(text, parse_constant=_no_number)
    except ValueError as error:
        raise InputError("This is not a saved model: it is no JSON.") from error
    if not isinstance(content, dict):
        raise InputError("This is not a saved model.")
    return content


def _deep(text: str) -> bool:
    """Whether brackets are nested deeper than a saved model's.

    The reader calls itself for each level, and the virtual machine has raised Python's limit to
    that: without this check the process would end.
    """
    depth = 0
    for mark in _MARKS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(mark.group(), 0)
        if depth > _DEEPEST:
            return True
    return False


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def read_model(found: object) -> Model:
    """The twin that a file holds."""
    content = only(found, "model", ("name", "arguments", "words"))
    if not isinstance(content["name"], str) or content["name"] not in MODELS:
        wrong("model.name", f"has to be one of {', '.join(MODELS)}")
    arguments, words = content["arguments"], content["words"]
    if not _is_list(arguments, _MAX_ARGUMENTS) or any(type(each) is not int for each in arguments):
        wrong("model.arguments", "has to be a list of whole numbers")
    if not _is_list(words, MAX_WORDS):
        wrong("model.words", f"has to be a list of at most {MAX_WORDS:,} words")
    for number, word in enumerate(words):
        if not isinstance(word, str) or not _WORD.fullmatch(word):
            wrong(f"model.words[{number}]", "has to be a hexadecimal number of up to 64 digits")
    numbers = [int(word, 16) for word in words]
    try:
        model: Model = MODELS[content["name"]].from_words(arguments, numbers)
    except SumError as error:
        raise InputError(f"A saved model's field 'model' cannot be used: {error}") from error
    if model.words() != numbers:
        wrong("model.words", "has bits that the model does not know")
    return model


def check_names(names: object, count: int) -> None:
    """Refuse names of classes that are not as many, or that nobody can tell apart."""
    if not isinstance(names, list | tuple) or len(names) != count or count > MAX_CLASSES:
        wrong("classes", f"has to name each of the model's {count} classes")
    for number, name in enumerate(names):
        if not is_text(name) or not name.strip():
            wrong(f"classes[{number}]", f"has to be a text of 1 to {LONGEST_NAME} characters")
        if name in islice(names, number):
            wrong(f"classes[{number}]", "is the name of another class, too")


def only(found: object, place: str, names: tuple[str, ...]) -> Mapping[str, Any]:
    """An object that has these fields and no others."""
    if not isinstance(found, dict):
        wrong(place, f"has to be an object with {', '.join(names)}")
    dot = f"{place}." if place else ""
    for name in names:
        if name not in found:
            wrong(dot + name, "is missing")
    for name in found:
        if name not in names:
            wrong(f"{dot}{name:.40}", "is not known")
    return found


def is_text(found: object) -> bool:
    """Whether this is a name: not too long, and no half characters, which JSON can hold."""
    return (
        isinstance(found, str)
        and len(found) <= LONGEST_NAME
        and not any("\ud800" <= sign <= "\udfff" for sign in found)
    )


def _is_list(found: object, most: int) -> bool:
    return isinstance(found, list) and len(found) <= most


def wrong(field: str, why: str) -> NoReturn:
    """Raise the error that names a field."""
    raise InputError(f"A saved model's field {field!r} {why}.")


def canonical(content: Mapping[str, Any]) -> str:
    """JSON without spaces, all in ASCII."""
    return json.dumps(content, separators=(",", ":"), allow_nan=False)


def checksum_of(content: Mapping[str, Any]) -> str:
    """Of all other fields, whatever their order and the space between them."""
    ordered = json.dumps(content, separators=(",", ":"), sort_keys=True)
    return f"sha256:{sha256(ordered.encode()).hexdigest()}"
