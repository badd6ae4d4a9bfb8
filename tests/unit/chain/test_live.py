"""A node that rooms play on: nothing is lost and nothing is sent twice, whatever it does."""

import threading
import time
from contextlib import contextmanager

import pytest

from sum.chain import delivery
from sum.chain.networks import network_of
from sum.chain.rpc import RpcSettings, open_live, rpc_settings
from sum.chain.waiting import listening
from sum.errors import ChainError, InputError, NodeDown, Refused, Unfinished
from sum.units import ETHER, GWEI
from tests.node.anvils import KEY, Anvil

pytestmark = pytest.mark.slow

PLAYER = (777).to_bytes(32, "big")


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch):
    monkeypatch.setattr(delivery, "_LOOK", 0.1)


@pytest.fixture(scope="module")
def anvil():
    node = Anvil()
    yield node
    node.stop()


@pytest.fixture
def node(anvil):
    """The module's node, mining at once and cheaply again."""
    yield anvil
    anvil.hold(automine=True)
    anvil.ask("anvil_dropAllTransactions")
    anvil.ask("anvil_setNextBlockBaseFeePerGas", hex(GWEI))
    anvil.ask("evm_mine")


@pytest.fixture
def opened(node, tmp_path):
    """Call it for the room's chain, as a process finds it that has just started."""

    def open_chain(**changes):
        settings = RpcSettings(node.url, KEY, **{"patience": 0.3, "stuck": 0.6, **changes})
        return open_live(settings, tmp_path / "outbox", tmp_path)

    return open_chain


@pytest.fixture
def contract(opened, artifact):
    """A contract, a player with ether, and the chain they are on."""
    chain = opened()
    player = chain.add_account(PLAYER)
    with acting(chain, "opening"):
        chain.send(chain.accounts[0], player, value=ETHER)
        return chain.send(chain.accounts[0], None, artifact.creation(7)).contract


@pytest.fixture
def fill(artifact, contract):
    """Call it to send a transaction that can be told from the others by its number."""

    def send(chain, number):
        player = chain.add_account(PLAYER)
        return chain.send(player, contract, artifact.interface.encode("fill", 1, number))

    return send


@contextmanager
def acting(chain, name):
    """Carry out an action to its end."""
    with chain.replay(name):
        yield
    chain._outbox.finish(name)


def fills(chain, contract, artifact):
    return int.from_bytes(chain.call(contract, artifact.interface.encode("fills")), "big")


def in_the_background(work):
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def soon(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)
    return found


class TestAnActionThatIsCarriedOutAgain:
    def test_sends_only_what_it_had_not_sent(self, opened, fill, contract, artifact):
        chain = opened()
        with pytest.raises(RuntimeError), chain.replay("a", b"what"):  # noqa: PT012
            first = fill(chain, 1)
            raise RuntimeError
        again = opened()
        assert [each.what for each in again._outbox.unfinished()][-1] == b"what"
        with acting(again, "a"):
            assert fill(again, 1) == first
            second = fill(again, 2)
        assert second.block == first.block + 1
        assert fills(again, contract, artifact) == 2

    def test_asks_as_of_then(self, opened, fill, contract, artifact):
        chain = opened()
        with acting(chain, "a"):
            began = chain.now
            assert fills(chain, contract, artifact) == 0
            first = fill(chain, 1)
            between = chain.now
            fill(chain, 2)
        again = opened()
        with acting(again, "a"):
            assert (again.now, fills(again, contract, artifact)) == (began, 0)
            fill(again, 1)
            assert (again.now, fills(again, contract, artifact)) == (between, 1)
            assert again.balance(contract) == 0
            fill(again, 2)
        assert first.time < between

    def test_is_refused_again(self, opened, contract, artifact):
        chain = opened()
        data = artifact.interface.encode("fail", "incentive: too early")
        for _ in range(2):
            with acting(chain, "a"), pytest.raises(Refused, match="too early"):
                chain.send(chain.accounts[0], contract, data)

    def test_says_when_it_does_something_else(self, opened, fill):
        chain = opened()
        with acting(chain, "a"):
            fill(chain, 1)
        with pytest.raises(ChainError, match="do not tell"), opened().replay("a"):
            pass

    def test_finds_what_was_written_down_and_never_sent(self, opened, fill, monkeypatch):
        chain = opened()
        monkeypatch.setattr(chain._delivery, "wait", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError), chain.replay("a"):
            fill(chain, 1)
        [written] = chain._outbox.sent("a")
        again = opened()
        with acting(again, "a"):
            assert fill(again, 1).transaction == written.newest


