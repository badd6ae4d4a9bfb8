"""Federated rounds under Hypothesis: any calls in any order, on the contract and on its twin.

After each call, refused ones included, both tell the same of everything that is public, and no wei
is lost. Whatever has happened, somebody can end the round; then everybody takes what they are owed,
and the contract is empty but for what it keeps for the next round.
"""

import os
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sum.errors import Refused
from sum.federated.terms import Dial
from sum.federated.terms import Phase as Stage
from sum.units import Seconds, Wei
from tests.contracts.federated_cases import BOUNTY, STAKE, Federation

pytestmark = pytest.mark.slow

PEOPLE = 4
places = st.integers(0, PEOPLE)
numbers = st.integers(0, 2**64)


class Play:
    """A federation, and what can be done to it."""

    def __init__(self, dial, seed):
        fewest = 3 if dial is Dial.SCALAR else 2  # pairs are audited then
        self.game = Federation(dial, rounds=2, seed=seed, clients=PEOPLE, fewest=fewest, group=2)
        self.engine, self.rng = self.game.engine, self.game.rng
        self.conductors = [self.game.begin()]

    @property
    def conductor(self):
        return self.conductors[-1]

    @property
    def record(self):
        return self.engine.record()

    def someone(self, place):
        return self.game.people[place % PEOPLE]

    # ------------------------------------------------------------------------------------ honest

    def duty(self, place, _number):
        """Somebody does their part."""
        for conductor in self.conductors:
            record = conductor.record()
            conductor.parties[place % PEOPLE].act(record, [])

    def duties(self, place, _number):
        """All but one do their part, and the organiser, too."""
        for n in range(PEOPLE):
            if n != place:
                self.duty(n, 0)
        with suppress(Refused):
            self.conductor.organise(self.record)

    def wait(self, _place, number):
        self.engine.set_time(Seconds(max(self.engine.now, self.record.deadline - number % 2)))

    def advance(self, place, number):
        self.engine.advance(self.someone(place), round=1 + number % 2)

    def next_round(self, _place, _number):
        if self.record.phase is Stage.CLOSED or self.record.phase is Stage.WAIT:
            self.conductors.append(self.game.begin())

    # ------------------------------------------------------------------------------------- others

    def open(self, place, number):
        self.engine.open([self.game.owner, self.someone(place)][number % 2], Wei(BOUNTY))

    def join(self, place, number):
        self.engine.join(self.someone(place), bytes(32), Wei(STAKE + number % 2))

    def share(self, place, number):
        hashes = [bytes([number % 2]) * 32] * PEOPLE
        self.engine.share(self.someone(place), hashes, hashes[0], hashes * 2, b"")

    def submit(self, place, number):
        self.engine.submit(self.someone(place), [number << 96])

    def reveal(self, place, number):
        portion = self.game.portions[number % 2].words()
        self.engine.reveal(self.someone(place), portion, self.game.salts[0])

    def say(self, place, number):
        record = self.record
        who = self.someone(place)
        at = record.place_of(who)
        if at is not None:
            dots = [number * (n != at and each.shared) for n, each in enumerate(record.clients)]
            self.engine.post_opening(who, record.clients[at].sent, number, dots)

    def dispute(self, place, number):
        self.engine.dispute(self.game.owner, place, [number % (PEOPLE + 1)], [bytes(16)])

    def recover(self, place, number):
        self.engine.recover(self.game.owner, place, [number % (PEOPLE + 1)], [bytes(16)])

    def unmask(self, place, number):
        party = self.conductor.parties[place % PEOPLE]
        self.engine.unmask(self.game.owner, place, [party.own_seed, bytes(16)][number % 2])

    def remove(self, place, _number):
        self.engine.remove(self.game.owner, place)

    def accept(self, place, _number):
        self.engine.accept(self.someone(place))

    def settle(self, place, number):
        self.engine.settle(self.someone(place), round=1 + number % 2)

    def withdraw(self, place, _number):
        self.engine.withdraw(self.someone(place))

    def end(self, place, number):
        self.engine.end([self.someone(place), self.game.owner][number % 7 == 0])

    # -------------------------------------------------------------------------------------- at last

    def finish(self, *, alone):
        """The organiser ends every round, alone or with everybody."""
        for conductor in self.conductors:
            if alone:
                conductor.parties = []
            while conductor.record().deadline <= self.engine.now:
                with suppress(Refused):
                    self.engine.advance(self.game.owner, round=conductor.number)
                    continue
                break
            record = conductor.play()
            if record.phase is Stage.WAIT:
                self.engine.set_time(Seconds(record.deadline))
                self.engine.advance(self.game.owner, round=conductor.number)
                record = conductor.play()
            assert record.phase is Stage.CLOSED
        self.game.withdraw_all()
        self.engine.compare()
        assert self.engine.held() == self.engine.carried()


HONEST = ("duty", "duties", "duties", "duties", "wait", "advance", "next_round")
OTHERS = ("open", "join", "share", "submit", "reveal", "say", "dispute", "recover", "unmask")
OTHERS += ("remove", "accept", "settle", "withdraw", "end")
moves = st.tuples(st.sampled_from(HONEST * 3 + OTHERS), places, numbers)


def run(dial, seed, done, alone):
    play = Play(dial, seed)
    for name, place, number in done:
        with suppress(Refused):
            getattr(play, name)(place, number)
    play.finish(alone=alone)


def examples(count):
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


script = st.lists(moves, min_size=8, max_size=25)


@examples(2)
@given(st.integers(0, 99), script, st.booleans())
def test_any_calls_in_any_order(seed, done, alone):
    run(Dial.SCALAR, seed, done, alone)


@pytest.mark.parametrize("dial", list(Dial))
@examples(int(os.environ.get("SUM_FEDERATIONS", "4")))
@given(seed=st.integers(0, 99), done=script, alone=st.booleans())
def test_any_calls_in_any_order_with_every_dial(dial, seed, done, alone):
    run(dial, seed, done, alone)
