"""The event loop: asyncio's own, with its ready queue, its timers and its clock recorded.

A *turn* of the record is one entry of the loop's ready queue: a step of a task, or a callback of the program. What the
library's own callbacks do, such as those of `gather`, is recorded between two turns.
"""

from __future__ import annotations

import asyncio
import functools
import heapq
import inspect
import os
import selectors
import sys
import threading
from asyncio import events, futures
from typing import Any

from . import clock, frames, tasks
from .record import RECORD, STALLED
from .run import ASYNCIO, IN_PAGE, RUN, TRACER, is_main_thread, real_monotonic
from .values import show

#: After so many passes in which tasks only let others run, the clock moves to the next timer.
MAX_IDLE_PASSES = 1_000

#: How long a stall is doubted while the program has other threads, in seconds.
THREAD_PATIENCE = 2.0

#: What asyncio calls to complete a sleep. It is no callback of the program's.
complete_sleep = getattr(futures, "_set_result_unless_cancelled")


def is_program_callback(callback: Any) -> bool:
    """Returns whether a callback in the loop's queue is one of the program's, and not of the library's."""
    while isinstance(callback, functools.partial):
        callback = callback.func
    code = getattr(getattr(callback, "__func__", callback), "__code__", None)
    if code is not None:
        return frames.is_user_file(code.co_filename)
    owner = type(getattr(callback, "__self__", None)).__name__
    is_library = str(getattr(callback, "__module__", "")).startswith(("asyncio", "_asyncio"))
    return not is_library and inspect.isbuiltin(callback) and owner not in ("Future", "Task", "_GatheringFuture")


def callback_name(callback: Any) -> str:
    while isinstance(callback, functools.partial):
        callback = callback.func
    return str(getattr(callback, "__qualname__", None) or type(callback).__name__).rpartition("<locals>.")[2]


class Entry:
    """What is added to a handle of the loop."""

    __slots__ = ()

    def prepare(self) -> None:
        """Remembers what put a callback into the queue. A callback of the program's is recorded."""
        self.cause, self.entry, self.is_announced = tasks.cause(), None, True
        if is_program_callback(self._callback):
            self.entry = next(RUN.task_ids)
            self.is_announced = is_main_thread()
            if self.is_announced:
                self.announce()

    def announce(self) -> None:
        name = callback_name(self._callback)
        RECORD.event("spawned", task=self.entry, name=name, coroutine=None, kind="callback")

    def _run(self) -> None:
        if RUN.has_left:
            return
        RUN.has_begun = True
        from . import output

        output.record_lines_of_threads()
        task = tasks.task_of(self._callback)
        entry = tasks.number(task) if task is not None else getattr(self, "entry", None)
        if entry is None:  # of the library: what it does belongs to the step before
            RUN.cause = getattr(self, "cause", None) or "outside"
            super()._run()  # type: ignore[misc]
            RUN.cause = None
            return
        RUN.turn += 1
        if task is None and not self.is_announced:
            self.announce()
        RECORD.end_step()
        RUN.running = entry
        RECORD.event("turn", turn=RUN.turn, task=entry, action=self._action(task))
        RECORD.flush()
        errors = len(RUN.errors)
        try:
            super()._run()  # type: ignore[misc]
        except BaseException as error:  # `SystemExit` and `KeyboardInterrupt` leave the loop
            RECORD.event("failed", task=entry, message=show(error))
            RUN.running = None
            raise
        if task is not None:
            tasks.step_ended(task, entry)
        elif len(RUN.errors) == errors:
            RECORD.event("ready", task=entry)
        else:
            RECORD.event("failed", task=entry, message=RUN.errors[-1])
        RUN.running = None
        clock.settle()

    def _action(self, task: Any) -> str:
        if task is None:
            return "call"
        awaited = self._args[0] if self._args else None
        is_cancelled = getattr(task, "_must_cancel", False) or (
            isinstance(awaited, asyncio.Future) and awaited.cancelled()
        )
        return "throw" if is_cancelled else "poll"


class Handle(Entry, events.Handle):
    __slots__ = ("cause", "entry", "is_announced")

    def cancel(self) -> None:
        if not self._cancelled and getattr(self, "entry", None) is not None:
            RECORD.event("cancelled", task=self.entry)
        super().cancel()


