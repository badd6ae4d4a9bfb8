"""What a fuzz of a room passes to its methods: by the name of the parameter, fair and hostile."""

import inspect
from dataclasses import replace

from sum.agents import STRATEGIES
from sum.federated.settings import Settings as Federal
from sum.incentives import GuardedTerms, MarketTerms, PointsTerms, Terms
from sum.room import Room
from sum.room.hidden_set import Plan
from sum.units import DAY, ETHER, HOUR

HUGE = 2**300
LONG = "x" * 100_000
STRANGE = ("", " ", "\0", "\u202e", "\ud800", LONG, "<script>alert(1)</script>", "../../etc/passwd")
NUMBERS = (0, -1, 2**63, 2**64, HUGE, -HUGE)
ALIENS = (None, b"\xff", 1.5, [], {}, object(), ("a",), {"a": 1}, int, True)
"""Of no type that a method takes: such a call may fail in any way, but change nothing."""

FEDERAL = Federal("masked", "sign_flip", "breast-cancer", clients=6, rounds=2)
SMALL = Plan(portions=2, size=3, rounds=2, cap=10)
FAIR = {
    "data": lambda room, rng: rng.choice(room.dataset.pool[:40]).data,
    "label": lambda _, rng: rng.choice((0, 1)),
    "raw": lambda *_: None,
    "truth": lambda _, rng: rng.choice((None, 0, 1)),
    "most": lambda *_: None,
    "number": lambda room, rng: rng.randint(1, max(1, len(room.snapshot.entries))),
    "strategy": lambda _, rng: rng.choice(sorted(STRATEGIES)),
    "strength": lambda _, rng: rng.choice((1, 2, 3)),
    "progress": lambda _, rng: rng.choice((None, lambda *_: None)),
    "seconds": lambda _, rng: rng.choice((HOUR, DAY, 2 * DAY)),
    "running": lambda _, rng: rng.choice((None, True, False)),
    "factor": lambda _, rng: rng.choice((None, 1, 600)),
    "kind": lambda _, rng: rng.choice(("honest", "careless", "malicious")),
    "person_id": lambda room, rng: rng.choice(room.snapshot.people).id,
    "dataset": lambda *_: None,
    "encoder": lambda *_: "",
    "model": lambda *_: "",
    "terms": lambda _, rng: rng.choice(
        (None, Terms(), GuardedTerms(), PointsTerms(), MarketTerms())
    ),
    "plan": lambda room, rng: replace(SMALL, beneficiary=rng.choice(room.snapshot.people).id),
    "step": lambda _, rng: rng.choice((True, False)),
    "length": lambda _, rng: rng.choice((None, 0, 600)),
    "amount": lambda *_: ETHER,
    "roles": lambda _, rng: rng.choice(("chosen", "dealt")),
    "attackers": lambda _, rng: rng.choice((0.0, 0.25, 1.0)),
    "role": lambda _, rng: rng.choice(("contributor", "attacker", "sponsor", "observer")),
    "nickname": lambda _, rng: f"N{rng.randrange(1_000)}",
    "ticket": lambda room, rng: room.ticket(rng.choice(room.test_keys), "b"),
    "browser": lambda *_: "b",
    "phrase": lambda room, rng: room.phrase(rng.choice(room.test_keys[:3])),
    "code": lambda room, _: room.test_code,
    "name": lambda _, rng: rng.choice(("trainer", "model", "incentive")),
    "what": lambda *_: "do this",
    "federation": lambda *_: FEDERAL,
    "rounds": lambda _, rng: rng.choice((1, 2)),
    "place": lambda _, rng: rng.randrange(6),
    "does": lambda _, rng: rng.choice(("honest", "out", "drop_out", "sign_flip")),
    "key": lambda room, rng: rng.choice(room.test_keys),
    "nonce": lambda _, rng: str(rng.randrange(10**9)),
}
HOSTILE = {
    "data": ((), (0,) * 3, (2**70,), (-1,), (5, 4), tuple(range(20_000)), (HUGE,) * 64),
    "label": NUMBERS,
    "truth": NUMBERS,
    "most": NUMBERS,
    "number": NUMBERS,
    "strategy": STRANGE,
    "strength": NUMBERS,
    "seconds": NUMBERS,
    "factor": NUMBERS,
    "kind": STRANGE,
    "person_id": (*STRANGE, "p999", "owner"),
    "dataset": STRANGE,
    "encoder": STRANGE,
    "model": STRANGE,
    "plan": tuple(
        replace(SMALL, **{name: number})
        for name in ("portions", "size", "deal", "bounty", "rounds", "cap", "show_for", "forfeit")
        for number in NUMBERS
    ),
    "length": NUMBERS,
    "amount": NUMBERS,
    "roles": STRANGE,
    "attackers": (-0.5, 1.5, float("nan"), float("inf"), -float("inf")),
    "role": (*STRANGE, "owner", "hidden"),
    "nickname": (*STRANGE, "Owner", "You", "The facilitator", "ﷺ" * 24),
    "ticket": (*STRANGE, "h0", "h0." + "0" * 32, "h0.é", "."),
    "browser": STRANGE,
    "phrase": (*STRANGE, "- - - -"),
    "code": (*STRANGE, "AAAA-AAAA-AAAA-AAAA"),
    "name": STRANGE,
    "key": (*STRANGE, "h0", "h0." + "0" * 32, "h0.é", "."),
    "federation": (replace(FEDERAL, clients=3, group=2), replace(FEDERAL, means=10**40)),
    "rounds": NUMBERS,
    "place": NUMBERS,
    "does": (*STRANGE, "none"),
    "nonce": ("", " ", "\0", LONG),
}
HOSTS = {
    *("begin", "pause", "extend", "next_round", "finish", "lead", "give", "set_roles", "undo"),
    *("jump", "set_clock", "add_bot", "remove_bot", "start_over", "hold_markets"),
    *("open_federation", "play_rounds", "pause_rounds", "send_home"),
}
"""What only a host can do: mostly called by one."""
PLAYING = {f"p{number}" for number in range(1, 6)}
"""Who is not to be sent home, for others want to see what they do."""
SWITCHES = ("locked", "anonymous", "frozen", "revealed")


