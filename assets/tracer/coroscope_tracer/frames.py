"""Coroutines, functions, lines and locals of the program, seen through the interpreter's trace function."""

from __future__ import annotations

import dis
import functools
import inspect
import os
import sys
import weakref
from types import (
    BuiltinFunctionType,
    CodeType,
    CoroutineType,
    FrameType,
    FunctionType,
    MethodType,
    ModuleType,
)
from typing import Any, Callable, Literal

from .record import RECORD
from .run import (
    ASYNCIO,
    MAX_LINES_PER_STEP,
    RUN,
    STANDARD_LIBRARY,
    TRACER,
    is_main_thread,
)
from .values import PLAIN, show

#: Variables that hold these are no part of the state of a program.
NOT_SHOWN = (ModuleType, FunctionType, BuiltinFunctionType, MethodType, type)
COROUTINE_FLAGS = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR | inspect.CO_ITERABLE_COROUTINE
RETURNS = {dis.opmap[name] for name in ("RETURN_VALUE", "RETURN_CONST") if name in dis.opmap}
#: CPython 3.13 and later name the instruction after the yield.
YIELDS = {dis.opmap["YIELD_VALUE"], dis.opmap["RESUME"]}

Trace = Callable[[FrameType, str, Any], Any]
Owner = Literal["program", "asyncio", "other"]
Action = Callable[[FrameType, Any], None]
Hook = tuple[Literal["call", "return"], Action]

#: What to do when a function of the library is called or returns, by its qualified name. An action gets the frame and
#: the value that is returned.
HOOKS: dict[str, Hook] = {}

#: The identities of the functions in which the loop calls what is in its queue. No frame beyond them belongs to a step.
LOOP_FUNCTIONS: set[int] = set()


class Activation:
    """One call of a function of the program."""

    __slots__ = (
        "id", "name", "frame", "is_function", "locals", "awaits", "line", "error", "is_named", "scope", "reference",
        "has_begun", "seen",
    )  # fmt: skip

    def __init__(self, code: CodeType, frame: FrameType | None, is_function: bool) -> None:
        self.id = next(RUN.coroutine_ids)
        self.name = function_name(code)
        self.frame = frame
        self.is_function = is_function
        self.locals: dict[str, str] = {}
        self.seen: dict[str, Any] = {}
        """The variables, each with its value if it is plain. Other values would live longer through a reference."""
        self.awaits: int | None = None
        """The line of the await that hasn't completed."""
        self.line: int | None = None
        self.error: int | None = None
        """The identity of the exception that is propagating through it."""
        self.is_named = False
        self.has_begun = False
        self.reference: Any = None
        self.scope = (code.co_firstlineno, facts(code).last_line)


# ── what a piece of code is ──────────────────────────────────────────────────────────────────────────────────


def is_user_file(file: str) -> bool:
    if file in RUN.virtual_files:
        return True
    return (
        bool(RUN.root)
        and file.startswith(RUN.root)
        and not file.startswith((STANDARD_LIBRARY, TRACER))
        and "site-packages" not in file
    )


class CodeFacts:
    """What is known about a code object. It keeps the code alive, so that no other one gets its identity."""

    __slots__ = ("code", "whose", "is_coroutine", "hook", "instructions", "positions", "globals", "last_line")

    def __init__(self, code: CodeType) -> None:
        self.code = code
        self.whose, self.is_coroutine, self.hook = _classify(code)
        self.instructions = code.co_code
        self.positions = list(code.co_positions()) if self.whose == "program" else []
        self.globals: tuple[str, ...] = ()
        if self.whose == "program":
            steps = dis.get_instructions(code)
            self.globals = tuple(sorted({step.argval for step in steps if step.opname == "STORE_GLOBAL"}))
        self.last_line = max((line for _, _, line in code.co_lines() if line), default=code.co_firstlineno)


_facts: dict[int, CodeFacts] = {}


def facts(code: CodeType) -> CodeFacts:
    """Returns what is known about a code object. (Its own hash would be computed again at each call.)"""
    known = _facts.get(id(code))
    if known is None:
        known = _facts[id(code)] = CodeFacts(code)
    return known


