"""Whatever is done in a room, its file holds the same room; for any process, at any moment."""

import shutil
import tempfile
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sum.chain import Database
from sum.errors import SumError
from sum.incentives import MECHANISMS
from sum.room import Classroom, Room, Settings, limits, teaching
from sum.room.audit import audit
from sum.room.hidden_set import Plan
from sum.units import DAY, ETHER, HOUR
from tests.unit.room.same import assert_same

# The virtual machine raises Python's recursion limit when it is imported, and Hypothesis warns of
# that within a test.
import_module("sum.chain.tester")

WHO = st.integers(0, 3)
NUMBERS = st.integers(1, 6)
ACTIONS = st.one_of(
    st.tuples(st.just("add"), WHO, st.booleans()),
    st.tuples(st.just("add"), WHO, st.booleans()),
    st.tuples(st.just("jump"), st.sampled_from([HOUR, DAY])),
    st.tuples(st.sampled_from(["refund", "report"]), WHO, NUMBERS),
    st.tuples(st.sampled_from(["collect", "attack", "phrase", "change_role"]), WHO),
    st.tuples(st.sampled_from(["join", "bot", "home", "give", "undo", "over"])),
    st.tuples(st.sampled_from(["pause", "begin", "round", "market", "settle", "hide"])),
)


class Play:
    """A room as two processes have it; actions are done now in one and now in the other."""

    def __init__(self, path, name):
        self.path = path
        settings = Settings(
            running=False, dataset="plane", bots=("honest",), ready=False, terms=MECHANISMS[name]()
        )
        led = Classroom(title="Play", led=True)
        self.rooms = [Room(settings, "ABCDE", shared=True, classroom=led, database=self.open())]
        self.host = self.room.lead_by("AAAA-BBBB-CCCC-DDDD")
        roles = ("contributor", "attacker", "sponsor", "contributor")
        self.keys = [self.room.join(f"P{n}", role, f"{n}") for n, role in enumerate(roles)]
        self.rooms.append(Room.reopened(self.open()))
        self.count = 0

    def open(self):
        return Database(self.path, shared=True)

    @property
    def room(self):
        return self.rooms[0]

    def act(self, action):
        """Do something, whatever comes of it."""
        self.rooms.reverse()
        self.count += 1
        with suppress(SumError):
            self.do(*action)

    def do(self, what, *details):
        room, nonce, host = self.room, f"n{self.count}", self.host
        if what == "add":
            sample = room.dataset.pool[self.count * 7 % len(room.dataset.pool)]
            label = 1 - sample.label if details[1] else sample.label
            room.contribute(self.keys[details[0]], nonce, sample.data, label, raw=sample.raw)
        elif what in {"refund", "report"}:
            getattr(room, what)(self.keys[details[0]], nonce, details[1])
        elif what == "collect":
            room.collect(self.keys[details[0]], nonce)
        elif what == "phrase":
            room.phrase(self.keys[details[0]])
        elif what == "attack":
            room.attack(self.keys[details[0]], nonce, "flooding", 3)
        elif what == "change_role":
            room.change_role(self.keys[details[0]], nonce, "attacker")
        else:
            self.lead(what, nonce, host, *details)

    def lead(self, what, nonce, host, *details):
        room = self.room
        sponsor = self.keys[2]
        calls = {
            "jump": lambda: room.jump(host, nonce, *details),
            "join": lambda: room.join(f"Late {self.count}", "contributor", nonce),
            "bot": lambda: room.add_bot(host, nonce, "malicious"),
            "home": lambda: room.remove_bot(
                host, nonce, next((each.id for each in room.snapshot.people if each.bot), "")
            ),
            "give": lambda: room.give(host, nonce, ETHER),
            "undo": lambda: room.undo(host, nonce),
            "over": lambda: room.start_over(host, nonce),
            "pause": lambda: room.pause(host, nonce),
            "begin": lambda: room.begin(host, nonce),
            "round": lambda: room.next_round(host, nonce, terms=MECHANISMS["points"]()),
            "market": lambda: self.market(room, nonce, sponsor),
            "settle": lambda: room.settle(sponsor, nonce),
            "hide": lambda: room.lead(host, nonce, anonymous=not room.snapshot.classroom.anonymous),
        }
        calls[what]()

    def market(self, room, nonce, sponsor):
        plan = Plan(portions=2, size=2, rounds=2, show_for=HOUR, take_part_for=HOUR)
        room.open_market(sponsor, f"{nonce}o", plan)
        room.draw(sponsor, f"{nonce}d")
        room.show(sponsor, f"{nonce}s")

    def check(self):
        """All who have the room open have the same one, and so has whoever opens it now."""
        again = Room.reopened(self.open())
        try:
            for room in self.rooms:
                assert_same(room.tick(), again.snapshot)
            assert again._game.driver.standing() == self.room._game.driver.standing()
            assert again.identify(self.keys[0]) == self.room.identify(self.keys[0])
            assert audit(again.snapshot).adds_up
        finally:
            again.close()

    def close(self):
        for room in self.rooms:
            room.close()


@pytest.mark.slow
@given(st.sampled_from(sorted(MECHANISMS)), st.lists(ACTIONS, min_size=4, max_size=12))
def test_the_file_is_the_room(name, actions):
    folder = Path(tempfile.mkdtemp())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(teaching, "LEAST", -1.0)
        patch.setattr(teaching, "APART", 0.0)
        patch.setattr(limits, "ACTIONS", limits.Rate(burst=1e6, a_second=1))
        play = Play(folder / "ABCDE.room", name)
        try:
            for number, action in enumerate(actions):
                play.act(action)
                if number % 4 == 3:
                    play.check()
            play.check()
        finally:
            play.close()
            shutil.rmtree(folder)
