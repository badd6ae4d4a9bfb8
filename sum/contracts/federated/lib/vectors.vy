# pragma version 0.4.3
# pragma optimize gas
"""
@title Vectors
@license MIT
@notice Numbers modulo 2**32, eight lanes to a word: sums, masks and dot products of them. Its
        twins are sum/federated/lanes.py and sum/federated/masks.py.
@dev A mask is keccak in counter mode over a seed of 16 bytes. A dot product with two directions at
     once is one number: the first in bits 0-31, the second in bits 32-63.
"""

MAX_WORDS: constant(uint256) = 88
LANE: constant(uint256) = 2**32 - 1
EVERY: constant(uint256) = 1 + 2**64 + 2**128 + 2**192
EVEN: constant(uint256) = LANE * EVERY
GUARD: constant(uint256) = 2**32 * EVERY

LANES: immutable(uint256)
WORDS: immutable(uint256)
LAST: immutable(uint256)  # the lanes of the last word that are used

# By a key, which is the contract's affair, and behind it which word, in 7 bits.
at: HashMap[uint256, uint256]


@deploy
def __init__(lanes: uint256):
    """
    @param lanes How many numbers a vector has.
    """
    assert lanes >= 1 and lanes <= 8 * MAX_WORDS, "federation: bad terms"
    LANES = lanes
    WORDS = (lanes + 7) // 8
    LAST = max_value(uint256) >> ((8 * WORDS - lanes) * 32)


@internal
@pure
def _add(a: uint256, b: uint256) -> uint256:
    """
    @dev Lane by lane: the even ones and the odd ones apart, so that no carry meets a neighbour.
    """
    return (unsafe_add(a & EVEN, b & EVEN) & EVEN) | (
        (unsafe_add((a >> 32) & EVEN, (b >> 32) & EVEN) & EVEN) << 32
    )


@internal
@pure
def _subtract(a: uint256, b: uint256) -> uint256:
    return (unsafe_sub((a & EVEN) | GUARD, b & EVEN) & EVEN) | (
        (unsafe_sub(((a >> 32) & EVEN) | GUARD, (b >> 32) & EVEN) & EVEN) << 32
    )


@internal
@view
def _stretch(seed: bytes16, n: uint256) -> uint256:
    """
    @dev Word n of a seed's mask.
    """
    word: uint256 = convert(keccak256(concat(seed, convert(n, bytes32))), uint256)
    if n == WORDS - 1:
        word &= LAST
    return word


@internal
@pure
def _hash_of(seed: bytes16) -> bytes32:
    return keccak256(slice(convert(seed, bytes32), 0, 16))


@internal
@pure
def _products(a: uint256, b: uint256) -> uint256:
    """
    @dev The sum of the products of eight lanes, below 2**67.
    """
    total: uint256 = 0
    x: uint256 = a
    y: uint256 = b
    for _: uint256 in range(8):
        total = unsafe_add(total, unsafe_mul(x & LANE, y & LANE))
        x >>= 32
        y >>= 32
    return total


@internal
@view
def _dots(words: DynArray[uint256, MAX_WORDS], first: uint256, second: uint256) -> uint256:
    """
    @dev The dot products of words with two vectors that are kept.
    """
    low: uint256 = 0
    high: uint256 = 0
    for n: uint256 in range(WORDS, bound=MAX_WORDS):
        word: uint256 = words[n]
        low = unsafe_add(low, self._products(word, self.at[(first << 7) | n]))
        high = unsafe_add(high, self._products(word, self.at[(second << 7) | n]))
    return (low & LANE) | ((high & LANE) << 32)


@internal
@view
def _mask(seed: bytes16) -> DynArray[uint256, MAX_WORDS]:
    words: DynArray[uint256, MAX_WORDS] = []
    for n: uint256 in range(WORDS, bound=MAX_WORDS):
        words.append(self._stretch(seed, n))
    return words


@internal
@view
def _all(
    a: DynArray[uint256, MAX_WORDS], b: DynArray[uint256, MAX_WORDS], less: bool
) -> DynArray[uint256, MAX_WORDS]:
    """
    @dev All words: a less b, or both together.
    """
    found: DynArray[uint256, MAX_WORDS] = a
    for n: uint256 in range(WORDS, bound=MAX_WORDS):
        if less:
            found[n] = self._subtract(a[n], b[n])
        else:
            found[n] = self._add(a[n], b[n])
    return found


@internal
@view
def _is_vector(words: DynArray[uint256, MAX_WORDS]) -> bool:
    return len(words) == WORDS and words[WORDS - 1] <= LAST


@internal
@pure
def _hash(words: DynArray[uint256, MAX_WORDS]) -> bytes32:
    """
    @dev The hash of words, one after the other.
    """
    return keccak256(slice(abi_encode(words), 64, 32 * len(words)))


@internal
@pure
def _signed(lane: uint256) -> int256:
    """
    @dev What a lane stands for, of which bits above 31 may be set.
    """
    return unsafe_sub(convert((lane & LANE) ^ 2**31, int256), 2**31)


@internal
@pure
def _root_up(square: uint256) -> uint256:
    """
    @dev The square root, rounded up.
    """
    if square == 0:
        return 0
    return isqrt(unsafe_sub(square, 1)) + 1


@external
@view
def vector(key: uint256) -> DynArray[uint256, MAX_WORDS]:
    """
    @param key Which: the number of a round times 128; and 0 for the model that it left, 1 for its
           step, 2 and 3 for the directions that scores are for, from 4 on the sums of its groups.
           Of round 0 there is the model that all began with.
    @return Its words.
    """
    words: DynArray[uint256, MAX_WORDS] = []
    for n: uint256 in range(WORDS, bound=MAX_WORDS):
        words.append(self.at[(key << 7) | n])
    return words