def _classify(code: CodeType) -> tuple[Owner, bool, Hook | None]:
    is_coroutine = bool(code.co_flags & COROUTINE_FLAGS)
    if code.co_filename.startswith(ASYNCIO):
        return "asyncio", is_coroutine, HOOKS.get(code.co_qualname)
    name = code.co_name
    is_module = name == "<module>"
    is_class_body = not is_module and not code.co_flags & inspect.CO_NEWLOCALS
    is_generator = bool(code.co_flags & inspect.CO_GENERATOR) and not is_coroutine
    if not is_user_file(code.co_filename) or is_class_body or is_generator or (name[0] == "<" and not is_module):
        return "other", is_coroutine, None
    return "program", is_coroutine, None


def is_program(code: CodeType) -> bool:
    return facts(code).whose == "program"


@functools.lru_cache(None)
def source_lines(file: str) -> list[str]:
    if file in RUN.virtual_files:
        return RUN.virtual_files[file].split("\n")
    try:
        with open(file, encoding="utf-8", errors="replace") as opened:
            return opened.read().split("\n")
    except OSError:
        return []


def function_name(code: CodeType) -> str:
    return "script" if code.co_name == "<module>" else code.co_qualname.rpartition("<locals>.")[2]


def short_file(file: str) -> str:
    if file in RUN.virtual_files:
        return file
    return os.path.relpath(file, RUN.root)


def nearest(frame: FrameType | None) -> Activation | None:
    """Returns the innermost call of the program's, at this frame or outside it, up to the loop."""
    while frame is not None and id(frame.f_code) not in LOOP_FUNCTIONS:
        call: Activation | None = RUN.frames.get(id(frame))
        if call is not None:
            return call
        frame = frame.f_back
    return None


# ── calls ────────────────────────────────────────────────────────────────────────────────────────────────────


def start(
    code: CodeType,
    line: int | None,
    frame: FrameType | None,
    by: Activation | None,
    is_function: bool = False,
    coroutine: Any = None,
) -> Activation:
    """Records that a function was called on this line."""
    call = Activation(code, frame, is_function)
    RECORD.event(
        "called" if is_function else "created",
        coroutine=call.id,
        name=call.name,
        file=short_file(code.co_filename),
        line=line or code.co_firstlineno,
        by=by.id if by else None,
    )
    if frame is not None:
        RUN.frames[id(frame)] = call
    if coroutine is not None:
        RUN.coroutines[id(coroutine)] = call
        call.reference = weakref.ref(coroutine, functools.partial(collected, call, id(coroutine)))
    return call


def collected(call: Activation, key: int, _: Any) -> None:
    """Notices that a coroutine object is gone."""
    RUN.coroutines.pop(key, None)
    if not call.has_begun:
        RUN.forgotten.add(key)
        RECORD.event("dropped", coroutine=call.id)
    if call.frame is not None:
        RUN.frames.pop(id(call.frame), None)
        call.frame = None


def known_coroutine(coroutine: Any) -> Activation | None:
    """Returns the call that a coroutine object stands for. Records it if it is seen for the first time."""
    frame = coroutine.cr_frame if type(coroutine) is CoroutineType else None
    if frame is None or not is_program(frame.f_code):
        return None
    call = RUN.frames.get(id(frame))
    if call is None:
        origin = coroutine.cr_origin[0][1] if coroutine.cr_origin else None
        call = start(frame.f_code, origin, frame, nearest(sys._getframe(1)), coroutine=coroutine)
    return call


def guarded(trace: Trace) -> Trace:
    """Returns a trace function whose own exceptions never become the program's.

    What a signal handler of the program's raises meanwhile is the program's, and so is `KeyboardInterrupt`.
    """

    @functools.wraps(trace)
    def call(frame: FrameType, event: str, argument: Any) -> Any:
        try:
            return trace(frame, event, argument)
        except RecursionError:  # the program is about to meet it itself, and nothing may be called here
            return call if event != "call" else None
        except Exception as error:
            innermost = error.__traceback__
            while innermost is not None and innermost.tb_next is not None:
                innermost = innermost.tb_next
            if innermost is not None and is_user_file(innermost.tb_frame.f_code.co_filename):
                raise
            RUN.faults.append(repr(error))
            return call if event != "call" else None

    return call


@guarded
def trace_call(frame: FrameType, event: str, _: Any) -> Any:
    """The interpreter calls this when a frame starts or continues."""
    if event != "call":
        return None
    known = _facts.get(id(frame.f_code)) or facts(frame.f_code)
    if known.whose == "other" or RUN.is_looking or RUN.has_left or not is_main_thread():
        return None
    if known.whose == "program":
        return _program_call(frame, known.is_coroutine)
    return _library_call(frame, known.is_coroutine, known.hook)


real_gettrace = sys.gettrace


