"""Random programs over asyncio, each run plain under `virtual_loop` and under the tracer: lines and times are equal.

    python3 tests/python/fuzz.py                 2,000 programs
    python3 tests/python/fuzz.py --count 100 --seed 7
    python3 tests/python/fuzz.py --print 7       the program with this seed

A program is a list of tasks, and a task a list of steps, as data. Both sides interpret it with the same code, many
programs in one interpreter, so that two thousand take a minute.
"""

import argparse
import asyncio
import io
import os
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
TRACER = HERE.parents[1] / "assets" / "tracer"
DELAYS = (0, 0, 0.5, 1, 1, 1.5, 2, 3)
#: At this time nothing may be swallowed any more, and soon after it all that is left is cancelled.
END = 40


def steps(dice, depth, tasks):
    """Returns random steps of one task."""
    kinds = ["sleep", "say", "lock", "semaphore", "put", "get", "set", "wait", "cancel", "timeout", "gather", "spawn",
             "join", "catch", "fail", "wait_for", "group", "shield", "notify", "condition", "callback", "first"]  # fmt: skip
    found = []
    for _ in range(dice.randint(1, 5)):
        kind = dice.choice(kinds)
        nested = None
        if kind in ("lock", "semaphore", "timeout", "gather", "spawn", "catch", "wait_for", "group", "shield", "first"):
            if depth == 3:
                kind = "say"
            else:
                count = dice.randint(1, 3) if kind in ("gather", "group", "first") else 1
                nested = [steps(dice, depth + 1, tasks) for _ in range(count)]
        found.append((kind, dice.choice(DELAYS), dice.randrange(3), nested))
    return found


def program(seed):
    dice = random.Random(seed)
    count = dice.randint(2, 4)
    return [steps(dice, 0, count) for _ in range(count)]


class Interpreter:
    """Runs a program on the loop that is running."""

    def __init__(self, tasks, out):
        self.out = out
        self.locks = [asyncio.Lock() for _ in range(2)]
        self.semaphore = asyncio.Semaphore(2)
        self.queue = asyncio.Queue(2)
        self.event = asyncio.Event()
        self.condition = asyncio.Condition()
        self.tasks = []
        self.is_over = False
        self.program = tasks

    def say(self, *words):
        time = round(asyncio.get_running_loop().time() - self.start, 6)
        self.out.write(f"{time:g} {' '.join(map(str, words))}\n")

    async def run(self):
        self.start = asyncio.get_running_loop().time()
        self.main = asyncio.current_task()
        asyncio.get_running_loop().call_later(END - 1, self.end)
        for index, body in enumerate(self.program):
            self.tasks.append(asyncio.create_task(self.body(str(index), body), name=f"t{index}"))
        try:
            async with asyncio.timeout(END):
                results = await asyncio.gather(*self.tasks, return_exceptions=True)
            self.say("results", results)
        except TimeoutError:
            self.say("stopped", [task.done() for task in self.tasks])
        self.is_over = True
        while others := self.others():
            self.cancel(others)
            await asyncio.wait(others, timeout=1)
            # In 3.11 a lock can be lost with a waiter that is cancelled, and a condition takes its lock again at any cost.
            for lock in (*self.locks, self.condition):
                if lock.locked():
                    lock.release()

    def others(self):
        """Returns the tasks that are left in the order of their creation, and not of a set."""
        found = asyncio.all_tasks() - {self.main}
        return sorted(found, key=lambda task: (len(task.get_name()), task.get_name()))

    def cancel(self, tasks):
        for task in tasks:
            task.cancel()

    def end(self):
        self.is_over = True
        asyncio.get_running_loop().call_later(5, self.give_up)

    def give_up(self):
        """Cancels what a lock that is never released keeps from ending."""
        self.cancel(self.others())
        asyncio.get_running_loop().call_later(5, self.give_up)

    async def body(self, name, body):
        self.say(name, "starts")
        try:
            for index, (kind, delay, number, nested) in enumerate(body):
                if self.is_over:
                    raise asyncio.CancelledError
                await self.step(f"{name}.{index}", kind, delay, number, nested)
        except asyncio.CancelledError:
            self.say(name, "cancelled")
            raise
        self.say(name, "ends")
        return name

    async def step(self, name, kind, delay, number, nested):
        make = lambda: [self.body(f"{name}{chr(97 + i)}", body) for i, body in enumerate(nested)]
        if kind == "sleep":
            await asyncio.sleep(delay)
        elif kind == "say":
            self.say(name)
        elif kind == "lock":
            async with self.locks[number % 2]:
                self.say(name, "has the lock")
                await make()[0]
        elif kind == "semaphore":
            async with self.semaphore:
                await make()[0]
        elif kind == "put":
            await self.queue.put(name)
        elif kind == "get":
            self.say(name, "got", await self.queue.get())
        elif kind == "set":
            self.event.set() if number else self.event.clear()
        elif kind == "wait":
            await self.event.wait()
        elif kind == "cancel":
            self.say(name, "cancels", number, self.tasks[number % len(self.tasks)].cancel())
        elif kind == "timeout":
            try:
                async with asyncio.timeout(delay):
                    await make()[0]
            except TimeoutError:
                self.say(name, "timeout")
        elif kind == "wait_for":
            try:
                self.say(name, await asyncio.wait_for(make()[0], delay))
            except TimeoutError:
                self.say(name, "waited too long")
        elif kind == "gather":
            self.say(name, await asyncio.gather(*make(), return_exceptions=bool(number)))
        elif kind == "group":
            async with asyncio.TaskGroup() as group:
                for coroutine in make():
                    group.create_task(coroutine)
        elif kind == "shield":
            await asyncio.shield(asyncio.create_task(make()[0]))
        elif kind == "first":
            made = [asyncio.create_task(coroutine) for coroutine in make()]
            done, _ = await asyncio.wait(made, return_when=asyncio.FIRST_COMPLETED, timeout=delay + 1)
            self.say(name, [task in done for task in made])
        elif kind == "spawn":
            if len(self.tasks) < 9:
                self.tasks.append(asyncio.create_task(make()[0]))
        elif kind == "join":
            other = self.tasks[number % len(self.tasks)]
            if other is not asyncio.current_task() and other.done():
                self.say(name, "joined", await other)
        elif kind == "catch":
            try:
                await make()[0]
            except (ValueError, ExceptionGroup) as error:
                self.say(name, "caught", type(error).__name__)
            except asyncio.CancelledError:
                if self.is_over:
                    raise
                self.say(name, "swallowed", asyncio.current_task().cancelling() > 0)
                await asyncio.sleep(delay)
        elif kind == "fail":
            if number == 2:
                raise ValueError(name)
        elif kind == "condition":
            async with self.condition:
                try:
                    await asyncio.wait_for(self.condition.wait(), delay + 1)
                except TimeoutError:
                    self.say(name, "nobody notified")
        elif kind == "notify":
            async with self.condition:
                self.condition.notify(number)
        elif kind == "callback":
            loop = asyncio.get_running_loop()
            loop.call_soon(self.say, name, "soon")
            handle = loop.call_later(delay, self.say, name, "later")
            if number == 2:
                loop.call_later(0.5, handle.cancel)


