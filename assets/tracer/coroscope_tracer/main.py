"""The program's start and its end."""

from __future__ import annotations

import asyncio
import asyncio.base_events
import asyncio.events
import asyncio.taskgroups
import asyncio.tasks
import atexit
import builtins
import dis
import functools
import importlib.machinery
import inspect
import linecache
import os
import random
import runpy
import signal
import sys
import threading
import traceback
import types
import warnings
from typing import Any, Callable, Iterator

from . import clock, frames, locks, loop, output, search, tasks, values
from .record import (
    PROTOCOL,
    RECORD,
    VERSION,
    call_of_parent,
    forget_in_children,
    listen,
    out_of_the_way,
)
from .run import IN_PAGE, RUN, is_own, real_monotonic
from .target import Options, Target

#: A schedule with more choices is cut off: no run that can be stepped through has so many.
MAX_CHOICES = 1 << 20

#: How many frames the tracer's own functions add above one of the program's.
FRAMES_OF_TRACE_FUNCTION = 20


def choices(schedule: str) -> list[int]:
    """Parses a schedule: `0.2.1`, where `3x0` stands for `0.0.0`. Raises `ValueError` if it is none."""
    found: list[int] = []
    for part in filter(None, schedule.split(".")):
        times, _, choice = part.rpartition("x")
        if not (choice.isdecimal() and (times or "1").isdecimal()):
            raise ValueError(part)
        found += [int(choice)] * min(int(times or 1), MAX_CHOICES - len(found))
    return found


def main() -> int:
    try:
        asked = call_of_parent()
    except ValueError as refusal:
        print(f"coroscope: {refusal}", file=sys.stderr)
        return 2
    call, connection = asked or (None, None)
    options = Options(sys.argv[1:])
    try:
        target = Target(options)
        RUN.choices = choices(call.schedule if call is not None else options.schedule)
    except (OSError, ImportError) as error:
        print(f"{sys.executable}: can't open {options.script or options.module!r}: {error}", file=sys.stderr)
        return 2
    except ValueError:
        print(f"coroscope: {options.schedule!r} is no schedule: write choices such as 0.2.1", file=sys.stderr)
        return 2
    limit_memory(options.memory)
    if call is not None and connection is not None and call.is_search:
        return search.answer(lambda: run_order(target, options), options.name or target.name, call, connection)
    if options.explore is not None:
        return search.list_orders(lambda: run_order(target, options), options.explore)
    out: Callable[[bytes], int | None] | None = None
    if call is not None and connection is not None:
        listen(connection)
        RECORD.is_process = True
        options.schedule = call.schedule
        out = connection.send
    elif options.output:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
        out = functools.partial(os.write, out_of_the_way(os.open(options.output, flags, 0o666)))
    return run(target, options, out)


def limit_memory(most: int | None) -> None:
    if most is None or IN_PAGE:
        return
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most if hard < 0 else min(most, hard), hard))
    except (ImportError, ValueError, OSError):
        pass


def run(target: Target, options: Options, out: Callable[[bytes], int | None] | None) -> int:
    """Runs the program, and returns its exit status."""
    RUN.is_choosing = bool(RUN.choices)
    RUN.is_real_time = options.real_time
    RUN.shows_values = not options.no_values
    if out is not None:
        RECORD.max_events = options.max_events
        header: dict[str, Any] = {
            "coroscope": VERSION,
            "lesson": options.name or target.name,
            "schedule": options.schedule,
            "language": "python",
            "deterministic": False,
        }
        if not options.no_source:
            header["sources"] = target.sources()
        if RECORD.is_process:
            header["process"] = PROTOCOL
        RECORD.open(out, header)
        RUN.is_traced = True
    RUN.on_outside = lambda what: RECORD.note("outside", what=what)
    forget_in_children(lambda: output.passes_on(True))
    install(passes_on=not RECORD.is_process)
    atexit.register(finish)  # the first to be registered is the last to be called
    status = execute(target, options.memory)
    return status


def run_order(target: Target, options: Options) -> None:
    """Runs the program for a search, in a process of its own: nothing is shown, and nothing looks at values."""
    RUN.is_real_time, RUN.shows_values = options.real_time, False
    sys.stdin = open(os.devnull)
    forget_in_children(lambda: None)
    install(passes_on=False)
    atexit._clear()
    atexit.register(finish)
    execute(target, options.memory)
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()


def install(passes_on: bool) -> None:
    """Replaces the program's surroundings: its output, its loop, its clock and its locks."""
    output.install(passes_on)
    install_loop()
    clock.install()
    locks.install()
    hide_own_frames()
    random.seed(0)  # the same run each time, or no order could be asked for again


def hide_own_frames() -> None:
    """Keeps the tracer's frames out of the stacks that the program and asyncio's debug mode print."""
    real = traceback.walk_stack

    def visible(frame: types.FrameType | None) -> Iterator[tuple[types.FrameType, int]]:
        while frame is not None and frame.f_code is not execute.__code__:
            if not is_own(frame.f_code.co_filename):
                yield frame, frame.f_lineno
            frame = frame.f_back

    def walk_stack(f: types.FrameType | None) -> Iterator[tuple[types.FrameType, int]]:
        return real(f) if f is None else visible(f)

    traceback.walk_stack = walk_stack


