"""A model that lives in a contract: deploy it, or connect to one, and use it from Python.

::

    chain = connect()
    shared = SharedModel.deploy(chain, SparsePerceptron(n_features=64), Terms())
    shared.predict((3, 12, 20))                        # free
    added = shared.add_data(somebody, (3, 12, 20), 1)  # a transaction, with a deposit
    model = shared.download()                          # a scikit-learn estimator, free
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import index, is_
from typing import Any

from sum.chain import Address, Chain, Receipt
from sum.chain.abi import Interface
from sum.chain.compiler import Artifact, compose
from sum.errors import ChainError, InputError, Refused, SumError, refusal
from sum.incentives import MECHANISMS
from sum.incentives.base import AnyTerms
from sum.models import MODELS, models_for
from sum.models.base import Model
from sum.records import Added, Contribution, Paid, State, Verdict
from sum.samples import MAX_VALUES, Form
from sum.units import Seconds, Wei

CHUNK = 512
"""How many words a call can load or read."""

_NAMES = Interface(
    [
        {
            "type": "function",
            "name": name,
            "inputs": [],
            "outputs": [{"type": "string", "name": ""}],
            "stateMutability": "view",
        }
        for name in ("model_name", "incentive_name")
    ]
)

Listener = Callable[[Receipt, bytes, Wei], None]


@dataclass(frozen=True)
class Known:
    """A contribution that was found on the chain, with its state."""

    contribution: Contribution
    state: State


class SharedModel:
    """A model in a contract on a chain.

    Made by `deploy` or `connect`.

    Attributes
    ----------
    chain : Chain
    address : Address
        The contract's.
    artifact : Artifact
        Its interface and sources.
    listener : callable or None
        Called after every transaction with its receipt, call data and value (wei).
    sent_at : Seconds
        Block time of the last transaction that was sent from here.
    """

    def __init__(self, chain: Chain, address: Address, artifact: Artifact) -> None:
        self.chain = chain
        self.address = address
        self.artifact = artifact
        self.listener: Listener | None = None
        self.sent_at = Seconds(0)
        self._model_class = MODELS[artifact.model]

    @classmethod
    def deploy(
        cls,
        chain: Chain,
        model: Model | Any,  # noqa: ANN401 - scikit-learn's estimators share no class with ours
        terms: AnyTerms,
        *,
        form: Form = "sparse",
        owner: Address | None = None,
        open_now: bool = True,
        listener: Listener | None = None,
    ) -> "SharedModel":
        """Create the contract, load the model into it and open it.

        Parameters
        ----------
        chain : Chain
        model : Model or a fitted scikit-learn estimator
            What it starts from.
        terms : Terms
            The incentive mechanism's parameters; their class says which mechanism.
        form : {"sparse", "dense"}
            The form of its samples, where it is scikit-learn's, which does not know. A twin's own
            ``from_sklearn`` gives more choice.
        owner : Address, optional
            Who deploys, one of the chain's accounts; by default the first.
        open_now : bool
            Whether contributions are taken from the start; `open` does it later.
        listener : callable, optional
            As the attribute of this name; it hears of these transactions, too.

        Returns
        -------
        SharedModel

        Raises
        ------
        InputError
            When the estimator cannot be taken over.
        Refused
            When the contract does not take the parameters.
        """
        twin = model if type(model) in MODELS.values() else _from_sklearn(model, form)
        artifact = compose(twin.name, terms.name)
        owner = owner or chain.accounts[0]
        code = artifact.creation(list(twin.arguments()), list(terms.arguments()))
        receipt = chain.send(owner, None, code)
        if receipt.contract is None:
            raise ChainError("The chain created no contract.")
        shared = cls(chain, receipt.contract, artifact)
        shared.listener = listener
        if listener:
            listener(receipt, code, Wei(0))
        shared.load(owner, twin.words(), CHUNK // terms.banks)
        if open_now:
            shared.open(owner)
        return shared

    @classmethod
    def connect(cls, chain: Chain, address: str) -> "SharedModel":
        """Use a shared model that somebody has deployed.

        Raises
        ------
        ChainError
            When there is no shared model at this address.
        """
        try:
            names = [
                _NAMES.decode(name, chain.call(Address(address), _NAMES.encode(name)))
                for name in ("model_name", "incentive_name")
            ]
            artifact = compose(*names)
        except (InputError, ChainError, Refused) as error:
            raise ChainError(f"There is no shared model at {address}.") from error
        return cls(chain, Address(address), artifact)

    def load(self, owner: Address, words: Sequence[int], size: int = CHUNK) -> None:
        """Set the model's parameters, in chunks that each fit into a transaction.

        Words that are zero need not be sent: they are zero already in a new contract.

        Parameters
        ----------
        owner : Address
        words : sequence of int
        size : int
            How many words a transaction may load: half as many where the mechanism keeps two
            models.
        """
        for start in range(0, len(words), size):
            chunk = list(words[start : start + size])
            if any(chunk):
                self._send(owner, "load", start, chunk)

    def open(self, owner: Address) -> None:
        """Let contributions in; only they change the model from now on."""
        self._send(owner, "open")

    def predict(self, data: Sequence[int]) -> int:
        """Ask the contract what the model says: an eth_call, free.

        Parameters
        ----------
        data : sequence of int
            The sample's features.

        Returns
        -------
        int
            The label.

        Raises
        ------
        BadSample
        InputError
            When a value is no whole number.
        """
        return int(self._ask("predict", _checked(data)))

    def cost(self, data: Sequence[int], label: int) -> Wei:
        """What contributing this takes now, in wei."""
        return Wei(self._ask("add_data_cost", _checked(data), _checked_label(label)))

    def add_data(
        self, sender: Address, data: Sequence[int], label: int, value: Wei | None = None
    ) -> Added:
        """Contribute a sample.

        Parameters
        ----------
        sender : Address
            One of the chain's accounts.
        data : sequence of int
        label : int
        value : Wei, optional
            What is sent along; the contract gives back what is more than the cost. By default
            the cost.

        Returns
        -------
        Added

        Raises
        ------
        Refused
            With the contract's reason; nothing has changed then.
        """
        values, label = _checked(data), _checked_label(label)
        if value is None:
            value = self.cost(values, label)
        receipt = self._send(sender, "add_data", values, label, value=value)
        events = {event.name: event.arguments for event in self._events(receipt)}
        added, updated = events["DataAdded"], events.get("ModelUpdated", {"receipt": 0})
        # A tuple of plain numbers is kept once, however many know of it.
        plain = isinstance(data, tuple) and all(map(is_, values, data))
        sample = tuple(data) if plain else tuple(values)
        contribution = Contribution(sample, label, receipt.time, sender)
        return Added(contribution, Wei(added["deposit"]), updated["receipt"])

    def refund(self, sender: Address, contribution: Contribution) -> Paid:
        """Take back what is left of one's own deposit.

        Raises
        ------
        Refused
        """
        data, label, time, _ = _arguments(contribution)
        receipt = self._send(sender, "refund", data, label, time)
        return Paid(contribution, sender, self._event(receipt, "Refunded")["amount"], Wei(0))

    def report(self, sender: Address, contribution: Contribution) -> Paid:
        """Report a contribution and take of its deposit; or claim it once the long waits are over.

        Raises
        ------
        Refused
        """
        receipt = self._send(sender, "report", *_arguments(contribution))
        taken = self._event(receipt, "Taken")
        return Paid(contribution, sender, taken["amount"], taken["left"])

    def collectable(self, account: Address) -> Wei:
        """What the incentive mechanism itself owes an account, deposits apart."""
        if not self.artifact.interface.has("collectable"):
            return Wei(0)
        return Wei(self._ask("collectable", account))

    def collect(self, account: Address, to: Address | None = None) -> Wei:
        """Pull what the incentive mechanism itself owes an account.

        Parameters
        ----------
        account : Address
            One of the chain's accounts.
        to : Address, optional
            Where the money goes; by default to the account.

        Raises
        ------
        NothingLeft
            When that is nothing.
        """
        if not self.artifact.interface.has("collect"):
            raise refusal("incentive: nothing to collect")
        receipt = self._send(account, "collect", to or account)
        return Wei(self._event(receipt, "Collected")["amount"])

    def can_refund(self, contribution: Contribution) -> Verdict:
        """Whether its contributor would get a refund now, and if not, why."""
        ok, reason = self._ask("can_refund", *_arguments(contribution))
        return Verdict(ok, reason)

    def can_report(self, reporter: Address, contribution: Contribution) -> Verdict:
        """Whether this account could take of it now, and if not, why."""
        ok, reason, _ = self._ask("can_report", *_arguments(contribution), reporter)
        return Verdict(ok, reason)

    def share(self, reporter: Address, contribution: Contribution) -> Wei:
        """How much this account would get for reporting it now; 0 when it may not."""
        return Wei(self._ask("can_report", *_arguments(contribution), reporter)[2])

    def state(self, contribution: Contribution) -> State:
        """What the contract keeps of a contribution.

        Raises
        ------
        UnknownContribution
        """
        return self._state(contribution)[0]

    def has_taken(self, account: Address, contribution: Contribution) -> bool:
        """Whether this account has taken of it."""
        return self._state(contribution, account)[1]

    def contributions(self) -> tuple[Known, ...]:
        """Everything that was ever contributed, in order, with its state now."""
        return tuple(Known(each, self.state(each)) for each in self._logged())

    def good(self, account: Address) -> int:
        """How many of an account's contributions turned out good (were refunded)."""
        return int(self._ask("good", account))

    def total_good(self) -> int:
        """How many contributions of everybody turned out good."""
        return int(self._ask("total_good"))

    def points(self) -> dict[Address, int]:
        """The points of all accounts that ever had any, where the mechanism is `points`."""
        found = (
            event
            for _, log in self.chain.logs(self.address)
            for event in self.artifact.interface.events([log])
            if event.name == "PointsChanged"
        )
        return {event.arguments["account"]: event.arguments["points"] for event in found}

    def owner(self) -> Address:
        """Who deployed it."""
        return Address(self._ask("owner"))

    def is_open(self) -> bool:
        """Whether it takes contributions."""
        return bool(self._ask("is_open"))

    def last_time(self) -> int:
        """Block time of the last contribution, of the opening before there is one; else 0."""
        return int(self._ask("last_time"))

    def terms(self) -> AnyTerms:
        """The incentive mechanism's parameters."""
        terms: AnyTerms = MECHANISMS[self.artifact.incentive](*self._ask("incentive_arguments"))
        return terms

    def download(self) -> Model:
        """Read the model off the chain, free: a scikit-learn estimator that needs no chain.

        Returns
        -------
        Model
            It predicts like the contract, and learns like it, on its own.
        """
        words: list[int] = []
        while chunk := self._ask("parameters", len(words), CHUNK):
            words += chunk
        model: Model = self._model_class.from_words(self._ask("model_arguments"), words)
        return model

    def held(self) -> Wei:
        """What the contract holds."""
        return self.chain.balance(self.address)

    def ask(self, function: str, *arguments: Any) -> Any:  # noqa: ANN401 - as many types as the ABI has
        """Call a function of the contract that has no method here, for free; say what it says."""
        return self._ask(function, *arguments)

    def send(
        self,
        sender: Address,
        function: str,
        *arguments: Any,  # noqa: ANN401
        value: Wei = Wei(0),
        gas: int | None = None,
    ) -> Receipt:
        """Send a transaction to a function of the contract that has no method here.

        Raises
        ------
        Refused
        """
        return self._send(sender, function, *arguments, value=value, gas=gas)

    def _state(
        self, contribution: Contribution, account: Address | None = None
    ) -> tuple[State, bool]:
        answer = self._ask("contribution", *_arguments(contribution), sender=account)
        deposit, claimable, receipt, settled, taken = answer
        return State(Wei(deposit), Wei(claimable), receipt, settled), taken

    def _logged(self) -> Iterator[Contribution]:
        for receipt, log in self.chain.logs(self.address):
            for event in self.artifact.interface.events([log]):
                if event.name == "DataAdded":
                    yield Contribution(
                        unpack(event.arguments["sample"]),
                        event.arguments["label"],
                        receipt.time,
                        event.arguments["contributor"],
                    )

    def _ask(self, function: str, *arguments: Any, sender: Address | None = None) -> Any:  # noqa: ANN401
        interface = self.artifact.interface
        answer = self.chain.call(self.address, interface.encode(function, *arguments), sender)
        return interface.decode(function, answer)

    def _send(
        self,
        sender: Address,
        function: str,
        *arguments: Any,  # noqa: ANN401 - as many types as the ABI has
        value: Wei = Wei(0),
        gas: int | None = None,
    ) -> Receipt:
        data = self.artifact.interface.encode(function, *arguments)
        receipt = self.chain.send(sender, self.address, data, value, gas)
        self.sent_at = receipt.time
        if self.listener:
            self.listener(receipt, data, value)
        return receipt

    def _events(self, receipt: Receipt) -> list[Any]:
        return self.artifact.interface.events(receipt.logs)

    def _event(self, receipt: Receipt, name: str) -> dict[str, Any]:
        for event in self._events(receipt):
            if event.name == name:
                arguments: dict[str, Any] = event.arguments
                return arguments
        raise ChainError(f"The contract did not log {name}.")