class TestTransactionsUnderWay:
    def test_a_dropped_one_is_sent_again(self, node, opened, fill):
        chain, made = opened(), []
        with acting(chain, "a"):
            node.hold()
            thread = in_the_background(lambda: made.append(fill(chain, 1)))
            name = soon(lambda: chain.waiting).hash
            soon(lambda: node.ask("eth_getTransactionByHash", name))
            node.ask("anvil_dropTransaction", name)
            soon(lambda: chain.waiting.state == "dropped")
            node.ask("evm_mine")
            thread.join()
        assert made[0].transaction == name
        assert chain.waiting is None

    def test_one_that_takes_long_gets_a_higher_fee(self, node, opened, fill):
        chain, made = opened(), []
        with acting(chain, "a"):
            node.hold()
            thread = in_the_background(lambda: made.append(fill(chain, 1)))
            first = soon(lambda: chain.waiting).hash
            soon(lambda: chain.waiting.state == "replaced")
            node.ask("evm_mine")
            thread.join()
        [sent] = chain._outbox.sent("a")
        assert [name for name, _ in sent.raws] == [first, made[0].transaction]

    def test_dearer_blocks_are_paid(self, node, opened, fill):
        chain = opened()
        with acting(chain, "a"):
            fill(chain, 1)
            node.hold()
            thread = in_the_background(lambda: fill(chain, 2))
            soon(lambda: chain.waiting)
            node.ask("anvil_setNextBlockBaseFeePerGas", hex(50 * GWEI))
            node.ask("evm_mine")
            soon(lambda: chain.waiting.state == "replaced")
            node.ask("anvil_setNextBlockBaseFeePerGas", hex(50 * GWEI))
            node.ask("evm_mine")
            thread.join(0.2)
            node.hold(automine=True)
            node.ask("evm_mine")
            thread.join()
        assert [each.state for each in chain._outbox.sent("a")] == ["mined", "mined"]

    def test_one_whose_number_was_used_is_signed_anew(self, node, opened, fill, monkeypatch):
        chain = opened()
        player = chain.add_account(PLAYER)
        monkeypatch.setattr(chain._delivery, "wait", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError), chain.replay("a"):
            fill(chain, 1)
        [written] = chain._outbox.sent("a")
        node.ask("anvil_setNonce", player, hex(written.nonce + 3))
        again = opened()
        with acting(again, "a"):
            assert fill(again, 1).transaction != written.newest
        assert again._outbox.sent("a")[0].nonce == written.nonce + 3

    def test_one_that_is_refused_in_its_block_says_why(self, node, opened, contract, artifact):
        chain, paid = opened(), []
        chain.failed = lambda *what: paid.append(what)
        player = chain.add_account(PLAYER)
        other = opened()
        take = artifact.interface.encode("give", player, 5)
        with acting(chain, "gift"):
            chain.send(
                chain.accounts[0], contract, artifact.interface.encode("fill", 1, 1), value=5
            )
        with acting(chain, "a"), pytest.raises(Refused):  # noqa: PT012
            node.hold()
            with acting(other, "b"):
                thread = in_the_background(lambda: other.send(other.accounts[0], contract, take))
                soon(lambda: other.waiting)
                second = in_the_background(lambda: soon(lambda: chain.waiting) and mine(node))
                try:
                    chain.send(player, contract, take)
                finally:
                    thread.join()
                    second.join()
        assert paid[0][0] == player
        assert paid[0][1] > 0
        with acting(chain, "a"), pytest.raises(Refused):
            chain.send(player, contract, take)
        assert paid[1] == paid[0]

    def test_it_is_given_up_for_now_and_found_later(self, node, opened, fill, monkeypatch):
        chain = opened()
        monkeypatch.setattr(chain._delivery, "give_up", 0.3)
        node.hold()
        with pytest.raises(Unfinished, match="is kept"), chain.replay("a"):
            fill(chain, 1)
        [written] = chain._outbox.sent("a")
        node.ask("evm_mine")
        again = opened()
        with acting(again, "a"):
            assert fill(again, 1).transaction == written.newest