def trace_of_program() -> Any:
    """`sys.gettrace`, which doesn't show the tracer's own function."""
    found = real_gettrace()
    return None if found is trace_call else found


def keep_tracing() -> None:
    """Traces again, if an exception of a signal handler has ended it."""
    if RUN.is_traced and real_gettrace() is None:
        sys.settrace(trace_call)


def line_left_behind(frame: FrameType | None) -> int | None:
    """Returns the line that a frame has just left, if the interpreter has yet to say that the next one begins.

    Up to 3.12 the interpreter keeps the values of all variables for the trace function. So a deleted one is
    collected only when the next line begins, and would be reported there.
    """
    call = RUN.frames.get(id(frame))
    if call is None or frame is None or sys.version_info >= (3, 13) or not frame.f_trace_lines:
        return None
    return call.line if call.line != frame.f_lineno else None


def _library_call(frame: FrameType, is_coroutine: bool, hook: Hook | None) -> Any:
    if is_coroutine:  # `asyncio.sleep`, `Lock.acquire` …: here an await of the program begins
        up = frame.f_back
        call = RUN.frames.get(id(up)) if up is not None else None
        if call is not None and not call.is_function:
            await_begins(call, function_name(frame.f_code))
    if hook is None:
        return None
    when, action = hook
    if when == "return":
        frame.f_trace_lines = False
        return functools.partial(_library_return, action)
    if not is_coroutine or frame.f_lasti <= 4:  # not each time that it continues
        action(frame, None)
    return None


def _library_return(action: Action, frame: FrameType, event: str, value: Any) -> None:
    if event == "return" and facts(frame.f_code).instructions[frame.f_lasti] in RETURNS:
        action(frame, value)


def _program_call(frame: FrameType, is_coroutine: bool) -> Any:
    call = RUN.frames.get(id(frame))
    outer = frame.f_back
    up = nearest(outer)
    is_direct = up is not None and outer is up.frame
    line = outer.f_lineno if is_direct and outer is not None else frame.f_code.co_firstlineno
    if not is_coroutine:
        if RUN.lines_in_step > MAX_LINES_PER_STEP:
            return None
        if is_direct:
            await_completed(up)
        call = start(frame.f_code, line, frame, up, is_function=True)
        if frame.f_code.co_name != "<module>":
            observe_locals(call, frame)
        return trace_frame
    if call is None:
        call = start(frame.f_code, line, frame, up)
    is_eager = RUN.eager is not None and RUN.eager.is_about(frame)
    if is_eager:
        RUN.eager.begins()
    elif up is not None and not up.is_function:
        await_begins(up, call.name)
    if call.has_begun:
        RECORD.event("continued", coroutine=call.id)
    else:
        call.has_begun = True
        parent = up.id if up is not None and not up.is_function and not is_eager else None
        RECORD.event("entered", coroutine=call.id, parent=parent)
        observe_locals(call, frame)
    frame.f_trace_lines = True
    return trace_frame


# ── awaits ───────────────────────────────────────────────────────────────────────────────────────────────────


def await_begins(call: Activation, of: str) -> None:
    if call.awaits is not None or call.frame is None:
        return
    call.awaits = call.frame.f_lineno
    what = _awaited_text(call.frame) or of
    RECORD.event("await", coroutine=call.id, line=call.awaits, what=what, type=of, size=0)


