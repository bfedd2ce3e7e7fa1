"""Coroutines await coroutines, futures and tasks that are done already."""
import asyncio


async def inner(n):
    await asyncio.sleep(0)
    return n * 2


async def outer(n):
    first = await inner(n)
    return first + await inner(first)


async def main():
    print(await outer(1))
    task = asyncio.create_task(outer(2))
    await asyncio.sleep(1)
    print(task.done(), await task, await task)
    future = asyncio.get_running_loop().create_future()
    future.set_result("at once")
    print(await future)


asyncio.run(main())
