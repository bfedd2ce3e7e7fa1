"""The functions of `time` in virtual time."""

from __future__ import annotations

import time
from typing import Any

from .record import RECORD
from .run import RUN, is_main_thread, real_monotonic, real_sleep

#: A step that reads the clock so often waits for it to move. From then on each read takes this long.
MAX_READS_PER_STEP = 1_000
SECONDS_PER_READ = 0.001

_reads = 0
_moved = False
_started_at = time.time()


def real_now() -> float:
    return round(real_monotonic() - RUN.started, 6)


def monotonic(counts: bool = True) -> float:
    """Returns the seconds since the run began. A step that does little but read the clock makes it move."""
    global _reads, _moved
    if RUN.is_real_time:
        RUN.now = real_now()
    elif counts and RUN.running is not None and is_main_thread():
        _reads += 1
        if _reads > MAX_READS_PER_STEP:
            RUN.now = round(RUN.now + SECONDS_PER_READ, 9)
            _moved = True
    return RUN.now


def sleep(seconds: float) -> None:
    """Blocks the loop: no task can run until the virtual time has passed."""
    if RUN.is_real_time or not is_main_thread():
        return real_sleep(seconds)
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    RUN.now = round(RUN.now + seconds, 9)
    RECORD.event("clock", to=RUN.nanoseconds(), why="block")
    return None


def settle() -> None:
    """Records at the end of a step that the step waited for the clock."""
    global _reads, _moved
    _reads = 0
    if _moved:
        _moved = False
        RECORD.event("clock", to=RUN.nanoseconds(), why="block")


def install() -> None:
    """Replaces the clocks of `time`. `datetime` keeps the real time."""
    if RUN.is_real_time:
        return

    def replace(name: str, function: Any) -> None:
        function.__name__ = function.__qualname__ = name
        function.__module__ = "time"
        setattr(time, name, function)

    replace("time", lambda: _started_at + monotonic())
    replace("time_ns", lambda: round((_started_at + monotonic()) * 1e9))
    replace("monotonic", lambda: monotonic())
    replace("monotonic_ns", lambda: round(monotonic() * 1e9))
    replace("perf_counter", lambda: monotonic())
    replace("perf_counter_ns", lambda: round(monotonic() * 1e9))
    replace("sleep", lambda seconds: sleep(seconds))
