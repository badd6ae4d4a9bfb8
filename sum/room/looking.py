"""Draws a room's snapshot from what goes on in it."""

from sum.chain import Address
from sum.room.game import Game
from sum.room.people import Member
from sum.room.records import OWNER, ClockView, Person, Snapshot
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
        people=tuple(_person(game, member) for member in game.people),
        entries=tuple(books.entries),
        feed=tuple(books.feed),
        payouts=tuple(books.payouts),
        moves=tuple(books.moves),
        calls=tuple(books.calls),
    )


def _person(game: Game, member: Member) -> Person:
    books, incentive, plays = game.ledger, game.engine.incentive, member.id != OWNER
    return Person(
        id=member.id,
        name=member.name,
        role=member.role,
        bot=member.bot,
        address=member.address,
        ether=game.chain.balance(Address(member.address)),
        profit=Wei(books.profits.get(member.id, 0)),
        at_stake=Wei(books.stakes.get(member.id, 0)),
        good=incentive.good(member.address),
        contributions=books.made.get(member.id, 0),
        owed=incentive.collectable(member.address),
        points=books.points.get(member.id, 0),
        given=Wei(books.given.get(member.id, 0)),
        gas=Wei(books.gas.get(member.id, 0) if plays else 0),
    )
