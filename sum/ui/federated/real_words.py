"""What the real rounds say: what to do next, and what came of a round for a client."""

from dataclasses import dataclass

from sum.federated.attackers import ATTACKS
from sum.federated.pay import POINT, RULE, points
from sum.federated.records import HONEST, OUT, FederatedRun, RoundRecord, Settlement
from sum.federated.settings import Settings
from sum.room.federation import FederationView
from sum.units import Wei, format_ether

DROP_OUT = "drop_out"
"""The attack that is open to everybody: to vanish after sending."""
DOES = {
    HONEST: ("Be honest", "Trains on its data, and sends what it has learned."),
    OUT: ("Sit this round out", "Puts up no stake, sends nothing, and is paid nothing."),
    DROP_OUT: (
        "Pull the plug after sending",
        "Sends its update, and is then gone: the others have to finish without it.",
    ),
}
"""What any client can do in a round: a title, and what it means."""


def does_title(does: str) -> str:
    """What a client does, in a few words.

    >>> does_title("out"), does_title("label_flip")
    ('Sit this round out', 'Label flip')
    """
    return DOES[does][0] if does in DOES else ATTACKS[does].title


def does_summary(does: str) -> str:
    """What it means, in a sentence."""
    return DOES[does][1] if does in DOES else ATTACKS[does].summary


def choices_of(*, attacker: bool) -> list[str]:
    """What a client can do in a round, in the order for people."""
    attacks = [name for name in ATTACKS if name not in {"none", DROP_OUT}] if attacker else []
    return [HONEST, *attacks, OUT, DROP_OUT]


def told(run: FederatedRun, place: int, record: RoundRecord) -> list[str]:
    """What came of a round for a client, in sentences; with reasons.

    Parameters
    ----------
    run : FederatedRun
    place : int
        The client's.
    record : RoundRecord
        The round's.
    """
    if not record.present[place]:
        return ["It was not in the round: it sat out, or had no stake left."]
    settlement = _settled(run, record.round)
    said = [_in_the_sum(run.settings, place, record, settlement)]
    if settlement is None:
        return [*said, "It is scored and paid when the next step is known."]
    if run.settings.setting.scored or settlement.raw[place] is not None:
        said += _scored(settlement, place)
    return [*said, *_money(run.settings, place, settlement)]


def _settled(run: FederatedRun, number: int) -> Settlement | None:
    return next((each for each in run.settlements if each.round == number), None)


def _in_the_sum(
    settings: Settings, place: int, record: RoundRecord, settlement: Settlement | None
) -> str:
    """Whether its update is in the sum, and why not."""
    if record.outcome.included[place]:
        taken = (
            "" if record.outcome.accepted else ", but the step was not taken: it made things worse"
        )
        return f"Its update is in the sum{taken}."
    if settlement and settlement.lost[place]:
        return "Its update was left out of the sum."
    if settlement and settlement.standing[place] < 0:
        standing = _points(settlement.standing[place])
        return f"Its update was left out of the sum: its standing is {standing}, below 0."
    if settings.dial == "groups":
        return "Its update was left out of the sum, with those of its group."
    return "Its update is not in the sum."


def _scored(settlement: Settlement, place: int) -> list[str]:
    """Its two scores, in points."""
    raw, news = settlement.raw[place], settlement.news[place]
    if raw is None or news is None:
        return []
    pulls = _in_points(settlement.raw, place, RULE.worst, RULE.best)
    brings = _in_points(settlement.news, place, RULE.worst_news, RULE.best_news)
    way = "with" if pulls > 0 else "against" if pulls < 0 else "neither with nor against"
    new = "something new" if brings > 0 else "nothing new"
    return [
        f"It pulled {way} the hidden test: {_points(pulls)}.",
        f"It told {new}: {_points(brings)}.",
    ]


def _in_points(scores: tuple[int | None, ...], place: int, worst: int, best: int) -> int:
    known = [(who, score) for who, score in enumerate(scores) if score is not None]
    counted = points([score for _, score in known], worst, best)
    return dict(zip((who for who, _ in known), counted, strict=True))[place]