def install_loop() -> None:
    """Puts the traced loop, tasks and handles in the place of asyncio's."""
    policy: Any = getattr(asyncio.events, "_get_event_loop_policy", asyncio.events.get_event_loop_policy)()
    type(policy)._loop_factory = loop.Loop
    replaced: dict[str, Any] = {
        "SelectorEventLoop": loop.Loop,
        "EventLoop": loop.Loop,
        "Task": tasks.TracedTask,
        "wrap_future": loop.wrap_future,
    }
    if hasattr(asyncio.tasks, "create_eager_task_factory"):
        replaced["eager_task_factory"] = asyncio.tasks.create_eager_task_factory(tasks.TracedTask)
    for name, replacement in replaced.items():
        for module in (asyncio, asyncio.events, asyncio.tasks, asyncio.futures):
            if hasattr(module, name):
                setattr(module, name, replacement)
    # The loop makes these. `asyncio.Handle` stays the base of both.
    setattr(asyncio.events, "Handle", loop.Handle)
    setattr(asyncio.events, "TimerHandle", loop.TimerHandle)
    setattr(asyncio.tasks, "set", values.OrderedSet)
    setattr(asyncio.taskgroups, "set", values.OrderedSet)
    all_tasks = asyncio.tasks.all_tasks

    def in_order(loop: Any = None) -> Any:
        return values.OrderedSet(all_tasks(loop))

    # A loop of the program's own has a selector of its own, which doesn't move the virtual clock.
    setattr(asyncio.base_events.BaseEventLoop, "time", lambda self: real_monotonic())

    in_order.__name__ = in_order.__qualname__ = "all_tasks"
    setattr(asyncio, "all_tasks", in_order)
    setattr(asyncio.tasks, "all_tasks", in_order)


def watch_forgotten_coroutines() -> None:
    """Records coroutines that are never awaited, and keeps Python's warning as it is without a tracer."""

    def warn(coroutine: Any) -> None:
        is_known = id(coroutine) in RUN.forgotten
        RUN.forgotten.discard(id(coroutine))
        frame = outer = sys._getframe().f_back
        while outer is not None and is_own(outer.f_code.co_filename) and outer.f_back is not None:
            outer = outer.f_back
        code = getattr(coroutine, "cr_code", None)
        if not is_known and code is not None and frames.is_program(code):
            origin = coroutine.cr_origin[0][1] if coroutine.cr_origin else None
            call = frames.start(code, origin, None, frames.nearest(outer))
            RECORD.event("dropped", coroutine=call.id)
        text = f"coroutine '{coroutine.__qualname__}' was never awaited"
        if sys.get_coroutine_origin_tracking_depth() > 0 and coroutine.cr_origin:  # asyncio's debug mode
            origins = list(reversed(coroutine.cr_origin))
            own = [index for index, entry in enumerate(origins) if entry[2] == "execute" and is_own(entry[0])]
            origins = [entry for entry in origins[own[-1] if own else 0 :] if not is_own(entry[0])][-loop.DEBUG_DEPTH :]
            lines = traceback.format_list([(*entry, linecache.getline(*entry[:2])) for entry in origins])
            text += "\nCoroutine created at (most recent call last)\n" + "".join(lines).rstrip("\n")
        line = frames.line_left_behind(outer)
        if outer is None or (outer is frame and line is None):
            warnings.warn(text, RuntimeWarning, stacklevel=2, source=coroutine)
            return
        registry = outer.f_globals.setdefault("__warningregistry__", {})
        module = outer.f_globals.get("__name__", "<string>")
        file, line = outer.f_code.co_filename, line or outer.f_lineno
        warnings.warn_explicit(text, RuntimeWarning, file, line, module, registry, source=coroutine)

    warnings._warn_unawaited_coroutine = warn  # type: ignore[attr-defined]


def track_origins() -> None:
    """Makes coroutines know where they were created, of which the program sees nothing unless it asks for it."""
    set_depth, of_program = sys.set_coroutine_origin_tracking_depth, 0

    def set_coroutine_origin_tracking_depth(depth: int) -> None:
        nonlocal of_program
        set_depth(depth if depth < 0 else depth + loop.OWN_DEPTH if depth else 1)
        of_program = depth

    sys.set_coroutine_origin_tracking_depth = set_coroutine_origin_tracking_depth
    sys.get_coroutine_origin_tracking_depth = lambda: of_program
    sys.set_coroutine_origin_tracking_depth(0)


