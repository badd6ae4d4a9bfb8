"""Several threads call everything that a room can do, with anything; not a wei goes astray."""

import inspect
import random
import threading
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

import pytest

from sum.errors import RoomNotFound, SumError
from sum.incentives import GuardedTerms, MarketTerms, PointsTerms, Terms
from sum.room import Classroom, Settings, limits, open_class, teaching
from sum.room.audit import audit
from sum.room.classroom import DEALT_ATTACKERS
from tests.unit.room.hostile import FAIR, arguments, parameters, public

pytestmark = pytest.mark.slow

QUICK = Settings(running=False, bots=(), ready=False)
THREADS, CALLS = 3, 100
HOW = ("fair", "fair", "fair", "fair", "fair", "hostile", "alien")
LAST = {"finish", "close"}
"""Nothing happens in a room after these."""
ANEW = {"next_round", "start_over", "hold_markets"}
"""After these everything begins anew: one of the threads calls them."""
PLAY = ("contribute", "contribute", "refund", "report", "collect", "attack", "jump", "collect_to")
MARKET = ("open_market", "draw", "show", "contribute", "reveal", "score", "settle", "give_up")
"""What every other call is, in a round; between them everything is called once."""


@pytest.fixture(
    params=[Terms(), GuardedTerms(), MarketTerms(), PointsTerms()], ids=lambda t: t.name
)
def room(request, monkeypatch):
    """A class of six in the middle of a round, in which nobody is too fast."""
    for name in ("ACTIONS", "ALL_ACTIONS", "JOINS", "GUESSES", "ALL_GUESSES", "GUESSES_EVERYWHERE"):
        monkeypatch.setattr(limits, name, limits.Rate(1e9, 1e9))
    for name, seconds in {"BACK": 0.5, "LEAST": 0.1, "APART": 0.2}.items():
        monkeypatch.setattr(teaching, name, seconds)
    settings = replace(QUICK, terms=request.param)
    led, code, host = open_class(settings, Classroom(phase="lobby", attackers=DEALT_ATTACKERS))
    kinds = ("contributor", "contributor", "attacker", "attacker", "sponsor", "observer")
    keys = [led.join(f"P{n}", kind, str(n)) for n, kind in enumerate(kinds)]
    led.begin(host, "begin")
    led.test_keys, led.test_code, led.test_host = (*keys, host, host), code, host
    return led


class Player:
    """One thread's calls, and what was wrong with what came of them."""

    def __init__(self, room, seed, names):
        self.room, self.rng, self.names = room, random.Random(seed), names  # noqa: S311
        self.wrong, self.worked, self.seen = [], set(), {}

    def play(self, calls):
        once = self.rng.sample(self.names, len(self.names))
        for turn in range(calls):
            self.call(once.pop() if turn % 2 and once else self.next_name())
            snapshot = self.room.snapshot
            self.seen[snapshot.version] = snapshot

    def next_name(self):
        """What gets on with the game, so that there is something to go wrong."""
        snapshot = self.room.snapshot
        if snapshot.classroom.phase != "playing":
            return "begin"
        return self.rng.choice(PLAY if snapshot.settings.terms.claims else PLAY + 2 * MARKET)

    def call(self, name):
        how = self.rng.choice(HOW)
        member = inspect.getattr_static(self.room, name)
        if isinstance(member, property):
            getattr(self.room, name)
            self.worked.add(name)
            return
        given = {}
        try:
            given = arguments(self.room, getattr(self.room, name), self.rng, how)
            self.check(name, getattr(self.room, name)(**given), given)
        except SumError as error:
            if not str(error):
                self.wrong.append((name, given, "an error without words"))
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            if how != "alien":
                self.wrong.append((name, {k: str(v)[:60] for k, v in given.items()}, repr(error)))
        else:
            self.worked.add(name)

    def check(self, name, answer, given):
        """The same action again is none."""
        if "nonce" in given and self.rng.random() < 0.2:
            again = getattr(self.room, name)(**given)
            if again != answer:
                self.wrong.append((name, given, "another answer to the same nonce"))


def faults(snapshot):
    """What is wrong with a snapshot."""
    people, calls = snapshot.people, snapshot.calls
    found = {
        "money": audit(snapshot).adds_up,
        "stakes": sum(p.at_stake for p in people) == sum(e.claimable for e in snapshot.entries),
        "counts": sum(p.contributions for p in people) == len(snapshot.entries),
        "calls": len(snapshot.entries) == sum(each.function == "add_data" for each in calls),
        "blocks": all(a.block < b.block and a.time < b.time for a, b in pairwise(calls)),
        "names": len({p.name.casefold() for p in people}) == len(people),
        "numbers": [e.number for e in snapshot.entries] == [*range(1, len(snapshot.entries) + 1)],
        "feed": [e.number for e in snapshot.feed] == [*range(1, len(snapshot.feed) + 1)],
        "points": all(p.profit == 0 for p in people) or snapshot.settings.terms.money,
        "secret": {p.role for p in people if not p.bot} <= {"owner", "observer", "hidden"}
        or not snapshot.classroom.secret,
    }
    return [name for name, is_right in found.items() if not is_right]


def books_agree(room):
    """Whether books and twins say what the contract does."""
    game, shot = room._game, room.snapshot
    shared, twin = game.engine.shared, game.engine.incentive
    claimable = [shared.state(entry.contribution).claimable for entry in shot.entries]
    return (
        claimable == [entry.claimable for entry in shot.entries]
        and all(shared.good(p.address) == twin.good(p.address) for p in shot.people if p.address)
        and game.chain.balance(shared.address) == shot.held
        and shared.download().words() == shot.model.words()
    )


def test_fuzz_knows_what_to_say_to_every_method():
    methods = [each for each in public().values() if not isinstance(each, property)]
    assert {name for each in methods for name in parameters(each)} - set(FAIR) == set()


def test_everything_that_a_room_can_do_from_several_threads(room):
    names = sorted(set(public()) - LAST)
    players = [Player(room, n, sorted({*names} - (ANEW if n else set()))) for n in range(THREADS)]
    threads = [threading.Thread(target=each.play, args=(CALLS,)) for each in players]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with suppress(SumError):
        room.pause_rounds(room.test_host, "the end")
    wrong = [each for player in players for each in player.wrong]
    assert not wrong, "\n".join(map(str, wrong))
    seen = {version: shot for each in players for version, shot in each.seen.items()}
    assert {version: found for version, shot in seen.items() if (found := faults(shot))} == {}
    assert books_agree(room)
    assert len(seen) > THREADS * CALLS / 10
    worked = set.union(*(each.worked for each in players))
    assert len(worked) > len(names) / 2
    end(room, names)


def end(room, names):
    """After the end of the game, and of the room, calls are refused, and that is all."""
    room.finish(room.test_host, "the end")
    last = Player(room, THREADS, names)
    for after in (lambda: None, room.close):
        after()
        for name in names:
            last.call(name)
    assert not last.wrong, "\n".join(map(str, last.wrong))
    assert faults(room.snapshot) == []
    with pytest.raises(RoomNotFound):
        room.collect(room.test_keys[0], "closed")
