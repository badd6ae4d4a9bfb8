"""The same sweep on a cluster: real workers of Dask, in processes of their own."""

import pytest

from sum.errors import SumError
from sum.simulation.sweep import Keep, run, run_sweep

pytestmark = [
    pytest.mark.slow,
    # Dask leaves sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def cluster():
    from distributed.deploy.subprocess import SubprocessCluster  # noqa: PLC0415 - takes a second

    # A LocalCluster would run the main module again, which is app.py after a test of a page.
    with SubprocessCluster(
        n_workers=2, threads_per_worker=1, worker_class="distributed.Worker", dashboard_address=":0"
    ) as cluster:
        yield cluster


@pytest.fixture
def one_by_one(monkeypatch):
    monkeypatch.setattr(run, "BATCH", 1)


@pytest.mark.usefixtures("one_by_one")
def test_the_table_is_the_same_to_the_byte(small, cluster):
    here = run_sweep(small, jobs=1)
    there = run_sweep(small, client=cluster.scheduler_address)
    assert there.complete
    assert there.to_csv() == here.to_csv()
    assert there.to_parquet() == here.to_parquet()


@pytest.mark.usefixtures("one_by_one")
def test_a_client_of_ones_own_is_left_open(small, cluster, tmp_path):
    keep = Keep(tmp_path / "runs.sqlite")

    def stop(done, _):
        if done >= 2:
            raise KeyboardInterrupt

    with cluster.get_client() as client:
        with pytest.raises(KeyboardInterrupt):
            run_sweep(small, backend="dask", client=client, keep=keep, progress=stop)
        again = run_sweep(small, client=client, keep=keep)
        assert client.status == "running"
    assert again.to_csv() == run_sweep(small, jobs=1).to_csv()


def test_nobody_at_the_address(small, monkeypatch):
    monkeypatch.setattr(run, "PATIENCE", 0.5)
    with pytest.raises(SumError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run_sweep(small, client="tcp://127.0.0.1:9")
