"""Debug mode: a coroutine never awaited, a task that fails, where they were made."""
import asyncio
import logging

logging.basicConfig(format="%(levelname)s %(message)s", level=logging.WARNING)


async def forgotten():
    pass


async def fails():
    raise ValueError("debug")


async def main():
    print(asyncio.get_running_loop().get_debug())
    forgotten()
    task = asyncio.create_task(fails())
    await asyncio.sleep(0.1)
    del task
    asyncio.get_running_loop().call_soon(lambda: 1 / 0)
    await asyncio.sleep(0)


asyncio.run(main(), debug=True)
