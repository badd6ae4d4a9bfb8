"""The sources themselves: documented, and small enough for a chain."""

import re
import warnings
from pathlib import PurePosixPath

import pytest
from vyper.ast.natspec import parse_natspec
from vyper.compiler.input_bundle import JSONInputBundle
from vyper.compiler.phases import CompilerData
from vyper.compiler.settings import Settings

from sum.chain.compiler import CONTRACTS, EVM_VERSION, RUNTIME_LIMIT, compose
from sum.incentives import MECHANISMS
from sum.models import MODELS

SOURCES = sorted(CONTRACTS.rglob("*.vy"))


FIRST, *OTHERS = MODELS
PUBLISHED, *LATER = MECHANISMS
SLOW = [*((FIRST, each) for each in LATER), *((each, PUBLISHED) for each in OTHERS)]


@pytest.fixture(
    scope="module",
    params=[
        (FIRST, PUBLISHED),
        *(pytest.param(each, marks=pytest.mark.slow) for each in SLOW),
    ],
    ids="-".join,
)
def artifact(request):
    return compose(*request.param)


@pytest.fixture(scope="module")
def modules(artifact):
    """Every module of the contract, with its documentation by the compiler."""
    bundle = JSONInputBundle(
        {PurePosixPath(name): {"content": text} for name, text in artifact.sources.items()},
        search_paths=[PurePosixPath()],
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = CompilerData(
            bundle.load_file("trainer.vy"),
            input_bundle=bundle,
            settings=Settings(evm_version=EVM_VERSION),
        )
        trainer = data.annotated_vyper_module._metadata["type"]
    return {
        name: (module, parse_natspec(module._module))
        for name, module in {"trainer": trainer, **imported(trainer)}.items()
    }


def imported(module):
    """What a module imports, and what that imports."""
    found = {name: info.module_t for name, info in module.imported_modules.items()}
    for each in list(found.values()):
        found |= imported(each)
    return found


def test_it_fits_into_a_chain(artifact):
    assert artifact.runtime_size < RUNTIME_LIMIT == 24_576


def test_every_module_has_a_title_a_notice_and_a_licence(modules):
    assert set(modules) > {"trainer", "model", "incentive"}
    for _, docs in modules.values():
        assert docs.userdoc["notice"]
        assert docs.devdoc["title"]
        assert docs.devdoc["license"] == "MIT"


def test_every_external_function_is_documented(modules, artifact):
    found = set()
    for module, docs in modules.values():
        for function in module.exposed_functions:
            found.add(function.name)
            if function.ast_def.get_ancestor() is not module._module:
                continue  # exported from another module, and looked at there
            [signature] = {
                name
                for name in {*docs.devdoc.get("methods", {}), *docs.userdoc.get("methods", {})}
                if name.startswith(f"{function.name}(")
            }
            notice = docs.userdoc.get("methods", {}).get(signature, {})
            details = docs.devdoc.get("methods", {}).get(signature, {})
            assert notice or details.get("returns"), f"{signature} does not say what it does"
            arguments = [argument.name for argument in function.arguments]
            assert list(details.get("params", {})) == arguments, signature
            assert (function.return_type is None) == ("returns" not in details), signature
    in_abi = {entry["name"] for entry in artifact.abi if entry["type"] == "function"}
    assert found == in_abi


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_revert_has_a_reason_of_one_form(path):
    text = path.read_text(encoding="utf-8")
    reasons = re.findall(r'"([a-z]+: [^"]*)"', text)
    assert all(re.fullmatch(r"[a-z]+: [a-z0-9 ]+", reason) for reason in reasons)
    asserts = re.findall(r"^ *assert .*?(?=\n(?! {8,}|\s*\)))", text, re.DOTALL | re.MULTILINE)
    assert all('"' in each for each in asserts)
    assert all(
        '"' in each or "_reason(" in each for each in re.findall(r"^ *raise .*", text, re.MULTILINE)
    )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_source_pins_the_compiler(path):
    assert path.read_text(encoding="utf-8").startswith("# pragma version 0.4.3\n")
