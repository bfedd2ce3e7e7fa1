"""Runs the lessons' real programs and compares what they print with the outputs that are kept beside them.

    run.py [--write] [--skip] [WORD ...]

--write keeps the outputs; --skip lets programs be skipped whose library isn't installed, which otherwise fails. A word
chooses the programs with it in their path or library. The libraries are those of the interpreter that runs this script.

The programs run in a namespace of their own, with a network that only this machine's own address is on, since mpirun and
SCOOP listen on all addresses. When this script ends, the kernel ends all that is left there.
"""
import argparse
import difflib
import importlib.util
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

LESSONS = Path(__file__).resolve().parents[2] / "lessons"
LIMIT = 240  # seconds for a program, on a machine that is busy with other things
SKIPPED = 77
IN_NAMESPACE = "COROSCOPE_REAL_IN_NAMESPACE"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--skip", action="store_true")
    parser.add_argument("words", nargs="*")
    asked = parser.parse_args()
    enter_namespace()
    programs = [
        (folder, table)
        for folder in sorted(path for path in LESSONS.iterdir() if path.is_dir())
        for table in tables(folder)
        if all(word in f"{folder / table['file']} {table['library']}" for word in asked.words)
    ]
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for folder, table in programs:
        name = f"{folder.name}/{table['file']} ({table['library']})"
        if "unrun" in table:
            print(f"not run   {name}: {table['unrun']}", flush=True)
            continue
        began = time.monotonic()
        outcome, words = check(folder, table, asked.write)
        if outcome == "skipped" and not asked.skip:
            outcome = "failed"
        counts[outcome] += 1
        print(f"{outcome:9} {name}: {time.monotonic() - began:.1f} s {words}".rstrip(), flush=True)
    print(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
    return 1 if counts["failed"] or not counts["passed"] else 0


def enter_namespace():
    """Starts this script again in a namespace of its own."""
    if IN_NAMESPACE in os.environ:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    new = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.getuid() != 0:
        new.append("--map-root-user")
    if subprocess.run([*new, "true"], capture_output=True).returncode != 0:
        print("SKIPPED the real programs: unshare can't make a network namespace here")
        sys.exit(SKIPPED)
    os.execvpe(new[0], [*new, sys.executable, *sys.argv], os.environ | {IN_NAMESPACE: "1"})


def tables(folder):
    """The `[[real]]` tables of a lesson, also of one whose text isn't written yet."""
    table, lesson = folder / "real-table.toml", folder / "lesson.md"
    found = []
    if lesson.exists():
        found += tomllib.loads(lesson.read_text().split("+++")[1]).get("real", [])
    if table.exists():
        found += tomllib.loads(table.read_text())["real"]
    return found


def missing(table, path):
    """What the program needs and isn't installed."""
    modules = [module for module in table.get("modules", []) if importlib.util.find_spec(module) is None]
    return modules + [each for each in table.get("programs", []) if shutil.which(each, path=path) is None]


def check(folder, table, write):
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    if lacks := missing(table, path):
        return "skipped", f"SKIPPED {', '.join(lacks)}: {table.get('install', 'install Python')}"
    with tempfile.TemporaryDirectory() as place:
        for file in [table["file"], *table.get("files", [])]:
            shutil.copy(folder / file, place)
        command = shlex.split(table.get("run", f"python {table['file']}"))
        status, printed, errors = run(command, place, os.environ | {"PATH": path})
    output = folder / table.get("output", Path(table["file"]).with_suffix(".txt").name)
    if status != 0:
        return "failed", f"exit status {status}\n{printed}{errors[-2000:]}"
    if write:
        output.write_text(printed)
    kept = output.read_text() if output.exists() else ""
    if printed != kept:
        return "failed", "\n" + "\n".join(difflib.unified_diff(kept.splitlines(), printed.splitlines(), "kept", "now"))
    return "passed", ""


def run(command, place, environment):
    # Files, since a process that is left over would keep a pipe open.
    with open(f"{place}/.out", "w+b") as out, open(f"{place}/.err", "w+b") as err:
        process = subprocess.Popen(
            command, cwd=place, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True)
        try:
            status = process.wait(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            status = f"none after {LIMIT} s"
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                pass
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    return status, *texts


if __name__ == "__main__":
    sys.exit(main())
