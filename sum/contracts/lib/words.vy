# pragma version 0.4.3
"""
@title Words
@license MIT
@notice A model's parameters as storage words, for anybody to read, and for the owner to load.
@dev There are three banks of words, each `BANK` words higher than the one before: bank 0 is the
     live model, the others are the incentive mechanism's.
"""

BANK: constant(uint256) = 2**20
CHUNK: constant(uint256) = 512

COUNT: immutable(uint256)

at: uint256[3 * BANK]


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
    @param start First word, as the model counts them.
    @param count How many words, at most 512; fewer come back at the end.
    @return The words, number `start` first.
    """
    return self._read(0, start, count)


@external
@view
def parameters_of(bank: uint256, start: uint256, count: uint256) -> DynArray[uint256, CHUNK]:
    """
    @notice What an incentive mechanism keeps beside the model: a model of its own, or nothing.
    @param bank 0 for the model itself, 1 or 2 for another one.
    @param start First word, as the model counts them.
    @param count How many words, at most 512; fewer come back at the end.
    @return The words, number `start` first.
    """
    assert bank <= 2, "model: load out of range"
    return self._read(bank, start, count)


@internal
@view
def _read(bank: uint256, start: uint256, count: uint256) -> DynArray[uint256, CHUNK]:
    found: DynArray[uint256, CHUNK] = []
    for i: uint256 in range(min(count, CHUNK), bound=CHUNK):
        if start + i >= COUNT:
            break
        found.append(self.at[bank * BANK + start + i])
    return found


@internal
def _load(bank: uint256, start: uint256, chunk: DynArray[uint256, CHUNK]):
    assert start <= COUNT and len(chunk) <= COUNT - start, "model: load out of range"
    for i: uint256 in range(len(chunk), bound=CHUNK):
        self.at[bank * BANK + start + i] = chunk[i]


@internal
def _copy(source: uint256, target: uint256, start: uint256, count: uint256) -> uint256:
    """
    @dev Copies words from one bank to another; those beyond the model are left out. Returns how
         many words the model has.
    """
    for i: uint256 in range(min(count, CHUNK), bound=CHUNK):
        if start + i >= COUNT:
            break
        self.at[target * BANK + start + i] = self.at[source * BANK + start + i]
    return COUNT