def _awaited_text(frame: FrameType) -> str:
    if frame.f_lasti < 0:
        return ""
    line, last_line, column, last_column = facts(frame.f_code).positions[frame.f_lasti // 2]
    if line is None or column is None:
        return ""
    rows = source_lines(frame.f_code.co_filename)
    row = rows[line - 1].encode() if line <= len(rows) else b""
    is_cut = last_line != line
    text = (row[column:] if is_cut else row[column:last_column]).decode("utf-8", "replace").strip()
    is_with = text.startswith("async with ")
    for keyword in ("async with ", "await ", "async for "):
        text = text.removeprefix(keyword)
    if is_with or text.endswith(":"):  # the position covers the whole statement
        text = text[: _end_of_head(text)]
        return text.rpartition(" as ")[0] or text
    return text + " …" if is_cut else text


def _end_of_head(text: str) -> int:
    """Returns where the `:` is that ends the head of a compound statement."""
    depth, quote = 0, ""
    for index, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote and text[index - 1] != "\\" else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif letter == ":" and depth == 0:
            return index
    return len(text)


def await_completed(call: Activation | None) -> None:
    if call is not None and call.awaits is not None:
        line, call.awaits = call.awaits, None
        RECORD.event("resumed", coroutine=call.id, line=line)


def complete_await_before_event() -> None:
    """Records that an await has completed, before the first event that the same line causes after it."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and id(frame.f_code) not in LOOP_FUNCTIONS:
        call = RUN.frames.get(id(frame))
        if call is not None:
            return await_completed(call)
        if frame.f_code.co_flags & COROUTINE_FLAGS:
            return None
        frame = frame.f_back
    return None


RECORD.before_event = complete_await_before_event

# ── lines, locals, exceptions, returns ───────────────────────────────────────────────────────────────────────

#: Set by `resources`: records a thing that tasks share when it is seen in a variable.
notice_resource: Callable[[Any, str], None] = lambda _value, _name: None
#: Set by `resources`: records the value of a global variable that functions assign.
notice_global: Callable[[str, Any], None] = lambda _name, _value: None


def observe_locals(call: Activation, frame: FrameType) -> None:
    """Records the variables that are new or have another value."""
    is_module = frame.f_code.co_name == "<module>"
    for name, value in list(frame.f_locals.items()):
        if name.startswith("__"):
            continue
        kind = type(value)
        is_new = name not in call.seen
        if not is_new and kind in PLAIN and call.seen[name] is value:
            continue
        if kind in NOT_SHOWN or issubclass(kind, type):
            continue
        call.seen[name] = value if kind in PLAIN else None
        if is_new and kind is CoroutineType:
            inner = known_coroutine(value)
            if inner is not None and not inner.is_named and not inner.has_begun:
                inner.is_named = True
                inner.name = name
                RECORD.event("coroutine_named", coroutine=inner.id, name=name)
        elif is_new and kind in (list, tuple):
            for item in value[:64]:
                if type(item) is CoroutineType:
                    known_coroutine(item)
        else:
            notice_resource(value, name)
        if is_module:
            continue
        RUN.variable = name
        text = show(value)
        RUN.variable = None
        if call.locals.get(name) != text:
            call.locals[name] = text
            RUN.lines_in_step += 1
            first, last = call.scope
            RECORD.event("local", coroutine=call.id, name=name, value=text, **{"from": first, "until": last})
    for name in facts(frame.f_code).globals:
        if name in frame.f_globals:
            notice_global(name, frame.f_globals[name])


@guarded
def trace_frame(frame: FrameType, event: str, arg: Any) -> Any:
    """The interpreter calls this for each line, exception and return of a frame of the program's."""
    call = RUN.frames.get(id(frame))
    if call is None or RUN.has_left:
        return None
    if event == "line":
        if RUN.has_begun and frame.f_code.co_name == "<module>":
            call.line = frame.f_lineno
            return trace_frame
        await_completed(call)
        call.error = None
        if RUN.lines_in_step > MAX_LINES_PER_STEP:
            frame.f_trace_lines = False
            return trace_frame
        observe_locals(call, frame)
        if call.line != frame.f_lineno:
            call.line = frame.f_lineno
            RUN.lines_in_step += 1
            RECORD.event("line", coroutine=call.id, line=call.line)
    elif event == "exception":
        kind, error = arg[0], arg[1]
        if not issubclass(kind, (StopIteration, StopAsyncIteration)) and call.error != id(error):
            call.error, call.awaits = id(error), None
            what = show(error) if isinstance(error, BaseException) else kind.__name__
            RECORD.event("raised", coroutine=call.id, line=frame.f_lineno, what=what)
    elif event == "return":
        return _frame_left(call, frame, arg)
    return trace_frame


def _frame_left(call: Activation, frame: FrameType, value: Any) -> Any:
    operation = facts(frame.f_code).instructions[frame.f_lasti]
    has_returned = operation in RETURNS
    is_suspended = not call.is_function and not has_returned and operation in YIELDS and call.error is None
    if is_suspended:
        if type(value).__name__ == "async_generator_wrapped_value":
            observe_locals(call, frame)
        else:
            await_begins(call, type(value).__name__)
        return trace_frame
    if has_returned:
        await_completed(call)
    if frame.f_code.co_name != "<module>":
        observe_locals(call, frame)
    if has_returned:
        RECORD.event("returned", coroutine=call.id, value=show(value))
    else:
        RECORD.event("dropped", coroutine=call.id)
    call.has_begun = True
    RUN.frames.pop(id(frame), None)
    call.frame = call.error = None
    call.seen.clear()
    return None
