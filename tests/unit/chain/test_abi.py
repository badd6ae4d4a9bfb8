import pytest

from sum.chain import Address, Log
from sum.chain.abi import Interface
from sum.errors import ChainError, InputError

ME = Address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")


@pytest.fixture
def interface(artifact):
    return artifact.interface


def word(number):
    return number.to_bytes(32, "big")


def test_call_is_as_everywhere():
    inputs = [{"name": "to", "type": "address"}, {"name": "value", "type": "uint256"}]
    entry = {"type": "function", "name": "transfer", "inputs": inputs, "outputs": []}
    # The call of the ERC-20 standard.
    expected = bytes.fromhex("a9059cbb") + word(int(ME, 16)) + word(5)
    assert Interface([entry]).encode("transfer", ME, 5) == expected


def test_call_can_be_read_back(interface):
    data = interface.encode("fill", 3, 10**30)
    assert interface.decode_call(data) == ("fill", {"count": 3, "number": 10**30})
    assert interface.decode_call(interface.encode("fills")) == ("fills", {})


def test_calls_are_found_in_what_another_contract_passes_on(interface):
    calls = [interface.encode("fill", 3, 9), interface.encode("fill", 1, 2)]
    data = b"\1\2\3\4" + b"".join(word(len(call)) + call + b"\0" * 28 for call in calls)
    found = list(interface.calls_within("fill", data))
    assert found == [{"count": 3, "number": 9}, {"count": 1, "number": 2}]
    assert list(interface.calls_within("fill", calls[0])) == found[:1]
    assert list(interface.calls_within("fill", calls[0][:20])) == []
    assert list(interface.calls_within("minus", data)) == []


def test_default_arguments_make_two_functions(interface):
    assert interface.decode_call(interface.encode("minus", 9)) == ("minus", {"a": 9})
    assert interface.decode_call(interface.encode("minus", 9, 2)) == ("minus", {"a": 9, "b": 2})


def test_answers_are_values_tuples_or_nothing(interface):
    assert interface.decode("word", word(5)) == 5
    assert interface.decode("both", word(1) + word(64) + word(2) + b"ok".ljust(32, b"\0")) == (
        True,
        "ok",
    )
    assert interface.decode("fill", b"") is None


def test_addresses_are_checksummed_inside_structs_too(interface):
    raw = bytes.fromhex(ME[2:]).rjust(32, b"\0")
    answer = word(32) + raw + word(64) + word(1) + word(2**256 - 7)
    assert interface.decode("pair", answer) == (ME, (-7,))
    assert interface.decode("owner", raw) == ME


def test_constructor_takes_its_arguments(artifact):
    assert artifact.creation(7) == artifact.init_code + word(7)
    with pytest.raises(InputError):
        artifact.creation()


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("word", (-1,)),
        ("word", (2**256,)),
        ("word", ("five",)),
        ("word", ()),
        ("word", (1, 2)),
        ("pair", (2**63, 0)),
        ("give", ("0x12", 1)),
        ("give", (None, 1)),
        ("nothing", ()),
    ],
)
def test_what_does_not_fit_is_an_input_error(interface, function, arguments):
    with pytest.raises(InputError, match=function):
        interface.encode(function, *arguments)


def test_foreign_data_is_a_chain_error(interface):
    with pytest.raises(ChainError):
        interface.decode("word", b"\1")
    with pytest.raises(ChainError):
        interface.decode("both", word(1) + word(2**255))
    with pytest.raises(ChainError):
        interface.decode_call(b"\0\0\0\0")
    with pytest.raises(ChainError):
        interface.decode_call(b"")
    with pytest.raises(InputError):
        interface.decode("nothing", b"")


def test_other_contracts_events_are_left_out(interface):
    assert interface.events([Log(ME, (), b""), Log(ME, (b"\1" * 32,), b"")]) == []
