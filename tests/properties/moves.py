"""What anybody does to a contract, in any order: the moves that all mechanisms have in common."""

from collections import Counter
from functools import lru_cache, wraps
from typing import Any, ClassVar

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from sum.units import SCALE
from tests.properties.books import Entry
from tests.properties.play import CALLER, CALLS, CLOSER, FEATURES, PEOPLE, REFUSER, Play, claim

PLENTY = 10**10
"""More than any contribution here costs, in wei."""

SAMPLES = {
    "sparse": st.sets(st.integers(0, FEATURES - 1), min_size=1).map(sorted),
    "dense": st.lists(
        st.sampled_from([0, SCALE, -SCALE, 3 * SCALE]), min_size=FEATURES, max_size=FEATURES
    ),
}
USUAL = {"sparse": [0, 1], "dense": [SCALE] * FEATURES}
BAD_SAMPLES = st.sampled_from([[], [FEATURES], [-1], [1, 0], [2**62] * FEATURES, [2**200]])

samples = st.runner().flatmap(lambda machine: SAMPLES[machine.play.form])
labels = st.sampled_from([0, 1])
contributors = st.sampled_from([*PEOPLE[1:], CALLER, REFUSER])
anybody = st.sampled_from([*PEOPLE, CALLER, REFUSER])
picks = st.integers(0, 399)
claims = st.sampled_from(["refund", "report"])


def move(**strategies):
    """A rule, as long as a sequence has transactions left."""

    def decorate(act):
        @wraps(act)
        def limited(self, **drawn):
            if self.play.sent < self.spent:
                act(self, **drawn)

        return rule(**strategies)(limited)

    return decorate


