"""Small scenarios in which everything happens, and how their results are compared."""

from collections import Counter
from dataclasses import replace

from sum import datasets
from sum.chain import Address
from sum.chain.base import PURSE
from sum.incentives import MECHANISMS
from sum.models import MODELS
from sum.simulation.lab import Simulation
from sum.simulation.scenario import Data, Group, Length, Market, Opening, Scenario
from sum.units import ETHER, HOUR, MINUTE

CONTRIBUTIONS = 300

SQUARES, SIDE = "squares", 6
DATA = {"dense": Data(name="plane"), "sparse": Data(name="plane", encoder=SQUARES)}
"""Two values a sample: a chain in Python is slow."""


class Squares:
    """An encoder of our own, for two tokens a sample: the column and the row of a point."""

    name, title, form = SQUARES, "Squares", "sparse"
    n_features = 2 * SIDE

    def encode(self, raw):
        column, row = (min(SIDE - 1, max(0, int((each + 1) / 2 * SIDE))) for each in raw)
        return column, SIDE + row


def load(name, seed, encoder):
    """As `sum.datasets.load`, with one more encoder."""
    if encoder != SQUARES:
        return datasets.load(name, seed, encoder)
    plane, squares = datasets.load(name, seed), Squares()

    def encoded(split):
        samples = tuple(replace(each, data=squares.encode(each.raw)) for each in split)
        return replace(split, samples=samples, n_features=squares.n_features, form=squares.form)

    splits = {each: encoded(getattr(plane, each)) for each in ("train", "pool", "hidden")}
    return replace(plane, encoder=squares, **splits)


WAITS = {
    "deposit_refund_take": {
        "refund_wait": 12 * HOUR,
        "owner_wait": 14 * HOUR,
        "any_wait": 14 * HOUR,
    },
    "points": {"refund_wait": 12 * HOUR, "any_wait": 14 * HOUR},
    "guarded_deposit": {
        "floor": 10**14,
        "refund_wait": 37 * HOUR,
        "k_wait": 38 * HOUR,
        "dispute_wait": 2 * HOUR,
        "long_wait": 40 * HOUR,
        "grace_wait": HOUR,
    },
    "reward_market": {},
}
"""So that a quarter of the contributions can be claimed before the end."""


def scenario(model, mechanism, contributions=CONTRIBUTIONS):
    """Honest and careless people, one who flips labels, one who probes, and a caller."""
    often = {"mean_wait": 10 * MINUTE, "wait_deviation": 2 * MINUTE, "willing": 20 * ETHER}
    seldom = {**often, "mean_wait": HOUR}
    return Scenario(
        seed=3,
        data=DATA[MODELS[model].form],
        model=Opening(name=model),
        incentive=replace(MECHANISMS[mechanism](), **WAITS[mechanism]),
        run=Length(contributions=contributions, accuracy_every=6 * HOUR, settle=False),
        market=Market(portions=2, size=1),
        agents={
            "honest": Group(kind="honest", count=2, settings=often),
            "careless": Group(kind="careless", settings=often),
            "flipping": Group(kind="label_flipping", arrives=HOUR, settings=seldom),
            "probing": Group(kind="out_of_range", settings=seldom | {"strength": 2}),
            "caller": Group(kind="caller", settings={"mean_wait": 4 * HOUR}),
        },
    )


def play(scene, engine, drawn=-1):
    """Play a scenario to its end; returns the run, and the engine to look behind it."""
    simulation = Simulation(scene, engine=engine, drawn=drawn)
    for _ in simulation.play():
        pass
    return simulation.result(), simulation._engine


def assert_same(mine, other):
    """The same came of two runs: what differs first is told first."""
    assert mine.drawn == other.drawn
    for one, two in zip(mine.events, other.events, strict=False):
        assert one == two
    assert len(mine.events) == len(other.events)
    assert mine.moments == other.moments  # accuracies and balances
    assert mine.summary == other.summary  # the parameters' hash, and what the contract holds
    assert mine.digest() == other.digest()


def assert_eventful(run):
    """What there is to do has been done, and what there is to refuse was refused."""
    done = Counter(event.kind for event in run.events if not event.refused)
    refused = Counter(event.kind for event in run.events if event.refused)
    assert done["contribute"] == CONTRIBUTIONS
    assert done["call"] > 1
    assert refused["contribute"] > 10
    assert sum(each.wrong for each in run.summary.groups if each.name == "flipping") > 5
    if run.scenario.incentive.claims:
        assert done["refund"] > 30
        assert done["report"] > 1
    else:
        assert done["market"] > 5
    assert run.summary.conserved


def assert_wallets(engine, accounts):
    """On a chain everybody's wallet has what the books say, but for the gas."""
    chain, gas = engine._chain, dict.fromkeys(accounts, 0)
    for number in range(1, chain.head + 1):
        for name in chain.block(number).transactions:
            sent = chain.transaction(name)
            if sent.sender in gas:
                gas[sent.sender] += chain.receipt(name).gas_used * sent.gas_price
    for account in accounts:
        expected = PURSE + engine.profit(account) - gas[account]
        assert chain.balance(Address(account)) == expected
    assert engine.held() == -sum(engine.profit(account) for account in [engine.owner, *accounts])
