"""Shards, learners, attackers, partial updates, noise, aggregators and what leaks."""

from math import inf, sqrt

import numpy as np
import pytest
from dp_accounting import GaussianDpEvent, PoissonSampledDpEvent
from dp_accounting.pld import PLDAccountant
from dp_accounting.rdp import RdpAccountant

from sum.errors import InputError
from sum.federated.aggregators import krum, krum_chosen, trimmed_mean
from sum.federated.attackers import ATTACKS, Public, aim
from sum.federated.leakage import cosine, from_groups, from_scalars
from sum.federated.learners import Batch, LinearLearner, accuracy
from sum.federated.measure import measure, spread
from sum.federated.partial import PARTS, Network, part_of, train
from sum.federated.privacy import clip, epsilon, multiplier_for, ratio_for, seen_together
from sum.federated.settings import Settings
from sum.federated.shards import LEAST, divide
from sum.federated.tables import TABLES


@pytest.fixture(scope="module", params=["digits", "breast-cancer"])
def division(request):
    return divide(request.param, clients=20, rounds=30, alpha=0.5, seed=2)


class TestShards:
    def test_nobody_shares_a_sample(self, division):
        parts = (*division.shards, *division.portions, division.test, division.spare)
        rows = [tuple(row) for part in parts for row in part.samples.tolist()]
        assert len(rows) == len(set(rows)) > 500

    def test_everybody_has_some(self, division):
        assert len(division.shards) == 20
        assert min(map(len, division.shards)) >= LEAST
        assert len({len(portion) for portion in division.portions}) == 1

    def test_the_last_feature_is_one(self, division):
        assert (division.test.samples[:, -1] == 1024).all()
        assert abs(division.test.samples).max() <= 4096
        assert sum(division.test.mix(len(division.task.classes))) == len(division.test)

    def test_alpha_makes_shards_unlike(self):
        def unlike(alpha):
            found = divide("digits", clients=10, rounds=5, alpha=alpha, seed=1)
            mixes = np.array([shard.mix(10) for shard in found.shards])
            return (mixes / mixes.sum(axis=1, keepdims=True)).std(axis=0).mean()

        assert unlike(0.1) > unlike(1.0) > unlike(None)

    @pytest.mark.parametrize(
        "wrong",
        [{"data": "iris"}, {"alpha": 0.0}, {"rounds": 0}, {"clients": 500}, {"rounds": 600}],
    )
    def test_what_cannot_be_dealt_out(self, wrong):
        data = wrong.pop("data", "digits")
        with pytest.raises(InputError):
            divide(data, **{"clients": 4, "rounds": 3, "alpha": 0.5, "seed": 0, **wrong})