class TestAReorganisation:
    def test_is_found_and_what_was_sent_gets_its_new_block(self, node, opened, fill):
        chain = opened()
        receipts = []
        for name in ("a", "b", "c"):
            with acting(chain, name):
                receipts.append(fill(chain, 1))
            chain._outbox.finish(name)
        assert chain.check() is None
        node.ask("anvil_reorg", 2, [])
        changed = chain.check()
        assert changed.id == "b"
        for begun in chain._outbox.since(changed.number):
            with acting(chain, begun.id):
                assert fill(chain, 1).transaction in {each.transaction for each in receipts}
        assert chain.check() is None

    def test_a_shorter_chain_is_one(self, node, opened, fill, monkeypatch):
        monkeypatch.setattr("sum.chain.as_of._LAG", 0.1)
        chain = opened()
        with acting(chain, "a"):
            first = fill(chain, 1)
        node.ask("anvil_rollback", 1)
        assert chain.check().id == "a"
        with acting(chain, "a"):
            assert fill(chain, 1).transaction == first.transaction


class TestTheFaucet:
    def test_two_rooms_never_use_a_number_twice(self, node, tmp_path):
        settings = RpcSettings(node.url, KEY, patience=1)
        chains = [open_live(settings, tmp_path / f"{name}.outbox", tmp_path) for name in "ab"]
        people = [chain.add_account(bytes([n]) * 32) for n, chain in enumerate(chains, 1)]

        def pay(chain, person):
            with acting(chain, "pay"):
                for amount in range(1, 9):
                    chain.send(chain.accounts[0], person, data=bytes([amount]), value=amount)

        threads = [in_the_background(lambda n=n: pay(chains[n], people[n])) for n in (0, 1)]
        for thread in threads:
            thread.join()
        assert [chain.balance(who) for chain, who in zip(chains, people, strict=True)] == [36, 36]

    def test_stops_at_its_limit_and_counts_what_it_really_was(self, opened):
        chain = opened(limit=ETHER)
        person = chain.add_account(PLAYER)
        with acting(chain, "a"):
            receipt = chain.send(chain.accounts[0], person, value=ETHER // 2)
            price = chain.transaction(receipt.transaction).gas_price
            assert chain.spent == ETHER // 2 + 21_000 * price
            with pytest.raises(ChainError, match="spending limit"):
                chain.send(chain.accounts[0], person, data=b"more", value=ETHER // 2)
        assert opened(limit=ETHER).spent == chain.spent

    def test_what_another_room_has_not_sent_goes_first(self, node, tmp_path, monkeypatch):
        settings = RpcSettings(node.url, KEY, patience=1)
        first, second = (open_live(settings, tmp_path / name, tmp_path) for name in "ab")
        person = first.add_account(PLAYER)
        monkeypatch.setattr(first._delivery, "wait", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError), first.replay("a"):
            first.send(first.accounts[0], person, value=1)
        with acting(second, "b"):
            second.send(second.accounts[0], person, value=2)
        [written] = first._outbox.sent("a")
        assert first.receipt(written.newest).block == second.head - 1


class TestANodeThatGoesAway:
    def test_comes_back_with_everything(self, tmp_path, artifact):
        node = Anvil("--state", str(tmp_path / "state"))
        try:
            settings = RpcSettings(node.url, KEY, patience=0.2)
            chain = open_live(settings, tmp_path / "outbox", tmp_path)
            with acting(chain, "a"):
                address = chain.send(chain.accounts[0], None, artifact.creation(7)).contract
            data = artifact.interface.encode("fill", 1, 5)
            node.stop()
            with pytest.raises(NodeDown, match="does not answer") as raised, chain.replay("b"):
                chain.send(chain.accounts[0], address, data)
            assert node.url not in str(raised.value)
            assert chain.away.state == "away"
            node.start()
            assert chain.check() is None
            assert chain.away is None
            with acting(chain, "b"):
                receipt = chain.send(chain.accounts[0], address, data)
            assert receipt.block == 2
            node.stop()
            threading.Timer(0.3, node.start).start()  # it is asked again for a while
            chain._node.patience = 5
            told = []
            with listening(told.append):
                assert fills(chain, address, artifact) == 1
            assert [each.state for each in told] == ["away"]
        finally:
            node.stop()

    def test_that_begins_anew_is_another_chain(self, tmp_path):
        node = Anvil()
        try:
            settings = RpcSettings(node.url, KEY, patience=1)
            open_live(settings, tmp_path / "outbox", tmp_path).close()
            node.stop()
            time.sleep(1)  # a first block has the time of its making
            node.start()
            with pytest.raises(ChainError, match="another chain"):
                open_live(settings, tmp_path / "outbox", tmp_path)
        finally:
            node.stop()


ENVIRONMENT = {"SUM_RPC_URL": "http://user:secret@127.0.0.1:9/v3/token", "SUM_RPC_KEY": KEY}


class TestTheSettings:
    def test_are_optional(self):
        assert rpc_settings({}) is None
        settings = rpc_settings({**ENVIRONMENT, "SUM_RPC_PURSE": "0.5", "SUM_RPC_TIME": "0"})
        assert (settings.purse, settings.time, settings.host) == (ETHER // 2, False, "127.0.0.1")

    def test_show_no_secret(self):
        settings = rpc_settings({**ENVIRONMENT, "SUM_RPC_PATIENCE": "0"})
        texts = [repr(settings)]
        with pytest.raises(NodeDown) as raised:
            open_live(settings, None, None)
        texts += [repr(raised.value), str(raised.value)]
        bad = rpc_settings({**ENVIRONMENT, "SUM_RPC_KEY": "0xfeedfacefeedface"})
        with pytest.raises(InputError, match="private key") as raised:
            open_live(bad, None, None)
        texts += [repr(raised.value)]
        for secret in (KEY[2:], "secret", "token", "feedface"):
            assert secret not in " ".join(texts)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"SUM_RPC_KEY": ""},
            {"SUM_RPC_PURSE": "much"},
            {"SUM_RPC_LIMIT": "-1"},
            {"SUM_RPC_LIMIT": "nan"},
            {"SUM_RPC_PATIENCE": "nan"},
            {"SUM_RPC_STUCK": "soon"},
        ],
    )
    def test_say_what_is_wrong(self, wrong):
        with pytest.raises(InputError):
            rpc_settings({**ENVIRONMENT, **wrong})

    def test_main_networks_want_a_word(self):
        node = Anvil("--chain-id", "1")
        try:
            with pytest.raises(InputError, match="SUM_RPC_ALLOW_MAINNET"):
                open_live(RpcSettings(node.url, KEY), None, None)
            chain = open_live(RpcSettings(node.url, KEY, mainnet=True), None, None)
            assert "real money" in chain.network.warning
            assert not chain.can_set_time
            with pytest.raises(ChainError, match="not ours"):
                chain.set_time(chain.now + 60)
            # Gas is estimated there: what is given has room for a higher fee.
            person = chain.add_account(PLAYER)
            with acting(chain, "a"):
                chain.send(chain.accounts[0], person, value=ETHER // 1000)
                chain.send(person, chain.accounts[0], value=ETHER // 2000)
            assert [each.gas for each in chain._outbox.sent("a")] == [47_300, 47_300]
        finally:
            node.stop()

    def test_unknown_networks_count_as_main_ones(self):
        kinds = [network_of(chain_id).kind for chain_id in (31_337, 11_155_111, 1, 123_456)]
        assert kinds == ["development", "test", "main", "main"]
        assert not network_of(31_337).warning


def mine(node):
    time.sleep(0.1)
    node.ask("evm_mine")
    return True
