"""CPython's own tests of asyncio, under the tracer: they pass as they do without it.

    python3 tests/python/cpython_test.py

They come with the interpreter, or in a package of their own. Without them there is nothing to do, which is said.
"""

import concurrent.futures
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile

TRACER = pathlib.Path(__file__).resolve().parents[2] / "assets" / "tracer"
LIMIT = 300
MODULES = ("locks", "queues", "taskgroups", "timeouts", "waitfor", "futures", "runners", "pep492", "base_events",
           "eager_task_factory", "graph")  # fmt: skip


def ended_well(command):
    environment = {**os.environ, "COROSCOPE_TRACER_TEST": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    with tempfile.TemporaryDirectory() as folder:
        try:
            ran = subprocess.run(command, cwd=folder, capture_output=True, timeout=LIMIT, env=environment)
        except subprocess.TimeoutExpired:
            return False, f"did not end within {LIMIT} s"
    errors = ran.stderr.decode(errors="replace")
    return ran.returncode == 0 and "the tracer itself failed" not in errors, errors[-5000:]


def fault(module):
    """Returns what goes wrong under the tracer alone, or None."""
    tests = ["-m", "unittest", module]
    is_well, errors = ended_well([sys.executable, str(TRACER), "-o", os.devnull, *tests])
    if is_well or not ended_well([sys.executable, *tests])[0]:
        return None
    return f"{module} fails under the tracer only:\n{errors}"


def main():
    if importlib.util.find_spec("test") is None or importlib.util.find_spec("test.test_asyncio") is None:
        print("CPython's tests of asyncio aren't installed")
        sys.exit("COROSCOPE_SKIP_NOTHING" in os.environ)
    names = [f"test.test_asyncio.test_{module}" for module in MODULES]
    present = [name for name in names if importlib.util.find_spec(name) is not None]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        faults = list(filter(None, pool.map(fault, present)))
    for found in faults:
        print(found)
    if faults:
        sys.exit(1)
    print(f"{len(present)} of CPython's own test modules pass under the tracer")


if __name__ == "__main__":
    main()
