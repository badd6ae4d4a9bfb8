"""A room: one chain, one shared model, its people, its clock and its books, for many at once.

Pages call one method for one action of a person. It waits for the room's lock, does all of its
transactions or none, and publishes a new `Snapshot`; drawing needs no lock.
"""

import time

from sum.agents import STRATEGIES
from sum.datasets import DATASETS, Dataset
from sum.errors import InputError, RoomError
from sum.room.ledger import Origin
from sum.room.people import YOU, YOUR_ATTACKER, Identity, Member, checked_name, checked_role
from sum.room.records import Entry, Outcome, Role, Settings, Snapshot
from sum.room.stage import Progress, Stage, Telling
from sum.room.telling import counted, deposit_of
from sum.units import DAY, Seconds, Wei, format_duration, format_ether

MAX_JUMP = 60 * DAY
"""The longest jump, in seconds of block time."""
JUMP_ACTIONS = 150
"""How many transactions bots make during one jump at most."""
TICK_ACTIONS = 8
"""How many transactions bots make in one tick at most: a tick must not keep others waiting."""
MAX_STRENGTH = 25
MAX_FACTOR = 86_400


class Room(Stage):
    """One shared model with everybody around it. Safe for threads.

    Parameters
    ----------
    settings : Settings
    code : str
        The room's name for those who join.
    shared : bool
        Whether others can join. In a private room a visitor plays two people.

    Raises
    ------
    InputError
        For settings that cannot be used.
    """

    def __init__(self, settings: Settings, code: str, *, shared: bool) -> None:
        if settings.dataset not in DATASETS:
            raise InputError(f"There is no data set {settings.dataset!r}.")
        _check_factor(settings.factor)
        super().__init__(settings, code, shared=shared)

    # ----------------------------------------------------------------------------- for looking

    def now(self) -> Seconds:
        """The block time at this moment."""
        return self._game.clock.now()

    def tick(self) -> Snapshot:
        """Let time pass and bots act, while somebody looks; whoever polls calls this.

        Does nothing while somebody else acts.
        """
        self.seen = time.monotonic()
        if self._lock.acquire(blocking=False):
            try:
                now = self._game.clock.look()
                if self._game.clock.running and self._run_bots(now, TICK_ACTIONS)[0]:
                    self._publish()
            finally:
                self._lock.release()
        return self._snapshot

    def predict(self, data: tuple[int, ...]) -> int:
        """Ask the contract what the model says, by a free call (eth_call).

        Raises
        ------
        BadSample
        """
        with self._lock:
            self._game.keep_time()
            return self._game.engine.predict(data)

    def quote(self) -> tuple[Wei, Seconds]:
        """What a contribution has to put at stake at this moment, and the block time."""
        with self._lock:
            self._game.keep_time()
            return self._game.engine.cost((0,), 0), self._game.engine.now

    @property
    def dataset(self) -> Dataset:
        """What the room's model is about."""
        return self._game.dataset

    def source(self, name: str) -> str:
        """The source of a part of the contract: "trainer", "model" or "incentive"."""
        found = self._game.engine.shared.artifact.sources.get(f"{name}.vy")
        if found is None:
            raise InputError(f"The contract has no part {name!r}.")
        return found

    # ------------------------------------------------------------------------------- for people

    def enter(self, nickname: str, role: str) -> str:
        """Let the opener in.

        Returns
        -------
        str
            The personal key. In a private room it plays a contributor and an attacker.
        """
        roles: tuple[tuple[str, Role], ...] = (
            ((checked_name(nickname), checked_role(role)),)
            if self.shared
            else ((YOU, "contributor"), (YOUR_ATTACKER, "attacker"))
        )
        with self._lock:
            with self._whole():
                members = [self._game.add_person(name, each) for name, each in roles]
                ids = tuple(member.id for member in members)
                key = self._game.people.new_key(ids, host=True).key
            self._publish()
            return key

    def join(self, nickname: str, role: str, nonce: str) -> str:
        """Let somebody in.

        Parameters
        ----------
        nickname : str
            Not anybody else's here.
        role : {"contributor", "attacker"}
        nonce : str
            The same one again gives the same key.

        Returns
        -------
        str
            The personal key.

        Raises
        ------
        InputError
            When the nickname or the role cannot be used.
        RoomError
            When the room is private.
        """
        if not self.shared:
            raise RoomError("This is a private room: nobody else can join it.")
        with self._lock:
            done = self._done.get(("join", nonce))
            if done:
                return done.text
            with self._whole():
                member = self._game.add_person(checked_name(nickname), checked_role(role))
                key = self._game.people.new_key((member.id,)).key
                self._say(member, "join", f"{member.name} joined.")
            self._publish()
            nothing = (0.0, 0.0), (Wei(0), Wei(0))
            self._remember(("join", nonce), Outcome(key, (), *nothing, None, ()))
            return key

    def switch(self, key: str, person_id: str) -> Identity:
        """Act as another one of one's people from now on.

        Raises
        ------
        PersonNotFound
        """
        with self._lock:
            return self._game.people.switch(key, person_id)

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

        def work(me: Member) -> str:
            cost = self._game.engine.cost(data, label)
            if most is not None and cost > most:
                raise RoomError(
                    f"The deposit has risen to {format_ether(cost)}: somebody else has contributed"
                    " in the meantime. Nothing was sent; look at the new price and decide again."
                )
            entry = self._game.contribute(me, data, label, Origin(raw, truth))
            return f"Contribution {entry.number} is on the chain, {format_ether(cost)} at stake."

        return self._act(key, nonce, work, watch=data)

    def refund(self, key: str, nonce: str, number: int) -> Outcome:
        """Take back the deposit of one's own contribution.

        Raises
        ------
        Refused
        """

        def work(me: Member) -> str:
            entry = self._game.refund(me, self._entry(number))
            return f"You got {format_ether(entry.refunded)} back."

        return self._act(key, nonce, work)

    def report(self, key: str, nonce: str, number: int) -> Outcome:
        """Report a contribution and take of its deposit; or claim what nobody did.

        Raises
        ------
        Refused
        """

        def work(me: Member) -> str:
            entry = self._game.report(me, self._entry(number))
            author = self._game.people.members[entry.person].name
            return (
                f"You took {format_ether(entry.takes[-1].amount)} of {deposit_of(author, me.name)}."
            )

        return self._act(key, nonce, work)

    def collect(self, key: str, nonce: str) -> Outcome:
        """Claim all that is open to this person: refunds first, they give the right to take.

        Raises
        ------
        RoomError
            When there is nothing.
        """

        def work(me: Member) -> str:
            entries = [
                entry
                for refund in (True, False)
                for entry in self._game.claim_all(me, refund=refund)
            ]
            if not entries:
                raise RoomError("There is nothing to collect at the moment.")
            return f"You collected from {counted(len(entries), 'contribution')}."

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
        """
        if strategy not in STRATEGIES:
            raise InputError(f"There is no attack strategy {strategy!r}.")
        if not 1 <= strength <= MAX_STRENGTH:
            raise InputError(f"The strength has to be from 1 to {MAX_STRENGTH}.")
        telling = Telling(progress)

        def work(me: Member) -> str:
            agent = STRATEGIES[strategy](strength=strength)
            entries: list[Entry] = []
            for entry in self._game.attack(me, agent, strength):
                entries.append(entry)
                telling(len(entries) / strength, f"Contribution {len(entries)} of {strength}")
            if not entries:
                raise RoomError("The attacker cannot afford a single deposit at today’s price.")
            stake = sum(entry.deposit for entry in entries)
            sent = (
                "One bad contribution" if len(entries) == 1 else f"{len(entries)} bad contributions"
            )
            return f"{sent} sent, {format_ether(stake)} at stake."

        outcome = self._act(key, nonce, work)
        telling.end()
        return outcome

    # ----------------------------------------------------------------------------- for the clock

    def jump(self, key: str, nonce: str, seconds: int, progress: Progress | None = None) -> Outcome:
        """Let time pass at once; bots act in the order of time.

        Parameters
        ----------
        key, nonce : str
        seconds : int
            Of block time.
        progress : callable, optional
            Told how far it is (0 to 1), and in words.

        Returns
        -------
        Outcome
            ``capped`` when the bots had more to do than they do in one jump.

        Raises
        ------
        InputError
            When it is not from a second to `MAX_JUMP`.
        """
        if not 1 <= seconds <= MAX_JUMP:
            raise InputError(f"A jump is at most {format_duration(MAX_JUMP)}.")
        self._only_host(key)
        telling = Telling(progress)
        with self._lock:
            done = self._done.get((key, nonce))
            if done:
                return done
            me = self._me(key)
            before, start = self._measure(me), self._game.clock.look()
            target = Seconds(start + seconds)

            def told(now: Seconds) -> None:
                passed = min(max(0, now - start), seconds)
                telling(passed / seconds, f"{format_duration(passed)} have passed")

            _, capped = self._run_bots(target, JUMP_ACTIONS, told)
            self._game.clock.move_to(target)
            self._say(me, "clock", f"{me.name} let {format_duration(seconds)} pass.")
            self._publish()
            text = f"{format_duration(seconds)} have passed."
            outcome = self._remember((key, nonce), self._outcome(me, before, text, capped=capped))
        telling.end()
        return outcome

    def set_clock(
        self, key: str, nonce: str, *, running: bool | None = None, factor: int | None = None
    ) -> Outcome:
        """Pause or start the clock, or change its speed.

        Raises
        ------
        InputError
            When a second would not be 1 to 86,400 seconds of block time.
        """
        if factor is not None:
            _check_factor(factor)
        self._only_host(key)

        def work(_: Member) -> str:
            self._game.clock.set(running=running, factor=factor)
            return "The clock is set."

        return self._act(key, nonce, work)

    # -------------------------------------------------------------------------- for the room

    def add_bot(self, key: str, nonce: str, kind: str) -> Outcome:
        """Add a bot: "honest", "careless" or "malicious".

        Raises
        ------
        InputError
            When there is no such kind, or there are too many already.
        """
        self._only_host(key)

        def work(me: Member) -> str:
            bot = self._game.add_bot(kind)
            self._say(me, "bots", f"{bot.name} joined, a bot.")
            return f"{bot.name} joined."

        return self._act(key, nonce, work)

    def remove_bot(self, key: str, nonce: str, person_id: str) -> Outcome:
        """Send a bot home; what it contributed stays.

        Raises
        ------
        RoomError
            When it is not a bot.
        """
        self._only_host(key)

        def work(me: Member) -> str:
            bot = self._game.remove_bot(person_id)
            self._say(me, "bots", f"{bot.name} went home.")
            return f"{bot.name} went home."

        return self._act(key, nonce, work)

    def start_over(self, key: str, nonce: str) -> Outcome:
        """Begin again with a new contract: same people, same bots, nobody owes anything.

        Raises
        ------
        RoomError
            In a shared room, for anybody but its host.
        """
        self._only_host(key)

        def work(_: Member) -> str:
            self._game.deploy()
            if self._game.settings.ready:
                self._game.make_ready()
            return "A new model, and everybody at zero."

        return self._act(key, nonce, work)

    def close(self) -> None:
        """Let go of the chain."""
        with self._lock:
            self._game.chain.close()


def _check_factor(factor: int) -> None:
    if not 1 <= factor <= MAX_FACTOR:
        raise InputError(f"A second of real time can be 1 to {MAX_FACTOR:,} of block time.")
