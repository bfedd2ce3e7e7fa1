"""The command line, the program's start and its end."""

from __future__ import annotations

import argparse
import ast
import asyncio
import asyncio.events
import asyncio.tasks
import asyncio.taskgroups
import builtins
import importlib.machinery
import importlib.util
import io
import os
import random
import sys
import threading
import traceback
import types
import warnings
from typing import Any

from . import clock, frames, loop, output, tasks, values
from .record import PROTOCOL, RECORD, VERSION, Call, call_of_parent, forget_in_children, listen
from .run import IN_PAGE, RUN, TRACER

#: A source file that is larger isn't stored in the record, and neither are more files than these.
MAX_SOURCE_BYTES = 1 << 20
MAX_SOURCES = 32


class Target:
    """The program that is run, as it was named on the command line."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.arguments: list[str] = options.arguments
        self.name = "script"
        self.spec: importlib.machinery.ModuleSpec | None = None
        self.file: str | None = None
        if options.code is not None:
            self.arguments = ([options.script] if options.script else []) + self.arguments
            self.script, self.file_name, self.text = "-c", "<string>", options.code
            root = os.getcwd()
            self.search_path = ""
        elif options.module is not None:
            self.arguments = ([options.script] if options.script else []) + self.arguments
            root = self.search_path = os.getcwd()
            sys.path[0] = root
            self.find_module(options.module)
        elif options.script in (None, "-"):
            self.script, self.file_name, self.text = "-", "<stdin>", sys.stdin.read()
            root = os.getcwd()
            self.search_path = ""
        else:
            self.script = options.script
            self.file = self.file_name = os.path.abspath(options.script)
            self.name = os.path.basename(options.script)
            root = self.search_path = os.path.dirname(os.path.realpath(self.file))
            with open(self.file, "rb") as opened:
                self.bytes = opened.read()
            self.text = decode(self.bytes)
        if self.file is None:
            RUN.virtual_files[self.file_name] = self.text
        # Frames name the script by the path that was given, which may go through a link.
        RUN.root = os.path.dirname(self.file) + os.sep if self.file else root + os.sep

    def find_module(self, name: str) -> None:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            name = f"{name}.__main__"
            spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None or not os.path.exists(spec.origin):
            raise FileNotFoundError(f"there is no module {name} with a source file")
        self.spec, self.name = spec, name
        self.script = self.file = self.file_name = spec.origin
        with open(self.file, "rb") as opened:
            self.bytes = opened.read()
        self.text = decode(self.bytes)

    def code(self) -> types.CodeType:
        source: Any = self.text if self.file is None else self.bytes
        return compile(source, self.file_name, "exec", dont_inherit=True)

    def sources(self) -> list[dict[str, str]]:
        """Returns the program's files: itself, and the modules beside it that it imports."""
        found = {self.file_name: self.text}
        pending = [(self.text, os.path.dirname(self.file_name) if self.file else None)]
        while pending and len(found) < MAX_SOURCES:
            text, folder = pending.pop(0)
            for path in imported_files(text, folder):
                if path in found or not frames.is_user_file(path):
                    continue
                try:
                    with open(path, "rb") as opened:
                        imported = decode(opened.read(MAX_SOURCE_BYTES + 1))
                except OSError:
                    continue
                if len(imported) <= MAX_SOURCE_BYTES:
                    found[path] = imported
                    pending.append((imported, os.path.dirname(path)))
        texts = list(found.items())[:MAX_SOURCES]
        return [
            {"path": frames.short_file(path), "text": text.replace("\r\n", "\n").replace("\r", "\n")}
            for path, text in texts
            if len(text.encode("utf-8", "replace")) <= MAX_SOURCE_BYTES
        ]


def decode(source: bytes) -> str:
    try:
        return importlib.util.decode_source(source)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return source.decode("utf-8", "replace")


