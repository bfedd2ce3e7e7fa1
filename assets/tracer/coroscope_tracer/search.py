"""All orders of a program: breadth-first over the choices, each order in a forked copy of a warm process."""

from __future__ import annotations

import collections
import dataclasses
import hashlib
import json
import os
import random
import selectors
import signal
import socket
import sys
import time
from typing import Any, Callable, Iterator

from .record import PROTOCOL, RECORD, VERSION, Call, die
from .run import RUN, letter, real_monotonic

# The limits of `src/limits.rs`, for runs that take a hundred times as long.
MAX_TURNS_PER_RUN = 10_000
MAX_RUNS = 10_000
SAMPLE_SIZE = 1_000
MAX_LISTED_GROUPS = 20

#: A run that takes longer, in real seconds, is taken for one that never ends.
MAX_SECONDS_PER_RUN = 5.0

#: How often the progress is told, in seconds.
PROGRESS_INTERVAL = 0.1

#: How many runs are under way at the same time.
PARALLEL = max(1, min(4, os.cpu_count() or 1))

#: From the worst end to the best, as the report lists them.
RANKS = ("frozen", "stalled", "livelock", "unended", "finished")

WORDS_OF_VERDICT = {"stopped": "finished"}

UNSTABLE = (
    "the script isn't the same each time: two runs of one schedule differ. Likely causes are random numbers, the order of "
    "a set, the real time, and threads"
)


class NotExplored(Exception):
    """Why there is no result."""


@dataclasses.dataclass
class Result:
    """One run: what was chosen, and how it ended."""

    choices: tuple[int, ...]
    kind: str = "frozen"
    clock: int = 0
    left: int = 0
    turns: int = 0
    options: list[int] = dataclasses.field(default_factory=list)
    failures: list[str] = dataclasses.field(default_factory=list)
    failed: list[str] = dataclasses.field(default_factory=list)
    waits: list[str] = dataclasses.field(default_factory=list)
    printed: list[str] = dataclasses.field(default_factory=list)
    digest: str = ""

    def outcome(self) -> tuple[Any, ...]:
        return self.kind, self.clock, self.left, tuple(self.failures), tuple(self.printed)

    def shortness(self) -> tuple[int, tuple[int, ...]]:
        return self.turns, self.choices


@dataclasses.dataclass
class Group:
    """The orders with one outcome, and the shortest of them."""

    best: Result
    orders: int = 0
    groups: int = 1

    def rank(self) -> tuple[Any, ...]:
        return RANKS.index(self.best.kind), not self.best.failures, -self.orders, *self.best.shortness()


# ── one run, in the child ────────────────────────────────────────────────────────────────────────────────────


class Collector:
    """Listens to the events of a run, and sends what matters to the parent."""

    def __init__(self, pipe: int) -> None:
        self.pipe = pipe
        self.names: dict[int, str] = {}
        self.resources: dict[int, str] = {}
        self.holders: dict[int, int] = {}
        self.waits: dict[int, str] = {}
        self.ended: set[int] = set()
        self.failures: list[str] = []
        self.failed: list[str] = []
        self.turns = 0
        self.digest = hashlib.sha256()

    def hear(self, event: str, fields: dict[str, Any]) -> None:
        self.digest.update(repr((event, sorted(fields.items(), key=lambda field: field[0]))).encode())
        task = fields.get("task")
        if event == "output":
            self.send({"line": fields["text"]})
        elif event == "turn":
            self.turns += 1
            self.waits.pop(fields["task"], None)
            if self.turns > MAX_TURNS_PER_RUN:
                self.end("unended")
        elif event == "spawned":
            self.names[fields["task"]] = f"{letter(fields['task'])} {fields['name']}"
        elif event == "made":
            self.resources[fields["resource"]] = fields["name"]
        elif event == "resource_named":
            self.resources[fields["resource"]] = fields["name"]
        elif event == "holds":
            self.holders[fields["resource"]] = fields["task"]
        elif event == "releases":
            self.holders.pop(fields["resource"], None)
        elif event in ("waits", "joins"):
            waiter = fields["waiter"] if event == "joins" else fields["task"]
            of = self.names[fields["task"]] if event == "joins" else f"`{self.resources[fields['resource']]}`"
            holder = self.holders.get(fields["resource"]) if event == "waits" else None
            of += f", held by {self.names[holder]}" if holder is not None else ""
            self.waits[waiter] = f"{self.names.get(waiter, letter(waiter))} is waiting for {of}"
        elif event == "failed":
            self.failures.append(fields["message"])
            self.failed.append(f"{self.names[fields['task']]} fails: {fields['message']}")
            self.ended.add(fields["task"])
        elif event in ("ready", "cancelled") and task is not None:
            self.ended.add(task)
        elif event == "end":
            self.end(WORDS_OF_VERDICT.get(fields["how"], fields["how"]))

    def end(self, kind: str) -> None:
        left = [task for task in sorted(self.names) if task not in self.ended]
        self.send({
            "kind": kind,
            "clock": RUN.nanoseconds(),
            "left": len(left),
            "turns": self.turns,
            "options": RUN.options,
            "choices": RUN.made,
            "failures": self.failures,
            "failed": self.failed,
            "waits": [self.waits.get(task, f"{self.names[task]} hasn't finished") for task in left],
            "digest": self.digest.hexdigest(),
            "outside": sorted(RUN.outside_kinds),
        })  # fmt: skip
        os._exit(0)

    def send(self, message: dict[str, Any]) -> None:
        data = json.dumps(message).encode() + b"\n"
        while data:
            data = data[os.write(self.pipe, data) :]


