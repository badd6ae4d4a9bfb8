"""The room's clock, against a real time that the test moves."""

import threading

from sum.room.clock import ATTENTION, Clock


class RealTime:
    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


def make(*, running=True, factor=60):
    real = RealTime()
    return Clock(5_000, factor, running=running, real=real), real


def test_runs_factor_times_as_fast():
    clock, real = make()
    real.now += 2
    assert clock.now() == 5_120


def test_stands_still_when_paused():
    clock, real = make(running=False)
    real.now += 10
    assert clock.now() == 5_000


def test_stands_still_when_nobody_looks_and_goes_on_from_there():
    clock, real = make()
    real.now += ATTENTION + 500
    assert clock.look() == 5_000 + 60 * ATTENTION
    real.now += 1
    assert clock.look() == 5_000 + 60 * ATTENTION + 60


def test_changes_speed_from_this_moment_on():
    clock, real = make()
    real.now += 1
    clock.set(factor=1)
    real.now += 1
    assert clock.now() == 5_061
    clock.set(running=False)
    real.now += 9
    assert clock.now() == 5_061


def test_never_goes_back():
    clock, _ = make()
    clock.move_to(4_000)
    assert clock.now() == 5_000
    clock.move_to(6_000)
    assert clock.now() == 6_000


def test_going_on_after_a_pause_counts_from_there():
    clock, real = make(running=False)
    real.now += 10_000
    clock.set(running=True)
    assert clock.now() == 5_000
    real.now += 1
    assert clock.now() == 5_060


def test_moving_it_is_no_look():
    clock, real = make()
    real.now += ATTENTION + 5
    clock.move_to(50_000)
    real.now += 5
    assert clock.now() == 50_000
    clock.look()
    real.now += 1
    assert clock.now() == 50_060


def test_never_goes_back_for_readers_without_a_lock():
    """Looks come after long absences: the moment at which half a change could be seen."""
    clock, real = make(factor=1)
    stop, steps = threading.Event(), []

    def read():
        last = clock.now()
        while not stop.is_set():
            now = clock.now()
            steps.append(now - last)
            last = now

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(2_000):
        real.now += ATTENTION * 3
        clock.look()
    stop.set()
    for reader in readers:
        reader.join()
    assert min(steps) >= 0
    assert clock.now() == 5_000 + 2_000 * ATTENTION
