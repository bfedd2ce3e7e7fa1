"""The functions of `time` in virtual time."""

from __future__ import annotations

import sys
import time
from typing import Any, Callable

from .record import RECORD
from .run import (
    ASYNCIO,
    RUN,
    STANDARD_LIBRARY,
    is_main_thread,
    real_monotonic,
    real_sleep,
)

#: A step that reads the clock so often waits for it to move. From then on each read takes this long.
MAX_READS_PER_STEP = 1_000
SECONDS_PER_READ = 0.001

_reads = 0
_moved = False
_was_read = False


def real_now() -> float:
    return round(real_monotonic() - RUN.started, 6)


def monotonic(counts: bool = True) -> float:
    """Returns the seconds since the run began. A step that does little but read the clock makes it move."""
    global _reads, _moved, _was_read
    if RUN.is_real_time:
        RUN.now = real_now()
    elif counts and RUN.running is not None and is_main_thread() and not RUN.is_looking:
        _was_read = True
        _reads += 1
        if _reads > MAX_READS_PER_STEP:
            RUN.now = round(RUN.now + SECONDS_PER_READ, 9)
            _moved = True
    return RUN.now


def sleep(seconds: float) -> None:
    """Blocks the loop: no task can run until the virtual time has passed."""
    if RUN.is_looking and is_main_thread():  # in a `__repr__` that plain Python wouldn't have called
        return None
    if RUN.is_real_time or not is_main_thread():
        return real_sleep(seconds)
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    RUN.now = round(RUN.now + seconds, 9)
    RECORD.event("clock", to=RUN.nanoseconds(), why="block")
    return None


def was_read() -> bool:
    """Returns whether the program has read the clock since this was called last."""
    global _was_read
    before, _was_read = _was_read, False
    return before


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

    for name in ("time", "monotonic", "perf_counter"):
        start = time.time() if name == "time" else 0.0
        for scale, suffix in ((1, ""), (10**9, "_ns")):
            _replace(name + suffix, getattr(time, name + suffix), _clock(start, scale))
    _replace("sleep", real_sleep, sleep)


def _clock(start: float, scale: int) -> Callable[[], float]:
    if scale == 1:
        return lambda: start + monotonic()
    return lambda: round((start + monotonic()) * scale)


def _replace(name: str, real: Callable[..., Any], virtual: Callable[..., Any]) -> None:
    """Replaces a function of `time` for the program. The library, and other threads, wait in real time."""
    if name == "sleep":

        def function(*arguments: Any) -> Any:
            return virtual(*arguments)

    else:

        def function(*arguments: Any) -> Any:
            is_real = not is_main_thread() or is_library(sys._getframe(1).f_code.co_filename)
            return real(*arguments) if is_real else virtual(*arguments)

    function.__name__ = function.__qualname__ = name
    function.__module__ = "time"
    setattr(time, name, function)


def is_library(file: str) -> bool:
    """Returns whether a file of the standard library measures real waits, such as those for a process."""
    return (
        file.startswith(STANDARD_LIBRARY)
        and not file.startswith(ASYNCIO)
        and "site-packages" not in file
        and not file.endswith("sched.py")  # which is given the functions of `time` by the program
    )
