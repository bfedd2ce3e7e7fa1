"""What is known about the run so far. All modules share the one ``RUN``."""

from __future__ import annotations

import itertools
import os
import sys
import sysconfig
import threading
import time
import weakref
from typing import Any, Callable, Iterator

STANDARD_LIBRARY = sysconfig.get_path("stdlib") + os.sep
ASYNCIO = os.path.join(STANDARD_LIBRARY, "asyncio") + os.sep
TRACER = os.path.dirname(sys._getframe().f_code.co_filename) + os.sep
#: The tracer's own files, with the `__main__.py` beside the package.
TRACER_FILES = os.path.join(os.path.dirname(os.path.dirname(TRACER)), "")

#: Whether this runs in a web page, where there are no sockets, threads, child processes or alarms.
IN_PAGE = sys.platform == "emscripten"

MAIN_THREAD = threading.main_thread()
real_monotonic: Callable[[], float] = time.monotonic
real_sleep: Callable[[float], None] = time.sleep

#: The most line and variable events of one step. A long calculation is then no longer followed line by line.
MAX_LINES_PER_STEP = 2_000


class Looking:
    """A `__repr__` that runs."""

    __slots__ = ("kind", "variable", "since")

    def __init__(self, kind: str, variable: str | None) -> None:
        self.kind, self.variable, self.since = kind, variable, real_monotonic()


class Reading:
    """A call of `input`, and how many events there were before it."""

    __slots__ = ("prompt", "written")

    def __init__(self, prompt: str, written: int) -> None:
        self.prompt, self.written = prompt, written


class Run:
    """One run of a program."""

    def __init__(self) -> None:
        self.root = ""
        """The folder of the program, with a separator at its end."""
        self.virtual_files: dict[str, str] = {}
        """The texts of files that aren't on disk, such as ``<stdin>``."""
        self.shows_values = True
        self.is_real_time = False
        self.is_traced = False
        """Whether lines and calls are recorded. A search needs only what is printed."""
        self.started = real_monotonic()
        self.turn = 0
        self.now = 0.0
        """The virtual time in seconds."""
        self.is_interrupted = False
        """Whether `KeyboardInterrupt` ended the program."""
        self.choices: list[int] = []
        self.is_choosing = False
        self.made: list[int] = []
        """The choices that were made, also those that nobody asked for."""
        self.dice: Any = None
        """Draws the choices that nobody asked for. Without it, they are 0."""
        self.options: list[int] = []
        """How many tasks were ready at each choice."""
        self.running: int | None = None
        """The number of the task or callback that is running."""
        self.cause: Any = None
        """What a callback of the library acts for, while it runs."""
        self.cancelling: Any = None
        """The task whose cancellation is being requested. The wake that follows belongs to the request."""
        self.eager: Any = None
        """The coroutine whose task may run its first step before it is in the queue."""
        self.has_begun = False
        """Whether the loop has run an entry."""
        self.has_left = False
        """Whether the record is closed. Nothing is recorded after that."""
        self.lines_in_step = 0
        self.is_looking = False
        """Whether a `__repr__` of the program is running because of the tracer."""
        self.looking: Any = None
        """What the tracer shows while a `__repr__` of the program runs: a `Looking`."""
        self.variable: str | None = None
        """The name of the variable that is being shown."""
        self.reading: Any = None
        """The call of `input` that the program is in, or was in last: a `Reading`."""
        self.outside_kinds: set[str] = set()
        """What the run has waited for outside the loop."""
        self.faults: list[str] = []
        """The tracer's own exceptions. There should be none; the tests look."""
        self.forgotten: set[int] = set()
        """The identities of coroutines that are being collected before they began."""
        self.errors: list[str] = []
        """The exceptions that the loop's exception handler was given."""
        self.tasks: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
        self.waits: dict[int, list[int]] = {}
        """The resources that a task waits for, by the number of the task."""
        self.groups: dict[int, Any] = {}
        """The groups of tasks, by the identity of what waits for them."""
        self.frames: dict[int, Any] = {}
        """The coroutines and functions that are running or suspended, by the identity of their frame."""
        self.coroutines: dict[int, Any] = {}
        """The same by the identity of the coroutine object."""
        self.resources: dict[Any, Any] = {}
        self.unnamed: dict[str, int] = {}
        """How many resources of each kind have no name."""
        self.outside: weakref.WeakSet[Any] = weakref.WeakSet()
        """The futures that a thread or another process completes."""
        self.on_outside: Callable[[str], None] = lambda _what: None
        self.task_ids: Iterator[int] = itertools.count()
        self.coroutine_ids: Iterator[int] = itertools.count()
        self.timer_ids: Iterator[int] = itertools.count()
        self.resource_ids: Iterator[int] = itertools.count()
        self.timer_order: Iterator[int] = itertools.count()

    def says_outside(self, what: str) -> None:
        """Says once that the run waits for something that can't be the same each time."""
        if what not in self.outside_kinds:
            self.outside_kinds.add(what)
            self.on_outside(what)

    def nanoseconds(self) -> int:
        return round(self.now * 1e9)


RUN = Run()


def is_own(file: str) -> bool:
    """Returns whether a file is one of the tracer's."""
    return file.startswith(TRACER_FILES)


def is_main_thread() -> bool:
    return threading.current_thread() is MAIN_THREAD


def letter(number: int) -> str:
    """Returns the letter that the screen shows for a task."""
    text = ""
    while True:
        text, number = chr(65 + number % 26) + text, number // 26 - 1
        if number < 0:
            return text