class TimerHandle(Entry, events.TimerHandle):
    __slots__ = ("order", "cause", "entry", "is_announced", "timer")
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __init__(self, when: float, callback: Any, args: Any, loop: Any, context: Any = None) -> None:
        super().__init__(when, callback, args, loop, context)
        self.order, self.entry, self.cause, self.is_announced = next(RUN.timer_order), None, None, True
        self.timer: int | None = next(RUN.timer_ids)
        RECORD.event("timer_set", timer=self.timer, task=RUN.running, deadline=round(when * 1e9))

    def __lt__(self, other: Any) -> bool:
        """Equal deadlines fire in the order in which they were set. In CPython that is left open."""
        return (self._when, self.order) < (other._when, other.order)

    def cancel(self) -> None:
        if not self._cancelled and self.timer is not None:
            RECORD.event("timer_dropped", timer=self.timer)
            self.timer = None
        super().cancel()

    def fires(self) -> None:
        if self.timer is not None:
            RECORD.event("timer_fired", timer=self.timer)
            self.timer = None


class NoSelector(selectors.BaseSelector):
    """Waits for nothing, where there are no sockets."""

    def __init__(self) -> None:
        self._map: dict[Any, Any] = {}

    def register(self, *_: Any) -> Any: ...
    def unregister(self, *_: Any) -> Any: ...
    def get_map(self) -> Any:
        return self._map

    def select(self, timeout: float | None = None) -> Any:
        return []


class Selector(NoSelector if IN_PAGE else selectors.DefaultSelector):  # type: ignore[misc]
    """Waits for sockets, and moves the virtual clock while there is nothing else to do."""

    loop: Any
    idle_passes = 0

    def select(self, timeout: float | None = None) -> Any:
        if RUN.is_real_time:
            return self._select_in_real_time(timeout)
        ready = super().select(0)
        loop, before = self.loop, RUN.now
        self.idle_passes = self.idle_passes + 1 if timeout == 0 else 0
        is_livelock = self.idle_passes >= MAX_IDLE_PASSES and bool(loop._scheduled)
        if ready or (timeout == 0 and not is_livelock):
            return ready
        waits_outside = self._waits_outside()
        if timeout != 0 and (waits_outside or (timeout is None and threading.active_count() > 1)):
            ready = self._wait_outside(timeout, waits_outside)
        if not ready and timeout is None and not self._waits_outside() and not loop._ready:
            stalled()
        if not ready and not waits_outside and loop._scheduled:
            RUN.now = max(RUN.now, loop._scheduled[0]._when)
        if RUN.now != before:
            clock_moved(is_idle=timeout != 0)
        self.idle_passes = 0
        return ready

    def _waits_outside(self) -> bool:
        return len(self.get_map()) > 1 or self.loop.threads > 0

    def _wait_outside(self, timeout: float | None, waits_outside: bool) -> Any:
        if waits_outside:
            RUN.says_outside("a socket" if len(self.get_map()) > 1 else "a thread")
        RECORD.end_step()
        before, since = RUN.now, real_monotonic()
        ready = super().select(timeout if waits_outside else THREAD_PATIENCE)
        passed = real_monotonic() - since
        if waits_outside:
            RUN.now = round(before + (passed if ready or timeout is None else timeout), 6)
        return ready

    def _select_in_real_time(self, timeout: float | None) -> Any:
        ready = super().select(0)
        if not ready and timeout != 0:
            if timeout is None and not self._waits_outside() and threading.active_count() == 1:
                stalled()
            RECORD.end_step()
            ready = super().select(timeout)
        before, RUN.now = RUN.now, clock.real_now()
        if RUN.now != before:
            clock_moved(is_idle=timeout != 0)
        return ready


def clock_moved(is_idle: bool) -> None:
    if is_idle:
        RECORD.end_step()
    RECORD.event("clock", to=RUN.nanoseconds(), why="idle" if is_idle else "cost")


def stalled() -> None:
    """Ends the process: nothing can ever wake a task. Plain asyncio waits in silence here."""
    from . import output

    sys.settrace(None)
    output.flush()
    RECORD.end_step()
    RECORD.event("end", how="stalled")
    RECORD.end_step()
    RECORD.close()
    os._exit(STALLED)


