"""Tasks: their start, their wakes, their cancellation, and what they wait for."""

from __future__ import annotations

import asyncio
import gc
import sys
from types import BuiltinMethodType, FrameType, MethodType
from typing import Any

from . import frames, resources
from .record import RECORD
from .run import ASYNCIO, RUN, is_main_thread
from .values import describe

#: How far above the first wake of a new task the call of `create_task` may be.
MAX_FRAMES_OF_CREATE_TASK = 10

#: The names of the callables with which a task puts itself into the ready queue.
STEPS = ("task_wakeup", "__step", "__wakeup")


def task_of(callback: Any) -> Any:
    """Returns the task whose step a callback is, if it is one."""
    kind = type(callback)  # a callback of the program's may answer to any attribute
    if kind.__name__ == "TaskStepMethWrapper":
        return callback.__self__
    if kind in (BuiltinMethodType, MethodType) and callback.__name__ in STEPS:
        return callback.__self__ if hasattr(callback.__self__, "_fut_waiter") else None
    return None


def number(task: Any) -> int | None:
    return RUN.tasks.get(task)


def cause() -> Any:
    """Returns what is acting now, as the field `by` of a wake."""
    if not is_main_thread():
        return "outside"
    if RUN.running is not None:
        return {"task": RUN.running}
    return RUN.cause or "set_up"


def is_internal(task: Any) -> bool:
    """Returns whether `asyncio.run` made the task for itself at its end."""
    return str(getattr(task.get_coro(), "__qualname__", "")).startswith("BaseEventLoop.shutdown_")


def spawned(task: Any, number: int | None = None) -> int:
    """Records a new task."""
    coroutine = task.get_coro()
    call = frames.known_coroutine(coroutine) if coroutine is not None else None
    if number is None:
        number = next(RUN.task_ids)
    RUN.tasks[task] = number
    name = str(task.get_name())
    given = given_name() if name.startswith("Task-") else None
    if given is not None:
        name = given
    elif name.startswith("Task-"):  # the library's default name
        if type(coroutine).__name__ == "async_generator_athrow":  # the loop closes a generator that nobody uses any more
            name = "aclose"
        elif call is not None:
            name = call.name
        else:
            name = str(getattr(coroutine, "__qualname__", "task")).rpartition("<locals>.")[2]
    RECORD.event("spawned", task=number, name=name, coroutine=call.id if call else None)
    return number


def given_name() -> str | None:
    """Returns the name that the program gives a task that is being created. Up to 3.12, `asyncio` sets it afterwards."""
    frame: FrameType | None = sys._getframe(1)
    for _ in range(MAX_FRAMES_OF_CREATE_TASK):
        if frame is None or frames.is_program(frame.f_code):
            break
        if frame.f_code.co_name == "create_task" and frame.f_code.co_filename.startswith(ASYNCIO):
            name = frame.f_locals.get("name")
            if name is not None:
                return str(name)
        frame = frame.f_back
    return None


def woken(task: Any, future: Any = None) -> None:
    """Records that something put a suspended task into the ready queue."""
    woken_number = number(task)
    if woken_number is None:
        return
    is_cancelled = RUN.cancelling is task
    known = RUN.resources.get(id(future)) if type(future) is asyncio.Future else None
    if known is not None and known.kind == "promise":  # a group's value says how many of its tasks are done
        resources.changed(future)
    for resource in RUN.waits.pop(woken_number, ()):
        RECORD.event("leaves", resource=resource, task=woken_number, why="gone" if is_cancelled else "served")
    if not is_cancelled:
        RECORD.event("wake", task=woken_number, by=cause(), effect="queued")


def await_chain(coroutine: Any) -> list[FrameType]:
    """Returns the frames of a suspended coroutine, from the outermost to the innermost."""
    chain: list[FrameType] = []
    while coroutine is not None and len(chain) < 64:
        prefix = next((prefix for prefix in ("cr", "gi", "ag") if hasattr(coroutine, f"{prefix}_frame")), None)
        if prefix is None:  # the object that an asynchronous generator gives out for one await
            inner = gc.get_referents(coroutine)
            coroutine = next((item for item in inner if hasattr(item, "ag_frame") or hasattr(item, "cr_frame")), None)
            continue
        frame = getattr(coroutine, f"{prefix}_frame")
        if frame is None:
            break
        chain.append(frame)
        coroutine = getattr(coroutine, "gi_yieldfrom" if prefix == "gi" else f"{prefix}_await")
    return chain