class TestLearners:
    def test_a_batch_is_what_each_does_alone(self):
        division = divide("digits", clients=4, rounds=1, alpha=0.5, seed=3)
        learner, model = LinearLearner(3, 0.5), np.full(650, 0.01)
        together = learner.updates(model, Batch.of(division.task, division.shards))
        for shard, update in zip(division.shards, together, strict=True):
            [alone] = learner.updates(model, Batch.of(division.task, [shard]))
            assert np.allclose(alone, update, atol=1e-12)

    @pytest.mark.parametrize("data", ["digits", "breast-cancer"])
    def test_one_step_is_the_gradient(self, data):
        task, shard = (
            (found := divide(data, clients=3, rounds=1, alpha=None, seed=3)).task,
            found.shards[0],
        )
        batch, size = Batch.of(task, [shard]), task.features * task.outputs
        model = np.random.default_rng(0).normal(scale=0.1, size=size)
        [update] = LinearLearner(1, 1.0).updates(model, batch)

        def entropy(weights):
            logits = shard.samples / 1024 @ weights.reshape(task.outputs, -1).T
            if task.outputs == 1:
                return np.mean(np.log1p(np.exp(logits[:, 0])) - shard.labels * logits[:, 0])
            log = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
            return -np.mean(log[np.arange(len(shard)), shard.labels])

        for place in (0, size // 2, size - 1):
            nudge = np.eye(size)[place] * 1e-5
            slope = (entropy(model + nudge) - entropy(model - nudge)) / 2e-5
            assert update[place] == pytest.approx(-slope, abs=1e-6)

    def test_a_model_that_knows_nothing(self):
        division = divide("breast-cancer", clients=3, rounds=1, alpha=None, seed=3)
        assert accuracy(np.zeros(31), division.task, division.test) == pytest.approx(
            np.mean(division.test.labels == 0)
        )


class TestAttackers:
    own = np.array([[3.0, 4.0], [0.0, 1.0]])
    public = Public(np.zeros(2), [np.array([0.0, 2.0]), np.array([2.0, 0.0])], clip=5.0)

    def sent(self, name):
        return ATTACKS[name].updates(self.own, self.public, np.random.default_rng(0)).tolist()

    def test_what_they_send(self):
        assert self.sent("none") == self.sent("drop_out") == self.own.tolist()
        assert self.sent("sign_flip") == (-self.own).tolist()
        assert self.sent("scaled_flip") == (-5 * self.own).tolist()
        assert self.sent("copy") == [[5.0, 0.0]] * 2
        assert self.sent("momentum") == pytest.approx(np.full((2, 2), sqrt(12.5)))
        assert self.sent("colluding_pair") == [[-3.0, -4.0], [0.0, 1.0]]

    def test_a_free_rider_looks_like_work(self):
        sent = np.array(self.sent("free_rider"))
        assert np.linalg.norm(sent, axis=1) == pytest.approx([2.0, 2.0])

    def test_before_the_first_step_there_is_nothing_to_copy(self):
        public = Public(np.zeros(2), [], clip=5.0)
        rng = np.random.default_rng(0)
        for name in ("copy", "momentum"):
            assert not ATTACKS[name].updates(self.own, public, rng).any()
        assert ATTACKS["free_rider"].updates(self.own, public, rng).any()

    def test_what_they_train_on(self):
        division = divide("digits", clients=2, rounds=1, alpha=None, seed=0)
        shard, task = division.shards[0], division.task
        flipped = ATTACKS["label_flip"].poison(task, shard)
        assert (flipped.labels == 9 - shard.labels).all()
        source, target = aim(task)
        aimed = ATTACKS["targeted_flip"].poison(task, shard)
        changed = aimed.labels != shard.labels
        assert (shard.labels[changed] == source).all()
        assert (aimed.labels[changed] == target).all()
        assert not (aimed.labels == source).any()

    def test_a_pair_shares_evenly(self):
        assert ATTACKS["colluding_pair"].lend(-7, 10) == (1, 2)
        assert ATTACKS["none"].lend(-7, 10) == (-7, 10)

    def test_names_are_keys(self):
        assert all(name == attack.name for name, attack in ATTACKS.items())


class TestPrivacy:
    @pytest.mark.parametrize(
        ("multiplier", "wanted"), [(1.1, 32.913), (2.0, 14.830), (4.0, 6.326), (8.0, 2.838)]
    )
    def test_thirty_rounds(self, multiplier, wanted):
        assert epsilon(sqrt(30) / multiplier) == pytest.approx(wanted, abs=1e-3)

    def test_the_library_agrees(self):
        accountant = PLDAccountant()
        accountant.compose(GaussianDpEvent(8.0), 30)
        assert accountant.get_epsilon(1e-5) == pytest.approx(epsilon(sqrt(30) / 8), abs=1e-3)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("sigma", "rate", "rounds", "renyi", "exact"),
        [
            (1.0, 1.0, 1, 4.7285, 4.3772),
            (1.0, 0.1, 100, 7.9039, 7.0466),
            (1.1, 0.1, 50, 4.90, 4.30),
        ],
    )
    def test_check_values(self, sigma, rate, rounds, renyi, exact):
        for kind, wanted in ((RdpAccountant, renyi), (PLDAccountant, exact)):
            accountant = kind()
            accountant.compose(PoissonSampledDpEvent(rate, GaussianDpEvent(sigma)), rounds)
            assert accountant.get_epsilon(1e-5) == pytest.approx(wanted, abs=5e-3)

    def test_back_and_forth(self):
        assert epsilon(ratio_for(6.3)) == pytest.approx(6.3, abs=1e-4)
        assert multiplier_for(6.3, 30) == pytest.approx(4.0138, abs=1e-3)

    def test_the_ends(self):
        assert epsilon(0.0) == 0
        assert epsilon(inf) == inf
        assert epsilon(1e-9) == 0
        for wrong in (0.0, -1.0, inf):
            with pytest.raises(InputError):
                ratio_for(wrong)

    def test_who_hides_whom(self):
        hidden = [seen_together(dial, 20, 4) for dial in ("masked", "groups", "scalar", "open")]
        assert hidden == [20, 4, 1, 1]

    def test_clipping_only_shortens(self):
        clipped = clip(np.array([[3.0, 4.0], [0.3, 0.4], [0.0, 0.0]]), 1.0)
        assert clipped == pytest.approx(np.array([[0.6, 0.8], [0.3, 0.4], [0.0, 0.0]]))