class Loop(asyncio.SelectorEventLoop):
    """`asyncio`'s event loop on the virtual clock."""

    def __init__(self, selector: Any = None) -> None:
        self.threads = 0
        """How many calls in other threads haven't returned."""
        own = Selector()
        own.loop = self
        super().__init__(own)

    if IN_PAGE:

        def _make_self_pipe(self) -> None:
            self._ssock = self._csock = None

        def _close_self_pipe(self) -> None: ...
        def _write_to_self(self) -> None: ...

    def time(self) -> float:
        is_library = sys._getframe(1).f_code.co_filename.startswith((ASYNCIO, TRACER))
        return clock.monotonic(counts=not is_library)

    def create_task(self, coro: Any, **options: Any) -> Any:
        is_eager = self._task_factory is not None or options.get("eager_start")
        frames.known_coroutine(coro)
        if not is_eager:
            return super().create_task(coro, **options)
        before, watch = RUN.eager, tasks.EagerStart(coro)
        RUN.eager = watch
        try:
            task = super().create_task(coro, **options)
        finally:
            RUN.eager = before
        watch.ends(task)
        return task

    def _call_soon(self, callback: Any, args: Any, context: Any) -> Any:
        handle = super()._call_soon(callback, args, context)  # type: ignore[misc]
        task = tasks.task_of(callback)
        if task is None:
            handle.prepare()
            return handle
        handle.cause, handle.entry, handle.is_announced = None, None, True
        if RUN.eager is not None and task not in RUN.tasks:
            RUN.eager.is_known_as(task)
        if task in RUN.tasks:
            tasks.woken(task, *args[:1])
        elif not tasks.is_internal(task):
            tasks.spawned(task)
        return handle

    def call_at(self, when: float, callback: Any, *args: Any, context: Any = None) -> Any:
        return super().call_at(round(when, 9), callback, *args, context=context)

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:
        future = super().run_in_executor(executor, func, *args)
        RUN.outside.add(future)
        self.threads += 1
        future.add_done_callback(self._thread_ended)
        return future

    def _thread_ended(self, _: Any) -> None:
        self.threads -= 1

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        RUN.errors.append(show(context.get("exception")))
        super().call_exception_handler(context)

    def _run_once(self) -> None:
        """One pass: move the clock if nothing is ready, fire timers, then run what was ready at that moment."""
        scheduled, ready = self._scheduled, self._ready
        while scheduled and scheduled[0]._cancelled:
            heapq.heappop(scheduled)._scheduled = False
        timeout = None
        if ready or self._stopping:
            timeout = 0.0
        elif scheduled:
            timeout = max(0.0, scheduled[0]._when - self.time())
        self._process_events(self._selector.select(timeout))
        self._fire_timers(self.time() + self._clock_resolution)
        for _ in range(len(ready)):
            if RUN.is_choosing:
                choose(ready)
            if not ready:
                break
            handle = ready.popleft()
            if not handle._cancelled:
                if isinstance(handle, TimerHandle) and handle.timer is not None:
                    handle.fires()
                    handle.cause = "clock"
                handle._run()
        del handle

    def _fire_timers(self, until: float) -> None:
        scheduled = self._scheduled
        while scheduled and scheduled[0]._when < until:
            handle = heapq.heappop(scheduled)
            handle._scheduled = False
            if handle._cancelled:
                continue
            if handle._callback is not complete_sleep and handle.timer is not None:
                handle.fires()
                RUN.cause = "clock"
                handle.prepare()
                RUN.cause = None
            self._ready.append(handle)


if sys.platform != "win32":
    Loop.__name__ = Loop.__qualname__ = "_UnixSelectorEventLoop"
    Loop.__module__ = "asyncio.unix_events"
for _traced, _plain in ((Handle, events.Handle), (TimerHandle, events.TimerHandle)):
    _traced.__name__ = _traced.__qualname__ = _plain.__name__
    _traced.__module__ = _plain.__module__

frames.LOOP_FUNCTIONS.add(Entry._run.__code__)


def choose(ready: Any) -> None:
    """Puts the entry to the front that runs next: callbacks in their order, then the task that is chosen."""
    entries = [handle for handle in ready if not handle._cancelled]
    first = next((handle for handle in entries if tasks.task_of(handle._callback) is None), None)
    if first is None and len(entries) > 1:
        made = len(RUN.options)
        choice = RUN.choices[made] if made < len(RUN.choices) else 0
        RUN.options.append(len(entries))
        first = entries[min(choice, len(entries) - 1)]
    if first is not None:
        ready.remove(first)
        ready.appendleft(first)
