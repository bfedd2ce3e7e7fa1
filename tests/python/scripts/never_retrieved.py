"""Exceptions that nobody retrieves, tasks and coroutines that nobody awaits."""
import asyncio
import gc


async def fails(n):
    raise ValueError(n)


async def forgotten(n):
    print("never", n)


async def main():
    asyncio.create_task(fails(1))
    await asyncio.sleep(0.1)
    print("after one")
    forgotten(2)
    coroutine = forgotten(3)
    print("made")
    del coroutine
    print("deleted")
    coroutine = forgotten(4)
    coroutine = None
    future = asyncio.get_running_loop().create_future()
    future.set_exception(KeyError("future"))
    del future
    gc.collect()
    print("end")


asyncio.run(main())