def imported_files(text: str, folder: str | None) -> list[str]:
    """Returns the files below the program's folder that a text imports."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they come when the program is compiled
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    names: list[tuple[str, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [(RUN.root, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = RUN.root
            if node.level and folder is not None:
                base = folder
                for _ in range(node.level - 1):
                    base = os.path.dirname(base)
            module = node.module or ""
            names += [(base, module)] if module else []
            names += [(base, f"{module}.{alias.name}".strip(".")) for alias in node.names]
    files = []
    for base, name in names:
        path = os.path.join(base, *name.split("."))
        for candidate in (path + ".py", os.path.join(path, "__init__.py")):
            if os.path.isfile(candidate):
                files.append(candidate)
    return files


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tracer", description=__doc__)
    parser.add_argument("-o", "--output", help="write the record to this file")
    parser.add_argument("--name", help="the name of the program in the record")
    parser.add_argument("--schedule", default="", help="the choices of the run, such as 0.2.1")
    parser.add_argument("--explore", type=int, default=0, help="run up to so many orders, and list how they end")
    parser.add_argument("--real-time", action="store_true", help="use the real clock")
    parser.add_argument("--no-values", action="store_true", help="show the types of variables only")
    parser.add_argument("--no-source", action="store_true", help="leave the source out of the record")
    parser.add_argument("--max-events", type=int)
    parser.add_argument("--memory", type=int, help="the most memory, in bytes")
    parser.add_argument("-m", dest="module", help="run a module")
    parser.add_argument("-c", dest="code", help="run this text")
    parser.add_argument("script", nargs="?")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser.parse_args(arguments)


def choices(schedule: str) -> list[int]:
    """Parses a schedule: `0.2.1`, where `3x0` stands for `0.0.0`."""
    found: list[int] = []
    for part in filter(None, schedule.split(".")):
        times, _, choice = part.rpartition("x")
        found += [int(choice)] * (int(times) if times else 1)
    return found


def main() -> int:
    call: Call | None = None
    connection = None
    asked = call_of_parent()
    if asked is not None:
        call, connection = asked
    options = parse_arguments(sys.argv[1:])
    if call is not None:
        options.schedule = call.schedule
    limit_memory(options.memory)
    try:
        target = Target(options)
    except OSError as error:
        print(f"{sys.executable}: can't open file {options.script!r}: {error}", file=sys.stderr)
        return 2
    if call is not None and call.is_search and connection is not None:
        from . import search

        return search.answer(target, call, connection)
    if options.explore:
        from . import search

        return search.list_orders(target, options)
    if connection is not None:
        listen(connection)
        RECORD.is_process = True
        out: Any = connection.makefile("wb", buffering=1 << 16)
    else:
        out = open(options.output, "wb") if options.output else None
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


def run(target: Target, options: argparse.Namespace, out: Any) -> int:
    """Runs the program, and returns its exit status."""
    RUN.choices = choices(options.schedule)
    RUN.is_choosing = bool(RUN.choices) or RUN.is_choosing
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
    RUN.on_outside = lambda what: RECORD.note("outside", what=what)
    forget_in_children()
    output.install(passes_on=not RECORD.is_process and RUN.passes_on_output)
    install_loop()
    clock.install()
    random.seed(0)  # the same run each time, or no order could be asked for again
    status = execute(target, is_traced=out is not None)
    return finish(status)


def install_loop() -> None:
    """Puts the traced loop, tasks and handles in the place of asyncio's."""
    policy = getattr(asyncio.events, "_get_event_loop_policy", asyncio.events.get_event_loop_policy)()
    type(policy)._loop_factory = loop.Loop
    asyncio.SelectorEventLoop = asyncio.DefaultEventLoop = loop.Loop  # type: ignore[misc,attr-defined]
    if hasattr(asyncio, "EventLoop"):
        asyncio.EventLoop = loop.Loop  # type: ignore[attr-defined]
    asyncio.events.Handle, asyncio.events.TimerHandle = loop.Handle, loop.TimerHandle  # type: ignore[misc]
    asyncio.Task = asyncio.tasks.Task = tasks.TracedTask  # type: ignore[misc]
    if hasattr(asyncio.tasks, "create_eager_task_factory"):
        factory = asyncio.tasks.create_eager_task_factory(tasks.TracedTask)
        asyncio.eager_task_factory = asyncio.tasks.eager_task_factory = factory
    asyncio.tasks.set = asyncio.taskgroups.set = values.OrderedSet  # type: ignore[attr-defined]
    all_tasks = asyncio.tasks.all_tasks

    def in_order(loop: Any = None) -> Any:
        return values.OrderedSet(all_tasks(loop))

    in_order.__name__ = in_order.__qualname__ = "all_tasks"
    asyncio.all_tasks = asyncio.tasks.all_tasks = in_order
    del asyncio.DefaultEventLoop  # type: ignore[attr-defined]


