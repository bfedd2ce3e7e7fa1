"""Condition and barrier."""
import asyncio


async def consumer(name, condition, items):
    async with condition:
        await condition.wait_for(lambda: items)
        print(name, "takes", items.pop(0))


async def runner(name, barrier):
    for lap in range(2):
        await asyncio.sleep(len(name))
        place = await barrier.wait()
        print(lap, name, place >= 0)


async def main():
    condition, items = asyncio.Condition(), []
    waiting = [asyncio.create_task(consumer(n, condition, items)) for n in ("a", "b", "c")]
    await asyncio.sleep(1)
    async with condition:
        items += [1, 2]
        condition.notify(2)
    await asyncio.sleep(1)
    async with condition:
        items.append(3)
        condition.notify_all()
    await asyncio.gather(*waiting)
    barrier = asyncio.Barrier(3)
    await asyncio.gather(*(runner(n, barrier) for n in ("x", "yy", "zzz")))
    async with asyncio.TaskGroup() as group:
        group.create_task(runner("broken", barrier))
        await asyncio.sleep(7)
        try:
            await barrier.abort()
        finally:
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()


try:
    asyncio.run(main())
except* asyncio.BrokenBarrierError as group:
    print("broken", len(group.exceptions))
