"""How a value is shown: short, the same in each run, and without harm to the program."""

from __future__ import annotations

import dis
import itertools
import re
import reprlib
from types import BuiltinFunctionType, CoroutineType, FunctionType, MethodType
from typing import Any

from . import output
from .run import RUN, Looking, letter, real_monotonic

MAX_CHARACTERS = 48
SHORT = reprlib.Repr()
SHORT.maxother = SHORT.maxstring = MAX_CHARACTERS

#: What the `__repr__`s of a type may take in all, in real seconds. After that its values are named by the type.
MAX_SECONDS_PER_TYPE = 0.2
_seconds: dict[type, float] = {}

ROUTINES = (FunctionType, MethodType, BuiltinFunctionType, type(str.join))

PLAIN = (int, float, bool, str, bytes, type(None), complex)
ADDRESS = re.compile(r"0x[0-9a-fA-F]{4,}")
MOST_ITEMS = 8


class OrderedSet(set):  # type: ignore[type-arg]
    """A set of tasks in the order of their creation. CPython goes through such sets in the order of addresses."""

    def __iter__(self) -> Any:
        return iter(sorted(super().__iter__(), key=lambda task: RUN.tasks.get(task, 1 << 30)))

    def pop(self) -> Any:
        first = next(iter(self))
        self.discard(first)
        return first


OrderedSet.__name__ = OrderedSet.__qualname__ = "set"


def show(value: Any, depth: int = 0) -> str:
    """Returns a short text for a value.

    A `__repr__` of the program's own is called, as in any debugger, unless values aren't shown at all.
    """
    kind: Any = set if type(value) is OrderedSet else type(value)
    if not RUN.shows_values:
        return str(kind.__name__)
    if kind in PLAIN:
        return SHORT.repr(value)
    if kind in (list, tuple, set, frozenset, dict) and depth < 2:
        return _collection(value, kind, depth)
    if _is_task(value):
        return f"Task {letter(RUN.tasks[value])}"
    if kind is CoroutineType:
        return "a coroutine"
    if issubclass(kind, type) or kind in ROUTINES:
        return str(getattr(value, "__name__", kind.__name__))
    if kind.__repr__ is object.__repr__ or kind.__module__.startswith(("asyncio", "_asyncio")):
        return str(kind.__name__)
    return _ask(value, kind)


def _ask(value: Any, kind: type) -> str:
    """Calls the `__repr__` of a value, and bears whatever it does."""
    if _seconds.get(kind, 0.0) > MAX_SECONDS_PER_TYPE:
        return f"{kind.__name__} (its __repr__ is slow)"
    output.hand_over()  # what it prints itself is left out
    RUN.is_looking = True
    RUN.looking = Looking(kind.__name__, RUN.variable)
    since = real_monotonic()
    try:
        text = ADDRESS.sub("0x…", repr(value))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt) and not _is_raised_by_program(error):
            raise
        return f"{kind.__name__} (its __repr__ raises)"
    finally:
        output.hand_over()
        RUN.is_looking, RUN.looking = False, None
        _seconds[kind] = _seconds.get(kind, 0.0) + real_monotonic() - since
    return text if len(text) <= MAX_CHARACTERS else f"{text[: MAX_CHARACTERS // 2]}…{text[-MAX_CHARACTERS // 2 :]}"


def _is_raised_by_program(error: BaseException) -> bool:
    """Returns whether a `raise` statement raised an exception, and not a signal."""
    entry = error.__traceback__
    while entry is not None and entry.tb_next is not None:
        entry = entry.tb_next
    return entry is not None and dis.opname[entry.tb_frame.f_code.co_code[entry.tb_lasti]] == "RAISE_VARARGS"


def describe(error: BaseException) -> str:
    """Returns an exception in short, also where values aren't shown."""
    before, RUN.shows_values = RUN.shows_values, True
    try:
        return show(error)
    finally:
        RUN.shows_values = before


def _is_task(value: Any) -> bool:
    try:
        return hasattr(type(value), "_fut_waiter") and value in RUN.tasks
    except TypeError:
        return False


def _collection(value: Any, kind: type, depth: int) -> str:
    if kind is dict:
        pairs = itertools.islice(value.items(), MOST_ITEMS)
        items = [f"{show(key, 2)}: {show(item, depth + 1)}" for key, item in pairs]
    else:
        ordered = value
        if kind in (set, frozenset):
            # What else is in a set can't be sorted without a call of the program's own methods.
            if all(_is_task(item) for item in value):
                ordered = sorted(value, key=RUN.tasks.__getitem__)
            elif all(type(item) in PLAIN for item in value):
                ordered = sorted(value, key=lambda item: (type(item).__name__, item if type(item) in (int, float, bool, str, bytes) else repr(item)))
        items = [show(item, depth + 1) for item in itertools.islice(ordered, MOST_ITEMS)]
    rest = ", …" if len(value) > MOST_ITEMS else ""
    if kind is tuple and len(value) == 1:
        rest = ","
    if kind in (set, frozenset) and not value:
        return "set()"
    left, right = "[]" if kind is list else "()" if kind is tuple else "{}"
    return left + ", ".join(items) + rest + right
