"""The program that is run: the command line that names it, and its source files."""

from __future__ import annotations

import ast
import importlib.util
import os
import sys
import types
import warnings
from typing import Iterator

from . import frames
from .run import RUN

#: A source file that is larger isn't stored in the record, and neither are more files than these.
MAX_SOURCE_BYTES = 1 << 20
MAX_SOURCES = 32

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
  --input FILE    run the text in this file, as if it came from standard input
"""


class Options:
    """The command line. What follows the name of the program belongs to the program."""

    def __init__(self, arguments: list[str]) -> None:
        self.output: str | None = None
        self.input: str | None = None
        self.name: str | None = None
        self.module: str | None = None
        self.code: str | None = None
        self.script: str | None = None
        self.schedule = ""
        self.explore: int | None = None
        self.max_events: int | None = None
        self.memory: int | None = None
        self.real_time = self.no_values = self.no_source = False
        words = iter(arguments)
        for word in words:
            if word in ("-m", "-c"):
                setattr(self, "module" if word == "-m" else "code", self._value(word, words))
                break
            if word == "-" or not word.startswith("-"):
                self.script = word
                break
            if word == "--input":
                self.input = self._value(word, words)
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
        self.script: str
        self.file_name: str
        self.text: str
        self.search_path = ""
        if options.code is not None:
            self.script, self.file_name, self.text = "-c", "<string>", options.code
        elif options.module is not None:
            self.search_path, self.name = os.getcwd(), options.module
            self.script = self.file = self.file_name = find_module(options.module)
            self.module = options.module
        elif options.input is not None:
            with open(options.input, "rb") as opened:
                self.script, self.file_name, self.text = "-", "<stdin>", decode(opened.read())
        elif options.script is None or options.script == "-":
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
