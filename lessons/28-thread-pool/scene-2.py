"""`alice` waits for her job for one second, and then gives up."""
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


def bake():
    print("the bread is baked")  # @work


async def alice(ovens):
    loop = asyncio.get_running_loop()
    bread = loop.run_in_executor(ovens, bake)  # @run
    try:
        await asyncio.wait_for(bread, 1)  # @await
        print("alice takes the bread")  # @got
    except TimeoutError:
        print("alice gives up")  # @gives-up


def set_up(loop):
    ovens = Ovens(2)  # @pool
    return (loop.create_task(alice(ovens)),)  # @spawn


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop), asyncio.sleep(3.1)))