class Moves(RuleBasedStateMachine):
    """Everybody against one contract. A mechanism has a machine of its own."""

    model = "sparse_perceptron"
    terms: Any
    books: Any
    """The class of the mechanism's books."""
    waits: tuple[int, ...]
    """Seconds after a contribution at which something begins or ends."""
    spent = 16
    """After so many transactions a sequence has no more moves. With the last move, and what is
    claimed in the end, it has about 20, so that the whole suite keeps below 20,000."""
    turns: ClassVar[Counter] = Counter()

    @initialize(earned=st.sampled_from([True, True, False]))
    def begin(self, earned):
        cls = type(self)
        self.turns[cls] += 1
        # A new chain now and then, since one keeps all that ever happened on it.
        self.play = begun(cls, self.turns[cls] // 500, earned)
        self.play.again()

    @classmethod
    def prepare(cls, play):
        """Let some earn credit: what they add is known."""
        for who, times in (("ann", 1), (CALLER, 2), (REFUSER, 1)):
            for _ in range(times):
                data = USUAL[play.form]
                label = play.game.ask("predict", data)
                cost = play.game.ask("add_data_cost", data, label)
                assert play.call(who, (cost, "add_data", data, label))
        play.chain.advance(cls.waits[0])
        for entry in list(play.books.entries.values()):
            play.call(play.owner_of(entry), claim("refund", entry))

    # ------------------------------------------------------------------------------- contributions

    def contribute(self, who, data, label, more=0):
        """For the price, or for more or less."""
        cost = self.play.game.ask("add_data_cost", data, label)
        return self.play.call(who, (max(0, cost + more), "add_data", data, label))

    @move(
        who=contributors, data=samples, label=labels, more=st.sampled_from([0, 0, 0, 1, PLENTY, -1])
    )
    def add(self, who, data, label, more):
        self.contribute(who, data, label, more)

    @move(who=contributors, data=samples, after=st.sampled_from([1, 3_600]))
    def add_what_is_known(self, who, data, after):
        self.play.chain.advance(after)
        self.contribute(who, data, self.play.game.ask("predict", data))

    @move(
        who=contributors,
        other=contributors,
        data=samples,
        number=picks,
        reporters=st.lists(anybody, min_size=1, max_size=3),
    )
    def quarrel(self, who, other, data, number, reporters):
        """The model comes to disagree with the first of two, which is reported, perhaps twice."""
        label = 1 - self.play.game.ask("predict", data)
        self.contribute(who, data, label)
        self.contribute(other, data, 1 - label)
        entry = self.newest(label)
        self.play.chain.set_time(entry.time + self.waits[number % 2])
        for reporter in reporters:
            self.play.call(reporter, claim("report", entry))

    @move(who=anybody, data=BAD_SAMPLES | samples, label=st.sampled_from([0, 2, 2**256 - 1]))
    def add_what_may_be_bad(self, who, data, label):
        self.play.call(who, (PLENTY, "add_data", data, label))

    # --------------------------------------------------------------------------------------- claims

    def entry(self, number):
        """Some contribution; where nothing is left of any, a new one."""
        if all(entry.settled for entry in self.play.books.entries.values()):
            who = [*PEOPLE[1:], CALLER, REFUSER][number % 5]
            self.contribute(who, USUAL[self.play.form], number % 2)
        return self.play.pick(number) or self.nothing()

    def newest(self, label):
        """The last contribution with this label."""
        entries = reversed(self.play.books.entries.values())
        return next((each for each in entries if each.label == label), self.nothing())

    def nothing(self):
        """A contribution that was never made."""
        data, who = USUAL[self.play.form], self.play.accounts["ann"]
        return Entry(tuple(data), 0, self.play.chain.now, who, 0, 0)

    def claimant(self, function, entry, who):
        """A refund is claimed by whose it is, a report by anybody."""
        return self.play.owner_of(entry) if function == "refund" else who

    @move(number=picks, when=picks, function=claims, who=anybody, late=st.sampled_from([-1, 0, 1]))
    def claim_at_an_edge(self, number, when, function, who, late):
        entry = self.entry(number)
        due = entry.time + self.waits[when % len(self.waits)] + late
        self.play.chain.set_time(max(self.play.chain.now, due))
        self.play.call(self.claimant(function, entry, who), claim(function, entry))

    @move(number=picks, function=claims, who=anybody)
    def claim_now(self, number, function, who):
        entry = self.entry(number)
        self.play.call(self.claimant(function, entry, who), claim(function, entry))

    @move(number=picks, other=picks, part=st.integers(0, 3), function=claims, who=anybody)
    def claim_by_a_wrong_name(self, number, other, part, function, who):
        """Data, label, time or contributor are another contribution's, or the next number."""
        names, others = list(self.entry(number).names), self.entry(other).names
        names[part] = names[part] + 1 if part in {1, 2} and other % 2 else others[part]
        self.play.call(who, (0, function, *names[: 3 if function == "refund" else 4]))

    # ------------------------------------------------------------------------------ other contracts

    @move(
        number=picks,
        function=st.sampled_from(["refund", "report", "add_data", "collect"]),
        data=samples,
        label=labels,
        times=st.integers(1, 3),
        refuses=st.sampled_from([False, False, False, True]),
    )
    def answer_payments(self, number, function, data, label, times, refuses):
        """Say what the caller calls while it is paid."""
        call = "add_data", data, label
        if function in {"refund", "report"}:
            call = claim(function, self.entry(number))[1:]
        elif function == "collect" and self.play.game.interface.has("collect"):
            call = "collect", self.play.accounts[CALLER]
        self.play.set_up(CALLER, lambda it: it.on_payment(*call, times=times, refuses=refuses))

    @move(number=picks, data=samples, first=claims, then=claims, same=st.booleans())
    def claim_while_being_paid(self, number, data, first, then, same):
        """There is other people's money to be had beside one's own."""
        for who in ("ann", CALLER):
            self.contribute(who, data, self.play.game.ask("predict", data))
        mine = [self.nothing(), *self.play.books.entries.values()][-1]
        other = mine if same else self.entry(number)
        self.play.set_up(CALLER, lambda it: it.on_payment(*claim(then, other)[1:], times=2))
        self.play.chain.set_time(mine.time + self.waits[number % len(self.waits)])
        self.play.call(CALLER, claim(first, mine))

    @move(
        numbers=st.lists(picks, min_size=2, max_size=3),
        functions=st.lists(claims, min_size=3, max_size=3),
        data=samples,
        label=labels,
        twice=st.booleans(),
    )
    def call_several_at_once(self, numbers, functions, data, label, twice):
        """In one block: contributions, perhaps the same ones, and claims, perhaps of the same."""
        calls = [(PLENTY, "add_data", data, label)] * (1 + twice) if numbers[0] % 2 else []
        entries = [self.entry(number) for number in numbers]
        calls += [claim(*each) for each in zip(functions, entries, strict=False)]
        self.play.call(CALLER, *calls)

    @move(amount=st.sampled_from([1, 10**18]))
    def force_ether(self, amount):
        """Nobody can refuse it, and it must confuse nobody."""
        self.play.books.forced += amount
        self.play.set_up(CLOSER, lambda it: it.force(amount))

    # ------------------------------------------------------------------------------ anything at all

    @move(seconds=st.sampled_from([1, 60, 3_600, 20_000]))
    def wait(self, seconds):
        self.play.chain.advance(seconds)

    @move(who=anybody, number=picks, data=st.data(), value=st.sampled_from([0, 0, 1, PLENTY]))
    def call_anything(self, who, number, data, value):
        functions = self.play.functions
        function = functions[number % len(functions)]
        arguments = [data.draw(self.argument(each)) for each in function["inputs"]]
        self.play.call(who, (value, function["name"], *arguments))

    def argument(self, declared):
        """Anything that fits the declaration, right values among it."""
        kind, play, now = declared["type"], self.play, self.play.chain.now
        if kind == "int256[]":
            return SAMPLES[play.form] | BAD_SAMPLES
        if kind.endswith("]"):
            item = {**declared, "type": kind[: kind.rindex("[")]}
            return st.lists(self.argument(item), max_size=4)
        if kind == "tuple":
            return st.tuples(*map(self.argument, declared["components"]))
        values = {
            "address": [*play.accounts.values(), play.game.address, "0x" + 40 * "0"],
            "bytes32": [*play.books.entries, bytes(32)],
            "bool": [False, True],
        }
        numbers = [0, 1, 2, 3, 50, now - 1, now, now + 100, 10**18, 2**256 - 1]
        return st.sampled_from(values.get(kind, numbers))

    # ----------------------------------------------------------------------------------- in the end

    def teardown(self):
        """Everybody claims, long after; what is left is what the rules say."""
        if not hasattr(self, "play"):
            return
        play = self.play
        play.compare()
        play.chain.advance(max(self.waits))
        self.finish()
        assert play.balances[play.game.address] == play.books.remains()
        event(f"{len(play.books.entries) // 4 * 4} contributions or more")

    def finish(self):
        """Claim all that is left, by somebody who has had nothing to do with it."""
        play = self.play
        left = [entry for entry in play.books.entries.values() if entry.claimable]
        for start in range(0, len(left), CALLS):
            calls = [claim("report", entry) for entry in left[start : start + CALLS]]
            assert play.call(CLOSER, *calls)


class CollectingMoves(Moves):
    """Where the mechanism itself owes money, which is pulled."""

    @move(who=anybody, to=st.sampled_from([*PEOPLE, CALLER, REFUSER]))
    def collect(self, who, to):
        self.play.call(who, (0, "collect", self.play.accounts[to]))

    @move(to=st.sampled_from([CALLER, CALLER, "ann"]), times=st.integers(1, 2))
    def collect_while_being_paid(self, to, times):
        """What is pulled again meanwhile would be other people's."""
        call = "collect", self.play.accounts[to]
        self.play.set_up(CALLER, lambda it: it.on_payment(*call, times=times))
        self.play.call(CALLER, (0, "collect", self.play.accounts[CALLER]))

    def collect_all(self, to):
        """Whatever anybody is owed goes to one account; nobody is owed any more then."""
        for name, account in self.play.accounts.items():
            if self.play.game.ask("collectable", account):
                assert self.play.call(name, (0, "collect", self.play.accounts[to]))
                assert not self.play.game.ask("collectable", account)


@lru_cache(maxsize=2)
def begun(cls, _turn, earned):
    """A play to begin with: new, or one in which some have earned credit."""
    play = Play(cls.model, cls.books(cls.terms))
    if earned:
        cls.prepare(play)
    play.mark()
    return play
