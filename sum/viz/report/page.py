"""A game as one page that needs nothing else: no network, no script, no other file."""

import re
from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cache
from html import escape
from importlib.metadata import version

from sum import __version__
from sum.incentives import MECHANISMS
from sum.incentives.base import AnyTerms
from sum.room.audit import audit
from sum.room.classroom import RoundResult
from sum.room.records import OWNER, Snapshot
from sum.room.rules import words_of
from sum.units import Seconds, format_duration, format_ether, format_time
from sum.viz.report.boards import leaderboards_html, people_html, rounds_html, table
from sum.viz.report.charts import accuracy_figure, balances_figure, flows_figure
from sum.viz.report.federated import federated_html
from sum.viz.report.lesson import lesson
from sum.viz.report.rounds import shown_rounds
from sum.viz.report.style import STYLE

_RAN_ON = ("vyper", "py-evm", "numpy", "scikit-learn")


def report_html(snapshot: Snapshot, now: Seconds, made: str) -> str:
    """What came of a game, as a page.

    It has nothing in it that is a secret at that moment: no key, no role that is hidden, no name
    while names are, no sample of a hidden test set.

    Parameters
    ----------
    snapshot : Snapshot
    now : Seconds
        Block time up to which the charts go.
    made : str
        The day on which it is made, in words.

    Returns
    -------
    str
        HTML.
    """
    rounds = shown_rounds(snapshot)
    title = snapshot.classroom.title or "A shared model"
    about = f"Room {snapshot.code} · {made} · Sharing Updatable Models {__version__}"
    parts = (
        f"<h1>{escape(title)}</h1>",
        f'<p class="note">{escape(about)}</p>',
        _state(snapshot),
        _tiles(snapshot, rounds),
        _section("What came of it", _lesson(snapshot, rounds), "lesson"),
        _section("Round by round", rounds_html(rounds)) if len(rounds) > 1 else "",
        _last(snapshot, now, rounds),
        _section("Leaderboards", leaderboards_html(rounds)),
        *(_people(each, many=len(rounds) > 1) for each in rounds),
        _section("Federated rounds", federated_html(snapshot)),
        _section("The mechanism", _mechanisms(snapshot, rounds)),
        _section("Where every ether is", _audit(snapshot)),
        _section("How it was run", _settings(snapshot)),
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport"'
        ' content="width=device-width, initial-scale=1"><meta name="referrer"'
        f' content="no-referrer"><title>{escape(title)}</title><style>{STYLE}</style></head>'
        f"<body>{''.join(parts)}</body></html>"
    )


def _section(head: str, body: str, kind: str = "") -> str:
    if not body:
        return ""
    return f'<section><h2>{escape(head)}</h2><div class="{kind}">{body}</div></section>'


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _state(snapshot: Snapshot) -> str:
    if not snapshot.classroom.led or snapshot.classroom.phase == "ended":
        return ""
    return "<p><b>The game has not ended yet: this is how it stands.</b></p>"


def _tiles(snapshot: Snapshot, rounds: tuple[RoundResult, ...]) -> str:
    people = [each for each in snapshot.people if each.id != OWNER]
    humans = sum(not each.bot for each in people)
    first, last = rounds[0].accuracy[0], rounds[-1].accuracy[1]
    facts = (
        ("People", f"{humans}", f"and {len(people) - humans} bots"),
        ("Rounds", f"{len(rounds)}", ""),
        ("Contributions", f"{sum(each.contributions for each in rounds):,}", ""),
        ("The model was right", f"{first:.1%} → {last:.1%}", "at first, and at last"),
    )
    cells = "".join(
        f'<div>{label}<b>{value}</b><span class="note">{note}</span></div>'
        for label, value, note in facts
    )
    return f'<div class="tiles">{cells}</div>'


def _lesson(snapshot: Snapshot, rounds: tuple[RoundResult, ...]) -> str:
    return _paragraphs(lesson(snapshot, rounds))


