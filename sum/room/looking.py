"""Draws a room's snapshot from what goes on in it."""

from sum.chain import Address
from sum.room.game import Game
from sum.room.people import Member
from sum.room.records import ClockView, Person, Snapshot
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
    books, clock = game.ledger, game.clock
    return Snapshot(
        version=version,
        code=game.code,
        shared=shared,
        settings=game.settings,
        dataset=game.dataset,
        address=game.engine.shared.address,
        held=game.engine.held(),
        deposit=game.engine.cost((0,), 0),
        last=books.last or game.opened,
        total_good=books.total_good,
        clock=ClockView(game.chain.now, game.opened, clock.running, clock.factor),
        model=game.engine.peek(),
        models=tuple(books.models),
        accuracy=tuple(books.accuracy),
        people=tuple(_person(game, member) for member in game.people),
        entries=tuple(books.entries),
        feed=tuple(books.feed),
        balances=tuple(books.balances),
        calls=tuple(books.calls),
    )


def _person(game: Game, member: Member) -> Person:
    books = game.ledger
    return Person(
        id=member.id,
        name=member.name,
        role=member.role,
        bot=member.bot,
        address=member.address,
        ether=game.chain.balance(Address(member.address)),
        profit=Wei(books.profits.get(member.id, 0)),
        at_stake=Wei(books.stakes.get(member.id, 0)),
        good=books.good.get(member.id, 0),
        contributions=books.made.get(member.id, 0),
    )
