"""Lessons for a class, ready to open; `docs/facilitator.md` says more about each.

Plain data. A second of real time is an hour of block time in all of them, so that a day, which is
what the published mechanism waits for a refund, is 24 seconds; nine days are three and a half
minutes.
"""

from sum.incentives import GuardedTerms, PointsTerms, Terms
from sum.room.lessons import FRAGILE, Round, Step, Template
from sum.units import MINUTE

TASTE = Template(
    name="taste",
    title="A first taste",
    minutes=10,
    question="Can money make strangers tell the truth?",
    summary=(
        "One round of the published deposit game on a model that averages: true labels come back"
        " with a gain, wrong ones pay for it. Everybody chooses a role."
    ),
    roles="chosen",
    rounds=(
        Round(
            title="Deposits",
            terms=Terms(),
            length=4 * MINUTE + 30,
            watch=(
                "Balances: after half a minute the first deposits come back, and those with good"
                " contributions take the deposits of wrong labels. Accuracy hardly moves."
            ),
        ),
    ),
    steps=(
        Step(
            0,
            "Let people in",
            "Scan the code, choose a nickname and a role. One in five may play attacker and try to"
            " ruin the model.",
            "The board on the projector, with code and QR code.",
        ),
        Step(
            2,
            "Explain",
            "The model tells 3 from 8 and lives in a contract that nobody controls. You teach it a"
            " label and leave a deposit. If the model agrees with you a day later (24 seconds), you"
            " get it back; if not, others take it.",
        ),
        Step(
            3,
            "Play",
            "Label pictures. Then press “Collect all” whenever something is due: refunds, and the"
            " deposits of wrong labels.",
            "Start. Lock the room when everybody is in.",
        ),
        Step(
            5,
            "Look at the balances",
            "Whose line goes up, whose goes down? Who pays whom?",
        ),
        Step(
            8,
            "The end",
            "Attackers: did you find a way to earn? Contributors: did you lose a deposit with a"
            " true label, and why? Who decided what was true?",
            "End the game, when the time is over; then the results on the board.",
        ),
    ),
)

MONEY = Template(
    name="money",
    title="Does money matter?",
    minutes=20,
    question="What changes when a lie costs something?",
    summary=(
        "The same class, the same model, twice: first for points and free, then for deposits. Roles"
        " are dealt out in secret, and revealed at the end of each round."
    ),
    rounds=(
        Round(
            title="Points: free to lie",
            terms=PointsTerms(),
            length=5 * MINUTE,
            watch=(
                "How many contributions there are, and how many are wrong: nothing stops a flood."
                " Debts of points are all that a lie costs."
            ),
        ),
        Round(
            title="Deposits: a lie costs",
            terms=Terms(),
            length=5 * MINUTE,
            watch=(
                "Fewer contributions than before, since each has its price, and a flood makes it"
                " rise. Balances of attackers fall as the deposits of wrong labels are taken."
            ),
        ),
    ),
    steps=(
        Step(
            0,
            "Let people in",
            "Scan the code and choose a nickname. Your role will be dealt out in secret: keep it to"
            " yourself, and your screen, too.",
            "The board on the projector, with code and QR code.",
        ),
        Step(
            2,
            "Explain",
            "Contributors teach the model true labels. One in four is an attacker and wants it to"
            " be wrong. In this round contributing is free; what the model agrees with later earns"
            " a point, and whoever reports a wrong one takes a point.",
        ),
        Step(
            4,
            "Play round 1",
            "Everybody sees on their own phone what they are. Go.",
            "Start. Lock the room when everybody is in.",
        ),
        Step(
            9,
            "Talk",
            "Who do you think attacked, and why? What kept attackers from sending more?",
            "Show who played what. Then the next round, as planned.",
        ),
        Step(
            12,
            "Play round 2",
            "New roles, a fresh model, and now each contribution puts a deposit at stake: its price"
            " rises when many contribute, and falls when it is quiet.",
            "Start.",
        ),
        Step(
            17,
            "The end",
            "Compare the two rounds: how many wrong labels, how accurate the model, who gained?"
            " Attackers: in which round would you rather attack, and why?",
            "End the game; the results of both rounds are on the board.",
        ),
    ),
)

