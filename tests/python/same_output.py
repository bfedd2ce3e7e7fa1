"""Runs every script plain and traced, and compares standard output, standard error and the exit status.

    python3 tests/python/same_output.py            all scripts
    python3 tests/python/same_output.py NAME ...   those whose name contains one of the words

A script of `scripts/` may say what it needs in a comment: `# arguments: …` and `# input: …`.
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRACER = ROOT / "assets" / "tracer"
SCRIPTS = pathlib.Path(__file__).with_name("scripts")
LIMIT = 60

#: What may differ, by the name of the case: a pattern that is cut out of both streams, and the reason.
ALLOWED = {
    # A task and its coroutine are collected together, and which of them first depends on the allocator. Only the
    # words for the coroutine in the message depend on that.
    "destroyed": [rb"coro=<waits\(\) [^>]*>"],
}

# What differs by design, so that no script here prints it:
# - Sets of tasks are in the order of creation, not of addresses. They are of a subclass of `set`.
# - Times are those of the virtual clock, and a wait of an hour takes no time. Deadlines are whole nanoseconds, and
#   equal ones are met in the order in which they were set, which CPython leaves open.
# - Waits that are reached on different ways can end at the same virtual time: fifteen sleeps of 0.2 s, and one of 3 s.
#   On a real clock the many short ones end a little later.
# - `random` is seeded, so that an order can be asked for again.
# - A program in which no task can ever continue ends with status 3. Plain Python waits for ever.
# - `inspect.stack` and `sys._getframe` show the tracer's frames outside the program's first.
# - Up to 3.12 the interpreter keeps the values of variables for a trace function. What a line deletes is then
#   collected when the next line begins, and in a step that is no longer followed line by line, when the call ends.
# - `RecursionError` says where the limit was met, which depends on what is called meanwhile.

#: Programs that aren't scripts: name, folder, words of the command line, standard input.
OTHERS = [
    ("module", "modules", ["-m", "package", "a", "-b"], ""),
    ("module that fails", "modules", ["-m", "package", "fail"], ""),
    ("module beside", "modules", ["-m", "helper"], ""),
    ("module of the library", "modules", ["-m", "json.tool", "--compact"], '{"a": 1}'),
    ("code", "", ["-c", "import asyncio, sys\nasyncio.run(asyncio.sleep(1))\nprint(sys.argv, __name__)", "x", "-y"], ""),
    ("code that fails", "", ["-c", "import asyncio\nasync def main():\n    1 / 0\nasyncio.run(main())"], ""),
    ("standard input", "", ["-", "x"], "import asyncio, sys\nasyncio.run(asyncio.sleep(1))\nprint(sys.argv)\n"),
    ("standard input that fails", "", ["-"], "import asyncio\nasync def main():\n    1 / 0\nasyncio.run(main())\n"),
]


def cases():
    """Returns each case as name, folder, words and standard input."""
    found = []
    for script in [*sorted(SCRIPTS.glob("*.py")), SCRIPTS / "modules" / "main.py"]:
        text = script.read_text()
        arguments = re.search(r"^# arguments: (.*)$", text, re.M)
        given = re.search(r"^# input: (.*)$", text, re.M)
        words = [str(script), *(arguments[1].split() if arguments else [])]
        found.append((script.stem, "", words, given[1].replace("\\n", "\n") if given else ""))
    return found + OTHERS


def run(command, folder, given):
    environment = {**os.environ, "PYTHONHASHSEED": "0", "COROSCOPE_TRACER_TEST": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        command, cwd=SCRIPTS / folder, input=given.encode(), capture_output=True, timeout=LIMIT, env=environment
    )
    return ran.returncode, ran.stdout, ran.stderr


def fault(case):
    """Returns what differs, in words, or None."""
    name, folder, words, given = case
    with tempfile.TemporaryDirectory() as kept:
        record = os.path.join(kept, "record.jsonl")
        try:
            plain = run([sys.executable, *words], folder, given)
            traced = run([sys.executable, str(TRACER), "-o", record, *words], folder, given)
        except subprocess.TimeoutExpired as late:
            return f"did not end within {LIMIT} s: {late.cmd[1]}"
        if os.path.getsize(record) == 0:
            return "wrote no record"
    for what, one, other in zip(("exit status", "stdout", "stderr"), plain, traced):
        if what != "exit status":
            for pattern in (re.compile(rb"0x[0-9a-f]{6,}"), *ALLOWED.get(name, ())):
                one, other = re.sub(pattern, b"", one), re.sub(pattern, b"", other)
        if one != other:
            return f"{what} differs\n--- plain\n{text(one)}\n--- traced\n{text(other)}"
    return None


def text(value):
    return value.decode(errors="replace")[-3000:] if isinstance(value, bytes) else value


def main():
    wanted = [case for case in cases() if not sys.argv[1:] or any(word in case[0] for word in sys.argv[1:])]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        faults = [(case[0], found) for case, found in zip(wanted, pool.map(fault, wanted)) if found]
    for name, found in faults:
        print(f"{name}: {found}")
    if faults:
        sys.exit(1)
    print(f"{len(wanted)} programs behave the same with and without the tracer")


if __name__ == "__main__":
    main()
