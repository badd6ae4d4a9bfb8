import pytest

from sum.chain import anvil, connect
from sum.errors import ChainError
from tests.node.install_anvil import IN_CI, MISSING


def test_it_runs_for_a_while_and_is_gone():
    if anvil.find_anvil() is None:
        (pytest.fail if IN_CI else pytest.skip)(MISSING)
    with anvil.running_anvil(keep=2) as url:
        chain = connect(url, bulk=True)
        me, other = chain.accounts[:2]
        before = chain.balance(other)
        for amount in range(1, 6):
            chain.send(me, other, value=amount)
        assert chain.balance(other) == before + 15
        assert chain.head == 5
        chain.close()
    with pytest.raises(ChainError, match="does not answer"):
        connect(url)


def test_what_is_missing_or_no_anvil_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("SUM_ANVIL", str(tmp_path / "anvil"))
    assert anvil.find_anvil() is None
    with pytest.raises(ChainError, match="SUM_ANVIL"), anvil.running_anvil():
        pass
    monkeypatch.setenv("SUM_ANVIL", "/bin/true")
    with pytest.raises(ChainError, match="does not start"), anvil.running_anvil():
        pass