class Child:
    """A run that is under way."""

    def __init__(self, run_program: Callable[[], None], choices: tuple[int, ...], seed: int | None, is_traced: bool) -> None:
        self.result = Result(choices)
        self.seed = seed
        self.received = b""
        self.outside: list[str] = []
        self.pipe, pipe = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self.process = os.fork()
        if self.process == 0:
            try:
                os.close(self.pipe)
                os.setpgid(0, 0)
                collector = Collector(pipe)
                RECORD.listener = collector.hear
                RUN.choices, RUN.is_choosing, RUN.is_traced = list(choices), True, is_traced
                RUN.dice = random.Random(seed) if seed is not None else None
                run_program()
                collector.end("finished")
            finally:
                os._exit(1)
        os.close(pipe)
        self.deadline = real_monotonic() + MAX_SECONDS_PER_RUN

    def finish(self) -> Result:
        """Ends the process and whatever it started, and returns the result."""
        os.close(self.pipe)
        status = os.waitpid(self.process, os.WNOHANG)[1]
        for kill in (os.killpg, os.kill):
            try:
                kill(self.process, signal.SIGKILL)
            except OSError:
                pass
        try:
            os.waitpid(self.process, 0)
        except ChildProcessError:
            pass
        result, has_ended = self.result, False
        for line in self.received.split(b"\n")[:-1]:
            message = json.loads(line)
            if "line" in message:
                result.printed.append(message["line"])
                continue
            has_ended = True
            self.outside = message.pop("outside")
            message["choices"] = tuple(message["choices"])
            result = dataclasses.replace(result, **message)
        if not has_ended and real_monotonic() < self.deadline:
            result.kind = "unended"
            result.failures = [f"the process has ended with status {os.waitstatus_to_exitcode(status)}"]
            result.failed = list(result.failures)
        return result


# ── the search, in the parent ────────────────────────────────────────────────────────────────────────────────


