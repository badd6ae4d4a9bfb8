"""What every test gets: a home of its own, and how hard Hypothesis tries."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

# As many workers as processors: threads of theirs would only be in each other's way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Contracts make slow examples: a deadline would measure the machine, not the code.
_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile(
    "quick",
    max_examples=20,
    stateful_step_count=20,
    # Shrinking a run of contract calls takes minutes; the nightly does it.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    # In CI a red run has to come from the commit; looking for new examples is the nightly's job.
    derandomize=bool(os.environ.get("CI")),
    **_COMMON,
)
settings.register_profile("nightly", max_examples=1_000, stateful_step_count=60, **_COMMON)
settings.load_profile(os.environ.get("SUM_TEST_PROFILE", "quick"))


def make_home(folder: Path, cache: Path) -> Path:
    """Make a SUM_HOME that is new but for its `cache`, which survives runs and is shared."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cache").symlink_to(cache, target_is_directory=True)
    return folder


def pytest_configure(config: pytest.Config) -> None:
    """Give this process (each xdist worker is one) a SUM_HOME before any test imports SUM."""
    cache = config.cache.mkdir("sum")
    home = make_home(Path(tempfile.mkdtemp(prefix="sum-tests-")), cache)
    os.environ["SUM_HOME"] = str(home)
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))


def pytest_collection_finish() -> None:
    """Look for garbage seldom: the virtual machine makes much that is none, and looking is dear."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session")
def new_home(pytestconfig, tmp_path_factory):
    """Call it for one more SUM_HOME, for a process that a test starts."""
    cache = pytestconfig.cache.mkdir("sum")
    return lambda: make_home(tmp_path_factory.mktemp("home"), cache)


@pytest.fixture(scope="session")
def session_chain():
    from sum.chain import connect  # noqa: PLC0415 - after this process has its SUM_HOME

    return connect()


@pytest.fixture
def chain(session_chain):
    """A chain in process, as good as new for every test."""
    before = session_chain.snapshot()
    yield session_chain
    session_chain.revert(before)
