"""Rooms: the only thing that pages talk to."""

from sum.room.claims import Claim, Rule, claim_state, next_opening, ripe
from sum.room.classroom import Classroom, Line, RoundResult
from sum.room.hosting import JUMP_ACTIONS, MAX_JUMP
from sum.room.people import Identity
from sum.room.playing import MAX_STRENGTH
from sum.room.records import (
    OWNER,
    AccuracyPoint,
    Call,
    ClockView,
    Entry,
    FeedItem,
    Move,
    Outcome,
    Payout,
    Person,
    Settings,
    Snapshot,
    Take,
)
from sum.room.registry import find_room, forget_room, open_class, open_room
from sum.room.room import Room

__all__ = [
    "JUMP_ACTIONS",
    "MAX_JUMP",
    "MAX_STRENGTH",
    "OWNER",
    "AccuracyPoint",
    "Call",
    "Claim",
    "Classroom",
    "ClockView",
    "Entry",
    "FeedItem",
    "Identity",
    "Line",
    "Move",
    "Outcome",
    "Payout",
    "Person",
    "Room",
    "RoundResult",
    "Rule",
    "Settings",
    "Snapshot",
    "Take",
    "claim_state",
    "find_room",
    "forget_room",
    "next_opening",
    "open_class",
    "open_room",
    "ripe",
]
