"""`load` and `open`: the owner's set-up, and its end."""

import pytest

from sum.errors import Refused
from sum.models import SparsePerceptron
from tests.contracts.conftest import FEATURES


class TestLoadWhenClosed:
    def test_the_owner_sets_words_where_it_says(self, closed):
        closed.send(closed.owner, "load", 1, [7, 2**256 - 1])
        assert closed.words() == [0, 7, 2**256 - 1]
        closed.send(closed.owner, "load", 0, [5])
        assert closed.words() == [5, 7, 2**256 - 1]

    @pytest.mark.slow
    def test_in_chunks_is_the_same_as_in_one_go(self, make):
        model, words = SparsePerceptron(4 * 300), list(range(1, 302))
        whole, parts = (make(model, open_now=False) for _ in range(2))
        whole.send(whole.owner, "load", 0, words)
        for start in (200, 0, 100, 300):
            parts.send(parts.owner, "load", start, words[start : start + 100])
        assert whole.words() == parts.words() == words

    @pytest.mark.slow
    def test_a_full_chunk_fits_into_a_transaction(self, make):
        game = make(SparsePerceptron(4 * 512 - 1), open_now=False)
        words = [2**256 - 1 - n for n in range(512)]
        game.send(game.owner, "load", 0, words)
        assert game.words() == words

    def test_nothing_can_be_loaded_at_the_end(self, closed):
        closed.send(closed.owner, "load", 3, [])
        assert closed.words() == [0, 0, 0]

    @pytest.mark.parametrize(
        ("start", "words"),
        [(3, [1]), (2, [1, 1]), (0, [1] * 4), (4, []), (2**256 - 1, [1]), (2**255, [])],
    )
    def test_it_refuses_what_lies_outside(self, closed, start, words):
        with closed.refuses("model: load out of range"):
            closed.send(closed.owner, "load", start, words)

    def test_it_refuses_more_than_a_chunk(self, make):
        game = make(SparsePerceptron(4_000), open_now=False)
        with game.refuses(""):
            game.send(game.owner, "load", 0, [1] * 513)

    def test_it_refuses_everybody_else(self, closed):
        with closed.refuses("trainer: not the owner"):
            closed.send(closed.ann, "load", 0, [1])

    def test_it_refuses_ether(self, closed):
        with closed.refuses(""):
            closed.send(closed.owner, "load", 0, [1], value=1)


class TestLoadWhenOpen:
    def test_it_refuses(self, game):
        with game.refuses("trainer: already open"):
            game.send(game.owner, "load", 0, [1])
        with game.refuses("trainer: not the owner"):
            game.send(game.ann, "load", 0, [1])


class TestOpen:
    def test_it_opens_and_starts_the_clock(self, closed):
        assert closed.ask("is_open") is False
        receipt = closed.send(closed.owner, "open")
        assert closed.events(receipt) == [("Opened", {})]
        assert closed.ask("is_open") is True
        assert closed.ask("last_time") == receipt.time

    def test_it_happens_once(self, game):
        with game.refuses("trainer: already open"):
            game.send(game.owner, "open")

    def test_it_refuses_everybody_else(self, closed):
        with closed.refuses("trainer: not the owner"):
            closed.send(closed.ann, "open")

    def test_before_it_one_can_predict_but_not_contribute(self, closed):
        assert closed.ask("predict", [FEATURES - 1]) == 0
        with closed.refuses("trainer: not open"):
            closed.send(closed.ann, "add_data", [0], 0, value=10**18)


class TestOther:
    def test_ether_alone_is_refused(self, game):
        before = game.seen()
        for data in (b"", b"\1\2\3\4"):
            with pytest.raises(Refused):
                game.chain.send(game.ann, game.address, data, 1)
        assert game.seen() == before
