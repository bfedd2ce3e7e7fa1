"""A little program: producers, consumers, a sentinel, statistics."""
import asyncio
import random

random.seed(5)


async def produce(queue, name, n):
    for i in range(n):
        await asyncio.sleep(random.random())
        await queue.put((name, i))
    print(name, "has produced")


async def consume(queue, seen):
    while (item := await queue.get()) is not None:
        seen.append(item)
        await asyncio.sleep(0.2)
        queue.task_done()
    queue.task_done()


async def main():
    queue, seen = asyncio.Queue(3), []
    consumers = [asyncio.create_task(consume(queue, seen)) for _ in range(2)]
    await asyncio.gather(*(produce(queue, name, 5) for name in ("ada", "bob")))
    await queue.join()
    for _ in consumers:
        await queue.put(None)
    await asyncio.gather(*consumers)
    print(len(seen), sorted(seen))


asyncio.run(main())
