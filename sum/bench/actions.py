"""What a person alone waits for: a room opens, somebody contributes, a month passes."""

from collections.abc import Iterator
from itertools import count

from sum.bench.frame import Figure, seconds
from sum.room import forget_room, open_room
from sum.units import DAY


def figures(repeats: int) -> Iterator[Figure]:
    """Measure in private rooms, each as a visitor finds it, with its bots."""
    codes: list[str] = []

    def enter() -> None:
        room, _ = open_room()
        codes.append(room.code)

    yield Figure("actions.open", seconds(enter, repeats), "s", 2)
    while codes:
        forget_room(codes.pop())

    room, key = open_room()
    pool, nonces = room.dataset.pool, map(str, count())

    def contribute() -> None:
        nonce = next(nonces)
        sample = pool[int(nonce) % len(pool)]
        room.contribute(key, nonce, sample.data, sample.label, raw=sample.raw, truth=sample.label)

    yield Figure("actions.contribute", seconds(contribute, repeats), "s", 0.2)

    def jump() -> None:
        room.jump(key, next(nonces), 30 * DAY)

    # A jump takes long enough for few repeats to tell.
    yield Figure("actions.jump_30_days", seconds(jump, min(repeats, 3)), "s", 5)
    forget_room(room.code)
