"""Three customers hand their jobs to a pool with one oven, and `ticker` ticks meanwhile."""
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


def bake(order):
    return f"{order} is baked"  # @work


async def customer(ovens, order):
    loop = asyncio.get_running_loop()
    job = loop.run_in_executor(ovens, bake, order)  # @run
    result = await job  # @await
    print(result)  # @got


async def ticker():
    for tick in range(1, 3):
        await asyncio.sleep(1)  # @second
        print(f"tick {tick}")  # @tick


def set_up(loop):
    ovens = Ovens(1)  # @pool
    orders = {"alice": "bread", "bob": "cake", "carol": "pie"}
    customers = [
        loop.create_task(customer(ovens, order), name=name)  # @spawn
        for name, order in orders.items()
    ]
    return *customers, loop.create_task(ticker())  # @spawn-ticker


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
