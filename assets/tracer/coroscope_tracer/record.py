"""The lines that are written, and the parent process that reads them.

The protocol is on the front page of ``src/process.rs``, the events are in ``src/export/record.md``.
"""

from __future__ import annotations

import _thread
import json
import os
import signal
import socket
import sys
import threading
from typing import Any, BinaryIO, Callable

from .run import RUN, is_main_thread

VERSION = 2
PROTOCOL = 1


class Record:
    """Writes events to a file or to the parent process."""

    def __init__(self) -> None:
        self.out: BinaryIO | None = None
        self.is_process = False
        """Whether a parent process reads, so that an empty line ends each step."""
        self.max_events: int | None = None
        self.written = 0
        self.has_open_step = True
        """Whether something was written since the last step ended. The set-up may be empty."""
        self.listener: Callable[[str, dict[str, Any]], None] | None = None
        """Hears the events instead of a file, while orders are searched."""
        self.before_event: Any = None
        """Called before an event that shows that an await has completed."""

    def open(self, out: BinaryIO, header: dict[str, Any]) -> None:
        self.out = out
        self._write(header)
        self.flush()

    def event(self, event: str, /, **fields: Any) -> None:
        """Writes an event, if this is the main thread and the record isn't closed."""
        if event in COMPLETING and self.before_event is not None:
            self.before_event()
        if self.listener is not None and is_main_thread() and not RUN.has_left:
            return self.listener(event, fields)
        if self.out is None or RUN.has_left or not is_main_thread():
            return
        self.written += 1
        if self.max_events is not None and self.written > self.max_events:
            if self.is_process:
                self._write({"process": "full"})
            self.close()
            os._exit(FULL)
        self.has_open_step = True
        self._write({"event": event, **fields})

    def note(self, kind: str, /, **fields: Any) -> None:
        """Writes a line that isn't part of the record, if a parent process reads."""
        if self.is_process and self.out is not None:
            self._write({"process": kind, **fields})
            self.flush()

    def end_step(self) -> None:
        """Ends the set-up or a step. The next event opens a new one."""
        RUN.lines_in_step = 0
        if self.out is not None and self.is_process and self.has_open_step and not RUN.has_left:
            self.has_open_step = False
            try:
                self.out.write(b"\n")
            except OSError:
                os._exit(FORSAKEN)
        self.flush()

    def flush(self) -> None:
        if self.out is not None:
            try:
                self.out.flush()
            except OSError:
                os._exit(FORSAKEN)

    def close(self) -> None:
        RUN.has_left = True
        if self.out is not None:
            self.flush()
            if not self.is_process:
                self.out.close()
            self.out = None

    def _write(self, line: dict[str, Any]) -> None:
        assert self.out is not None
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        try:
            # A lone surrogate, as in a file name that isn't UTF-8, can't be written.
            self.out.write(text.encode("utf-8", "replace") + b"\n")
        except OSError:  # the reader is gone
            os._exit(FORSAKEN)


#: Events that can only happen once the await before them on the same line has completed.
COMPLETING = frozenset(("output", "spawned", "cancel_asked", "created"))

#: Exit statuses of the tracer's own.
STALLED, FORSAKEN, FULL = 3, 4, 5

RECORD = Record()


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
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(address)
    else:
        port, _, secret = address.partition(":")
        connection = socket.create_connection(("127.0.0.1", int(port)))
        connection.sendall(secret.encode())
    return call, connection


def listen(connection: socket.socket, on_stop: Any = None) -> None:
    """Ends this process and its group when the parent closes the connection."""

    def read() -> None:
        while True:
            try:
                received = connection.recv(64)
            except OSError:
                received = b""
            if not received:
                die()
            if b"stop" in received and on_stop is not None:
                on_stop()

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
        RECORD.out = RECORD.listener = None
        then()
        sys.settrace(None)
        threading.settrace(None)

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=forget)
