import asyncio


async def producer(queue):
    for number in range(3):
        await queue.put(number)
        await asyncio.sleep(1)


async def consumer(queue, lock):
    while True:
        item = await queue.get()
        async with lock:
            await asyncio.sleep(0.5)
            print("got", item)
        queue.task_done()


async def main():
    queue = asyncio.Queue(maxsize=2)
    lock = asyncio.Lock()
    worker = asyncio.create_task(consumer(queue, lock), name="consumer")
    await asyncio.gather(producer(queue), asyncio.sleep(0.1))
    await queue.join()
    worker.cancel()
    try:
        await worker
    except asyncio.CancelledError:
        print("cancelled")


asyncio.run(main())