class TestAggregators:
    rng = np.random.default_rng(4)
    honest = rng.normal(1.0, 0.1, size=(8, 30))
    updates = np.vstack([honest, np.full((2, 30), -40.0)])

    def test_krum_leaves_attackers_out(self):
        assert krum_chosen(self.updates, 2).tolist() == list(range(8))
        assert np.allclose(krum(self.updates, 2), self.honest.mean(axis=0))

    def test_a_trimmed_mean_is_not_moved_far(self):
        assert abs(trimmed_mean(self.updates, 2) - 1).max() < 0.2
        assert trimmed_mean(self.updates[:3], 9).shape == (30,)

    def test_krum_of_one(self):
        assert krum_chosen(self.updates[:1], 1).tolist() == [0]


class TestLeakage:
    rng = np.random.default_rng(5)
    true = rng.normal(size=(12, 40))

    def test_enough_directions_tell_everything(self):
        along = self.rng.normal(size=(400, 40))
        assert cosine(from_scalars(along, along @ self.true.T), self.true) > 0.98

    def test_few_directions_tell_some(self):
        along = self.rng.normal(size=(10, 40))
        assert 0.3 < cosine(from_scalars(along, along @ self.true.T), self.true) < 0.6

    def test_groups_that_stay_tell_a_root_of_their_size(self):
        members = np.kron(np.eye(3), np.ones(4))
        assert cosine(from_groups(members, members @ self.true), self.true) == pytest.approx(
            0.5, abs=0.12
        )

    def test_groups_that_change_tell_everything(self):
        members = np.array([self.rng.permutation([1.0] * 4 + [0.0] * 8) for _ in range(40)])
        assert cosine(from_groups(members, members @ self.true), self.true) > 0.999


class TestPartial:
    @pytest.mark.parametrize(
        ("name", "size"), [("all", 1_210), ("last", 170), ("adapter-8", 80), ("adapter-2", 20)]
    )
    def test_sizes(self, name, size):
        assert part_of(name, np.random.default_rng(0)).size == size
        assert name in PARTS

    @pytest.mark.parametrize("name", ["first", "adapter-0", "adapter-17", "adapter-x"])
    def test_no_such_part(self, name):
        with pytest.raises(InputError):
            part_of(name, np.random.default_rng(0))

    def test_training_helps_and_noise_hurts(self):
        quiet = train("last", rounds=10, seed=1)
        noisy = train("last", rounds=10, multiplier=8.0, seed=1)
        assert quiet.start == noisy.start < quiet.accuracy
        assert noisy.accuracy < quiet.accuracy
        assert noisy.noise == pytest.approx(8 * sqrt(170) / 20)

    def test_only_the_part_moves(self):
        last, whole = (part_of(name, np.random.default_rng(0)) for name in ("last", "all"))
        network = Network(np.ones((65, 16)), np.ones((17, 10)))
        moved = last.moved(network, np.full(170, 0.5))
        assert moved.first is network.first
        assert (moved.second == 1.5).all()
        both = whole.moved(network, np.full(1_210, 0.5))
        assert (both.first == 1.5).all()
        assert (both.second == 1.5).all()


class TestMeasuring:
    def test_seeds_make_a_spread(self):
        seen = []
        settings = Settings(data="breast-cancer", clients=5, rounds=2, seed=3)
        found = measure(settings, seeds=3, progress=seen.append)
        assert seen == [1, 2, 3]
        assert found.figures["accuracy"].std > 0
        assert found.epsilon is None
        assert found.figures["epsilon"] == (inf, 0.0)

    def test_one_seed_has_no_spread(self):
        assert spread([2.0]) == (2.0, 0.0)

    def test_a_table_of_epsilons(self):
        told = TABLES["epsilons"](1, 1, lambda _part, _text: None).splitlines()
        assert told[0].count("|") == 7
        assert told[3] == "| 2 | 2.5 | 6.3 | 14.8 | 14.8 | 14.8 |"
