"""Queues: join, maximum size, priorities, no waiting."""
import asyncio


async def worker(name, queue):
    while True:
        item = await queue.get()
        await asyncio.sleep(item)
        print(name, "did", item)
        queue.task_done()


async def main():
    queue = asyncio.Queue(maxsize=2)
    workers = [asyncio.create_task(worker(f"w{n}", queue)) for n in range(2)]
    for item in (1, 2, 1, 3):
        await queue.put(item)
        print("put", item, queue.qsize(), queue.full())
    await queue.join()
    for task in workers:
        task.cancel()
    print(await asyncio.gather(*workers, return_exceptions=True))
    ranked = asyncio.PriorityQueue()
    for pair in ((3, "low"), (1, "high"), (2, "middle")):
        ranked.put_nowait(pair)
    print([ranked.get_nowait()[1] for _ in range(3)])
    stack = asyncio.LifoQueue(1)
    stack.put_nowait("only")
    try:
        stack.put_nowait("more")
    except asyncio.QueueFull as error:
        print(type(error).__name__)
    stack.get_nowait()
    try:
        stack.get_nowait()
    except asyncio.QueueEmpty as error:
        print(type(error).__name__)


asyncio.run(main())
