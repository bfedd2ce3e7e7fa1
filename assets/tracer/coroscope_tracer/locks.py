"""The locks of `threading`, for a program whose only thread waits for one."""

from __future__ import annotations

import sys
import threading
from typing import Any

from .frames import is_program
from .loop import frozen, waits_for_alarm
from .run import RUN, is_main_thread

real_lock: Any = threading.Lock


class Lock:
    """A `threading.Lock` that ends the run where plain Python would wait forever."""

    def __init__(self) -> None:
        self._lock = real_lock()
        self.release = self._lock.release
        self.locked = self._lock.locked

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if self._lock.acquire(False):
            return True
        if blocking and timeout == -1 and can_never_be_released():
            frozen()
        return bool(self._lock.acquire(blocking, timeout))

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: Any) -> None:
        self.release()

    def __repr__(self) -> str:
        return repr(self._lock)


def can_never_be_released() -> bool:
    """Returns whether the loop's thread is the only one, and waits inside a step of a task."""
    is_alone = is_main_thread() and threading.active_count() == 1
    return is_alone and RUN.running is not None and not RUN.is_looking and not waits_for_alarm()


def install() -> None:
    """Replaces `threading.Lock` for the program. The library has the real one."""

    def function() -> Any:
        return Lock() if is_program(sys._getframe(1).f_code) else real_lock()

    function.__name__ = function.__qualname__ = "Lock"
    function.__module__ = "threading"
    setattr(threading, "Lock", function)