def watch_forgotten_coroutines() -> None:
    """Records coroutines that are never awaited, and keeps Python's warning as it is without a tracer."""

    def warn(coroutine: Any) -> None:
        if id(coroutine) not in RUN.coroutines and getattr(coroutine, "cr_code", None) is not None:
            code = coroutine.cr_code
            if frames.classify(code)[0] == "program" and not any(
                call.frame is coroutine.cr_frame for call in RUN.frames.values()
            ):
                origin = coroutine.cr_origin[0][1] if coroutine.cr_origin else None
                call = frames.start(code, origin, None, frames.nearest(sys._getframe(1)))
                RECORD.event("dropped", coroutine=call.id)
        text = f"coroutine '{coroutine.__qualname__}' was never awaited"
        warnings.warn(text, category=RuntimeWarning, stacklevel=2, source=coroutine)

    warnings._warn_unawaited_coroutine = warn  # type: ignore[attr-defined]


def execute(target: Target, is_traced: bool) -> int:
    """Runs the program's own module as `python` does, and returns its exit status."""
    module = types.ModuleType("__main__")
    module.__builtins__ = builtins  # type: ignore[attr-defined]
    if target.file is not None:
        module.__file__ = target.file
    module.__spec__ = target.spec
    if target.spec is not None:
        module.__package__ = target.spec.parent
    else:
        module.__package__ = None
        module.__dict__["__cached__"] = None
    sys.modules["__main__"] = module
    sys.argv = [target.script, *target.arguments]
    sys.path[0] = target.search_path
    try:
        code = target.code()
        if is_traced:
            watch_forgotten_coroutines()
            sys.set_coroutine_origin_tracking_depth(1)
            sys.settrace(frames.trace_call)
        exec(code, module.__dict__)
    except SystemExit as exit_:
        return exit_status(exit_)
    except BaseException as error:
        sys.settrace(None)
        print_error(error, target)
        return 130 if isinstance(error, KeyboardInterrupt) else 1
    finally:
        sys.settrace(None)
        RUN.keep = module  # its variables live as long as those of a plain script
    return 0


def exit_status(exit_: SystemExit) -> int:
    if exit_.code is None:
        return 0
    if isinstance(exit_.code, int):
        return exit_.code & 0xFF
    print(exit_.code, file=sys.stderr)
    return 1


def print_error(error: BaseException, target: Target) -> None:
    """Prints a traceback without the tracer's own frames."""
    report = traceback.TracebackException(type(error), error, error.__traceback__, compact=True)
    without_tracer(report)
    sys.stderr.write("".join(report.format()))


def without_tracer(report: Any) -> None:
    pending, seen = [report], set()
    while pending:
        one = pending.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        kept = [frame for frame in one.stack if not frame.filename.startswith(TRACER)]
        one.stack = traceback.StackSummary.from_list(kept)
        pending += [one.__cause__, one.__context__, *(getattr(one, "exceptions", None) or ())]


def finish(status: int) -> int:
    """Waits for the program's threads, records the end, and closes the record."""
    threading._shutdown()  # type: ignore[attr-defined]
    output.flush()
    is_left = any(not task.done() for task in list(RUN.tasks))
    RECORD.end_step()
    RECORD.event("end", how="stopped" if is_left else "finished")
    RECORD.end_step()
    RECORD.close()
    return 0 if RECORD.is_process else status
