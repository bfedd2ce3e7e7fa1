"""Finalizers, weak references and cycles run when they do without a tracer."""
import asyncio
import gc
import weakref


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("freed", self.name)


async def holds(loud):
    await asyncio.sleep(1)
    print("held", loud.name)


async def main():
    loud = Loud("one")
    reference = weakref.ref(loud)
    task = asyncio.create_task(holds(loud))
    del loud
    await task
    print("task is done", reference() is None)
    del task
    queue = asyncio.Queue()
    queue.put_nowait(Loud("in a queue"))
    item = queue.get_nowait()
    item = None
    print("queue is empty")
    lock = asyncio.Lock()
    gone = weakref.ref(lock)
    async with lock:
        pass
    del lock
    print(gone() is None)
    cycle = Loud("cycle")
    cycle.self = cycle
    del cycle
    print("before collection", gc.collect() > 0)
    try:
        raise ValueError(Loud("in an exception"))
    except ValueError:
        pass
    print("end")


asyncio.run(main())