def record_wait(task: Any) -> None:
    """Records what a task waits for, just before its step ends."""
    waiter, future = number(task), task._fut_waiter
    if future is None or waiter is None:
        return
    if future in RUN.tasks:
        RECORD.event("joins", task=RUN.tasks[future], waiter=waiter)
        return
    library = [
        frame
        for frame in await_chain(task.get_coro())
        if frame.f_code.co_filename.startswith(ASYNCIO) and frame.f_code.co_qualname != "Future.__await__"
    ]
    innermost = library[-1] if library else None
    if innermost is not None and innermost.f_code.co_name == "sleep":
        return  # its timer is recorded
    known = _awaited_resource(future, innermost)
    RUN.waits.setdefault(waiter, []).append(known.id)
    RECORD.event("waits", resource=known.id, task=waiter)


def _awaited_resource(future: Any, library: FrameType | None) -> resources.Resource:
    if hasattr(future, "_children"):
        return resources.group(future, "gather", list(future._children))
    if future in RUN.outside:
        return resources.resource(future, "a thread", "outside", "running")
    if library is None:
        return resources.resource(future)
    variables = library.f_locals
    owner: Any = variables.get("self")
    if resources.kind_of(owner) is not None:
        return resources.resource(owner)
    if type(owner).__name__ == "TaskGroup":
        return resources.task_group(owner, list(owner._tasks))
    name = frames.function_name(library.f_code).lstrip("_")  # `wait` waits in `_wait`
    if "fs" in variables:
        return resources.group(future, name, list(variables["fs"]))
    is_network = "stream" in library.f_code.co_filename or "sock" in name
    return resources.resource(future, name, "outside" if is_network else "promise")


class TracedTask(asyncio.tasks.Task):  # type: ignore[type-arg]
    """`asyncio.Task`, with each request to cancel recorded."""

    def cancel(self, msg: Any = None) -> bool:
        cancelled = number(self)
        if cancelled is None or not is_main_thread():
            return super().cancel(msg)
        RECORD.event("cancel_asked", task=cancelled, effect=self._effect_of_cancel())
        before, RUN.cancelling = RUN.cancelling, self
        try:
            return super().cancel(msg)
        finally:
            RUN.cancelling = before

    def _effect_of_cancel(self) -> str:
        if self.done():
            return "ignored"
        awaited = self._fut_waiter  # type: ignore[attr-defined]
        if awaited is None:
            return "deferred" if RUN.running == number(self) else "merged"
        if awaited.done():
            return "merged"
        return "passed_on" if awaited in RUN.tasks or hasattr(awaited, "_children") else "queued"


TracedTask.__name__ = TracedTask.__qualname__ = "Task"
TracedTask.__module__ = "_asyncio"


def step_ended(task: Any, number: int) -> None:
    """Records how the step of a task ended."""
    if not task.done():
        record_wait(task)
        RECORD.event("pending", task=number)
        return
    if task.cancelled():
        RECORD.event("cancelled", task=number)
    elif task._exception is not None:
        RECORD.event("failed", task=number, message=describe(task._exception))
    else:
        RECORD.event("ready", task=number)
    resources.member_ended(task)


class EagerStart:
    """Watches for a task that runs its first step while it is created."""

    def __init__(self, coroutine: Any) -> None:
        self.frame = getattr(coroutine, "cr_frame", None)
        self.number: int | None = None
        self.before: int | None = None
        self.is_running = False

    def is_about(self, frame: FrameType) -> bool:
        return self.number is None and frame is self.frame and RUN.running != self.number

    def begins(self) -> None:
        self.number = next(RUN.task_ids)
        self.is_running = True
        call = RUN.frames.get(id(self.frame))
        name = given_name() or (call.name if call else "task")
        RECORD.event("spawned", task=self.number, name=name, coroutine=call.id if call else None)
        RECORD.event("nested", task=self.number)
        self.before, RUN.running = RUN.running, self.number

    def is_known_as(self, task: Any) -> None:
        """Notes that a task is the one, if it puts itself into the queue while it is created."""
        coroutine = task.get_coro()
        if self.number is not None and getattr(coroutine, "cr_frame", None) is self.frame:
            RUN.tasks[task] = self.number

    def ends(self, task: Any) -> None:
        if self.number is None:
            return
        self.is_running = False
        RUN.tasks[task] = self.number
        step_ended(task, self.number)
        RUN.running = self.before