def _money(settings: Settings, place: int, settlement: Settlement) -> list[str]:
    """What it was paid, charged and slashed."""
    if settlement.lost[place]:
        lost = format_ether(Wei(settlement.lost[place]))
        return [f"It lost its stake of {lost}: {_why_lost(settlement, place)}."]
    fee = settlement.fees[place]
    charged = f", and charged a fee of {format_ether(Wei(fee))}" if fee else ""
    if settlement.pays[place]:
        return [f"It was paid {format_ether(Wei(settlement.pays[place]))}{charged}."]
    if not settings.setting.scored and settings.dial == "masked":
        return ["It was paid nothing: only those in the sum are."]
    due = f"It has {_points(settlement.due[place])} of news by now; only what is above 0 is paid."
    return [f"It was paid nothing{charged}.", due]


def _why_lost(settlement: Settlement, place: int) -> str:
    if settlement.raw[place] is None:
        return "it was not heard of when scores were opened"
    if settlement.standing[place] <= RULE.limit:
        return f"its standing would be below {_points(RULE.limit)}"
    return "its scores were none that an allowed update can have, or a friend’s lie came out"


def _points(thousandths: int) -> str:
    """Thousandths of a point for people.

    >>> _points(-1_250), _points(300)
    ('−1.2 points', '+0.3 points')
    """
    return f"{thousandths / POINT:+.1f} points".replace("-", "−").replace("+0.0", "0.0")


def did(record: RoundRecord, place: int) -> str:
    """What a client did in a round, in a word or two."""
    choice = record.choices[place] if record.choices else HONEST
    words = {HONEST: "honest", OUT: "sat out", DROP_OUT: "pulled the plug"}
    return words.get(choice) or does_title(choice)


@dataclass(frozen=True)
class Step:
    """What a visitor is to do next: a sentence, and an icon."""

    text: str
    icon: str


_GO, _WAIT, _SEE = ":material/arrow_forward:", ":material/hourglass_top:", ":material/visibility:"


def next_step(
    view: FederationView | None, *, leader: str, alone: bool, mine: tuple[int, ...]
) -> Step:
    """What a visitor is to do next.

    Parameters
    ----------
    view : FederationView or None
        None before there is a federation.
    leader : str
        Who plays the rounds on, as in “the facilitator”; "" when it is the visitor.
    alone : bool
        Whether nobody else can be here.
    mine : tuple of int
        The places that are the visitor's own.
    """
    if view is None:
        return _before(leader=leader, alone=alone)
    if view.over:
        look = "look at lines and receipts. Who attacked?"
        if not view.secret:
            look = "see below what came of it, and for whom."
        return Step(f"All rounds are played: {look}", _SEE)
    if view.problem:
        return _stands_still(leader)
    if view.wanted:
        return Step(f"Round {view.number} is being played: watch what the chain does.", _SEE)
    if view.stage is not None:
        text = f"it goes on when {leader} says so." if leader else "go on with it when you like."
        return Step(f"Round {view.number} was stopped in the middle: {text}", _WAIT)
    return _between(view, leader=leader, mine=mine)


def _before(*, leader: str, alone: bool) -> Step:
    if leader:
        text = f"{leader.capitalize()} has not begun one yet: this page goes on by itself."
        return Step(text, _WAIT)
    who = "You and your attacker are clients" if alone else "Everybody here is a client"
    return Step(f"{who} with data of their own: choose the settings, and deal it out.", _GO)


def _stands_still(leader: str) -> Step:
    if leader:
        return Step(f"The round stands still: {leader} can try again.", _WAIT)
    return Step("The round stands still: see why below, and press “Try again”.", _GO)


def _between(view: FederationView, *, leader: str, mine: tuple[int, ...]) -> Step:
    """Before a round: who has a client decides, who leads plays on."""
    number = view.number
    if any(not view.chosen[place] for place in mine):
        after = "" if leader else f", then press “Play round {number}”"
        whose = "clients do" if len(mine) > 1 else "client does"
        return Step(f"Look at your data, say what your {whose}{after}.", _GO)
    if not leader:
        others = any(seat.person for seat in view.seats) and not mine
        when = " when everybody has decided" if others else ""
        return Step(f"Press “Play round {number}”{when}.", _GO)
    decided = "You have decided: round" if mine else "Round"
    return Step(f"{decided} {number} begins when {leader} starts it.", _WAIT)
