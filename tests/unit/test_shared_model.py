"""The Python face of a contract: what goes in is checked, what comes back is typed."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression, Perceptron, SGDClassifier
from sklearn.svm import LinearSVC

from sum.chain.compiler import compose
from sum.errors import (
    BadLabel,
    BadSample,
    ChainError,
    InputError,
    ModelDecides,
    NotAllowed,
    NothingLeft,
    NotOpen,
    Refused,
    TooEarly,
    TooLittleEther,
    UnknownContribution,
)
from sum.incentives import Terms
from sum.models import SparsePerceptron
from sum.records import Added, Contribution, Paid, State, Verdict
from sum.shared_model import Known, SharedModel, unpack
from sum.units import ETHER, SCALE

FEATURES = 6
TERMS = Terms(cost_weight=1_000, refund_wait=100, owner_wait=500, any_wait=900)
X = np.array([[1, 0, 0, 1, 0, 0], [0, 1, 0, 0, 1, 0], [0, 0, 1, 0, 0, 1], [1, 0, 0, 0, 0, 1]])


@pytest.fixture
def shared(chain):
    return SharedModel.deploy(chain, SparsePerceptron(FEATURES), TERMS)


@pytest.fixture
def people(chain):
    """Ann, Bob and Cyd; the owner is the chain's first account."""
    return chain.accounts[1:4]


def seen(shared):
    """All that bad input must leave alone."""
    chain = shared.chain
    balances = [chain.balance(account) for account in chain.accounts]
    return chain.head, chain.now, balances, shared.held(), shared.download().words()


def disputed(shared, who, by):
    """A contribution that the model then disagrees with."""
    added = shared.add_data(who, (1, 2), 1)
    shared.add_data(by, (1, 2), 0)
    return added.contribution


def wait(shared, contribution, seconds):
    shared.chain.set_time(contribution.time + seconds)


def earn(shared, who):
    contribution = shared.add_data(who, (5,), shared.predict((5,))).contribution
    wait(shared, contribution, TERMS.refund_wait)
    shared.refund(who, contribution)


