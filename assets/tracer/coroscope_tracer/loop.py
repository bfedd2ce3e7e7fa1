"""The event loop: asyncio's own, with its ready queue, its timers and its clock recorded.

A *turn* of the record is one entry of the loop's ready queue: a step of a task, or a callback of the program. What the
library's own callbacks do, such as those of `gather`, is recorded between two turns.
"""

from __future__ import annotations

import asyncio
import collections
import functools
import math
import os
import selectors
import signal
import sys
import threading
import types
from asyncio import constants, events, futures
from typing import Any

from . import clock, frames, output, tasks
from .record import RECORD, STALLED
from .run import ASYNCIO, IN_PAGE, RUN, TRACER, is_main_thread, real_monotonic
from .values import describe

#: After so many passes in which tasks only let others run, the clock moves to the next timer.
MAX_IDLE_PASSES = 1_000

#: How long the loop waits for a thread before it looks whether the thread is still there, in seconds.
MAX_WAIT = 1.0

#: What asyncio calls to complete a sleep. It is no callback of the program's.
complete_sleep = getattr(futures, "_set_result_unless_cancelled")
real_wrap_future = futures.wrap_future

#: How many frames of its creation asyncio's debug mode keeps for a coroutine. The tracer's own are among them.
DEBUG_DEPTH = constants.DEBUG_STACK_DEPTH
OWN_DEPTH = 8


def is_program_callback(callback: Any) -> bool:
    """Returns whether a callback in the loop's queue is one of the program's, and not of the library's."""
    while type(callback) is functools.partial:
        callback = callback.func
    if type(callback) is types.BuiltinMethodType:
        owner = type(callback.__self__)
        is_library = str(callback.__module__).startswith(("asyncio", "_asyncio"))
        return not is_library and owner.__name__ not in ("Future", "Task", "_GatheringFuture")
    function = callback.__func__ if type(callback) is types.MethodType else callback
    if type(function) is not types.FunctionType:
        function = getattr(type(function), "__call__", None)
    code = getattr(function, "__code__", None)
    return code is not None and frames.is_user_file(code.co_filename)


def callback_name(callback: Any) -> str:
    while type(callback) is functools.partial:
        callback = callback.func
    if type(callback) in (types.FunctionType, types.MethodType, types.BuiltinMethodType):
        return str(callback.__qualname__).rpartition("<locals>.")[2]
    return type(callback).__name__


