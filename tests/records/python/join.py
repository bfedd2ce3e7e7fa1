import asyncio


async def worker(queue):
    item = await queue.get()
    print(item)


async def main():
    queue = asyncio.Queue()
    task = asyncio.create_task(worker(queue), name="worker")
    queue.put_nowait(1)
    queue.put_nowait(2)
    await queue.join()


asyncio.run(main())
