"""The command line, the program's start and its end."""

from __future__ import annotations

import ast
import asyncio
import asyncio.events
import asyncio.taskgroups
import asyncio.tasks
import atexit
import builtins
import importlib.machinery
import importlib.util
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
from typing import Any, Iterator

from . import clock, frames, loop, output, search, tasks, values
from .record import PROTOCOL, RECORD, VERSION, Call, call_of_parent, forget_in_children, listen
from .run import IN_PAGE, RUN, is_own

#: A source file that is larger isn't stored in the record, and neither are more files than these.
MAX_SOURCE_BYTES = 1 << 20
MAX_SOURCES = 32

#: How many frames the tracer's own functions add above one of the program's.
FRAMES_OF_TRACE_FUNCTION = 20

USAGE = """\
usage: python3 TRACER [OPTION ...] (SCRIPT.py | - | -m MODULE | -c CODE) [ARGUMENT ...]

  -o FILE         write the record to this file
  --name NAME     the name of the program in the record
  --schedule 0.2  the choices of the run
  --explore RUNS  run up to so many orders, and list how they end
  --real-time     use the real clock
  --no-values     show the types of variables only
  --no-source     leave the source out of the record
  --max-events N  end the run after so many events
  --memory BYTES  the most memory that the program may use
"""


class Options:
    """The command line. What follows the name of the program belongs to the program."""

    def __init__(self, arguments: list[str]) -> None:
        self.output = self.name = self.module = self.code = self.script = None
        self.schedule = ""
        self.explore = self.max_events = self.memory = None
        self.real_time = self.no_values = self.no_source = False
        words = iter(arguments)
        for word in words:
            if word in ("-m", "-c"):
                setattr(self, "module" if word == "-m" else "code", self._value(word, words))
                break
            if word == "-" or not word.startswith("-"):
                self.script = word
                break
            if word in ("-o", "--output", "--name", "--schedule"):
                setattr(self, "output" if word == "-o" else word[2:], self._value(word, words))
            elif word in ("--explore", "--max-events", "--memory"):
                value = self._value(word, words)
                if not value.isdecimal():
                    raise SystemExit(f"{word} needs a number, and {value!r} is none\n\n{USAGE}")
                setattr(self, word[2:].replace("-", "_"), int(value))
            elif word in ("--real-time", "--no-values", "--no-source"):
                setattr(self, word[2:].replace("-", "_"), True)
            else:
                raise SystemExit(USAGE if word in ("-h", "--help") else f"unknown option {word}\n\n{USAGE}")
        self.arguments = list(words)

    @staticmethod
    def _value(option: str, words: Iterator[str]) -> str:
        value = next(words, None)
        if value is None:
            raise SystemExit(f"{option} needs a value\n\n{USAGE}")
        return value


class Target:
    """The program that is run, as it was named on the command line."""

    def __init__(self, options: Options) -> None:
        self.arguments = options.arguments
        self.name = "script"
        self.module: str | None = None
        self.file: str | None = None
        self.bytes = b""
        self.search_path = ""
        if options.code is not None:
            self.script, self.file_name, self.text = "-c", "<string>", options.code
        elif options.module is not None:
            self.search_path, self.name = os.getcwd(), options.module
            self.script = self.file = self.file_name = find_module(options.module)
            self.module = options.module
        elif options.script in (None, "-"):
            self.script, self.file_name, self.text = "-", "<stdin>", sys.stdin.read()
        else:
            self.script = options.script
            self.file = self.file_name = os.path.abspath(options.script)
            self.name = os.path.basename(options.script)
            self.search_path = os.path.dirname(os.path.realpath(self.file))
        if self.file is None:
            RUN.virtual_files[self.file_name] = self.text
        else:
            with open(self.file, "rb") as opened:
                self.bytes = opened.read()
            self.text = decode(self.bytes)
        # Frames name the script by the path that was given, which may go through a link.
        of_script = self.file is not None and self.module is None
        RUN.root = os.path.join(os.path.dirname(self.file_name) if of_script else os.getcwd(), "")

    def code(self) -> types.CodeType:
        return compile(self.bytes or self.text, self.file_name, "exec", dont_inherit=True)

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


def find_module(name: str) -> str:
    """Returns the file of a module. What is in the current folder is found without an import of its package."""
    path = os.path.join(os.getcwd(), *name.split("."))
    for candidate in (os.path.join(path, "__main__.py"), path + ".py"):
        if os.path.isfile(candidate):
            return candidate
    spec = importlib.util.find_spec(name)
    if spec is not None and spec.submodule_search_locations is not None:
        spec = importlib.util.find_spec(f"{name}.__main__")
    if spec is None or spec.origin is None or not os.path.exists(spec.origin):
        raise FileNotFoundError(f"no module named {name} has a source file")
    return spec.origin


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


