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
        self.is_line_buffered = False
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
        if self.is_line_buffered:
            self.flush_plain()

    def flush_plain(self) -> None:
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


class Stream(io.TextIOWrapper):
    """A text stream that hands over whole lines.

    `print` writes its arguments one by one. They must not reach `Recorded` one by one: since that is written in Python,
    other threads could print in between.
    """

    is_line_buffered = False
    """Whether the program's own stream is."""

    def flush(self) -> None:
        super().flush()
        self.buffer.flush_plain()  # type: ignore[attr-defined]

    @property
    def line_buffering(self) -> bool:
        return self.is_line_buffered

    def reconfigure(self, *, line_buffering: bool | None = None, write_through: bool | None = None, **others: Any) -> None:
        super().reconfigure(line_buffering=True, write_through=write_through, **others)
        if line_buffering is not None:
            self.is_line_buffered = self.buffer.is_line_buffered = line_buffering  # type: ignore[attr-defined]


Stream.__name__ = Stream.__qualname__ = "TextIOWrapper"
Stream.__module__ = "_io"


def wrap(stream: Any, passes_on: bool) -> Any:
    """Returns a text stream like a given one, whose lines are recorded."""
    recorded = Recorded(stream, passes_on)
    wrapped = Stream(recorded, encoding=stream.encoding, errors=stream.errors, newline=None, line_buffering=True,
                     write_through=stream.write_through)  # fmt: skip
    wrapped.is_line_buffered = recorded.is_line_buffered = stream.line_buffering
    if hasattr(stream, "mode"):
        wrapped.mode = stream.mode  # type: ignore[misc]
    return wrapped


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


def hand_over() -> None:
    """Makes the streams hand over what they have of a line."""
    for wrapped in _wrapped:
        if not wrapped.closed:
            io.TextIOWrapper.flush(wrapped)


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
