"""The same three jobs on one, two, three and four ovens."""
import asyncio
from collections import deque
from concurrent.futures import Executor, Future


class Ovens(Executor):
    """A stand-in for ThreadPoolExecutor, on the clock of the loop."""

    def __init__(self, places):
        self.free, self.waiting = places, deque()

    def submit(self, job, *arguments):
        future = Future()
        self.waiting.append((future, job, arguments))
        self.start_jobs()
        return future

    def start_jobs(self):
        while self.free and self.waiting:
            future, *work = self.waiting.popleft()
            if future.set_running_or_notify_cancel():
                self.free -= 1
                asyncio.get_running_loop().call_later(3, self.end_job, future, *work)

    def end_job(self, future, job, arguments):
        future.set_result(job(*arguments))
        self.free += 1
        self.start_jobs()


def rest():
    return None


async def bake(places):
    loop = asyncio.get_running_loop()
    start = loop.time()
    ovens = Ovens(places)  # @pool
    jobs = [loop.run_in_executor(ovens, rest) for _ in range(3)]  # @run
    await asyncio.gather(*jobs)  # @await
    time_taken = loop.time() - start
    print(f"ovens: {places}, seconds: {time_taken:.0f}")  # @got


async def measure():
    for places in range(1, 5):
        await bake(places)  # @bake


def set_up(loop):
    return (loop.create_task(measure()),)  # @spawn


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