def execute(target: Target, memory: int | None = None) -> int:
    """Runs the program's own module as `python` does, and returns its exit status."""
    module = types.ModuleType("__main__")
    vars(module).update(__builtins__=builtins)
    if sys.version_info < (3, 14):
        vars(module).update(__annotations__={})
    if target.module is None:
        if target.file is not None:
            loader = importlib.machinery.SourceFileLoader("__main__", target.file)
            vars(module).update(__file__=target.file, __loader__=loader)
            if sys.version_info < (3, 15):
                vars(module).update(__cached__=None)
        elif target.file_name == "<string>" and sys.version_info >= (3, 13):
            lines = [line + "\n" for line in target.text.split("\n")]
            linecache.cache[target.file_name] = (len(target.text), None, lines, target.file_name)
    sys.modules["__main__"] = module
    sys.argv = [target.script, *target.arguments]
    sys.path[0] = target.search_path
    own = len(inspect.stack(0))
    limit_recursion(own)
    try:
        code = None if target.module is not None else target.code()
        if RUN.is_traced:
            watch_forgotten_coroutines()
            if sys.version_info[:2] == (3, 12):  # it says so of comprehensions that are traced
                warnings.filterwarnings("ignore", "assigning None to unbound local", RuntimeWarning)
            track_origins()
            sys.gettrace = frames.trace_of_program
            sys.settrace(frames.trace_call)
        if code is not None:
            exec(code, module.__dict__)
        else:
            runpy._run_module_as_main(target.module)  # type: ignore[attr-defined]
    except SystemExit as exit_:
        without_own_frames(exit_)
        entry = exit_.__traceback__
        if sys.version_info < (3, 12) and entry is not None and not is_in_try(entry):
            exit_.__traceback__ = entry.tb_next  # plain Python adds the last entry only when a handler looks
        return exit_status(exit_)
    except BaseException as error:
        sys.settrace(None)
        without_own_frames(error)
        report(error)
        if isinstance(error, MemoryError) and memory is not None:
            print(f"coroscope: the program needs more than {memory >> 20} MB, the limit of --memory", file=sys.stderr)
        RUN.is_interrupted = isinstance(error, KeyboardInterrupt)
        return 130 if RUN.is_interrupted else 1
    finally:
        RUN.is_traced = False
        sys.settrace(None)
    return 0


def report(error: BaseException) -> None:
    """Calls the program's hook for an uncaught exception as the interpreter does."""
    if sys.version_info >= (3, 12):
        sys.last_exc = error
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
    hook = getattr(sys, "excepthook", None)
    if hook is None:
        print("sys.excepthook is missing", file=sys.stderr)
        sys.__excepthook__(type(error), error, error.__traceback__)
        return
    try:
        hook(type(error), error, error.__traceback__)
    except SystemExit:
        raise
    except BaseException as fault:
        without_own_frames(fault)
        fault.__context__ = None
        print("Error in sys.excepthook:", file=sys.stderr)
        sys.__excepthook__(type(fault), fault, fault.__traceback__)
        print("\nOriginal exception was:", file=sys.stderr)
        sys.__excepthook__(type(error), error, error.__traceback__)


def limit_recursion(own: int) -> None:
    """Lets the program recurse as deep as it does without a tracer, whose frames are below and above its own."""
    above = own + FRAMES_OF_TRACE_FUNCTION
    set_limit, get_limit = sys.setrecursionlimit, sys.getrecursionlimit
    # Up to 3.11, a coroutine that is traced counts twice.
    times = 2 if sys.version_info < (3, 12) and RUN.is_traced else 1
    set_limit(get_limit() * times + above)
    sys.setrecursionlimit = lambda limit: set_limit(limit * times + above if limit > 0 else limit)
    sys.getrecursionlimit = lambda: (get_limit() - above) // times


def is_in_try(entry: types.TracebackType) -> bool:
    """Returns whether an exception was raised inside a `try` or `with` of the function that it left last."""
    parse: Any = getattr(dis, "_parse_exception_table")
    return any(part.start <= entry.tb_lasti < part.end for part in parse(entry.tb_frame.f_code))


def exit_status(exit_: SystemExit) -> int:
    if exit_.code is None:
        return 0
    if isinstance(exit_.code, int):
        return exit_.code & 0xFF
    print(exit_.code, file=sys.stderr)
    return 1


def without_own_frames(error: BaseException) -> None:
    """Takes the tracer's frames out of the traceback of an exception and of those that led to it."""
    pending: list[BaseException | None] = [error]
    seen = set()
    while pending:
        one = pending.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        kept = []
        entry = one.__traceback__
        while entry is not None:
            if not is_own(entry.tb_frame.f_code.co_filename):
                kept.append(entry)
            entry = entry.tb_next
        for entry, following in zip(kept, kept[1:] + [None]):
            entry.tb_next = following
        one.__traceback__ = kept[0] if kept else None
        pending += [one.__cause__, one.__context__, *(getattr(one, "exceptions", None) or ())]


def finish() -> None:
    """Records the end, and closes the record."""
    output.flush()
    is_left = any(not task.done() for task in list(RUN.tasks))
    RECORD.end_step()
    RECORD.event("end", how="stopped" if is_left else "finished")
    RECORD.end_step()
    RECORD.close()
    output.restore()
    if RUN.faults and os.environ.get("COROSCOPE_TRACER_TEST"):
        print("the tracer itself failed:", *RUN.faults, sep="\n  ", file=sys.stderr)
    if RUN.is_interrupted and not RECORD.is_process and not IN_PAGE:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # as Python does, so that a shell sees the reason
        os.kill(os.getpid(), signal.SIGINT)
