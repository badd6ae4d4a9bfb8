"""Synthetic reviews: short sentences about films and restaurants from a seeded grammar.

Words alone do not decide: a denial turns an adjective round ("not bad"), and in a sentence with
two opinions the one after the turn counts ("the soup was cold but we loved the cake"). A linear
model over the words present gets about nine in ten right.
"""

from collections.abc import Sequence
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from sum.datasets.build import About, Raw
from sum.datasets.grammar import (
    ADJECTIVES,
    ADVERBS,
    DENIALS,
    DENIED_FEELINGS,
    FEELINGS,
    JOINS,
    NOT,
    PEOPLE,
    THIS,
    TOPICS,
    TURNS,
    VERBS,
    VERDICTS,
    Topic,
    phrases,
)
from sum.encoders.words import WordPresence, words

SENTENCES = 1_500
UNHAPPY, HAPPY = 0, 1

# How likely each form of an opinion and of a sentence is.
_OPINIONS = {"state": 0.64, "denied state": 0.06, "feeling": 0.26, "denied feeling": 0.04}
_FORMS = {"one": 0.1, "two": 0.26, "turn": 0.06, "scene": 0.2, "verdict": 0.28, "all": 0.1}

T = TypeVar("T")


ABOUT = About(
    name="reviews",
    title="Reviews (synthetic)",
    kind="sentence",
    summary="Was the writer of this short, synthetic review unhappy or happy?",
    source="Synthetic: made by a seeded grammar of this project",
    licence="MIT",
    classes=("unhappy", "happy"),
)


def reviews(rng: np.random.Generator) -> Raw:
    """Tell an unhappy review (label 0) from a happy one (label 1).

    Parameters
    ----------
    rng : numpy.random.Generator
        Decides the sentences.

    Returns
    -------
    Raw
        1,500 sentences, no two of them with the same words.
    """
    encoder = WordPresence(vocabulary())
    raws, labels = zip(*_sentences(encoder, rng), strict=True)
    return Raw(ABOUT, raws, labels, ready=MappingProxyType({encoder.name: encoder}))


def vocabulary() -> tuple[str, ...]:
    """Every word of the grammar, sorted: the same for every seed."""
    return tuple(sorted({word for phrase in phrases() for word in words(phrase)}))


def sentence(label: int, rng: np.random.Generator) -> str:
    """Make one review.

    Parameters
    ----------
    label : {0, 1}
        How the writer feels: unhappy or happy.
    rng : numpy.random.Generator

    Returns
    -------
    str
    """
    topic = _pick(TOPICS, rng)
    parts = _parts(label, topic, rng)
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _sentences(encoder: WordPresence, rng: np.random.Generator) -> list[tuple[str, int]]:
    """Make equally many of each label; sentences with the same words count once."""
    made: dict[tuple[int, ...], tuple[str, int]] = {}
    while len(made) < SENTENCES:
        label = (UNHAPPY, HAPPY)[len(made) % 2]
        raw = sentence(label, rng)
        made.setdefault(encoder.encode(raw), (raw, label))
    return list(made.values())


def _parts(label: int, topic: Topic, rng: np.random.Generator) -> list[str]:
    form = _weighted(_FORMS, rng)
    opinion = _opinion(label, topic, rng)
    if form == "one":
        return [opinion]
    if form == "two":
        return [f"{opinion} {_pick(JOINS, rng)} {_opinion(label, topic, rng)}"]
    if form == "turn":
        other = _opinion(1 - label, topic, rng)
        return [other, f"{_pick(TURNS, rng)} {opinion}"]
    scene, verdict = _pick(topic.scenes, rng), _pick(VERDICTS[label], rng)
    return {
        "scene": [f"{scene} and {opinion}"],
        "verdict": [opinion, verdict],
        "all": [scene, opinion, verdict],
    }[form]


def _opinion(label: int, topic: Topic, rng: np.random.Generator) -> str:
    many = bool(rng.random() < 0.3)  # noqa: PLR2004 (three in ten are plural)
    noun = _pick(topic.plural if many else topic.singular, rng)
    what = f"{_pick(THIS[many], rng)} {noun}"
    form = _weighted(_OPINIONS, rng)
    if form == "feeling":
        return f"{_pick(PEOPLE, rng)} {_pick(_pick(FEELINGS[label], rng), rng)} {what}"
    if form == "denied feeling":
        denied = _pick(DENIED_FEELINGS[label], rng)
        return f"{_pick(PEOPLE, rng)} {_pick(DENIALS, rng)} {denied} {what}"
    verb = _pick(VERBS[many], rng)
    if form == "denied state":
        return f"{what} {_pick(NOT[verb], rng)} {_adjective(1 - label, topic, rng)}"
    adverb = _pick(ADVERBS, rng)
    return " ".join(filter(None, (what, verb, adverb, _adjective(label, topic, rng))))


def _adjective(label: int, topic: Topic, rng: np.random.Generator) -> str:
    """Draw an adjective; the earlier in its list, the more common it is, as in real language."""
    known = ADJECTIVES[label] + topic.adjectives[label]
    return known[int(len(known) * rng.random() ** 2)]


def _pick(items: Sequence[T], rng: np.random.Generator) -> T:
    return items[int(rng.integers(len(items)))]


def _weighted(chances: dict[str, float], rng: np.random.Generator) -> str:
    return str(rng.choice(list(chances), p=list(chances.values())))
