import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from sum import __main__ as program
from sum import cli
from sum.cli import gas
from sum.errors import ChainError


def test_help_lists_every_command(capsys):
    with pytest.raises(SystemExit) as left:
        program.main(["--help"])
    assert left.value.code == 0
    text = capsys.readouterr().out
    for command in program.COMMANDS:
        assert f"\n    {command} " in text
        told = import_module(f"sum.cli.{command}").__doc__
        assert told.partition("\n")[0] in " ".join(text.split())


def test_every_command_is_listed():
    files = Path(cli.__file__).parent.glob("*.py")
    with_arguments = {file.stem for file in files if "\ndef add_arguments(" in file.read_text()}
    assert with_arguments == set(program.COMMANDS)


def test_only_what_is_asked_for_is_imported():
    code = (
        "import contextlib, sys; from sum import __main__ as program\n"
        "with contextlib.suppress(SystemExit): program.main(['--help'])\n"
        "heavy = {'numpy', 'pandas', 'sklearn', 'eth', 'sqlite3'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)  # noqa: S603


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
