import pytest
from eth_abi import abi as codec

from sum.chain import words


@pytest.mark.parametrize(
    ("types", "arguments"),
    [
        (("uint256", "int256"), (2**256 - 1, -1)),
        (("int256[]", "uint256"), ([-(2**255), 0, 2**255 - 1], 7)),
        (("bytes32", "uint256[]", "uint256[]"), (b"k" * 32, [], (1, 2))),
        (("int256[]", "uint256", "uint256", "address"), ([5], 1, 2, "0x" + 20 * "aB")),
        ((), ()),
    ],
)
def test_it_writes_what_the_codec_writes(types, arguments):
    assert words.encode(types, arguments) == codec.encode(types, arguments)


@pytest.mark.parametrize(
    ("types", "arguments"),
    [
        (("uint256",), (-1,)),
        (("uint256",), (2**256,)),
        (("uint256",), (True,)),
        (("int256[]",), ([2**255],)),
        (("int256[]",), ([1, True],)),
        (("int256[]",), ("12",)),
        (("int64[]",), ([1],)),
        (("address",), ("0x" + 40 * "g",)),
        (("address",), (42 * "a",)),
        (("bytes32",), (b"short",)),
        (("string",), ("text",)),
        (("uint256", "uint256"), (1,)),
    ],
)
def test_what_it_is_not_sure_of_it_leaves_to_the_codec(types, arguments):
    assert words.encode(types, arguments) is None