def _last(snapshot: Snapshot, now: Seconds, rounds: tuple[RoundResult, ...]) -> str:
    """The charts, of which the room has those of its last round."""
    which = f" in round {rounds[-1].number}" if len(rounds) > 1 else ""
    balances, gains = balances_figure(snapshot, now), flows_figure(snapshot)
    return (
        _section(f"How often the model was right{which}", accuracy_figure(snapshot, now))
        + _section(f"Won and lost{which}", balances)
        + _section(f"Who gained from whom{which}", gains)
    )


def _people(result: RoundResult, *, many: bool) -> str:
    which = f" in round {result.number}" if many else ""
    return _section(f"Everybody{which}", people_html(result))


def _mechanisms(snapshot: Snapshot, rounds: tuple[RoundResult, ...]) -> str:
    """What was played: in full for the last round, in a sentence for those before."""
    terms = snapshot.settings.terms
    words = words_of(terms)
    price = words.pricing(terms)
    rules = "".join(f"<li>{_bold(each)}</li>" for each in words.rules(terms))
    lines = "".join(f"<li>{escape(each)}</li>" for each in price.lines)
    before = dict.fromkeys(each.mechanism for each in rounds if each.mechanism != terms.name)
    others = "".join(
        f"<h3>{escape(MECHANISMS[each].title)}</h3><p>{_bold(MECHANISMS[each].summary)}</p>"
        for each in before
        if each in MECHANISMS
    )
    return (
        f"<h3>{escape(terms.title)}</h3><p>{_bold(terms.summary)}</p><ul>{rules}</ul>"
        f"<p>{_bold(price.text)}</p><ul>{lines}</ul>{others}"
    )


def _audit(snapshot: Snapshot) -> str:
    found = audit(snapshot)
    rows = (
        ("In wallets", found.wallets),
        ("Got by the owner", found.owner),
        ("Deposits that can be claimed", found.claimable),
        ("Owed by the mechanism", found.owed),
        ("In its pot", found.pot),
        ("Lost to rounding", found.dust),
        ("All that is somewhere", found.somewhere),
        ("All there was, less gas", found.expected),
    )
    says = (
        "<p>It adds up to the wei: nothing appeared, and nothing got lost.</p>"
        if found.adds_up
        else '<p class="bad">It does not add up.</p>'
    )
    cells = ((name, f"{amount:,} wei") for name, amount in rows)
    return says + table(("", ""), cells, last=1)


def _settings(snapshot: Snapshot) -> str:
    settings, led, terms = snapshot.settings, snapshot.classroom, snapshot.settings.terms
    bots = ", ".join(settings.bots) or "none"
    roles = f"dealt, {led.attackers:.0%} attackers" if led.roles == "dealt" else "chosen"
    begun = format_time(snapshot.clock.now, snapshot.clock.start)
    rows = [
        ("Data set", snapshot.dataset.title),
        ("Features", f"{snapshot.dataset.n_features:,}"),
        ("Model", snapshot.model.title),
        ("Mechanism", terms.title),
        *((title, text) for title, text in _terms(terms)),
        ("Seed", str(settings.seed)),
        ("Clock", f"{settings.factor:,} seconds of block time a second; at the end {begun}"),
        ("Bots at the opening", bots),
        ("Contract", snapshot.address),
        *([("Roles", roles), ("Length of a round", _length(led.length))] if led.led else []),
        ("Versions", ", ".join(f"{name} {number}" for name, number in _versions())),
    ]
    cells = ((escape(name), f'<span class="wrap">{escape(value)}</span>') for name, value in rows)
    return table(("", ""), cells)


def _terms(terms: AnyTerms) -> Iterable[tuple[str, str]]:
    """A mechanism's parameters in words."""
    for each in fields(terms):  # type: ignore[arg-type]
        value = getattr(terms, each.name)
        write = _UNITS.get(each.metadata.get("unit", ""), "{:,}".format)
        yield each.metadata.get("title", each.name), write(value)


_UNITS: dict[str, Callable[[int], str]] = {
    "wei": format_ether,
    "s": format_duration,
    "per mille": lambda number: f"{number / 10:g} %",
}


def _length(seconds: int) -> str:
    return format_duration(seconds) if seconds else "without an end"


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    return tuple((name, version(name)) for name in _RAN_ON)


def _bold(text: str) -> str:
    """A text in which Markdown makes some of it bold or slanted, as HTML."""
    found = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text))
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", found)