def public():
    """Every public method and property of a room, by its name; not what makes a room."""
    return {
        name: value
        for name, value in inspect.getmembers(Room)
        if not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, property))
    }


def parameters(method):
    """The names of what a method takes."""
    return [
        name
        for name, each in inspect.signature(method).parameters.items()
        if name != "self" and each.kind is not each.VAR_KEYWORD
    ]


def fitting(room, given):
    """The last contribution that is one's own; oneself, or a bot: where there is one."""
    ids, shot = room.identify(given["key"]).ids, room.snapshot
    bots = tuple(each.id for each in shot.people if each.bot)
    own = [each.number for each in shot.entries if each.person in ids]
    found = {"number": own[-1:], "person_id": (ids or bots)[-1:]}
    return {name: some[0] for name, some in found.items() if name in given and some}


def arguments(room, method, rng, how):
    """Arguments for a method: fair, or one of them hostile, or one of them alien."""
    given = {name: FAIR[name](room, rng) for name in parameters(method)}
    if method.__name__ in HOSTS and rng.random() < 0.8:
        given["key"] = room.test_host
    if method.__name__ in {"refund", "switch", "remove_bot"} and how == "fair":
        given |= fitting(room, given)
    if "label" in given and rng.random() < 0.8:
        sample = rng.choice(room.dataset.pool[:40])
        given |= {"data": sample.data, "label": sample.label}
    if method.__name__ == "lead":
        given |= {rng.choice(SWITCHES): rng.choice((True, False))}
    if method.__name__ == "send_home" and given["person_id"] in PLAYING:
        given["person_id"] = "p999"
    bad = [name for name in given if name in HOSTILE]
    if how == "hostile" and bad:
        name = rng.choice(bad)
        given[name] = rng.choice(HOSTILE[name])
    if how == "alien" and given:
        given[rng.choice(list(given))] = rng.choice(ALIENS)
    return given
