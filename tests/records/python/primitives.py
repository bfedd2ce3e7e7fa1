import asyncio


async def waits(event, condition, semaphore):
    await event.wait()
    async with condition:
        await condition.wait()
    async with semaphore:
        await asyncio.sleep(1)


async def forgotten():
    print("never")


async def main():
    event, condition = asyncio.Event(), asyncio.Condition()
    semaphore = asyncio.Semaphore(1)
    tasks = [asyncio.create_task(waits(event, condition, semaphore)) for _ in range(2)]
    forgotten()
    event.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0.5)
    async with condition:
        condition.notify_all()
    done, pending = await asyncio.wait(tasks)
    print(len(done), len(pending))


asyncio.run(main())
