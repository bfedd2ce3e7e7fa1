"""A pending task that is collected."""
import asyncio
import gc


async def waits():
    await asyncio.get_running_loop().create_future()


async def main():
    task = asyncio.create_task(waits(), name="lost")
    await asyncio.sleep(0)
    del task
    gc.collect()
    print("collected")


asyncio.run(main())
