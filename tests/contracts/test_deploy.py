"""The constructor: which parameters it takes."""

import pytest

from sum.chain.compiler import compose
from sum.errors import NotOpen, Refused

MODEL = [2, 8, 10**9]
TERMS = [1_000, 100, 500, 900, 3_600]


@pytest.fixture
def deploy(chain):
    artifact = compose("sparse_perceptron", "deposit_refund_take")

    def deploy(model, terms, value=0):
        code = artifact.creation(model, terms)
        address = chain.send(chain.accounts[1], None, code, value).contract

        def ask(function, *arguments):
            answer = chain.call(address, artifact.interface.encode(function, *arguments))
            return artifact.interface.decode(function, answer)

        return ask

    return deploy


class TestWhenTheParametersAreGood:
    @pytest.mark.parametrize(
        "model",
        [
            MODEL,
            [2, 1, 1],
            [32, 1, 2**32],
            [2, 2**22 - 1, 1],  # 2**20 words
            [32, 2**17 - 1, 1],
        ],
    )
    def test_it_keeps_the_models(self, deploy, model):
        ask = deploy(model, TERMS)
        assert list(ask("model_arguments")) == model
        assert (ask("classes"), ask("features")) == tuple(model[:2])

    @pytest.mark.parametrize(
        "terms",
        [
            TERMS,
            [1, 1, 1, 1, 1],
            [2**64, 1, 2**40 - 1, 2**40 - 1, 2**16 - 1],
            [5, 7, 7, 9, 60],
        ],
    )
    def test_it_keeps_the_mechanisms(self, deploy, terms):
        assert list(deploy(MODEL, terms)("incentive_arguments")) == terms

    def test_it_belongs_to_its_deployer_and_is_closed(self, deploy, chain):
        ask = deploy(MODEL, TERMS)
        assert ask("owner") == chain.accounts[1]
        assert (ask("is_open"), ask("last_time"), ask("total_good")) == (False, 0, 0)


class TestWhenTheyAreBad:
    @pytest.mark.parametrize(
        "model",
        [
            [],
            [2, 8],
            [2, 8, 1, 1],
            [0, 8, 1],
            [1, 8, 1],
            [33, 8, 1],
            [2, 0, 1],
            [2, 2**22, 1],
            [32, 2**17, 1],
            [2, 2**32, 1],
            [2, 2**256 - 1, 1],
            [2, 8, 0],
            [2, 8, 2**32 + 1],
        ],
    )
    def test_it_refuses_the_models(self, deploy, model):
        with pytest.raises(NotOpen) as refused:
            deploy(model, TERMS)
        assert refused.value.reason == "model: bad parameters"

    @pytest.mark.parametrize(
        "terms",
        [
            [],
            [1, 1, 1, 1],
            [1, 1, 1, 1, 1, 1],
            [0, 1, 1, 1, 1],
            [2**64 + 1, 1, 1, 1, 1],
            [1, 0, 1, 1, 1],
            [1, 2, 1, 2, 1],
            [1, 1, 3, 2, 1],
            [1, 1, 1, 2**40, 1],
            [1, 1, 1, 1, 0],
            [1, 1, 1, 1, 2**16],
        ],
    )
    def test_it_refuses_the_mechanisms(self, deploy, terms):
        with pytest.raises(NotOpen) as refused:
            deploy(MODEL, terms)
        assert refused.value.reason == "incentive: bad parameters"

    def test_it_refuses_ether(self, deploy):
        with pytest.raises(Refused):
            deploy(MODEL, TERMS, value=1)
