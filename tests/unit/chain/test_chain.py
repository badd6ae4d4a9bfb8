"""What every chain has to do: in memory, in a file, over eth-tester, behind a URL."""

import pytest

from sum.chain import Address
from sum.errors import ChainError, Refused, TooEarly
from sum.units import DAY, ETHER

KEY = (12345).to_bytes(32, "big")
NOBODY = Address("0x000000000000000000000000000000000000dEaD")


@pytest.fixture
def contract(chain, artifact):
    """The small contract, deployed and owned by the first account."""
    return chain.send(chain.accounts[0], None, artifact.creation(7)).contract


@pytest.fixture
def ask(chain, artifact, contract):
    """Call a function of it."""

    def ask(function, *arguments, **options):
        data = artifact.interface.encode(function, *arguments)
        return artifact.interface.decode(function, chain.call(contract, data, **options))

    return ask


@pytest.fixture
def send(chain, artifact, contract):
    """Send a transaction to it, from the second account."""

    def send(function, *arguments, **options):
        data = artifact.interface.encode(function, *arguments)
        return chain.send(options.pop("sender", chain.accounts[1]), contract, data, **options)

    return send


def state_of(chain):
    """All that a failure must leave alone."""
    return chain.head, chain.now, [chain.balance(account) for account in chain.accounts]


