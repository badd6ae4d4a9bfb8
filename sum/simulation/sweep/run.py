"""Runs a sweep: in this process, in several, or on a cluster; the table is the same."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from threading import Event
from typing import Any

from joblib import Parallel, delayed, parallel_config

from sum.errors import InputError, SumError
from sum.simulation.sweep.keep import Keep
from sum.simulation.sweep.sweep import Sweep
from sum.simulation.sweep.table import Table, collect
from sum.simulation.sweep.work import Result, Task, data_key, fingerprint, key_of, run_batch

Progress = Callable[[int, int], object]

BATCH = 6_000
"""How many contributions a worker is given at a time: a second or two, much longer than handing
them over takes."""
UNKNOWN = 2_000
"""How many a run may have that ends by time alone."""

PATIENCE = 10
"""How many seconds a scheduler has to answer."""


class _Stopped(Exception):
    pass


def run_sweep(
    sweep: Sweep,
    *,
    jobs: int = -1,
    backend: str | None = None,
    client: Any = None,  # noqa: ANN401 - distributed is not a requirement
    keep: Keep | None = None,
    progress: Progress | None = None,
    cancel: Event | None = None,
) -> Table:
    """Run a sweep.

    Parameters
    ----------
    sweep : Sweep
    jobs : int
        How many processes; 1 for this one alone, -1 for as many as there are processors.
    backend : str, optional
        One of joblib's: "loky" (processes of this machine, the usual one), "dask", or any other
        that was registered. What ``joblib.parallel_config`` says holds as well.
    client : distributed.Client or str, optional
        Of Dask: a client, or the address of a scheduler.
    keep : Keep, optional
        Where finished runs are kept as they come; those that are there are not run again.
    progress : callable, optional
        Told how many runs are done, and how many there are. What it raises ends the sweep.
    cancel : threading.Event, optional
        When it is set the sweep ends soon, with the runs that are done.

    Returns
    -------
    Table
        Sorted by point and seed: the same bytes with any number of workers, anywhere.

    Raises
    ------
    SumError
        When a point cannot be run, or the workers cannot be reached. What was done is kept.
    """
    done: list[Result] = []
    with closing(play(sweep, jobs=jobs, backend=backend, client=client, keep=keep)) as played:
        for some in played:
            done += some
            if progress:
                progress(len(done), sweep.runs)
            if cancel is not None and cancel.is_set():
                break
    return collect(sweep, done)


def play(
    sweep: Sweep,
    *,
    jobs: int = -1,
    backend: str | None = None,
    client: Any = None,  # noqa: ANN401
    keep: Keep | None = None,
) -> Generator[list[Result]]:
    """Run a sweep bit by bit; closing the iterator stops the workers.

    Parameters
    ----------
    sweep, jobs, backend, client, keep
        As in `run_sweep`.

    Yields
    ------
    list of Result
        Runs that are done, each once, in any order; first those that were kept.
    """
    tasks = sweep.tasks()
    keys = {task[:2]: key_of(task.scenario) for task in tasks} if keep else {}
    kept = keep.find(list(keys.values())) if keep else {}
    if kept:
        known = [task for task in tasks if keys[task[:2]] in kept]
        yield [Result(*task[:2], *kept[keys[task[:2]]]) for task in known]
        tasks = [task for task in tasks if keys[task[:2]] not in kept]
    if not tasks:
        return
    sweep.check()
    with (
        _workers(jobs, backend, client) as parallel,
        closing(_on(parallel, batches(tasks))) as found,
    ):
        for results in found:
            if keep:
                keep.put((keys[each[:2]], (each.ended, each.figures)) for each in results)
            yield results


def batches(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """Put together what one worker does at a time: runs on the same data, a second or two."""
    batch: list[Task] = []
    size = 0
    for task in tasks:
        other = batch and data_key(batch[0].scenario) != data_key(task.scenario)
        if batch and (other or size >= BATCH):
            yield batch
            batch, size = [], 0
        batch.append(task)
        size += task.scenario.run.contributions or UNKNOWN
    if batch:
        yield batch


def _on(parallel: Parallel, work: Iterable[list[Task]]) -> Generator[list[Result]]:
    results = parallel(delayed(run_batch)(batch, fingerprint()) for batch in work)
    try:
        # `yield from` would close joblib's iterator before we can.
        for each in results:  # noqa: UP028
            yield each
    except GeneratorExit:
        # Closing joblib's iterator would warn; an error in it stops the workers as well.
        with suppress(_Stopped):
            results.throw(_Stopped())
        raise


@contextmanager
def _workers(jobs: int, backend: str | None, client: Any) -> Iterator[Parallel]:  # noqa: ANN401
    if jobs == 0 or jobs < -1:
        raise InputError(f"Say how many processes: at least 1, or -1 for all, not {jobs}.")
    if client is not None and backend is None:
        backend = "dask"
    with ExitStack() as stack:
        if backend is not None:
            options = stack.enter_context(_dask(client)) if backend == "dask" else {}
            try:
                stack.enter_context(parallel_config(backend=backend, **options))
            except (ValueError, ImportError) as error:
                raise InputError(f"The workers {backend!r} cannot be used: {error}") from error
        yield Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)


@contextmanager
def _dask(client: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    try:
        from distributed import Client  # noqa: PLC0415 - only who wants a cluster has it
    except ImportError as error:
        raise InputError("For a cluster install Dask: pip install distributed.") from error
    if not isinstance(client, str):
        yield {} if client is None else {"client": client}
        return
    try:
        opened: Any = Client(client, set_as_default=False, timeout=PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise SumError(f"No Dask scheduler answers at {client}: {error}") from error
    with opened:
        yield {"client": opened}
