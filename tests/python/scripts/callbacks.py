"""`call_soon`, `call_later`, `call_at`, their cancellation, and done callbacks."""
import asyncio
import functools


class Counter:
    def __init__(self):
        self.n = 0

    def add(self, by):
        self.n += by
        print("counter", self.n)

    def __call__(self, task):
        print("called with", task.result())


async def job():
    await asyncio.sleep(1)
    return "result"


async def main():
    loop, counter = asyncio.get_running_loop(), Counter()
    loop.call_soon(counter.add, 1)
    loop.call_later(2, functools.partial(counter.add, by=10))
    loop.call_at(loop.time() + 1, counter.add, 100)
    handle = loop.call_later(1, print, "never")
    print(handle.cancelled())
    handle.cancel()
    task = asyncio.create_task(job())
    task.add_done_callback(lambda done: print("done", done.result()))
    task.add_done_callback(counter)
    task.add_done_callback(print_never)
    task.remove_done_callback(print_never)
    print(await task)
    await asyncio.sleep(2)
    task.add_done_callback(counter)
    future = loop.create_future()
    future.add_done_callback(functools.partial(print, "future:"))
    future.set_result(None)
    await asyncio.sleep(0)


def print_never(_):
    print("never")


asyncio.run(main())
