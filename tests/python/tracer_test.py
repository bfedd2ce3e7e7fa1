"""Tests of the tracer: its events, its protocol, its search, and the twins of the lessons.

    python3 tests/python/tracer_test.py                      all of them
    UPDATE_EVENTS=1 python3 tests/python/tracer_test.py      writes what is recorded now into events.txt: read it

What must be equal to plain Python is in `same_output.py` and `fuzz.py`.
"""

import concurrent.futures
import contextlib
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import compare

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRACER = str(ROOT / "assets" / "tracer")
SCRIPTS = pathlib.Path(__file__).with_name("scripts")
EVENTS = pathlib.Path(__file__).with_name("events.txt")
PATIENCE = 30
ENVIRONMENT = {**os.environ, "PYTHONHASHSEED": "0", "COROSCOPE_TRACER_TEST": "1"}


def trace(*words, given=b"", options=()):
    """Runs the tracer, and returns the finished process and the events of its record."""
    with tempfile.TemporaryDirectory() as kept:
        record = os.path.join(kept, "record.jsonl")
        command = [sys.executable, TRACER, "-o", record, *options, *words]
        ran = subprocess.run(command, input=given, capture_output=True, timeout=120, env=ENVIRONMENT)
        with open(record, "rb") as opened:
            return ran, opened.read()


def events_of(record):
    return [event for event in map(json.loads, filter(None, record.split(b"\n"))) if "event" in event]


def letter(number):
    return chr(65 + number)


#: How a field is written in the compact form. Those that say little are left out.
FIELDS = {"task": letter, "waiter": letter, "file": None, "size": None, "from": None, "until": None}


def compact(event):
    words = [event["event"]]
    for name, value in event.items():
        if name == "event" or FIELDS.get(name, str) is None or value is None:
            continue
        if name == "by" and isinstance(value, dict):
            value = f"by {letter(value['task'])}"
        words.append(FIELDS[name](value) if name in FIELDS else str(value))
    return " ".join(words)


class Events(unittest.TestCase):
    """Each construct of asyncio, as a script and the events of its run."""

    maxDiff = None

    def test_events(self):
        sections = re.findall(r"=== (.+)\n((?:.*\n)*?)---\n((?:(?!===).*\n)*)", EVENTS.read_text())
        self.assertGreater(len(sections), 25)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            recorded = list(pool.map(self.record, sections))
        if "UPDATE_EVENTS" in os.environ:
            parts = [f"=== {n}\n{s}---\n{found or kept}" for (n, s, kept), found in zip(sections, recorded)]
            EVENTS.write_text("".join(parts))
        for (name, _, kept), found in zip(sections, recorded):
            with self.subTest(name):
                if found is not None:
                    self.assertEqual(kept, found)

    def record(self, section):
        name, source, _ = section
        version = re.search(r"\[3\.(\d+)(\+?)\]", name)
        if version is not None:
            minor, at_least = sys.version_info[1], int(version[1])
            if minor < at_least or (minor > at_least and not version[2]):
                return None
        ran, record = trace("-c", source)
        self.assertNotIn(b"the tracer itself failed", ran.stderr)
        left_out = {"called"} if "[lines]" in name else {"called", "line", "local"}
        if "collected" not in name:  # when an object is collected depends on the version
            left_out.add("gone")
        # What the module does before the loop starts is the same in each section.
        found = [compact(event) for event in events_of(record) if event["event"] not in left_out]
        # Only from 3.13 on, a warning quotes the source of `-c`.
        return "".join(line + "\n" for line in found if not line.startswith(("line 0 ", "output   ")))


class Determinism(unittest.TestCase):
    def test_two_runs_give_the_same_bytes(self):
        # Not `odd_repr`: its slow repr is given up by the clock on the wall.
        names = ("locks", "queues", "cancellation", "task_group", "as_completed", "callbacks", "left_behind",
                 "condition_and_barrier", "never_retrieved", "functions", "garbage")  # fmt: skip
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            twice = [path for name in names for path in 2 * [str(SCRIPTS / f"{name}.py")]]
            records = [record for _, record in pool.map(trace, twice)]
        for name, one, other in zip(names, records[::2], records[1::2]):
            with self.subTest(name):
                self.assertEqual(mask(one), mask(other))


def mask(record):
    return re.sub(rb"0x[0-9a-f]+", b"0x", record)


#: Twins that print something else than the Rust recipe, what they print, and why. (Four more twins print the same lines
#: and write to standard error, which a recipe doesn't: three warn of a coroutine that is never awaited, and one prints
#: the traceback of the exception that ends its task, which is a panic in Rust.)
OTHER_IN_PYTHON = {
    # The loop is kept busy by a task that only lets others run. Rust's clock stands still then, which is a livelock. On
    # CPython time passes meanwhile, so the tracer moves the clock after 1,000 idle passes, and the timer ends the wait.
    "08-waker/scene-3": ["0\tlistening", "2\trung", "2\theard the bell"],
}


