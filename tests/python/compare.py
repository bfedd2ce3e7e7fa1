"""Runs every twin under the virtual clock and compares what it prints with the file kept beside it.

    python3 tests/python/compare.py            exit status 1 and a diff where one differs
    python3 tests/python/compare.py --write    keep what the twins print now

`twin.py` goes with `expected.txt`, `scene-2.py` with `expected-2.txt`. The recipes in Rust are held to the
same files by `cargo test`, which therefore needs no Python.
"""

import difflib
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
VIRTUAL_LOOP = pathlib.Path(__file__).with_name("virtual_loop.py")
FINISHED, STALLED = 0, 3


def expected_of(twin):
    """The file that keeps what this twin prints."""
    scene = re.fullmatch(r"scene-(\d+)", twin.stem)
    return twin.with_name(f"expected-{scene[1]}.txt" if scene else "expected.txt")


def fault(twin, write):
    """What is wrong with this twin, in words, or None."""
    command = [sys.executable, str(VIRTUAL_LOOP), str(twin)]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        return "did not come to an end within a minute"
    if ran.returncode not in (FINISHED, STALLED):
        return f"failed:\n{ran.stderr}"
    expected = expected_of(twin)
    if write:
        expected.write_text(ran.stdout)
    if not expected.exists():
        return f"has no {expected.name} beside it: add one with --write"
    kept = expected.read_text()
    if kept == ran.stdout:
        return None
    names = (str(expected.relative_to(ROOT)), "what the twin prints")
    diff = difflib.unified_diff(kept.splitlines(), ran.stdout.splitlines(), *names, lineterm="")
    return "prints something else:\n" + "\n".join(diff)


def main():
    if sys.version_info < (3, 11):
        sys.exit("the twins are written for Python 3.11 or later")
    write = "--write" in sys.argv[1:]
    lessons = ROOT / "lessons"
    twins = sorted(lessons.glob("*/twin.py")) + sorted(lessons.glob("*/scene-*.py"))
    faults = [(twin.relative_to(ROOT), fault(twin, write)) for twin in twins]
    kept = set(lessons.glob("*/expected*.txt")) - {expected_of(twin) for twin in twins}
    faults += [(file.relative_to(ROOT), "has no twin beside it") for file in sorted(kept)]
    if not twins:
        faults.append((lessons.relative_to(ROOT), "has no twins in it"))
    faults = [(file, words) for file, words in faults if words]
    for file, words in faults:
        print(f"{file} {words}")
    if faults:
        sys.exit(1)
    print(f"{len(twins)} twins print what is expected")


if __name__ == "__main__":
    main()
