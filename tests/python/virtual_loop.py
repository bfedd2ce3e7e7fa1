"""Runs a twin on CPython's own asyncio, under a virtual clock.

    python3 tests/python/virtual_loop.py lessons/06-three-tasks/twin.py

prints each line of the twin as `time<TAB>line`, in virtual seconds, and at last how the run ended:
`# finished`, `# stalled: waiter, other`, `# livelock` or `# frozen`. The exit status is 0, or else 3.

A twin is a module with one of two ways in, and Python runs it on its own too:

    def set_up(loop)      ordinary code that makes tasks; it returns them, because somebody must hold them
    async def main()      becomes the one task there is at the start

Only the clock is replaced. Tasks, futures and the order of callbacks are asyncio's. The clock moves when
nothing is ready, and then to the earliest deadline. Deadlines are whole nanoseconds; of equal ones the
timer that was armed first fires first (asyncio leaves that open). A deadline is never moved to get an
order: that would break ties between timers which different routes have brought to the same moment.

`threading.Lock` holds the thread, too, and a twin has only one: where it would wait forever, the run ends as
`# frozen`, with exit status 3.

`time.sleep` holds the thread. Here nobody waits: the clock moves on inside the callback, and timers that came
due meanwhile fire late, when the loop is next asked.

A run goes on until nothing is left to do. `asyncio.run` would cancel whatever outlives `main`, so a twin
with `main` does not leave tasks behind.
"""

import asyncio
import contextlib
import heapq
import importlib.util
import os
import selectors
import sys
import threading
import time

NANOSECOND = 1e-9
# So many passes of the loop may leave the clock where it is.
PATIENCE = 100_000


class Timer(asyncio.TimerHandle):
    """A timer that knows how many were armed before it."""

    def __init__(self, number, when, callback, args, loop, context):
        super().__init__(when, callback, args, loop, context)
        self.number = number

    def __lt__(self, other):
        return (self.when(), self.number) < (other.when(), other.number)


class Idle(selectors.DefaultSelector):
    """Where asyncio waits for the outside world. There is none: here it finds out how long it may wait."""

    def __init__(self):
        super().__init__()
        self.loop = None

    def select(self, timeout=None):
        self.loop.idle(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """asyncio's loop, whose time passes only when nothing is ready."""

    def __init__(self):
        self.now = 0.0
        self.armed = 0
        self.passes = 0
        self.tasks = []
        self.livelock = False
        self.frozen = False
        selector = Idle()
        selector.loop = self
        super().__init__(selector)
        # A pass takes every timer that is due within this of now: no other than the equal ones.
        self._clock_resolution = NANOSECOND / 2

    def time(self):
        return self.now

    def call_at(self, when, callback, *args, context=None):
        timer = Timer(self.armed, round(when, 9), callback, args, self, context)
        self.armed += 1
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    def create_task(self, coroutine, **options):
        task = super().create_task(coroutine, **options)
        self.tasks.append(task)  # asyncio itself would hold it weakly
        return task

    def idle(self, timeout):
        """Called once a pass. 0: something is ready. None: nothing is, and no timer is set."""
        self.passes += 1
        if timeout is None:
            self.stop()
        elif timeout > 0:
            self.now = self._scheduled[0].when()
            self.passes = 0
        elif self.passes > PATIENCE:
            self.livelock = True
            self.stop()

    def block(self, length):
        """What `time.sleep` does in a twin: the clock moves, and no callback runs meanwhile."""
        self.now = round(self.now + length, 9)

    def verdict(self):
        left = [name(task) for task in self.tasks if not task.done()]
        if self.frozen:
            return "# frozen"
        if self.livelock:
            return "# livelock"
        return f"# stalled: {', '.join(left)}" if left else "# finished"


class Frozen(KeyboardInterrupt):  # the only kind of exception, beside SystemExit, that leaves the loop
    """A callback waits for a lock that only its own thread could release."""


class ThreadLock:
    """What `threading.Lock` is in a twin."""

    def __init__(self):
        self.is_held = False

    def acquire(self):
        if self.is_held:
            raise Frozen
        self.is_held = True
        return True

    def release(self):
        self.is_held = False

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *_):
        self.release()


class Lines:
    """Stands for standard output, and writes each line with the moment of its end."""

    def __init__(self, loop, out):
        self.loop = loop
        self.out = out
        self.line = ""

    def write(self, text):
        *whole, self.line = (self.line + text).split("\n")
        for line in whole:
            self.out.write(f"{seconds(self.loop.now)}\t{line}\n")
        return len(text)

    def flush(self):
        self.out.flush()


def seconds(time):
    """Plain decimals, as many as are needed: 0, 2.5."""
    whole, part = divmod(round(time * 1_000_000_000), 1_000_000_000)
    return f"{whole}.{part:09}".rstrip("0").rstrip(".")


def name(task):
    """The task's name, or its coroutine's where nobody gave it one."""
    given = task.get_name()
    return task.get_coro().__name__ if given.startswith("Task-") else given


def load(path):
    spec = importlib.util.spec_from_file_location("twin", path)
    twin = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(twin)
    return twin


def run(path, out):
    """Runs the twin to its end. Says whether every task got there."""
    loop = VirtualLoop()
    time.sleep = loop.block
    threading.Lock = ThreadLock
    with contextlib.redirect_stdout(Lines(loop, out)):
        twin = load(path)
        held = twin.set_up(loop) if hasattr(twin, "set_up") else loop.create_task(twin.main())
        try:
            loop.run_forever()
        except Frozen:
            loop.frozen = True
        print(loop.verdict())
    del held
    return loop.verdict() == "# finished"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: virtual_loop.py TWIN")
    finished = run(sys.argv[1], sys.stdout)
    sys.stdout.flush()
    # Not through the interpreter's end, which would run the clean-ups of tasks that are left.
    os._exit(0 if finished else 3)