class TestAccounts:
    def test_there_are_ten_with_ether(self, chain):
        assert len(set(chain.accounts)) >= 10
        assert all(chain.balance(account) >= 1_000 * ETHER for account in chain.accounts[:10])

    def test_an_added_account_sends_what_it_was_given(self, chain):
        added = chain.add_account(KEY)
        assert added == chain.accounts[-1]
        assert chain.balance(added) == 0
        chain.send(chain.accounts[0], added, value=ETHER)
        receipt = chain.send(added, NOBODY, value=ETHER // 4)
        assert receipt.sender == added
        assert chain.balance(NOBODY) == ETHER // 4
        price = chain.transaction(receipt.transaction).gas_price
        assert chain.balance(added) == ETHER - ETHER // 4 - receipt.gas_used * price

    def test_adding_one_twice_changes_nothing(self, chain):
        chain.add_account(KEY)
        before = chain.accounts
        chain.add_account(KEY)
        assert chain.accounts == before

    def test_a_bad_key_is_refused(self, chain):
        with pytest.raises(ChainError, match="private key"):
            chain.add_account(b"\0" * 32)
        with pytest.raises(ChainError, match="private key"):
            chain.add_account(b"short")

    def test_an_unknown_account_cannot_send(self, chain):
        with pytest.raises(ChainError, match="no key"):
            chain.send(NOBODY, chain.accounts[0])

    def test_a_bad_address_is_an_error(self, chain):
        with pytest.raises(ChainError, match="not an address"):
            chain.balance(Address("0x12"))
        with pytest.raises(ChainError, match="not an address"):
            chain.send(chain.accounts[0], Address("nonsense"))


class TestSending:
    def test_every_transaction_is_a_block_with_its_time(self, chain, send):
        chain.advance(DAY)
        now, head = chain.now, chain.head
        receipt = send("fill", 3, 5)
        assert (receipt.block, receipt.time) == (head + 1, now)
        assert (chain.head, chain.now) == (head + 1, now + 1)
        block = chain.block(receipt.block)
        assert (block.number, block.time, block.gas_used) == (head + 1, now, receipt.gas_used)
        assert block.transactions == (receipt.transaction,)
        assert block.parent == chain.block(head).hash
        assert receipt.to is not None
        assert receipt.contract is None

    def test_what_was_sent_can_be_read_again(self, chain, artifact, contract, send):
        receipt = send("fill", 2, 9, value=12)
        sent = chain.transaction(receipt.transaction)
        assert (sent.hash, sent.block) == (receipt.transaction, receipt.block)
        assert (sent.sender, sent.to, sent.value) == (chain.accounts[1], contract, 12)
        assert artifact.interface.decode_call(sent.data) == ("fill", {"count": 2, "number": 9})
        assert chain.receipt(receipt.transaction) == receipt
        assert chain.balance(contract) == 12

    def test_amounts_above_64_bits_survive(self, chain):
        receipt = chain.send(chain.accounts[0], NOBODY, value=100 * ETHER)
        assert chain.transaction(receipt.transaction).value == 100 * ETHER
        assert chain.balance(NOBODY) == 100 * ETHER

    def test_a_contract_is_created(self, chain, artifact, ask, contract):
        assert ask("start") == 7
        assert ask("owner") == chain.accounts[0]
        assert len(chain.code(contract)) >= artifact.runtime_size
        assert chain.code(chain.accounts[0]) == b""

    def test_a_refusal_changes_nothing(self, chain, ask, send):
        before = state_of(chain)
        with pytest.raises(TooEarly) as refused:
            send("fail", "incentive: too early")
        assert refused.value.reason == "incentive: too early"
        assert state_of(chain) == before
        assert ask("fills") == 0
        send("fill", 1, 1)  # the nonce is right
        assert ask("fills") == 1

    def test_an_unknown_reason_is_kept(self, send):
        with pytest.raises(Refused) as refused:
            send("fail", "x: y")
        assert (type(refused.value), refused.value.reason) == (Refused, "x: y")

    def test_a_check_of_the_language_has_no_reason(self, chain, contract, ask):
        with pytest.raises(Refused) as refused:
            ask("minus", 0)
        assert refused.value.reason == ""
        with pytest.raises(Refused):
            chain.send(chain.accounts[0], contract, b"\1\2\3\4")
        with pytest.raises(Refused):
            chain.send(chain.accounts[0], contract, value=1)

    def test_endless_work_is_stopped(self, chain, send):
        before = state_of(chain)
        with pytest.raises(ChainError, match="needs more than its 100,000 gas"):
            send("burn", gas=100_000)
        assert state_of(chain) == before

    def test_no_transaction_takes_more_than_the_cap(self, send):
        with pytest.raises(ChainError, match="at most 16,777,216"):
            send("fill", 1, 1, gas=2**24 + 1)

    def test_too_little_gas_for_any_transaction_is_an_error(self, chain, send):
        before = state_of(chain)
        with pytest.raises(ChainError):
            send("fill", 1, 1, gas=20_000)
        assert state_of(chain) == before

    def test_too_little_ether_is_said_plainly(self, chain, send):
        poor = chain.add_account(KEY)
        for value in (1, ETHER):
            with pytest.raises(ChainError, match="Not enough ether: the account has 0 ETH"):
                chain.send(poor, NOBODY, value=value)
        chain.send(chain.accounts[0], poor, value=4 * 10**14)
        with pytest.raises(ChainError, match="Not enough ether"):
            send("burn", sender=poor)  # all that it can pay for is too little
        assert send("fill", 1, 1, sender=poor).sender == poor  # less than the cap will do

    def test_payments_of_contracts_arrive(self, chain, send):
        send("fill", 1, 1, value=5)
        send("give", NOBODY, 3)
        assert chain.balance(NOBODY) == 3


class TestCalls:
    def test_values_come_back(self, chain, ask):
        assert ask("pair", -1, 2, sender=chain.accounts[3]) == (chain.accounts[3], (-1, 2))
        assert ask("both") == (True, "yes")
        assert ask("minus", 5) == 4
        assert ask("minus", 5, 2) == 3
        assert ask("caller") == "0x" + 40 * "0"

    def test_calls_see_now_and_the_next_block(self, chain, ask):
        chain.advance(3 * DAY)
        assert ask("time") == chain.now
        assert ask("height") == chain.head + 1
        assert "0x" + ask("last_hash").hex() == chain.block(chain.head).hash

    def test_calls_see_the_latest_state_and_keep_nothing(
        self, chain, artifact, contract, send, ask
    ):
        assert ask("word", 1) == 0
        send("fill", 2, 9)
        assert ask("word", 1) == 9
        chain.call(contract, artifact.interface.encode("fill", 3, 77))
        assert [ask("word", i) for i in range(4)] == [9, 9, 0, 0]

    def test_a_refusal_has_its_reason(self, ask, send):
        with pytest.raises(TooEarly):
            ask("fail", "incentive: too early")
        assert send("fill", 1, 1)

    def test_where_no_contract_is_there_is_no_answer(self, chain):
        with pytest.raises(ChainError, match="no contract"):
            chain.call(NOBODY, b"\1\2\3\4")


class TestTime:
    def test_it_starts_after_the_head(self, chain):
        assert chain.now > chain.block(chain.head).time

    def test_it_never_runs_back(self, chain, send):
        chain.advance(100)
        receipt = send("fill", 1, 1)
        chain.set_time(receipt.time - 50)
        assert chain.now == receipt.time + 1
        assert send("fill", 1, 1).time == receipt.time + 1

    def test_it_can_be_set_back_before_a_block_is_made(self, chain):
        start = chain.now
        chain.advance(DAY)
        chain.set_time(start + 5)
        assert chain.now == start + 5


class TestLogs:
    def test_events_are_decoded(self, chain, artifact, contract, send):
        receipt = send("fill", 3, 5)
        [event] = artifact.interface.events(receipt.logs)
        assert (event.name, event.address) == ("Filled", contract)
        assert list(event.arguments) == ["who", "values", "note", "count"]
        assert event.arguments["who"] == chain.accounts[1]
        assert event.arguments["values"] == (1, -2)
        assert event.arguments["count"] == 3
        assert len(event.arguments["note"]) == 32

    def test_they_come_in_order_from_a_block_on(self, chain, contract, send):
        receipts = [send("fill", n, 5) for n in (1, 2, 3)]
        chain.send(chain.accounts[0], NOBODY, value=1)
        found = chain.logs(contract)
        assert [receipt for receipt, _ in found] == receipts
        assert [log for _, log in found] == [receipt.logs[0] for receipt in receipts]
        assert [each for each, _ in chain.logs(contract, receipts[1].block)] == receipts[1:]
        assert chain.logs(NOBODY) == ()


class TestUnknown:
    def test_what_is_not_there_is_an_error(self, chain):
        with pytest.raises(ChainError, match="no block"):
            chain.block(chain.head + 1)
        for read in (chain.transaction, chain.receipt):
            with pytest.raises(ChainError, match="no transaction"):
                read("0x" + 64 * "1")


class TestSnapshots:
    def test_going_back_restores_everything(self, chain, contract, send, ask):
        send("fill", 1, 1)
        kept = chain.logs(contract)
        chain.advance(50)
        snapshot, before = chain.snapshot(), state_of(chain)
        chain.advance(DAY)
        lost = send("fill", 2, 2, value=ETHER)
        chain.revert(snapshot)
        assert state_of(chain) == before
        assert chain.logs(contract) == kept
        assert ask("fills") == 1
        with pytest.raises(ChainError):
            chain.receipt(lost.transaction)
        assert send("fill", 1, 1).time == before[1]

    def test_a_snapshot_stays_and_later_ones_are_gone(self, chain, send, ask):
        first = chain.snapshot()
        send("fill", 1, 1)
        second = chain.snapshot()
        send("fill", 1, 1)
        chain.revert(second)
        assert ask("fills") == 1
        for _ in range(2):
            send("fill", 1, 1)
            chain.revert(first)
            assert ask("fills") == 0
        with pytest.raises(ChainError, match="no such snapshot"):
            chain.revert(second)
        with pytest.raises(ChainError, match="no such snapshot"):
            chain.revert("nonsense")


class Interrupted(BaseException):
    """What Streamlit or a person's Ctrl-C raises: no Exception."""


class TestActions:
    def test_one_that_succeeds_stays(self, chain, send, ask):
        with chain.action():
            send("fill", 1, 1)
            send("fill", 1, 1)
        assert ask("fills") == 2

    @pytest.mark.parametrize("error", [ValueError, Interrupted])
    def test_one_that_raises_is_undone(self, chain, contract, send, ask, error):
        send("fill", 1, 1)
        before, logs = state_of(chain), chain.logs(contract)
        with pytest.raises(error), chain.action():  # noqa: PT012 - a whole action
            chain.advance(DAY)
            send("fill", 1, 1, value=5)
            assert ask("fills") == 2
            raise error
        assert state_of(chain) == before
        assert chain.logs(contract) == logs
        assert ask("fills") == 1
        send("fill", 1, 1)
        assert ask("fills") == 2

    def test_a_refusal_inside_that_is_caught_does_no_harm(self, chain, send, ask):
        with chain.action():
            send("fill", 1, 1)
            with pytest.raises(Refused):
                send("fail", "x: y")
            send("fill", 1, 1)
        assert ask("fills") == 2

    def test_its_snapshots_are_gone_when_it_is_undone(self, chain, send):
        earlier = chain.snapshot()
        with pytest.raises(ValueError), chain.action():  # noqa: PT011, PT012 - a whole action
            inside = chain.snapshot()
            send("fill", 1, 1)
            raise ValueError
        with pytest.raises(ChainError):
            chain.revert(inside)
        chain.revert(earlier)

    def test_they_do_not_nest(self, chain, send, ask):
        with chain.action():
            send("fill", 1, 1)
            with pytest.raises(ChainError, match="nest"), chain.action():
                pass
            send("fill", 1, 1)
        assert ask("fills") == 2
        with chain.action():
            pass
