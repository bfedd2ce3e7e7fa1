"""The lines that are written, and the parent process that reads them.

The protocol is on the front page of ``src/process.rs``, the events are in ``src/export/record.md``.
"""

from __future__ import annotations

import _thread
import collections
import contextlib
import json
import os
import select
import signal
import socket
import sys
import threading
import warnings
from typing import Any, Callable

from .run import MAIN_THREAD, RUN, STANDARD_LIBRARY, Reading, is_main_thread, real_monotonic

VERSION = 2
PROTOCOL = 1

#: How often another thread looks at what the main thread is doing, in seconds.
WATCH_SECONDS = 0.25

GETPASS = os.path.join(STANDARD_LIBRARY, "getpass.py")
#: How far below a call of `getpass` the function that reads may be.
MAX_FRAMES_OF_GETPASS = 6

#: So much of a step is written before it ends.
MAX_PENDING_BYTES = 1 << 16


class Record:
    """Writes events to a file or to the parent process."""

    def __init__(self) -> None:
        self.write: Callable[[bytes], int | None] | None = None
        """Writes some bytes, and returns how many. `None` where nothing is recorded."""
        self.is_process = False
        """Whether a parent process reads, so that an empty line ends each step."""
        self.max_events: int | None = None
        self.written = 0
        self.has_open_step = True
        """Whether something was written since the last step ended. The set-up may be empty."""
        self.listener: Callable[[str, dict[str, Any]], None] | None = None
        """Hears the events instead of a file, while orders are searched."""
        self.before_event: Callable[[], None] | None = None
        """Called before an event that shows that an await has completed."""
        self.descriptor: int | None = None
        """The descriptor that is written to, if it isn't among the program's."""
        self._pending: collections.deque[bytes] = collections.deque()
        self._pending_bytes = 0
        self._is_flushing = False
        self._writing = _thread.allocate_lock()
        """Is held by the thread that writes what is pending."""

    def open(self, write: Callable[[bytes], int | None], header: dict[str, Any]) -> None:
        self.write = write
        self._line(header)
        self.flush()

    def event(self, event: str, /, **fields: Any) -> None:
        """Writes an event, if this is the main thread and the record isn't closed."""
        if event in COMPLETING and self.before_event is not None:
            self.before_event()
        if RUN.has_left or not is_main_thread():
            return
        if self.listener is not None:
            self.listener(event, fields)
        if self.write is None:
            return
        self.written += 1
        if self.max_events is not None and self.written > self.max_events:
            self._end_at_limit()
        self.has_open_step = True
        self._line({"event": event, **fields})

    def note(self, kind: str, /, **fields: Any) -> None:
        """Writes a line that isn't part of the record, if a parent process reads."""
        if self.is_process and self.write is not None:
            self._line({"process": kind, **fields})
            self.flush()

    def end_step(self) -> None:
        """Ends the set-up or a step. The next event opens a new one."""
        RUN.lines_in_step = 0
        if self.write is not None and self.is_process and self.has_open_step and not RUN.has_left:
            self.has_open_step = False
            self._pending.append(b"\n")
        self.flush()

    def flush(self) -> None:
        """Writes what is pending.

        A signal handler of the program's may run meanwhile, and print. What it adds is written after the rest.
        """
        if self._is_flushing or self.write is None:
            return
        self._is_flushing = True
        try:
            with self._writing:
                while self._pending:
                    self._pending_bytes = 0
                    self._write_some()
        finally:
            self._is_flushing = False

    def flush_from_watch(self) -> None:
        """Writes what is pending while the main thread is in a long step. If that thread writes, nothing is to do."""
        if not self._pending or not self._writing.acquire(blocking=False):
            return
        try:
            self._write_some()
        finally:
            self._writing.release()

    def _write_some(self) -> None:
        data = b""
        try:
            while self._pending and len(data) < MAX_PENDING_BYTES:
                data += self._pending.popleft()
            while data and self.write is not None:
                data = data[self.write(data) or 0 :]
        except OSError:  # the reader is gone
            if self.is_process:
                die()
            os._exit(FORSAKEN)
        except BaseException:  # from a signal handler
            self._pending.appendleft(data)
            raise

    def close(self) -> None:
        RUN.has_left = True
        self.flush()
        self.write = None

    def append(self, line: dict[str, Any]) -> int:
        """Adds a line to what is pending, and returns its length."""
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        # A lone surrogate, as in a file name that isn't UTF-8, can't be written.
        data = text.encode("utf-8", "replace") + b"\n"
        self._pending.append(data)
        return len(data)

    def _line(self, line: dict[str, Any]) -> None:
        self._pending_bytes += self.append(line)
        if self._pending_bytes >= MAX_PENDING_BYTES:
            self.flush()

    def _end_at_limit(self) -> None:
        if self.is_process:
            self._line({"process": "full"})
        self.close()
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):  # it is closed
                pass
        os._exit(FULL)


#: Events that can only happen once the await before them on the same line has completed.
COMPLETING = frozenset(("output", "spawned", "cancel_asked", "created"))

#: Exit statuses of the tracer's own.
STALLED, FORSAKEN, FULL = 3, 4, 5

RECORD = Record()


#: The descriptors of the tracer's own are near this one, so that the program's are the same as without a tracer.
HIGH_DESCRIPTOR = 1_000