class TestDeploy:
    def test_a_new_twin_starts_from_nothing_and_is_open(self, chain, shared):
        assert shared.is_open()
        assert shared.owner() == chain.accounts[0]
        assert shared.terms() == TERMS
        assert shared.last_time() == chain.now - 1
        assert (shared.total_good(), shared.held(), shared.contributions()) == (0, 0, ())
        assert shared.download().words() == SparsePerceptron(FEATURES).words()

    @pytest.mark.parametrize("n_classes", [2, 3])
    def test_a_trained_twin_is_taken_over(self, chain, n_classes):
        twin = SparsePerceptron(FEATURES, n_classes, SCALE // 3).fit(X, [1, 0, 1, 0])
        shared = SharedModel.deploy(chain, twin, TERMS)
        assert shared.download().words() == twin.words()
        assert shared.download().arguments() == twin.arguments()

    @pytest.mark.parametrize("labels", [[0, 1, 0, 1], [0, 1, 2, 2]])
    @pytest.mark.parametrize(
        "estimator", [Perceptron(), SGDClassifier(), LogisticRegression(), LinearSVC()], ids=repr
    )
    def test_an_estimator_is_taken_over(self, chain, estimator, labels):
        estimator.set_params(random_state=0).fit(X, labels)
        shared = SharedModel.deploy(chain, estimator, TERMS)
        said = [shared.predict(tuple(np.flatnonzero(row).tolist())) for row in X]
        assert said == estimator.predict(X).tolist()

    @pytest.mark.slow
    def test_a_large_one_is_loaded_in_chunks_but_for_the_zeros(self, chain):
        words = [0] * 512 + [7] + [0] * 600 + [9]
        model = SparsePerceptron.from_words((2, 4 * len(words) - 1, 1), words)
        sent = []
        shared = SharedModel.deploy(chain, model, TERMS, listener=lambda *each: sent.append(each))
        assert shared.download().words() == words
        names = [shared.artifact.interface.decode_call(data)[0] for _, data, _ in sent[1:]]
        assert names == ["load", "load", "open"]

    def test_another_account_can_own_it_and_open_it_later(self, chain, people):
        ann, bob, _ = people
        model = SparsePerceptron(FEATURES)
        shared = SharedModel.deploy(chain, model, TERMS, owner=ann, open_now=False)
        assert (shared.owner(), shared.is_open(), shared.last_time()) == (ann, False, 0)
        with pytest.raises(NotOpen):
            shared.add_data(bob, (0,), 1, ETHER)
        with pytest.raises(NotAllowed):
            shared.open(bob)
        shared.load(ann, [SCALE])
        shared.open(ann)
        assert shared.predict((0,)) == 1

    def test_the_listener_hears_of_every_transaction(self, chain, people):
        heard = []
        shared = SharedModel.deploy(
            chain, SparsePerceptron(FEATURES), TERMS, listener=lambda *each: heard.append(each)
        )
        assert [receipt.contract for receipt, _, _ in heard] == [shared.address, None]
        shared.add_data(people[0], (0,), 1, ETHER)
        receipt, data, value = heard[-1]
        assert (receipt.sender, value) == (people[0], ETHER)
        assert shared.artifact.interface.decode_call(data)[0] == "add_data"
        with pytest.raises(BadSample):
            shared.add_data(people[0], (), 1)
        assert len(heard) == 3

    @pytest.mark.parametrize(
        "model",
        [
            LogisticRegression(),
            LinearRegression().fit(X, [1, 2, 3, 4]),
            LogisticRegression().fit(X, [1, 2, 1, 2]),
            "nonsense",
            SparsePerceptron,
        ],
        ids=repr,
    )
    def test_what_is_no_trained_classifier_is_an_input_error(self, chain, model):
        head = chain.head
        with pytest.raises(InputError):
            SharedModel.deploy(chain, model, TERMS)
        assert chain.head == head

    @pytest.mark.parametrize("arguments", [(0, 2), (5, 1), (5, 33), (5, 2, 0), (2**22, 2)])
    def test_bad_parameters_are_refused(self, chain, arguments):
        head = chain.head
        with pytest.raises(NotOpen):
            SharedModel.deploy(chain, SparsePerceptron(*arguments), TERMS)
        assert chain.head == head


class TestConnect:
    def test_it_is_the_same_model(self, chain, people, shared):
        shared.add_data(people[0], (0, 3), 1)
        other = SharedModel.connect(chain, shared.address)
        assert other.address == shared.address
        assert other.terms() == TERMS
        assert other.contributions() == shared.contributions()
        assert other.download().words() == shared.download().words()
        assert other.add_data(people[1], (0, 3), 1).receipt == 0

    @pytest.mark.parametrize("address", ["", "nonsense", "0x12", "0x" + 40 * "1", "0x" + 40 * "g"])
    def test_where_nothing_is_there_is_an_error(self, chain, address):
        with pytest.raises(ChainError, match="no shared model at"):
            SharedModel.connect(chain, address)

    def test_a_persons_account_is_none(self, chain):
        with pytest.raises(ChainError, match="no shared model at"):
            SharedModel.connect(chain, chain.accounts[0])

    @pytest.mark.parametrize(
        "names",
        [
            {},
            {"model_name": "sparse_perceptron"},
            {"model_name": "strange", "incentive_name": "deposit_refund_take"},
            {"model_name": "sparse_perceptron", "incentive_name": "../trainer"},
            {"model_name": "", "incentive_name": ""},
        ],
    )
    def test_another_contract_is_none(self, chain, tmp_path, names):
        path = tmp_path / "other.vy"
        functions = [
            f'@external\ndef {name}() -> String[32]:\n    return "{text}"\n'
            for name, text in {**names, "other": ""}.items()
        ]
        path.write_text("# pragma version 0.4.3\n" + "\n".join(functions), encoding="utf-8")
        code = compose("sparse_perceptron", "deposit_refund_take", path).init_code
        address = chain.send(chain.accounts[0], None, code).contract
        with pytest.raises(ChainError, match="no shared model at"):
            SharedModel.connect(chain, address)

    def test_one_that_answers_everything_with_nonsense_is_none(self, chain):
        # Returns 64 bytes of ones, whatever it is asked.
        runtime = bytes.fromhex("5f195f525f1960205260405ff3")
        code = bytes.fromhex("6c") + runtime + bytes.fromhex("5f52600d6013f3")
        address = chain.send(chain.accounts[0], None, code).contract
        assert chain.call(address, b"") == b"\xff" * 64
        with pytest.raises(ChainError, match="no shared model at"):
            SharedModel.connect(chain, address)


class TestAddData:
    def test_it_says_what_came_of_it(self, chain, people, shared):
        chain.advance(99)
        cost = shared.cost((0, 3), 1)
        assert cost == 360_000
        added = shared.add_data(people[0], [0, 3], 1)
        expected = Contribution((0, 3), 1, shared.last_time(), people[0])
        assert added == Added(expected, cost, receipt=1)
        assert shared.add_data(people[0], (0, 3), 1).receipt == 0
        assert shared.state(added.contribution) == State(cost, cost, 1, settled=False)

    def test_what_is_too_much_comes_back(self, people, shared):
        assert shared.add_data(people[0], (0,), 0, ETHER).deposit == shared.held() == 3_600_000

    def test_whole_numbers_of_any_type_will_do(self, people, shared):
        added = shared.add_data(people[0], np.array([0, 3], dtype=np.int32), np.int64(1))
        assert added.contribution.data == (0, 3)
        assert [type(value) for value in (*added.contribution.data, added.contribution.label)] == [
            int
        ] * 3
        assert shared.predict(np.array([0, 3])) == 1
        assert shared.contributions()[0].contribution == added.contribution

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("data", "label", "value", "kind"),
        [
            ((), 1, None, BadSample),
            ((FEATURES,), 1, None, BadSample),
            ((2, 1), 1, None, BadSample),
            ((-1,), 1, None, BadSample),
            ((-(2**63) - 1,), 1, None, BadSample),
            ((2**63,), 1, None, BadSample),
            ((2**300,), 1, None, BadSample),
            (tuple(range(513)), 1, None, BadSample),
            ((0,), 2, None, BadLabel),
            ((0,), -1, None, BadLabel),
            ((0,), 2**256, None, BadLabel),
            ((0,), 1, 0, TooLittleEther),
            ((0,), 1, 3_599_999, TooLittleEther),
            ((0,), 1, 10**30, ChainError),
            (("0",), 1, ETHER, InputError),
            ((None,), 1, ETHER, InputError),
            ((0,), "1", ETHER, InputError),
            ((0,), None, ETHER, InputError),
            ((0.5,), 1, None, InputError),
            ((0,), 0.5, None, InputError),
        ],
    )
    def test_bad_input_changes_nothing(self, people, shared, data, label, value, kind):
        before = seen(shared)
        with pytest.raises(kind):
            shared.add_data(people[0], data, label, value)
        assert seen(shared) == before
        assert shared.contributions() == ()

    def test_the_price_refuses_what_a_call_cannot_carry(self, shared):
        with pytest.raises(BadSample):
            shared.cost((2**63,), 1)
        with pytest.raises(BadLabel):
            shared.cost((1,), -1)