class Twins(unittest.TestCase):
    """Each twin of a lesson prints the same lines at the same virtual times as its Rust recipe."""

    maxDiff = None

    def test_twins(self):
        lessons = ROOT / "lessons"
        twins = sorted(lessons.glob("*/twin.py")) + sorted(lessons.glob("*/scene-*.py"))
        self.assertGreater(len(twins), 60)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            ran = list(pool.map(trace, map(str, twins)))
        for twin, (process, record) in zip(twins, ran):
            name = f"{twin.parent.name}/{twin.stem}"
            with self.subTest(name):
                expected = compare.expected_of(twin).read_text().splitlines()
                stdout, stderr = process.stdout.decode().splitlines(), process.stderr.decode()
                self.assertNotIn("the tracer itself failed", stderr)
                lines = OTHER_IN_PYTHON.get(name, [line for line in expected if "\t# " not in line])
                self.assertEqual([line.partition("\t")[2] for line in lines], stdout)
                found, now, verdict = [], 0, None
                shown = set(stdout)
                for event in events_of(record):
                    if event["event"] == "clock":
                        now = event["to"]
                    elif event["event"] == "output" and event["text"] in shown:  # stderr is not compared
                        found.append(f"{seconds(now)}\t{event['text']}")
                    elif event["event"] == "end":
                        verdict = event["how"]
                self.assertEqual(lines, found)
                end = next((end for end in ("stalled", "frozen") if f"# {end}" in expected[-1]), None)
                self.assertEqual(process.returncode == 3, end is not None, expected[-1])
                self.assertEqual(verdict if verdict in ("stalled", "frozen") else None, end, expected[-1])


def seconds(time):
    whole, part = divmod(time, 1_000_000_000)
    return f"{whole}.{part:09}".rstrip("0").rstrip(".")


class Parent:
    """Stands for coroscope: starts the tracer, and speaks the protocol with it."""

    def __init__(self, *words, request="", protocol=1, options=()):
        self.folder = tempfile.TemporaryDirectory()
        address = os.path.join(self.folder.name, "socket")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(address)
        listener.listen(1)
        listener.settimeout(PATIENCE)
        asked = f"--protocol {protocol} --parent {os.getpid()} {request}"
        environment = {**ENVIRONMENT, "COROSCOPE_PROCESS": asked, "COROSCOPE_SOCKET": address}
        self.process = subprocess.Popen(
            [sys.executable, TRACER, *options, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=environment, start_new_session=True,
        )  # fmt: skip
        self.connection = self.file = None
        if protocol == 1:
            self.connection = listener.accept()[0]
            self.connection.settimeout(PATIENCE)
            self.file = self.connection.makefile("rb")
        listener.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
        self.process.kill()
        self.process.communicate()
        self.folder.cleanup()

    def close(self):
        if self.connection is not None:
            self.file.close()
            self.connection.close()

    def steps(self, most=None):
        """Reads the header and the steps, each as a list of lines without the empty one that ends it."""
        header = json.loads(self.file.readline())
        steps, step = [], []
        while (most is None or len(steps) < most) and (line := self.file.readline()):
            if line == b"\n":
                steps.append(step)
                step = []
            else:
                step.append(json.loads(line))
        return header, steps, step

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])


SMALL = """
import asyncio
async def job(n):
    print("job", n)
    await asyncio.sleep(n)
async def main():
    await asyncio.gather(job(1), job(2))
asyncio.run(main())
"""