class Search:
    """Runs orders until all are known, the limit is reached, or somebody says stop."""

    def __init__(self, run_program: Callable[[], None], limit: int | None, sample: int | None, seed: int | None) -> None:
        self.run_program = run_program
        self.limit = MAX_RUNS if limit is None else limit
        self.sample = sample
        self.seed = 1 if seed is None else seed
        self.runs = 0
        self.groups: dict[tuple[Any, ...], Group] = {}
        self.coverage: Any = "all"
        self.is_stopped = False
        self.is_drawing = False
        self.on_wait: Callable[[], None] = lambda: None

    def explore(self) -> None:
        self._refuse_unstable()
        if self.sample is not None:
            self._draw(self.sample, None)
            return
        pending = collections.deque([Result(())])
        for result in self._run_all(lambda: (pending.popleft(), None) if pending else None):
            self.runs += 1
            self._add(result)
            for index in range(len(without_zeros(result.choices)), len(result.options)):
                for choice in range(1, result.options[index]):
                    pending.append(Result((*result.choices[:index], choice), options=result.options[: index + 1]))
            if self.runs >= self.limit and pending:
                break
        if self.is_stopped:
            self.coverage = {"part": {"runs": self.runs}}
        elif pending:
            self.groups.clear()
            self._draw(min(SAMPLE_SIZE, max(1, self.limit)), self.limit)

    def _refuse_unstable(self) -> None:
        one, other = (self._run_once() for _ in range(2))
        if one is None or other is None or one.kind == other.kind == "frozen":
            return
        if one.digest != other.digest or one.outcome() != other.outcome():
            raise NotExplored(UNSTABLE)

    def _run_once(self, choices: tuple[int, ...] = (), is_traced: bool = False) -> Result | None:
        asked: list[tuple[Result, int | None]] = [(Result(choices), None)]
        return next(self._run_all(lambda: asked.pop() if asked else None, is_traced), None)

    def _waits(self, best: Result) -> list[str]:
        """Returns what the tasks that are left wait for, with the names that only a traced run knows."""
        stopped, self.is_stopped = self.is_stopped, False
        traced = self._run_once(best.choices, is_traced=True) if best.waits else None
        self.is_stopped = stopped
        return traced.waits if traced is not None and traced.left == best.left else best.waits

    def _draw(self, size: int, beyond: int | None) -> None:
        self.is_drawing, self.runs = True, 0
        dice = random.Random(self.seed)
        seeds = [dice.getrandbits(32) for _ in range(size)]
        for result in self._run_all(lambda: (Result(()), seeds.pop()) if seeds else None):
            self.runs += 1
            self._add(result)
        self.coverage = {"sampled": {"runs": self.runs, "seed": self.seed, "beyond": beyond}}

    def _run_all(
        self, following: Callable[[], tuple[Result, int | None] | None], is_traced: bool = False
    ) -> Iterator[Result]:
        """Makes the runs, some at the same time, and yields the results in the order of the requests."""
        children: collections.deque[Child] = collections.deque()
        done: dict[int, Result] = {}
        selector = selectors.DefaultSelector()
        try:
            while not self.is_stopped:
                while len(children) < PARALLEL:
                    request = following()
                    if request is None:
                        break
                    asked, seed = request
                    child = Child(self.run_program, asked.choices, seed, is_traced)
                    child.result.options = asked.options
                    children.append(child)
                    selector.register(child.pipe, selectors.EVENT_READ, child)
                if not children:
                    return
                for key, _ in selector.select(PROGRESS_INTERVAL):
                    received = os.read(key.fd, 1 << 16)
                    key.data.received += received
                    if not received:
                        key.data.deadline += MAX_SECONDS_PER_RUN  # it has ended in time
                        self._take(selector, key.data, done)
                for child in children:
                    if id(child) not in done and real_monotonic() > child.deadline:
                        self._take(selector, child, done)
                self.on_wait()
                while children and id(children[0]) in done:
                    child = children.popleft()
                    result = done.pop(id(child))
                    self._compare(child.result, result)
                    yield result
        finally:
            for child in children:
                if id(child) not in done:
                    child.finish()
            selector.close()

    def _take(self, selector: selectors.BaseSelector, child: Child, done: dict[int, Result]) -> None:
        selector.unregister(child.pipe)
        asked = child.result.options
        done[id(child)] = child.finish()
        child.result.options = asked
        if child.outside:
            raise NotExplored(f"the script waits for {' and '.join(child.outside)}, which isn't the same each time")

    def _compare(self, asked: Result, result: Result) -> None:
        """Refuses a script that offers other choices after the same beginning."""
        if result.kind not in ("frozen", "unended") and result.options[: len(asked.options)] != asked.options:
            raise NotExplored(UNSTABLE)

    def _add(self, result: Result) -> None:
        group = self.groups.get(result.outcome())
        if group is None:
            group = self.groups[result.outcome()] = Group(result)
        group.orders += 1
        if result.shortness() < group.best.shortness():
            group.best = result

    def report(self, is_whole: bool) -> dict[str, Any]:
        """Returns the result as the data that `explore::Overview` reads."""
        groups = sorted(self.groups.values(), key=Group.rank)
        listed = groups
        if not is_whole:
            listed = merged(groups)
        rows = [
            {
                "outcome": {
                    "kind": group.best.kind,
                    "clock": group.best.clock,
                    "left": group.best.left,
                    "panics": group.best.failures,
                    "printed": group.best.printed,
                    "turns": group.best.turns,
                },
                "orders": str(group.orders),
                "groups": group.groups,
                "run": {
                    "schedule": schedule(group.best.choices),
                    "waits": self._waits(group.best),
                    "panics": group.best.failed,
                    "prints": group.best.printed,
                },
            }
            for group in (listed if is_whole else listed[:MAX_LISTED_GROUPS])
        ]
        return {
            "method": "every_order",
            "coverage": self.coverage,
            "total": str(sum(group.orders for group in groups)),
            "groups": len(groups),
            "kinds": len(merged(groups)),
            "rows": rows,
        }


