"""What attackers of a federation do: with their labels, their update, their opening, their duty.

Each attack here is played by several clients at once, who know each other. They see what is
public, train on shards of their own like everybody else, and learn the round's direction only after
they have submitted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from sum.federated.learners import Floats
from sum.federated.privacy import clip
from sum.federated.shards import Shard, Task

SCALE = 5.0
"""How many times too long a scaled update is."""
MEMORY = 4
"""Over how many steps momentum goes."""


@dataclass(frozen=True, eq=False)
class Public:
    """What everybody knows when updates are due.

    Attributes
    ----------
    model : numpy.ndarray, shape (d,)
    steps : sequence of numpy.ndarray, shape (d,)
        That were accepted, oldest first.
    clip : float
        How long an update may be.
    """

    model: Floats
    steps: Sequence[Floats]
    clip: float

    @property
    def last(self) -> Floats:
        """The last step; 0 before the first."""
        return self.steps[-1] if self.steps else np.zeros_like(self.model)


class Attack:
    """Honest in every respect; attacks override what they do otherwise.

    Attributes
    ----------
    name, title, summary : str
    silent : bool
        Whether they submit and are then not heard of when it comes to openings.
    paired : bool
        Whether two and two of them lie about the mask that they share.
    """

    name: ClassVar[str] = "none"
    title: ClassVar[str] = "Nobody attacks"
    summary: ClassVar[str] = "Everybody is honest."
    silent: ClassVar[bool] = False
    paired: ClassVar[bool] = False

    def poison(self, task: Task, shard: Shard) -> Shard:  # noqa: ARG002
        """The shard that is trained on."""
        return shard

    def updates(self, own: Floats, public: Public, rng: np.random.Generator) -> Floats:  # noqa: ARG002
        """What is submitted.

        Parameters
        ----------
        own : numpy.ndarray, shape (m, d)
            The attackers' updates, trained and clipped.
        public : Public
        rng : numpy.random.Generator

        Returns
        -------
        numpy.ndarray, shape (m, d)
        """
        return own

    @staticmethod
    def lend(first: int, second: int) -> tuple[int, int]:
        """What the openings of a pair say of its two scores; by default the truth.

        Two can move a score between them, since they alone know what their mask says.
        """
        return first, second


class LabelFlip(Attack):
    """Every label is wrong."""

    name = "label_flip"
    title = "Label flip"
    summary = "Trains on labels that are turned around: 0 for 9, 1 for 8 and so on."

    def poison(self, task: Task, shard: Shard) -> Shard:
        """Turn all classes around."""
        return Shard(shard.samples, len(task.classes) - 1 - shard.labels)


class TargetedFlip(Attack):
    """One class is called another."""

    name = "targeted_flip"
    title = "Targeted flip"
    summary = "Trains on true labels but for one class: 1 is called 7, malignant is called benign."

    def poison(self, task: Task, shard: Shard) -> Shard:
        """Call one class another."""
        source, target = aim(task)
        return Shard(shard.samples, np.where(shard.labels == source, target, shard.labels))


class SignFlip(Attack):
    """The opposite of what helps, no longer than allowed."""

    name = "sign_flip"
    title = "Sign flip, in bounds"
    summary = "Sends the opposite of its honest update, as long as it may be."

    def updates(self, own: Floats, public: Public, rng: np.random.Generator) -> Floats:
        """Turn them around."""
        del public, rng
        return -own


class ScaledFlip(Attack):
    """The opposite of what helps, and longer than allowed."""

    name = "scaled_flip"
    title = "Sign flip, five times too long"
    summary = (
        "Sends five times the opposite of its honest update: masks hide that it is not clipped."
    )

    def updates(self, own: Floats, public: Public, rng: np.random.Generator) -> Floats:
        """Turn them around, five times."""
        del public, rng
        return -SCALE * own


class FreeRider(Attack):
    """Noise that looks like work."""

    name = "free_rider"
    title = "Free-rider"
    summary = "Has not trained at all: sends noise as long as the last step."

    def updates(self, own: Floats, public: Public, rng: np.random.Generator) -> Floats:
        """Noise of the last step's length."""
        length = float(np.linalg.norm(public.last)) or public.clip / 10
        noise = rng.normal(size=own.shape)
        return np.asarray(noise / np.linalg.norm(noise, axis=1, keepdims=True) * length)


class Copy(Attack):
    """The last step once more."""

    name = "copy"
    title = "Copy of the last step"
    summary = "Has not trained at all: sends the last public step once more, as long as it may be."

    def updates(self, own: Floats, public: Public, rng: np.random.Generator) -> Floats:
        """The last step, made as long as allowed."""
        del rng
        return np.broadcast_to(_long(public.last, public.clip), own.shape)


class Momentum(Attack):
    """The mean of past steps: what is public, made better."""

    name = "momentum"
    title = "Copy with momentum"
    summary = "Has not trained at all: sends the mean of the last four steps, as long as it may be."

    def updates(self, own: Floats, public: Public, rng: np.random.Generator) -> Floats:
        """The mean of past steps, made as long as allowed."""
        del rng
        steps = public.steps[-MEMORY:]
        mean = np.mean(steps, axis=0) if steps else np.zeros_like(public.model)
        return np.broadcast_to(_long(mean, public.clip), own.shape)


class ColludingPair(Attack):
    """One of two lends the other what it needs."""

    name = "colluding_pair"
    title = "Colluding pair"
    summary = "One flips signs, the other is honest; their openings share both scores out evenly."
    paired = True

    def updates(self, own: Floats, public: Public, rng: np.random.Generator) -> Floats:
        """Every second one turns its update around."""
        del public, rng
        sign = np.where(np.arange(len(own)) % 2, 1, -1)
        return np.asarray(own * sign[:, None])

    @staticmethod
    def lend(first: int, second: int) -> tuple[int, int]:
        """Half of what the two have together, each."""
        half = (first + second) // 2
        return half, first + second - half


class DropOut(Attack):
    """Submits, and is gone."""

    name = "drop_out"
    title = "Drop-out at the worst moment"
    summary = "Trains and submits honestly, then vanishes: its masks are in the sum already."
    silent = True


def attack_of(does: str) -> Attack:
    """What a client does in a round as an attack: `HONEST` for whoever does none.

    Parameters
    ----------
    does : str
        As in `sum.federated.records.RoundRecord`.
    """
    return ATTACKS.get(does, HONEST)


def aim(task: Task) -> tuple[int, int]:
    """Which class a targeted flip is about, and what it is to be called."""
    return (1, 7) if len(task.classes) > 2 else (0, 1)  # noqa: PLR2004


def _long(vector: Floats, length: float) -> Floats:
    norm = float(np.linalg.norm(vector))
    return vector if not norm else clip(vector[None] * (length / norm), length)[0]


HONEST = Attack()
ATTACKS: dict[str, Attack] = {
    attack.name: attack
    for attack in (
        *(HONEST, LabelFlip(), ScaledFlip(), SignFlip(), FreeRider(), Copy(), Momentum()),
        *(TargetedFlip(), ColludingPair(), DropOut()),
    )
}
"""By name, in the order for people."""
