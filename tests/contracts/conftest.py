"""A shared model on a chain, and people who call it as the ABI has it, with nothing in between."""

from contextlib import contextmanager
from pathlib import Path

import pytest

from sum.chain.compiler import compose
from sum.errors import Refused, refusal
from sum.incentives import Terms
from sum.models import SparsePerceptron
from sum.shared_model import SharedModel
from sum.units import SCALE

FEATURES = 8
COST_WEIGHT = 1_000
REFUND_WAIT, OWNER_WAIT, ANY_WAIT = 100, 500, 900
TERMS = Terms(COST_WEIGHT, REFUND_WAIT, OWNER_WAIT, ANY_WAIT)

PUPPET = Path(__file__).with_name("puppet.vy")


class Game:
    """A contract and the people around it."""

    def __init__(self, chain, model=None, terms=TERMS, *, open_now=True):
        self.chain = chain
        self.owner, self.ann, self.bob, self.cyd = chain.accounts[:4]
        model = SparsePerceptron(FEATURES) if model is None else model
        self.shared = SharedModel.deploy(chain, model, terms, open_now=open_now)
        self.address, self.interface = self.shared.address, self.shared.artifact.interface

    def encode(self, function, *arguments):
        return self.interface.encode(function, *arguments)

    def send(self, who, function, *arguments, value=0):
        return self.chain.send(who, self.address, self.encode(function, *arguments), value)

    def ask(self, function, *arguments, sender=None):
        answer = self.chain.call(self.address, self.encode(function, *arguments), sender)
        return self.interface.decode(function, answer)

    def events(self, receipt):
        """What the contract logged, as (name, arguments)."""
        assert all(log.address == self.address for log in receipt.logs)
        return [(event.name, event.arguments) for event in self.interface.events(receipt.logs)]

    def words(self):
        return list(self.ask("parameters", 0, 512))

    def good(self, who):
        return self.ask("good", who)

    def record(self, key, sender=None):
        """What the registry keeps: deposit, claimable, receipt, settled, taken by the caller."""
        return self.ask("contribution", *key, sender=sender)

    def claimable(self, key):
        return self.record(key)[1]

    def add(self, who, data, label, value=None):
        """Contribute; gives back what names the contribution."""
        value = self.ask("add_data_cost", data, label) if value is None else value
        receipt = self.send(who, "add_data", data, label, value=value)
        return list(data), label, receipt.time, who

    def refund(self, key):
        """The contributor's refund, in wei."""
        *names, who = key
        return self._paid(self.send(who, "refund", *names), "Refunded")

    def report(self, who, key):
        """What somebody takes, in wei."""
        return self._paid(self.send(who, "report", *key), "Taken")

    def _paid(self, receipt, name):
        [(found, arguments)] = self.events(receipt)
        assert found == name
        return arguments["amount"]

    def wait(self, seconds, key=None):
        """Set the time to that many seconds after a contribution, or after now."""
        self.chain.set_time((self.chain.now if key is None else key[2]) + seconds)

    def earn(self, who, times=1):
        """Make an account good: it adds what the model knows, and gets its deposit back."""
        known = [0, 1]
        keys = [self.add(who, known, self.ask("predict", known)) for _ in range(times)]
        self.wait(REFUND_WAIT, keys[-1])
        for key in keys:
            self.refund(key)

    def disputed(self, who):
        """Add a sample of which the model then thinks otherwise."""
        data = [2, 3]
        label = 1 - self.ask("predict", data)
        key = self.add(who, data, label)
        self.add(self.owner, data, 1 - label)
        assert self.ask("predict", data) != label
        return key

    def seen(self):
        """What a refusal must leave alone."""
        counters = [self.ask(name) for name in ("is_open", "last_time", "total_good")]
        balances = [self.chain.balance(who) for who in (*self.chain.accounts, self.address)]
        return self.chain.head, self.words(), counters, balances

    @contextmanager
    def refuses(self, reason):
        """Expect a revert for exactly this reason, and nothing changed."""
        before = self.seen()
        with pytest.raises(Refused) as refused:
            yield
        assert refused.value.reason == reason
        assert type(refused.value) is type(refusal(reason))
        assert self.seen() == before


class Puppet:
    """A contract that a test pulls the strings of; bob pays for its transactions."""

    def __init__(self, game):
        self._chain, self._game = game.chain, game
        artifact = compose("sparse_perceptron", "deposit_refund_take", PUPPET)
        self._interface = artifact.interface
        self.address = self._chain.send(game.bob, None, artifact.init_code).contract

    def act(self, *calls):
        """Make calls to the shared model, given as (value, function, arguments...); one block."""
        encoded = [self._game.encode(*call) for _, *call in calls]
        values = [value for value, *_ in calls]
        data = self._interface.encode("act", self._game.address, encoded, values)
        return self._send(data, sum(values))

    def on_payment(self, *call, refuses=False, times=1):
        script = self._game.encode(*call) if call else b""
        self._send(self._interface.encode("on_payment", refuses, self._game.address, script, times))

    def force(self, amount):
        """Force ether on the shared model."""
        self._send(self._interface.encode("force", self._game.address), amount)

    def ask(self, name):
        answer = self._chain.call(self.address, self._interface.encode(name))
        return self._interface.decode(name, answer)

    def balance(self):
        return self._chain.balance(self.address)

    def _send(self, data, value=0):
        return self._chain.send(self._game.bob, self.address, data, value)


@pytest.fixture
def game(chain):
    """Two classes; open, all weights zero: it predicts 0."""
    return Game(chain)


@pytest.fixture
def many(chain):
    """Three classes; open, all weights zero: it predicts 0."""
    return Game(chain, SparsePerceptron(FEATURES, 3))


@pytest.fixture
def closed(chain):
    """Not open yet."""
    return Game(chain, open_now=False)


@pytest.fixture
def make(chain):
    """Call it for a game with a model or terms of one's own."""
    return lambda *arguments, **options: Game(chain, *arguments, **options)


@pytest.fixture
def puppet(game):
    return Puppet(game)


def pack(numbers):
    """Signed 64-bit numbers, four to a word."""
    lanes = [number % 2**64 for number in numbers] + [0] * (-len(numbers) % 4)
    return [
        sum(lane << (64 * n) for n, lane in enumerate(lanes[start : start + 4]))
        for start in range(0, len(lanes), 4)
    ]


ONE = SCALE