def without_zeros(choices: tuple[int, ...]) -> tuple[int, ...]:
    """Returns the choices that somebody asked for: all but the zeros at the end."""
    count = len(choices)
    while count and choices[count - 1] == 0:
        count -= 1
    return choices[:count]


def merged(groups: list[Group]) -> list[Group]:
    """Merges groups that print the same lines in another order, if there are many."""
    if len(groups) <= MAX_LISTED_GROUPS:
        return groups
    found: dict[tuple[Any, ...], Group] = {}
    for group in groups:
        best = group.best
        key = (best.kind, best.clock, best.left, tuple(best.failures), tuple(sorted(best.printed)))
        known = found.get(key)
        if known is None:
            found[key] = Group(best, group.orders)
            continue
        known.orders, known.groups = known.orders + group.orders, known.groups + 1
        if best.turns < known.best.turns:
            known.best = best
    return list(found.values())


def schedule(choices: tuple[int, ...]) -> str:
    """Writes choices as an address does, without the zeros at the end."""
    return ".".join(map(str, without_zeros(choices)))


# ── who asks ─────────────────────────────────────────────────────────────────────────────────────────────────


def answer(run_program: Callable[[], None], name: str, call: Call, connection: socket.socket) -> int:
    """Explores for a parent process."""

    def send(message: dict[str, Any]) -> None:
        try:
            connection.sendall(json.dumps(message, separators=(",", ":")).encode() + b"\n")
        except OSError:
            die()

    send({"coroscope": VERSION, "lesson": name, "language": "python", "deterministic": False, "process": PROTOCOL})
    search = Search(run_program, call.limit, call.sample, call.seed)
    last = real_monotonic() - PROGRESS_INTERVAL
    inbox = selectors.DefaultSelector()
    inbox.register(connection, selectors.EVENT_READ)

    def on_wait() -> None:
        nonlocal last
        if inbox.select(0):
            received = connection.recv(64)
            if not received:
                die()
            search.is_stopped = search.is_stopped or b"stop" in received
        if real_monotonic() - last >= PROGRESS_INTERVAL:
            last = real_monotonic()
            send({"process": "progress", "runs": search.runs, "is_drawing": search.is_drawing, "states": None})

    search.on_wait = on_wait
    try:
        check_fork()
        search.explore()
    except NotExplored as refusal:
        send({"process": "refused", "why": str(refusal)})
        return 0
    send({"process": "explored", "report": search.report(call.is_whole)})
    return 0


def list_orders(run_program: Callable[[], None], limit: int) -> int:
    """Prints a table of the outcomes."""
    started = time.monotonic()
    search = Search(run_program, limit or None, None, None)
    try:
        check_fork()
        search.explore()
    except NotExplored as refusal:
        print(f"coroscope: {refusal}", file=sys.stderr)
        return 2
    report = search.report(is_whole=False)
    how = {"all": "all orders"}.get(report["coverage"] if isinstance(report["coverage"], str) else "", "random orders")
    seconds = time.monotonic() - started
    print(f"{report['total']} {how}, {report['groups']} outcomes, {seconds:.1f} s")
    for row in report["rows"]:
        outcome, run = row["outcome"], row["run"]
        print(f"{row['orders']:>8}  {outcome['kind']:9} {outcome['clock'] / 1e9:g} s  ~{run['schedule']}")
        for line in (*run["waits"], *run["panics"]):
            print(f"{'':10}{line}")
        print(f"{'':10}prints: {' · '.join(run['prints'])}")
    return 0


def check_fork() -> None:
    if not hasattr(os, "fork"):
        raise NotExplored("Python can't copy a process on this system, so the orders can't be tried")
