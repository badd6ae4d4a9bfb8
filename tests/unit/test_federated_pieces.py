"""Rounds that are played in pieces, by one after the other, come to the same."""

from dataclasses import replace

import pytest

from sum.federated.lab import Federation, play
from sum.federated.records import HONEST, OUT, Half
from sum.federated.settings import DIALS, Settings
from sum.federated.staged import Staged, on_twin
from sum.units import ETHER

pytestmark = pytest.mark.slow

SMALL = Settings(
    data="breast-cancer", clients=6, rounds=3, attackers=0.34, attack="sign_flip", group=3, seed=2
)


class Relay:
    """Everybody who plays on knows what was entered, and the engine; nothing else."""

    def __init__(self, settings, **options):
        self.settings, self.options = settings, options
        self.engine = None
        self.records, self.half, self.players = [], Half(), 0

    def player(self):
        self.players += 1
        federation = Federation(self.settings, make=self.make)
        federation.resume(self.records)
        federation.engine.half = self.half
        return federation

    def make(self, settings, division):
        if self.engine is None:
            self.engine = on_twin(settings, division)
        return Staged(settings, division, lambda *_: self.engine, **self.options)

    def play(self, every, choices=None):
        """Let somebody else play on after so many transactions."""
        while len(self.records) < self.settings.rounds:
            federation, left = self.player(), every

            def enough():
                nonlocal left
                left -= 1
                return left <= 0

            due = federation.due(choices)
            final = federation.is_last
            outcome = federation.engine.go_on(due.submitted, final=final, enough=enough)
            self.half = federation.engine.half
            if outcome:
                self.records.append(federation.enter(outcome).without_updates())
        return self.player().result()


@pytest.mark.parametrize("every", [1, 5])
@pytest.mark.parametrize("dial", DIALS)
def test_it_does_not_matter_who_plays_on(dial, every):
    settings = replace(SMALL, dial=dial, epsilon=20.0)
    relay = Relay(settings)
    assert relay.play(every).digest() == play(settings).digest()
    assert relay.players > settings.rounds * 5


def test_masks_of_who_vanished_come_off_in_pieces_too():
    settings = replace(SMALL, dial="scalar", attack="drop_out")
    assert Relay(settings).play(1).digest() == play(settings).digest()


def test_everybody_decides_for_themselves():
    choices = (HONEST, OUT, "sign_flip", HONEST, "drop_out", HONEST)
    found = Relay(SMALL).play(3, choices)
    first = found.records[0]
    assert first.choices == choices
    assert first.present == (True, False, True, True, True, True)
    assert not first.outcome.included[1]
    assert [each > 0 for each in first.outcome.settlements[0].lost][4]
    assert first.profits[1] == 0


def test_clients_take_out_what_they_are_owed():
    relay = Relay(SMALL, withdrawing=True)
    found = relay.play(4)
    engine, clients = relay.engine
    assert [engine.collectable(client) for client in clients] == [0] * len(clients)
    assert found.digest() == play(SMALL).digest()
    assert any(profit not in {0, -ETHER} for profit in found.records[-1].profits)