@unittest.skipUnless(hasattr(socket, "AF_UNIX"), "the parent's socket is a Unix socket here")
class Protocol(unittest.TestCase):
    def test_a_run_is_a_header_and_whole_steps(self):
        with Parent("-c", SMALL) as parent:
            header, steps, rest = parent.steps()
            out, err = parent.process.communicate(timeout=PATIENCE)
        self.assertEqual((header["coroscope"], header["process"], header["language"]), (2, 1, "python"))
        self.assertEqual(header["sources"], [{"path": "<string>", "text": SMALL}])
        self.assertEqual((rest, out, err, parent.process.returncode), ([], b"", b"", 0))
        firsts = [step[0]["event"] for step in steps]
        self.assertEqual(firsts[0], "called")  # the set-up
        turns = [event for step in steps for event in step if event["event"] == "turn"]
        self.assertEqual(len(turns), 6)
        for step in steps[1:]:
            self.assertIn(step[0]["event"], ("turn", "clock", "end"), step)
            self.assertLessEqual(sum(event["event"] == "turn" for event in step), 1)
        self.assertEqual(steps[-1], [{"event": "end", "how": "finished"}])

    def test_a_step_is_complete_before_the_child_waits(self):
        waits = "import asyncio, time\nasync def main():\n    await asyncio.to_thread(time.sleep, 60)\nasyncio.run(main())"
        with Parent("-c", waits) as parent:
            header, steps, _ = parent.steps(most=2)
            self.assertEqual(steps[1][-1]["event"], "pending")
            self.assertEqual(json.loads(parent.file.readline()), {"process": "outside", "what": "a thread"})

    def test_back_pressure_stops_an_endless_program(self):
        endless = "import asyncio\nasync def main():\n    while True:\n        await asyncio.sleep(1)\nasyncio.run(main())"
        with Parent("-c", endless) as parent:
            parent.steps(most=10)
            deadline, before = time.monotonic() + PATIENCE, -1
            while (now := parent.cpu()) != before:
                self.assertLess(time.monotonic(), deadline, "it goes on")
                before = now
                time.sleep(0.5)
            self.assertIsNone(parent.process.poll())

    def test_the_end_of_the_parent_ends_the_child(self):
        for body in ("pass", "await asyncio.sleep(1)"):
            source = f"import asyncio\nasync def main():\n    while True:\n        {body}\nasyncio.run(main())"
            with self.subTest(body), Parent("-c", source) as parent:
                parent.steps(most=1)
                parent.close()
                self.assertNotEqual(parent.process.wait(PATIENCE), 0)

    def test_a_schedule_chooses_the_task(self):
        for schedule, first in (("0", "job 1"), ("1", "job 2")):
            with self.subTest(schedule), Parent("-c", SMALL, request=f"--schedule {schedule}") as parent:
                header, steps, _ = parent.steps()
                lines = [event["text"] for step in steps for event in step if event["event"] == "output"]
                self.assertEqual((header["schedule"], lines[0]), (schedule, first))

    def test_another_version_of_the_protocol_is_refused(self):
        with Parent("-c", "print(1)", protocol=9) as parent:
            out, err = parent.process.communicate(timeout=PATIENCE)
        self.assertEqual((parent.process.returncode, out), (2, b""))
        self.assertIn(b"version 9 of the protocol", err)

    def test_a_request_to_another_process_is_ignored(self):
        environment = {**ENVIRONMENT, "COROSCOPE_PROCESS": "--protocol 1 --parent 1", "COROSCOPE_SOCKET": "/nowhere"}
        command = [sys.executable, TRACER, "-c", "import os; print(1, 'COROSCOPE_PROCESS' in os.environ)"]
        ran = subprocess.run(command, capture_output=True, env=environment, timeout=PATIENCE)
        self.assertEqual((ran.stdout, ran.stderr, ran.returncode), (b"1 False\n", b"", 0))

    def test_a_long_step_is_thinned_out(self):
        source = "import asyncio\nasync def main():\n    for n in range(100_000):\n        n += 1\n    print(n)\nasyncio.run(main())"
        with Parent("-c", source) as parent:
            _, steps, _ = parent.steps()
        self.assertLess(max(map(len, steps)), 2_100)
        self.assertIn({"event": "output", "text": "100000"}, [event for step in steps for event in step])

    def test_the_record_has_a_maximum_length(self):
        with Parent("-c", SMALL, options=["--max-events", "20"]) as parent:
            _, steps, rest = parent.steps()
        self.assertEqual(rest[-1], {"process": "full"})
        self.assertEqual(sum(len(step) for step in steps) + len(rest), 21)

    def test_the_limit_of_memory_is_named(self):
        ran, _ = trace("-c", "data = bytearray(10**10)", options=["--memory", str(1 << 30)])
        self.assertEqual(ran.returncode, 1)
        self.assertIn(b"coroscope: the program needs more than 1024 MB, the limit of --memory\n", ran.stderr)

    def test_forked_children_write_nothing(self):
        source = """
import asyncio, os
async def work(name):
    await asyncio.sleep(1)
    print(name, flush=True)
child = os.fork()
if child == 0:
    asyncio.run(work("child"))
    os._exit(0)
os.waitpid(child, 0)
asyncio.run(work("parent"))
"""
        with Parent("-c", source) as parent:
            _, steps, rest = parent.steps()
            out, _ = parent.process.communicate(timeout=PATIENCE)
        events = [event for step in steps for event in step]
        self.assertEqual([event["text"] for event in events if event["event"] == "output"], ["parent"])
        self.assertEqual((out, rest), (b"child\n", []))
        self.assertEqual(sum(event["event"] == "end" for event in events), 1)


def explore(*words, request="--explore", stop_after=None):
    """Explores through the protocol, and returns the notes."""
    with Parent(*words, request=request) as parent:
        notes, header = [], json.loads(parent.file.readline())
        assert header["process"] == 1, header
        while line := parent.file.readline():
            notes.append(json.loads(line))
            if notes[-1]["process"] == "progress" and stop_after is not None and notes[-1]["runs"] >= stop_after:
                parent.connection.sendall(b"stop\n")
                stop_after = None
        return notes


