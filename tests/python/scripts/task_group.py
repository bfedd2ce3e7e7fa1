"""A task group: results, nested groups, a failure that cancels siblings."""
import asyncio


async def work(name, seconds):
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise
    print(name, "is done")
    return name


async def bad():
    await asyncio.sleep(1.5)
    1 / 0


async def main():
    async with asyncio.TaskGroup() as group:
        a = group.create_task(work("a", 1))
        b = group.create_task(work("b", 2), name="bee")
        async with asyncio.TaskGroup() as inner:
            inner.create_task(work("inner", 3))
    print(a.result(), b.result(), b.get_name())
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work("c", 1))
            group.create_task(work("d", 2))
            group.create_task(bad())
    except BaseExceptionGroup as group:
        print(group.message, group.exceptions)


asyncio.run(main())
