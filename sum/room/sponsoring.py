"""What a sponsor does in a room, and whoever brings a market to its end."""

from collections import OrderedDict
from dataclasses import replace

from sum.chain import Address
from sum.errors import RoomError
from sum.incentives.market_rules import Portion
from sum.incentives.reward_market import MarketTerms, Phase, RewardMarket
from sum.market import Market
from sum.records import Contribution
from sum.room.bots import MAX_BOTS
from sum.room.file_parts import Container
from sum.room.hidden_set import Plan, check, sealed
from sum.room.people import YOUR_SPONSOR, Identity, Member
from sum.room.progress import Progress, Telling
from sum.room.records import OWNER, Outcome
from sum.room.scoring import Scoring
from sum.room.stage import Done, Stage
from sum.room.telling import counted, scoring_text
from sum.simulation.market import MarketStage
from sum.units import ETHER, Wei, format_ether

KEPT = 20
"""Of how many markets the room keeps the hidden test set and its salts."""
FOR_GAS = Wei(ETHER)
"""What a sponsor needs beside the bounty."""

UNKNOWN_SET = (
    "This room does not have the hidden test set of this market any more; whoever has it can reveal"
    " it. Without that the deadline passes, and the market can be given up."
)


class Sponsoring(Stage):
    """The steps of a market. In all of them the nonce makes a repeated call one action."""

    def _set_up(self, code: str, *, shared: bool) -> None:
        super()._set_up(code, shared=shared)
        # Hidden test sets by their commitments: in no snapshot, for a snapshot is for all.
        self._kept: OrderedDict[tuple[bytes, ...], tuple[Portion, ...]] = OrderedDict()

    def _extras(self) -> dict[str, Container]:
        return {**super()._extras(), "hidden": self._kept}

    def sponsor(self, key: str) -> Identity:
        """Let a visitor play the sponsor of a market.

        In a private room that is one person more, with an account of its own; in a shared one
        people sponsor as who they are.

        Returns
        -------
        Identity

        Raises
        ------
        PersonNotFound
        """
        with self._turn():
            people = self._game.people
            identity = people.identify(key)
            if identity.ids and (self.shared or self._sponsor_of(identity)):
                return identity
            if not identity.ids and identity.id != OWNER:
                return identity
            with self._whole():
                name = "Sponsor" if self.shared else YOUR_SPONSOR
                member = self._game.add_person(name, "sponsor")
                return self._game.people.let_play(key, member.id)

    def hold_markets(self, key: str, nonce: str, terms: MarketTerms | None = None) -> Outcome:
        """Start over with a reward market: same data set, same people.

        In a private room the clock stops, so that no deadline passes while somebody reads; and one
        bot joins that is careless, and one that is malicious, so that there is something to score.

        Parameters
        ----------
        key, nonce : str
        terms : MarketTerms, optional

        Raises
        ------
        RoomError
            In a shared room, for anybody but its host.
        """

        def work(me: Member) -> Done:
            game = self._game
            game.start_over(replace(game.settings, terms=terms or MarketTerms()))
            if not self.shared:
                game.clock.set(running=False)
                self._vary_bots()
            self._say(me, "open", f"{me.name} started over: from now on a sponsor pays.")
            return Done("A new model, and everybody at zero: a sponsor can open a market.")

        return self._act(key, nonce, work, host="start over")

    def open_market(self, key: str, nonce: str, plan: Plan) -> Outcome:
        """Put up a bounty and commit to a hidden test set.

        Raises
        ------
        InputError
            When the plan cannot be offered.
        RoomError
            When there is no money for it, or nobody to get what is forfeited.
        Refused
        """

        def work(me: Member) -> Done:
            stage, game = self._market(), self._game
            check(plan, game.dataset, stage.twin.terms)
            other = game.people.members.get(plan.beneficiary)
            if other is None or other.id == me.id or not other.address:
                raise RoomError("What is forfeited goes to somebody else in this room.")
            ether = game.chain.balance(Address(me.address))
            if ether < plan.escrow + FOR_GAS:
                raise RoomError(
                    f"{me.name} has {format_ether(ether)}: too little for a bounty of"
                    f" {format_ether(plan.escrow)} and the gas."
                )
            chance = self._chance()
            ready = sealed(game.dataset, plan, lambda _: chance.randbytes(32))
            offer = ready.offer(game.engine.now, other.address)
            self._keep(offer.hashes, ready.portions)
            stage.commit(me.address, offer)
            game.ledger.put_in(me.id, offer.escrow)
            number, bounty = stage.twin.number, format_ether(offer.escrow)
            self._say(
                me,
                "market",
                f"{me.name} opened market {number}: {bounty} for whoever makes the model better on"
                f" a hidden test set of {sum(offer.counts)} samples.",
            )
            return Done(
                f"Market {number} is open. The contract has locked {bounty}, and keeps the"
                f" fingerprints of {counted(len(offer.hashes), 'portion')}."
            )

        return self._act(key, nonce, work, host="sponsor a market", role="sponsor")

    def draw(self, key: str, nonce: str) -> Outcome:
        """Keep a copy of the model as it is, and have the chain draw the portion to show.

        Raises
        ------
        Refused
        """

        def work(me: Member) -> Done:
            stage = self._market()
            stage.keep_base(me.address)
            drawn, twin = stage.draw(me.address), stage.twin
            self._say(me, "market", f"Portion {drawn + 1} was drawn: it has to be shown first.")
            return Done(
                f"The hash of a block has drawn portion {drawn + 1} of {len(twin.counts) + 1}; the"
                f" other {twin.scored} samples will be scored."
            )

        return self._act(key, nonce, work)

    def show(self, key: str, nonce: str) -> Outcome:
        """Show the portion that was drawn.

        Raises
        ------
        RoomError
            When the room does not know it.
        Refused
        """

        def work(me: Member) -> Done:
            drawn = self._market().twin.drawn or 0
            self._reveal(me, [drawn])
            self._say(me, "market", f"{me.name} showed portion {drawn + 1}: it can begin.")
            return Done(
                f"Portion {drawn + 1} is there for all to see. Contributions are taken now."
            )

        return self._act(key, nonce, work, host="show the portion", role="sponsor")

    def reveal(self, key: str, nonce: str) -> Outcome:
        """Reveal all the other portions.

        Raises
        ------
        RoomError
            When the room does not know them.
        Refused
        """

        def work(me: Member) -> Done:
            twin = self._market().twin
            left = [number for number in twin.counts if number not in twin.revealed]
            self._reveal(me, left or [0])  # where there is nothing to reveal, the contract says so
            self._say(me, "market", f"{me.name} revealed the hidden test set.")
            return Done(
                f"{counted(len(left), 'portion')} revealed: {twin.scored} samples to score."
            )

        return self._act(key, nonce, work, host="reveal the test set", role="sponsor")

    def score(
        self, key: str, nonce: str, progress: Progress | None = None, *, step: bool = False
    ) -> Outcome:
        """Go on with the scoring: anybody can.

        Parameters
        ----------
        key, nonce : str
        progress : callable, optional
            Told how far it is (0 to 1), and in words.
        step : bool
            Only up to the next contribution that the model learned from.

        Raises
        ------
        Refused
        """

        def work(me: Member) -> Done:
            twin, game = self._market().twin, self._game
            scoring, count = (
                Scoring(game.engine.shared, self._learned if step else None),
                len(twin.contributions),
            )
            first = len(game.ledger.calls)
            while scoring.step(Address(me.address)):
                turn, place = scoring.place()
                tell(place / max(1, count), f"Pass {turn + 1}: contribution {place} of {count}")
                if step and (found := self._news()):
                    return Done(found)
            made, news = game.ledger.calls[first:], self._news() if step else ""
            gas = sum(call.gas_used for call in made)
            spent = f"{counted(len(made), 'transaction')}, {gas:,} gas"
            twin.score()
            self._say(me, "market", f"{me.name} finished the scoring.")
            return Done(f"{news} Everything is scored: {spent}.".strip())

        with Telling(progress) as tell:
            return self._act(key, nonce, work)

    def settle(self, key: str, nonce: str) -> Outcome:
        """Book what everybody is paid: anybody can.

        Raises
        ------
        Refused
        """

        def work(me: Member) -> Done:
            stage = self._market()
            paid, twin = sum(each.amount for each in stage.settle(me.address)), stage.twin
            self._say(me, "market", f"Market {twin.number} is settled.")
            return Done(
                f"Settled: {counted(len(twin.payouts), 'contribution')} got {format_ether(paid)}"
                " together. Everybody can collect."
            )

        return self._act(key, nonce, work)

    def give_up(self, key: str, nonce: str) -> Outcome:
        """End a market that has not gone on by its deadline: anybody can.

        Raises
        ------
        Refused
        """

        def work(me: Member) -> Done:
            twin, shared = self._market().twin, self._game.engine.shared
            Market(shared).give_up(Address(me.address))
            # The contract has decided; the twin does not count blocks.
            twin.give_up(shared.sent_at, expired=True)
            self._say(me, "market", f"{me.name} gave market {twin.number} up: its deadline passed.")
            if twin.phase == Phase.RETURNING:
                return Done("Given up: stakes return, and the bounty is split equally.")
            return Done("Given up: a part of the bounty is forfeited, the rest is the sponsor’s.")

        return self._act(key, nonce, work)

    def collect_to(self, key: str, nonce: str, person_id: str) -> Outcome:
        """Have what the contract owes this person paid to somebody else.

        Raises
        ------
        RoomError
            When there is nobody of this id.
        NothingLeft
            When that is nothing.
        """

        def work(me: Member) -> Done:
            to = self._game.people.members.get(person_id)
            if to is None or not to.address:  # an observer has no account
                raise RoomError("There is nobody like that in this room, or they have no account.")
            paid = self._game.collect(me, to)
            return Done(f"{format_ether(paid.amount)} that {me.name} was owed went to {to.name}.")

        return self._act(key, nonce, work)

    def secret(self, key: str) -> tuple[Portion, ...]:
        """The hidden test set of the last market, with its salts: for its sponsor only.

        Returns
        -------
        tuple of Portion
            Empty for anybody else, and where the room does not have it.

        Raises
        ------
        PersonNotFound
        """
        identity, twin = self.identify(key), self._game.engine.incentive
        if not isinstance(twin, RewardMarket) or twin.offer is None:
            return ()
        members = self._game.people.members
        mine = {members[each].address for each in identity.ids if each in members}
        return self._kept.get(twin.offer.hashes, ()) if twin.sponsor in mine else ()

    # ------------------------------------------------------------------------------------ inside

    def _market(self) -> MarketStage:
        return MarketStage(self._game.engine)

    def _reveal(self, me: Member, numbers: list[int]) -> None:
        stage = self._market()
        offer = stage.twin.offer
        portions = self._kept.get(offer.hashes, ()) if offer else ()
        if not portions:
            raise RoomError(UNKNOWN_SET)
        for number in numbers:
            stage.reveal(me.address, number, portions[number])

    def _keep(self, hashes: tuple[bytes, ...], portions: tuple[Portion, ...]) -> None:
        """Keep a hidden test set; should nothing come of it, its salts were never used."""
        self._kept[hashes] = portions
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _learned(self, contribution: Contribution) -> bool:
        """Whether the model learned from it; the copy mostly learns where the model did."""
        return bool(self._game.ledger.find(contribution).receipt)

    def _news(self) -> str:
        """What the last transaction of a scoring has told, in words; "" for nothing."""
        people, twin = self._game.people, self._market().twin
        names = []
        for contribution in twin.contributions:
            who = people.by_address(contribution.contributor)
            names.append(people.members[who].name if who else contribution.contributor)
        return scoring_text(self._game.ledger.calls[-1], names, twin.scored)

    def _vary_bots(self) -> None:
        for kind in ("careless", "malicious"):
            there = [member.bot for member in self._game.people if member.bot]
            if kind not in there and len(there) < MAX_BOTS:
                self._game.add_bot(kind)

    def _sponsor_of(self, identity: Identity) -> str:
        members = self._game.people.members
        return next((each for each in identity.ids if members[each].role == "sponsor"), "")
