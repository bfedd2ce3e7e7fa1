"""What the program prints: each line is an event, and is passed on unchanged."""

from __future__ import annotations

import io
import sys
from collections import deque
from typing import Any

from .record import RECORD
from .run import RUN, is_main_thread

#: Lines that other threads have printed. They are recorded when the loop runs its next entry.
_lines_of_threads: deque[str] = deque()


class Recorded(io.BufferedIOBase):
    """The bytes below `sys.stdout` or `sys.stderr`."""

    def __init__(self, stream: Any, passes_on: bool) -> None:
        self.stream = stream  # it closes its bytes when it is collected
        self.plain = stream.buffer
        self.passes_on = passes_on
        self.rest = b""
        """The beginning of a line that hasn't ended."""

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return int(self.plain.fileno())

    def isatty(self) -> bool:
        return bool(self.plain.isatty())

    @property
    def name(self) -> Any:
        return self.plain.name

    @property
    def mode(self) -> str:
        return "wb"

    @property
    def raw(self) -> Any:
        return self.plain.raw

    def write(self, data: Any) -> int:
        data = bytes(data)
        if RUN.is_looking and is_main_thread():
            return len(data)  # a `__repr__` prints, which plain Python wouldn't have called
        if self.passes_on:
            self.plain.write(data)
        *lines, rest = data.split(b"\n")
        if lines:
            lines[0] = self.rest + lines[0]
            self.rest = b""
        self.rest = (self.rest + rest)[:MAX_LINE_BYTES]
        for line in lines:
            record_line(line)
        return len(data)

    def flush(self) -> None:
        if self.passes_on and not self.plain.closed:
            self.plain.flush()

    def end_line(self) -> None:
        """Records what was printed after the last line break."""
        if self.rest:
            line, self.rest = self.rest, b""
            record_line(line)


MAX_LINE_BYTES = 1 << 16


def record_line(line: bytes) -> None:
    text = line[:MAX_LINE_BYTES].decode("utf-8", "replace").removesuffix("\r")
    if is_main_thread():
        RECORD.event("output", text=text)
    else:
        _lines_of_threads.append(text)


def record_lines_of_threads() -> None:
    while _lines_of_threads:
        RECORD.event("output", text=_lines_of_threads.popleft())


def wrap(stream: Any, passes_on: bool) -> Any:
    """Returns a text stream like a given one, whose lines are recorded."""
    return io.TextIOWrapper(
        Recorded(stream, passes_on),
        encoding=stream.encoding,
        errors=stream.errors,
        newline=None,
        line_buffering=stream.line_buffering,
        write_through=True,
    )


_wrapped: list[Any] = []


def install(is_passed_on: bool) -> None:
    """Puts recorded streams in the place of `sys.stdout` and `sys.stderr`."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and hasattr(stream, "buffer"):
            stream.flush()
            wrapped = wrap(stream, is_passed_on)
            _wrapped.append(wrapped)
            setattr(sys, name, wrapped)
            setattr(sys, f"__{name}__", wrapped)


def passes_on(is_passed_on: bool) -> None:
    for wrapped in _wrapped:
        wrapped.buffer.passes_on = is_passed_on


def flush() -> None:
    """Records and passes on everything that was printed."""
    record_lines_of_threads()
    for wrapped in _wrapped:
        try:
            wrapped.flush()
            wrapped.buffer.end_line()
        except (OSError, ValueError):  # it is closed
            pass


def restore() -> None:
    """Gives the program its own streams back, for what it prints while the interpreter ends."""
    for name in ("stdout", "stderr"):
        for attribute in (name, f"__{name}__"):
            wrapped = getattr(sys, attribute)
            if wrapped in _wrapped:
                setattr(sys, attribute, wrapped.buffer.stream)