#: Two tasks that take `n` and `m` steps, of which each order is possible.
LADDER = """
import asyncio
async def steps(name, n):
    for i in range(n):
        print(name, end="")
        await asyncio.sleep(0)
async def main():
    await asyncio.gather(*(steps(chr(97 + i), n) for i, n in enumerate({counts})))
    print()
asyncio.run(main())
"""


class Searches(unittest.TestCase):
    #: The orders and outcomes of `coroscope explore LESSON`.
    LESSONS = {"26-deadlock": (4, 2), "16-lost-update": (4, 4), "17-mutex": (6, 6), "14-cancel": (2, 2), "08-waker": (2, 1)}

    def test_twins_have_the_orders_of_the_lessons(self):
        for lesson, expected in self.LESSONS.items():
            with self.subTest(lesson):
                report = explore(str(ROOT / "lessons" / lesson / "twin.py"))[-1]["report"]
                self.assertEqual((int(report["total"]), report["groups"]), expected)
                self.assertEqual((report["coverage"], report["method"]), ("all", "every_order"))

    def test_a_report_says_how_a_run_ends(self):
        report = explore(str(ROOT / "lessons" / "26-deadlock" / "twin.py"))[-1]["report"]
        self.assertEqual(report["rows"][1], {
            "outcome": {"kind": "stalled", "clock": 10**9, "left": 2, "panics": [],
                        "printed": ["bob has the paint", "alice has the brush"], "turns": 4},
            "orders": "2", "groups": 1,
            "run": {"schedule": "1", "panics": [], "prints": ["bob has the paint", "alice has the brush"],
                    "waits": ["A alice is waiting for `paint`, held by B bob",
                              "B bob is waiting for `brush`, held by A alice"]},
        })  # fmt: skip

    def test_all_orders_of_two_ladders_are_found(self):
        for counts in ((1, 2), (2, 2), (1, 1, 1)):
            with self.subTest(counts):
                report = explore("-c", LADDER.format(counts=counts), request="--explore --whole")[-1]["report"]
                found = {row["run"]["prints"][0] for row in report["rows"]}
                self.assertEqual(found, interleavings("".join(chr(97 + i) * n for i, n in enumerate(counts))))
                self.assertEqual(int(report["total"]), sum(int(row["orders"]) for row in report["rows"]))

    def test_every_schedule_leads_to_its_outcome(self):
        source = LADDER.format(counts=(2, 2))
        for row in explore("-c", source, request="--explore --whole")[-1]["report"]["rows"]:
            ran, _ = trace("-c", source, options=["--schedule", row["run"]["schedule"]])
            self.assertEqual(ran.stdout.decode().splitlines(), row["outcome"]["printed"])

    def test_a_script_that_differs_each_time_is_refused(self):
        source = "import os\nprint(os.urandom(8))"
        self.assertIn("isn't the same each time", explore("-c", source)[-1]["why"])

    def test_stop_reports_what_was_found(self):
        notes = explore("-c", LADDER.format(counts=(6, 6, 6)), stop_after=5)
        self.assertEqual(notes[-1]["process"], "explored")
        runs = notes[-1]["report"]["coverage"]["part"]["runs"]
        self.assertGreaterEqual(runs, 5)
        self.assertEqual(int(notes[-1]["report"]["total"]), runs)
        self.assertTrue(any(note["process"] == "progress" for note in notes))

    def test_a_sample_is_drawn_from_its_seed(self):
        source = LADDER.format(counts=(3, 3))
        request = "--explore --sample 12 --seed 5"
        one, other = (explore("-c", source, request=request)[-1]["report"] for _ in range(2))
        self.assertEqual(one, other)
        self.assertEqual(one["coverage"], {"sampled": {"runs": 12, "seed": 5, "beyond": None}})
        limited = explore("-c", source, request="--explore --limit 6")[-1]["report"]
        self.assertEqual(limited["coverage"]["sampled"]["beyond"], 6)

    def test_the_table_needs_no_parent(self):
        command = [sys.executable, TRACER, "--explore", "100", "-c", LADDER.format(counts=(1, 1))]
        ran = subprocess.run(command, capture_output=True, timeout=PATIENCE, env=ENVIRONMENT)
        self.assertIn(b"6 all orders, 2 outcomes", ran.stdout)


def interleavings(letters):
    import itertools

    return {"".join(order) for order in itertools.permutations(letters)}


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    is_incomplete = bool(result.skipped) and "COROSCOPE_SKIP_NOTHING" in os.environ
    sys.exit(not result.wasSuccessful() or is_incomplete)
