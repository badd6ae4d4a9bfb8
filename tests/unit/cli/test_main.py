import pytest

from sum import __main__ as program
from sum.cli import gas
from sum.errors import ChainError


def test_help_lists_every_command(capsys):
    with pytest.raises(SystemExit) as left:
        program.main(["--help"])
    assert left.value.code == 0
    text = capsys.readouterr().out
    for command in program.COMMANDS:
        assert command.__name__.rpartition(".")[2] in text
        assert command.__doc__


@pytest.mark.parametrize("typed", [[], ["nonsense"], ["gas", "--nonsense"]])
def test_what_it_does_not_know_is_refused(typed, capsys):
    with pytest.raises(SystemExit) as left:
        program.main(typed)
    assert left.value.code == 2
    assert "usage: python -m sum" in capsys.readouterr().err


def test_an_error_is_a_sentence(monkeypatch, capsys):
    def fail(_):
        raise ChainError("No chain.")

    monkeypatch.setattr(gas, "measure_all", fail)
    assert program.main(["gas"]) == 1
    assert capsys.readouterr().err == "error: No chain.\n"
