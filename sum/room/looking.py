"""Draws a room's snapshot from what goes on in it."""

from sum.chain import Address
from sum.room.books import FeedItem
from sum.room.disguise import known_as
from sum.room.federation import FederationView, view
from sum.room.game import Game
from sum.room.people import Member
from sum.room.records import OWNER, ClockView, Person, Role, Snapshot
from sum.units import Wei


def look(game: Game, *, version: int, shared: bool) -> Snapshot:
    """Freeze everything that a page draws.

    Parameters
    ----------
    game : Game
    version : int
    shared : bool
        Whether others can join.
    """
    books, clock, incentive = game.ledger, game.clock, game.engine.incentive
    return Snapshot(
        version=version,
        code=game.code,
        shared=shared,
        classroom=game.classroom,
        played=game.played.now(),
        controls=game.controls,
        settings=game.settings,
        dataset=game.dataset,
        address=game.engine.shared.address,
        held=game.engine.held(),
        deposit=incentive.cost(game.chain.now),
        last=incentive.last,
        total_good=incentive.total_good,
        incentive=incentive.copy(),
        clock=ClockView(game.chain.now, game.opened, clock.running, clock.factor),
        model=game.engine.peek(),
        models=tuple(books.models),
        accuracy=tuple(books.accuracy),
        people=_people(game),
        entries=tuple(books.entries),
        says=tuple(books.says),
        unsettled=books.unsettled,
        wrong=tuple(sorted(books.wrong)),
        owned=books.owned.copy(),
        feed=shown_feed(game),
        payouts=tuple(books.payouts),
        moves=tuple(books.moves),
        calls=tuple(books.calls),
        federation=_federation(game, shared=shared),
    )


def _federation(game: Game, *, shared: bool) -> FederationView | None:
    kept, members = game.federation, game.people.members
    return view(
        kept,
        game.underway,
        [
            shown_name(game, members[seat.person]) if seat.person in members else seat.name
            for seat in (kept.seats if kept else ())
        ],
        secret=shared and game.classroom.secret,
        shared=shared,
    )


def shown_feed(game: Game) -> tuple[FeedItem, ...]:
    """The feed as everybody may read it."""
    others = {each.name: shown_name(game, each) for each in game.people.humans()}
    aliases = {name: alias for name, alias in others.items() if name != alias}
    if not aliases:
        return tuple(game.ledger.feed)
    return game.disguise.feed(game.ledger.feed, aliases)


def shown_name(game: Game, member: Member) -> str:
    """What others read for somebody."""
    return known_as(game.people, member, hidden=game.classroom.anonymous)


def shown_role(game: Game, member: Member) -> Role:
    """What others see somebody play."""
    is_known = member.bot or member.role in {"owner", "observer"} or not game.classroom.secret
    return member.role if is_known else "hidden"


def _people(game: Game) -> tuple[Person, ...]:
    # All at once: a node answers that as quickly as one.
    accounts = [Address(member.address) for member in game.people if member.address]
    ether = dict(zip(accounts, game.chain.balances(accounts), strict=True))
    return tuple(
        _person(game, member, ether.get(Address(member.address), Wei(0))) for member in game.people
    )


def _person(game: Game, member: Member, ether: Wei) -> Person:
    books, incentive, plays = game.ledger, game.engine.incentive, member.id != OWNER
    return Person(
        id=member.id,
        name=shown_name(game, member),
        role=shown_role(game, member),
        bot=member.bot,
        address=member.address,
        ether=ether,
        profit=Wei(books.profits.get(member.id, 0)),
        at_stake=Wei(books.stakes.get(member.id, 0)),
        good=incentive.good(member.address),
        contributions=books.made.get(member.id, 0),
        owed=incentive.collectable(member.address),
        points=books.points.get(member.id, 0),
        given=Wei(books.given.get(member.id, 0)),
        gas=Wei(books.gas.get(member.id, 0) if plays else 0),
        gone=member.gone,
    )
