import json
import subprocess
import sys
from pathlib import Path

import pytest

from sum.chain import compiler
from sum.chain.compiler import compose
from sum.errors import CompileError
from sum.home import cache_folder
from tests.unit.chain.conftest import INCENTIVE, MODEL, TRAINER, write_parts

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty cache, on disk and in memory."""
    monkeypatch.setenv("SUM_HOME", str(tmp_path / "home"))
    compiler._compiled.cache_clear()
    yield tmp_path / "home"
    compiler._compiled.cache_clear()


@pytest.fixture
def compiled(monkeypatch):
    """Count what the compiler really compiles."""
    names = []
    real = compiler._compile

    def count(main, sources, files):
        names.append(files["incentive.vy"])
        return real(main, sources, files)

    monkeypatch.setattr(compiler, "_compile", count)
    return names


@pytest.fixture
def parts(tmp_path):
    return write_parts(tmp_path)


def again(parts):
    """Compose as another process would: what is in memory is gone."""
    compiler._compiled.cache_clear()
    return compose(**parts)


def test_artifact_says_what_it_is_made_of(parts):
    artifact = compose(**parts)
    assert (artifact.model, artifact.incentive) == ("model", "incentive")
    own = {"trainer.vy": TRAINER, "model.vy": MODEL, "incentive.vy": INCENTIVE}
    assert artifact.sources == artifact.sources | own
    assert 0 < artifact.runtime_size < len(artifact.init_code)
    names = {entry.get("name") for entry in artifact.abi}
    assert {"fill", "word", "fills", "Filled"} <= names


def test_same_sources_compile_once(parts, compiled):
    first = compose(**parts)
    assert compose(**parts) == first
    assert again(parts) == first
    assert len(compiled) == 1


def test_changed_source_is_compiled_anew(parts, compiled):
    first = compose(**parts)
    parts["incentive"].write_text(INCENTIVE.replace("+= 1", "+= 2"), encoding="utf-8")
    assert compose(**parts).init_code != first.init_code
    assert len(compiled) == 2


def test_other_rules_are_compiled_anew(parts, compiled, monkeypatch):
    compose(**parts)
    monkeypatch.setattr(compiler, "EVM_VERSION", "cancun")
    again(parts)
    monkeypatch.setattr(compiler, "version", lambda _: "9.9.9")
    again(parts)
    assert len(compiled) == 3


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda _: "", marks=pytest.mark.slow),
        pytest.param(lambda text: text[:100], marks=pytest.mark.slow),
        lambda text: text.replace('"init_code": "6', '"init_code": "7'),
        pytest.param(lambda _: "[]", marks=pytest.mark.slow),
        pytest.param(
            lambda _: json.dumps({"digest": compiler._digest({}), "body": {}}),
            marks=pytest.mark.slow,
        ),
    ],
)
def test_damaged_cache_file_is_compiled_anew(parts, compiled, damage):
    first = compose(**parts)
    [file] = (cache_folder() / "contracts").iterdir()
    text = file.read_text(encoding="utf-8")
    assert damage(text) != text
    file.write_text(damage(text), encoding="utf-8")
    assert again(parts) == first
    assert len(compiled) == 2
    assert file.read_text(encoding="utf-8") == text


def test_cache_that_cannot_be_written_is_done_without(parts, home):
    home.mkdir()
    (home / "cache").mkdir()
    (home / "cache" / "contracts").write_text("in the way", encoding="utf-8")
    assert again(parts).runtime_size > 0


def test_compiler_is_not_imported_when_the_cache_is_warm(parts):
    code = (
        "import sys; from pathlib import Path; from sum.chain.compiler import compose;"
        f"compose(*map(Path, {[str(parts[name]) for name in ('model', 'incentive', 'trainer')]}));"
        "print('vyper' in sys.modules)"
    )
    root = Path(__file__).parents[3]
    runs = [
        subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    ]
    assert runs == ["True\n", "False\n"]


def test_error_names_the_file_and_the_line(tmp_path):
    parts = write_parts(tmp_path, incentive=INCENTIVE.replace("counter += 1", "countr += 1"))
    mine = tmp_path / "my_rules.vy"
    mine.write_text(parts["incentive"].read_text(encoding="utf-8"), encoding="utf-8")
    line = mine.read_text(encoding="utf-8").splitlines().index("    self.countr += 1") + 1
    with pytest.raises(CompileError, match=rf"^my_rules\.vy, line {line}: .*countr") as error:
        compose(parts["model"], mine, parts["trainer"])
    assert "incentive.vy" not in str(error.value)


@pytest.mark.parametrize(
    "text",
    ["this is no contract", "def f(:", "# pragma version 0.3.0\n", "\0", "import nothing_at_all\n"],
)
def test_nonsense_does_not_compile(parts, text):
    parts["incentive"].write_text(text, encoding="utf-8")
    with pytest.raises(CompileError):
        compose(**parts)


def test_failures_are_not_kept(parts):
    parts["incentive"].write_text("nonsense", encoding="utf-8")
    with pytest.raises(CompileError):
        compose(**parts)
    parts["incentive"].write_text(INCENTIVE, encoding="utf-8")
    assert compose(**parts).runtime_size > 0


def test_missing_file_is_an_error(parts, tmp_path):
    with pytest.raises(CompileError, match="cannot be read"):
        compose(parts["model"], tmp_path / "nothing.vy")
    with pytest.raises(CompileError, match=r"no 'nothing' among the models: .*sparse_perceptron"):
        compose("nothing", "deposit_refund_take")
    with pytest.raises(CompileError, match="among the models"):
        compose("../incentives/deposit_refund_take", "deposit_refund_take")


def test_contract_that_no_chain_takes_is_an_error(tmp_path):
    big = "\n".join(
        f'@external\ndef f{i}() -> String[900]:\n    return "{chr(97 + i) * 900}"\n'
        for i in range(26)
    )
    parts = write_parts(tmp_path, incentive=INCENTIVE + big)
    with pytest.raises(CompileError, match="24,576"):
        compose(**parts)