def unpack(words: Sequence[int]) -> tuple[int, ...]:
    """Unpack a sample as the contract logs it.

    Parameters
    ----------
    words : sequence of int
        Four signed 64-bit numbers to a word, and after them their number (`_pack` of trainer.vy).

    Returns
    -------
    tuple of int

    Examples
    --------
    >>> unpack([(3 << 64) | 2, 2])
    (2, 3)
    """
    *packed, count = words
    lanes = [(packed[n >> 2] >> ((n & 3) << 6)) & (2**64 - 1) for n in range(count)]
    return tuple(lane - 2**64 if lane >= 2**63 else lane for lane in lanes)


def _arguments(contribution: Contribution) -> tuple[list[int], int, int, str]:
    return (
        _checked(contribution.data),
        _checked_label(contribution.label),
        contribution.time,
        contribution.contributor,
    )


def _checked(data: Sequence[int]) -> list[int]:
    """The sample as a call carries it; what a call cannot carry gets a reason here."""
    if len(data) > MAX_VALUES:
        raise refusal("model: too many features")
    values = [_whole(value) for value in data]
    if any(not -(2**63) <= value < 2**63 for value in values):
        raise refusal("trainer: value out of range")
    return values


def _checked_label(label: int) -> int:
    label = _whole(label)
    if not 0 <= label < 2**256:
        raise refusal("model: no such label")
    return label


def _whole(number: int) -> int:
    """A whole number of any type (NumPy's, too) as Python's own."""
    try:
        return index(number)
    except TypeError as error:
        raise InputError("A sample's values and its label are whole numbers.") from error


def _from_sklearn(estimator: object, form: Form) -> Model:
    problems = []
    for name in models_for(form):
        try:
            model: Model = MODELS[name].from_sklearn(estimator)
        except SumError as error:
            problems.append(str(error))
        else:
            return model
    raise InputError(" ".join(dict.fromkeys(problems)))