class TestPredict:
    def test_it_is_free(self, people, shared):
        shared.add_data(people[0], (0, 3), 1)
        before = seen(shared)
        assert [shared.predict(data) for data in ((0,), [3], (0, 3), range(1, 2))] == [1, 1, 1, 1]
        assert seen(shared) == before

    @pytest.mark.parametrize("data", [(), (FEATURES,), (1, 1), (-1,), (2**63,), (0,) * 513])
    def test_bad_samples_are_refused(self, shared, data):
        with pytest.raises(BadSample):
            shared.predict(data)


class TestClaims:
    def test_a_refund_is_paid(self, people, shared):
        ann, _, _ = people
        contribution = shared.add_data(ann, (0, 3), 1).contribution
        assert shared.can_refund(contribution) == Verdict(ok=False, reason="incentive: too early")
        with pytest.raises(TooEarly):
            shared.refund(ann, contribution)
        wait(shared, contribution, TERMS.refund_wait)
        assert shared.can_refund(contribution) == Verdict(ok=True, reason="")
        assert shared.refund(ann, contribution) == Paid(contribution, ann, 3_600_000, 0)
        assert (shared.good(ann), shared.total_good(), shared.held()) == (1, 1, 0)
        assert shared.state(contribution) == State(3_600_000, 0, 1, settled=True)
        with pytest.raises(NothingLeft):
            shared.refund(ann, contribution)

    def test_a_take_is_paid(self, people, shared):
        ann, bob, cyd = people
        for who in (bob, cyd):
            earn(shared, who)
        contribution = disputed(shared, ann, bob)
        assert shared.share(bob, contribution) == 0
        wait(shared, contribution, TERMS.refund_wait)
        deposit = shared.state(contribution).deposit
        assert shared.can_report(bob, contribution) == Verdict(ok=True, reason="")
        assert shared.share(bob, contribution) == deposit // 2
        assert shared.report(bob, contribution) == Paid(
            contribution, bob, deposit // 2, deposit - deposit // 2
        )
        assert [shared.has_taken(who, contribution) for who in people] == [False, True, False]
        again = Verdict(ok=False, reason="incentive: already claimed")
        assert shared.can_report(bob, contribution) == again
        assert shared.share(bob, contribution) == 0
        with pytest.raises(ModelDecides):
            shared.refund(ann, contribution)
        with pytest.raises(NotAllowed):
            shared.report(ann, contribution)

    def test_the_owner_and_anybody_get_what_is_left(self, chain, people, shared):
        first, second = (shared.add_data(people[0], (n,), 0).contribution for n in (0, 1))
        wait(shared, first, TERMS.owner_wait)
        owner = chain.accounts[0]
        assert shared.share(owner, first) == 3_600_000
        assert shared.report(owner, first).amount == 3_600_000
        wait(shared, second, TERMS.any_wait)
        assert shared.report(people[2], second) == Paid(second, people[2], 3_600_000, 0)

    @pytest.mark.parametrize(
        "change", [{"data": (1,)}, {"label": 0}, {"time": 5}, {"contributor": "0x" + 40 * "1"}]
    )
    def test_what_was_never_added_is_unknown(self, people, shared, change):
        contribution = replace(shared.add_data(people[0], (0,), 1).contribution, **change)
        before = seen(shared)
        unknown = Verdict(ok=False, reason="registry: unknown contribution")
        assert shared.can_refund(contribution) == unknown
        assert shared.can_report(people[1], contribution) == unknown
        assert shared.share(people[1], contribution) == 0
        for ask in (
            shared.state,
            lambda each: shared.has_taken(people[1], each),
            lambda each: shared.report(people[1], each),
        ):
            with pytest.raises(UnknownContribution):
                ask(contribution)
        assert seen(shared) == before

    def test_what_a_call_cannot_carry_is_refused(self, people, shared):
        contribution = shared.add_data(people[0], (0,), 1).contribution
        before = seen(shared)
        for change, kind in (
            ({"data": (2**63,)}, BadSample),
            ({"data": (0,) * 513}, BadSample),
            ({"label": -1}, BadLabel),
            ({"time": -1}, InputError),
            ({"contributor": "nobody"}, InputError),
        ):
            bad = replace(contribution, **change)
            for ask in (shared.state, shared.can_refund, lambda x: shared.report(people[1], x)):
                with pytest.raises(kind):
                    ask(bad)
        assert seen(shared) == before

    def test_somebody_without_a_key_cannot_claim(self, people, shared):
        contribution = shared.add_data(people[0], (0,), 1).contribution
        with pytest.raises(ChainError):
            shared.report("0x" + 40 * "1", contribution)