class Entry:
    """What is added to a handle of the loop."""

    __slots__ = ()
    _callback: Any
    _args: Any
    cause: Any
    """What put it into the queue."""
    entry: int | None
    """Its number, if it is a callback of the program's."""
    is_announced: bool

    def prepare(self) -> None:
        """Remembers what put a callback into the queue. A callback of the program's is recorded."""
        is_programs = is_program_callback(self._callback)
        self.put(tasks.cause(), next(RUN.task_ids) if is_programs else None, is_main_thread())
        if is_programs and self.is_announced:
            self.announce()

    def put(self: Any, cause: Any, entry: int | None, is_announced: bool) -> None:
        self.cause, self.entry, self.is_announced = cause, entry, is_announced

    def announce(self) -> None:
        name = callback_name(self._callback)
        RECORD.event("spawned", task=self.entry, name=name, coroutine=None, kind="callback")

    def _run(self) -> None:
        if RUN.has_left:
            super()._run()  # type: ignore[misc]
            return
        RUN.has_begun = True
        frames.keep_tracing()
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
            if error.__traceback__ is not None:
                error.__traceback__ = error.__traceback__.tb_next  # without this frame
            task = None  # which the frame would keep
            RECORD.event("failed", task=entry, message=describe(error))
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
        self = task = None  # type: ignore[assignment]  # an exception that refers to this frame would make a cycle

    def _action(self, task: Any) -> str:
        if task is None:
            return "call"
        awaited = self._args[0] if self._args else None
        # A task that awaits a cancelled one gets the exception too, but isn't cancelled itself.
        is_cancelled = getattr(task, "_must_cancel", False) or (
            isinstance(awaited, asyncio.Future) and awaited.cancelled() and task.cancelling() > 0
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
    _when: float
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __init__(self, when: float, callback: Any, args: Any, loop: Any, context: Any = None) -> None:
        super().__init__(when, callback, args, loop, context)
        self.order, self.entry, self.cause, self.is_announced = next(RUN.timer_order), None, None, True
        self.timer: int | None = None
        if math.isfinite(when):  # a wait without end, as `sleep(inf)` is, isn't for the clock
            self.timer = next(RUN.timer_ids)
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
        if not is_main_thread():  # a loop of another thread has the real clock
            return super().select(timeout)
        if RUN.is_real_time:
            return self._select_in_real_time(timeout)
        ready = super().select(0)
        loop, before = self.loop, RUN.now
        if timeout and loop._scheduled[0]._when == math.inf:
            timeout = None
        self.idle_passes = self.idle_passes + 1 if timeout == 0 else 0
        if ready or (timeout == 0 and self.idle_passes < MAX_IDLE_PASSES):
            return ready
        if timeout == 0 and clock.was_read():  # it waits for the clock, and lets others run meanwhile
            deadline = loop._scheduled[0]._when if loop._scheduled else float("inf")
            RUN.now = round(min(RUN.now + clock.SECONDS_PER_READ, max(RUN.now, deadline)), 9)
            clock_moved(is_idle=False)
            return ready
        outside = self._waits_outside(timeout)
        if timeout != 0 and outside:
            ready = self._wait_outside(timeout, outside)
        elif timeout is None:
            ready = super().select(0)  # a thread may have woken the loop just before it ended
            if not ready:
                stalled()
        elif loop._scheduled:
            RUN.now = max(RUN.now, loop._scheduled[0]._when)
        if RUN.now != before:
            clock_moved(is_idle=timeout != 0)
        self.idle_passes = 0
        return ready

    def _waits_outside(self, timeout: float | None) -> str | None:
        """Returns what outside the loop can wake a task."""
        if len(self.get_map()) > 1:  # the first is the pipe with which other threads wake the loop
            return "a socket"
        if threading.active_count() > 1:
            if self.loop.outside > 0:
                return "a thread"
            idle = ("asyncio_", "ThreadPoolExecutor-")
            others = [thread.name for thread in threading.enumerate() if thread is not threading.current_thread()]
            if any(name.startswith("asyncio-waitpid") for name in others):
                return "a child process"
            if not all(name.startswith(idle) for name in others):
                return "a thread"
        handlers = getattr(self.loop, "_signal_handlers", {})
        if getattr(signal, "SIGCHLD", None) in handlers:  # of a child watcher
            return "a child process"
        # A program that only could be interrupted doesn't have to sleep in real time.
        if waits_for_alarm() or (timeout is None and handlers):
            return "a signal"
        return None

    def _wait_outside(self, timeout: float | None, outside: str) -> Any:
        RECORD.end_step()
        RUN.says_outside(outside)
        before, since, ready = RUN.now, real_monotonic(), []
        patience = MAX_WAIT if outside == "a thread" else None  # a thread may end without a word
        ready = super().select(timeout if patience is None else min(patience, timeout or patience))
        passed = real_monotonic() - since
        RUN.now = round(before + (passed if timeout is None else min(passed, timeout)), 6)
        return ready

    def _select_in_real_time(self, timeout: float | None) -> Any:
        ready = super().select(0)
        if not ready and timeout != 0:
            outside = self._waits_outside(timeout)
            if timeout is None and not outside:
                ready = super().select(0)  # a thread may have woken the loop just before it ended
                if not ready:
                    stalled()
            RECORD.end_step()
            if outside:
                RUN.says_outside(outside)
            patience = MAX_WAIT if outside == "a thread" else None
            if not ready:
                ready = super().select(timeout if patience is None else min(patience, timeout or patience))
        before, RUN.now = RUN.now, clock.real_now()
        if RUN.now != before:
            clock_moved(is_idle=timeout != 0)
        return ready


def waits_for_alarm() -> bool:
    """Returns whether the program has set an alarm, and a handler for it."""
    if not hasattr(signal, "getitimer"):
        return False
    timers = {signal.SIGALRM: signal.ITIMER_REAL, signal.SIGPROF: signal.ITIMER_PROF, signal.SIGVTALRM: signal.ITIMER_VIRTUAL}
    return any(signal.getitimer(timer)[0] > 0 and callable(signal.getsignal(alarm)) for alarm, timer in timers.items())


def clock_moved(is_idle: bool) -> None:
    if is_idle:
        RECORD.end_step()
    RECORD.event("clock", to=RUN.nanoseconds(), why="idle" if is_idle else "cost")


def stalled() -> None:
    """Ends the process: nothing can ever wake a task. Plain asyncio waits in silence here."""
    leave("stalled")


def frozen() -> None:
    """Ends the process: the step that is running waits for what only this thread could do."""
    leave("frozen")


def leave(how: str) -> None:
    sys.settrace(None)
    output.flush()
    RECORD.end_step()
    RECORD.event("end", how=how)
    RECORD.end_step()
    RECORD.close()
    os._exit(STALLED)


class ReadyQueue(collections.deque[Any]):
    """The loop's ready queue. Here timers that are due come in, and it is chosen what runs next."""

    def append(self, handle: Any) -> None:
        if type(handle) is TimerHandle and not handle._cancelled and handle._callback is not complete_sleep:
            handle.fires()
            before, RUN.cause = RUN.cause, "clock"
            handle.prepare()
            RUN.cause = before
        super().append(handle)

    def popleft(self) -> Any:
        if RUN.is_choosing:
            choose(self)
        handle = super().popleft()
        if type(handle) is TimerHandle and not handle._cancelled and handle.timer is not None:
            handle.fires()
            handle.cause = "clock"
        return handle


class Loop(asyncio.SelectorEventLoop):
    """`asyncio`'s event loop on the virtual clock."""

    _task_factory: Any

    def __init__(self, selector: Any = None) -> None:
        self.outside = 0
        """How many futures that another thread completes are pending."""
        own = Selector()
        own.loop = self
        super().__init__(own)
        self._ready = ReadyQueue()
        if not RUN.is_real_time:
            # A pass takes the timers that are due at the same nanosecond, and no others.
            self._clock_resolution = 0.5e-9

    if IN_PAGE:

        def _make_self_pipe(self) -> None:
            self._ssock = self._csock = None

        def _close_self_pipe(self) -> None: ...
        def _write_to_self(self) -> None: ...

    def time(self) -> float:
        if not is_main_thread():
            return real_monotonic()
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
        handle.put(None, None, True)
        if RUN.eager is not None and task not in RUN.tasks:
            RUN.eager.is_known_as(task)
        if task in RUN.tasks:
            tasks.woken(task, *args[:1])
        elif not tasks.is_internal(task):
            tasks.spawned(task)
        return handle

    def call_at(self, when: float, callback: Any, *args: Any, context: Any = None) -> Any:  # type: ignore[override]
        return super().call_at(round(when, 9), callback, *args, context=context)

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        RUN.errors.append(describe(context["exception"]) if context.get("exception") else "")
        super().call_exception_handler(context)


if sys.platform != "win32":
    Loop.__name__ = Loop.__qualname__ = "_UnixSelectorEventLoop"
    Loop.__module__ = "asyncio.unix_events"
for _traced, _plain in ((Handle, events.Handle), (TimerHandle, events.TimerHandle)):
    _traced.__name__ = _traced.__qualname__ = _plain.__name__
    _traced.__module__ = _plain.__module__
if not IN_PAGE:  # asyncio's debug mode names it
    Selector.__name__ = Selector.__qualname__ = selectors.DefaultSelector.__name__
    Selector.__module__ = "selectors"

frames.LOOP_FUNCTIONS.add(id(Entry._run.__code__))


def wrap_future(future: Any, *, loop: Any = None) -> Any:
    """`asyncio.wrap_future`. Notes that another thread or process completes the future."""
    wrapped = real_wrap_future(future, loop=loop)
    loop = getattr(wrapped, "get_loop", lambda: None)()
    if wrapped is not future and isinstance(loop, Loop):
        RUN.outside.add(wrapped)
        loop.outside += 1
        wrapped.add_done_callback(outside_ended)
    return wrapped


def outside_ended(future: Any) -> None:
    future.get_loop().outside -= 1


def choose(ready: Any) -> None:
    """Puts the entry to the front that runs next: callbacks in their order, then the task that is chosen."""
    entries = [handle for handle in ready if not handle._cancelled]
    first = next((handle for handle in entries if tasks.task_of(handle._callback) is None), None)
    if first is None and len(entries) > 1:
        made = len(RUN.options)
        choice = RUN.dice.randrange(len(entries)) if RUN.dice is not None else 0
        if made < len(RUN.choices):
            choice = min(RUN.choices[made], len(entries) - 1)
        RUN.options.append(len(entries))
        RUN.made.append(choice)
        first = entries[choice]
    if first is not None:
        ready.remove(first)
        ready.appendleft(first)
