"""What the people in a room do with the model: contribute, claim, attack."""

from sum.agents import STRATEGIES
from sum.errors import InputError, RoomError, refusal
from sum.room.claims import claim_state, ripe
from sum.room.ledger import Origin
from sum.room.looking import look
from sum.room.people import Member
from sum.room.progress import Progress, Telling
from sum.room.records import Outcome
from sum.room.stage import Done, Stage
from sum.room.telling import counted, deposit_of, got_text, sent_text
from sum.units import Wei, format_ether

MAX_STRENGTH = 25
COLLECT_ACTIONS, COLLECT_AMONG_OTHERS = 100, 10
"""How many claims one `collect` makes at most; and where others wait for their turn."""


class Playing(Stage):
    """The actions of people. In all of them the nonce makes a repeated call one action."""

    def contribute(
        self,
        key: str,
        nonce: str,
        data: tuple[int, ...],
        label: int,
        *,
        raw: object = None,
        truth: int | None = None,
        most: Wei | None = None,
    ) -> Outcome:
        """Contribute a sample.

        Parameters
        ----------
        key, nonce : str
        data : tuple of int
        label : int
        raw : object
            What the person saw.
        truth : int, optional
            The true label, where the room knows it.
        most : Wei, optional
            What the person is ready to put at stake; by default whatever it takes.

        Raises
        ------
        Refused
        RoomError
            When the deposit has risen above `most`.
        """

        def work(me: Member) -> Done:
            # The contract says the same, and takes a while; what it takes in the end is its word.
            cost = self._game.engine.incentive.cost(self._game.engine.now)
            if most is not None and cost > most:
                raise RoomError(
                    f"The deposit has risen to {format_ether(cost)}: somebody else has contributed"
                    " in the meantime. Nothing was sent; look at the new price and decide again."
                )
            entry = self._game.contribute(me, data, label, Origin(raw, truth), cost)
            return Done(sent_text(entry))

        return self._act(key, nonce, work, watch=data)

    def refund(self, key: str, nonce: str, number: int) -> Outcome:
        """Take back the deposit of one's own contribution.

        Raises
        ------
        Refused
        """

        def work(me: Member) -> Done:
            return Done(got_text(self._game.refund(me, self._entry(number)), "your deposit"))

        return self._act(key, nonce, work)

    def report(self, key: str, nonce: str, number: int) -> Outcome:
        """Report a contribution and take of its deposit; or claim what nobody did.

        Raises
        ------
        Refused
        """

        def work(me: Member) -> Done:
            entry = self._entry(number)
            author = self._shown(self._game.people.members[entry.person])
            whose = "your own deposit" if entry.person == me.id else deposit_of(author, me.name)
            return Done(got_text(self._game.report(me, entry), whose))

        return self._act(key, nonce, work)

    def collect(self, key: str, nonce: str) -> Outcome:
        """Claim all that pays this person now: refunds first, they give the right to take.

        Returns
        -------
        Outcome
            ``capped`` when there was more than is claimed in one go.

        Raises
        ------
        RoomError
            When there is nothing.
        """

        def work(me: Member) -> Done:
            limit = COLLECT_AMONG_OTHERS if self.shared else COLLECT_ACTIONS
            refunds = self._claim(me, limit, refund=True)
            takes = self._claim(me, limit - refunds, refund=False)
            made = refunds + takes
            share = self._game.engine.collectable(me.address)
            if share:
                self._game.collect(me)
            if not made and not share:
                raise RoomError("There is nothing to collect at the moment.")
            parts = [f"from {counted(made, 'contribution')}"] if made else []
            parts += [f"{format_ether(share)} that the contract owed you"] if share else []
            text, capped = f"You collected {' and '.join(parts)}.", made == limit
            return Done(f"{text} Collect again for the rest." if capped else text, capped)

        return self._act(key, nonce, work)

    def attack(
        self,
        key: str,
        nonce: str,
        strategy: str,
        strength: int,
        progress: Progress | None = None,
    ) -> Outcome:
        """Run a burst of an attack.

        Parameters
        ----------
        key, nonce : str
        strategy : str
            One of `sum.agents.STRATEGIES`.
        strength : int
            How many contributions at most.
        progress : callable, optional
            Told how far it is (0 to 1), and in words.

        Raises
        ------
        InputError
            When there is no such strategy or strength.
        RoomError
            When the attacker could not pay for a single one.
        Refused
            When the contract took none of them.
        """
        if strategy not in STRATEGIES:
            raise InputError(f"There is no attack strategy {strategy!r}.")
        if not 1 <= strength <= MAX_STRENGTH:
            raise InputError(f"The strength has to be from 1 to {MAX_STRENGTH}.")

        def work(me: Member) -> Done:
            if self._game.classroom.led and me.role != "attacker":
                raise RoomError("You do not play an attacker here: only attackers run attacks.")
            made, reason = 0, ""
            before = self._game.ledger.profits.get(me.id, 0)
            for step in self._game.attack(me, STRATEGIES[strategy](strength=strength), strength):
                made += not step.refused
                reason = step.refused or reason
                tell(made / strength, f"Contribution {made} of {strength}")
            if not made and reason:
                raise refusal(reason)
            if not made:
                raise RoomError(
                    "The attacker sent nothing: not a single deposit can be afforded at today’s"
                    " price, or nothing was found that suits this attack."
                )
            stake = before - self._game.ledger.profits.get(me.id, 0)
            risk = f"{format_ether(stake)} at stake" if stake else "nothing at stake"
            return Done(f"{counted(made, 'contribution').capitalize()} sent, {risk}.")

        with Telling(progress) as tell:
            return self._act(key, nonce, work)

    def _claim(self, me: Member, limit: int, *, refund: bool) -> int:
        """Make the refunds (or the takes) that are open to somebody; returns how many."""
        game, made = self._game, 0
        # What is in the books decides, without a call for every contribution there is.
        shot = look(game, version=0, shared=self.shared)
        for entry in ripe(shot, me.id, game.chain.now):
            if made == limit:
                break
            claim = claim_state(shot, me.id, entry.number, game.chain.now)
            if claim.ok and claim.kind != "report" and (claim.kind == "refund") == refund:
                (game.refund if refund else game.report)(me, entry)
                made += 1
        return made
