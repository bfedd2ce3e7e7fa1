"""Eager tasks, from 3.12."""
import asyncio
import sys


async def step(name, waits):
    print(name, "starts")
    if waits:
        await asyncio.sleep(waits)
    print(name, "ends")
    return name


async def fails():
    print("fails starts")
    raise ValueError("eager")


async def main():
    if sys.version_info >= (3, 12):
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    quick = asyncio.create_task(step("quick", 0))
    slow = asyncio.create_task(step("slow", 1))
    print("created", quick.done() == (sys.version_info >= (3, 12)), slow.done())
    print(await quick, await slow)
    bad = asyncio.create_task(fails())
    try:
        await bad
    except ValueError as error:
        print(error)
    async with asyncio.TaskGroup() as group:
        group.create_task(step("in group", 0))
        group.create_task(step("in group later", 1))


asyncio.run(main())