class TestContributions:
    def test_they_come_in_order_with_their_state(self, people, shared):
        ann, bob, _ = people
        added = [
            shared.add_data(ann, (0, 1, 2, 3, 5), 1),
            shared.add_data(bob, (4,), 0),
            shared.add_data(ann, (0, 1, 2, 3), 1),
        ]
        wait(shared, added[-1].contribution, TERMS.refund_wait)
        shared.refund(ann, added[2].contribution)
        found = shared.contributions()
        assert all(isinstance(each, Known) for each in found)
        assert [each.contribution for each in found] == [each.contribution for each in added]
        assert [each.state for each in found] == [shared.state(each.contribution) for each in added]
        assert [each.state.settled for each in found] == [False, False, True]

    def test_those_of_another_contract_are_not_among_them(self, chain, people, shared):
        other = SharedModel.deploy(chain, SparsePerceptron(FEATURES), TERMS)
        other.add_data(people[0], (0,), 1)
        assert shared.contributions() == ()

    def test_a_sample_is_unpacked_as_it_was(self):
        assert unpack([0]) == ()
        lanes = (2**64 - 1) | 2**63 << 64 | (2**63 - 1) << 128 | 7 << 192
        assert unpack([lanes, 9, 5]) == (-1, -(2**63), 2**63 - 1, 7, 9)


class TestDownload:
    @pytest.mark.parametrize("n_classes", [2, pytest.param(4, marks=pytest.mark.slow)])
    def test_it_predicts_and_learns_like_the_chain(self, chain, people, n_classes):
        shared = SharedModel.deploy(chain, SparsePerceptron(FEATURES, n_classes, 7), TERMS)
        rng = np.random.default_rng(0)
        twin = shared.download()
        for _ in range(12):
            data = tuple(sorted(rng.choice(FEATURES, 3, replace=False).tolist()))
            label = int(rng.integers(n_classes))
            assert shared.predict(data) == twin.predict_one(data)
            assert shared.add_data(people[0], data, label).receipt == twin.learn_one(data, label)
            assert shared.download().words() == twin.words()

    def test_it_is_an_estimator_of_its_own(self, people, shared):
        shared.add_data(people[0], (0, 3), 1)
        model = shared.download()
        assert model.score(X, [1, 1, 1, 1]) > model.score(X, [0, 0, 0, 0])
        model.learn_one((0, 3), 0)
        assert shared.predict((0, 3)) == 1

    def test_before_it_opens_it_is_there_too(self, chain):
        model = SparsePerceptron(FEATURES).fit(X, [1, 0, 1, 0])
        shared = SharedModel.deploy(chain, model, TERMS, open_now=False)
        assert shared.download().words() == model.words()


def test_a_refusal_is_the_same_whoever_gives_it(people, shared):
    for data in ((), (0,) * 513, (9,), (2**63,)):
        with pytest.raises(Refused) as refused:
            shared.add_data(people[0], data, 1)
        assert type(refused.value) is BadSample
