"""The federation's contract on a chain; its interface is said in `sum.federated.twin`.

::

    federation = FederatedRound.deploy(chain, terms, portions, model)
    federation.open(federation.organiser, bounty)
    ...
"""

from collections.abc import Sequence
from typing import Any

from sum.chain import Address, Chain, Receipt
from sum.chain.compiler import Artifact, compile_federation
from sum.errors import ChainError, InputError, Refused, refusal
from sum.federated.direction import Integers
from sum.federated.lanes import from_lanes, unpack
from sum.federated.pay import Account
from sum.federated.public import PublicRound
from sum.federated.reading import MODEL, Reading
from sum.federated.terms import AT_ONCE, MAX_CLIENTS, Dial, RoundTerms
from sum.units import Seconds, Wei


class FederatedRound:
    """A federation on a chain.

    Parameters
    ----------
    chain : Chain
    address : Address
        Of the contract.
    artifact : Artifact
    organiser : str
    terms : RoundTerms

    Attributes
    ----------
    receipts : list of (str, Receipt)
        What was sent by this object: the function, and what came of it.
    """

    def __init__(
        self, chain: Chain, address: Address, artifact: Artifact, organiser: str, terms: RoundTerms
    ) -> None:
        self.chain, self.address, self.artifact = chain, address, artifact
        self.organiser, self.terms = organiser, terms
        self.receipts: list[tuple[str, Receipt]] = []
        self._reading = Reading(self.ask, chain, address, artifact.interface, terms)

    @classmethod
    def deploy(
        cls,
        chain: Chain,
        terms: RoundTerms,
        portions: Sequence[bytes],
        model: Sequence[int],
        organiser: Address | None = None,
    ) -> "FederatedRound":
        """Put a federation on a chain.

        Parameters
        ----------
        chain : Chain
        terms : RoundTerms
        portions : sequence of bytes
            The hashes of the hidden test set's portions, one for each round.
        model : sequence of int
            The words of the model to start from.
        organiser : Address, optional
            Who deploys, one of the chain's accounts; by default the first.

        Raises
        ------
        Refused
            When the contract does not take them.
        """
        artifact = compile_federation(terms.dial.source)
        organiser = organiser or chain.accounts[0]
        code = artifact.creation(terms.arguments(), list(portions), list(model))
        receipt = chain.send(organiser, None, code)
        if receipt.contract is None:
            raise ChainError("The chain created no contract.")
        made = cls(chain, receipt.contract, artifact, organiser, terms)
        made.receipts.append(("deploy", receipt))
        return made

    @classmethod
    def connect(cls, chain: Chain, address: str, likely: Dial = Dial.MASKED) -> "FederatedRound":
        """Use a federation that is on a chain already.

        Parameters
        ----------
        chain : Chain
        address : str
        likely : Dial
            What it is likely to be set to; when it is something else, one variant more is compiled.

        Raises
        ------
        ChainError
            When there is none at this address.
        """
        any_dial = compile_federation(likely.source).interface
        where = Address(address)
        try:
            answer = chain.call(where, any_dial.encode("terms"))
            organiser, said = any_dial.decode("terms", answer)
            terms = RoundTerms(*said)
        except (InputError, ChainError, Refused) as error:
            raise ChainError(f"There is no federation at {address}.") from error
        return cls(chain, where, compile_federation(terms.dial.source), organiser, terms)

    # ------------------------------------------------------------------------------- what is known

    @property
    def chain_id(self) -> int:
        """The chain’s number."""
        return self.chain.chain_id

    @property
    def now(self) -> Seconds:
        """The chain’s time."""
        return self.chain.now

    def set_time(self, time: Seconds) -> None:
        """Let time pass until then, where that is ours to do."""
        self.chain.set_time(time)

    def ask(self, function: str, *arguments: Any) -> Any:  # noqa: ANN401 - as many types as the ABI has
        """Call a function of the contract for free."""
        interface = self.artifact.interface
        answer = self.chain.call(self.address, interface.encode(function, *arguments))
        return interface.decode(function, answer)

    def record(self, number: int | None = None) -> PublicRound:
        """Tell all that is public of a round; of the last one by default."""
        return self._reading.record(number)

    def collectable(self, account: str) -> Wei:
        """What an account may withdraw."""
        return Wei(self.ask("collectable", account))

    def held(self) -> Wei:
        """What the contract holds."""
        return self.chain.balance(self.address)

    def carried(self) -> Wei:
        """What rounds have kept for the next one."""
        return Wei(self.ask("carried"))

    def account(self, who: str) -> Account:
        """Somebody’s standing, and what is due."""
        return Account(*self.ask("account", who))

    def model(self) -> Integers:
        """The model’s weights in 1 / `ONE`, shape (d,)."""
        words = self.ask("vector", (self.ask("accepted") << 7) | MODEL)
        return from_lanes(unpack(words, self.terms.d))

    # ------------------------------------------------------------------------------------- actions

    def open(self, organiser: str, value: Wei) -> None:
        """Begin a round, with its bounty."""
        self._send(organiser, "open", value=value)

    def end(self, organiser: str) -> None:
        """Open no more rounds, and take what they have kept."""
        self._send(organiser, "end")

    def join(
        self,
        sender: str,
        public_key: bytes,
        value: Wei,
        *,
        round: int | None = None,  # noqa: A002
    ) -> None:
        """Take part, with a stake."""
        self._front(round)
        self._send(sender, "join", public_key, value=value)

    def share(
        self,
        sender: str,
        pair_hashes: Sequence[bytes],
        self_hash: bytes,
        share_hashes: Sequence[bytes],
        ciphertexts: bytes,
        *,
        round: int | None = None,  # noqa: A002
    ) -> None:
        """Commit to the seeds of one’s masks, and hand shares of one’s secrets out."""
        self._front(round)
        self._send(sender, "share", list(pair_hashes), self_hash, list(share_hashes), ciphertexts)

    def submit(self, sender: str, words: Sequence[int], *, round: int | None = None) -> None:  # noqa: A002
        """Send one’s update under its masks."""
        self._front(round)
        self._send(sender, "submit", list(words))

    def reveal(
        self,
        sender: str,
        words: Sequence[int],
        salt: bytes,
        *,
        round: int | None = None,  # noqa: A002
    ) -> None:
        """Show the round’s portion of the hidden test set: whoever knows it."""
        self._front(round)
        self._send(sender, "reveal", list(words), salt)

    def post_opening(
        self,
        sender: str,
        words: Sequence[int],
        self_dot: int,
        pair_dots: Sequence[int],
        *,
        place: int | None = None,
        round: int | None = None,  # noqa: A002
    ) -> None:
        """Open the dot products of an update’s masks, and so its own."""
        number = self._number(round)
        if place is None:
            found = self.record(number).place_of(sender)
            place = MAX_CLIENTS if found is None else found
        opening = (list(words), self_dot, list(pair_dots))
        self._send(sender, "post_opening", number, place, *opening)

    def dispute(
        self,
        sender: str,
        place: int,
        others: Sequence[int],
        seeds: Sequence[bytes],
        *,
        round: int | None = None,  # noqa: A002
    ) -> None:
        """Show the seeds of masks about which their two ends have said different things."""
        number = self._number(round)
        hashes = self._hashes(number, place, others)
        self._send(sender, "dispute", number, place, list(others), list(seeds), *hashes)

    def recover(
        self,
        sender: str,
        place: int,
        others: Sequence[int],
        seeds: Sequence[bytes],
        *,
        round: int | None = None,  # noqa: A002
    ) -> None:
        """Take off the masks that somebody who counts shares with some who are out."""
        number = self._front(round)
        hashes = self._hashes(number, place, others)
        words = self._words(number, place)
        self._send(sender, "recover", place, list(others), list(seeds), words, *hashes)

    def unmask(
        self,
        sender: str,
        place: int,
        seed: bytes,
        *,
        round: int | None = None,  # noqa: A002
    ) -> None:
        """Take off the own mask of somebody who counts."""
        number = self._front(round)
        self._send(sender, "unmask", place, seed, self._words(number, place))

    def remove(self, sender: str, place: int, *, round: int | None = None) -> None:  # noqa: A002
        """Subtract the update of somebody who is out from the sum."""
        number = self._front(round)
        self._send(sender, "remove", place, self._words(number, place))

    def accept(self, sender: str, *, round: int | None = None) -> None:  # noqa: A002
        """Move the model by the mean of the updates, unless that makes it clearly worse."""
        record = self.record(self._front(round))
        self._send(sender, "accept", list(record.portion), record.salt or bytes(32))

    def settle(self, sender: str, *, round: int | None = None) -> None:  # noqa: A002
        """Give the stakes back, and share the bounty."""
        self._send(sender, "settle", self._number(round))

    def advance(self, sender: str, *, round: int | None = None) -> None:  # noqa: A002
        """End a phase whose time is over."""
        self._send(sender, "advance", self._number(round))

    def withdraw(self, account: str) -> Wei:
        """Take out what one is owed."""
        amount = self.collectable(account)
        self._send(account, "withdraw")
        return amount

    # -------------------------------------------------------------------------------------- pieces

    def _number(self, number: int | None) -> int:
        return int(self.ask("number")) if number is None else number

    def _front(self, number: int | None) -> int:
        """The last round’s number, which is the only one that this is for."""
        last = int(self.ask("number"))
        if number not in {None, last}:
            raise refusal("federation: wrong phase")
        return last

    def _words(self, number: int, place: int) -> list[int]:
        """What is left of an update; nothing where there is none."""
        clients = self.record(number).clients
        return list(clients[place].words) if 0 <= place < len(clients) else []

    def _hashes(
        self, number: int, place: int, others: Sequence[int]
    ) -> tuple[list[bytes], list[list[bytes]]]:
        """The pair hashes that a call brings along."""
        if len(others) > AT_ONCE:
            raise InputError(f"At most {AT_ONCE} at once.")
        clients = self.record(number).clients
        lists = {each.place: list(each.pair_hashes) for each in clients}
        return lists.get(place, []), [lists.get(other, []) for other in others]

    def _send(
        self,
        sender: str,
        function: str,
        *arguments: Any,  # noqa: ANN401 - as many types as the ABI has
        value: Wei = Wei(0),
    ) -> None:
        data = self.artifact.interface.encode(function, *arguments)
        receipt = self.chain.send(Address(sender), self.address, data, value)
        self.receipts.append((function, receipt))