DUEL = Template(
    name="duel",
    title="Attack and defence",
    minutes=45,
    question="Whom does a rule protect when the model itself can be pushed?",
    summary=(
        "Three rounds: deposits on a model that averages, the same deposits on one that each"
        " mistake moves, and then a mechanism that was built against the attacks of round 2."
    ),
    rounds=(
        Round(
            title="Deposits, and a steady model",
            terms=Terms(),
            length=6 * MINUTE,
            watch="Attackers lose, contributors gain: the rule works as it was meant to.",
        ),
        Round(
            title="The same deposits, and a fragile model",
            terms=Terms(),
            length=6 * MINUTE,
            model=FRAGILE,
            watch=(
                "Accuracy falls in jumps. While the model is wrong, true labels look wrong: honest"
                " deposits are taken, and attackers may gain."
            ),
        ),
        Round(
            title="A guarded deposit, and the fragile model",
            terms=GuardedTerms(),
            length=6 * MINUTE,
            model=FRAGILE,
            watch=(
                "Accuracy still jumps, but deposits do not follow it: a report has to wait, and a"
                " second model has to agree. Attackers pay, honest people get theirs back."
            ),
        ),
    ),
    steps=(
        Step(
            0,
            "Let people in",
            "Scan the code and choose a nickname. Your role will be dealt out in secret, anew in"
            " each round.",
            "The board on the projector, with code and QR code.",
        ),
        Step(
            3,
            "Explain",
            "You teach a model that tells 3 from 8 and leave a deposit with each label. If the"
            " model agrees a day later (24 seconds), it comes back; if not, those with good"
            " contributions take it. One in four is an attacker.",
        ),
        Step(
            6,
            "Play round 1",
            "Contributors: true labels, and claim what is due. Attackers: the page Attack has more"
            " to offer than a wrong label.",
            "Start. Lock the room when everybody is in.",
        ),
        Step(
            12,
            "Talk",
            "Who lost, who gained? The contract cannot see the picture: what did it judge by?",
            "Show who played what. Then the next round, as planned.",
        ),
        Step(
            17,
            "Play round 2",
            "The same rule, but now the model learns from each mistake, and can be pushed."
            " Attackers: find out what that is good for.",
            "Start.",
        ),
        Step(
            23,
            "Talk",
            "Contributors: who lost a deposit with a true label? Attackers: what worked? How would"
            " you change the rule?",
            "Show who played what. Freeze the board to talk about it. Then the next round.",
        ),
        Step(
            29,
            "Play round 3",
            "A report now waits for a day and for others, and a second model, which only learns"
            " what was upheld, has to agree. Attackers: try the same again.",
            "Start.",
        ),
        Step(
            35,
            "The end",
            "Compare the rounds: accuracy, and who gained from whom. What did the guard save, what"
            " did it not, and what does it cost the honest? Where would you use such a model?",
            "End the game; the results of all rounds are on the board.",
        ),
    ),
)

OWN = Template(
    name="own",
    title="A game of your own",
    minutes=0,
    question="What do you want to find out?",
    summary="Any data, model and mechanism, for as long as you like. Nothing is planned.",
    roles="chosen",
    rounds=(
        Round(
            title="An open game",
            terms=Terms(),
            length=0,
            watch="Accuracy, balances, and who gains from whom.",
        ),
    ),
)

TEMPLATES = (TASTE, MONEY, DUEL, OWN)
"""Those with a plan first, from short to long."""


def template(title: str) -> Template | None:
    """A template by its title; None when there is none of this title."""
    return next((each for each in TEMPLATES if each.title == title), None)