def run_all(first, count, runner):
    """Runs programs one after the other and prints what each does."""
    asyncio.log.logger.disabled = True  # what it says of exceptions depends on when objects are collected
    for seed in range(first, first + count):
        out = io.StringIO()
        try:
            runner(Interpreter(program(seed), out))
        except (Exception, asyncio.CancelledError) as error:
            out.write(f"error {error!r}\n")
        print(f"program {seed}\n{out.getvalue()}", end="")


class InOrder(dict):
    """The set of a task group, whose members CPython cancels in the order of their addresses."""

    def add(self, task):
        self[task] = None

    def discard(self, task):
        self.pop(task, None)


def run_plain(interpreter):
    sys.path.insert(0, str(HERE))
    import virtual_loop

    asyncio.taskgroups.set = InOrder
    with asyncio.Runner(loop_factory=virtual_loop.VirtualLoop) as runner:
        runner.run(interpreter.run())


def run_traced(interpreter):
    asyncio.run(interpreter.run())


def compare(first, count):
    """Returns the programs that differ, with both outputs."""
    words = [__file__, "--side", f"{first}", f"{count}"]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    with tempfile.TemporaryDirectory() as kept:
        record = os.path.join(kept, "record")
        plain = subprocess.Popen(
            [sys.executable, *words, "plain"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        traced = subprocess.run(
            [sys.executable, str(TRACER), "-o", record, *words, "traced"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=environment,
        )  # fmt: skip
        out = plain.communicate()[0].decode()
    split = lambda text: text.split("program ")[1:]
    one, other = split(out), split(traced.stdout.decode())
    if len(one) != count or len(other) != count:
        return [f"{len(one)} and {len(other)} programs ran, not {count}: one side failed"]
    return [f"--- plain\n{a}--- traced\n{b}" for a, b in zip(one, other) if a != b]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--print", type=int)
    parser.add_argument("--side", nargs=3)
    options = parser.parse_args()
    if options.side:
        first, count, side = options.side
        run_all(int(first), int(count), run_plain if side == "plain" else run_traced)
        return
    if options.print is not None:
        import pprint

        pprint.pprint(program(options.print))
        return
    faults = []
    for first in range(options.seed, options.seed + options.count, 500):
        faults += compare(first, min(500, options.seed + options.count - first))
    for fault in faults[:5]:
        print(fault)
    if faults:
        sys.exit(f"{len(faults)} of {options.count} programs differ")
    print(f"{options.count} programs print the same lines at the same times")


if __name__ == "__main__":
    main()
