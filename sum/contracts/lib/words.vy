# pragma version 0.4.3
"""
@title Words
@license MIT
@notice A model's parameters as storage words, for anybody to read, and for the owner to load.
@dev Bank 0 is the live model; bank 1, `BANK` words higher, is scratch.
"""

BANK: constant(uint256) = 2**20
CHUNK: constant(uint256) = 512

COUNT: immutable(uint256)

at: uint256[2 * BANK]


@deploy
def __init__(count: uint256):
    """
    @param count How many words the model has.
    """
    assert count <= BANK, "model: bad parameters"
    COUNT = count


@external
@view
def parameters(start: uint256, count: uint256) -> DynArray[uint256, CHUNK]:
    """
    @notice The model, for free: its storage words.
    @param start First word.
    @param count How many words, at most 512; fewer come back at the end.
    @return The words, number `start` first.
    """
    found: DynArray[uint256, CHUNK] = []
    for i: uint256 in range(min(count, CHUNK), bound=CHUNK):
        if start + i >= COUNT:
            break
        found.append(self.at[start + i])
    return found


@internal
def _load(start: uint256, chunk: DynArray[uint256, CHUNK]):
    assert start <= COUNT and len(chunk) <= COUNT - start, "model: load out of range"
    for i: uint256 in range(len(chunk), bound=CHUNK):
        self.at[start + i] = chunk[i]