def out_of_the_way(descriptor: int) -> int:
    """Moves a descriptor of the tracer's own to a high number, and keeps `os.closerange` from closing it."""
    try:
        import fcntl
    except ImportError:
        return descriptor
    try:
        high = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, HIGH_DESCRIPTOR)
    except OSError:  # so many aren't allowed
        return descriptor
    os.close(descriptor)
    real = os.closerange

    def closerange(fd_low: int, fd_high: int, /) -> None:
        real(fd_low, min(fd_high, high))
        real(max(fd_low, high + 1), fd_high)

    os.closerange = closerange
    RECORD.descriptor = high
    return high


class Call:
    """What the parent process asks for."""

    def __init__(self, options: str) -> None:
        self.parent = self.protocol = 0
        self.schedule = ""
        self.is_search = self.is_whole = False
        self.limit: int | None = None
        self.sample: int | None = None
        self.seed: int | None = None
        words = iter(options.split())
        for word in words:
            if word == "--explore":
                self.is_search = True
            elif word == "--whole":
                self.is_whole = True
            elif word == "--schedule":
                self.schedule = next(words, "")
            elif word in ("--protocol", "--parent", "--limit", "--sample", "--seed"):
                setattr(self, word.removeprefix("--"), int(next(words, "0")))
            else:
                raise ValueError(f"the parent process asks for {word}, which this tracer doesn't know")
        if self.protocol != PROTOCOL:
            raise ValueError(f"the parent process speaks version {self.protocol} of the protocol, not {PROTOCOL}")


def call_of_parent() -> tuple[Call, socket.socket] | None:
    """Returns what the parent process asks for, and the connection to it, if coroscope started this process."""
    options, address = os.environ.pop("COROSCOPE_PROCESS", None), os.environ.pop("COROSCOPE_SOCKET", None)
    if options is None or address is None:
        return None
    call = Call(options)
    if hasattr(socket, "AF_UNIX"):
        if os.getppid() != call.parent:  # a program that coroscope runs started this one
            return None
        leave_terminal()
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(address)
        connection = socket.socket(fileno=out_of_the_way(connection.detach()))
    else:
        port, _, secret = address.partition(":")
        connection = socket.create_connection(("127.0.0.1", int(port)))
        connection.sendall(secret.encode())
    return call, connection


def hear_input(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: notes that the program waits for a line of its standard input."""
    if event == "builtins.input" and is_main_thread():
        prompt = arguments[0] if arguments and type(arguments[0]) is str else ""
        RUN.reading = Reading(prompt, RECORD.written)
    elif event == "builtins.input/result":
        RUN.reading = None


class Watch:
    """Looks from another thread at what the main thread is doing, and says what isn't the program's own code."""

    def __init__(self) -> None:
        self.said: Any = None

    def look(self) -> None:
        looking, reading = RUN.looking, RUN.reading
        if reading is None or reading.written != RECORD.written:
            reading = self._password()
        if looking is not None and looking is not self.said and real_monotonic() - looking.since > WATCH_SECONDS:
            self.said = looking
            self._note("looks", at=looking.kind, variable=looking.variable)
        elif reading is not None and reading is not self.said:
            self.said = reading
            self._note("reads", prompt=reading.prompt)
        RECORD.flush_from_watch()

    def _password(self) -> Reading | None:
        """Returns what the program is reading, if it is a password: `getpass` reads it from the terminal itself."""
        frame = sys._current_frames().get(MAIN_THREAD.ident or 0)
        for _ in range(MAX_FRAMES_OF_GETPASS):
            if frame is None:
                break
            if frame.f_code.co_filename == GETPASS:
                is_same = type(self.said) is Reading and self.said.written == RECORD.written
                return self.said if is_same else Reading("", RECORD.written)
            frame = frame.f_back
        return None

    def _note(self, kind: str, **fields: Any) -> None:
        if RECORD.write is not None:
            RECORD.append({"process": kind, **fields})


def leave_terminal() -> None:
    """Starts a session of its own, which has no terminal, if this process leads a group: then a screen owns the terminal."""
    if os.getpgrp() != os.getpid() or os.getsid(0) == os.getpid():
        return
    os.setpgid(0, os.getpgid(os.getppid()))  # the leader of a group can't start a session
    try:
        os.setsid()
    except OSError:  # another process is in the group already
        os.setpgid(0, 0)


def listen(connection: socket.socket) -> None:
    """Ends this process and its group when the parent closes the connection."""

    if hasattr(select, "poll"):
        inbox = select.poll()
        inbox.register(connection, select.POLLIN)

    def has_input() -> bool:
        if hasattr(select, "poll"):
            return bool(inbox.poll(WATCH_SECONDS * 1000))
        return bool(select.select([connection], [], [], WATCH_SECONDS)[0])

    def read() -> None:
        watch = Watch()
        while True:
            if not has_input():
                watch.look()
                continue
            try:
                received = connection.recv(64)
            except OSError:
                received = b""
            if not received:
                die()

    # From 3.12 on, `os.fork` would warn of the thread, which isn't the program's.
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
    sys.addaudithook(hear_input)
    # `threading` would count this thread among the program's own.
    _thread.start_new_thread(read, ())


def die() -> None:
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(FORSAKEN)


def forget_in_children(then: Callable[[], None]) -> None:
    """Keeps a process that the program forks from writing to the record."""

    def forget() -> None:
        RUN.has_left = True
        RUN.is_traced = False
        RECORD.write = RECORD.listener = None
        RECORD._pending.clear()
        if RECORD.descriptor is not None:  # or the parent would wait for the end of this process, too
            with contextlib.suppress(OSError):  # the process may have closed it
                os.close(RECORD.descriptor)
        then()
        sys.settrace(None)
        threading.settrace(None)

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=forget)