def choices(schedule: str) -> list[int]:
    """Parses a schedule: `0.2.1`, where `3x0` stands for `0.0.0`."""
    found: list[int] = []
    for part in filter(None, schedule.split(".")):
        times, _, choice = part.rpartition("x")
        found += [int(choice)] * (int(times) if times else 1)
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
    out: Any = None
    if call is not None and connection is not None:
        listen(connection)
        RECORD.is_process = True
        options.schedule = call.schedule
        out = connection.makefile("wb", buffering=1 << 16)
    elif options.output:
        out = open(options.output, "wb")
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


def run(target: Target, options: Options, out: Any) -> int:
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
    return 0 if RECORD.is_process else status


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
    """Replaces the program's surroundings: its output, its loop and its clock."""
    output.install(passes_on)
    install_loop()
    clock.install()
    random.seed(0)  # the same run each time, or no order could be asked for again


def install_loop() -> None:
    """Puts the traced loop, tasks and handles in the place of asyncio's."""
    policy = getattr(asyncio.events, "_get_event_loop_policy", asyncio.events.get_event_loop_policy)()
    type(policy)._loop_factory = loop.Loop
    asyncio.SelectorEventLoop = asyncio.DefaultEventLoop = loop.Loop  # type: ignore[misc,attr-defined]
    if hasattr(asyncio, "EventLoop"):
        asyncio.EventLoop = loop.Loop  # type: ignore[attr-defined]
    asyncio.events.Handle, asyncio.events.TimerHandle = loop.Handle, loop.TimerHandle  # type: ignore[misc]
    asyncio.wrap_future = asyncio.futures.wrap_future = loop.wrap_future  # type: ignore[assignment]
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
        if sys.get_coroutine_origin_tracking_depth() > 1 and coroutine.cr_origin:  # asyncio's debug mode
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


def execute(target: Target, memory: int | None = None) -> int:
    """Runs the program's own module as `python` does, and returns its exit status."""
    module = types.ModuleType("__main__")
    vars(module).update(__builtins__=builtins, __annotations__={})
    if target.module is None:
        if target.file is not None:
            loader = importlib.machinery.SourceFileLoader("__main__", target.file)
            vars(module).update(__file__=target.file, __cached__=None, __loader__=loader)
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
            sys.set_coroutine_origin_tracking_depth(1)
            sys.settrace(frames.trace_call)
        if code is not None:
            exec(code, module.__dict__)
        else:
            runpy._run_module_as_main(target.module)  # type: ignore[attr-defined]
    except SystemExit as exit_:
        without_own_frames(exit_)
        if sys.version_info < (3, 12) and exit_.__traceback__ is not None:
            exit_.__traceback__ = exit_.__traceback__.tb_next  # which plain Python hasn't added yet at its end
        return exit_status(exit_)
    except BaseException as error:
        sys.settrace(None)
        without_own_frames(error)
        sys.excepthook(type(error), error, error.__traceback__)
        if isinstance(error, MemoryError) and memory is not None:
            print(f"coroscope: the program needs more than {memory >> 20} MB, the limit of --memory", file=sys.stderr)
        RUN.is_interrupted = isinstance(error, KeyboardInterrupt)
        return 130 if RUN.is_interrupted else 1
    finally:
        RUN.is_traced = False
        sys.settrace(None)
    return 0


def limit_recursion(own: int) -> None:
    """Lets the program recurse as deep as it does without a tracer, whose frames are below and above its own."""
    above = own + FRAMES_OF_TRACE_FUNCTION
    set_limit, get_limit = sys.setrecursionlimit, sys.getrecursionlimit
    set_limit(get_limit() + above)
    sys.setrecursionlimit = lambda limit: set_limit(limit + above if limit > 0 else limit)
    sys.getrecursionlimit = lambda: get_limit() - above


def exit_status(exit_: SystemExit) -> int:
    if exit_.code is None:
        return 0
    if isinstance(exit_.code, int):
        return exit_.code & 0xFF
    print(exit_.code, file=sys.stderr)
    return 1


def without_own_frames(error: BaseException) -> None:
    """Takes the tracer's frames out of the traceback of an exception and of those that led to it."""
    pending, seen = [error], set()
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
